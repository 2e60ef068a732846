"""What would it take? Assume values of years to come and see which verdicts change; nothing is
saved unless it is kept by name.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import filtering, what_if
from dashboard.core.analysis.gaps import Pair
from dashboard.core.analysis.what_if import Assumption, WhatIf, WhatIfRow
from dashboard.core.verdicts import standing
from dashboard.core.vocabulary.text import Text
from dashboard.operations import scenarios
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, build_context, format_query
from dashboard.web.request.session import current_session
from dashboard.web.widgets import scenario_card
from dashboard.web.widgets.assumption_table import render_assumptions, render_consequence
from dashboard.web.widgets.components import render_card
from dashboard.web.widgets.filters import render_filters
from dashboard.web.widgets.forms import (
    render_success,
    run_action,
)
from dashboard.web.widgets.page import Page

TITLE = Text("情景测算", "What-if")
MOST_LINES = 40


def layout(context: Context) -> Component:
    """The sentence, the table of assumptions and what follows from them, and the scenarios that
    were kept.
    """
    say = context.say
    assumed, scenario_name = _load_assumptions(context)
    outcome = _compute_what_if(context, assumed)
    head = _render_head(context, outcome, assumed, scenario_name)
    if not outcome.lines:
        none = Text(
            "这个规划和地区没有可以测算的目标。",
            "No target of this plan and region can be assumed about.",
        )
        return html.Div([head, render_card("", html.P(say(none)))])
    reset = dcc.Link(
        say(Text("清除全部假设", "Clear all assumptions")),
        href=context.href("/what-if"),
        className="action",
        id="what-if-reset",
    )
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    choice = html.Div(
        render_filters(context, state.rows, ("theme", "nature", "owner")), className="filters"
    )
    return html.Div(
        [
            head,
            choice,
            render_assumptions(context, outcome, _list_lines(context, outcome), assumed),
            _render_more_note(context),
            html.Div(reset, className="buttons"),
            scenario_card.render_scenarios(context),
        ]
    )


def _render_head(
    context: Context, outcome: WhatIf, assumed: dict[str, Assumption], scenario_name: str
) -> Component:
    say = context.say
    title = [say(TITLE)]
    if scenario_name:
        title += [say(Text("：", ": ")), scenario_name]
    sentence = what_if.describe_what_if(outcome, context.registry, assumed)
    live_region: dict[str, Any] = {"aria-live": "polite"}
    note = Text(
        f"仅情景测算，不保存，不影响评价。没有假设的指标保持已公布的数据，并按最近五年的平均变化延续到{outcome.last}年，"
        "增速和位次保持最近的值；不足两年数据，或会超出自然限度的，无法推断。"
        "两格都填的按增长计算。换筛选会清除未保存的假设。",
        "A what-if: nothing is saved, no verdict rests on it. An indicator without an "
        f"assumption keeps its published figures and goes on to {outcome.last} at the mean pace "
        "of its last five years, growth rates and ranks at their last value; with fewer than two "
        "years, or past a natural limit, it cannot be inferred. Where both fields are filled, "
        "growth counts. Another filter "
        "clears what is not kept.",
    )
    parts = [
        html.H1(title),
        html.P(say(sentence), id="what-if-said", **live_region),
        html.P(say(note), className="note"),
    ]
    return html.Div(parts, className="page-head")


def _render_more_note(context: Context) -> Component | None:
    """What did not find room."""
    left = len(_list_pairs(context)) - MOST_LINES
    if left <= 0:
        return None
    message = Text.count(
        left,
        "另有{n}项目标；请用筛选缩小范围。",
        "{n} more target: narrow the list down with the filters.",
        "{n} more targets: narrow them down with the filters.",
    )
    return html.P(context.say(message), className="note")


def _load_assumptions(context: Context) -> tuple[dict[str, Assumption], str]:
    """The assumptions of the address, or of the scenario that it names, with the scenario's
    name.
    """
    number = context.asked("scenario")
    if number:
        for scenario in scenarios.list_scenarios(app_state().auth):
            if str(scenario.number) == number:
                return (
                    what_if.parse_assumptions(scenario.assumed, context.registry),
                    scenario.name,
                )
    return what_if.parse_assumptions(context.asked("assume"), context.registry), ""


def _list_pairs(context: Context) -> list[Pair]:
    """The targets that fit the filters: as many as a page of fields can hold."""
    return [
        pair
        for pair in filtering.list_selected_rows(context.snapshot, context.view)
        if not pair[1].is_stated
    ]


def _compute_what_if(context: Context, assumed: dict[str, Assumption]) -> WhatIf:
    """Every target of the plan is judged; the page shows those that fit the filters."""
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    return what_if.build_what_if(context.snapshot, list(state.rows), assumed)


def _list_lines(context: Context, outcome: WhatIf) -> list[WhatIfRow]:
    """The rows that the page shows."""
    visible = {target.id for _, target in _list_pairs(context)[:MOST_LINES]}
    return [line for line in outcome.lines if line.target.id in visible]


KEEP_IN_ADDRESS = """function(values, ids) {
    const here = new URL(window.location.href), mine = new Set(ids.map(id => id.indicator));
    const parts = (here.searchParams.get("assume") || "").split(";")
        .filter(part => part && !mine.has(part.split(":")[0]));
    ids.forEach((id, at) => {
        const value = values[at];
        if (value !== null && value !== undefined && value !== "" && !Number.isNaN(value)) {
            parts.push(id.indicator + ":" + id.kind + ":" + value);
        }
    });
    here.searchParams.delete("scenario");
    if (parts.length) { here.searchParams.set("assume", parts.join(";")); }
    else { here.searchParams.delete("assume"); }
    window.history.replaceState(window.history.state, "", here);
    return window.dash_clientside.no_update;
}"""


def format_assumptions(values: Any, ids: Any) -> str:
    """What stands in the fields, as an address writes it; nothing of what is no field of ours."""
    if not isinstance(ids, list) or not isinstance(values, list):
        return ""
    parts = []
    for id_, value in zip(ids, values, strict=False):
        is_field = isinstance(id_, dict) and {"indicator", "kind"} <= set(id_)
        if is_field and value not in (None, ""):
            parts.append(f"{id_['indicator']}:{id_['kind']}:{value}")
    return ";".join(parts)


def _merge_assumptions(context: Context, values: Any, ids: Any) -> dict[str, Assumption]:
    """What is typed, and what the address assumes of indicators that have no field on this page."""
    assumed, _ = _load_assumptions(context)
    for id_ in ids if isinstance(ids, list) else ():
        if isinstance(id_, dict) and "indicator" in id_:
            assumed.pop(id_["indicator"], None)
    typed = what_if.parse_assumptions(format_assumptions(values, ids), context.registry)
    return {**assumed, **typed}


def register(app: Dash) -> None:
    """Whatever is typed is judged at once, stands in the address, and may be kept."""
    fields = Input({"type": "assume", "indicator": ALL, "kind": ALL}, "value")
    ids = State({"type": "assume", "indicator": ALL, "kind": ALL}, "id")
    app.clientside_callback(  # type: ignore[no-untyped-call]
        KEEP_IN_ADDRESS,
        Output("what-if-reset", "data-kept"),
        fields,
        ids,
        prevent_initial_call=True,
    )

    @app.callback(
        Output({"type": "what-if-then", "target": ALL}, "children"),
        Output("what-if-said", "children"),
        fields,
        ids,
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_assumptions(
        values: list[Any], ids: list[dict[str, str]], path: str, search: str
    ) -> tuple[list[Any], str]:
        places = [place["id"]["target"] for place in ctx.outputs_list[0]]
        context = build_context(str(path or ""), search, current_session().person)
        if not isinstance(context, Context):
            return [None] * len(places), ""
        assumed = _merge_assumptions(context, values, ids)
        outcome = _compute_what_if(context, assumed)
        # The page may have been drawn from other data: each place gets what is its own.
        lines = {line.target.id: line for line in _list_lines(context, outcome)}
        drawn = [
            render_consequence(context, outcome, lines[place]) if place in lines else None
            for place in places
        ]
        sentence = what_if.describe_what_if(outcome, context.registry, assumed)
        return drawn, context.say(sentence)

    @app.callback(
        Output("what-if-kept", "children"),
        Input("what-if-keep", "n_clicks"),
        State("what-if-name", "value"),
        State({"type": "assume", "indicator": ALL, "kind": ALL}, "value"),
        ids,
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_save(
        clicks: int, name: str | None, values: list[Any], ids: list[dict[str, str]], search: str
    ) -> Component | None:
        context = build_context("/what-if", search, current_session().person)
        if not clicks or not isinstance(context, Context):
            return None

        def save_scenario() -> Component:
            assumed = _merge_assumptions(context, values, ids)
            return _save_scenario(context, str(name or ""), assumed)

        return run_action(context.view.lang, save_scenario)


def _save_scenario(context: Context, name: str, assumed: dict[str, Assumption]) -> Component:
    """Keep what is assumed; answers with the scenario's link."""
    number = scenarios.save_scenario(
        app_state().auth,
        context.registry,
        current_session().caller(),
        context.view,
        name,
        what_if.format_assumptions(assumed),
    )
    query = format_query(context.view, context.snapshot_service.rules)
    link = dcc.Link(name, href=f"/what-if{query}&scenario={number}")
    message = render_success(Text("情景已保存：", "the scenario is kept: "), context.view.lang)
    return html.Div([message, link])


PAGE = Page("/what-if", TITLE, layout, register, place=60, kept=False)
