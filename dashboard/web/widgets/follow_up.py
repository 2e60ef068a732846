"""What is being done about an indicator? Its explanations and actions, and the forms of those who
may write.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.core.analysis.follow_up import ACT, CLOSE, DONE, EXPLAIN, SEND_BACK, Action, Entry
from dashboard.core.analysis.gaps import find_owner
from dashboard.core.vocabulary.model import Indicator
from dashboard.core.vocabulary.text import Text
from dashboard.operations import follow_up
from dashboard.operations.follow_up import Measure, Subject
from dashboard.web.request.context import Context, app_state, build_context
from dashboard.web.request.session import current_session
from dashboard.web.widgets import shortcuts
from dashboard.web.widgets.components import render_card
from dashboard.web.widgets.forms import (
    render_button,
    render_field,
    render_form,
    render_message_line,
    render_success,
    render_text_area,
    run_action,
)

TITLE = Text("说明与措施", "Explanation and actions")
STEP_BUTTONS: dict[str, Text] = {
    DONE: Text("报告完成", "Report done"),
    SEND_BACK: Text("退回", "Send back"),
    CLOSE: Text("销号", "Close out"),
}
"""Kind of step → what its button says."""
STEP_MESSAGES: dict[str, Text] = {
    EXPLAIN: Text("原因说明已保存", "the explanation is kept"),
    ACT: Text("措施已保存", "the action is kept"),
    DONE: Text("已报告完成", "reported done"),
    SEND_BACK: Text("已退回", "sent back"),
    CLOSE: Text("已销号", "closed out"),
}


def render_section(context: Context, indicator: Indicator) -> Component:
    """The section of an indicator's page; what is in it is drawn anew after every act."""
    return render_card(
        context.say(TITLE),
        html.Div(render_follow_up(context, indicator), id="follow-up"),
        render_message_line("follow-said"),
        id_="follow",
    )


def render_follow_up(context: Context, indicator: Indicator) -> list[Component | None]:
    """Explanations by year, actions with their states, and the forms."""
    may = (
        context.person.may("explain")
        and context.view.version is None
        and context.view.known_on is None
    )
    actions = context.follow_up.list_actions_about(indicator.id, context.view.region)
    return [
        shortcuts.render_page_mark(),
        _render_explanations(context, indicator),
        render_actions(context, actions, steps=True),
        _render_forms(context, indicator) if may else None,
    ]


def render_meeting_decisions(context: Context) -> Component | None:
    """What meetings decided, with the steps that lead on; drawn anew after every act."""
    if not _list_decisions(context):
        return None
    title = Text("会议议定事项", "Decided by meetings")
    return render_card(
        context.say(title),
        html.Div(_render_decisions(context), id="follow-up"),
        render_message_line("follow-said"),
        id_="follow",
    )


def _list_decisions(context: Context) -> list[Action]:
    """The decisions of meetings, those still open first, the earliest due first."""
    found = [one for one in context.follow_up.list_actions() if one.entry.meeting]
    return sorted(found, key=lambda one: (one.state.id == "closed", str(one.entry.due)))


def _render_decisions(context: Context) -> list[Component | None]:
    return [
        shortcuts.render_page_mark(),
        render_actions(context, _list_decisions(context), steps=True),
    ]


def find_verdict_year(context: Context, indicator: Indicator) -> int:
    """The year that the verdict in view is about: that of an annual target, whatever later year is
    looked at.
    """
    verdicts = context.snapshot.filter_verdicts(indicator.id, context.view.region)
    of_plan = verdicts[verdicts["plan"] == context.view.plan]
    chosen = of_plan if len(of_plan) else verdicts
    return int(chosen["year"].iloc[0]) if len(chosen) else context.view.year


def format_signature(context: Context, entry: Entry) -> str:
    """Who wrote an entry, and when; visitors are not told by which names people sign in."""
    who = [entry.who] if context.person.may("self") else []
    return " · ".join([*who, entry.day.isoformat()])


