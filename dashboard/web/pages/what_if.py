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
from dashboard.core.vocabulary.model import Target
from dashboard.core.vocabulary.text import DASH, Text, format_number
from dashboard.operations import scenarios
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

TITLE = Text("推演", "What-if")
MOST_LINES = 40


def layout(context: Context) -> Component:
    """The sentence, the table of assumptions and what follows from them, and the scenarios that
    were kept.
    """
    assumed, name = _load_assumptions(context)
    found = _compute_what_if(context, assumed)
    say = context.say
    note = Text(
        f"仅推演，不保存，不影响评价。没有假设的指标保持已公布的数据，并按最近五年的平均变化延续到{found.last}年；两格都填的按增长计算。换筛选会清除未保存的假设。",
        "A what-if: nothing is saved, no verdict rests on it. An indicator without an "
        f"assumption keeps its published figures and goes on to {found.last} at the mean pace "
        "of its last five years; where both fields are filled, growth counts. Another filter "
        "clears what is not kept.",
    )
    head = html.Div(
        [
            html.H1([say(TITLE), *([say(Text("：", ": ")), name] if name else [])]),
            html.P(
                say(what_if.describe_what_if(found, context.registry, assumed)),
                id="what-if-said",
                **_build_live_region(),
            ),
            html.P(say(note), className="note"),
        ],
        className="page-head",
    )
    if not found.lines:
        return html.Div(
            [
                head,
                render_card(
                    "",
                    html.P(
                        say(
                            Text(
                                "这个规划和地区没有可以推演的目标。",
                                "No target of this plan and region can be assumed about.",
                            )
                        )
                    ),
                ),
            ]
        )
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
            _render_table(context, found, assumed),
            _render_more_note(context),
            html.Div(reset, className="buttons"),
            _render_scenarios(context),
        ]
    )


def _render_more_note(context: Context) -> Component | None:
    """What did not find room."""
    left = len(_list_pairs(context)) - MOST_LINES
    if left <= 0:
        return None
    return html.P(
        context.say(
            Text(
                f"另有{left}项目标；请用筛选缩小范围。",
                f"{left} more targets: narrow them down with the filters.",
            )
        ),
        className="note",
    )


def _build_live_region() -> dict[str, Any]:
    return {"aria-live": "polite"}


def _load_assumptions(context: Context) -> tuple[dict[str, Assumption], str]:
    """The assumptions of the address, or of the scenario that it names, with the scenario's
    name.
    """
    wanted = context.asked("scenario")
    scenario = (
        next(
            (
                one
                for one in scenarios.list_scenarios(app_state().auth)
                if str(one.number) == wanted
            ),
            None,
        )
        if wanted
        else None
    )
    text = scenario.assumed if scenario else context.asked("assume")
    return what_if.parse_assumptions(text, context.registry), scenario.name if scenario else ""


def _list_pairs(context: Context) -> list[Pair]:
    """The targets that fit the filters: as many as a page of fields can hold."""
    return [
        pair
        for pair in filtering.list_selected_rows(context.snapshot, context.view)
        if pair[1].bound != "stated"
    ]


def _compute_what_if(context: Context, assumed: dict[str, Assumption]) -> WhatIf:
    """Every target of the plan is judged; the page shows those that fit the filters."""
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    return what_if.build_what_if(context.snapshot, list(state.rows), assumed)


def _list_lines(context: Context, found: WhatIf) -> list[WhatIfRow]:
    visible = {target.id for _, target in _list_pairs(context)[:MOST_LINES]}
    return [line for line in found.lines if line.target.id in visible]


def _render_table(context: Context, found: WhatIf, assumed: dict[str, Assumption]) -> Component:
    say, last = context.say, found.last
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
    seen: set[str] = set()
    rows = []
    for line in _list_lines(context, found):
        rows.append(
            _render_row(context, found, line, assumed, first=line.target.indicator not in seen)
        )
        seen.add(line.target.indicator)
    caption = say(Text("假设与由此得出的评价", "Assumptions and the verdicts that follow"))
    return html.Section(
        render_table(
            [(say(text), kind) for text, kind in heads], rows, "board-table what-if", caption
        ),
        className="board",
    )


