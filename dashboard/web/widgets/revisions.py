"""Why was a figure changed? The revised figures of an upload, and the reasons asked for."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.core.changes.revisions import REASONS, Reason
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.text import Text
from dashboard.store.previews import PendingUpload
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_table
from dashboard.web.widgets.forms import render_choice

MOST_REVISED = 50


def render_revisions(
    context: Context, upload: PendingUpload, revised: list[dict[str, Any]]
) -> Component:
    """Each revised figure with why; one choice for all of them, which a figure's own choice
    overrules.
    """
    say = context.say
    options = [(name, say(_describe_reason(reason))) for name, reason in REASONS.items()]
    usual = render_choice(
        "preview-usual",
        say(Text("修订原因（用于全部修订的数据）", "Reason (for all revised figures)")),
        options,
        None,
        persistence=upload.id,
        persistence_type="session",
        placeholder=say(Text("请选择", "choose")),
    )
    if not revised:
        return html.Div(usual, style={"display": "none"})
    heads = [
        (say(Text("修订的数据", "Revised figure")), ""),
        (say(Text("数据性质", "Quality")), ""),
        (say(Text("单元格", "Cell")), ""),
        (say(Text("原因（可单独选）", "Reason (its own)")), ""),
    ]
    rows = [
        _render_revision(context, figure, _render_own_reason(context, figure, position, options))
        for position, figure in enumerate(revised[:MOST_REVISED])
    ]
    caption = say(Text("修订的数据", "Revised figures"))
    content = [usual, render_table(heads, rows, "plain-table revised", caption)]
    more = len(revised) - len(rows)
    if more > 0:
        words = Text.count(
            more,
            "另有 {n} 个修订，用同一原因",
            "{n} more revision, with the same reason",
            "{n} more revisions, with the same reason",
        )
        content.append(html.P(say(words), className="note"))
    return html.Div(content)


def _describe_reason(reason: Reason) -> Text:
    """A reason, and the quality that a figure has by it."""
    if not reason.quality:
        return reason.name
    quality = QUALITIES[reason.quality].name
    return reason.name + Text(f"，性质记为{quality.zh}", f", kept as {quality.en}")


def _render_revision(context: Context, figure: dict[str, Any], reason: Component) -> Component:
    before, after = QUALITIES[figure["before"]].name, QUALITIES[figure["after"]].name
    cell = figure["cell"].partition(" › ")[2]
    return html.Tr(
        [
            html.Td(figure[context.view.lang]),
            html.Td(f"{context.say(before)} → {context.say(after)}"),
            html.Td(html.Code(cell), className="p"),
            html.Td(reason),
        ]
    )


def _render_own_reason(
    context: Context, figure: dict[str, Any], position: int, options: list[tuple[str, str]]
) -> Component:
    label = context.say(Text(f"修订原因：{figure['zh']}", f"Reason: {figure['en']}"))
    choice: Component = dmc.Select(
        id={"type": "reason", "at": position},
        data=[{"value": name, "label": words} for name, words in options],
        placeholder=context.say(Text("同上", "as above")),
        clearable=True,
        comboboxProps={"transitionProps": {"duration": 0}},
        attributes={"input": {"aria-label": label}},
    )
    return choice
