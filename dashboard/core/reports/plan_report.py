"""What does a report on the plan say? Headings, sentences and tables assembled from verdicts, in
the words of national evaluations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from dashboard.core.analysis import due, gaps, projects
from dashboard.core.analysis.follow_up import FollowUp, describe_action
from dashboard.core.analysis.gaps import Pair
from dashboard.core.analysis.provenance import UNVERIFIED
from dashboard.core.declaration import phrases
from dashboard.core.reports.blocks import Block, Grid, Heading, Paragraph, Report, number_sections
from dashboard.core.verdicts import standing
from dashboard.core.verdicts.reasons import describe_verdict
from dashboard.core.verdicts.sentence_data import read_known_values
from dashboard.core.verdicts.standing import Standing
from dashboard.core.vocabulary.model import NATURES, Snapshot, Target
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.statuses import STATUSES, format_status
from dashboard.core.vocabulary.text import (
    DASH,
    Text,
    format_number,
    format_untranslated,
    join_texts,
)

MID_TERM_SHARES = (0.5, 0.6)
"""The share of a plan's time in which its evaluation is the mid-term one (the third of five
years).
"""
CONDITIONAL_FLAGS = {"base_revised", "price_assumed"}
"""Marks of verdicts that hang on what the plan does not say or that was revised since."""
QUESTION, ASSUMPTION = Text("待确认：", "Open question: "), Text("本系统假定：", "Our assumption: ")
UNEXPLAINED = Text("原因：尚未说明。", "Reason: not explained yet.")


def build_plan_report(
    snapshot: Snapshot, rows: Iterable[Pair], follow_up: FollowUp, today: date
) -> Report:
    """The report on a view's plan, region and year; `rows` are the verdicts that it tells."""
    registry, view = snapshot.registry, snapshot.view
    state = standing.build_standing(snapshot, view.plan, view.region)
    measured = [pair for pair in rows if pair[1].bound != "stated"]
    sections = [
        (Text("总体情况", "Overall"), _build_overall_section(snapshot, state)),
        (Text("主要指标完成情况", "The indicators"), _build_indicator_section(snapshot, measured)),
        (
            Text("差距、原因和措施", "Gaps, reasons and actions"),
            _build_gap_section(snapshot, state, follow_up, today),
        ),
        (Text("民生实事办理情况", "Livelihood projects"), _build_project_section(snapshot)),
        (
            Text("需要说明的问题", "What must be known"),
            _build_notes_section(snapshot, state, measured, today),
        ),
    ]
    plan, place = registry.plans[view.plan], registry.regions[view.region].name
    kind = _describe_kind(snapshot)
    return Report(
        Text(
            f"{place.zh}{plan.name.zh}{kind.zh}报告",
            f"{place.in_('en')}: {plan.name.in_('en')}, {kind.en}",
        ),
        Text(f"（{view.year}年数据）", f"(figures of {view.year})"),
        number_sections(sections),
    )


def _describe_kind(snapshot: Snapshot) -> Text:
    """Yearly, mid-term or final, by how much of the plan's time is over."""
    plan, year = snapshot.registry.plans[snapshot.view.plan], snapshot.view.year
    if year >= plan.last:
        return Text("总结评估", "final evaluation")
    return (
        Text("中期评估", "mid-term evaluation")
        if MID_TERM_SHARES[0] <= plan.elapsed(year) <= MID_TERM_SHARES[1]
        else Text("年度监测评估", "yearly evaluation")
    )


def _build_overall_section(snapshot: Snapshot, state: Standing) -> list[Block]:
    """The headline, the share of time gone, and how many targets stand how, in the national
    vocabulary.
    """
    view, plan = snapshot.view, state.plan
    share = plan.elapsed(view.year)
    time_gone = Text(
        f"到{view.year}年底，规划期已过{share:.0%}。",
        f"By the end of {view.year}, {share:.0%} of the plan's time is over. ",
    )
    counts = {status: sum(count) for status, count in state.counts().items()}
    parts = [
        Text(
            f"{format_status(name, plan.last, snapshot.as_of).zh}{counts[name]}项",
            f"{counts[name]} {format_status(name, plan.last, snapshot.as_of).en.lower()}",
        )
        for name in STATUSES
        if counts.get(name)
    ]
    status_list = join_texts(parts, Text("、", ", "))
    head = standing.describe_headline(state, view.year)
    first = Text(f"{time_gone.zh}{head.zh}。", f"{time_gone.en}{head.in_('en')}.")
    return (
        [
            Paragraph(first),
            Paragraph(Text(f"按评价分：{status_list.zh}。", f"By verdict: {status_list.en}.")),
        ]
        if parts
        else [Paragraph(first)]
    )


