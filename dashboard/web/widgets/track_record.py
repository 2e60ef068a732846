"""How did the city's annual targets end? A strip for each annual plan."""

from __future__ import annotations

from dataclasses import replace

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.verdicts import standing
from dashboard.core.vocabulary.model import Plan
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text
from dashboard.web.request.context import NO_FILTERS, Context
from dashboard.web.widgets.components import HIDDEN, render_mark, sort_by_severity


def render_track_record(context: Context) -> Component | None:
    """How the annual targets of the city ended, plan by plan; nothing where there were none."""
    strips = [_render_strip(context, plan) for plan in _list_annual_plans(context)]
    strips = [strip for strip in strips if strip is not None]
    if not strips:
        return None
    title = context.say(Text("历年年度目标完成情况", "How annual targets ended"))
    note = context.say(
        Text("已公布结果的目标，每项一格", "one cell per target with a published result")
    )
    heading = html.H2([title, html.Small(note)])
    return html.Section([heading, *strips], className="card record")


def _list_annual_plans(context: Context) -> list[Plan]:
    """The plans of one year beside the one looked at, the earliest first; candidates left out."""
    annual = [
        plan
        for plan in context.registry.plans.values()
        if plan.first == plan.last
        and plan.id != context.view.plan
        and not plan.candidate(context.view.known_on)
    ]
    return sorted(annual, key=lambda plan: plan.first)


def _render_strip(context: Context, plan: Plan) -> Component | None:
    """One annual plan: a cell for each judged promise, the best first, and the counts by status."""
    view = replace(context.view, plan=plan.id, year=plan.first, region=context.registry.region)
    state = standing.build_standing(context.snapshot_service.snapshot(view), plan.id, view.region)
    promises = [(status, unsure) for status, unsure, _ in state.group_promises().values()]
    statuses = [status for status, _ in promises]
    if not statuses:
        return None
    counts = [
        _render_count(context, state, status, statuses.count(status))
        for status in STATUSES
        if status in statuses
    ]
    href = context.href("/", plan=view.plan, year=view.year, region=view.region, **NO_FILTERS)
    return html.Div(
        [
            dcc.Link(context.say(plan.name), href=href),
            html.Div(_render_cells(promises), className="cells", **HIDDEN),
            html.Div(counts, className="counts"),
        ],
        className="strip",
    )


def _render_cells(promises: list[tuple[str, bool]]) -> list[Component]:
    """A cell for each judged promise, the best first; hollow on an unverified figure."""
    order = list(reversed(sort_by_severity([status for status, _ in promises])))
    cells = sorted(promises, key=lambda one: (order.index(one[0]), one[1]))
    return [
        html.I(className=f"tone-{status} {'hollow' if unsure else ''}".strip())
        for status, unsure in cells
        if STATUSES[status].judged
    ]


def _render_count(
    context: Context, state: standing.Standing, status: str, number: int
) -> Component:
    word = context.say(standing.name_status(state, status))
    return html.Span([render_mark(status), f"{number} ", word])
