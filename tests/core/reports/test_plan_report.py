"""A report's sentences and tables: the verdicts' own numbers, the national words, gaps with what is
done about them.
"""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.core.analysis.follow_up import ACT, EXPLAIN, Entry, FollowUp
from dashboard.core.reports.blocks import Grid, Heading, Paragraph, Report
from dashboard.core.reports.plan_report import build_plan_report
from dashboard.core.verdicts.reasons import describe_verdict
from dashboard.core.verdicts.sentence_data import read_known_values
from dashboard.core.verdicts.standing import build_standing
from dashboard.core.vocabulary.model import iterate_rows
from tests.conftest import indicator, observe, registry_of, snapshot_of

BY = "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}"
REGISTRY = registry_of(
    indicator("good", BY)
    + indicator("bad", BY, owner="某局", nature="binding")
    + indicator("silent", BY)
)
ROWS = (("good", 2023, 3.2, "preliminary"), ("bad", 2023, 2.9, "unverified"))
DAY = date(2024, 4, 10)


def entry(number: int, kind: str, text: str, **more: object) -> Entry:
    about = {"indicator": "bad", "region": "10", "year": 2023}
    rest = {**about, **more}
    return Entry(number, "2024", DAY, "甲", 1, kind, text, **rest)  # type: ignore[arg-type]


def report(*rows: tuple[object, ...], year: int = 2023, entries: tuple[Entry, ...] = ()) -> Report:
    shot = snapshot_of(REGISTRY, observe(*(rows or ROWS)), year)
    return build_plan_report(shot, build_standing(shot, "five", "10").rows, FollowUp(entries), DAY)


def said(told: Report) -> str:
    parts = [told.title.zh]
    for block in told.blocks:
        if isinstance(block, Grid):
            parts += [" ".join(text.zh for text in row) for row in block.rows]
        elif isinstance(block, Heading | Paragraph):
            parts.append(
                (block.lead.zh if isinstance(block, Paragraph) and block.lead else "")
                + block.text.zh
            )
    return "\n".join(parts)


def test_the_sections_stand_in_their_order_and_are_numbered_without_gaps():
    """No projects here: 四 is what must be known."""
    heads = [
        block.text.zh
        for block in report().blocks
        if isinstance(block, Heading) and block.level == 1
    ]
    assert heads == [
        "一、总体情况",
        "二、主要指标完成情况",
        "三、差距、原因和措施",
        "四、需要说明的问题",
    ]


@pytest.mark.parametrize(
    ("year", "kind"),
    [
        (2021, "年度监测评估"),
        (2022, "年度监测评估"),
        (2023, "中期评估"),
        (2024, "年度监测评估"),
        (2025, "总结评估"),
    ],
)
def test_the_third_of_five_years_is_the_mid_term(year, kind):
    """60 % of the time is over at the end of 2023."""
    assert report(year=year).title.zh.endswith(f"{kind}报告")


def test_every_verdict_is_told_by_its_own_sentence():
    """What the pages say of a target is what the report says; the table has its numbers and the
    marks of quality.
    """
    shot = snapshot_of(REGISTRY, observe(*ROWS), 2023)
    told = said(report())
    for row in iterate_rows(shot.verdicts):
        assert describe_verdict(REGISTRY, read_known_values(shot.in_force), row).zh in told
    names = {name: one.name.zh for name, one in REGISTRY.indicators.items()}
    assert f"{names['good']} % 2.8 3.3 3.2（初） 3.1 ▲快于预期" in told
    assert f"{names['bad']} % 2.8 3.3 2.9（未核实） 3.1 ■预警" in told
    assert f"{names['silent']} % 2.8 3.3 — 3.1 …待公布" in told
    assert "按评价分：快于预期1项、预警1项、待公布1项。" in told


def test_a_gap_has_its_size_reason_and_actions():
    """0.2 points short; why, and what is done by whom until when, late as it is."""
    acts = (
        entry(1, EXPLAIN, "外需走弱"),
        entry(2, ACT, "落实补助", owner="某局", due=date(2024, 3, 1)),
    )
    told = said(report(entries=acts))
    assert (
        "比序时目标低0.2个百分点，年均需增+0.2个百分点。性质：约束性；责任单位：某局。原因：外需走弱。"
        in told
    )
    assert "措施：落实补助（某局，2024-03-01，进行中，已逾期）。" in told
    assert "原因：尚未说明。" in said(report())
    assert "措施：尚未提出。" in said(report())


def test_without_a_gap_it_says_so():
    told = said(report(("good", 2023, 3.2)))
    assert "当前没有滞后、预警或未实现的目标，另有2项尚无数据。" in told


def test_what_is_unverified_is_named():
    assert f"依据未核实数据的有：{REGISTRY.indicators['bad'].name.zh}。" in said(report())


def test_what_would_be_judged_otherwise_is_named():
    """A level of money whose prices the plan does not name is judged at current ones; where nothing
    is open nothing is said.
    """
    open_ = indicator(
        "money",
        "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}",
        unit="亿元",
        measure="flow",
        decimals=0,
    )
    registry = registry_of(open_ + indicator("good", BY))
    shot = snapshot_of(
        registry, observe(("money", 2020, 55), ("money", 2023, 90), ("good", 2023, 3.2)), 2023
    )
    told = said(build_plan_report(shot, build_standing(shot, "five", "10").rows, FollowUp(), DAY))
    assert (
        f"暂按现价口径的有：{registry.indicators['money'].name.zh}；换一种口径，评价可能不同"
        in told
    )
    assert "换一种口径" not in said(report())