HEADS: tuple[tuple[Text, int], ...] = (
    (Text("指标", "Indicator"), 28),
    (Text("单位", "Unit"), 10),
    (Text("基期", "Base"), 11),
    (Text("目标", "Target"), 13),
    (Text("现值", "Actual"), 20),
    (Text("应达", "Due"), 11),
    (Text("评价", "Verdict"), 16),
)


def _build_indicator_section(snapshot: Snapshot, rows: list[Pair]) -> list[Block]:
    """A table of all, then a paragraph for each with its sentence."""
    if not rows:
        return []
    table = Grid(
        Text("主要指标完成情况表", "The indicators in one table"),
        HEADS,
        tuple(_build_table_row(snapshot, pair) for pair in rows),
    )
    known = read_known_values(snapshot.filter_region(snapshot.view.region))
    return [table, *(_build_verdict_paragraph(snapshot, known, pair) for pair in rows)]


def _build_table_row(snapshot: Snapshot, pair: Pair) -> tuple[Text, ...]:
    row, target = pair
    indicator = snapshot.registry.indicators[target.indicator]
    base = (
        format_number(row.base, phrases.count_path_decimals(indicator, row.base))
        if math.isfinite(row.base)
        else DASH
    )
    word = format_status(row.status, target.last, snapshot.as_of)
    return (
        indicator.name,
        indicator.unit_text,
        format_untranslated(base),
        phrases.format_short_bound(snapshot.registry, target),
        format_actual(snapshot, row, target),
        format_untranslated(
            format_number(row.expected, phrases.count_path_decimals(indicator, row.expected))
            if math.isfinite(row.expected)
            else DASH
        ),
        Text(f"{STATUSES[row.status].symbol}{word.zh}", f"{STATUSES[row.status].symbol} {word.en}"),
    )


def format_actual(snapshot: Snapshot, row: Any, target: Target, *, unit: bool = False) -> Text:
    """The value with the mark of its quality, and with its unit where no column has it."""
    if not math.isfinite(row.actual):
        return format_untranslated(DASH)
    indicator = snapshot.registry.indicators[target.indicator]
    if indicator.unit is None:
        return phrases.format_value(indicator, row.actual)
    digits = max(
        phrases.count_value_decimals(indicator, row.actual, one) for one in (row.goal, row.expected)
    )
    mark = QUALITIES[row.quality].mark if row.quality in QUALITIES else Text("", "")
    text = phrases.format_with_unit(
        format_number(row.actual, digits), indicator.unit if unit else None
    )
    return Text(f"{text.zh}（{mark.zh}）", f"{text.en} ({mark.en})") if mark.zh else text


def _build_verdict_paragraph(snapshot: Snapshot, known: Any, pair: Pair) -> Paragraph:
    row, target = pair
    name = snapshot.registry.indicators[target.indicator].name
    reason = describe_verdict(snapshot.registry, known, row, snapshot.view.rules, snapshot.as_of)
    return Paragraph(reason, Text(f"{name.zh}。", f"{name.in_('en')}. "))


def _build_gap_section(
    snapshot: Snapshot, state: Standing, follow_up: FollowUp, today: date
) -> list[Block]:
    """Each gap with its explanation and actions; a sentence where there is none."""
    found = gaps.list_gaps(state, snapshot.registry)
    if not found:
        silent = sum(row.status == "pending" for row, _ in state.measured)
        more = (
            Text(f"，另有{silent}项尚无数据", f"; {silent} have no figure yet")
            if silent
            else Text("", "")
        )
        return [
            Paragraph(
                Text(
                    f"当前没有滞后、预警或未实现的目标{more.zh}。",
                    f"No target is behind, at risk or missed{more.en}.",
                )
            )
        ]
    blocks: list[Block] = []
    for row, target in found:
        indicator = snapshot.registry.indicators[target.indicator]
        kind = NATURES[gaps.find_nature(snapshot.registry, target) or "unstated"]
        word, who = (
            format_status(row.status, target.last, snapshot.as_of),
            gaps.find_owner(snapshot.registry, target),
        )
        head = Text(
            f"{indicator.name.zh}（{word.zh}）", f"{indicator.name.in_('en')} ({word.en.lower()})"
        )
        blocks.append(Heading(2, head))
        about = Text(
            f"性质：{kind.zh}；责任单位：{who.zh}。", f"Nature: {kind.en}; owner: {who.in_('en')}. "
        )
        size = _describe_gap(snapshot, row, target)
        reason, *actions = describe_follow_up(follow_up, row, target, today)
        blocks += [Paragraph(size + about + reason), *actions]
    return blocks


