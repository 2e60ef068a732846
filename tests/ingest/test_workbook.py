"""What a workbook says: every figure with its cell, and every problem with its cell."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import MergedCell

from dashboard.core.vocabulary.model import DECIMALS, OBSERVATIONS
from dashboard.core.vocabulary.units import UNITS
from dashboard.ingest.observations.figures import merge_frames
from dashboard.ingest.workbook import Reading
from tests.conftest import DAY, book, indicator, read, registry_of
from tests.sizes import laws

COVERS = (
    "dashboard.ingest.observations.figures",
    "dashboard.ingest.observations.repeats",
)

REGISTRY = registry_of(
    indicator(
        "rate",
        "plan: five, by: 2025, reach: 75",
        limits="[0, 100]",
        aliases='["城镇化率", "R&D 强度"]',
    )
    + indicator("gdp", "plan: five, by: 2025, reach: 8500", unit="亿元", measure="flow", decimals=0)
    + indicator(
        "income", "plan: five, by: 2025, reach: 90000", unit="元", measure="flow", decimals=0
    )
    + indicator("share", unit="比例", decimals=3)
    + indicator("rank", unit="位", measure="rank", better="lower", decimals=0)
    + indicator("cars_15", aliases='["15万元以下汽车"]', unit="辆", measure="flow", decimals=0)
    + "  metro:\n    name: {zh: 地铁一号线, en: Metro line 1}\n    targets:\n      - "
    "{plan: five, by: 2025, done: true}\n"
    + "  circle:\n    name: {zh: 文化圈, en: Circle}\n    targets:\n      - "
    "{plan: five, by: 2025, stated: {zh: 建成, en: built}}\n"
)
LONG = ("指标编码", "地区", "年份", "数值", "单位", "数据性质", "来源")
ROW = {
    "指标编码": "rate",
    "地区": "甲市",
    "年份": 2021,
    "数值": 71.2,
    "单位": "%",
    "数据性质": "已公布",
    "来源": "公报",
}


def long(*rows: dict[str, Any], more: Sequence[str] = ()) -> Reading:
    """A long sheet from rows that differ from ROW in the given columns."""
    header = [*LONG, *more]
    return read(
        book([header, *([{**ROW, **row}.get(name) for name in header] for row in rows)]),
        REGISTRY,
        "书.xlsx",
        DAY,
    )


def sheet(grid: Sequence[Sequence[Any]], **more: Sequence[Sequence[Any]]) -> Reading:
    """A reading of any grid."""
    return read(book(grid, "数据", **more), REGISTRY, "书.xlsx", DAY)


def said(reading: Reading) -> list[tuple[str, str]]:
    """Code and place of everything said."""
    return [(issue.code, issue.place) for issue in reading.issues]


def figures(reading: Reading) -> list[tuple[Any, ...]]:
    """Indicator, region, year, month and value of everything read."""
    return list(
        reading.observations[["indicator", "region", "year", "month", "value"]].itertuples(
            index=False, name=None
        )
    )


# The two layouts


def test_a_long_row_becomes_one_observation_with_everything_it_states():
    reading = long(
        {"月份": 9, "发布日期": date(2022, 1, 20), "备注": "快报"},
        more=("月份", "发布日期", "备注"),
    )
    assert tuple(reading.observations.columns) == (*OBSERVATIONS, DECIMALS)
    assert reading.observations.to_dict("records") == [
        {
            "indicator": "rate",
            "region": "10",
            "year": 2021,
            "month": 9,
            "value": 71.2,
            "quality": "published",
            "published": pd.Timestamp(2022, 1, 20),
            "source": "公报",
            "cell": "书.xlsx › 数据 › D2",
            "note": "快报",
            "decimals": 1,
        }
    ]
    assert (reading.outcome, said(reading)) == ("accepted", [])


def test_a_wide_row_becomes_one_observation_for_each_filled_year():
    reading = sheet(
        [
            ["指标编码", "性质", "单位", "地区", 2020, "2021年", 2022],
            ["rate", "最终", "%", "乙区", 70.1, None, 72.5],
        ]
    )
    assert figures(reading) == [("rate", "11", 2020, 12, 70.1), ("rate", "11", 2022, 12, 72.5)]
    assert list(reading.observations["cell"]) == ["书.xlsx › 数据 › E2", "书.xlsx › 数据 › G2"]
    assert list(reading.observations["source"]) == ["书.xlsx", "书.xlsx"]
    assert (reading.outcome, said(reading)) == ("accepted", [])


def test_the_two_layouts_say_the_same_figures():
    wide = sheet([["指标编码", "单位", 2020, 2021], ["gdp", "万元", 60000000, 67000000]])
    tall = long(
        *(
            {"指标编码": "gdp", "年份": year, "数值": value, "单位": "万元"}
            for year, value in ((2020, 6e7), (2021, 6.7e7))
        )
    )
    assert (
        figures(wide)
        == figures(tall)
        == [("gdp", "10", 2020, 12, 6000.0), ("gdp", "10", 2021, 12, 6700.0)]
    )


def test_titles_above_the_header_do_not_shift_the_cells():
    reading = sheet([["2021年统计"], [], LONG, list(ROW.values())])
    assert list(reading.observations["cell"]) == ["书.xlsx › 数据 › D4"]


def test_several_data_sheets_are_read_and_each_cell_names_its_sheet():
    reading = sheet([LONG, list(ROW.values())], 区县=[LONG, list({**ROW, "地区": "乙区"}.values())])
    assert list(reading.observations["cell"]) == ["书.xlsx › 数据 › D2", "书.xlsx › 区县 › D2"]


def test_rows_without_any_content_are_no_rows():
    reading = sheet([LONG, [None] * 7, list(ROW.values()), [None] * 7])
    assert (len(reading.observations), said(reading)) == (1, [])


# Names


@pytest.mark.parametrize(
    "name", ["rate", " RATE ", "城镇化率", "城镇 化率", "r&d强度", "Ｒ＆Ｄ强度"]
)
def test_an_indicator_is_known_by_id_name_or_alias_whatever_the_spacing_width_and_case(name):
    assert figures(long({"指标编码": name})) == [("rate", "10", 2021, 12, 71.2)]


@pytest.mark.parametrize("name", ["11", 11, "乙区", "district b", " 乙 区 "])
def test_a_region_is_known_by_code_or_name(name):
    assert figures(long({"地区": name})) == [("rate", "11", 2021, 12, 71.2)]


def test_a_row_without_a_region_is_the_declarations_own():
    assert figures(long({"地区": None})) == [("rate", "10", 2021, 12, 71.2)]


def test_an_indicator_named_in_the_name_column_alone_is_found_there():
    reading = sheet(
        [["指标名称", "年份", "数值", "单位", "数据性质"], ["城镇化率", 2021, 70, "%", "已公布"]]
    )
    assert figures(reading) == [("rate", "10", 2021, 12, 70.0)]


def test_an_id_and_a_name_that_are_different_indicators_are_a_conflict_at_the_name():
    reading = long({"指标名称": "gdp"}, more=("指标名称",))
    assert (figures(reading), said(reading)) == (
        [],
        [("indicator-conflict", "书.xlsx › 数据 › H2")],
    )
    assert reading.issues[0].message.zh == "“rate”与“gdp”不是同一指标；请改正其中之一。"


def test_an_id_and_another_name_of_the_same_indicator_agree():
    reading = long({"指标名称": "城镇化率"}, more=("指标名称",))
    assert (len(reading.observations), said(reading)) == (1, [])


def test_an_unknown_indicator_is_refused_with_a_suggestion():
    reading = long({"指标编码": "城镇化绿"})
    assert (figures(reading), said(reading)) == ([], [("unknown-indicator", "书.xlsx › 数据 › A2")])
    assert reading.issues[0].message.zh == "没有名为“城镇化绿”的指标；您是否想写“城镇化率”？"
    assert (
        reading.issues[0].message.en == "there is no indicator “城镇化绿”; did you mean “城镇化率”?"
    )


def test_a_name_never_matches_and_is_never_suggested_across_different_digits():
    reading = long({"指标编码": "20万元以下汽车"})
    assert said(reading) == [("unknown-indicator", "书.xlsx › 数据 › A2")]
    assert "您是否想写" not in reading.issues[0].message.zh
    assert (
        "您是否想写“15万元以下汽车”？" in long({"指标编码": "15万元以内汽车"}).issues[0].message.zh
    )


def test_a_row_that_names_no_indicator_is_said_not_skipped():
    assert said(long({"指标编码": None})) == [("label-missing", "书.xlsx › 数据 › A2")]


# What is wrong in a row


@pytest.mark.parametrize(
    ("change", "code", "cell"),
    [
        ({"地区": "丙县"}, "unknown-region", "B2"),
        ({"年份": "今年"}, "bad-year", "C2"),
        ({"年份": None}, "bad-year", "C2"),
        ({"年份": 21}, "bad-year", "C2"),
        ({"年份": "2021-2025"}, "bad-year", "C2"),
        ({"年份": 2201}, "bad-year", "C2"),
        ({"数值": "约71"}, "not-exact", "D2"),
        ({"数值": "七十一"}, "not-a-number", "D2"),
        ({"数值": "71.2万"}, "unit-conflict", "D2"),
        ({"数值": True}, "boolean", "D2"),
        ({"数值": 1e15}, "number-too-large", "D2"),
        ({"数值": 101}, "outside-limits", "D2"),
        ({"年份": 2035}, "future-year", "D2"),
        ({"数值": datetime(2021, 1, 1)}, "date-for-number", "D2"),  # noqa: DTZ001 - no zone
        ({"数值": "#DIV/0!"}, "error-cell", "D2"),
        ({"数值": "=1+1"}, "not-calculated", "D2"),
        ({"单位": "石"}, "unknown-unit-cell", "E2"),
        ({"单位": "亿元"}, "unit-mismatch", "E2"),
        ({"数据性质": "大概"}, "bad-quality", "F2"),
        ({"月份": 13}, "bad-month", "H2"),
        ({"月份": 0}, "bad-month", "H2"),
        ({"发布日期": "明年"}, "bad-date", "I2"),
        ({"发布日期": "2024-02-30"}, "bad-date", "I2"),
        ({"发布日期": 45371}, "bad-date", "I2"),
        ({"发布日期": 2024.1}, "bad-date", "I2"),
    ],
)
def test_a_wrong_cell_is_named_and_its_row_is_not_read(change, code, cell):
    reading = long(change, more=("月份", "发布日期"))
    assert (figures(reading), said(reading)) == ([], [(code, f"书.xlsx › 数据 › {cell}")])
    assert reading.outcome == "row-errors-listed"
    assert (reading.issues[0].sheet, reading.issues[0].cell, reading.issues[0].row) == (
        "数据",
        cell,
        2,
    )


def test_a_wrong_row_does_not_keep_the_others_out():
    reading = long({"数值": "有"}, {"年份": 2022})
    assert figures(reading) == [("rate", "10", 2022, 12, 71.2)]
    assert reading.outcome == "row-errors-listed"


def test_every_problem_of_a_row_is_said_at_once():
    reading = long({"地区": "丙县", "年份": "今年", "数据性质": "大概", "单位": "石"})
    assert {code for code, _ in said(reading)} == {
        "unknown-region",
        "bad-year",
        "bad-quality",
        "unknown-unit-cell",
    }


def test_one_wrong_year_of_a_wide_row_leaves_the_other_years():
    reading = sheet(
        [["指标编码", "单位", 2020, 2021, 2022, "性质"], ["rate", "%", 70, "#N/A", "=1+1", "公布"]]
    )
    assert figures(reading) == [("rate", "10", 2020, 12, 70.0)]
    assert said(reading) == [
        ("error-cell", "书.xlsx › 数据 › D2"),
        ("not-calculated", "书.xlsx › 数据 › E2"),
    ]


def test_an_unknown_unit_comes_with_a_suggestion():
    assert (
        long({"单位": "万吨标准媒"}).issues[0].message.zh
        == "不认识的单位“万吨标准媒”；您是否想写“万吨标准煤”？"
    )


def test_an_unknown_quality_lists_the_known_ones():
    assert (
        "最终核实、修订、已公布、初步核算、推算、预计、未核实、存疑"
        in long({"数据性质": "大概"}).issues[0].message.zh
    )


@pytest.mark.parametrize("year", [2021, "2021", "2021年", "２０２１", " 2021 ", 2021.0])
def test_a_year_is_read_however_it_is_typed(year):
    assert figures(long({"年份": year})) == [("rate", "10", 2021, 12, 71.2)]


@pytest.mark.parametrize(
    ("month", "read_as"),
    [(9, 9), ("9月", 9), ("1-9月", 9), ("９", 9), (12, 12), (1, 1), (None, 12), ("", 12)],
)
def test_a_month_is_read_and_an_empty_one_is_the_full_year(month, read_as):
    assert figures(long({"月份": month}, more=("月份",))) == [("rate", "10", 2021, read_as, 71.2)]


@pytest.mark.parametrize(
    "day",
    [
        date(2022, 3, 4),
        datetime.fromisoformat("2022-03-04T09:30"),
        "2022-03-04",
        "2022/03/04",
        "2022.03.04",
        "２０２２－０３－０４",
    ],
)
def test_a_release_date_is_read_however_it_is_typed(day):
    reading = long({"发布日期": day}, more=("发布日期",))
    assert list(reading.observations["published"]) == [pd.Timestamp(2022, 3, 4)]
    assert said(reading) == []


def test_a_figure_without_a_release_date_is_dated_by_its_acceptance():
    assert list(long({}).observations["published"]) == [pd.Timestamp(DAY)]


@pytest.mark.parametrize(
    ("word", "quality"),
    [
        ("最终核实", "final"),
        ("初步数", "preliminary"),
        ("Estimate", "estimate"),
        ("存疑", "disputed"),
    ],
)
def test_a_quality_is_read_by_its_words(word, quality):
    assert list(long({"数据性质": word}).observations["quality"]) == [quality]


def test_a_long_row_without_a_quality_reads_as_published_and_that_is_said():
    reading = long({"数据性质": None})
    assert list(reading.observations["quality"]) == ["published"]
    assert (said(reading), reading.outcome) == (
        [("quality-assumed", "书.xlsx › 数据 › F2")],
        "accepted",
    )


@pytest.mark.parametrize(
    "header", [["指标编码", "单位", 2021], ["指标编码", "单位", "年份", "数值"]]
)
def test_a_sheet_without_a_quality_column_says_once_at_its_header_how_it_is_read(header):
    row = ["rate", "%", *([71] if len(header) == 3 else [2021, 71])]
    reading = sheet(
        [["标题"], header, row, ["rate", "%", *([None] if len(header) == 3 else [2022, 72])]]
    )
    assert [place for code, place in said(reading) if code == "quality-assumed"] == [
        "书.xlsx › 数据 › A2"
    ]
    assert "read as published" in reading.issues[0].message.en
    assert set(reading.observations["quality"]) == {"published"}


def test_a_quality_given_for_the_workbook_reaches_rows_that_state_none_and_no_others():
    bare, stated = (
        list({**ROW, "数据性质": None}.values()),
        list({**ROW, "数据性质": "最终核实", "年份": 2022}.values()),
    )
    data = book(
        [LONG, bare], "数据", 二=[LONG, stated], 三=[["指标编码", "单位", 2023], ["rate", "%", 73]]
    )
    reading = read(data, REGISTRY, "书.xlsx", DAY, "preliminary")
    assert list(reading.observations["quality"]) == ["preliminary", "final", "preliminary"]
    assert [place for _, place in said(reading)] == ["书.xlsx › 数据 › F2", "书.xlsx › 三 › A1"]
    assert all("“初步核算”" in issue.message.zh for issue in reading.issues)


def test_a_row_without_a_unit_reads_in_the_indicators_own_with_a_warning():
    reading = long({"单位": None})
    assert figures(reading) == [("rate", "10", 2021, 12, 71.2)]
    assert (said(reading), reading.outcome) == (
        [("unit-assumed", "书.xlsx › 数据 › E2")],
        "accepted-with-warning",
    )


def test_a_sheet_without_a_unit_column_warns_at_the_figure():
    reading = sheet([["指标编码", 2021, "性质"], ["rate", 70, "公布"]])
    assert said(reading) == [("unit-assumed", "书.xlsx › 数据 › B2")]
    assert reading.issues[0].row == 2


# Numbers and units


@pytest.mark.parametrize(
    ("name", "unit", "value", "read_as", "words"),
    [
        ("gdp", "万元", 67950000, 6795.0, "已由 67,950,000 万元 换算为 6795 亿元；请核对单位。"),
        (
            "gdp",
            "元",
            679500000000,
            6795.0,
            "已由 679,500,000,000 元 换算为 6795 亿元；请核对单位。",
        ),
        ("gdp", "亿", 6795, 6795.0, None),
        ("income", "万元", 6.2509, 62509.0, "已由 6.2509 万元 换算为 62,509 元；请核对单位。"),
        ("income", "亿元", 0.0005, 50000.0, "已由 0.0005 亿元 换算为 50,000 元；请核对单位。"),
        ("rate", "‰", 33, 3.3, "已由 33 ‰ 换算为 3.3 %；请核对单位。"),
        ("rate", "比例", 0.712, 71.2, "已由 0.712 比例 换算为 71.2 %；请核对单位。"),
        ("rate", "％", 71.2, 71.2, None),
        ("rate", "百分比", 71.2, 71.2, None),
        ("share", "%", 3.3, 0.033, "已由 3.3 % 换算为 0.033 比例；请核对单位。"),
    ],
)
def test_units_of_one_dimension_convert_exactly_and_the_conversion_is_said(
    name, unit, value, read_as, words
):
    reading = long({"指标编码": name, "单位": unit, "数值": value})
    assert figures(reading) == [(name, "10", 2021, 12, read_as)]
    assert reading.outcome == ("accepted" if words is None else "accepted-with-warning")
    if words is None:
        assert said(reading) == []
    else:
        assert said(reading) == [("converted", "书.xlsx › 数据 › D2")]
        assert reading.issues[0].message.zh == words


@settings(max_examples=laws(30), deadline=None)
@given(st.integers(1, 10**9), st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]))
def test_a_sum_of_money_is_the_same_sum_in_every_unit(amount, unit):
    """Whatever money unit a bureau writes in, the value read is the one converted."""
    (_, _, _, _, value) = figures(long({"指标编码": "gdp", "数值": amount, "单位": unit}))[0]
    assert value == pytest.approx(amount * UNITS[unit].factor / 1e8, rel=1e-11)


def percent_cell(value: float, number_format: str, unit: str = "%", name: str = "rate") -> Reading:
    """A long sheet whose value cell has a number format."""
    workbook = openpyxl.Workbook()
    page = workbook.worksheets[0]
    page.title = "数据"
    page.append(LONG)
    page.append(list({**ROW, "数值": value, "单位": unit, "指标编码": name}.values()))
    target = page["D2"]
    assert not isinstance(target, MergedCell)
    target.number_format = number_format
    output = io.BytesIO()
    workbook.save(output)
    return read(output.getvalue(), REGISTRY, "书.xlsx", DAY)


def test_a_percent_format_is_read_as_shown_with_a_warning_that_names_the_cell():
    reading = percent_cell(0.033, "0.0%")
    assert figures(reading) == [("rate", "10", 2021, 12, 3.3)]
    assert (said(reading), reading.outcome) == (
        [("percent-format", "书.xlsx › 数据 › D2")],
        "accepted-with-warning",
    )
    assert (
        reading.issues[0].message.zh
        == "单元格是百分比格式，0.033 按 3.3% 读取；请核对；建议直接填 3.3。"
    )


def test_a_quoted_percent_sign_in_a_format_changes_nothing():
    reading = percent_cell(3.3, '0.0"%"')
    assert (figures(reading), said(reading)) == ([("rate", "10", 2021, 12, 3.3)], [])


def test_a_percent_format_counts_as_percent_whatever_share_the_unit_column_names():
    reading = percent_cell(0.033, "0.0%", unit="比例", name="share")
    assert figures(reading) == [("share", "10", 2021, 12, 0.033)]
    assert [code for code, _ in said(reading)] == ["percent-format", "converted"]


def test_a_percent_format_on_money_is_not_a_number_of_that_unit():
    reading = percent_cell(0.033, "0.0%", unit="亿元", name="gdp")
    assert (figures(reading), said(reading)) == ([], [("unit-conflict", "书.xlsx › 数据 › D2")])


@pytest.mark.parametrize(
    ("typed", "value"), [("71.2", 71.2), ("７１．２", 71.2), ("71.2%", 71.2), (" 71.2 ", 71.2)]
)
def test_a_number_stored_as_text_is_read_and_that_is_said(typed, value):
    reading = long({"数值": typed})
    assert figures(reading) == [("rate", "10", 2021, 12, value)]
    assert said(reading) == [("text-number", "书.xlsx › 数据 › D2")]
    assert (reading.issues[0].severity, reading.outcome) == ("warning", "accepted-with-warning")


def test_thousands_groups_in_text_are_read():
    assert figures(long({"指标编码": "gdp", "单位": "万元", "数值": "67,950,000"})) == [
        ("gdp", "10", 2021, 12, 6795.0)
    ]


@pytest.mark.parametrize(
    ("value", "refused"), [(0, False), (100, False), (100.1, True), (-0.1, True)]
)
def test_a_value_outside_the_natural_limits_is_refused(value, refused):
    reading = long({"数值": value})
    assert figures(reading) == ([] if refused else [("rate", "10", 2021, 12, float(value))])
    assert said(reading) == ([("outside-limits", "书.xlsx › 数据 › D2")] if refused else [])
    assert reading.outcome == ("row-errors-listed" if refused else "accepted")


def test_zero_is_a_value_and_not_a_blank():
    assert figures(long({"数值": 0})) == [("rate", "10", 2021, 12, 0.0)]


def test_a_blank_value_is_said_and_deletes_nothing():
    reading = long({"数值": None}, {"年份": 2022})
    assert figures(reading) == [("rate", "10", 2022, 12, 71.2)]
    assert (said(reading), reading.outcome) == (
        [("empty-value", "书.xlsx › 数据 › D2")],
        "accepted",
    )
    assert "空白不会删除已有数据" in reading.issues[0].message.zh


def test_a_wide_row_without_any_value_is_said_once():
    reading = sheet([["指标编码", "单位", 2020, 2021, "性质"], ["rate", "%", None, None, "公布"]])
    assert (figures(reading), said(reading)) == (
        [],
        [("empty-value", "书.xlsx › 数据 › C2"), ("no-figures", "书.xlsx")],
    )


# Reported as done, or in words


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("是", 1.0),
        ("否", 0.0),
        ("Yes", 1.0),
        ("no", 0.0),
        ("已完成", 1.0),
        ("未完成", 0.0),
        (True, 1.0),
        (False, 0.0),
    ],
)
def test_a_target_to_be_done_is_reported_by_yes_or_no(answer, value):
    reading = long({"指标编码": "地铁一号线", "数值": answer, "单位": "是/否"})
    assert (figures(reading), said(reading)) == ([("metro", "10", 2021, 12, value)], [])


@pytest.mark.parametrize("answer", ["可能", 1, 0.5, "在建"])
def test_any_other_answer_is_refused(answer):
    reading = long({"指标编码": "metro", "数值": answer, "单位": None})
    assert (figures(reading), said(reading)) == ([], [("not-yes-or-no", "书.xlsx › 数据 › D2")])


def test_a_target_stated_in_words_takes_no_figure():
    reading = long({"指标编码": "circle", "数值": "是", "单位": None})
    assert (figures(reading), said(reading)) == ([], [("unmeasured", "书.xlsx › 数据 › D2")])


# Headings and sheets


def test_a_heading_that_is_not_in_the_template_is_said():
    for heading, content, code, outcome in (
        ("同比", 3.1, "heading-beside", "accepted"),
        ("2025年目标", 75, "heading-plan", "accepted"),
        ("联系人", "张", "heading-unknown", "accepted"),
        ("人数", 12, "column-unread", "accepted-with-warning"),
    ):
        reading = long({heading: content}, more=(heading,))
        assert (len(reading.observations), said(reading)) == (1, [(code, "书.xlsx › 数据 › H1")])
        assert reading.outcome == outcome


def test_a_heading_that_stands_twice_is_an_error_and_neither_column_counts():
    reading = sheet([[*LONG, "数值"], [*ROW.values(), 99]])
    places = [("heading-twice", "书.xlsx › 数据 › D1"), ("heading-twice", "书.xlsx › 数据 › H1")]
    assert (figures(reading), said(reading)) == ([], places)
    assert reading.outcome == "row-errors-listed"


def test_a_sheet_without_recognisable_headings_is_said_and_the_others_are_read():
    reading = sheet([LONG, list(ROW.values())], 草稿=[["随便"], [1, 2]], 封面=[["随便"]])
    assert len(reading.observations) == 1
    assert said(reading) == [
        ("sheet-unread", "书.xlsx › 草稿"),
        ("sheet-not-data", "书.xlsx › 封面"),
    ]
    assert reading.outcome == "accepted-with-warning"


@pytest.mark.parametrize("name", ["来源", "未采用", "说明", "目录"])
def test_a_sheet_for_readers_is_passed_over(name):
    assert said(sheet([LONG, list(ROW.values())], **{name: [["随便"]]})) == []


@pytest.mark.parametrize("grid", [[["随便"]], [["指标编码", "年份"]]])
def test_a_workbook_without_a_data_sheet_is_refused_and_its_sheets_are_named(grid):
    reading = sheet(grid)
    assert said(reading) == [("no-data-sheet", "书.xlsx"), ("sheet-not-data", "书.xlsx › 数据")]
    assert (reading.outcome, len(reading.observations)) == ("reject-whole-file", 0)


# Files


def bomb() -> bytes:
    """A small archive that unpacks to more than the limit."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/workbook.xml", b"\0" * (64 * 2**20 + 1))
    return output.getvalue()


