"""What does the slide of one target say? Its finding, its chart, what is needed, who answers, and
how it stood the last time.
"""

from __future__ import annotations

import math
from typing import Any

from dashboard.core.analysis.follow_up import FollowUp, describe_action
from dashboard.core.analysis.time_course import build_chart
from dashboard.core.declaration import phrases
from dashboard.core.reports.deck import NOTHING, BigNumber, Clause, Occasion, Slide, SlideRow
from dashboard.core.verdicts.change import find_change
from dashboard.core.verdicts.reasons import describe_broken_years
from dashboard.core.verdicts.statement import Statement, build_statement
from dashboard.core.vocabulary.digits import scale_to_english
from dashboard.core.vocabulary.model import Indicator, Registry, Target, iterate_rows
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text, join_texts

LONGEST_TITLE = 28
"""Chinese characters of a title (two lines of 64 px at 1920 px)."""
BREAK = Text("\u200b", ": ")
"""Between a name and what is said of it: where a title may go to its second line."""


def build_gap_slide(snapshot: Snapshot, one: Statement, follow_up: FollowUp, on: Occasion) -> Slide:
    """One target: the finding, the chart, what is needed and the best year on record, who
    answers.
    """
    row, target = one.row, one.target
    explained = follow_up.find_explanations(target.indicator, row.region).get(int(row.year), [])
    actions = follow_up.list_actions_about(target.indicator, row.region)
    notes = [one.sentence]
    notes += [Text(f"说明：{said.text}", f"Explanation: {said.text}") for said in explained[:1]]
    notes += [Text("措施：", "Action: ") + describe_action(act, on.held) for act in actions[:3]]
    return Slide(
        "gap",
        _describe_finding(one),
        row.status,
        one.status,
        big=_list_numbers(one),
        owner=Text(f"责任单位：{one.owner.zh}", f"Owner: {one.owner.in_('en')}"),
        source=_format_source(one, on.version),
        then=_list_previous_status(on, row, target),
        notes=tuple(notes),
        regions=_list_region_rows(snapshot, one.indicator),
        clauses=_list_clauses(snapshot.registry, target),
        target=target.id,
        hollow=one.is_hollow,
        chart=build_chart(snapshot, row, target),
        asides=_list_asides(one),
    )


def _list_asides(one: Statement) -> tuple[Text, ...]:
    """The change on last year with its prices, and what would be said instead."""
    change = find_change(one)
    return (*([change.sentence] if change and change.basis.zh else []), *one.hinges)


def _describe_finding(one: Statement) -> Text:
    """The title: how the value stands to what is due, or so far in a year that is not over."""
    has_gap = one.indicator.unit is not None and math.isfinite(one.gap)
    if has_gap and one.is_part_of_year:
        when, so_far = one.when, one.actual
        news = Text(
            f"{when.zh}{so_far.zh}，全年待公布",
            f"{so_far.en} in {when.en}; the year is not out yet",
        )
        return one.indicator.name + BREAK + news
    comparison = STATUSES[one.row.status].name
    if has_gap:
        broken = describe_broken_years(one.registry, one.figures, one.row)
        comparison = broken or one.gap_comparison
    more = NOTHING
    if "needs_record_pace" in one.row.flags:
        more = Text("，所需速度高于历史最快", "; needs more than the best pace")
    return _fit_title(one.indicator, comparison, more)


def _fit_title(indicator: Indicator, comparison: Text, more: Text) -> Text:
    """A finding in at most 28 Chinese characters: in full, else without `more`, else under a
    shorter name, cut where nothing else helps.
    """
    chinese = [alias for alias in indicator.aliases if not alias.isascii()]
    short = min((indicator.name.zh, *chinese), key=len)
    for name in (indicator.name, Text(short, indicator.name.in_("en"))):
        for extra in (more, NOTHING):
            title = name + BREAK + comparison + extra
            if len(title.zh) - len(BREAK.zh) <= LONGEST_TITLE:
                return title
    room = LONGEST_TITLE - len(comparison.zh) - 1
    return Text(
        f"{short[:room]}…{BREAK.zh}{comparison.zh}", f"{indicator.name.in_('en')}: {comparison.en}"
    )


def _list_numbers(one: Statement) -> tuple[BigNumber, ...]:
    """What is needed a year and the best year on record; without a way to go, the value and the
    goal.
    """
    indicator = one.indicator
    goal = _build_number(Text("目标", "Target"), one.short_bound, indicator.unit_text)
    if math.isfinite(one.row.needed):
        name = Text("年均需增", "Needed a year")
        if one.target.period in ("total", "average"):
            return (_build_number(name, one.needed_number, indicator.unit_text),)
        needed = _build_number(name, one.needed_number, indicator.difference_text)
        return (needed, _build_best_year(one))
    if not one.has_figure or indicator.unit is None:
        return (goal,)
    return (_build_number(one.span, one.actual_number, indicator.unit_text), goal)


def _build_number(name: Text, number: Text, unit: Text) -> BigNumber:
    """A number above its unit, in English as English counts."""
    english, english_unit = scale_to_english(number.en, unit.en)
    return BigNumber(name, Text(number.zh, english), Text(unit.zh, english_unit))


def _build_best_year(one: Statement) -> BigNumber:
    name = Text("历史最快", "Best year on record")
    if not math.isfinite(one.row.best_pace):
        return BigNumber(name, Text("无记录", "none"), NOTHING)
    return _build_number(name, one.best_pace, one.indicator.difference_text)


def _format_source(one: Statement, version: int) -> Text:
    """Document, nature of the figure, and version, on one line."""
    documents = one.registry.documents
    parts = [documents[source.document].title for source in one.target.sources[:1]]
    if one.quality.zh:
        parts.append(one.quality)
    parts.append(Text(f"数据版本 {version}", f"data version {version}"))
    return Text("来源：", "Source: ") + join_texts(parts, Text(" · ", " · "))


def _list_clauses(registry: Registry, target: Target) -> tuple[Clause, ...]:
    return tuple(
        Clause(one.phrase, registry.documents[one.document].title, one.section)
        for one in target.sources
    )


def _list_region_rows(snapshot: Snapshot, indicator: Indicator) -> tuple[SlideRow, ...]:
    """The latest full-year figure of every region but the one looked at, the city first where a
    district is looked at.
    """
    lines, latest = [], snapshot.latest(indicator.id)
    for code, region in snapshot.registry.regions.items():
        if code != snapshot.view.region and code in latest.index:
            year = int(latest["year"][code])
            value = phrases.format_value(indicator, float(latest["value"][code]))
            text = Text(f"{value.zh}（{year}年）", f"{value.en} ({year})")
            lines.append(SlideRow(region.name, text))
    return tuple(lines)


def _list_previous_status(on: Occasion, row: Any, target: Target) -> tuple[SlideRow, ...]:
    """How the target stood by the data of the last meeting."""
    if on.before is None:
        return ()
    verdicts = on.before.verdicts
    mine = verdicts[(verdicts["target"] == target.id) & (verdicts["region"] == row.region)]
    old = next(iterate_rows(mine), None)
    if old is None:
        return ()
    then = build_statement(on.before, old)
    value, word = then.actual, then.status
    name = Text(f"按“{on.before_name}”时的数据", f"by the data of “{on.before_name}”")
    text = Text(f"{value.zh}，{word.zh}", f"{value.en}, {word.en.lower()}")
    return (SlideRow(name, text, str(old.status)),)