def describe_follow_up(
    follow_up: FollowUp, row: Any, target: Target, today: date
) -> tuple[Text, Paragraph]:
    """The explanation of a gap that holds, and what is done about it."""
    why = follow_up.find_explanations(target.indicator, row.region).get(int(row.year), [])
    reason = Text(f"原因：{why[0].text}。", f"Reason: {why[0].text}.") if why else UNEXPLAINED
    actions = [
        describe_action(one, today)
        for one in follow_up.list_actions_about(target.indicator, row.region)
    ]
    listed = join_texts(actions, Text("；", "; ")) if actions else Text("尚未提出", "none set yet")
    return reason, Paragraph(Text(f"{listed.zh}。", f"{listed.en}."), Text("措施：", "Actions: "))


def _describe_gap(snapshot: Snapshot, row: Any, target: Target) -> Text:
    """How far it is from what is due, and what is still needed."""
    indicator = snapshot.registry.indicators[target.indicator]
    gap, to = gaps.read_gap(row)
    if not math.isfinite(gap) or indicator.unit is None:
        return Text("", "")
    comparison = phrases.describe_comparison(indicator, gap, to)
    needed = (
        phrases.format_needed(indicator, target, row.needed) if math.isfinite(row.needed) else None
    )
    more = (
        Text(f"，还需每年{needed.zh}", f"; {needed.en} a year are needed")
        if needed
        else Text("", "")
    )
    return Text(
        f"{comparison.zh}{more.zh}。", f"{comparison.en[:1].upper()}{comparison.en[1:]}{more.en}. "
    )


def _build_project_section(snapshot: Snapshot) -> list[Block]:
    selected = projects.find_view_projects(snapshot)
    if selected is None:
        return []
    state, found = selected
    plan = state.plan
    summary = projects.describe_projects(state, found)
    rows = tuple(
        (
            format_untranslated(str(at)),
            one.name,
            format_untranslated(f"{one.kept}/{len(one.counted)}")
            if one.known
            else Text("无数据", "no figure"),
            format_status(one.status, plan.last, snapshot.as_of),
        )
        for at, one in enumerate(found, 1)
    )
    heads = (
        (Text("序号", "No."), 10),
        (Text("项目", "Project"), 54),
        (Text("完成", "Done"), 16),
        (Text("评价", "Verdict"), 20),
    )
    name = plan.name
    first = Paragraph(Text(f"{name.zh}：{summary.zh}。", f"{name.in_('en')}: {summary.in_('en')}."))
    return [first, Grid(Text("民生实事办理情况表", "The projects in one table"), heads, rows)]


def _build_notes_section(
    snapshot: Snapshot, state: Standing, rows: list[Pair], today: date
) -> list[Block]:
    """Unverified figures, open questions, assumptions, and figures that are waited for."""
    registry, notes = snapshot.registry, [Paragraph(UNVERIFIED)]
    unsure = [
        registry.indicators[target.indicator].name
        for row, target in rows
        if "rests_on_unverified" in row.flags
    ]
    if unsure:
        names = join_texts(list(dict.fromkeys(unsure)), Text("、", ", "))
        notes.append(
            Paragraph(
                Text(
                    f"依据未核实数据的有：{names.zh}。",
                    f"Verdicts on unverified figures: {names.in_('en')}.",
                )
            )
        )
    other = [
        registry.indicators[target.indicator].name
        for row, target in rows
        if CONDITIONAL_FLAGS & set(row.flags)
    ]
    if other:
        names = join_texts(list(dict.fromkeys(other)), Text("、", ", "))
        notes.append(
            Paragraph(
                Text(
                    f"基期已修订或价格口径为本系统假定的有：{names.zh}；换一种口径，评价可能不同，见各指标的说明。",
                    "Judged on a base that was revised, or at prices that we assume: "
                    f"{names.in_('en')}; otherwise the verdict may be another: see each "
                    "indicator.",
                )
            )
        )
    for _, target in rows:
        for open_, lead in (
            (target.question, QUESTION),
            (target.assumption, ASSUMPTION),
        ):
            if open_:
                name = registry.indicators[target.indicator].name
                notes.append(
                    Paragraph(
                        Text(f"{name.zh}：{open_.zh}", f"{name.in_('en')}: {open_.in_('en')}"), lead
                    )
                )
    pairs = [pair for pair in state.rows if pair[1].bound != "stated"]
    notes += [
        Paragraph(Text(f"{line.zh}。", f"{line.en}."))
        for line in due.describe_due_figures(due.list_due_figures(snapshot, pairs), registry, today)
    ]
    return list(notes)
