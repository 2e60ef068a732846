"""Which row is the header, and what does each column mean?"""

from __future__ import annotations

import pytest

from dashboard.ingest.layouts import HEADINGS, INFORMATIVE, Layout, recognise

LONG = ["指标编码", "地区", "年份", "数值", "单位", "数据性质", "来源", "备注"]


def test_the_long_layout_of_the_contract_is_recognised_column_by_column():
    assert recognise([LONG]) == Layout(
        1,
        {"indicator": 1, "region": 2, "year": 3, "value": 4, "unit": 5, "quality": 6, "source": 7, "note": 8},
        {},
        {},
        (),
    )


def test_the_wide_layout_of_the_contract_is_recognised_with_its_years():
    layout = recognise([["指标编码", "指标名称", "单位", "地区", 2020, "2021", "2022年", "２０２３"]])
    assert layout is not None
    assert layout.wide
    assert layout.columns == {"indicator": 1, "name": 2, "unit": 3, "region": 4}
    assert layout.years == {5: 2020, 6: 2021, 7: 2022, 8: 2023}
    assert layout.unknown == {}


def test_a_long_layout_is_not_wide():
    layout = recognise([LONG])
    assert layout is not None
    assert not layout.wide


@pytest.mark.parametrize(
    ("heading", "column"), [(heading, column) for column, headings in HEADINGS.items() for heading in headings]
)
def test_every_heading_of_the_table_names_its_column(heading, column):
    others = {"name": "指标名称", "year": "年份", "value": "数值"}
    row = [heading, *(word for kind, word in others.items() if kind != column)]
    layout = recognise([row])
    assert layout is not None
    assert layout.columns[column] == 1


@pytest.mark.parametrize("heading", [" 指标编码 ", "指标 编码", "ID", "Ｉｄ", "Indicator"])
def test_spaces_width_and_case_of_a_heading_do_not_matter(heading):
    layout = recognise([[heading, "Year", "VALUE"]])
    assert layout is not None
    assert layout.columns == {"indicator": 1, "year": 2, "value": 3}


def test_titles_above_the_header_are_passed_over():
    layout = recognise([["绍兴市 2023 年主要指标"], [], [None, None], LONG])
    assert layout is not None
    assert layout.header == 4


def test_the_first_row_that_reads_as_a_header_wins():
    layout = recognise([["指标", "年份", "数值"], LONG])
    assert layout is not None
    assert (layout.header, layout.columns) == (1, {"name": 1, "year": 2, "value": 3})


@pytest.mark.parametrize(("above", "found"), [(14, True), (15, False)])
def test_a_header_is_looked_for_in_the_first_fifteen_rows(above, found):
    assert (recognise([["注"]] * above + [LONG]) is not None) is found


@pytest.mark.parametrize(
    "header",
    [
        ["指标编码", "年份"],
        ["指标编码", "数值"],
        ["年份", "数值", "地区"],
        [2020, 2021, 2022],
        ["指标编码", 20200, 1899, 2200],
        ["指标编码", "2021-2025"],
        [],
        [None, ""],
    ],
)
def test_a_row_without_an_indicator_and_its_figures_is_no_header(header):
    assert recognise([header]) is None


def test_a_column_that_stands_twice_keeps_the_first_and_names_the_second():
    layout = recognise([["指标编码", "年份", "数值", "数值", "年度"]])
    assert layout is not None
    assert layout.columns == {"indicator": 1, "year": 2, "value": 3}
    assert layout.twice == ((4, "数值"), (5, "年度"))


def test_a_year_that_stands_twice_is_named():
    layout = recognise([["指标编码", 2021, "2021年"]])
    assert layout is not None
    assert layout.years == {2: 2021}
    assert layout.twice == ((3, "2021年"),)


def test_a_heading_that_is_not_in_the_template_is_kept_as_unknown():
    layout = recognise([["指标编码", "年份", "数值", "同比", "排名"]])
    assert layout is not None
    assert layout.unknown == {4: "同比", 5: "排名"}


def test_years_beside_a_value_column_are_unknown_headings_of_a_long_sheet():
    layout = recognise([["指标编码", "年份", "数值", 2020]])
    assert layout is not None
    assert not layout.wide
    assert layout.unknown == {4: "2020"}


def test_the_template_prints_the_headings_of_the_contract():
    assert [headings[0] for headings in HEADINGS.values()] == [
        "指标编码", "指标名称", "地区", "年份", "月份", "数值", "单位", "数据性质", "发布日期", "来源", "备注",
    ]  # fmt: skip


def test_sheets_for_readers_are_the_named_ones():
    assert set(INFORMATIVE) == {"来源", "未采用", "说明", "目录"}
