"""Are the promises to the people kept? Livelihood projects with their parts as burn-ups against
time, and the stage they are in.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import projects
from dashboard.core.analysis.gaps import find_owner
from dashboard.core.analysis.projects import Project
from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.model import STAGES, Plan, Target
from dashboard.core.vocabulary.text import DASH, Text, format_year_to_date
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import (
    build_column_label,
    format_judged_value,
    format_status,
    is_hollow,
    render_card,
    render_mark,
    render_quality_mark,
    render_table,
    render_track,
)
from dashboard.web.widgets.page import Page

TITLE = Text("民生实事", "Projects")
DONE, GOAL, UNTIL = Text("完成", "Done"), Text("目标", "Target"), Text("截至", "Until")
HEADS = (
    (Text("状态", "Status"), "c-status"),
    (Text("子任务", "Part"), "c-name"),
    (Text("进度（细线为时间进度）", "Progress (thin line: time gone)"), "c-mark"),
    (DONE, "c-value n"),
    (GOAL, "c-goal n"),
    (UNTIL, "c-until"),
    (Text("责任单位", "Owner"), "c-owner"),
)


def layout(context: Context) -> Component:
    """One sentence, the stages, and a board of projects."""
    plans = projects.list_staged_plans(context.registry)
    if not plans:
        message = Text(
            "目标登记文件中没有分阶段的项目计划。",
            "The declaration holds no plan of projects with stages.",
        )
        return html.Div(
            [
                html.Div(html.H1(context.say(TITLE)), className="page-head"),
                render_card("", html.P(context.say(message))),
            ]
        )
    plan = projects.find_project_plan(context.registry, context.view) or plans[-1]
    year = min(max(context.view.year, plan.first), plan.last)
    view = replace(context.view, plan=plan.id, year=year)
    snapshot = context.snapshot_service.snapshot(view)
    plan_context = replace(context, view=view, snapshot=snapshot)
    state, plan_projects = projects.list_projects(snapshot, plan.id, view.region)
    head = [
        html.H1(context.say(projects.describe_projects(state, plan_projects))),
        html.P(context.say(plan.name), className="note"),
    ]
    if plan_projects:
        body = _render_board(plan_context, plan_projects)
    else:
        body = _render_no_projects(plan_context, plan)
    return html.Div(
        [html.Div(head, className="page-head"), _render_stages(plan_context, plan), body]
    )


def _render_no_projects(context: Context, plan: Plan) -> Component:
    region = context.registry.regions[context.view.region].name
    message = Text(
        f"{plan.name.zh}没有为{region.zh}单独提出项目。",
        f"{plan.name.in_('en')} holds no projects for {region.in_('en')}.",
    )
    back = dcc.Link(
        context.say(Text("看全市", "See the city")),
        href=context.href(region=context.registry.region),
        className="action",
    )
    return render_card("", html.P([context.say(message), " ", back]))


def _render_stages(context: Context, plan: Plan) -> Component:
    """候选 → 票决 → 实施 → 完成 → 销号, each with its day where it is declared."""
    now = projects.find_stage(plan, context.view.known_on)
    order, days = list(STAGES), {stage.stage: stage.on for stage in plan.stages}
    items = []
    for number, stage in enumerate(order, 1):
        look = ""
        current: dict[str, Any] = {}
        if stage == now:
            look, current = "now", {"aria-current": "step"}
        elif now and order.index(stage) < order.index(now):
            look = "past"
        day = html.Small(str(days[stage])) if stage in days else None
        name = html.Span([context.say(STAGES[stage]), day])
        items.append(html.Li([html.B(str(number)), name], className=look, **current))
    note = None
    if now == "candidate":
        message = Text(
            "候选项目待票决，不计为已作出的承诺。",
            "Candidates wait for the vote and are no commitment yet.",
        )
        note = html.P(context.say(message), className="note")
    return html.Div([html.Ol(items, className="stages"), note], className="project-stages")


def _render_board(context: Context, plan_projects: list[Project]) -> Component:
    body: list[Component] = []
    for number, project in enumerate(plan_projects, 1):
        body.append(_render_heading(context, number, project))
        body += [_render_row(context, row, target) for row, target in project.rows]
    caption = context.say(Text("各项目的子任务", "The parts of every project"))
    return html.Section(
        render_table(
            [(context.say(text), kind) for text, kind in HEADS],
            body,
            "board-table projects",
            caption,
        ),
        className="board",
    )


def _render_heading(context: Context, number: int, project: Project) -> Component:
    counts = html.Small(context.say(_describe_counts(project)))
    words: list[Any] = [f"{number}  {context.say(project.name)}", counts]
    return html.Tr(html.Th(words, colSpan=len(HEADS), scope="rowgroup"), className="theme")


def _describe_counts(project: Project) -> Text:
    """How many parts can be checked, and how many of them are done."""
    count = len(project.counted)
    if not count:
        return Text("没有可核查的子任务", "no part that can be checked")
    if not project.known:
        words = "{n} part, no figure", "{n} parts, no figure"
        return Text.count(count, "{n}项可核查，没有数据", *words)
    return Text(f"{count}项可核查，完成{project.kept}项", f"{project.kept} of {count} done")


def _render_row(context: Context, row: Any, target: Target) -> Component:
    indicator, say = context.indicator_of(target), context.say
    unit = html.Small(say(indicator.unit.short)) if indicator.unit else None
    goal = ""
    if not target.is_stated:
        goal = say(phrases.format_short_bound(context.registry, target))
    name = dcc.Link(
        say(indicator.name), href=context.href(f"/indicators/{indicator.id}"), className="open"
    )
    cells = [
        html.Td(
            [render_mark(row.status, hollow=is_hollow(row)), format_status(context, row, target)],
            className="c-status",
        ),
        html.Td([name, unit], className="c-name"),
        html.Td(_render_burn_up(context, row, target), className="c-mark"),
        _render_done(context, row, target),
        html.Td(goal, className="c-goal n", **build_column_label(context, GOAL)),
        html.Td(
            _format_until(context, row), className="c-until", **build_column_label(context, UNTIL)
        ),
        html.Td(say(find_owner(context.registry, target)), className="c-owner"),
    ]
    return html.Tr(cells, className=f"row tone-{row.status}", **{"data-status": row.status})


def _render_done(context: Context, row: Any, target: Target) -> Component:
    if math.isnan(row.actual):
        return html.Td([DASH], className="c-value n none")
    value = format_judged_value(context, target, row)
    return html.Td([value, render_quality_mark(context, row.quality)], className="c-value n")


def _format_until(context: Context, row: Any) -> str:
    if math.isnan(row.actual):
        return ""
    return context.say(format_year_to_date(int(row.year), int(row.month)))


def _render_burn_up(context: Context, row: Any, target: Target) -> Component | None:
    """What is done, with a thin line where the year is; nothing for what is only said in words."""
    if target.is_stated:
        return html.Small(
            context.say(Text("定性，不以数字评价", "in words, not judged by a number"))
        )
    up = projects.compute_burn_up(row)
    classes = f"bullet tone-{row.status}" + (" hollow" if is_hollow(row) else "")
    return render_track(classes, up.done, up.elapsed, context)


PAGE = Page("/projects", TITLE, layout, place=40, downloads="view")
