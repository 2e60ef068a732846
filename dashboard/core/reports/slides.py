"""What does a meeting see? The slides of a snapshot in their order, each with its finding, its
numbers and its sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dashboard.core.analysis import gaps, projects
from dashboard.core.analysis.follow_up import Action, FollowUp
from dashboard.core.analysis.gaps import Pair
from dashboard.core.reports.deck import BigNumber, Deck, Occasion, Slide, SlideRow
from dashboard.core.reports.gap_slides import build_gap_slide
from dashboard.core.verdicts import standing
from dashboard.core.verdicts.sentence_data import read_known_values
from dashboard.core.verdicts.standing import Standing
from dashboard.core.verdicts.statement import build_statement
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import BAD, GOOD, STATUSES
from dashboard.core.vocabulary.text import Text, format_untranslated, join_texts

MOST_GAPS, MOST_ROWS = 6, 6
"""Slides of gaps, rows on a slide."""
FICTIONAL = Text("虚构城市，仅供演示", "a fictional city, for demonstration")


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
            build_gap_slide(snapshot, build_statement(snapshot, row, known), follow_up, on)
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


def _select_gap_rows(state: Standing, registry: Registry, also: Iterable[str]) -> list[Pair]:
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
    """Whose plan and whose figures, when, of which version, by which rules."""
    registry, view = snapshot.registry, snapshot.view
    plan, place = registry.plans[view.plan].name, registry.regions[view.region].name
    frozen = Text(
        f"版本 {on.version}，冻结于 {on.frozen}", f"version {on.version}, frozen {on.frozen}"
    )
    lines = [
        SlideRow(place, Text(f"{view.year}年数据", f"figures of {view.year}")),
        _build_day_row(on),
        SlideRow(Text("数据", "Data"), frozen),
        SlideRow(Text("规则", "Rules"), RULES[view.rules].name),
    ]
    if view.known_on:
        known = Text(f"{view.known_on} 已知的数据", f"{view.known_on}")
        lines.append(SlideRow(Text("时点", "As known on"), known))
    if registry.fictional:
        lines.append(SlideRow(Text("注意", "Note"), FICTIONAL))
    title = Text(f"{plan.zh}执行情况", f"{plan.in_('en')}: how it stands")
    return Slide("cover", title, lines=tuple(lines))


def _build_day_row(on: Occasion) -> SlideRow:
    """The meeting with its day, or the day alone."""
    if not on.name:
        return SlideRow(Text("日期", "Day"), format_untranslated(str(on.held)))
    return SlideRow(Text("会议", "Meeting"), Text(f"{on.name} {on.held}", f"{on.name}, {on.held}"))


def _build_summary_slide(state: Standing, registry: Registry, year: int) -> Slide:
    """How many are well, of those that a figure can judge; then what needs care, what is unknown,
    and the time gone.
    """
    count = standing.tally_promises(state)
    lines = []
    care = standing.describe_need_of_care(state, registry)
    if care:
        lines.append(SlideRow(Text("需要关注", "In need of care"), _cut_before_colon(care)))
    for name, number in (
        (standing.name_waiting(count), count.waiting),
        (Text("不评价", "Not judged"), count.aside),
        (Text("依据未核实数据", "On unverified figures"), count.unsure),
    ):
        if number:
            lines.append(SlideRow(name, Text.count(number, "{n}项", "{n} target", "{n} targets")))
    hinges = standing.describe_hinges(state)
    if hinges:
        lines.append(SlideRow(Text("口径", "It hangs on"), hinges))
    title = Text.count(
        count.all,
        "{n}项目标都还不能评价",
        "The one target cannot be judged yet",
        "None of {n} targets can be judged yet",
    )
    if count.judged:
        title = _describe_good(count, is_over=state.plan.last <= year)
    return Slide("sentence", title, big=_list_time_gone(state, year), lines=tuple(lines))


def _describe_good(count: standing.Tally, *, is_over: bool) -> Text:
    """How many of the judged are well: met where the plan is over, else on course."""
    good = Text(f"{count.good}项", str(count.good))
    if count.good == count.judged:
        good = Text.count(count.good, "全部", "{n}", "all")
    well = Text("符合或快于预期", "on course or ahead")
    if is_over:
        well = Text("已实现", "met")
    targets = Text.count(count.all, "{n}项目标", "{n} target", "{n} targets")
    return Text(
        f"{targets.zh}中{count.judged}项可评价，{good.zh}{well.zh}",
        f"{count.judged} of {targets.en} can be judged: {good.en} {well.en}",
    )


def _list_time_gone(state: Standing, year: int) -> tuple[BigNumber, ...]:
    """The share of the plan's time that is over, until all of it is."""
    share = state.plan.elapsed(year)
    if share >= 1:
        return ()
    until = Text(f"到{year}年底", f"by the end of {year}")
    return (BigNumber(Text("时间进度", "Time gone"), format_untranslated(f"{share:.0%}"), until),)


