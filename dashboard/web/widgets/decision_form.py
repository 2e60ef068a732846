"""How is an upload decided on? The fields of the decision and its buttons."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.store.previews import PendingUpload
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_card
from dashboard.web.widgets.forms import render_button, render_field, render_message_line

TITLE = Text("入库", "Publish")
DECISION_FIELDS = (
    "preview-released",
    "preview-note",
    "preview-usual",
    "preview-quality",
    "preview-turn",
)
"""The fields that the page's callback asks for, whether there is something to decide or not."""


def render_decision_form(
    context: Context, upload: PendingUpload, preview: dict[str, Any]
) -> Component:
    """The card of the decision: release date, note, whether only good rows, and the buttons."""
    say = context.say
    has_row_errors = preview["outcome"] == "row-errors-listed"
    good_style = {} if has_row_errors else {"display": "none"}
    good: Component = dmc.Checkbox(
        id="preview-good",
        label=say(Text("只收没有错误的行", "Take only the rows without errors")),
        checked=False,
        style=good_style,
    )
    empty_release = Text(
        "留空：按文件所写，没有写的按文件最后修改的日期",
        "left empty: as the file says, else the day the file was last changed",
    )
    # What was typed outlives another preview.
    persistence: dict[str, Any] = {"persistence": upload.id, "persistence_type": "session"}
    released = render_field(
        "preview-released",
        say(Text("发布日期", "Release date")),
        placeholder="2026-03-20",
        help_=say(empty_release),
        **persistence,
    )
    note = render_field(
        "preview-note",
        say(Text("说明", "Note")),
        help_=say(Text("会写入历史和审计", "is kept in the history and the audit")),
        **persistence,
    )
    return render_card(
        say(TITLE),
        html.Div([released, note], className="row-of-fields"),
        good,
        dcc.Input(id="preview-turn", type="hidden", value=str(upload.turn)),
        render_buttons(context, resting=not preview["rows"]),
        id_="preview-decision",
    )


def render_buttons(
    context: Context,
    *,
    only_again: bool = False,
    only_discard: bool = False,
    resting: bool = False,
) -> Component:
    """The buttons, all of them there so that one callback hears them; those that make no sense now
    are hidden, and to publish rests while there is nothing to store.
    """
    say = context.say
    again = render_button(
        "preview-again", say(Text("重新预览", "Preview again")), quiet=True, hidden=only_discard
    )
    publish = render_button(
        "preview-publish",
        say(Text("确认入库", "Publish")),
        hidden=only_again or only_discard,
        resting=resting,
    )
    discard = render_button("preview-discard", say(Text("放弃", "Discard")), quiet=True)
    parts = [
        html.Div([publish, again, discard], className="buttons"),
        render_message_line("preview-said"),
    ]
    if only_again or only_discard:
        parts.append(_render_unused_fields())
    return html.Div(parts)


def _render_unused_fields() -> Component:
    """The fields of the decision where there is nothing to decide: the callback asks for all."""
    fields = [dcc.Input(id=name, type="hidden") for name in DECISION_FIELDS]
    good = dmc.Checkbox(id="preview-good", checked=False)
    return html.Div([*fields, good], style={"display": "none"})
