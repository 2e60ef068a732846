"""Slides: their order, their limits, and numbers that are those of the verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard.core.analysis.follow_up import ACT, CLOSE, DONE, EXPLAIN, Entry, FollowUp
from dashboard.core.reports import deck, gap_slides, slides
from dashboard.core.reports.deck import Occasion
from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.text import Text
from tests.conftest import ROOT, indicator, observe, registry_of, snapshot_of

COVERS = ("dashboard.core.reports.gap_slides", "dashboard.core.reports.slides")

BY = (
    "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}, source: "
    "{document: report, section: 主要目标, phrase: 达3.3%}"
)
DAY = date(2024, 4, 10)
ON = Occasion("一季度调度会", DAY, "2024-04-10 09:00", 7)
NAMES = "abcdefgh"
REGISTRY = registry_of(
    "".join(indicator(name, BY) for name in NAMES)
    + indicator("long", BY.replace("3.3%", "3.3%"), aliases='["简称"]')
)
LONG = "一个非常长的指标名称用来检验标题在幻灯片上是否放得下"


def snapshot(registry: Registry, *rows: tuple[object, ...], year: int = 2023) -> Snapshot:
    return snapshot_of(registry, observe(*rows), year)


def entry(number: int, kind: str, day: date = DAY, **more: object) -> Entry:
    values = {
        "text": "落实补助",
        "indicator": "a",
        "region": "10",
        "year": 2023,
        "version": 1,
        "owner": "局",
        "due": date(2024, 3, 1),
    } | more
    return Entry(number, "2024", day, "甲", kind=kind, **values)  # type: ignore[arg-type]


BAD = snapshot(REGISTRY, *((name, 2023, 2.9 + at / 100) for at, name in enumerate(NAMES)))


def test_the_order_and_the_limit_of_six_gaps():
    """Cover, one sentence, statuses, at most six gaps with the worst first, and what is decided."""
    made = slides.build_deck(BAD, ON, FollowUp())
    assert [one.kind for one in made.slides] == [
        "cover",
        "sentence",
        "status",
        *["gap"] * 6,
        "decide",
    ]
    assert [one.target for one in made.slides if one.kind == "gap"] == [
        f"five.{name}.by2025" for name in "abcdef"
    ]
    assert len(made.slides) <= 12


def test_numbers_are_those_of_the_verdict():
    """0.2 short of 3.1: the title says so; 0.2 a year is needed; what is unknown is said."""
    one = next(one for one in slides.build_deck(BAD, ON, FollowUp()).slides if one.kind == "gap")
    assert one.title.zh.replace("\u200b", "") == "a比序时目标低0.2个百分点"
    assert one.title.en == "a: 0.2 percentage points below what is due"
    assert [(big.name.zh, big.number.zh, big.unit.zh) for big in one.big] == [
        ("年均需增", "+0.2", "个百分点"),
        ("历史最快", "无记录", ""),
    ]
    assert one.source.zh == "来源：报告 · 已公布 · 数据版本 7"
    assert [(clause.phrase, clause.document.zh, clause.section) for clause in one.clauses] == [
        ("达3.3%", "报告", "主要目标")
    ]
    assert one.owner.zh == "责任单位：未明确"
    assert one.notes[0].zh.startswith("2023年为2.9%")


@pytest.mark.parametrize(
    ("aliases", "said"),
    [
        ((), "…比序时目标低"),
        (("简称",), "简称比序时目标低0.2个百分点"),
        (("GDP share",), "…比序时目标低"),
    ],
)
def test_a_title_never_has_more_than_28_characters(aliases, said):
    """A long name gives way to its shortest Chinese alias, else it is cut."""
    kind = replace(REGISTRY.indicators["a"], name=Text(LONG, "long"), aliases=aliases)
    registry = replace(REGISTRY, indicators={**REGISTRY.indicators, "a": kind})
    for one in slides.build_deck(replace(BAD, registry=registry), ON, FollowUp()).slides:
        assert len(one.title.zh.replace("\u200b", "")) <= gap_slides.LONGEST_TITLE, one.title.zh
    title = next(
        one
        for one in slides.build_deck(replace(BAD, registry=registry), ON, FollowUp()).slides
        if one.kind == "gap"
    ).title.zh
    assert said in title.replace("\u200b", "")


def test_explanations_and_actions_stand_in_the_notes():
    followed = FollowUp((entry(1, EXPLAIN, text="补助未到位"), entry(2, ACT)))
    one = next(one for one in slides.build_deck(BAD, ON, followed).slides if one.kind == "gap")
    assert [note.zh for note in one.notes[1:]] == [
        "说明：补助未到位",
        "措施：落实补助（局，2024-03-01，进行中，已逾期）",
    ]


def test_the_last_meetings_decisions_open_the_next():
    """Closed, late once, and overdue: each with its mark; more than six rows are counted."""
    entries = (
        entry(1, ACT),
        entry(2, DONE, date(2024, 3, 5), about=1),
        entry(3, CLOSE, about=1),
        entry(4, ACT, text="二"),
    )
    made = slides.build_deck(BAD, replace(ON, last=FollowUp(entries).list_actions()), FollowUp())
    last = next(one for one in made.slides if one.kind == "last")
    assert last.title.zh == "上次议定2项，已销号1项，逾期1项"
    assert [line.text.zh for line in last.lines] == [
        "局，2024-03-01：已销号，曾逾期",
        "局，2024-03-01：进行中，已逾期",
    ]
    assert made.answers == last.lines
    many = FollowUp(tuple(entry(at, ACT) for at in range(1, 10))).list_actions()
    rows = next(
        one
        for one in slides.build_deck(BAD, replace(ON, last=many), FollowUp()).slides
        if one.kind == "last"
    ).lines
    assert len(rows) == slides.MOST_ROWS
    assert rows[-1].text.zh == "4项"


def test_where_nothing_is_bad_what_was_asked_for_is_shown():
    """All well: no gap, and the indicators that the room wants to see, also those without a
    figure.
    """
    good = snapshot(REGISTRY, ("a", 2023, 3.2), ("b", 2023, 3.2))
    made = slides.build_deck(good, ON, FollowUp(), ["b", "c", "no such"])
    assert [one.target for one in made.slides if one.kind == "gap"] == [
        "five.b.by2025",
        "five.c.by2025",
    ]
    assert made.slides[1].title.zh == "9项目标中2项可评价，全部符合或快于预期"
    assert made.slides[4].title.zh.replace("\u200b", "") == "c待公布"
    assert made.slides[4].big[0].number.zh == "3.3"


def test_without_any_figure_the_deck_still_stands():
    made = slides.build_deck(snapshot(REGISTRY), ON, FollowUp())
    assert made.slides[1].title.zh == "9项目标都还不能评价"
    assert made.slides[2].title.zh == "9项尚不能评价"


def test_regions_come_at_a_key():
    """The other regions' latest figures up to the year."""
    rows = observe(("a", 2023, 2.9))
    more = observe(("a", 2022, 2.5), region="11")
    both = pd.concat([rows, more], ignore_index=True)
    panel = build_panel(REGISTRY, both)
    shot = replace(
        BAD, observations=both, in_force=panel.in_force, verdicts=judge_panel(REGISTRY, panel, 2023)
    )
    one = next(one for one in slides.build_deck(shot, ON, FollowUp()).slides if one.kind == "gap")
    assert [(line.name.zh, line.text.zh) for line in one.regions] == [("乙区", "2.5%（2022年）")]


