"""Tables of yearbooks and bureaus are recognised: every cell that is a figure is read as what it
is, and nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dashboard.core.declaration.registry import parse
from dashboard.ingest import limits
from dashboard.ingest.cells import Book
from dashboard.ingest.recognition.names import Names
from dashboard.ingest.recognition.recognise import list_tables
from dashboard.ingest.workbook import Reading, Terms, read_book
from tests.conftest import DAY, MATCHES, book, indicator, opened, read, registry_of
from tests.ingest.tables import DECLARATION, TABLES, Table

COVERS = (
    "dashboard.ingest.observations.dimensions",
    "dashboard.ingest.observations.findings",
    "dashboard.ingest.observations.listing",
    "dashboard.ingest.observations.objections",
    "dashboard.ingest.observations.proposals",
    "dashboard.ingest.observations.rows",
    "dashboard.ingest.recognition.columns",
    "dashboard.ingest.recognition.headers",
    "dashboard.ingest.recognition.layouts",
    "dashboard.ingest.recognition.page",
    "dashboard.ingest.recognition.preamble",
)

PARSED = parse(DECLARATION, "indicators.yaml")
assert PARSED.registry is not None
CITY = PARSED.registry
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def reading(table: Table) -> Reading:
    """What is read from a table."""
    return read(table.make(), CITY, table.filename)


def cells(table: Table, found: Reading) -> dict[str, tuple[object, ...]]:
    """The figures read, by sheet and address as the fixtures write them."""
    of_text = all(place.startswith("!") for place in table.cells) and bool(table.cells)
    seen: dict[str, tuple[object, ...]] = {}
    for row in found.observations.itertuples():
        sheet, _, cell = str(row.cell)[len(table.filename) + 3 :].rpartition(" › ")
        seen[f"{'' if of_text else sheet}!{cell}"] = (
            row.indicator,
            row.region,
            row.year,
            pytest.approx(row.value),
            row.month,
        )
    return seen


def squeezed(text: object) -> str:
    return "".join(str(text).split())


@every_table
def test_every_figure_of_a_table_is_read_as_what_it_is_and_nothing_else(table: Table):
    assert cells(table, reading(table)) == {
        place: tuple(cell) for place, cell in table.cells.items()
    }


@every_table
def test_every_name_that_is_not_declared_or_not_clear_is_said(table: Table):
    said = squeezed(
        "".join("".join(map(str, issue.values.values())) for issue in reading(table).issues)
    )
    assert [name for name in (*table.unread, *table.asked) if squeezed(name) not in said] == []


@every_table
def test_what_was_understood_is_shown_with_its_evidence(table: Table):
    found = reading(table)
    shown = {one for proposal in found.proposals for one in proposal.years}
    assert set(found.observations["year"]) <= shown
    for proposal in found.proposals:
        assert proposal.sentence.zh
        assert proposal.sentence.en
        assert all(one.read_as for one in proposal.evidence)


def test_how_many_cells_of_how_many_layouts_are_right():
    MATCHES.append(
        f"layouts: {len(TABLES)} tables, {sum(len(table.cells) for table in TABLES)} cells expected"
    )
    assert len(TABLES) >= 15


# The engine, seen from near

REGISTRY = registry_of(
    indicator(
        "gdp",
        "plan: five, by: 2025, reach: 8500",
        unit="亿元",
        measure="flow",
        aliases='["生产总值"]',
    )
    + indicator(
        "rate", "plan: five, by: 2025, reach: 75", limits="[0, 100]", aliases='["城镇化率"]'
    )
)


def sheet(*rows: list[Any], title: str = "数据", **terms: object) -> Reading:
    """A reading of one sheet."""
    return read(book(list(rows), title), REGISTRY, **terms)  # type: ignore[arg-type]


def figures(found: Reading) -> list[tuple[object, ...]]:
    return list(
        found.observations[["indicator", "region", "year", "value"]].itertuples(
            index=False, name=None
        )
    )


def codes(found: Reading) -> list[str]:
    return [issue.code for issue in found.issues if issue.code != "quality-assumed"]


def test_a_table_of_a_place_that_is_not_declared_is_not_the_default_regions():
    for line in ("地区：广州", "广州市2023年主要指标"):
        found = sheet([line], ["指标", "2022年", "2023年"], ["生产总值(亿元)", 1, 2])
        assert (figures(found), codes(found)) == ([], ["unknown-region"])
        assert (found.issues[-1].cell, found.issues[-1].values["found"]) == (
            "A1",
            "广州市" if "市" in line else "广州",
        )


def test_without_a_place_the_default_region_is_taken_and_said():
    found = sheet(["指标", "2022年", "2023年"], ["生产总值(亿元)", 8000, 8200])
    assert figures(found) == [("gdp", "10", 2022, 8000.0), ("gdp", "10", 2023, 8200.0)]
    assert codes(found) == ["region-assumed"]


def test_a_name_that_is_only_alike_is_asked_and_the_answer_is_taken():
    rows = (["地区：甲市"], ["指标", "2022年", "2023年"], ["城市化率(%)", 70, 71])
    asked = sheet(*rows)
    assert (figures(asked), codes(asked)) == ([], ["name-asked", "nothing-stored"])
    assert 'aliases: ["城市化率"]' in asked.issues[1].message.zh
    assert '--alias "城市化率=rate"' in asked.issues[1].message.zh
    answered = sheet(*rows, answers={"城市化率": "rate"})
    assert figures(answered) == [("rate", "10", 2022, 70.0), ("rate", "10", 2023, 71.0)]
    assert [one.how for one in answered.proposals[0].evidence if one.what == "indicator"] == [
        "answer"
    ]


def test_a_region_may_be_answered_as_well():
    rows = (["地区", "2022年", "2023年"], ["老城", 1, 2])
    assert figures(sheet(["生产总值(亿元)"], *rows, answers={"老城": "11"})) == [
        ("gdp", "11", 2022, 1.0),
        ("gdp", "11", 2023, 2.0),
    ]


@pytest.mark.parametrize(
    ("line", "unit", "read_as"),
    [
        ("单位：万元", "", 0.0001),
        ("单位：亿元、%", "", 1.0),
        ("单位：万元", "(亿元)", 1.0),
        ("", "(万元)", 0.0001),
        ("", "", 1.0),
    ],
)
def test_the_unit_nearest_to_a_figure_counts(line, unit, read_as):
    found = sheet(["甲市"], [line], ["指标", "2022年", "2023年"], [f"生产总值{unit}", 1, 1])
    assert figures(found)[0][3] == read_as


def test_two_units_in_one_row_are_a_contradiction():
    found = sheet(["指标", "单位", "2022年", "2023年"], ["生产总值(万元)", "亿元", 1, 2])
    assert (figures(found), codes(found)) == ([], ["region-assumed", "unit-conflict"])


def test_a_title_of_growth_or_of_plans_holds_no_values():
    for title, code in (
        ("2023年主要指标增长速度", "title-of-change"),
        ("主要指标不变价", "title-of-change"),
        ("2023年目标任务", "title-of-plan"),
    ):
        found = sheet(["甲市" + title], ["指标", "2022年", "2023年"], ["城镇化率", 70, 71])
        assert (figures(found), codes(found)) == ([], [code, "nothing-stored"])


def test_a_figure_of_a_month_alone_is_asked():
    found = sheet(["甲市"], ["指标", "2023年9月", "2023年1-9月"], ["生产总值(亿元)", 600, 5000])
    assert list(
        found.observations[["year", "month", "value"]].itertuples(index=False, name=None)
    ) == [(2023, 9, 5000.0)]
    assert codes(found) == ["part-year", "month-alone"]


def test_lines_between_rows_say_of_which_place_the_rows_beneath_are():
    found = sheet(
        ["指标", "2022年", "2023年"],
        ["甲市"],
        ["生产总值(亿元)", 10, 20],
        ["乙区"],
        ["生产总值(亿元)", 1, 2],
    )
    assert [row[1] for row in figures(found)] == ["10", "10", "11", "11"]


def test_the_year_may_stand_in_the_title_or_the_sheets_name_alone():
    rows = (["地区", "生产总值(亿元)", "城镇化率(%)"], ["乙区", 5, 70])
    for found in (sheet(["2023年各区主要指标"], *rows), sheet(*rows, title="2023年")):
        assert figures(found) == [("gdp", "11", 2023, 5.0), ("rate", "11", 2023, 70.0)]
    found = sheet(["2022-2023年各区主要指标"], *rows)
    assert (figures(found), codes(found)) == ([], ["heading-missing"])


def test_merged_labels_speak_for_their_rows_and_merged_values_are_refused():
    grid = opened(
        book(
            [
                ["地区", "指标", "2022年", "2023年"],
                ["乙区", "生产总值(亿元)", 5, 6],
                [None, "城镇化率(%)", 70, 71],
            ]
        )
    ).sheets[0]
    [table] = list_tables(grid, Names(REGISTRY))
    assert [column.role for column in table.columns] == ["region", "name", "value", "value"]
    merged = replace(grid, merges=((2, 1, 3, 1), (2, 3, 2, 4)))
    found = read_book(Book("xlsx", [merged]), REGISTRY, "书.xlsx", Terms(DAY))
    assert figures(found) == [("rate", "11", 2022, 70.0), ("rate", "11", 2023, 71.0)]
    assert [(issue.code, issue.cell) for issue in found.issues[1:]] == [
        ("merged-label", "A2"),
        ("merged-value", "C2"),
        ("merged-value", "D2"),
    ]


def test_hidden_sheets_are_not_read_and_hidden_rows_are():
    grid = opened(book([["地区", "指标", "2022年"], ["乙区", "生产总值(亿元)", 5]])).sheets[0]
    hidden = replace(grid, name="旧", hidden=True)
    found = read_book(
        Book("xlsx", [replace(grid, hidden_rows=(2, 9), hidden_columns=(3,)), hidden]),
        REGISTRY,
        "书.xlsx",
        Terms(DAY),
    )
    assert figures(found) == [("gdp", "11", 2022, 5.0)]
    assert codes(found) == ["rows-hidden", "columns-hidden", "sheet-hidden"]


def test_many_of_one_kind_are_counted_and_not_listed_one_by_one():
    rows = [
        ["指标编码", "地区", "年份", "数值", "单位"],
        *(list[Any]([f"x{number}", "甲市", 2021, 1, "%"]) for number in range(130)),
    ]
    found = sheet(*rows)
    assert codes(found).count("unknown-indicator") == 100
    assert found.issues[-1].values["count"] == 30
    assert found.outcome == "row-errors-listed"


def test_a_code_beside_a_regions_name_must_be_its_own():
    rows: list[list[Any]] = [
        ["行政区划代码", "地区", "年份", "指标", "数值", "单位"],
        ["11", "乙区", 2022, "生产总值", 5000, "亿元"],
        ["10", "乙区", 2023, "生产总值", 5100, "亿元"],
    ]
    found = sheet(*rows)
    assert figures(found) == [("gdp", "11", 2022, 5000.0)]
    assert codes(found) == ["region-conflict"]


def test_in_a_form_a_title_that_speaks_of_change_is_said_and_the_values_are_read():
    head, row = ["指标编码", "地区", "单位", 2022, 2023], ["gdp", "甲市", "亿元", 8000, 8200]
    for title in (
        "2023年增长速度",
        "主要指标增长情况",
        "2024年目标任务表",
        "2024年预计数",
        "2024年一季度",
    ):
        found = sheet([title], head, row)
        assert len(figures(found)) == 2
        assert codes(found) == ["title-doubt"]


def test_a_region_left_blank_in_a_form_is_the_city_and_that_is_said():
    found = sheet(["指标编码", "地区", "单位", 2022, 2023], ["gdp", None, "亿元", 8000, 8200])
    assert [row[1] for row in figures(found)] == ["10", "10"]
    assert [(issue.code, issue.cell) for issue in found.issues[1:]] == [("region-assumed", "B2")]


def test_a_full_year_that_is_not_over_is_said_and_one_to_come_is_refused():
    head, row = (
        ["指标编码", "地区", "单位", 2025, 2026, 2027],
        ["gdp", "甲市", "亿元", 8000, 8200, 8300],
    )
    found = sheet(head, row)
    assert [row[2] for row in figures(found)] == [2025, 2026]
    assert codes(found) == ["year-not-over", "future-year"]


def test_what_stands_under_a_name_is_no_longer_the_name():
    """户籍人口 over 男 and 女: neither is the population."""
    found = sheet(
        ["2023年"],
        ["地区", "生产总值(亿元)", None],
        [None, "第一季度值", "其他"],
        ["甲市", 222, 225],
    )
    assert figures(found) == []
    assert codes(found)[:2] == ["column-unread", "column-unread"]


def test_a_heading_that_is_taken_to_reach_over_is_said():
    found = sheet(
        ["地区", "2022年", None], [None, "生产总值(亿元)", "城镇化率(%)"], ["甲市", 8000, 70]
    )
    assert figures(found) == [("gdp", "10", 2022, 8000.0), ("rate", "10", 2022, 70.0)]
    assert codes(found) == ["heading-reaches"]


def test_a_gap_among_regions_is_not_the_city():
    found = sheet(
        ["指标编码", "地区", "单位", 2022, 2023],
        ["gdp", "乙区", "亿元", 800, 820],
        ["rate", None, "%", 70, 71],
    )
    assert [row[1] for row in figures(found)] == ["11", "11"]
    assert [(issue.code, issue.cell) for issue in found.issues if issue.severity == "error"] == [
        ("label-missing", "B3")
    ]


def test_values_of_a_plan_are_not_read_even_from_a_form():
    found = sheet(
        ["2025年规划目标值"],
        ["指标编码", "地区", "单位", 2022, 2023],
        ["gdp", "甲市", "亿元", 8000, 8200],
    )
    assert (figures(found), codes(found)) == ([], ["title-of-plan", "nothing-stored"])


@pytest.mark.parametrize(
    ("title", "month", "said"),
    [
        ("2023年前三季度主要指标", 9, ["part-year", "part-year"]),
        ("1-9月主要指标", 9, ["part-year", "part-year"]),
        ("2023年9月主要指标", 0, ["month-alone", "month-alone"]),
        ("2023年6月末主要指标", 6, ["part-year", "part-year"]),
        ("2023年12月末主要指标", 12, []),
        ("2023年四季度主要指标", 0, ["month-alone", "month-alone"]),
        ("2023年主要指标", 12, []),
    ],
)
def test_months_in_the_title_hold_for_years_in_the_header(title, month, said):
    found = sheet(
        ["甲市"], [title], ["指标", "单位", "2023年", "2022年"], ["生产总值", "亿元", 5620, 5250]
    )
    assert set(found.observations["month"]) == ({month} if month else set())
    assert codes(found) == said


@pytest.mark.parametrize("line", ["农村", "一、市区", "杭州市", "全省"])
def test_rows_under_a_part_or_an_undeclared_place_are_not_the_places(line):
    found = sheet(
        ["甲市"],
        ["指标", "2022年", "2023年"],
        [line],
        ["城镇化率(%)", 50, 51],
        ["乙区"],
        ["城镇化率(%)", 70, 71],
    )
    assert [row[1:] for row in figures(found)] == [("11", 2022, 70.0), ("11", 2023, 71.0)]
    assert codes(found) == ["section-unread"]


def test_a_line_of_months_holds_for_the_rows_beneath():
    found = sheet(
        ["甲市"], ["指标", "2022年", "2023年"], ["上半年"], ["生产总值(亿元)", 3500, 3674]
    )
    assert set(found.observations["month"]) == {6}


def test_a_unit_behind_the_title_or_in_words_counts_and_an_unknown_one_is_refused():
    rows = (["指标", "2022年", "2023年"], ["生产总值", 80000000, 82000000])
    for line in ("甲市生产总值表（万元）", "（除注明外，单位均为万元）"):
        assert [row[3] for row in figures(sheet(["甲市"], [line], *rows))] == [8000.0, 8200.0]
    found = sheet(["甲市"], ["单位：担"], *rows)
    assert (figures(found), codes(found)) == ([], ["unknown-unit-cell"])


def test_a_table_of_the_country_is_not_the_citys():
    found = sheet(["全国主要指标"], ["指标", "2022年", "2023年"], ["城镇化率(%)", 65, 66])
    assert (figures(found), codes(found)) == ([], ["unknown-region"])


@pytest.mark.parametrize(
    ("heading", "text", "month", "said"),
    [
        ("时期", "上半年", 6, ["part-year"]),
        ("时期", "全年", 12, []),
        ("季度", "二季度", 0, ["month-alone"]),
        ("性别", "男", 0, ["row-qualified"]),
        ("分组", "合计", 12, []),
        ("类型", "目标值", 0, ["row-beside", "nothing-stored"]),
        ("类型", "约束性", 12, []),
        ("口径", None, 12, []),
    ],
)
def test_a_column_that_says_of_which_part_a_row_is_counts(heading, text, month, said):
    found = sheet(
        ["指标", "地区", "年份", heading, "数值", "单位"],
        ["生产总值", "甲市", 2023, text, 7791, "亿元"],
    )
    assert list(found.observations["month"]) == ([month] if month else [])
    assert codes(found) == said


def test_tables_of_a_sheet_have_an_end(monkeypatch):
    monkeypatch.setattr(limits, "TABLES", 2)
    table: list[list[Any]] = [["地区", "2022年", "2023年"], ["甲市", 8000, 8200]]
    found = sheet(["生产总值(亿元)"], *table, ["生产总值(亿元)"], *table, ["城镇化率(%)"], *table)
    assert "too-many-tables" in codes(found)
    assert found.outcome == "row-errors-listed"


def test_a_row_that_numbers_the_columns_keeps_no_heading_from_being_read():
    found = sheet(
        ["2023年"], ["地区", "生产总值(亿元)", None], ["甲", "工业", "建筑业"], ["甲市", 3200, 500]
    )
    assert figures(found) == []


def test_a_translated_header_belongs_to_the_one_above_and_keeps_its_unit():
    found = sheet(
        ["甲市"],
        [None, None, "单位：万元"],
        ["年份", "生产总值", None],
        [None, None, "其中"],
        ["Year", "GDP", "Of which"],
        [2022, 80000000, 1],
        [2023, 82000000, 1],
    )
    assert [row[3] for row in figures(found)] == [8000.0, 8200.0]


def test_a_form_with_an_empty_heading_says_how_its_column_was_read():
    found = sheet(["指标编码", None, "单位", 2022, 2023], ["gdp", "乙区", "亿元", 800, 820])
    assert [row[1] for row in figures(found)] == ["11", "11"]
    assert [(issue.code, issue.cell) for issue in found.issues[1:]] == [("column-by-content", "B1")]


def test_estimates_in_a_title_and_plans_in_a_note_are_heard():
    found = sheet(
        ["甲市"],
        ["2023年预计数"],
        ["指标", "单位", "2022年", "2023年"],
        ["生产总值", "亿元", 8000, 8200],
    )
    assert (len(figures(found)), codes(found)) == (2, ["title-doubt"])
    found = sheet(
        ["指标编码", "地区", "年份", "数值", "单位", "备注"],
        ["gdp", "甲市", 2023, 8200, "亿元", "规划目标值"],
    )
    assert (figures(found), codes(found)) == ([], ["row-beside", "nothing-stored"])


def test_growth_alone_in_a_title_and_figures_a_head_are_not_the_totals():
    found = sheet(
        ["甲市"], ["主要指标增长情况"], ["指标", "2022年", "2023年"], ["生产总值", 5.1, 6.3]
    )
    assert (figures(found), codes(found)) == ([], ["title-of-change", "nothing-stored"])
    found = sheet(
        ["甲市"], ["指标", "单位", "2022年", "2023年"], ["人均"], ["生产总值", "元", 137522, 144991]
    )
    assert (figures(found), codes(found)) == ([], ["section-unread", "nothing-stored"])


@pytest.mark.parametrize(
    ("heading", "wrong"),
    [
        ("月份", 13),
        ("数据性质", "大概"),
        ("发布日期", "明年"),
        ("单位", "斤"),
        ("地区", "丙县"),
        ("年份", "今年"),
        ("数值", "约5"),
        ("性别", "男"),
    ],
)
def test_a_wrong_row_is_refused_though_it_is_no_longer_listed(heading, wrong):
    """Only so many issues are listed; the rows after them are as wrong as those before."""
    heads = ["指标编码", "地区", "年份", "数值", "单位", "月份", "数据性质", "发布日期", "性别"]
    rows = [
        ["gdp", "甲市", 1900 + number, 8000, "亿元", 12, "公布", "2022-03-04", None]
        for number in range(120)
    ]
    for row in rows:
        row[heads.index(heading)] = wrong
    found = sheet(heads, *rows)
    assert figures(found) == []
    assert found.outcome == "row-errors-listed"


def test_months_in_a_forms_title_hold_for_rows_of_its_very_year():
    head = ["指标", "地区", "年份", "数值", "单位"]
    found = sheet(
        ["2023年1-9月"],
        head,
        ["生产总值", "甲市", 2023, 5620, "亿元"],
        ["生产总值", "甲市", 2022, 7351, "亿元"],
    )
    assert list(found.observations[["year", "month"]].itertuples(index=False, name=None)) == [
        (2023, 9),
        (2022, 12),
    ]
    assert codes(found) == ["title-doubt", "part-year"]
