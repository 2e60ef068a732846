"""How does a person ask to be told by e-mail of what a publish flips? One card of the own account, where e-mail is set up."""

from __future__ import annotations

from dash import Dash, Input, Output, State, callback_context, html
from dash.development.base_component import Component

from dashboard.core.reports.notices import WISHES
from dashboard.core.vocabulary.text import Text
from dashboard.operations import notices
from dashboard.operations.notices import Mine
from dashboard.store.notices import STATES
from dashboard.web.request.context import Context, house, view_of
from dashboard.web.request.session import visit
from dashboard.web.widgets.components import card
from dashboard.web.widgets.forms import answer, button, choice, done, field, form, said

TITLE = Text("通知", "Notices")


def card_of(context: Context) -> Component | None:
    """What is asked for, how the last notices stand, and the form; nothing where no mail server is set."""
    if house().settings.mail is None:
        return None
    say, mine = context.say, notices.mine(house().door, visit().caller())
    options = [(name, say(wish.name)) for name, wish in WISHES.items()]
    address = mine.asked.address if mine.asked else ""
    return card(
        say(TITLE),
        html.Div(_state(mine, context.view.lang), id="notices-state"),
        form(
            field("notices-address", say(Text("邮箱", "E-mail address")), value=address, autoComplete="email", maxLength=254),
            choice("notices-wish", say(Text("通知什么", "What to be told")), options, mine.asked.wish if mine.asked else "all"),
            html.Div([
                button("notices-go", say(Text("订阅", "Be told"))),
                button("notices-stop", say(Text("退订", "Be told no more")), quiet=True),
            ], className="buttons"),
            said("notices-said"),
        ),
    )  # fmt: skip


def _state(mine: Mine, lang: str) -> list[Component]:
    """One line on what holds, and one for each of the last notices."""
    language = view_of(f"lang={lang}")[0].lang
    how = Text(
        "每次入库后，评价有变化时发邮件。现在没有订阅。",
        "After each publish that changes verdicts a letter is sent. You are not told now.",
    )
    if mine.asked is not None:
        wish = WISHES[mine.asked.wish].name
        since = mine.asked.since
        how = Text(
            f"已订阅：{mine.asked.address}，{wish.zh}，从版本 {since + 1} 起。",
            f"You are told at {mine.asked.address}: {wish.en}, from version {since + 1} on.",
        )
    last = [
        Text(f"版本 {one.version}：{STATES[one.state].zh}", f"version {one.version}: {STATES[one.state].en}") for one in mine.last
    ]  # fmt: skip
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
    def act(
        go: int, stop: int, address: str | None, wish: str | None, search: str | None
    ) -> tuple[Component | None, list[Component]]:
        lang = view_of(search)[0].lang
        door, caller = house().door, visit().caller()

        def wanted() -> Component:
            if callback_context.triggered_id == "notices-stop":
                notices.leave(door, caller)
                return done(Text("不再通知", "you are told no more"), lang)
            notices.ask(door, caller, str(address or ""), str(wish or ""), lang)
            return done(Text("从下一次入库起通知你", "you are told from the next publish on"), lang)

        told = answer(lang, wanted)
        return told, _state(notices.mine(door, caller), lang)
