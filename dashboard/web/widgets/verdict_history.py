"""How did a verdict stand as of each version of the data? The ones that changed it, newest
first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.verdicts.statement import build_statement
from dashboard.core.vocabulary.model import Indicator, Target, iterate_rows
from dashboard.core.vocabulary.statuses import format_status
from dashboard.core.vocabulary.text import Text
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_card, render_mark

MOST_VERSIONS, MAX_CACHED_VERDICTS = 12, 2000


def render_verdict_history(context: Context, indicator: Indicator) -> Component | None:
    """How the verdict stood as of each version, the newest first, one line for versions that left
    it alone.
    """
    view = context.view
    targets = context.registry.of(indicator.id)
    mine = (one for one in targets if one.plan == view.plan and view.region in one.regions)
    target = next(mine, None)
    newest = context.version
    if target is None or newest < 1:
        return None
    oldest = max(0, newest - MOST_VERSIONS - 1)
    versions = range(newest, oldest, -1)
    states = [(version, _find_verdict(context, target, version)) for version in versions]
    lines = []
    earlier = [*(verdict for _, verdict in states[1:]), None]
    for (version, now), before in zip(states[:MOST_VERSIONS], earlier, strict=False):
        if now is None or before is None or not _is_same_verdict(now, before):
            lines.append(_render_line(context, version, now))
    title = Text(f"{view.year}年评价的历次版本", f"The verdict of {view.year}, version by version")
    note = Text(
        "只列改变了数值或评价的版本", "only versions that changed the figure or the verdict"
    )
    return render_card(
        context.say(title),
        html.Ul(lines, className="plain-list versions"),
        small=context.say(note),
    )


def _find_verdict(context: Context, target: Target, version: int) -> Any:
    """The verdict as of a version, worked out once: versions never change."""
    view, state = context.view, app_state()
    key = (
        context.snapshot_service.serial,
        version,
        target.id,
        view.region,
        view.year,
        view.rules,
        view.known_on,
    )
    if key not in state.vintages:
        rows = context.snapshot_service.snapshot(replace(view, version=version)).verdicts
        mine = rows[(rows["target"] == target.id) & (rows["region"] == view.region)]
        state.vintages = {
            **dict(list(state.vintages.items())[-MAX_CACHED_VERDICTS:]),
            key: next(iterate_rows(mine), None),
        }
    return state.vintages[key]


def _is_same_verdict(one: Any, other: Any) -> bool:
    if one.status != other.status:
        return False
    are_missing = pd.isna(one.actual) and pd.isna(other.actual)
    return bool(are_missing or one.actual == other.actual)


def _render_line(context: Context, version: int, row: Any) -> Component:
    say = context.say
    name = say(Text(f"版本 {version}", f"Version {version}"))
    link = dcc.Link(name, href=context.href(f"/data/versions/{version}"))
    if row is None:
        return html.Li([link, say(Text("：尚无评价", ": no verdict"))])
    then = build_statement(context.snapshot, row)
    mark = render_mark(row.status, hollow=then.is_hollow)
    # What was overdue then, today's figures do not tell.
    word = format_status(row.status)
    return html.Li([link, "  ", mark, " ", say(word), " · ", say(then.actual)])
