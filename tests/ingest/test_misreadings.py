"""Ordinary tables that once gave wrong figures in silence: what stands in a title, a line or a heading
beside a known name counts. Found by somebody who looked for them; all figures are invented.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard.ingest.workbook import Reading
from tests.conftest import book, read
from tests.ingest.test_field import GROWN, RECEIVED, ZHUJI, Figure, gdp, html, list_figures

COVERS = (
    "dashboard.ingest.observations.stated_units",
    "dashboard.ingest.recognition.months",
)

VALUES: list[list[Any]] = [["指标", "2022年", "2023年"], ["地区生产总值(亿元)", 7351, 7791]]
CITY: list[Figure] = gdp(7351, 7791, year=2022)


def sheet(*rows: list[Any], name: str = "Sheet1") -> Reading:
    return read(book(rows, name), GROWN, "书.xlsx", RECEIVED)


@pytest.mark.parametrize(
    ("title", "figures"),
    [
        ("绍兴市2023年主要经济指标", CITY),
        ("2023年全市主要经济指标", CITY),
        ("主要经济指标完成情况", CITY),
        ("绍兴市柯桥区2023年主要经济指标", []),
        ("2023年绍兴市柯桥区国民经济和社会发展统计公报", []),
        ("诸暨市店口镇主要经济指标", []),
        ("绍兴市区主要经济指标", []),
        ("杭州主要经济指标", []),
        ("浙江主要经济指标", []),
        ("2023年柯桥主要指标", []),
        ("绍兴市诸暨市主要经济指标", gdp(7351, 7791, region=ZHUJI, year=2022)),
        ("浙江省绍兴市主要经济指标", CITY),
        ("浙江省诸暨市主要经济指标", gdp(7351, 7791, region=ZHUJI, year=2022)),
        ("诸暨主要经济指标", gdp(7351, 7791, region=ZHUJI, year=2022)),
    ],
)
def test_a_title_is_of_the_innermost_place_that_it_names(title, figures):
    assert list_figures(sheet([title], *VALUES)) == sorted(figures)


@pytest.mark.parametrize(
    "title",
    [
        "2023年地区生产总值能耗",
        "2023年一般公共预算收入占地区生产总值比重",
        "2023年人均地区生产总值",
    ],
)
def test_growth_under_a_title_of_something_else_is_not_the_indicators(title):
    found = sheet([title], ["地区", "增速（%）"], ["诸暨市", 8.1])
    assert list_figures(found) == []


@pytest.mark.parametrize(
    "head",
    [
        ["地区", "社会消费品零售总额（亿元）", "增速（%）"],
        ["地区", "第二产业（亿元）", "增速（%）"],
        ["地区", "总量（亿元）", "名义增速（%）"],
    ],
)
def test_growth_beside_something_else_is_not_the_titles(head):
    found = sheet(["2023年地区生产总值"], head, ["诸暨市", 1650, 8.1])
    assert "gdp_growth" not in {figure[0] for figure in list_figures(found)}


@pytest.mark.parametrize("upper", ["Target", "Plan", "Forecast", "Rank", "YoY", "Share"])
def test_an_english_heading_over_a_year_counts(upper):
    found = sheet(
        ["Indicator name", "Actual", upper],
        [None, 2022, 2023],
        ["GDP", 7351, 8],
    )
    assert [figure[4] for figure in list_figures(found)] == [7351.0]


def test_a_line_of_the_year_ends_a_line_of_months():
    found = sheet(
        ["2023年"],
        ["指标", "单位", "数值"],
        ["1-9月"],
        ["社会消费品零售总额", "亿元", 2000],
        ["全年"],
        ["地区生产总值", "亿元", 7791],
        ["12月末"],
        ["常住人口", "万人", 540],
    )
    assert list_figures(found) == [
        ("gdp", "330600", 2023, 12, 7791.0),
        ("pop", "330600", 2023, 12, 540.0),
        ("retail", "330600", 2023, 9, 2000.0),
    ]


def test_a_column_that_states_no_months_beside_one_that_does_is_of_its_year():
    found = sheet(
        ["2023年1-9月主要指标"],
        ["指标", "单位", "2023年1-9月", "2022年全年"],
        ["地区生产总值", "亿元", 5700, 7351],
    )
    assert list_figures(found) == sorted(gdp(7351, year=2022) + gdp(5700, month=9))


@pytest.mark.parametrize(
    ("title", "months"),
    [
        ("2023年前9个月主要指标", [9]),
        ("2023年元-9月主要指标", [9]),
        ("2023年上半年主要指标", [6]),
        ("2023年九月主要指标", []),
        ("2023年Q3主要指标", []),
        ("Main indicators, January-September 2023", [9]),
        ("First half of 2023", [6]),
        ("2023年主要指标", [12]),
    ],
)
def test_parts_of_a_year_in_every_spelling(title, months):
    found = sheet([title], ["指标", "单位", "数值"], ["地区生产总值", "亿元", 5700])
    assert [figure[3] for figure in list_figures(found)] == months


@pytest.mark.parametrize("line", ["杭州", "二、柯桥区情况", "滨海新区"])
def test_a_line_that_may_name_another_place_ends_the_region_above(line):
    head: list[Any] = ["指标", "单位", "2023年"]
    rows: list[list[Any]] = [
        ["诸暨市"],
        ["地区生产总值", "亿元", 1650],
        [line],
        ["地区生产总值", "亿元", 20000],
    ]
    assert list_figures(sheet(head, *rows)) == gdp(1650, region=ZHUJI)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("单位 万元", 0.7791),
        ("单位：万元", 0.7791),
        ("Unit：万元", 0.7791),
        ("填报单位：绍兴市统计局", 7791.0),
        ("报送单位：市统计局 单位：万元", 0.7791),
        ("单位：亿元　　2024年1月", 7791.0),
        ("单位:万元、亿元", None),
    ],
)
def test_units_of_lines_in_every_spelling(line, value):
    found = sheet([line], ["指标", "2023年"], ["地区生产总值", 7791])
    assert [figure[4] for figure in list_figures(found)] == ([] if value is None else [value])


def test_a_unit_below_the_table_is_its_unit():
    found = sheet(["指标", "2023年"], ["地区生产总值", 7791], ["单位：万元"])
    assert [figure[4] for figure in list_figures(found)] == [0.7791]


@pytest.mark.parametrize("line", ["人均指标（元）", "工业", "规模以上工业", "第二产业"])
def test_rows_under_a_part_are_not_the_whole(line):
    found = sheet(["指标", "2023年"], [line], ["地区生产总值", 3000])
    assert list_figures(found) == []


@pytest.mark.parametrize(
    "mark", ["<del>7700</del>", "<s>1</s>", '<i style="text-decoration:line-through">1</i>']
)
def test_struck_text_of_a_page_is_no_part_of_a_number(mark):
    found = read(html(f"<td>{mark}7791</td>"), GROWN, "表.html", RECEIVED)
    assert list_figures(found) == gdp(7791)


@pytest.mark.parametrize(
    "cell",
    [
        "7791<sub>1</sub>",
        "7791<small>1</small>",
        '7791<font size="1">1</font>',
        "7791<a href='#1'>1</a>",
        "<ul><li>7791</li><li>2</li></ul>",
        '7791<span style="position:relative;top:-4px">1</span>',
    ],
)
def test_marks_of_a_page_do_not_join_a_number(cell):
    found = read(html(f"<td>{cell}</td>"), GROWN, "表.html", RECEIVED)
    assert [figure[4] for figure in list_figures(found) if figure[4] != 7791] == []


@pytest.mark.parametrize("stray", [False, "x"])
def test_a_row_of_two_stray_cells_is_no_translation_of_the_header(stray):
    """It is spoken of: nothing is dropped in silence."""
    head = ["指标编码", "年份", "地区", "数值", "单位", "数据性质", "来源"]
    found = sheet(head, [None, None, None, "x", None, stray, None])
    assert 2 in {issue.row for issue in found.issues}


def test_days_of_a_year_are_no_years():
    rows = [[date(2023, month, 1), 200 + month] for month in range(1, 13)]
    found = sheet(["时间", "社会消费品零售总额（亿元）"], *rows)
    assert list_figures(found) == []


@pytest.mark.parametrize(
    ("title", "is_read"),
    [
        ("2023年各市地区生产总值", True),
        ("2022-2023年绍兴市地区生产总值情况", True),
        ("表3 历年地区生产总值（当年价格）", True),
        ("各市地区生产总值增加额", False),
        ("民营经济地区生产总值", False),
        ("数字经济核心产业增加值占地区生产总值", False),
        ("地区生产总值最高的乡镇", False),
        ("限额以上社会消费品零售总额", False),
        ("常住人口密度", False),
        ("各市常住人口城镇化率", False),
        ("城镇常住人口", False),
    ],
)
def test_a_title_is_of_an_indicator_where_it_says_no_more(title, is_read):
    found = sheet([title], ["地区", "2022年", "2023年"], ["诸暨市", 50, 60])
    assert bool(list_figures(found)) == is_read
