"""Who am I on this page? The person's corner of the header, signing out, and what is said to those
who may not look.
"""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.text import LANGUAGES, Text
from dashboard.web.pages import PAGES
from dashboard.web.request.context import app_state, format_query, parse_view
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

APP_NAME = Text("规划指标监测", "Plan monitoring")
ADMINISTRATION = Text("管理", "Administration")


def render_user_menu(one: Person) -> list[Component]:
    """The way to sign in, or a menu of what is one's own; in both languages, of which the page
    shows one.

    It is drawn with the frame, so that no page that is kept holds a name.
    """
    first = next(
        (
            page.path
            for page in PAGES
            if page.path.startswith("/admin") and has_any_right(page.rights, one)
        ),
        "",
    )
    hidden: dict[str, Any] = {"display": "none"}
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
            href=first or "/admin",
            refresh=False,
            style={} if first else hidden,
        ),
        dmc.MenuItem(render_bilingual(Text("退出登录", "Sign out")), id="sign-out", n_clicks=0),
    ]
    link = html.A(
        render_bilingual(Text("登录", "Sign in")),
        href="/sign-in",
        className="sign-in",
        id="sign-in-link",
        style=hidden if one.name else {},
    )
    return [
        link,
        html.Div(render_drop_down("person", one.name, items), style={} if one.name else hidden),
    ]


FOLLOW_ADDRESS = """function(path, search, admin) {
    const english = new URLSearchParams(search || "").get("lang") === "en", lang = english ? "?lang=en" : "";
    const here = (path || "/") + (search || ""), inside = /^\\/(sign-in|welcome)/.test(path || "");
    const then = new URLSearchParams({next: inside ? "/" : here});
    if (english) { then.set("lang", "en"); }
    return ["/sign-in?" + then.toString(), "/account" + lang, (admin || "/admin").split("?")[0] + lang];
}"""
"""The corner's links follow the address, in the browser alone: back to where one was, in the
language of the page.
"""


def render_bare_header(path: str, search: str | None) -> list[Component]:
    """A header that tells nothing of the plan, for those who may not read it."""
    view = parse_view(search)[0]
    other = next(language for language in LANGUAGES if language != view.lang)
    return [
        html.Span(APP_NAME.in_(view.lang), className="brand"),
        html.Div(
            dcc.Link(
                {"zh": "中文", "en": "English"}[other],
                href=_build_language_link(path, search, other),
                className="lang",
                id="language",
            ),
            className="scope",
        ),
    ]


def _build_language_link(path: str, search: str | None, lang: str) -> str:
    parts = [
        part
        for part in (search or "").lstrip("?").split("&")
        if part and not part.startswith("lang=")
    ]
    asked = "&".join([*parts, *(["lang=en"] if lang == "en" else [])])
    return f"{path}?{asked}" if asked else path


def render_denial(path: str, search: str | None, session: RequestSession) -> Component:
    """What is said to those who may not look, and the way on."""
    lang = parse_view(search)[0].lang
    if session.person.rights == {"self"}:
        message, href, way = (
            Text("密码已超过使用期限", "Your password is over its time"),
            "/account",
            Text("更换密码", "Change the password"),
        )
    elif session.person.name:
        message, href, way = (
            Text("你没有查看此页的权限", "You may not look at this page"),
            "/",
            Text("回到总览", "Back to the overview"),
        )
    else:
        message, href, way = (
            Text("请先登录", "Sign in first"),
            build_sign_in_address(path + (search or ""), (search or "").lstrip("?")),
            Text("登录", "Sign in"),
        )
    if href.startswith("/") and "?" not in href and lang == "en":
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
