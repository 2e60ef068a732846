"""Which password do you choose? The page that a one-time link leads to; the link itself stays in
the browser.
"""

from __future__ import annotations

from dash import Dash, Input, Output, State, ctx, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, parse_view
from dashboard.web.request.permissions import ANYONE
from dashboard.web.request.session import current_session, read_user_agent, set_session_cookies
from dashboard.web.widgets.components import render_card
from dashboard.web.widgets.forms import (
    redirect_browser,
    render_button,
    render_field,
    render_form,
    render_message_line,
    render_refusal,
    run_action,
)
from dashboard.web.widgets.page import Page
from dashboard.web.widgets.shared_texts import PASSWORDS_DIFFER, describe_password_rules

TITLE = Text("设置密码", "Choose a password")


def layout(context: Context) -> Component:
    """Two fields and a button."""
    say = context.say
    return html.Div(
        [
            html.H1(say(TITLE)),
            render_card(
                "",
                render_form(
                    render_field(
                        "welcome-new",
                        say(Text("新密码", "New password")),
                        kind="password",
                        help_=say(describe_password_rules(app_state().settings.policy)),
                        autoComplete="new-password",
                    ),
                    render_field(
                        "welcome-again",
                        say(Text("再输一次", "Once more")),
                        kind="password",
                        autoComplete="new-password",
                    ),
                    render_button("welcome-go", say(TITLE)),
                    render_message_line("welcome-said"),
                ),
            ),
        ],
        className="narrow",
    )


def register(app: Dash) -> None:
    """The link is used up, the password set, and its owner signed in; the secret stays when the
    language is changed.
    """
    app.clientside_callback(  # type: ignore[no-untyped-call]
        "function(hash, kept) { return hash ? hash : window.dash_clientside.no_update; }",
        Output("welcome-link", "data"),
        Input("url", "hash"),
        State("welcome-link", "data"),
    )

    @app.callback(
        Output("welcome-said", "children"),
        Input("welcome-go", "n_clicks"),
        Input("welcome-again", "n_submit"),
        State("welcome-new", "value"),
        State("welcome-again", "value"),
        State("welcome-link", "data"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_choice(
        clicks: int,
        submits: int,
        new: str | None,
        again: str | None,
        link: str | None,
        search: str | None,
    ) -> Component | None:
        lang = parse_view(search)[0].lang

        def set_password() -> Component | None:
            if new != again:
                return render_refusal(PASSWORDS_DIFFER, lang)
            auth, caller = app_state().auth, current_session().caller()
            account = auth.set_by_link(str(link or "").lstrip("#"), str(new or ""), caller)
            session = auth.open(account, caller, read_user_agent(), way="link")
            set_session_cookies(ctx.response, session.token)
            redirect_browser("/account" if lang == "zh" else "/account?lang=en")
            return None

        return run_action(lang, set_password)


PAGE = Page("/welcome", TITLE, layout, register, listed=False, rights=(ANYONE,), kept=False)
