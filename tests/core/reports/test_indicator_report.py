"""One indicator's report: its own plan's target first, every number of the chart in the table, the
plan's words.
"""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.core.analysis.follow_up import EXPLAIN, Entry, FollowUp
from dashboard.core.analysis.time_course import build_chart
from dashboard.core.reports.blocks import Drawing, Grid, Heading, Paragraph, Report
from dashboard.core.reports.indicator_report import build_indicator_report
from dashboard.core.vocabulary.model import iterate_rows
from tests.conftest import indicator, observe, registry_of, snapshot_of

COVERS = ("dashboard.core.reports.blocks",)

BY = "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}"
EVERY = "plan: five, every: 2021-2025, at_least: 85"
BETWEEN = "plan: five, every: 2021-2025, between: [10, 20]"
AVERAGE = "plan: five, average: 2021-2025, at_least: 5"
TOTAL = "plan: five, total: 2021-2025, at_least: 50"
REGISTRY = registry_of(
    indicator("by", BY)
    + indicator("every", EVERY)
    + indicator("total", TOTAL)
    + indicator("between", BETWEEN)
    + indicator("average", AVERAGE)
)
DAY = date(2024, 4, 10)


def told(name: str, *rows: tuple[object, ...], entries: tuple[Entry, ...] = ()) -> Report:
    return build_indicator_report(
        snapshot_of(REGISTRY, observe(*rows), 2023),
        REGISTRY.indicators[name],
        FollowUp(entries),
        DAY,
    )


def heads(report: Report) -> list[str]:
    return [block.text.zh for block in report.blocks if isinstance(block, Heading)]


def table(report: Report, at: int = -1) -> list[list[str]]:
    return [
        [cell.zh for cell in row]
        for row in [block for block in report.blocks if isinstance(block, Grid)][at].rows
    ]


def said(report: Report) -> str:
    return "\n".join(
        (b.lead.zh if b.lead else "") + b.text.zh for b in report.blocks if isinstance(b, Paragraph)
    )


def test_years_have_what_was_and_what_is_due():
    """A tenth a year from 2.8 in 2020; years to come have what is due alone; parts of years have no
    due.
    """
    report = told(
        "by", ("by", 2020, 2.8), ("by", 2022, 3.1, "preliminary"), ("by", 2023, 2.95, "unverified")
    )
    rows = [row[:4] for row in table(report)]
    assert rows == [
        ["2020年", "2.8", "2.8", "已公布"],
        ["2021年", "—", "2.9", "—"],
        ["2022年", "3.1", "3.0", "初步核算"],
        ["2023年", "2.95", "3.1", "未核实"],
        ["2024年", "—", "3.2", "—"],
        ["2025年", "—", "3.3", "—"],
    ]


@pytest.mark.parametrize("name", ["by", "every", "total"])
def test_every_number_of_the_chart_stands_in_words_or_in_the_table(name):
    """Points, what is due, and the goal."""
    rows = tuple((name, year, value) for year, value in ((2021, 11.0), (2022, 12.5), (2023, 13.0)))
    report = told(name, *rows)
    shot = snapshot_of(REGISTRY, observe(*rows), 2023)
    row = next(row for row in iterate_rows(shot.verdicts) if row.indicator == name)
    chart = build_chart(shot, row, REGISTRY.target(row.target))
    assert chart is not None and any(
        isinstance(block, Drawing) and block.chart == chart for block in report.blocks
    )
    everything = said(report) + str(table(report)) + str(table(report, 0))
    for value in [
        *(one.value for one in chart.course.points),
        *chart.course.expected.values(),
        chart.course.goal,
    ]:
        assert f"{value:g}" in everything


def test_sections_without_anything_are_left_out_and_numbers_have_no_gaps():
    good = told("by", ("by", 2023, 3.2))
    assert heads(good) == ["一、评价", "二、主要数字", "三、历年情况", "四、依据"]
    bad = told("by", ("by", 2023, 2.8))
    assert heads(bad)[3:] == ["四、原因和措施", "五、依据"]
    assert "原因：尚未说明。" in said(bad)


def test_an_explanation_is_told_whatever_the_verdict():
    one = Entry(
        1, "2024", DAY, "甲", 1, EXPLAIN, "提前完成", indicator="by", region="10", year=2023
    )
    assert "原因：提前完成。" in said(told("by", ("by", 2023, 3.2), entries=(one,)))


def test_what_unverified_means_is_told_always():
    assert "标“未核实”的数字没有官方来源核对" in said(told("by"))


@pytest.mark.parametrize(
    ("name", "due"), [("every", "≥ 85"), ("between", "10–20"), ("average", "—"), ("total", "—")]
)
def test_what_a_year_asks_for_is_what_the_plan_says_of_it(name, due):
    """A bound in words for each year; a mean or a sum over years asks nothing of one of them."""
    assert table(told(name, (name, 2021, 25.0)))[0][:3] == ["2021年", "25.0", due]


def test_a_target_of_another_plan_stands_under_that_plan():
    """The view's plan has none of this indicator: what is told names its own plan and year."""
    registry = registry_of(
        indicator("by", BY) + indicator("other", "plan: year, in: 2021, at_least: 3")
    )
    report = build_indicator_report(
        snapshot_of(registry, observe(("other", 2021, 4.0)), 2023),
        registry.indicators["other"],
        FollowUp(),
        DAY,
    )
    assert (
        registry.plans["year"].name.zh in report.subtitle.zh and "2021年数据" in report.subtitle.zh
    )
