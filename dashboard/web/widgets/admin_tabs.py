"""Which part of the administration is this? Its pages as tabs, those that the person may open."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.web.request.context import Context
from dashboard.web.request.permissions import allowed
from dashboard.web.widgets.components import named

ADMINISTRATION = Text("管理", "Administration")
TABS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "/admin": (Text("人员", "People"), ("people", "grant")),
    "/admin/sessions": (Text("会话", "Sessions"), ("grant",)),
    "/admin/audit": (Text("审计", "Audit"), ("audit",)),
    "/admin/settings": (Text("设置", "Settings"), ("settings",)),
    "/admin/protection": (Text("等保自查", "Self-check"), ("settings",)),
}
"""Address → name and the rights of which one is needed; the pages' own rights are these."""


def tabs(context: Context, here: str) -> list[Component]:
    """The heading and the tabs."""
    links = [
        dcc.Link(context.say(name), href=context.href(path), className="on" if path == here else "")
        for path, (name, rights) in TABS.items() if allowed(rights, context.person)
    ]  # fmt: skip
    return [
        html.H1(context.say(ADMINISTRATION), className="admin-head"),
        html.Nav(links, className="tabs", **named(context.say(ADMINISTRATION))),
    ]
