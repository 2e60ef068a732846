"""What must the room decide? The frozen slides of one meeting, and what is decided, typed on the
spot.
"""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, html, no_update, set_props
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.operations import follow_up, meetings
from dashboard.operations.follow_up import Measure, Subject
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, build_context
from dashboard.web.request.session import current_session
from dashboard.web.widgets import follow_up as follow_up_cards
from dashboard.web.widgets import frozen_deck, slides
from dashboard.web.widgets.forms import (
    render_button,
    render_field,
    render_form,
    render_message_line,
    render_success,
    run_action,
)
from dashboard.web.widgets.page import Page

TITLE = Text("会议", "Meeting")


def layout(context: Context, number: str) -> Component | None:
    """The slides as they were frozen; nothing where there is no such meeting."""
    if not _is_number(number):
        return None
    stored = meetings.find_slides(app_state().auth, int(number))
    if stored is None:
        return None
    deck = frozen_deck.parse_frozen_deck(stored)
    return slides.render_deck(context, deck, _render_decisions(context, int(number)))


def _is_number(text: str) -> bool:
    """Whether an address can name a meeting by it."""
    return text.isascii() and text.isdigit() and len(text) < 10


def _render_decisions(context: Context, number: int) -> Component:
    """What has been decided, and the form for the next decision."""
    decisions = html.Div(_render_decision_list(context, number), id="decide-list")
    return html.Div([decisions, _render_decision_form(context)], className="decide")


def _render_decision_form(context: Context) -> Component:
    say = context.say
    if not context.person.may("chair"):
        message = Text(
            "有会议权限的人登录后在此记录。", "Those who may chair write decisions down here."
        )
        return html.P(say(message), className="none")
    owner = render_field("decide-who", say(Text("责任单位", "By whom")))
    due = render_field(
        "decide-due",
        say(Text("完成时限", "By when")),
        placeholder=f"{app_state().today.year}-12-31",
    )
    return render_form(
        render_field("decide-what", say(Text("议定事项", "Decision"))),
        html.Div([owner, due], className="row-of-fields"),
        render_button("decide-go", say(Text("记下", "Write down"))),
        render_message_line("decide-said"),
    )


def _render_decision_list(context: Context, number: int) -> list[Component | None]:
    decisions = app_state().follow_up().decided(number)
    return [follow_up_cards.render_actions(context, decisions, steps=False)]


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
    def handle_decision(
        clicks: int, what: Any, who: Any, due: Any, path: str, search: str | None
    ) -> tuple[Any, Component | None]:
        context = build_context(str(path or ""), search, current_session().person)
        number = str(path or "").rpartition("/")[2]
        if not clicks or not isinstance(context, Context) or not _is_number(number):
            return no_update, None
        decisions: list[Any] = []

        def save_decision() -> Component:
            measure = Measure(str(what or ""), str(who or ""), str(due or ""))
            meeting = int(number)
            if meetings.find_slides(app_state().auth, meeting) is None:
                meeting = 0
            follow_up.add_action(
                app_state().auth,
                context.registry,
                current_session().caller(),
                Subject(),
                measure,
                meeting,
            )
            decisions.extend(_render_decision_list(context, meeting))
            for field in ("decide-what", "decide-who", "decide-due"):
                set_props(field, {"value": ""})
            return render_success(Text("已记下", "written down"), context.view.lang)

        message = run_action(context.view.lang, save_decision)
        return (decisions or no_update), message


def has_meeting(number: str) -> bool:
    """Whether there was a meeting of that number."""
    return _is_number(number) and meetings.find_slides(app_state().auth, int(number)) is not None


PAGE = Page("/meeting/*", TITLE, layout, register, listed=False, kept=False, exists=has_meeting)
