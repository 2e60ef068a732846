"""Who am I on this page? The person's corner of the header, signing out, and what is said to those
who may not look.
"""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.text import Text
from dashboard.web.pages import TABS
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import format_query, parse_view
from dashboard.web.request.permissions import has_any_right
from dashboard.web.request.session import (
    RequestSession,
    build_sign_in_address,
    current_session,
    set_session_cookies,
)
from dashboard.web.widgets.components import render_card, render_drop_down
from dashboard.web.widgets.forms import redirect_browser, run_action
from dashboard.web.widgets.shortcuts import render_bilingual

ADMINISTRATION = Text("管理", "Administration")


def render_user_menu(person: Person) -> list[Component]:
    """The way to sign in, or a menu of what is one's own; in both languages, of which the page
    shows one.

    It is drawn with the frame, so that no page that is kept holds a name.
    """
    administration = _find_administration_page(person)
    items = [
        dmc.MenuItem(
            render_bilingual(Text("我的账号", "My account")),
            id="corner-account",
            href="/account",
            refresh=False,
        ),
        dmc.MenuItem(
            render_bilingual(ADMINISTRATION),
            id="corner-admin",
            href=administration or "/admin",
            refresh=False,
            style=_show_if(bool(administration)),
        ),
        dmc.MenuItem(render_bilingual(Text("退出登录", "Sign out")), id="sign-out", n_clicks=0),
    ]
    is_signed_in = bool(person.name)
    link = html.A(
        render_bilingual(Text("登录", "Sign in")),
        href="/sign-in",
        className="sign-in",
        id="sign-in-link",
        style=_show_if(not is_signed_in),
    )
    menu = html.Div(render_drop_down("person", person.name, items), style=_show_if(is_signed_in))
    return [link, menu]


def _find_administration_page(person: Person) -> str:
    """The first page of the administration that a person may open; empty where there is none."""
    for page in TABS:
        if has_any_right(page.rights, person):
            return page.path
    return ""


def _show_if(visible: bool) -> dict[str, Any]:
    """A style: callbacks need the element on every page, so it is hidden, not left out."""
    return {} if visible else {"display": "none"}


FOLLOW_ADDRESS = """function(path, search, admin) {
    const english = new URLSearchParams(search || "").get("lang") === "en";
    const lang = english ? "?lang=en" : "";
    const here = (path || "/") + (search || ""), inside = /^\\/(sign-in|welcome)/.test(path || "");
    const then = new URLSearchParams({next: inside ? "/" : here});
    if (english) { then.set("lang", "en"); }
    const administration = (admin || "/admin").split("?")[0] + lang;
    return ["/sign-in?" + then.toString(), "/account" + lang, administration];
}"""
"""The corner's links follow the address, in the browser alone: back to where one was, in the
language of the page.
"""


def render_denial(path: str, search: str | None, session: RequestSession) -> Component:
    """What is said to those who may not look, and the way on."""
    lang = parse_view(search)[0].lang
    message, href, way = _choose_way_on(path, search or "", session)
    if "?" not in href and lang == "en":
        href += "?lang=en"
    why = Text(
        "需要更多权限时，请联系本单位的系统管理员。",
        "Ask your office's administrator if you need more rights.",
    )
    return html.Div(
        render_card(
            "",
            html.H1(message.in_(lang)),
            html.P(why.in_(lang), className="note"),
            html.A(way.in_(lang), href=href, className="button"),
        ),
        className="narrow",
    )


def _choose_way_on(path: str, search: str, session: RequestSession) -> tuple[Text, str, Text]:
    """Why somebody may not look, where to go on, and what that link says."""
    if session.person.rights == {"self"}:
        message = Text("密码已超过使用期限", "Your password is over its time")
        return message, "/account", Text("更换密码", "Change the password")
    if session.person.name:
        message = Text("你没有查看此页的权限", "You may not look at this page")
        return message, "/", Text("回到总览", "Back to the overview")
    sign_in = build_sign_in_address(path + search, search.lstrip("?"))
    return Text("请先登录", "Sign in first"), sign_in, Text("登录", "Sign in")


def register(app: Dash) -> None:
    """The links of the corner, and signing out: the session ends in the store, and the browser
    holds a visitor's.
    """
    app.clientside_callback(  # type: ignore[no-untyped-call]
        FOLLOW_ADDRESS,
        Output("sign-in-link", "href"),
        Output("corner-account", "href"),
        Output("corner-admin", "href"),
        Input("url", "pathname"),
        Input("url", "search"),
        State("corner-admin", "href"),
    )

    @app.callback(
        Output("sign-out-said", "children"),
        Input("sign-out", "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_sign_out(clicks: int, search: str | None) -> Component | None:
        view = parse_view(search)[0]

        def end_session() -> None:
            if clicks:
                session = current_session()
                app_state().auth.sign_out(session.token, session.caller())
                set_session_cookies(ctx.response)
                redirect_browser("/" + format_query(view))

        return run_action(view.lang, end_session)
