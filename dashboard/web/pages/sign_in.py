"""Who are you? Name and password, or the office's own provider of identities."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

from dash import Dash, Input, Output, State, ctx, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, parse_view
from dashboard.web.request.permissions import ANYONE
from dashboard.web.request.session import current_session, read_user_agent, set_session_cookies
from dashboard.web.widgets.components import render_card, render_notice
from dashboard.web.widgets.forms import (
    redirect_browser,
    render_button,
    render_field,
    render_form,
    render_message_line,
    restrict_to_local,
    run_action,
)
from dashboard.web.widgets.page import Page

TITLE = Text("登录", "Sign in")


def layout(context: Context) -> Component:
    """The form; where the office has a provider, the way there."""
    say = context.say
    parts: list[Component | None] = [
        _render_failure(context),
        render_field("sign-in-name", say(Text("用户名", "Name")), autoComplete="username"),
        render_field(
            "sign-in-password",
            say(Text("密码", "Password")),
            kind="password",
            autoComplete="current-password",
        ),
        render_button("sign-in-go", say(TITLE)),
        render_message_line("sign-in-said"),
        _render_provider_link(context),
        html.P(
            say(
                Text(
                    "没有账号或忘记密码，请联系本单位的系统管理员。",
                    "Without an account, or with a forgotten password, ask your office's "
                    "administrator.",
                )
            ),
            className="note",
        ),
    ]
    return html.Div(
        [
            html.H1(say(TITLE)),
            render_card("", render_form(*[one for one in parts if one is not None])),
        ],
        className="narrow",
    )


FAILURES = {
    "over": Text(
        "登录已结束：超过时限、在别处登录，或由管理员结束。请重新登录。",
        "Your session is over: its time was up, you signed in elsewhere, or an administrator "
        "ended it. Sign in again.",
    ),
    "provider": Text(
        "统一身份认证没有应答，或其答复无法核实；请稍后再试，或用密码登录。",
        "The identity provider did not answer, or its answer does not hold: try again later, or "
        "use your password.",
    ),
    "expired": Text(
        "这次登录已过时，或是在别的窗口开始的；请重新登录。",
        "This sign-in took too long, or was begun in another window: begin again.",
    ),
    "unknown": Text(
        "你在统一身份认证中的用户在本系统没有可用的账号，请联系管理员。",
        "Your user at the identity provider has no account here that may be used: ask an "
        "administrator.",
    ),
}
"""Why somebody was sent here, by what the address says."""


def _render_failure(context: Context) -> Component | None:
    query = parse_qs(context.search.lstrip("?"))
    failure = query.get("failed", [""])[-1]
    if "over" in query:
        failure = "over"
    if failure not in FAILURES:
        return None
    return render_notice(context.say(FAILURES[failure]))


def _render_provider_link(context: Context) -> Component | None:
    if app_state().settings.provider is None:
        return None
    then = urlencode({"next": _parse_next(context.search)})
    words = Text("使用统一身份认证登录", "Sign in with the office's identity provider")
    return html.A(
        context.say(words),
        href=f"/oidc/start?{then}",
        className="button quiet",
        id="sign-in-provider",
    )


def _parse_next(search: str | None) -> str:
    return restrict_to_local(parse_qs((search or "").lstrip("?")).get("next", ["/"])[-1])


def register(app: Dash) -> None:
    """Signing in: the session is begun anew, and the browser led to where it was going."""

    @app.callback(
        Output("sign-in-said", "children"),
        Input("sign-in-go", "n_clicks"),
        Input("sign-in-password", "n_submit"),
        State("sign-in-name", "value"),
        State("sign-in-password", "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_sign_in(
        clicks: int, submits: int, name: str | None, password: str | None, search: str | None
    ) -> Component | None:
        def open_session() -> None:
            caller = current_session().caller()
            session = app_state().auth.sign_in(
                str(name or ""), str(password or ""), caller, read_user_agent()
            )
            set_session_cookies(ctx.response, session.token)
            redirect_browser(
                "/account" if session.person.rights == {"self"} else _parse_next(search)
            )

        return run_action(parse_view(search)[0].lang, open_session)


PAGE = Page("/sign-in", TITLE, layout, register, listed=False, rights=(ANYONE,), kept=False)