def _render_row(
    context: Context, found: WhatIf, line: WhatIfRow, assumed: dict[str, Assumption], *, first: bool
) -> Component:
    target, say = line.target, context.say
    indicator = context.indicator_of(target)
    name = dcc.Link(
        say(indicator.name), href=context.href(f"/indicators/{indicator.id}"), className="to"
    )
    unit = html.Small(shorten_units(say(indicator.unit_text))) if indicator.unit else None
    growth = (
        format_number(line.now.needed_growth * 100, 2) + "%"
        if pd.notna(line.now.needed_growth)
        else ""
    )
    needed = (
        phrases.format_needed_number(indicator, target, line.now.needed)
        if pd.notna(line.now.needed)
        else DASH
    )
    cells = [
        html.Td([name, unit], className="c-name"),
        html.Td(_render_outcome(context, target, line.now, line.now.actual), className="c-now"),
        html.Td(
            say(phrases.format_short_bound(context.registry, target)),
            className="c-goal n",
            **build_column_label(context, Text("目标", "Target")),
        ),
        html.Td(
            [needed, html.Small(growth)],
            className="c-needed n",
            **build_column_label(context, Text("还需每年", "Needed a year")),
        ),
        html.Td(
            _render_outcome(context, target, line.pace, found.at_pace.get(indicator.id)),
            className="c-pace",
            **build_column_label(context, Text("照此速度", "At this pace")),
        ),
        html.Td(
            _render_input(context, target, assumed, "v") if first else None,
            className="c-assume",
            **build_column_label(
                context, Text(f"假设{found.last}年为", f"Assume for {found.last}")
            ),
        ),
        html.Td(
            _render_input(context, target, assumed, "g")
            if first and what_if.has_growth_rate(indicator)
            else None,
            className="c-grow",
            **build_column_label(context, Text("或每年增长%", "or growth a year, %")),
        ),
        html.Td(
            _render_consequence(context, found, line),
            id={"type": "what-if-then", "target": target.id},
            className="c-then",
            **build_column_label(context, Text("则", "Then")),
        ),
    ]
    return html.Tr(cells, className="row")


def _render_outcome(context: Context, target: Target, row: Any, amount: float | None) -> list[Any]:
    """A value and the verdict on it."""
    indicator = context.indicator_of(target)
    value = format_value(context, indicator, amount, row.goal) if amount is not None else DASH
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
    one = assumed.get(target.indicator)
    name = context.indicator_of(target).name
    label = {
        "v": Text(f"假设{name.zh}的值", f"Assumed value of {name.in_('en')}"),
        "g": Text(
            f"假设{name.zh}每年增长百分之几",
            f"Assumed growth of {name.in_('en')} in per cent a year",
        ),
    }[kind]
    value: Any = one.amount if one and one.kind == kind else None
    id_ = {"type": "assume", "indicator": target.indicator, "kind": kind}
    return html.Div(
        [
            html.Label(context.say(label), htmlFor=format_dom_id(id_), className="unseen"),
            dcc.Input(
                id=id_, type="number", value=value, debounce=0.15, step="any", className="assume"
            ),
        ]
    )


def _render_consequence(context: Context, found: WhatIf, line: WhatIfRow) -> list[Any]:
    """What follows: the value, the verdict, and whether that is another one."""
    changed = (
        html.Span(context.say(Text("改变", "changed")), className="tag changed")
        if line.flips
        else None
    )
    value = found.assumed.get(line.target.indicator)
    same = value == found.at_pace.get(line.target.indicator) and not line.flips
    outcome = _render_outcome(context, line.target, line.then, value)
    return [html.Span(outcome, className="same" if same else ""), " ", changed]


