"""Who is signed in now? Every session, and the way to end a person's."""

from __future__ import annotations

from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.operations import user_accounts
from dashboard.operations.user_accounts import Session
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context
from dashboard.web.request.session import current_session
from dashboard.web.widgets.components import render_card, render_table
from dashboard.web.widgets.formatting import format_browser, format_moment
from dashboard.web.widgets.page import Page

TITLE = Text("会话", "Sessions")
HEADS = (
    Text("姓名", "Name"),
    Text("登录时间", "Signed in"),
    Text("最近操作", "Last seen"),
    Text("地址", "Address"),
    Text("浏览器", "Browser"),
)


def layout(context: Context) -> Component:
    """One line a session, the newest first."""
    sessions = user_accounts.list_sessions(app_state().auth, current_session().caller())
    title = context.say(Text(f"当前会话 {len(sessions)}", f"Sessions: {len(sessions)}"))
    heads = [(context.say(head), "") for head in HEADS]
    rows = [_render_row(context, session) for session in reversed(sessions)]
    table = render_table(heads, rows, "plain-table", title)
    return html.Div(
        [
            render_card(title, html.Div(table, className="scroll")),
        ]
    )


def _render_row(context: Context, session: Session) -> Component:
    href = context.href(f"/admin/people/{quote(session.person, safe='')}")
    cells = (
        dcc.Link(session.person, href=href, className="action"),
        format_moment(session.opened),
        format_moment(session.seen),
        session.address,
        format_browser(session.agent),
    )
    return html.Tr([html.Td(cell) for cell in cells])


PAGE = Page(
    "/admin/sessions",
    TITLE,
    layout,
    listed=False,
    place=20,
    rights=("grant",),
    kept=False,
    tab="/admin/sessions",
)