def _render_explanations(context: Context, indicator: Indicator) -> Component:
    found = context.follow_up.find_explanations(indicator.id, context.view.region)
    if not found:
        return html.P(context.say(Text("尚未说明原因。", "Not explained yet.")), className="note")
    years = []
    for year, (newest, *earlier) in sorted(found.items(), reverse=True):
        head = html.B(context.say(Text(f"{year}年：", f"{year}: ")))
        parts: list[Any] = [
            head,
            newest.text,
            " ",
            html.Small(format_signature(context, newest), className="by"),
        ]
        if earlier:
            more = context.say(Text(f"此前的说明 {len(earlier)} 条", f"{len(earlier)} earlier"))
            before = [
                html.Li([one.text, " ", html.Small(format_signature(context, one), className="by")])
                for one in earlier
            ]
            parts.append(html.Details([html.Summary(more), html.Ul(before)]))
        years.append(html.Div(parts, className="explained"))
    return html.Div(years)


def render_actions(context: Context, actions: list[Action], *, steps: bool) -> Component | None:
    """Actions with who, by when, state and marks; with the buttons of the steps that their states
    allow.
    """
    return (
        html.Ul([_render_action(context, one, steps=steps) for one in actions], className="actions")
        if actions
        else None
    )


def _render_action(context: Context, one: Action, *, steps: bool) -> Component:
    say, entry = context.say, one.entry
    marks = [
        html.Span(say(mark), className="tag late")
        for mark in one.list_marks(_find_reference_day(context))
    ]
    due = say(Text(f"{entry.due} 前完成", f"by {entry.due}"))
    head = html.Div(
        [
            *_render_indicator_link(context, one, named=not steps),
            html.Span(say(one.state.name), className=f"state state-{one.state.id}"),
            *marks,
            html.Span(f"{entry.owner} · {due}"),
        ],
        className="action-head",
    )
    step_items = [
        html.Li(
            [
                say(_describe_step(step)),
                f"：{step.text}" if step.text else "",
                " ",
                html.Small(format_signature(context, step), className="by"),
            ]
        )
        for step in one.steps
    ]
    return html.Li(
        [
            head,
            html.P([entry.text, " ", html.Small(format_signature(context, entry), className="by")]),
            html.Ul(step_items, className="steps") if step_items else None,
            _render_steps(context, one) if steps else None,
        ]
    )


def _render_indicator_link(context: Context, one: Action, *, named: bool) -> list[Component]:
    """Which indicator an action is about, where that is not the page's own."""
    known = context.registry.indicators.get(one.entry.indicator)
    if not named or known is None:
        return []
    return [
        dcc.Link(
            context.say(known.name), href=context.href(f"/indicators/{known.id}"), className="about"
        )
    ]


def _describe_step(step: Entry) -> Text:
    return STEP_BUTTONS[step.kind]


def _find_reference_day(context: Context) -> date:
    """The day by which lateness is told: today, or the day whose knowledge is looked at."""
    return context.view.known_on or app_state().today


def _render_steps(context: Context, one: Action) -> Component | None:
    """What may be done next by this person, with a line for words."""
    if context.view.version is not None or context.view.known_on is not None:
        return None
    kinds = [
        kind
        for kind in STEP_BUTTONS
        if kind in one.state.next and context.person.may(follow_up.RIGHTS[kind])
    ]
    if not kinds:
        return None
    words = {DONE: Text("完成情况（可不填）", "How it was done (may stay empty)")}.get(
        kinds[0], Text("意见（退回时必填）", "Remark (needed to send back)")
    )
    line = render_field(_build_field_id("words", one.number), context.say(words))
    buttons = [
        render_button(
            _build_button_id(kind, one.number), context.say(STEP_BUTTONS[kind]), quiet=True
        )
        for kind in kinds
    ]
    summary = html.Summary(" / ".join(context.say(STEP_BUTTONS[kind]) for kind in kinds))
    return html.Details([summary, render_form(line, html.Div(buttons, className="buttons"))])


