"""Which password do you choose? The page that a one-time link leads to; the link itself stays in the browser."""

from __future__ import annotations

from dash import Dash, Input, Output, State, ctx, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.web.request.context import Context, house, view_of
from dashboard.web.request.session import agent, hold, visit
from dashboard.web.widgets.components import card
from dashboard.web.widgets.forms import answer, button, field, form, go, refused, said
from dashboard.web.widgets.shared_texts import DIFFERENT, password_rules

TITLE = Text("设置密码", "Choose a password")


def layout(context: Context) -> Component:
    """Two fields and a button."""
    say = context.say
    return html.Div(
        [
            html.H1(say(TITLE)),
            card(
                "",
                form(
                    field("welcome-new", say(Text("新密码", "New password")), kind="password", help_=say(password_rules(house().settings.policy)), autoComplete="new-password"),
                    field("welcome-again", say(Text("再输一次", "Once more")), kind="password", autoComplete="new-password"),
                    button("welcome-go", say(TITLE)),
                    said("welcome-said"),
                ),
            ),
        ],
        className="narrow",
    )  # fmt: skip


def register(app: Dash) -> None:
    """The link is used up, the password set, and its owner signed in; the secret stays when the language is changed."""
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
    def choose(
        clicks: int, submits: int, new: str | None, again: str | None, link: str | None, search: str | None
    ) -> Component | None:
        lang = view_of(search)[0].lang

        def act() -> Component | None:
            if new != again:
                return refused(DIFFERENT, lang)
            door, caller = house().door, visit().caller()
            account = door.set_by_link(str(link or "").lstrip("#"), str(new or ""), caller)
            opened = door.open(account, caller, agent(), way="link")
            hold(ctx.response, opened.token)
            go("/account" if lang == "zh" else "/account?lang=en")
            return None

        return answer(lang, act)
