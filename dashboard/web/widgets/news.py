"""What is new about a plan? What the newest version changed, which figures are due, which actions
are overdue.
"""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import due
from dashboard.core.changes.compare import Comparison, Flip
from dashboard.core.verdicts import standing
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.snapshot import View
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context

MOST_DUE_FIGURES = 2
"""Due figures that are named in a line."""


def render_news(context: Context) -> list[Component]:
    """What the newest version changed, which figures are due, and which actions are overdue: each a
    line that leads there.
    """
    lines = [
        _render_newest_version(context),
        *_render_due_figures(context),
        _render_overdue_actions(context),
    ]
    return [line for line in lines if line is not None]


def _render_newest_version(context: Context) -> Component | None:
    """The verdicts of the plan that the newest version changed; nothing of an earlier day."""
    view, version = context.view, context.version
    if not version or view.known_on:
        return None
    unfiltered = View(view.plan, view.region, view.year, rules=view.rules)
    comparison = app_state().difference(context.snapshot_service, version - 1, version, unfiltered)
    flips = _list_flips(context, comparison)
    if flips:
        message = _describe_flips(context.registry, version, flips)
    else:
        count = len(comparison.changes)
        values = Text.count(count, "{n} 个数据", "{n} figure", "{n} figures")
        message = Text(
            f"版本 {version} 更新 {values.zh}，本规划评价不变",
            f"Version {version}: {values.en}, no verdict of this plan changed",
        )
    return _render_line(context, message, context.href(f"/data/versions/{version}"))


def _list_flips(context: Context, comparison: Comparison) -> list[Flip]:
    """The verdicts that changed, of the plan and the region looked at."""
    view = context.view
    plan_targets = {target.id for target in context.registry.targets if target.plan == view.plan}
    return [
        flip
        for flip in comparison.flips
        if flip.target in plan_targets and flip.region == view.region
    ]


def _describe_flips(registry: Registry, version: int, flips: list[Flip]) -> Text:
    """The first verdict that changed, from what to what, and how many more did."""
    name = registry.indicators[flips[0].indicator].name
    before, after = _name_status(flips[0].before), _name_status(flips[0].after)
    more = Text("", "")
    if len(flips) > 1:
        more = Text(f"等{len(flips)}项", f" and {len(flips) - 1} more")
    year = flips[0].year
    return Text(
        f"版本 {version} 改变评价：{year}年{name.zh} {before.zh} → {after.zh}{more.zh}",
        f"Version {version} changed: {year}, {name.in_('en')} {before.en.lower()} → "
        f"{after.en.lower()}{more.en}",
    )


def _name_status(status: str | None) -> Text:
    """The word for a status; a target that is new or gone had none."""
    return STATUSES[status].name if status else Text("无", "none")


def _render_due_figures(context: Context) -> list[Component]:
    """What should be out by now and what comes next, each a line."""
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    figures = due.list_due_figures(context.snapshot, state.rows)
    today = context.view.known_on or app_state().today
    messages = due.describe_due_figures(figures, context.registry, today, most=MOST_DUE_FIGURES)
    href = context.href("/", status="pending")
    return [_render_line(context, message, href) for message in messages]


def _render_overdue_actions(context: Context) -> Component | None:
    """How many actions of the region are overdue; those of no region are everybody's."""
    today = context.view.known_on or app_state().today
    overdue = sum(
        action.is_overdue(today)
        for action in context.follow_up.list_actions()
        if action.entry.region in ("", context.view.region)
    )
    if not overdue:
        return None
    message = Text.count(overdue, "{n}项措施已逾期", "1 action overdue", "{n} actions overdue")
    return _render_line(context, message, context.href("/gaps"))


def _render_line(context: Context, message: Text, href: str) -> Component:
    return html.P(dcc.Link(context.say(message), href=href))