def _render_scenarios(context: Context) -> Component | None:
    """What was kept, and the way to keep what is assumed now."""
    say = context.say
    listed = [
        one
        for one in scenarios.list_scenarios(app_state().auth)
        if (one.plan, one.region) == (context.view.plan, context.view.region)
    ]
    names = context.person.may("self")
    items = [
        html.Li(
            [
                dcc.Link(one.name, href=_format_address(context, scenario=str(one.number))),
                html.Small(
                    " · ".join(
                        [
                            *([one.who] if names else []),
                            format_timestamp(one.at)[:10],
                            say(Text(f"数据版本 {one.version}", f"data version {one.version}")),
                        ]
                    ),
                    className="by",
                ),
            ]
        )
        for one in listed
    ]
    save_form = (
        render_form(
            render_field("what-if-name", say(Text("情景名称", "Name of the scenario"))),
            render_button("what-if-keep", say(Text("保存为情景", "Keep as a scenario"))),
            render_message_line("what-if-kept"),
        )
        if context.person.may("explain")
        else None
    )
    if not items and save_form is None:
        return None
    return render_card(
        say(Text("保存的情景", "Scenarios kept")),
        html.Ul(items, className="plain-list") if items else None,
        save_form,
        id_="what-if-scenarios",
    )


def _format_address(context: Context, **more: str) -> str:
    base = context.href("/what-if")
    extra = "&".join(f"{name}={value}" for name, value in more.items())
    return f"{base}{'&' if '?' in base else '?'}{extra}"


KEEP_IN_ADDRESS = """function(values, ids) {
    const here = new URL(window.location.href), mine = new Set(ids.map(id => id.indicator));
    const parts = (here.searchParams.get("assume") || "").split(";").filter(part => part && !mine.has(part.split(":")[0]));
    ids.forEach((id, at) => {
        if (values[at] !== null && values[at] !== undefined && values[at] !== "" && !Number.isNaN(values[at])) { parts.push(id.indicator + ":" + id.kind + ":" + values[at]); }
    });
    here.searchParams.delete("scenario");
    if (parts.length) { here.searchParams.set("assume", parts.join(";")); } else { here.searchParams.delete("assume"); }
    window.history.replaceState(window.history.state, "", here);
    return window.dash_clientside.no_update;
}"""


def format_assumptions(values: Any, ids: Any) -> str:
    """What stands in the fields, as an address writes it; nothing of what is no field of ours."""
    pairs = (
        zip(ids, values, strict=False) if isinstance(ids, list) and isinstance(values, list) else ()
    )
    fine = [
        (one, value)
        for one, value in pairs
        if isinstance(one, dict) and {"indicator", "kind"} <= set(one)
    ]
    return ";".join(
        f"{one['indicator']}:{one['kind']}:{value}"
        for one, value in fine
        if value not in (None, "")
    )


def _merge_assumptions(context: Context, values: Any, ids: Any) -> dict[str, Assumption]:
    """What is typed, and what the address assumes of indicators that have no field on this page."""
    field_indicators = (
        {one["indicator"] for one in ids if isinstance(one, dict) and "indicator" in one}
        if isinstance(ids, list)
        else set()
    )
    others = {
        name: one
        for name, one in _load_assumptions(context)[0].items()
        if name not in field_indicators
    }
    return {
        **others,
        **what_if.parse_assumptions(format_assumptions(values, ids), context.registry),
    }


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
        found = _compute_what_if(context, assumed)
        return [
            _render_consequence(context, found, line) for line in _list_lines(context, found)
        ], context.say(what_if.describe_what_if(found, context.registry, assumed))

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
            number = scenarios.save_scenario(
                app_state().auth,
                context.registry,
                current_session().caller(),
                context.view,
                str(name or ""),
                what_if.format_assumptions(_merge_assumptions(context, values, ids)),
            )
            link = dcc.Link(
                str(name),
                href=f"/what-if{format_query(context.view, context.snapshot_service.rules)}&scenario={number}",
            )
            message = render_success(
                Text("情景已保存：", "the scenario is kept: "), context.view.lang
            )
            return html.Div([message, link])

        return run_action(context.view.lang, save_scenario)
