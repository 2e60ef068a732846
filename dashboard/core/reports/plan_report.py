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
from dashboard.core.reports.blocks import Block, Grid, Heading, Paragraph, Report, number_sections
from dashboard.core.verdicts import standing
from dashboard.core.verdicts.sentence_data import read_known_values
from dashboard.core.verdicts.standing import Standing
from dashboard.core.verdicts.statement import Statement, build_statement
from dashboard.core.vocabulary.model import Target
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import (
    IN_NEED_OF_CARE,
    STATUSES,
    WAITING,
    format_status,
)
from dashboard.core.vocabulary.text import Text, format_untranslated, join_texts

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
    measured = [pair for pair in rows if not pair[1].is_stated]
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
    if MID_TERM_SHARES[0] <= plan.elapsed(year) <= MID_TERM_SHARES[1]:
        return Text("中期评估", "mid-term evaluation")
    return Text("年度监测评估", "yearly evaluation")


def _build_overall_section(snapshot: Snapshot, state: Standing) -> list[Block]:
    """The headline, the share of time gone, and how many targets stand how, in the national
    vocabulary.
    """
    view, plan = snapshot.view, state.plan
    share = plan.elapsed(view.year)
    time_gone = Text(
        f"到{view.year}年底，时间进度{share:.0%}。",
        f"By the end of {view.year}, {share:.0%} of the plan's time is over. ",
    )
    head = standing.describe_headline(state, view.year)
    sentences = [head, *([hinges] if (hinges := standing.describe_hinges(state)) else [])]
    said = join_texts(
        [Text(f"{one.zh}。", f"{one.in_('en')}.") for one in sentences], Text("", " ")
    )
    first = Paragraph(time_gone + said)
    parts = _list_status_counts(snapshot, state)
    if not parts:
        return [first]
    listed = join_texts(parts, Text("、", ", "))
    return [first, Paragraph(Text(f"按评价分：{listed.zh}。", f"By verdict: {listed.en}."))]


def _list_status_counts(snapshot: Snapshot, state: Standing) -> list[Text]:
    """How many targets stand how, in the order of the statuses."""
    counts = {status: sum(count) for status, count in state.counts().items()}
    found = []
    for status in STATUSES:
        if counts.get(status):
            word = standing.name_status(state, status)
            count = counts[status]
            found.append(Text(f"{word.zh}{count}项", f"{count} {word.en.lower()}"))
    return found


HEADS: tuple[tuple[Text, int], ...] = (
    (Text("指标", "Indicator"), 28),
    (Text("单位", "Unit"), 10),
    (Text("基期", "Base"), 11),
    (Text("目标", "Target"), 13),
    (Text("现值", "Actual"), 20),
    (Text("序时目标", "Due"), 11),
    (Text("评价", "Verdict"), 16),
)


def _build_indicator_section(snapshot: Snapshot, rows: list[Pair]) -> list[Block]:
    """A table of all, then a paragraph for each with its sentence."""
    if not rows:
        return []
    known = read_known_values(snapshot.filter_region(snapshot.view.region))
    statements = [build_statement(snapshot, row, known) for row, _ in rows]
    table = Grid(
        Text("主要指标完成情况表", "The indicators in one table"),
        HEADS,
        tuple(_build_table_row(one) for one in statements),
    )
    return [table, *(_build_verdict_paragraph(one) for one in statements)]


def _build_table_row(one: Statement) -> tuple[Text, ...]:
    return (
        one.name,
        one.indicator.unit_text,
        one.base_number,
        one.short_bound,
        one.marked_number,
        one.due_number,
        one.status_with_symbol,
    )


def _build_verdict_paragraph(one: Statement) -> Paragraph:
    hinges = [Text(f"{hinge.zh}。", f" {hinge.en.capitalize()}.") for hinge in one.hinges]
    said = join_texts([one.sentence, *hinges], Text("", ""))
    return Paragraph(said, Text(f"{one.name.zh}。", f"{one.name.in_('en')}. "))


def _build_gap_section(
    snapshot: Snapshot, state: Standing, follow_up: FollowUp, today: date
) -> list[Block]:
    """Each gap with its explanation and actions; a sentence where there is none."""
    found = gaps.list_gaps(state, snapshot.registry)
    if not found:
        return [Paragraph(_describe_no_gaps(state))]
    blocks: list[Block] = []
    for row, target in found:
        one = build_statement(snapshot, row)
        name, status, nature, owner = one.name, one.status, one.nature, one.owner
        head = Text(f"{name.zh}（{status.zh}）", f"{name.in_('en')} ({status.in_('en').lower()})")
        about = Text(
            f"性质：{nature.zh}；责任单位：{owner.zh}。",
            f"Nature: {nature.en}; owner: {owner.in_('en')}. ",
        )
        reason, *actions = describe_follow_up(follow_up, row, target, today)
        blocks += [Heading(2, head), Paragraph(_describe_gap(one) + about + reason), *actions]
    return blocks


