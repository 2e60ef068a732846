"""Which part of the administration is this? Its pages as tabs, those that the person may open."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.web.request.context import Context
from dashboard.web.request.permissions import has_any_right
from dashboard.web.widgets.components import build_aria_label

ADMINISTRATION = Text("管理", "Administration")
TABS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "/admin": (Text("人员", "People"), ("people", "grant")),
    "/admin/sessions": (Text("会话", "Sessions"), ("grant",)),
    "/admin/audit": (Text("审计", "Audit"), ("audit",)),
    "/admin/settings": (Text("设置", "Settings"), ("settings",)),
    "/admin/protection": (Text("等保自查", "Self-check"), ("settings",)),
}
"""Address → name and the rights of which one is needed; the pages' own rights are these."""


def render_tabs(context: Context, current: str) -> list[Component]:
    """The heading and the tabs."""
    links = [
        dcc.Link(
            context.say(name), href=context.href(path), className="on" if path == current else ""
        )
        for path, (name, rights) in TABS.items()
        if has_any_right(rights, context.person)
    ]
    return [
        html.H1(context.say(ADMINISTRATION), className="admin-head"),
        html.Nav(links, className="tabs", **build_aria_label(context.say(ADMINISTRATION))),
    ]
