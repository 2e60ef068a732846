"""Which part of the administration is this? Its pages as tabs, those that the person may open."""

from __future__ import annotations

from collections.abc import Iterable

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context
from dashboard.web.request.permissions import has_any_right
from dashboard.web.widgets.components import build_aria_label, render_notice
from dashboard.web.widgets.page import Page

ADMINISTRATION = Text("管理", "Administration")


def render_tabs(context: Context, tabs: Iterable[Page], current: str) -> list[Component]:
    """The heading and the tabs, of which one is the current page's."""
    links = [
        dcc.Link(
            context.say(page.name),
            href=context.href(page.path),
            className="on" if page.path == current else "",
        )
        for page in tabs
        if has_any_right(page.rights, context.person)
    ]
    return [
        html.H1(context.say(ADMINISTRATION), className="admin-head"),
        html.Nav(links, className="tabs", **build_aria_label(context.say(ADMINISTRATION))),
    ]


def render_proxy_notice(context: Context) -> Component | None:
    """A proxy that is not trusted, for those who can see to it."""
    if not context.person.may("settings"):
        return None
    state = app_state()
    problem = state.forwarders.describe(state.settings)
    return render_notice(context.say(problem), kind="waiting") if problem else None