def _describe_no_gaps(state: Standing) -> Text:
    zh, en = f"当前没有{IN_NEED_OF_CARE.zh}的目标", f"No target is {IN_NEED_OF_CARE.en}"
    silent = sum(row.status in WAITING for row, _ in state.measured)
    if not silent:
        return Text(f"{zh}。", f"{en}.")
    return Text(zh, en) + Text.count(
        silent, "，另有{n}项尚无数据。", "; {n} has no figure yet.", "; {n} have no figure yet."
    )


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


def _describe_gap(one: Statement) -> Text:
    """How far it is from what is due, and what is still needed."""
    if not math.isfinite(one.gap) or one.indicator.unit is None:
        return Text("", "")
    gap = one.gap_comparison
    zh, en = gap.zh, f"{gap.en[:1].upper()}{gap.en[1:]}"
    if math.isfinite(one.row.needed):
        zh = f"{zh}，年均需增{one.needed.zh}"
        en = f"{en}; {one.needed.en} a year are needed"
    return Text(f"{zh}。", f"{en}. ")


PROJECT_HEADS: tuple[tuple[Text, int], ...] = (
    (Text("序号", "No."), 10),
    (Text("项目", "Project"), 54),
    (Text("完成", "Done"), 16),
    (Text("评价", "Verdict"), 20),
)


def _build_project_section(snapshot: Snapshot) -> list[Block]:
    selected = projects.find_view_projects(snapshot)
    if selected is None:
        return []
    state, found = selected
    name, summary = state.plan.name, projects.describe_projects(state, found)
    first = Text(f"{name.zh}：{summary.zh}。", f"{name.in_('en')}: {summary.in_('en')}.")
    rows = []
    for number, project in enumerate(found, 1):
        done = Text("无数据", "no figure")
        if project.known:
            done = format_untranslated(f"{project.kept}/{len(project.counted)}")
        is_overdue = any(target.id in state.overdue for _, target in project.counted)
        word = format_status(project.status, is_overdue=is_overdue)
        rows.append((format_untranslated(str(number)), project.name, done, word))
    title = Text("民生实事办理情况表", "The projects in one table")
    return [Paragraph(first), Grid(title, PROJECT_HEADS, tuple(rows))]


def _build_notes_section(
    snapshot: Snapshot, state: Standing, rows: list[Pair], today: date
) -> list[Block]:
    """Unverified figures, open questions, assumptions, and figures that are waited for."""
    registry, notes = snapshot.registry, [Paragraph(UNVERIFIED)]
    unsure = _join_names(snapshot, rows, {"rests_on_unverified"})
    if unsure:
        names = f"Verdicts on unverified figures: {unsure.in_('en')}."
        notes.append(Paragraph(Text(f"依据未核实数据的有：{unsure.zh}。", names)))
    conditional = _join_names(snapshot, rows, CONDITIONAL_FLAGS)
    if conditional:
        text = Text(
            f"基期已修订或暂按现价口径的有：{conditional.zh}；"
            "换一种口径，评价可能不同，见各指标的说明。",
            "Judged on a base that was revised, or at prices that we assume: "
            f"{conditional.in_('en')}; otherwise the verdict may be another: see each indicator.",
        )
        notes.append(Paragraph(text))
    for _, target in rows:
        name = registry.indicators[target.indicator].name
        for open_, lead in ((target.question, QUESTION), (target.assumption, ASSUMPTION)):
            if open_:
                text = Text(f"{name.zh}：{open_.zh}", f"{name.in_('en')}: {open_.in_('en')}")
                notes.append(Paragraph(text, lead))
    pairs = [pair for pair in state.rows if not pair[1].is_stated]
    waited_for = due.list_due_figures(snapshot, pairs)
    lines = due.describe_due_figures(waited_for, registry, today)
    return [*notes, *(Paragraph(Text(f"{line.zh}。", f"{line.en}.")) for line in lines)]


def _join_names(snapshot: Snapshot, rows: list[Pair], flags: set[str]) -> Text | None:
    """The indicators whose verdicts have one of some flags, once each; None where there is none."""
    indicators = snapshot.registry.indicators
    names = [indicators[target.indicator].name for row, target in rows if flags & set(row.flags)]
    if not names:
        return None
    return join_texts(list(dict.fromkeys(names)), Text("、", ", "))
