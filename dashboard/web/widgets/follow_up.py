"""What is being done about an indicator? Its explanations and actions, and the forms of those who
may write.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.core.analysis.follow_up import ACT, CLOSE, DONE, EXPLAIN, SEND_BACK, Action, Entry
from dashboard.core.analysis.gaps import find_owner
from dashboard.core.vocabulary.model import Indicator
from dashboard.core.vocabulary.text import Text
from dashboard.operations import follow_up
from dashboard.operations.follow_up import Measure, Subject
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, build_context
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
    may_write = context.person.may("explain") and not _is_past(context)
    actions = context.follow_up.list_actions_about(indicator.id, context.view.region)
    return [
        shortcuts.render_page_mark(context.mark),
        _render_explanations(context, indicator),
        render_actions(context, actions, steps=True),
        _render_forms(context, indicator) if may_write else None,
    ]


def _is_past(context: Context) -> bool:
    """Whether an earlier state is looked at, on which nothing can be entered."""
    return context.view.version is not None or context.view.known_on is not None


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
    decisions = [action for action in context.follow_up.list_actions() if action.entry.meeting]
    return sorted(
        decisions, key=lambda action: (action.state.id == "closed", str(action.entry.due))
    )


def _render_decisions(context: Context) -> list[Component | None]:
    return [
        shortcuts.render_page_mark(context.mark),
        render_actions(context, _list_decisions(context), steps=True),
    ]


def find_verdict_year(context: Context, indicator: Indicator) -> int:
    """The year that the verdict in view is about: that of an annual target, whatever later year is
    looked at.
    """
    verdicts = context.snapshot.filter_verdicts(indicator.id, context.view.region)
    of_plan = verdicts[verdicts["plan"] == context.view.plan]
    if len(of_plan):
        verdicts = of_plan
    return int(verdicts["year"].iloc[0]) if len(verdicts) else context.view.year


def format_signature(context: Context, entry: Entry) -> str:
    """Who wrote an entry, and when; visitors are not told by which names people sign in."""
    day = entry.day.isoformat()
    return f"{entry.who} · {day}" if context.person.may("self") else day


def _render_signature(context: Context, entry: Entry) -> Component:
    return html.Small(format_signature(context, entry), className="by")


def _render_explanations(context: Context, indicator: Indicator) -> Component:
    by_year = context.follow_up.find_explanations(indicator.id, context.view.region)
    if not by_year:
        return html.P(context.say(Text("尚未说明原因。", "Not explained yet.")), className="note")
    years = []
    for year, (newest, *earlier) in sorted(by_year.items(), reverse=True):
        head = html.B(context.say(Text(f"{year}年：", f"{year}: ")))
        parts: list[Any] = [head, newest.text, " ", _render_signature(context, newest)]
        if earlier:
            parts.append(_render_earlier_explanations(context, earlier))
        years.append(html.Div(parts, className="explained"))
    return html.Div(years)


def _render_earlier_explanations(context: Context, entries: list[Entry]) -> Component:
    count = len(entries)
    summary = context.say(Text(f"此前的说明 {count} 条", f"{count} earlier"))
    items = [html.Li([entry.text, " ", _render_signature(context, entry)]) for entry in entries]
    return html.Details([html.Summary(summary), html.Ul(items)])


def render_actions(context: Context, actions: list[Action], *, steps: bool) -> Component | None:
    """Actions with who, by when, state and marks; with the buttons of the steps that their states
    allow.
    """
    if not actions:
        return None
    items = [_render_action(context, action, steps=steps) for action in actions]
    return html.Ul(items, className="actions")


def _render_action(context: Context, action: Action, *, steps: bool) -> Component:
    entry = action.entry
    text = html.P([entry.text, " ", _render_signature(context, entry)])
    items = [_render_step(context, step) for step in action.steps]
    return html.Li(
        [
            _render_action_head(context, action, named=not steps),
            text,
            html.Ul(items, className="steps") if items else None,
            _render_next_steps(context, action) if steps else None,
        ]
    )


def _render_action_head(context: Context, action: Action, *, named: bool) -> Component:
    say, entry, state = context.say, action.entry, action.state
    # Lateness is told by today, or by the day whose knowledge is looked at.
    day = context.view.known_on or app_state().today
    marks = [html.Span(say(mark), className="tag late") for mark in action.list_marks(day)]
    due = say(Text(f"{entry.due} 前完成", f"by {entry.due}"))
    return html.Div(
        [
            *_render_indicator_link(context, action, named=named),
            html.Span(say(state.name), className=f"state state-{state.id}"),
            *marks,
            html.Span(f"{entry.owner} · {due}"),
        ],
        className="action-head",
    )


def _render_step(context: Context, step: Entry) -> Component:
    name = context.say(STEP_BUTTONS[step.kind])
    words = f"：{step.text}" if step.text else ""
    return html.Li([name, words, " ", _render_signature(context, step)])


def _render_indicator_link(context: Context, action: Action, *, named: bool) -> list[Component]:
    """Which indicator an action is about, where that is not the page's own."""
    indicator = context.registry.indicators.get(action.entry.indicator)
    if not named or indicator is None:
        return []
    href = context.href(f"/indicators/{indicator.id}")
    return [dcc.Link(context.say(indicator.name), href=href, className="about")]


