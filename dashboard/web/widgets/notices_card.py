"""How does a person ask to be told by e-mail of what a publish flips? One card of the own account,
where e-mail is set up.
"""

from __future__ import annotations

from dash import Dash, Input, Output, State, callback_context, html
from dash.development.base_component import Component

from dashboard.core.reports.notices import WISHES
from dashboard.core.vocabulary.text import Language, Text
from dashboard.operations import notices
from dashboard.operations.notices import OwnNotices
from dashboard.store.notices import STATES, OutboxNotice
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, parse_view
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
    lang = context.view.lang
    own = notices.load_own_notices(app_state().auth, current_session().caller())
    return render_card(
        context.say(TITLE),
        html.Div(_render_state(own, lang), id="notices-state"),
        _render_subscription_form(own, lang),
    )


def _render_subscription_form(own: OwnNotices, lang: Language) -> Component:
    address, wish = "", "all"
    if own.asked:
        address, wish = own.asked.address, own.asked.wish
    options = [(name, wish.name.in_(lang)) for name, wish in WISHES.items()]
    subscribe = render_button("notices-go", Text("订阅", "Be told").in_(lang))
    stop = Text("退订", "Be told no more").in_(lang)
    return render_form(
        render_field(
            "notices-address",
            Text("邮箱", "E-mail address").in_(lang),
            value=address,
            autoComplete="email",
            maxLength=254,
        ),
        render_choice("notices-wish", Text("通知什么", "What to be told").in_(lang), options, wish),
        html.Div([subscribe, render_button("notices-stop", stop, quiet=True)], className="buttons"),
        render_message_line("notices-said"),
    )


def _render_state(own: OwnNotices, lang: Language) -> list[Component]:
    """One line on what holds, and one for each of the last notices."""
    lines: list[Component] = [html.P(_describe_subscription(own).in_(lang), className="note")]
    if own.last:
        items = [html.Li(_describe_notice(notice).in_(lang)) for notice in own.last]
        lines.append(html.Ul(items))
    return lines


def _describe_subscription(own: OwnNotices) -> Text:
    if own.asked is None:
        return Text(
            "每次入库后，评价有变化时发邮件。现在没有订阅。",
            "After each publish that changes verdicts a letter is sent. You are not told now.",
        )
    wish, address, first = WISHES[own.asked.wish].name, own.asked.address, own.asked.since + 1
    return Text(
        f"已订阅：{address}，{wish.zh}，从版本 {first} 起。",
        f"You are told at {address}: {wish.en}, from version {first} on.",
    )


def _describe_notice(notice: OutboxNotice) -> Text:
    state = STATES[notice.state]
    return Text(f"版本 {notice.version}：{state.zh}", f"version {notice.version}: {state.en}")


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
