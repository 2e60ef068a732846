"""Which settings are in force? Each with its value, its default and what it does; secrets are only
said to be set.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.settings import SETTINGS, list_in_force, load
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_card, render_table
from dashboard.web.widgets.page import Page

TITLE = Text("设置", "Settings")
HEADS = (
    Text("名称", "Name"),
    Text("现值", "In force"),
    Text("默认", "Default"),
    Text("含义", "Meaning"),
)


def layout(context: Context) -> Component:
    """One line a setting."""
    say = context.say
    in_force, usual = list_in_force(app_state().settings), list_in_force(load({}))
    rows = []
    for name, setting in SETTINGS.items():
        value = html.Td(
            say(_format_value(setting.secret, in_force[name])),
            className="changed" if in_force[name] != usual[name] else "",
        )
        default, meaning = html.Td(setting.default or "—"), html.Td(say(setting.meaning))
        rows.append(html.Tr([html.Td(html.Code(name)), value, default, meaning]))
    table = render_table(
        [(say(head), "") for head in HEADS], rows, "plain-table settings", say(TITLE)
    )
    how = Text(
        "设置是环境变量，改动后须重新启动服务。",
        "Settings are environment variables; the server must be started anew after a change.",
    )
    return html.Div(
        [
            render_card(
                say(Text("生效的设置", "Settings in force")),
                html.P(say(how), className="note"),
                html.Div(table, className="scroll"),
            ),
        ]
    )


def _format_value(secret: bool, value: str) -> Text:
    if not secret:
        return Text(value or "—", value or "—")
    if value:
        return Text("已设置（不显示）", "set (not shown)")
    return Text("没有另行设置", "not set here")


PAGE = Page(
    "/admin/settings",
    TITLE,
    layout,
    listed=False,
    place=40,
    rights=("settings",),
    kept=False,
    tab="/admin/settings",
)
