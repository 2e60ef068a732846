"""What is being done about an indicator? Its explanations and actions, and the forms of those who may write."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.core.analysis.follow_up import ACT, CLOSE, DONE, EXPLAIN, SEND_BACK, Action, Entry
from dashboard.core.analysis.gaps import owner
from dashboard.core.vocabulary.model import Indicator
from dashboard.core.vocabulary.text import Text
from dashboard.operations import follow_up
from dashboard.operations.follow_up import Measure, Subject
from dashboard.web.request.context import Context, context, house
from dashboard.web.request.session import visit
from dashboard.web.widgets import shortcuts
from dashboard.web.widgets.components import card
from dashboard.web.widgets.forms import answer, button, done, field, form, said, text_area

TITLE = Text("说明与措施", "Explanation and actions")
DOES: dict[str, Text] = {
    DONE: Text("报告完成", "Report done"),
    SEND_BACK: Text("退回", "Send back"),
    CLOSE: Text("销号", "Close out"),
}
"""Kind of step → what its button says."""
TAKEN: dict[str, Text] = {
    EXPLAIN: Text("原因说明已保存", "the explanation is kept"),
    ACT: Text("措施已保存", "the action is kept"),
    DONE: Text("已报告完成", "reported done"),
    SEND_BACK: Text("已退回", "sent back"),
    CLOSE: Text("已销号", "closed out"),
}


def section(context: Context, indicator: Indicator) -> Component:
    """The section of an indicator's page; what is in it is drawn anew after every act."""
    return card(
        context.say(TITLE),
        html.Div(content(context, indicator), id="follow-up"),
        said("follow-said"),
        id_="follow",
    )


def content(context: Context, indicator: Indicator) -> list[Component | None]:
    """Explanations by year, actions with their states, and the forms."""
    may = context.person.may("explain") and context.view.version is None and context.view.known_on is None
    actions = context.followed.actions_of(indicator.id, context.view.region)
    return [
        shortcuts.drawn(),
        _explanations(context, indicator),
        action_list(context, actions, steps=True),
        _forms(context, indicator) if may else None,
    ]


def of_meetings(context: Context) -> Component | None:
    """What meetings decided, with the steps that lead on; drawn anew after every act."""
    if not _decisions(context):
        return None
    title = Text("会议议定事项", "Decided by meetings")
    return card(context.say(title), html.Div(_of_meetings(context), id="follow-up"), said("follow-said"), id_="follow")


def _decisions(context: Context) -> list[Action]:
    """The decisions of meetings, those still open first, the earliest due first."""
    found = [one for one in context.followed.actions() if one.entry.meeting]
    return sorted(found, key=lambda one: (one.state.id == "closed", str(one.entry.due)))


def _of_meetings(context: Context) -> list[Component | None]:
    return [shortcuts.drawn(), action_list(context, _decisions(context), steps=True)]


def year_of(context: Context, indicator: Indicator) -> int:
    """The year that the verdict in view is about: that of an annual target, whatever later year is looked at."""
    here = context.snapshot.verdicts_of(indicator.id, context.view.region)
    mine = here[here["plan"] == context.view.plan]
    chosen = mine if len(mine) else here
    return int(chosen["year"].iloc[0]) if len(chosen) else context.view.year


def signed(context: Context, entry: Entry) -> str:
    """Who wrote an entry, and when; visitors are not told by which names people sign in."""
    who = [entry.who] if context.person.may("self") else []
    return " · ".join([*who, entry.day.isoformat()])


def _explanations(context: Context, indicator: Indicator) -> Component:
    found = context.followed.explanations(indicator.id, context.view.region)
    if not found:
        return html.P(context.say(Text("尚未说明原因。", "Not explained yet.")), className="note")
    years = []
    for year, (newest, *earlier) in sorted(found.items(), reverse=True):
        head = html.B(context.say(Text(f"{year}年：", f"{year}: ")))
        parts: list[Any] = [head, newest.text, " ", html.Small(signed(context, newest), className="by")]
        if earlier:
            more = context.say(Text(f"此前的说明 {len(earlier)} 条", f"{len(earlier)} earlier"))
            before = [html.Li([one.text, " ", html.Small(signed(context, one), className="by")]) for one in earlier]
            parts.append(html.Details([html.Summary(more), html.Ul(before)]))
        years.append(html.Div(parts, className="explained"))
    return html.Div(years)


def action_list(context: Context, actions: list[Action], *, steps: bool) -> Component | None:
    """Actions with who, by when, state and marks; with the buttons of the steps that their states allow."""
    return html.Ul([_action(context, one, steps=steps) for one in actions], className="actions") if actions else None


def _action(context: Context, one: Action, *, steps: bool) -> Component:
    say, entry = context.say, one.entry
    marks = [html.Span(say(mark), className="tag late") for mark in one.marks(_today(context))]
    due = say(Text(f"{entry.due} 前完成", f"by {entry.due}"))
    head = html.Div(
        [
            *_about(context, one, named=not steps),
            html.Span(say(one.state.name), className=f"state state-{one.state.id}"),
            *marks,
            html.Span(f"{entry.owner} · {due}"),
        ],
        className="action-head",
    )
    told = [
        html.Li([say(_kind(step)), f"：{step.text}" if step.text else "", " ", html.Small(signed(context, step), className="by")])
        for step in one.steps
    ]
    return html.Li(
        [
            head,
            html.P([entry.text, " ", html.Small(signed(context, entry), className="by")]),
            html.Ul(told, className="steps") if told else None,
            _steps(context, one) if steps else None,
        ]
    )


