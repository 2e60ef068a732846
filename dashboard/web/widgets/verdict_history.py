"""How did a verdict stand as of each version of the data? The ones that changed it, newest
first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.model import Indicator, Target, iterate_rows
from dashboard.core.vocabulary.text import DASH, Text
from dashboard.web.request.context import Context, app_state
from dashboard.web.widgets.components import format_status, is_hollow, render_card, render_mark

MOST_VERSIONS, MAX_CACHED_VERDICTS = 12, 2000


def render_verdict_history(context: Context, indicator: Indicator) -> Component | None:
    """How the verdict stood as of each version, the newest first, one line for versions that left
    it alone.
    """
    target = next(
        (
            one
            for one in context.registry.of(indicator.id)
            if one.plan == context.view.plan and context.view.region in one.regions
        ),
        None,
    )
    newest = (
        context.view.version if context.view.version is not None else app_state().store.newest()
    )
    if target is None or newest < 1:
        return None
    states = [
        (version, _find_verdict(context, target, version))
        for version in range(newest, max(0, newest - MOST_VERSIONS - 1), -1)
    ]
    lines = []
    for (version, now), (_, before) in zip(
        states[:MOST_VERSIONS], [*states[1:], (0, None)], strict=False
    ):
        if now is not None and before is not None and _is_same_verdict(now, before):
            continue
        lines.append(_render_line(context, target, version, now))
    return render_card(
        context.say(
            Text(
                f"{context.view.year}年评价的历次版本",
                f"The verdict of {context.view.year}, version by version",
            )
        ),
        html.Ul(lines, className="plain-list versions"),
        small=context.say(
            Text(
                "只列改变了数值或评价的版本", "only versions that changed the figure or the verdict"
            )
        ),
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
    values = bool(one.actual == other.actual) or (pd.isna(one.actual) and pd.isna(other.actual))
    return bool(one.status == other.status and values)


def _render_line(context: Context, target: Target, version: int, row: Any) -> Component:
    link = dcc.Link(
        context.say(Text(f"版本 {version}", f"Version {version}")),
        href=context.href(f"/data/versions/{version}"),
    )
    if row is None:
        return html.Li([link, context.say(Text("：尚无评价", ": no verdict"))])
    value = (
        context.say(phrases.format_value(context.indicator_of(target), row.actual, row.goal))
        if pd.notna(row.actual)
        else DASH
    )
    return html.Li(
        [
            link,
            "  ",
            render_mark(row.status, hollow=is_hollow(row)),
            " ",
            format_status(context, row, target),
            " · ",
            value,
        ]
    )