def _cut_before_colon(text: Text) -> Text:
    """The names behind 需要关注：, at most so many that they stay on a slide."""
    return Text(text.zh.partition("：")[2], text.in_("en").partition(": ")[2])


def _build_status_slide(state: Standing, snapshot: Snapshot) -> Slide:
    """How many targets have each status, and in the title how many are badly, well, or neither."""
    counts = {status: sum(count) for status, count in state.counts().items()}
    bad = sum(counts.get(status, 0) for status in BAD)
    good = sum(counts.get(status, 0) for status in GOOD)
    rest = sum(counts.values()) - bad - good
    well = "符合或快于预期"
    if state.plan.last <= snapshot.view.year:
        well = "已实现"
    parts = [
        (bad, Text(f"{bad}项需要关注", f"{bad} in need of care")),
        (good, Text(f"{good}项{well}", f"{good} on course or met")),
        (rest, Text(f"{rest}项尚不能评价", f"{rest} not judged yet")),
    ]
    title = join_texts([part for count, part in parts if count], Text("，", ", "))
    lines = []
    for status in STATUSES:
        if status in counts:
            word = standing.name_status(state, status)
            count = format_untranslated(str(counts[status]))
            lines.append(SlideRow(word, count, status))
    return Slide("status", title, lines=tuple(lines))


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
    return tuple(_build_answer(action, on.held) for action in on.last)


def _build_answer(action: Action, day: date) -> SlideRow:
    """A decision with who was to do it by when, and how that stands on a day."""
    entry = action.entry
    state = join_texts([action.state.name, *action.list_marks(day)], Text("，", ", "))
    text = Text(
        f"{entry.owner}，{entry.due}：{state.zh}", f"{entry.owner}, {entry.due}: {state.en}"
    )
    return SlideRow(format_untranslated(entry.text), text)


def _build_last_meeting(on: Occasion) -> list[Slide]:
    """The last meeting's decisions with what became of them, where there are any."""
    if not on.last:
        return []
    closed = sum(action.state.id == "closed" for action in on.last)
    late = sum(action.is_overdue(on.held) for action in on.last)
    decisions = Text.count(len(on.last), "议定{n}项", "{n} decision", "{n} decisions")
    title = Text(f"上次{decisions.zh}，已销号{closed}项", f"Of {decisions.en}, {closed} closed out")
    if late:
        title += Text(f"，逾期{late}项", f", {late} overdue")
    lines = _list_answers(on)
    if len(lines) > MOST_ROWS:
        more = len(lines) - MOST_ROWS + 1
        count = Text.count(more, "{n}项", "{n} decision", "{n} decisions")
        rest = SlideRow(Text("另有", "More"), count)
        lines = (*lines[: MOST_ROWS - 1], rest)
    return [Slide("last", title, lines=lines)]
