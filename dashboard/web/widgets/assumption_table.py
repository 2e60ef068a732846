"""What is assumed of each indicator? A table with fields, and what follows from them."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import what_if
from dashboard.core.analysis.what_if import Assumption, WhatIf, WhatIfRow
from dashboard.core.declaration import phrases
from dashboard.core.verdicts.forecast import NOT_INFERRED
from dashboard.core.vocabulary.digits import format_number
from dashboard.core.vocabulary.model import Indicator, Target
from dashboard.core.vocabulary.statuses import WAITING
from dashboard.core.vocabulary.targets import ACCUMULATED_NAMES
from dashboard.core.vocabulary.text import DASH, Text, format_year
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import (
    build_column_label,
    format_judged_value,
    format_status,
    is_hollow,
    render_mark,
    render_table,
)
from dashboard.web.widgets.forms import format_dom_id


def render_assumptions(
    context: Context, outcome: WhatIf, lines: list[WhatIfRow], assumed: dict[str, Assumption]
) -> Component:
    """A row a target: what is, what the present pace leads to, what is assumed, what follows."""
    say, last = context.say, outcome.last
    heads = (
        (Text("指标", "Indicator"), "c-name"),
        (Text(f"{context.view.year}年", str(context.view.year)), "c-now"),
        (Text("目标", "Target"), "c-goal n"),
        (Text("年均需增", "Needed a year"), "c-needed n"),
        (Text(f"{last}年已知或照此速度", f"{last}, known or at this pace"), "c-pace"),
        (Text(f"假设{last}年为", f"Assume for {last}"), "c-assume"),
        (Text("或每年增长%", "or growth a year, %"), "c-grow"),
        (Text("则", "Then"), "c-then"),
    )
    # An indicator with several targets is assumed once, in the first of its rows.
    seen: set[str] = set()
    rows = []
    for line in lines:
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
    target = line.target
    indicator = context.indicator_of(target)
    value_input = growth_input = None
    if first:
        value_input = _render_input(context, target, assumed, "v")
    if first and what_if.has_growth_rate(indicator):
        growth_input = _render_input(context, target, assumed, "g")
    bound = context.say(phrases.format_short_bound(context.registry, target))
    needed = _list_needed(indicator, target, line.now)
    now = _render_outcome(context, target, line.now)
    at_pace = _render_end(context, outcome, target, line.pace)
    then = html.Td(
        render_consequence(context, outcome, line),
        id={"type": "what-if-then", "target": target.id},
        className="c-then",
        **build_column_label(context, Text("则", "Then")),
    )
    assume = Text(f"假设{outcome.last}年为", f"Assume for {outcome.last}")
    cells = [
        html.Td(_render_name(context, indicator), className="c-name"),
        html.Td(now, className="c-now"),
        _render_cell(context, "c-goal n", Text("目标", "Target"), bound),
        _render_cell(context, "c-needed n", Text("年均需增", "Needed a year"), needed),
        _render_cell(context, "c-pace", Text("照此速度", "At this pace"), at_pace),
        _render_cell(context, "c-assume", assume, value_input),
        _render_cell(context, "c-grow", Text("或每年增长%", "or growth a year, %"), growth_input),
        then,
    ]
    return html.Tr(cells, className="row")


def _render_name(context: Context, indicator: Indicator) -> list[Any]:
    """The indicator as a link to its page, with its unit."""
    href = context.href(f"/indicators/{indicator.id}")
    name = dcc.Link(context.say(indicator.name), href=href, className="to")
    if not indicator.unit:
        return [name, None]
    return [name, html.Small(context.say(indicator.unit.short))]


def _render_cell(context: Context, class_name: str, column: Text, content: Any) -> Component:
    """A cell that says the name of its column where a narrow screen drops the heads."""
    return html.Td(content, className=class_name, **build_column_label(context, column))


def _list_needed(indicator: Indicator, target: Target, row: Any) -> list[Any]:
    """What is needed a year, and the growth that this is."""
    needed, growth = DASH, ""
    if pd.notna(row.needed):
        needed = phrases.format_needed_number(indicator, target, row.needed)
    if pd.notna(row.needed_growth):
        growth = format_number(row.needed_growth * 100, 2) + "%"
    return [needed, html.Small(growth)]


def _render_end(context: Context, outcome: WhatIf, target: Target, row: Any) -> list[Any]:
    """How a target ends: its value, which is the sum or the mean where the plan asks for one, and
    the verdict; said where it cannot be inferred.
    """
    if row.status in WAITING:
        return [html.Span(context.say(NOT_INFERRED), className="note")]
    of = ACCUMULATED_NAMES.get(target.period)
    if of is None and int(row.year) != outcome.last:
        of = format_year(int(row.year))
    lead = [html.Small(context.say(of)), " "] if of else []
    return [*lead, *_render_outcome(context, target, row)]


def _render_outcome(context: Context, target: Target, row: Any) -> list[Any]:
    """A value and the verdict on it."""
    return [
        html.B(format_judged_value(context, target, row)),
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


def render_consequence(context: Context, outcome: WhatIf, line: WhatIfRow) -> list[Any]:
    """What follows: the value, the verdict, and whether that is another one."""
    verdict = _render_end(context, outcome, line.target, line.then)
    if line.flips:
        changed = html.Span(context.say(Text("改变", "changed")), className="tag changed")
        return [html.Span(verdict, className=""), " ", changed]
    return [html.Span(verdict, className="same" if line.is_same else ""), " ", None]