def _about(context: Context, one: Action, *, named: bool) -> list[Component]:
    """Which indicator an action is about, where that is not the page's own."""
    known = context.registry.indicators.get(one.entry.indicator)
    if not named or known is None:
        return []
    return [dcc.Link(context.say(known.name), href=context.href(f"/indicators/{known.id}"), className="about")]


def _kind(step: Entry) -> Text:
    return DOES[step.kind]


def _today(context: Context) -> date:
    """The day by which lateness is told: today, or the day whose knowledge is looked at."""
    return context.view.known_on or house().today


def _steps(context: Context, one: Action) -> Component | None:
    """What may be done next by this person, with a line for words."""
    if context.view.version is not None or context.view.known_on is not None:
        return None
    kinds = [kind for kind in DOES if kind in one.state.next and context.person.may(follow_up.RIGHTS[kind])]
    if not kinds:
        return None
    words = {DONE: Text("完成情况（可不填）", "How it was done (may stay empty)")}.get(
        kinds[0], Text("意见（退回时必填）", "Remark (needed to send back)")
    )
    line = field(_field("words", one.number), context.say(words))
    buttons = [button(_button(kind, one.number), context.say(DOES[kind]), quiet=True) for kind in kinds]
    summary = html.Summary(" / ".join(context.say(DOES[kind]) for kind in kinds))
    return html.Details([summary, form(line, html.Div(buttons, className="buttons"))])


def _forms(context: Context, indicator: Indicator) -> Component:
    say = context.say
    target, year = next(iter(context.registry.of(indicator.id)), None), year_of(context, indicator)
    usual = say(owner(context.registry, target)) if target and indicator.owner else ""
    why = form(
        text_area(_field("why"), say(Text(f"{year}年为什么是这个状态", f"Why it stands so in {year}"))),
        button(_button(EXPLAIN), say(Text("保存说明", "Keep the explanation"))),
    )
    what = form(
        text_area(_field("what"), say(Text("做什么", "What is to be done"))),
        field(_field("who"), say(Text("责任单位", "By whom")), value=usual),
        field(_field("due"), say(Text("完成时限", "By when")), placeholder=f"{house().today.year}-12-31"),
        button(_button(ACT), say(Text("保存措施", "Keep the action"))),
    )
    return html.Div(
        [
            html.Details([html.Summary(say(Text("填写原因说明", "Explain"))), why]),
            html.Details([html.Summary(say(Text("提出措施", "Set an action"))), what]),
        ],
        className="follow-forms",
    )


def _field(name: str, number: int = 0) -> dict[str, Any]:
    return {"type": "follow-field", "name": name, "number": number}


def _button(kind: str, number: int = 0) -> dict[str, Any]:
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
    def act(clicks: list[int], values: list[Any], ids: list[dict[str, Any]], path: str, search: str) -> tuple[Any, Any]:
        asked = ctx.triggered_id
        if not isinstance(clicks, list) or not any(clicks) or not _is_ours(asked, values, ids):
            return no_update, None
        here = context(str(path or ""), search, visit().person)
        if not isinstance(here, Context):
            return no_update, None
        indicator = here.registry.indicators.get(str(path or "").rpartition("/")[2])
        typed = {(one["name"], one["number"]): str(value or "") for one, value in zip(ids, values, strict=True)}
        return _acted(here, indicator, typed)


def _is_ours(asked: Any, values: Any, ids: Any) -> bool:
    """Whether what came has the shape of our buttons and fields."""
    button_ = isinstance(asked, dict) and asked.get("kind") in follow_up.RIGHTS and isinstance(asked.get("number"), int)
    lists = isinstance(values, list) and isinstance(ids, list) and len(values) == len(ids)
    return button_ and lists and all(isinstance(one, dict) and {"name", "number"} <= set(one) for one in ids)


def _acted(here: Context, indicator: Indicator | None, typed: dict[tuple[str, int], str]) -> tuple[Any, Component | None]:
    """Do what was clicked; answers the section drawn anew, and a line."""
    kind, number, drawn = str(ctx.triggered_id["kind"]), int(ctx.triggered_id["number"]), []
    door, caller = house().door, visit().caller()
    subject = Subject(indicator.id, here.view.region, year_of(here, indicator)) if indicator else Subject()

    def act() -> Component:
        if kind == EXPLAIN:
            follow_up.explain(door, here.registry, caller, subject, typed.get(("why", 0), ""))
        elif kind == ACT:
            measure = Measure(*(typed.get((name, 0), "") for name in ("what", "who", "due")))
            follow_up.act(door, here.registry, caller, subject, measure)
        else:
            follow_up.step(door, here.registry, caller, number, kind, typed.get(("words", number), ""))
        drawn.append(content(here, indicator) if indicator else _of_meetings(here))
        return done(TAKEN[kind], here.view.lang)

    told = answer(here.view.lang, act)
    return (drawn[0] if drawn else no_update), told