def test_a_mean_over_years_needs_a_level_not_a_step():
    """What the rest of the years need on average is a figure of the indicator, without a sign, and
    no pace stands beside it.
    """
    registry = registry_of(
        indicator("g", "plan: five, average: 2021-2025, at_least: 7", measure="growth")
    )
    shot = snapshot(registry, ("g", 2021, 6.0), ("g", 2022, 6.0), ("g", 2023, 6.0))
    one = next(one for one in slides.build_deck(shot, ON, FollowUp()).slides if one.kind == "gap")
    assert [(big.number.zh, big.unit.zh) for big in one.big] == [("8.52", "%")]


def test_the_cover_tells_rules_and_day():
    """What the verdicts rest on is on the slide itself, not in an address."""
    early = replace(BAD, view=replace(BAD.view, known_on=date(2024, 2, 1)))
    told = {
        line.name.zh: line.text.zh
        for line in slides.build_deck(early, ON, FollowUp()).slides[0].lines
    }
    assert told["规则"] == "序时进度"
    assert told["时点"] == "2024-02-01 已知的数据"


def test_a_deck_is_read_as_it_was_written():
    made = slides.build_deck(BAD, ON, FollowUp())
    assert deck.parse_deck(deck.serialize_deck(made)) == made
    with pytest.raises(ValueError, match="validation error"):
        deck.parse_deck("{}")


