"""How does a person ask to be told by e-mail of what a publish flips? One card of the own account,
where e-mail is set up.
"""

from __future__ import annotations

from dash import Dash, Input, Output, State, callback_context, html
from dash.development.base_component import Component

from dashboard.core.reports.notices import WISHES
from dashboard.core.vocabulary.text import Text
from dashboard.operations import notices
from dashboard.operations.notices import OwnNotices
from dashboard.store.notices import STATES
from dashboard.web.request.context import Context, app_state, parse_view
from dashboard.web.request.session import current_session
from dashboard.web.widgets.components import render_card
from dashboard.web.widgets.forms import (
    render_button,
    render_choice,
    render_field,
    render_form,
    render_message_line,
    render_success,
    run_action,
)

TITLE = Text("通知", "Notices")


def render_notices_card(context: Context) -> Component | None:
    """What is asked for, how the last notices stand, and the form; nothing where no mail server is
    set.
    """
    if app_state().settings.mail is None:
        return None
    say, subscription = (
        context.say,
        notices.load_own_notices(app_state().auth, current_session().caller()),
    )
    options = [(name, say(wish.name)) for name, wish in WISHES.items()]
    address = subscription.asked.address if subscription.asked else ""
    return render_card(
        say(TITLE),
        html.Div(_render_state(subscription, context.view.lang), id="notices-state"),
        render_form(
            render_field(
                "notices-address",
                say(Text("邮箱", "E-mail address")),
                value=address,
                autoComplete="email",
                maxLength=254,
            ),
            render_choice(
                "notices-wish",
                say(Text("通知什么", "What to be told")),
                options,
                subscription.asked.wish if subscription.asked else "all",
            ),
            html.Div(
                [
                    render_button("notices-go", say(Text("订阅", "Be told"))),
                    render_button("notices-stop", say(Text("退订", "Be told no more")), quiet=True),
                ],
                className="buttons",
            ),
            render_message_line("notices-said"),
        ),
    )


def _render_state(subscription: OwnNotices, lang: str) -> list[Component]:
    """One line on what holds, and one for each of the last notices."""
    language = parse_view(f"lang={lang}")[0].lang
    how = Text(
        "每次入库后，评价有变化时发邮件。现在没有订阅。",
        "After each publish that changes verdicts a letter is sent. You are not told now.",
    )
    if subscription.asked is not None:
        wish = WISHES[subscription.asked.wish].name
        since = subscription.asked.since
        how = Text(
            f"已订阅：{subscription.asked.address}，{wish.zh}，从版本 {since + 1} 起。",
            f"You are told at {subscription.asked.address}: {wish.en}, from version {since + 1} "
            "on.",
        )
    last = [
        Text(
            f"版本 {one.version}：{STATES[one.state].zh}",
            f"version {one.version}: {STATES[one.state].en}",
        )
        for one in subscription.last
    ]
    listed = html.Ul([html.Li(one.in_(language)) for one in last]) if last else None
    return [html.P(how.in_(language), className="note"), *([listed] if listed else [])]


def register(app: Dash) -> None:
    """Asking, and giving up."""

    @app.callback(
        Output("notices-said", "children"),
        Output("notices-state", "children"),
        Input("notices-go", "n_clicks"),
        Input("notices-stop", "n_clicks"),
        State("notices-address", "value"),
        State("notices-wish", "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_notices(
        go: int, stop: int, address: str | None, wish: str | None, search: str | None
    ) -> tuple[Component | None, list[Component]]:
        lang = parse_view(search)[0].lang
        auth, caller = app_state().auth, current_session().caller()

        def apply_request() -> Component:
            if callback_context.triggered_id == "notices-stop":
                notices.unsubscribe_caller(auth, caller)
                return render_success(Text("不再通知", "you are told no more"), lang)
            notices.subscribe_caller(auth, caller, str(address or ""), str(wish or ""), lang)
            return render_success(
                Text("从下一次入库起通知你", "you are told from the next publish on"), lang
            )

        message = run_action(lang, apply_request)
        return message, _render_state(notices.load_own_notices(auth, caller), lang)