def without_content() -> bytes:
    """An archive with the right names and nothing in them."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as container:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            container.writestr(name, b"")
    return output.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("指标编码 年份 数值".encode(), "not-a-workbook"),
        (b"", "empty-file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not-a-workbook"),
        (book([LONG])[:-200], "damaged-workbook"),
        (without_content(), "damaged-workbook"),
        (bomb(), "too-large"),
    ],
)
def test_a_file_that_is_no_readable_workbook_is_refused_whole(data, code):
    reading = read(data, REGISTRY, "书.xlsx", DAY)
    assert (said(reading), reading.outcome) == ([(code, "书.xlsx")], "reject-whole-file")
    assert tuple(reading.observations.columns) == (*OBSERVATIONS, DECIMALS)
    assert len(reading.observations) == 0


WHOLE = book([LONG, list(ROW.values())])


@settings(max_examples=laws(40), deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_workbook_cut_anywhere_is_refused_and_never_half_read(length):
    """A download that broke off gives no figure."""
    reading = read(WHOLE[:length], REGISTRY, "书.xlsx", DAY)
    assert (reading.outcome, len(reading.observations)) == ("reject-whole-file", 0)


# The same figure twice


def test_a_repeat_counts_once_and_names_both_cells():
    reading = long({}, {"年份": 2022}, {})
    assert figures(reading) == [("rate", "10", 2021, 12, 71.2), ("rate", "10", 2022, 12, 71.2)]
    assert said(reading) == [("duplicate-same", "书.xlsx › 数据 › D4")]
    assert reading.issues[0].message.zh == "与 数据 › D2 重复，只计一次；可删去此行。"
    assert (reading.issues[0].row, reading.outcome) == (4, "accepted-with-warning")


def test_two_values_for_one_figure_are_both_refused_and_both_cells_named():
    reading = long({}, {"年份": 2022}, {"数值": 72})
    assert figures(reading) == [("rate", "10", 2022, 12, 71.2)]
    assert said(reading) == [("duplicate-conflict", "书.xlsx › 数据 › D4")]
    assert reading.issues[0].message.zh == (
        "与 数据 › D2 是同一数据，数值却不同：71.2 与 72；请保留一个，或以来源、数据性质区分。"
    )
    assert reading.outcome == "row-errors-listed"


def test_a_conflict_across_sheets_names_both_sheets():
    reading = sheet([LONG, list(ROW.values())], 补报=[LONG, list({**ROW, "数值": 72}.values())])
    assert (figures(reading), said(reading)) == (
        [],
        [("duplicate-conflict", "书.xlsx › 补报 › D2")],
    )
    assert "与 数据 › D2 是同一数据" in reading.issues[0].message.zh


def test_a_conflict_within_a_wide_sheet_names_the_cells_of_the_year():
    reading = sheet(
        [
            ["指标编码", "单位", 2020, 2021, "性质"],
            ["rate", "%", 70, 71, "公布"],
            ["rate", "%", 70, 72, "公布"],
        ]
    )
    assert figures(reading) == [("rate", "10", 2020, 12, 70.0)]
    assert said(reading) == [
        ("duplicate-same", "书.xlsx › 数据 › C3"),
        ("duplicate-conflict", "书.xlsx › 数据 › D3"),
    ]


def test_equal_values_in_different_units_are_a_repeat():
    reading = long(
        {"指标编码": "gdp", "数值": 6795, "单位": "亿元"},
        {"指标编码": "gdp", "数值": 67950000, "单位": "万元"},
    )
    assert figures(reading) == [("gdp", "10", 2021, 12, 6795.0)]
    assert [code for code, _ in said(reading)] == ["converted", "duplicate-same"]


@pytest.mark.parametrize(
    "apart",
    [
        {"来源": "年鉴"},
        {"数据性质": "最终核实"},
        {"月份": 9},
        {"发布日期": "2022-03-04"},
        {"地区": "乙区"},
        {"年份": 2020},
    ],
)
def test_rows_told_apart_are_no_repeat(apart):
    reading = long({}, {"数值": 72, **apart}, more=("月份", "发布日期"))
    assert (len(reading.observations), said(reading)) == (2, [])


# Whole readings


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "accepted"),
        ({"数值": "71.2"}, "accepted-with-warning"),
        ({"数值": "无"}, "accepted-with-warning"),
        ({"数值": 101}, "row-errors-listed"),
    ],
)
def test_the_outcome_is_the_gravest_thing_said(change, outcome):
    assert long(change, {"年份": 2022}).outcome == outcome


def test_an_empty_frame_has_the_columns_and_types_of_a_full_one():
    full = long({}).observations
    empty = merge_frames([])
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns) == [*OBSERVATIONS, DECIMALS]
    for column in ("year", "month", "value"):
        assert empty[column].dtype == full[column].dtype
    assert empty["published"].dtype.kind == "M"


def test_reading_twice_gives_the_same():
    data = book([LONG, list(ROW.values()), list({**ROW, "数值": "无"}.values())])
    first, second = (read(data, REGISTRY, "书.xlsx", DAY) for _ in range(2))
    assert first.observations.equals(second.observations)
    assert first.issues == second.issues


CELLS = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9),
    st.booleans(),
    st.sampled_from(list(ROW.values())),
)


@settings(max_examples=laws(60), deadline=None)
@given(st.lists(st.tuples(*[CELLS] * len(LONG)), min_size=1, max_size=4))
def test_every_row_with_content_is_read_or_spoken_of(rows):
    """Nothing is dropped in silence: a row gives a figure or an issue that names it.

    A single cell is no row: it is remembered as what may head the rows beneath.
    """
    grid = [
        [None if isinstance(cell, str) and not cell.isprintable() else cell for cell in row]
        for row in rows
    ]
    grid = [
        ["" if isinstance(cell, str) and cell[:1] in ("=", "#") else cell for cell in row]
        for row in grid
    ]
    reading = sheet([LONG, *grid])
    spoken = {issue.row for issue in reading.issues} | {
        int(cell.rsplit("D", 1)[1]) for cell in reading.observations["cell"]
    }
    filled = {
        at
        for at, row in enumerate(grid, start=2)
        if sum(cell not in (None, "") for cell in row) > 1
    }
    assert filled <= spoken


def test_the_record_and_the_line_written_say_the_same():
    for reading in (long({}, {"年份": 2022, "数值": "约5"}), long(), read(b"", REGISTRY)):
        stream = io.StringIO()
        reading.write(stream, version=3)
        assert stream.getvalue().count("\n") == 1
        assert json.loads(stream.getvalue()) == {**reading.record(), "version": 3}