def test_how_it_stood_at_the_last_meeting_comes_at_a_key():
    """The same target by the data of then: its value and its status."""
    before = snapshot(REGISTRY, ("a", 2022, 2.95), year=2022)
    made = slides.build_deck(
        BAD, replace(ON, before=before, before_name="2023-04-10 年度会"), FollowUp()
    )
    one = next(one for one in made.slides if one.target == "five.a.by2025")
    assert [(line.name.zh, line.text.zh, line.status) for line in one.then] == [
        ("按“2023-04-10 年度会”时的数据", "2.95%，符合预期", "on_course")
    ]
    assert (
        next(one for one in made.slides if one.target == "five.b.by2025").then[0].text.zh
        == "—，待公布"
    )


def test_a_deck_frozen_by_an_earlier_release_still_opens():
    """The file is what release 0.1.0 wrote down and is never written anew: a noun that changes must
    go on reading it.
    """
    kept = (ROOT / "tests" / "core" / "reports" / "frozen_deck.json").read_text("utf-8")
    read = deck.parse_deck(kept)
    assert [one.kind for one in read.slides] == ["cover", "sentence", "status", "gap", "decide"]
    assert (read.name, read.version, read.slides[3].clauses[0].phrase) == (
        "一季度调度会",
        7,
        "达3.3%",
    )


def test_a_part_of_a_year_is_never_told_as_the_year():
    """6.5 % through November: the title says so and gives no verdict, the number carries its
    months, and the chart has no point of it.
    """
    registry = registry_of(indicator("a", "plan: five, in: 2023, at_least: 10", measure="growth"))
    shot = snapshot(registry, ("a", 2022, 8.0), ("a", 2023, 6.5, "published", 11))
    made = slides.build_deck(shot, ON, FollowUp(), ["a"])
    one = next(one for one in made.slides if one.target)
    assert (
        one.title.zh.replace("\u200b", "")
        == f"{registry.indicators['a'].name.zh}2023年1–11月6.5%，全年待公布"
    )
    assert one.big[0].name.zh == "2023年1–11月"
    assert one.chart is None or 2023 not in [point.year for point in one.chart.course.points]


def test_a_year_that_broke_is_the_finding_where_it_decided():
    """97 of 2023 keeps at least 95; the verdict is of 2022, and so is the title."""
    registry = registry_of(indicator("a", "plan: five, every: 2021-2025, at_least: 95"))
    figures = [("a", 2021, 96.1), ("a", 2022, 94.2), ("a", 2023, 97.0)]
    made = slides.build_deck(snapshot(registry, *figures), ON, FollowUp(), ["a"])
    (one,) = (slide for slide in made.slides if slide.kind == "gap")
    assert one.title.zh.replace("\u200b", "") == "a2022年未达标"
    broken = slides.build_deck(snapshot(registry, *figures, year=2022), ON, FollowUp(), ["a"])
    (one,) = (slide for slide in broken.slides if slide.kind == "gap")
    assert "比目标低0.8个百分点" in one.title.zh
