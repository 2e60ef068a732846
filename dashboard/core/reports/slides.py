"""What does a meeting see? The slides of a snapshot in their order, each with its finding, its
numbers and its sources.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.core.analysis import gaps, projects
from dashboard.core.analysis.follow_up import Action, FollowUp, describe_action
from dashboard.core.analysis.gaps import Pair
from dashboard.core.analysis.time_course import build_chart
from dashboard.core.declaration import phrases
from dashboard.core.reports.deck import NOTHING, BigNumber, Clause, Deck, Slide, SlideRow
from dashboard.core.verdicts import standing
from dashboard.core.verdicts.sentence_data import read_known_values
from dashboard.core.verdicts.statement import Statement, build_statement
from dashboard.core.vocabulary.model import (
    Indicator,
    Registry,
    Snapshot,
    Target,
    iterate_rows,
)
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.statuses import BAD, GOOD, STATUSES, format_status
from dashboard.core.vocabulary.text import (
    Text,
    format_untranslated,
    join_texts,
)

MOST_GAPS, MOST_ROWS, LONGEST_TITLE = 6, 6, 28
"""Slides of gaps, rows on a slide, Chinese characters of a title (two lines of 64 px at 1920
px).
"""
BREAK = Text("\u200b", ": ")
"""Between a name and what is said of it: where a title may go to its second line."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting's name and day, the moment of freezing, the data's version; what the last meeting
    decided, and how things stood then.
    """

    name: str
    held: date
    frozen: str
    version: int
    last: tuple[Action, ...] = ()
    before: Snapshot | None = None
    before_name: str = ""


def build_deck(
    snapshot: Snapshot, on: Occasion, follow_up: FollowUp, also: Iterable[str] = ()
) -> Deck:
    """The slides in their order: cover, one sentence, statuses, gaps, projects, the last meeting's
    decisions, this one's.

    `also` names indicators that shall be shown beside the gaps; both together fill at most six
    slides.
    """
    registry, view = snapshot.registry, snapshot.view
    state = standing.build_standing(snapshot, view.plan, view.region)
    known = read_known_values(snapshot.filter_region(view.region))
    gap_rows = _select_gap_rows(state, registry, also)
    slides = [
        _build_cover(snapshot, on),
        _build_summary_slide(state, registry, view.year),
        _build_status_slide(state, snapshot),
        *(
            _build_gap_slide(snapshot, build_statement(snapshot, row, known), follow_up, on)
            for row, _ in gap_rows
        ),
        *_build_project_slides(snapshot),
        *_build_last_meeting(on),
        Slide("decide", Text("本次议定事项", "Decided today")),
    ]
    place = registry.regions[view.region].name
    name = registry.plans[view.plan].name
    return Deck(
        on.name,
        on.held,
        on.frozen,
        name,
        place,
        view.year,
        on.version,
        view.rules,
        tuple(slides),
        _list_answers(on),
    )


def _select_gap_rows(
    state: standing.Standing, registry: Registry, also: Iterable[str]
) -> list[Pair]:
    """The worst gaps, and the rows asked for, each indicator once."""
    wanted = list(also)
    asked = [
        next((pair for pair in state.rows if pair[1].indicator == name), None) for name in wanted
    ]
    pairs = [*gaps.list_gaps(state, registry), *(pair for pair in asked if pair is not None)]
    once: dict[str, Pair] = {}
    for row, target in pairs:
        once.setdefault(target.indicator, (row, target))
    return list(once.values())[:MOST_GAPS]


def _build_cover(snapshot: Snapshot, on: Occasion) -> Slide:
    registry, view = snapshot.registry, snapshot.view
    plan, place = registry.plans[view.plan].name, registry.regions[view.region].name
    rules = RULES[view.rules].name
    lines: tuple[SlideRow, ...] = (
        SlideRow(place, Text(f"{view.year}年数据", f"figures of {view.year}")),
        SlideRow(Text("会议", "Meeting"), Text(f"{on.name} {on.held}", f"{on.name}, {on.held}"))
        if on.name
        else SlideRow(Text("日期", "Day"), format_untranslated(str(on.held))),
        SlideRow(
            Text("数据", "Data"),
            Text(
                f"版本 {on.version}，冻结于 {on.frozen}",
                f"version {on.version}, frozen {on.frozen}",
            ),
        ),
        SlideRow(Text("规则", "Rules"), rules),
    )
    if view.known_on:
        day = view.known_on
        lines = (*lines, SlideRow(Text("时点", "As known on"), Text(f"{day} 已知的数据", f"{day}")))
    title = Text(f"{plan.zh}执行情况", f"{plan.in_('en')}: how it stands")
    if registry.fictional:
        lines = (
            *lines,
            SlideRow(
                Text("注意", "Note"),
                Text("虚构城市，仅供演示", "a fictional city, for demonstration"),
            ),
        )
    return Slide("cover", title, lines=lines)


def _build_summary_slide(state: standing.Standing, registry: Registry, year: int) -> Slide:
    """How many are well, of those that a figure can judge; then what needs care, what is unknown,
    and the time gone.
    """
    promises = [found for found in state.group_promises().values() if not found[2].is_stated]
    judged = [found for found in promises if STATUSES[found[0]].judged]
    good = sum(status in GOOD for status, _, _ in judged)
    end = state.plan.last <= year
    well = Text("达到或快于进度", " on course or ahead")
    if end:
        well = Text("已实现", " met")
    count = Text(f"{good}项", str(good))
    if good == len(judged):
        count = Text.count(good, "全部", "{n}", "all")
    known = "Of {n} target with a figure, ", "Of {n} targets with a figure, "
    title = Text.count(len(judged), "{n}项有数据的目标", *known) + count + well
    if not judged:
        title = Text.count(
            len(promises),
            "{n}项目标都还没有可评价的数据",
            "No figure yet to judge the one target",
            "No figure yet to judge any of {n} targets",
        )
    care = standing.describe_need_of_care(state, registry)
    lines = [SlideRow(Text("需要关注", "In need of care"), _cut_before_colon(care))] if care else []
    unknown = len(promises) - len(judged)
    if unknown:
        lines.append(
            SlideRow(
                Text("尚无数据", "No figure yet"),
                Text.count(unknown, "{n}项", "{n} target", "{n} targets"),
            )
        )
    unsure = sum(doubtful for status, doubtful, _ in judged)
    if unsure:
        lines.append(
            SlideRow(
                Text("依据未核实数据", "On unverified figures"),
                Text.count(unsure, "{n}项", "{n} verdict", "{n} verdicts"),
            )
        )
    share = state.plan.elapsed(year)
    big = (
        (
            BigNumber(
                Text("规划期已过", "Time gone"),
                format_untranslated(f"{share:.0%}"),
                Text(f"到{year}年底", f"by the end of {year}"),
            ),
        )
        if share < 1
        else ()
    )
    return Slide("sentence", title, big=big, lines=tuple(lines))


def _cut_before_colon(text: Text) -> Text:
    """The names behind 需要关注：, at most so many that they stay on a slide."""
    return Text(text.zh.partition("：")[2], text.in_("en").partition(": ")[2])


def _build_status_slide(state: standing.Standing, snapshot: Snapshot) -> Slide:
    counts = {status: sum(count) for status, count in state.counts().items()}
    bad, good = (sum(counts.get(name, 0) for name in names) for names in (BAD, GOOD))
    rest = sum(counts.values()) - bad - good
    parts = [
        (bad, "项需要关注", "in need of care"),
        (
            good,
            "项达到或快于进度" if state.plan.last > snapshot.view.year else "项已实现",
            "on course or met",
        ),
        (rest, "项待公布或不评价", "not judged yet"),
    ]
    counted = [(f"{count}{zh}", f"{count} {en}") for count, zh, en in parts if count]
    lines = tuple(
        SlideRow(
            format_status(name, state.plan.last, snapshot.as_of),
            format_untranslated(str(counts[name])),
            name,
        )
        for name in STATUSES
        if name in counts
    )
    return Slide(
        "status",
        Text("，".join(zh for zh, _ in counted), ", ".join(en for _, en in counted)),
        lines=lines,
    )


def _build_gap_slide(
    snapshot: Snapshot, one: Statement, follow_up: FollowUp, on: Occasion
) -> Slide:
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
    )


def _describe_finding(one: Statement) -> Text:
    """The title: how the value stands to what is due, in at most 28 Chinese characters; a shorter
    name where it needs one.
    """
    indicator, has_gap = one.indicator, one.indicator.unit is not None and math.isfinite(one.gap)
    if has_gap and one.is_part_of_year:
        through, so_far = one.when, one.actual
        news = Text(
            f"{through.zh}{so_far.zh}，全年待公布",
            f"{so_far.en} in {through.en}; the year is not out yet",
        )
        return indicator.name + BREAK + news
    comparison = one.gap_comparison if has_gap else STATUSES[one.row.status].name
    more = NOTHING
    if "needs_record_pace" in one.row.flags:
        more = Text("，所需速度高于历史最快", "; needs more than the best pace")
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
    goal = BigNumber(Text("目标", "Target"), one.short_bound, indicator.unit_text)
    if math.isfinite(one.row.needed):
        name = Text("还需每年", "Needed a year")
        if one.target.period in ("total", "average"):
            return (BigNumber(name, one.needed_number, indicator.unit_text),)
        needed = BigNumber(name, one.needed_number, indicator.difference_text)
        return (needed, _build_best_year(one))
    if not one.has_figure or indicator.unit is None:
        return (goal,)
    return (BigNumber(one.when, one.actual_beside_goal, indicator.unit_text), goal)


def _build_best_year(one: Statement) -> BigNumber:
    name = Text("历史最快", "Best year on record")
    if not math.isfinite(one.row.best_pace):
        return BigNumber(name, Text("无记录", "none"), NOTHING)
    return BigNumber(name, one.best_pace, one.indicator.difference_text)


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


def _build_project_slides(snapshot: Snapshot) -> list[Slide]:
    """The livelihood projects of the newest plan of projects, where there is one for the region."""
    selected = projects.find_view_projects(snapshot)
    if selected is None:
        return []
    state, found = selected
    lines = tuple(SlideRow(one.name, _format_parts(one), one.status) for one in found)
    return [Slide("projects", projects.describe_projects(state, found), lines=lines)]


def _format_parts(one: projects.Project) -> Text:
    if not one.known:
        return Text("无数据", "no figure")
    return Text(f"{one.kept}/{len(one.counted)}", f"{one.kept}/{len(one.counted)}")


def _list_answers(on: Occasion) -> tuple[SlideRow, ...]:
    """What became of what the last meeting decided."""
    lines = []
    for one in on.last:
        marks = (
            [mark.zh for mark in one.list_marks(on.held)],
            [mark.in_("en") for mark in one.list_marks(on.held)],
        )
        state = Text(
            "，".join([one.state.name.zh, *marks[0]]), ", ".join([one.state.name.en, *marks[1]])
        )
        responsible = f"{one.entry.owner}，{one.entry.due}", f"{one.entry.owner}, {one.entry.due}"
        lines.append(
            SlideRow(
                format_untranslated(one.entry.text),
                Text(f"{responsible[0]}：{state.zh}", f"{responsible[1]}: {state.en}"),
            )
        )
    return tuple(lines)


def _build_last_meeting(on: Occasion) -> list[Slide]:
    """The last meeting's decisions with what became of them, where there are any."""
    if not on.last:
        return []
    closed = sum(one.state.id == "closed" for one in on.last)
    late = sum(one.is_overdue(on.held) for one in on.last)
    decisions = Text.count(len(on.last), "议定{n}项", "{n} decision", "{n} decisions")
    title = Text(f"上次{decisions.zh}，已销号{closed}项", f"Of {decisions.en}, {closed} closed out")
    if late:
        title += Text(f"，逾期{late}项", f", {late} overdue")
    lines = _list_answers(on)
    if len(lines) > MOST_ROWS:
        more = len(lines) - MOST_ROWS + 1
        lines = (
            *lines[: MOST_ROWS - 1],
            SlideRow(
                Text("另有", "More"), Text.count(more, "{n}项", "{n} decision", "{n} decisions")
            ),
        )
    return [Slide("last", title, lines=lines)]
