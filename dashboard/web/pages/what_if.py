"""What would it take? Assume values of years to come and see which verdicts change; nothing is
saved unless it is kept by name.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import ALL, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import filtering, what_if
from dashboard.core.analysis.gaps import Pair
from dashboard.core.analysis.what_if import Assumption, WhatIf, WhatIfRow
from dashboard.core.declaration import phrases
from dashboard.core.verdicts import standing
from dashboard.core.vocabulary.model import Indicator, Target
from dashboard.core.vocabulary.text import DASH, Text, format_number
from dashboard.operations import scenarios
from dashboard.operations.scenarios import Scenario
from dashboard.web.request.context import Context, app_state, build_context, format_query
from dashboard.web.request.session import current_session
from dashboard.web.widgets.components import (
    build_column_label,
    format_status,
    format_value,
    is_hollow,
    render_card,
    render_mark,
    render_table,
    shorten_units,
)
from dashboard.web.widgets.filters import render_filters
from dashboard.web.widgets.formatting import format_timestamp
from dashboard.web.widgets.forms import (
    format_dom_id,
    render_button,
    render_field,
    render_form,
    render_message_line,
    render_success,
    run_action,
)
from dashboard.web.widgets.page import Page

TITLE = Text("推演", "What-if")
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
            "这个规划和地区没有可以推演的目标。",
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
            _render_table(context, outcome, assumed),
            _render_more_note(context),
            html.Div(reset, className="buttons"),
            _render_scenarios(context),
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
        f"仅推演，不保存，不影响评价。没有假设的指标保持已公布的数据，并按最近五年的平均变化延续到{outcome.last}年；"
        "两格都填的按增长计算。换筛选会清除未保存的假设。",
        "A what-if: nothing is saved, no verdict rests on it. An indicator without an "
        f"assumption keeps its published figures and goes on to {outcome.last} at the mean pace "
        "of its last five years; where both fields are filled, growth counts. Another filter "
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
    message = Text(
        f"另有{left}项目标；请用筛选缩小范围。",
        f"{left} more targets: narrow them down with the filters.",
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
    visible = {target.id for _, target in _list_pairs(context)[:MOST_LINES]}
    return [line for line in outcome.lines if line.target.id in visible]


def _render_table(context: Context, outcome: WhatIf, assumed: dict[str, Assumption]) -> Component:
    say, last = context.say, outcome.last
    heads = (
        (Text("指标", "Indicator"), "c-name"),
        (Text(f"{context.view.year}年", str(context.view.year)), "c-now"),
        (Text("目标", "Target"), "c-goal n"),
        (Text("还需每年", "Needed a year"), "c-needed n"),
        (Text(f"{last}年已知或照此速度", f"{last}, known or at this pace"), "c-pace"),
        (Text(f"假设{last}年为", f"Assume for {last}"), "c-assume"),
        (Text("或每年增长%", "or growth a year, %"), "c-grow"),
        (Text("则", "Then"), "c-then"),
    )
    # An indicator with several targets is assumed once, in the first of its rows.
    seen: set[str] = set()
    rows = []
    for line in _list_lines(context, outcome):
        indicator = line.target.indicator
        rows.append(_render_row(context, outcome, line, assumed, first=indicator not in seen))
        seen.add(indicator)
    caption = say(Text("假设与由此得出的评价", "Assumptions and the verdicts that follow"))
    return html.Section(
        render_table(
            [(say(text), kind) for text, kind in heads], rows, "board-table what-if", caption
        ),
        className="board",
    )


def _render_row(
    context: Context,
    outcome: WhatIf,
    line: WhatIfRow,
    assumed: dict[str, Assumption],
    *,
    first: bool,
) -> Component:
    target, say = line.target, context.say
    indicator = context.indicator_of(target)
    name = dcc.Link(
        say(indicator.name), href=context.href(f"/indicators/{indicator.id}"), className="to"
    )
    unit = html.Small(shorten_units(say(indicator.unit_text))) if indicator.unit else None
    value_input = growth_input = None
    if first:
        value_input = _render_input(context, target, assumed, "v")
    if first and what_if.has_growth_rate(indicator):
        growth_input = _render_input(context, target, assumed, "g")
    pace = outcome.at_pace.get(indicator.id)
    assume = Text(f"假设{outcome.last}年为", f"Assume for {outcome.last}")
    cells = [
        html.Td([name, unit], className="c-name"),
        html.Td(_render_outcome(context, target, line.now, line.now.actual), className="c-now"),
        html.Td(
            say(phrases.format_short_bound(context.registry, target)),
            className="c-goal n",
            **build_column_label(context, Text("目标", "Target")),
        ),
        html.Td(
            _list_needed(indicator, target, line.now),
            className="c-needed n",
            **build_column_label(context, Text("还需每年", "Needed a year")),
        ),
        html.Td(
            _render_outcome(context, target, line.pace, pace),
            className="c-pace",
            **build_column_label(context, Text("照此速度", "At this pace")),
        ),
        html.Td(value_input, className="c-assume", **build_column_label(context, assume)),
        html.Td(
            growth_input,
            className="c-grow",
            **build_column_label(context, Text("或每年增长%", "or growth a year, %")),
        ),
        html.Td(
            _render_consequence(context, outcome, line),
            id={"type": "what-if-then", "target": target.id},
            className="c-then",
            **build_column_label(context, Text("则", "Then")),
        ),
    ]
    return html.Tr(cells, className="row")


def _list_needed(indicator: Indicator, target: Target, row: Any) -> list[Any]:
    """What is needed a year, and the growth that this is."""
    needed, growth = DASH, ""
    if pd.notna(row.needed):
        needed = phrases.format_needed_number(indicator, target, row.needed)
    if pd.notna(row.needed_growth):
        growth = format_number(row.needed_growth * 100, 2) + "%"
    return [needed, html.Small(growth)]


def _render_outcome(context: Context, target: Target, row: Any, amount: float | None) -> list[Any]:
    """A value and the verdict on it."""
    value: Any = DASH
    if amount is not None:
        value = format_value(context, context.indicator_of(target), amount, row.goal)
    return [
        html.B(value),
        " ",
        render_mark(row.status, hollow=is_hollow(row)),
        format_status(context, row, target),
    ]


def _render_input(
    context: Context, target: Target, assumed: dict[str, Assumption], kind: str
) -> Component:
    """A number to assume; empty means the present pace."""
    name = context.indicator_of(target).name
    label = Text(f"假设{name.zh}的值", f"Assumed value of {name.in_('en')}")
    if kind == "g":
        label = Text(
            f"假设{name.zh}每年增长百分之几",
            f"Assumed growth of {name.in_('en')} in per cent a year",
        )
    assumption = assumed.get(target.indicator)
    value: Any = None
    if assumption and assumption.kind == kind:
        value = assumption.amount
    id_ = {"type": "assume", "indicator": target.indicator, "kind": kind}
    field = dcc.Input(
        id=id_, type="number", value=value, debounce=0.15, step="any", className="assume"
    )
    return html.Div(
        [html.Label(context.say(label), htmlFor=format_dom_id(id_), className="unseen"), field]
    )


def _render_consequence(context: Context, outcome: WhatIf, line: WhatIfRow) -> list[Any]:
    """What follows: the value, the verdict, and whether that is another one."""
    value = outcome.assumed.get(line.target.indicator)
    verdict = _render_outcome(context, line.target, line.then, value)
    if line.flips:
        changed = html.Span(context.say(Text("改变", "changed")), className="tag changed")
        return [html.Span(verdict, className=""), " ", changed]
    is_same = value == outcome.at_pace.get(line.target.indicator)
    return [html.Span(verdict, className="same" if is_same else ""), " ", None]


def _render_scenarios(context: Context) -> Component | None:
    """What was kept, and the way to keep what is assumed now."""
    say = context.say
    here = (context.view.plan, context.view.region)
    items = [
        _render_scenario(context, scenario)
        for scenario in scenarios.list_scenarios(app_state().auth)
        if (scenario.plan, scenario.region) == here
    ]
    scenario_list = save_form = None
    if items:
        scenario_list = html.Ul(items, className="plain-list")
    if context.person.may("explain"):
        save_form = render_form(
            render_field("what-if-name", say(Text("情景名称", "Name of the scenario"))),
            render_button("what-if-keep", say(Text("保存为情景", "Keep as a scenario"))),
            render_message_line("what-if-kept"),
        )
    if scenario_list is None and save_form is None:
        return None
    return render_card(
        say(Text("保存的情景", "Scenarios kept")),
        scenario_list,
        save_form,
        id_="what-if-scenarios",
    )


def _render_scenario(context: Context, scenario: Scenario) -> Component:
    version = Text(f"数据版本 {scenario.version}", f"data version {scenario.version}")
    facts = [format_timestamp(scenario.at)[:10], context.say(version)]
    if context.person.may("self"):
        facts.insert(0, scenario.who)
    base = context.href("/what-if")
    joint = "&" if "?" in base else "?"
    link = dcc.Link(scenario.name, href=f"{base}{joint}scenario={scenario.number}")
    return html.Li([link, html.Small(" · ".join(facts), className="by")])


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
        context = build_context(str(path or ""), search, current_session().person)
        if not isinstance(context, Context):
            return [], ""
        assumed = _merge_assumptions(context, values, ids)
        outcome = _compute_what_if(context, assumed)
        lines = _list_lines(context, outcome)
        sentence = what_if.describe_what_if(outcome, context.registry, assumed)
        return [_render_consequence(context, outcome, line) for line in lines], context.say(
            sentence
        )

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
