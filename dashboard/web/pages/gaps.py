"""What needs action, by whom? Targets that are behind, worst first; those near the line; and what
is being done.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import filtering, gaps
from dashboard.core.analysis.follow_up import describe_action_counts
from dashboard.core.analysis.gaps import Pair
from dashboard.core.declaration import phrases
from dashboard.core.verdicts import standing
from dashboard.core.verdicts.sentence_data import read_known_values
from dashboard.core.verdicts.standing import Standing
from dashboard.core.verdicts.statement import Statement, build_statement, find_nature
from dashboard.core.vocabulary import digits
from dashboard.core.vocabulary.model import NATURES, Indicator, Target
from dashboard.core.vocabulary.statuses import (
    BAD,
    IN_NEED_OF_CARE,
    STATUSES,
    WAITING,
    list_statuses,
)
from dashboard.core.vocabulary.text import DASH, Text, format_year_to_date
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import NO_FILTERS, Context
from dashboard.web.widgets.components import (
    build_column_label,
    format_status,
    is_hollow,
    render_card,
    render_mark,
    render_quality_mark,
)
from dashboard.web.widgets.filters import render_filters
from dashboard.web.widgets.follow_up import render_actions
from dashboard.web.widgets.long_tables import Lines, render_long_table
from dashboard.web.widgets.page import Page

TITLE = Text("差距", "Gaps")
MOST_CLOSEST, MOST_ACTIONS = 3, 50
DUE, GOAL, NEEDED, BEST = (
    Text("序时目标", "Due"),
    Text("目标", "Target"),
    Text("年均需增", "Needed a year"),
    Text("历史最快", "Best year"),
)
HEADS = (
    (Text("状态", "Status"), "c-status"),
    (Text("指标", "Indicator"), "c-name"),
    (Text("现值", "Actual"), "c-value n"),
    (DUE, "c-due n"),
    (Text("差距", "Gap"), "c-gap n"),
    (NEEDED, "c-needed n"),
    (BEST, "c-best n"),
    (Text("责任单位", "Owner"), "c-owner"),
    (Text("原因与措施", "Reason and actions"), "c-why"),
)


def layout(context: Context) -> Component:
    """One sentence, the gaps as a table, those near the line, and other plans' gaps."""
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    found = gaps.list_gaps(state, context.registry)
    filters = None
    if not found:
        board = _render_closest(context, state)
    else:
        choices = render_filters(context, found, ("nature", "owner", "theme"))
        filters, board = html.Div(choices, className="filters"), _render_table(context)
    head = [html.H1(context.say(_describe_gaps(state, found))), _render_basis(context, state)]
    return html.Div(
        [
            html.Div(head, className="page-head"),
            filters,
            board,
            _render_near_misses(context, state),
            _render_actions(context),
            _render_other_plans(context),
        ]
    )


def _describe_gaps(state: Standing, found: list[Pair]) -> Text:
    if not found and not any(STATUSES[row.status].judged for row, _ in state.rows):
        return Text(
            "还没有可评价的数据，看不出差距", "No figure to judge by yet: no gap can be seen"
        )
    if not found:
        care = IN_NEED_OF_CARE
        none = Text(f"当前没有{care.zh}的目标", f"No target is {care.en}")
        silent = sum(row.status in WAITING for row, _ in state.measured)
        if silent:
            words = "; {n} has no figure yet", "; {n} have no figure yet"
            none += Text.count(silent, "；{n}项还没有数据", *words)
        return none
    counts = state.counts()
    parts = [
        (STATUSES[name].name, sum(counts[name])) for name in list_statuses("bad") if name in counts
    ]
    if not parts:
        words = "{n} target with a gap", "{n} targets with a gap"
        return Text.count(len(found), "{n}项目标有差距", *words)
    return Text(
        "、".join(f"{name.zh}{count}项" for name, count in parts),
        ", ".join(f"{count} {name.en.lower()}" for name, count in parts),
    )


def _render_basis(context: Context, state: Standing) -> Component:
    plan, year = state.plan, min(context.view.year, state.plan.last)
    basis = Text(
        f"{plan.name.zh}，{year}年；约束性在前，差的在前；空心图形依据未核实数据",
        f"{plan.name.in_('en')}, {year}; binding targets first, then the worst; hollow marks "
        "rest on unverified figures",
    )
    return html.P(context.say(basis), className="note")


