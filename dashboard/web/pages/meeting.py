"""What must the room decide? The frozen slides of one meeting, and what is decided, typed on the spot."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, html, no_update, set_props
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.operations import follow_up, meetings
from dashboard.operations.follow_up import Measure, Subject
from dashboard.web.request.context import Context, context, house
from dashboard.web.request.session import visit
from dashboard.web.widgets import follow_up as follow_up_cards
from dashboard.web.widgets import frozen_deck, slides
from dashboard.web.widgets.forms import answer, button, done, field, form, said

TITLE = Text("会议", "Meeting")


def layout(context: Context, number: str) -> Component | None:
    """The slides as they were frozen; nothing where there is no such meeting."""
    kept = meetings.slides(house().door, int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
    if kept is None:
        return None
    return slides.draw(context, frozen_deck.read(kept), _decide(context, int(number)))


def _decide(context: Context, number: int) -> Component:
    """What has been decided, and the form for the next decision."""
    say = context.say
    ask = (
        form(
            field("decide-what", say(Text("议定事项", "Decision"))),
            html.Div(
                [
                    field("decide-who", say(Text("责任单位", "By whom"))),
                    field("decide-due", say(Text("完成时限", "By when")), placeholder=f"{house().today.year}-12-31"),
                ],
                className="row-of-fields",
            ),
            button("decide-go", say(Text("记下", "Write down"))),
            said("decide-said"),
        )
        if context.person.may("chair")
        else html.P(say(Text("有会议权限的人登录后在此记录。", "Those who may chair write decisions down here.")), className="none")
    )
    return html.Div([html.Div(_decided(context, number), id="decide-list"), ask], className="decide")


def _decided(context: Context, number: int) -> list[Component | None]:
    found = house().followed().decided(number)
    return [follow_up_cards.action_list(context, found, steps=False)]


def register(app: Dash) -> None:
    """Charts come after the first slide; a decision is written down."""
    slides.register(app)

    @app.callback(
        Output("decide-list", "children"),
        Output("decide-said", "children"),
        Input("decide-go", "n_clicks"),
        State("decide-what", "value"),
        State("decide-who", "value"),
        State("decide-due", "value"),
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def decide(clicks: int, what: Any, who: Any, due: Any, path: str, search: str | None) -> tuple[Any, Component | None]:
        here, number = context(str(path or ""), search, visit().person), str(path or "").rpartition("/")[2]
        if not clicks or not isinstance(here, Context) or not (number.isascii() and number.isdigit()) or len(number) > 9:
            return no_update, None
        listed: list[Any] = []

        def act() -> Component:
            measure = Measure(str(what or ""), str(who or ""), str(due or ""))
            meeting = int(number) if meetings.slides(house().door, int(number)) is not None else 0
            follow_up.act(house().door, here.registry, visit().caller(), Subject(), measure, meeting)
            listed.extend(_decided(here, meeting))
            for one in ("decide-what", "decide-who", "decide-due"):
                set_props(one, {"value": ""})
            return done(Text("已记下", "written down"), here.view.lang)

        told = answer(here.view.lang, act)
        return (listed or no_update), told