def _render_forms(context: Context, indicator: Indicator) -> Component:
    say = context.say
    target, year = (
        next(iter(context.registry.of(indicator.id)), None),
        find_verdict_year(context, indicator),
    )
    usual = say(find_owner(context.registry, target)) if target and indicator.owner else ""
    why = render_form(
        render_text_area(
            _build_field_id("why"),
            say(Text(f"{year}年为什么是这个状态", f"Why it stands so in {year}")),
        ),
        render_button(_build_button_id(EXPLAIN), say(Text("保存说明", "Keep the explanation"))),
    )
    what = render_form(
        render_text_area(_build_field_id("what"), say(Text("做什么", "What is to be done"))),
        render_field(_build_field_id("who"), say(Text("责任单位", "By whom")), value=usual),
        render_field(
            _build_field_id("due"),
            say(Text("完成时限", "By when")),
            placeholder=f"{app_state().today.year}-12-31",
        ),
        render_button(_build_button_id(ACT), say(Text("保存措施", "Keep the action"))),
    )
    return html.Div(
        [
            html.Details([html.Summary(say(Text("填写原因说明", "Explain"))), why]),
            html.Details([html.Summary(say(Text("提出措施", "Set an action"))), what]),
        ],
        className="follow-forms",
    )


def _build_field_id(name: str, number: int = 0) -> dict[str, Any]:
    return {"type": "follow-field", "name": name, "number": number}


def _build_button_id(kind: str, number: int = 0) -> dict[str, Any]:
    return {"type": "follow-do", "kind": kind, "number": number}


def register(app: Dash) -> None:
    """Every act of the section, answered in one line, with the section drawn anew."""

    @app.callback(
        Output("follow-up", "children"),
        Output("follow-said", "children"),
        Input({"type": "follow-do", "kind": ALL, "number": ALL}, "n_clicks"),
        State({"type": "follow-field", "name": ALL, "number": ALL}, "value"),
        State({"type": "follow-field", "name": ALL, "number": ALL}, "id"),
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_step(
        clicks: list[int], values: list[Any], ids: list[dict[str, Any]], path: str, search: str
    ) -> tuple[Any, Any]:
        asked = ctx.triggered_id
        if not isinstance(clicks, list) or not any(clicks) or not _is_ours(asked, values, ids):
            return no_update, None
        context = build_context(str(path or ""), search, current_session().person)
        if not isinstance(context, Context):
            return no_update, None
        indicator = context.registry.indicators.get(str(path or "").rpartition("/")[2])
        typed = {
            (one["name"], one["number"]): str(value or "")
            for one, value in zip(ids, values, strict=True)
        }
        return _run_step(context, indicator, typed)


def _is_ours(asked: Any, values: Any, ids: Any) -> bool:
    """Whether what came has the shape of our buttons and fields."""
    button_ = (
        isinstance(asked, dict)
        and asked.get("kind") in follow_up.RIGHTS
        and isinstance(asked.get("number"), int)
    )
    lists = isinstance(values, list) and isinstance(ids, list) and len(values) == len(ids)
    return (
        button_
        and lists
        and all(isinstance(one, dict) and {"name", "number"} <= set(one) for one in ids)
    )


def _run_step(
    context: Context, indicator: Indicator | None, typed: dict[tuple[str, int], str]
) -> tuple[Any, Component | None]:
    """Do what was clicked; answers the section drawn anew, and a line."""
    kind, number, rendered = str(ctx.triggered_id["kind"]), int(ctx.triggered_id["number"]), []
    auth, caller = app_state().auth, current_session().caller()
    subject = (
        Subject(indicator.id, context.view.region, find_verdict_year(context, indicator))
        if indicator
        else Subject()
    )

    def apply_step() -> Component:
        if kind == EXPLAIN:
            follow_up.explain_gap(
                auth, context.registry, caller, subject, typed.get(("why", 0), "")
            )
        elif kind == ACT:
            measure = Measure(*(typed.get((name, 0), "") for name in ("what", "who", "due")))
            follow_up.add_action(auth, context.registry, caller, subject, measure)
        else:
            follow_up.advance_action(
                auth, context.registry, caller, number, kind, typed.get(("words", number), "")
            )
        rendered.append(
            render_follow_up(context, indicator) if indicator else _render_decisions(context)
        )
        return render_success(STEP_MESSAGES[kind], context.view.lang)

    message = run_action(context.view.lang, apply_step)
    return (rendered[0] if rendered else no_update), message