def list_rows(context: Context) -> Lines:
    """The gaps that fit the filters, one a row."""
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    fitting = filtering.filter_rows(
        context.registry, context.view, gaps.list_gaps(state, context.registry)
    )
    return [partial(_render_row, context, row, target) for row, target in fitting]


def _render_table(context: Context) -> Component:
    lines = list_rows(context)
    if not lines:
        clear = dcc.Link(
            context.say(Text("清除筛选", "Clear the filter")), href=context.href(**NO_FILTERS)
        )
        message = context.say(Text("没有符合筛选的指标。", "No indicator fits the filter."))
        return html.Section([html.P(message), clear], className="board empty")
    heads = [(context.say(text), kind) for text, kind in HEADS]
    caption = context.say(Text("需要采取措施的目标", "Targets that need action"))
    return html.Section(
        render_long_table(context, "gaps", heads, lines, "board-table gaps-table", caption),
        className="board",
    )


def _render_row(context: Context, row: Any, target: Target) -> Component:
    indicator, say = context.indicator_of(target), context.say
    one = build_statement(context.snapshot, row)
    due: list[Any] = [say(one.due_number)]
    if pd.isna(row.expected):
        due = [html.Small(say(GOAL)), " ", say(one.short_bound)]
    cells = [
        html.Td(
            [render_mark(row.status, hollow=is_hollow(row)), format_status(context, row, target)],
            className="c-status",
        ),
        html.Td(_list_name_parts(context, target), className="c-name"),
        html.Td(_list_value_parts(context, one), className="c-value n"),
        html.Td(due, className="c-due n", **build_column_label(context, DUE)),
        html.Td(say(one.gap_in_column), className=f"c-gap n {row.status}"),
        html.Td(
            _list_needed_parts(context, row, target),
            className="c-needed n",
            **build_column_label(context, NEEDED),
        ),
        html.Td(
            _format_pace(indicator, row.best_pace),
            className="c-best n",
            **build_column_label(context, BEST),
        ),
        html.Td(say(gaps.find_owner(context.registry, target)), className="c-owner"),
        html.Td(_render_reason(context, target, int(row.year)), className="c-why"),
    ]
    return html.Tr(cells, className=f"row tone-{row.status}", **{"data-status": row.status})


def _list_name_parts(context: Context, target: Target) -> list[Component | None]:
    """The name with its unit, and what kind of promise the target is."""
    indicator, say = context.indicator_of(target), context.say
    href = context.href(f"/indicators/{indicator.id}")
    link = dcc.Link(say(indicator.name), href=href, className="open")
    unit = html.Small(say(indicator.unit.short)) if indicator.unit else None
    parts: list[Component | None] = [link, unit]
    nature = find_nature(context.registry, target)
    if nature:
        parts.append(html.Small(say(NATURES[nature]), className="tag"))
    return parts


def _list_value_parts(context: Context, one: Statement) -> list[Any]:
    """The figure with its quality, and its date where that is not the year looked at."""
    row, other_year = one.row, None
    if one.accumulated is not None:
        other_year = html.Small(context.say(one.span))
    elif row.year != context.view.year:
        date = format_year_to_date(int(row.year), int(row.month))
        other_year = html.Small(context.say(date))
    return [
        context.say(one.actual_number),
        render_quality_mark(context, row.quality),
        other_year,
    ]


def _list_needed_parts(context: Context, row: Any, target: Target) -> list[Any]:
    """What is needed a year, and whether there never was such a year."""
    needed, record = DASH, None
    if pd.notna(row.needed):
        needed = phrases.format_needed_number(context.indicator_of(target), target, row.needed)
    if "needs_record_pace" in row.flags:
        record = html.Small(context.say(Text("高于历史", "above record")))
    return [needed, record]


def _format_pace(indicator: Indicator, amount: Any) -> str:
    if pd.isna(amount):
        return DASH
    return digits.format_difference_number(indicator, amount, sign=True)


