"""Who is signed in now? Every session, and the way to end a person's."""

from __future__ import annotations

from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.operations import user_accounts
from dashboard.web.request.context import Context, app_state
from dashboard.web.request.session import current_session
from dashboard.web.widgets.admin_tabs import render_tabs
from dashboard.web.widgets.components import render_card, render_table
from dashboard.web.widgets.formatting import format_browser, format_moment

TITLE = Text("会话", "Sessions")


def layout(context: Context) -> Component:
    """One line a session, the newest first."""
    say = context.say
    found = list(
        reversed(user_accounts.list_sessions(app_state().auth, current_session().caller()))
    )
    heads = [
        (say(text), "")
        for text in (
            Text("姓名", "Name"),
            Text("登录时间", "Signed in"),
            Text("最近操作", "Last seen"),
            Text("地址", "Address"),
            Text("浏览器", "Browser"),
        )
    ]
    rows = [
        html.Tr(
            [
                html.Td(
                    dcc.Link(
                        one.person,
                        href=context.href(f"/admin/people/{quote(one.person, safe='')}"),
                        className="action",
                    )
                ),
                *(
                    html.Td(text)
                    for text in (
                        format_moment(one.opened),
                        format_moment(one.seen),
                        one.address,
                        format_browser(one.agent),
                    )
                ),
            ]
        )
        for one in found
    ]
    title = say(Text(f"当前会话 {len(found)}", f"Sessions: {len(found)}"))
    return html.Div(
        [
            *render_tabs(context, "/admin/sessions"),
            render_card(
                title, html.Div(render_table(heads, rows, "plain-table", title), className="scroll")
            ),
        ]
    )