def _render_next_steps(context: Context, action: Action) -> Component | None:
    """What may be done next by this person, with a line for words."""
    kinds = _list_allowed_steps(context, action)
    if not kinds or _is_past(context):
        return None
    words = Text("意见（退回时必填）", "Remark (needed to send back)")
    if kinds[0] == DONE:
        words = Text("完成情况（可不填）", "How it was done (may stay empty)")
    line = render_field(_build_field_id("words", action.number), context.say(words))
    names = [context.say(STEP_BUTTONS[kind]) for kind in kinds]
    buttons = [
        render_button(_build_button_id(kind, action.number), name, quiet=True)
        for kind, name in zip(kinds, names, strict=True)
    ]
    form = render_form(line, html.Div(buttons, className="buttons"))
    return html.Details([html.Summary(" / ".join(names)), form])


def _list_allowed_steps(context: Context, action: Action) -> list[str]:
    """The steps that the state of an action allows, and the rights of this person."""
    return [
        kind
        for kind in STEP_BUTTONS
        if kind in action.state.next and context.person.may(follow_up.RIGHTS[kind])
    ]


def _render_forms(context: Context, indicator: Indicator) -> Component:
    say = context.say
    explain, set_action = Text("填写原因说明", "Explain"), Text("提出措施", "Set an action")
    return html.Div(
        [
            html.Details(
                [html.Summary(say(explain)), _render_explanation_form(context, indicator)]
            ),
            html.Details([html.Summary(say(set_action)), _render_action_form(context, indicator)]),
        ],
        className="follow-forms",
    )


def _render_explanation_form(context: Context, indicator: Indicator) -> Component:
    year = find_verdict_year(context, indicator)
    why = context.say(Text(f"{year}年为什么是这个状态", f"Why it stands so in {year}"))
    keep = context.say(Text("保存说明", "Keep the explanation"))
    return render_form(
        render_text_area(_build_field_id("why"), why),
        render_button(_build_button_id(EXPLAIN), keep),
    )


def _render_action_form(context: Context, indicator: Indicator) -> Component:
    say = context.say
    target = next(iter(context.registry.of(indicator.id)), None)
    owner = ""
    if target and indicator.owner:
        owner = say(find_owner(context.registry, target))
    return render_form(
        render_text_area(_build_field_id("what"), say(Text("做什么", "What is to be done"))),
        render_field(_build_field_id("who"), say(Text("责任单位", "By whom")), value=owner),
        render_field(
            _build_field_id("due"),
            say(Text("完成时限", "By when")),
            placeholder=f"{app_state().today.year}-12-31",
        ),
        render_button(_build_button_id(ACT), say(Text("保存措施", "Keep the action"))),
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
        button = ctx.triggered_id
        if not isinstance(clicks, list) or not any(clicks):
            return no_update, None
        if not _is_our_button(button) or not _are_our_fields(values, ids):
            return no_update, None
        context = build_context(str(path or ""), search, current_session().person)
        if not isinstance(context, Context):
            return no_update, None
        indicator = context.registry.indicators.get(context.path.rpartition("/")[2])
        typed = {
            (field["name"], field["number"]): str(value or "")
            for field, value in zip(ids, values, strict=True)
        }
        return _run_step(context, indicator, typed)


def _is_our_button(id_: Any) -> bool:
    """Whether what was clicked has the shape of our buttons."""
    if not isinstance(id_, dict):
        return False
    return id_.get("kind") in follow_up.RIGHTS and isinstance(id_.get("number"), int)


def _are_our_fields(values: Any, ids: Any) -> bool:
    """Whether values and ids have the shape of our fields."""
    if not isinstance(values, list) or not isinstance(ids, list) or len(values) != len(ids):
        return False
    return all(isinstance(id_, dict) and {"name", "number"} <= set(id_) for id_ in ids)


def _run_step(
    context: Context, indicator: Indicator | None, typed: dict[tuple[str, int], str]
) -> tuple[Any, Component | None]:
    """Do what was clicked; answers the section drawn anew, and a line."""
    section: Any = no_update

    def apply_step() -> Component:
        nonlocal section
        kind, number = str(ctx.triggered_id["kind"]), int(ctx.triggered_id["number"])
        _save_step(context, indicator, kind, number, typed)
        section = render_follow_up(context, indicator) if indicator else _render_decisions(context)
        return render_success(STEP_MESSAGES[kind], context.view.lang)

    message = run_action(context.view.lang, apply_step)
    return section, message


def _save_step(
    context: Context,
    indicator: Indicator | None,
    kind: str,
    number: int,
    typed: dict[tuple[str, int], str],
) -> None:
    """Write down an explanation, an action, or a step of one."""
    auth, caller, registry = app_state().auth, current_session().caller(), context.registry
    subject = Subject()
    if indicator:
        year = find_verdict_year(context, indicator)
        subject = Subject(indicator.id, context.view.region, year)
    if kind == EXPLAIN:
        follow_up.explain_gap(auth, registry, caller, subject, typed.get(("why", 0), ""))
    elif kind == ACT:
        measure = Measure(*(typed.get((name, 0), "") for name in ("what", "who", "due")))
        follow_up.add_action(auth, registry, caller, subject, measure)
    else:
        words = typed.get(("words", number), "")
        follow_up.advance_action(auth, registry, caller, number, kind, words)