def _render_reason(context: Context, target: Target, year: int) -> list[Any]:
    """The explanation that holds for the year, and how the actions stand; a way to write where
    there is none.
    """
    follow_up, region = context.follow_up, context.view.region
    explanations = follow_up.find_explanations(target.indicator, region).get(year)
    if explanations:
        reason = html.Span(explanations[0].text, className="reason-said")
    else:
        missing: list[Any] = [context.say(Text("未填写原因", "not explained"))]
        if context.person.may("explain"):
            href = context.href(f"/indicators/{target.indicator}") + "#follow"
            write = context.say(Text("填写", "explain"))
            missing += [" ", html.A(write, href=href, className="action above")]
        reason = html.Span(missing)
    actions = follow_up.list_actions_about(target.indicator, region)
    today = context.view.known_on or app_state().today
    return [reason, html.Small(context.say(describe_action_counts(actions, today)))]


def _render_closest(context: Context, state: Standing) -> Component:
    """Nothing is bad: what comes closest."""
    nearest = gaps.list_least_progress(state, MOST_CLOSEST)
    if not nearest:
        none = Text(
            "也没有可以比较进度的目标。", "Nor is there a target whose progress can be compared."
        )
        return render_card("", html.P(context.say(none), className="note"))
    message = Text("离序时进度最近的：", "The closest to the way due:")
    items = []
    for row, target in nearest:
        share = Text(f"，序时进度的{row.ratio:.0%}", f", {row.ratio:.0%} of the way due")
        items.append(html.Li([*_list_mark_and_name(context, row, target), context.say(share)]))
    return render_card(
        "", html.P(context.say(message)), html.Ul(items, className="plain-list"), id_="gaps-closest"
    )


def _render_near_misses(context: Context, state: Standing) -> Component | None:
    """Near misses, apart."""
    known = read_known_values(context.snapshot.filter_region(context.view.region))
    near_misses = gaps.list_near_misses(state, context.registry, known)
    if not near_misses:
        return None
    colon = context.say(Text("：", ": "))
    items = []
    for near_miss in near_misses:
        name = _list_mark_and_name(context, near_miss.row, near_miss.target)
        items.append(html.Li([*name, colon, context.say(near_miss.why)]))
    ours = Text("本系统的提示，不影响评价", "our hint; no verdict rests on it")
    return render_card(
        context.say(Text("接近滞后线", "Near the line (not behind yet)")),
        html.Ul(items, className="plain-list"),
        id_="gaps-near",
        small=context.say(ours),
    )


def _list_mark_and_name(context: Context, row: Any, target: Target) -> list[Any]:
    name = context.say(context.indicator_of(target).name)
    link = dcc.Link(name, href=context.href(f"/indicators/{target.indicator}"))
    return [render_mark(row.status, hollow=is_hollow(row)), " ", link]


def _render_actions(context: Context) -> Component | None:
    """Every action that is not closed, the earliest due first."""
    today = context.view.known_on or app_state().today
    regions = ("", context.view.region)
    actions = [
        action
        for action in context.follow_up.list_actions()
        if action.state.id != "closed" and action.entry.region in regions
    ]
    if not actions:
        return None
    actions.sort(key=lambda action: (not action.is_overdue(today), str(action.entry.due)))
    count, late = len(actions), sum(action.is_overdue(today) for action in actions)
    small = Text(f"共{count}项，{late}项逾期", f"{count}, {late} overdue")
    return render_card(
        context.say(Text("未销号的措施", "Actions not closed out")),
        render_actions(context, actions[:MOST_ACTIONS], steps=False),
        id_="gaps-actions",
        small=context.say(small),
    )


def _render_other_plans(context: Context) -> Component | None:
    """Other plans' gaps at their own last year, so that none is forgotten."""
    links = []
    for plan in context.registry.plans.values():
        if plan.id == context.view.plan or plan.candidate(context.view.known_on):
            continue
        year = min(context.view.year, plan.last)
        if year < plan.first:
            continue
        snapshot = context.snapshot_service.snapshot(replace(context.view, plan=plan.id, year=year))
        counts = standing.build_standing(snapshot, plan.id, context.view.region).counts()
        bad = sum(sum(counts.get(name, (0, 0))) for name in BAD)
        if bad:
            message = Text(f"{plan.name.zh} {bad}项", f"{plan.name.in_('en')}: {bad}")
            href = context.href(plan=plan.id, year=year, **NO_FILTERS)
            links.append(html.Li(dcc.Link(context.say(message), href=href)))
    if not links:
        return None
    title = context.say(Text("其他规划和计划的差距", "Gaps of other plans"))
    return render_card(title, html.Ul(links, className="plain-list"))


PAGE = Page("/gaps", TITLE, layout, place=30, list_rows=list_rows, downloads="view")
