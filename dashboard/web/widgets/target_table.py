"""How does one target read as a row? A table of columns, shared by the overview, the list of
indicators and its export.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.declaration import phrases
from dashboard.core.verdicts.change import find_change
from dashboard.core.verdicts.statement import Statement, build_statement
from dashboard.core.vocabulary import digits
from dashboard.core.vocabulary.model import Base, Indicator, Target
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import DASH, Text, format_untranslated
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import (
    HIDDEN,
    draw_sparkline,
    render_bullet,
    render_mark,
    render_quality_mark,
)


@dataclass(frozen=True)
class Figures:
    """The full-year values in force of one region, for looking up last year's and the last known
    ones.
    """

    known: dict[tuple[str, int], tuple[float, str]]
    published: frozenset[str]
    series: dict[str, list[tuple[int, float]]]

    @classmethod
    def of(cls, context: Context) -> Figures:
        """The figures of the view's region."""
        region_rows = context.snapshot.filter_region(context.view.region)
        whole = region_rows[region_rows["month"] == 12].sort_values("year", kind="stable")
        names, years, values = (
            whole["indicator"].tolist(),
            whole["year"].astype(int).tolist(),
            whole["value"].astype(float).tolist(),
        )
        known = dict(
            zip(
                zip(names, years, strict=True),
                zip(values, whole["quality"], strict=True),
                strict=True,
            )
        )
        series: dict[str, list[tuple[int, float]]] = {}
        for name, year, value in zip(names, years, values, strict=True):
            series.setdefault(name, []).append((year, value))
        return cls(known, frozenset(region_rows["indicator"]), series)

    def has_any_figure(self, indicator: str) -> bool:
        """Whether anything was ever published, of a full year or a part of one."""
        return indicator in self.published


@dataclass(frozen=True)
class Row:
    """One target with all that its cells may tell."""

    context: Context
    verdict: Any
    target: Target
    figures: Figures

    @cached_property
    def statement(self) -> Statement:
        """What is said of the target."""
        return build_statement(self.context.snapshot, self.verdict)

    def say(self, text: Text) -> str:
        return self.context.say(text)


Cell = Component | str | list[Any] | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its class, what its cells show and what its export says, and the order
    its head asks for.
    """

    name: Text
    kind: str
    cell: Callable[[Row], Cell]
    told: Callable[[Row], object]
    order: str = ""


def _render_status(row: Row) -> Cell:
    mark = render_mark(row.verdict.status, hollow=row.statement.is_hollow)
    return [mark, row.say(row.statement.status)]


def _render_name(row: Row) -> Cell:
    indicator = row.statement.indicator
    unit = html.Small(row.say(indicator.unit.short)) if indicator.unit else None
    notes = [html.Small(row.say(text), className="tag") for text in row.statement.tags]
    address = row.context.href(f"/indicators/{indicator.id}")
    return [dcc.Link(row.say(indicator.name), href=address, className="open"), unit, *notes]


def _render_value(row: Row) -> Cell:
    one = row.statement
    if not one.has_figure:
        return DASH
    part = html.Small(row.say(one.months)) if one.is_part_of_year else None
    if one.accumulated is not None:
        part = html.Small(row.say(one.span))
    mark = render_quality_mark(row.context, row.verdict.quality)
    return [row.say(one.actual_number), mark, part]


def _format_due(row: Row) -> str:
    return row.say(row.statement.due_number) if pd.notna(row.verdict.expected) else ""


def _format_goal(row: Row) -> str:
    return row.say(row.statement.short_bound)


def _render_needed(row: Row) -> Cell:
    if pd.isna(row.verdict.needed):
        return ""
    more = None
    if "needs_record_pace" in row.statement.flags:
        more = html.Small(row.say(Text("高于历史", "above record")))
    return [row.say(row.statement.needed_number), more]


def _format_nature(row: Row) -> str:
    return row.say(row.statement.nature)


def _format_owner(row: Row) -> str:
    return row.say(row.statement.owner)


def _render_trend(row: Row) -> Cell:
    last = int(row.verdict.year) if row.statement.has_figure else row.context.view.year
    series = row.figures.series.get(row.target.indicator, ())
    return draw_sparkline([point for point in series if point[0] <= last])


def _render_change(row: Row) -> Cell:
    """The change on last year, and at which prices it is."""
    change = find_change(row.statement)
    if change is None:
        return ""
    return [change.number, html.Small(row.say(change.note)) if change.note.zh else None]


def _format_change(row: Row) -> str:
    """The change alone, without its plus."""
    change = find_change(row.statement)
    return change.number.lstrip("+") if change else ""


def _convert_number(value: float) -> object:
    return "" if value is None or math.isnan(value) else float(value)


COLUMNS: dict[str, Column] = {
    "status": Column(
        Text("状态", "Status"),
        "c-status",
        _render_status,
        lambda row: row.say(row.statement.status),
        "status",
    ),
    "name": Column(
        Text("指标", "Indicator"),
        "c-name",
        _render_name,
        lambda row: row.say(row.statement.name),
        "name",
    ),
    "mark": Column(
        Text("完成率（细线序时目标，粗线目标）", "Progress (thin: due, thick: target)"),
        "c-mark",
        lambda row: render_bullet(row.context, row.verdict, row.target),
        lambda row: _convert_number(row.verdict.progress),
        "progress",
    ),
    "trend": Column(Text("走势", "Trend"), "c-trend", _render_trend, lambda _: ""),
    "value": Column(
        Text("现值", "Actual"),
        "c-value n",
        _render_value,
        lambda row: _convert_number(row.statement.numbers.actual),
    ),
    "due": Column(
        Text("序时目标", "Due"),
        "c-due n",
        _format_due,
        lambda row: _convert_number(row.statement.numbers.due),
    ),
    "goal": Column(Text("目标", "Target"), "c-goal n", _format_goal, _format_goal),
    "needed": Column(
        Text("年均需增", "Needed a year"),
        "c-needed n",
        _render_needed,
        lambda row: _convert_number(row.verdict.needed),
    ),
    "gap": Column(
        Text("差距", "Gap"),
        "c-gap n",
        lambda row: row.say(row.statement.gap_in_column),
        lambda row: _convert_number(row.statement.gap),
        "ratio",
    ),
    "change": Column(
        Text("较上年", "On last year"),
        "c-change n",
        _render_change,
        _format_change,
    ),
    "quality": Column(
        Text("数据性质", "Quality"),
        "c-quality",
        lambda row: row.say(row.statement.quality),
        lambda row: row.say(row.statement.quality),
    ),
    "nature": Column(Text("性质", "Nature"), "c-nature", _format_nature, _format_nature),
    "owner": Column(Text("责任单位", "Owner"), "c-owner", _format_owner, _format_owner, "owner"),
}
"""Every column that a table of targets may have, in the order in which it may have them."""

DEFAULT_COLUMNS = (
    "status",
    "name",
    "mark",
    "value",
    "due",
    "goal",
    "gap",
    "change",
    "quality",
    "owner",
)
"""The columns that are shown where nobody has chosen."""
FIXED_COLUMNS = ("status", "name")
"""Columns that are always there."""
FIGURE_COLUMNS = ("gap", "change", "quality")
"""Columns in whose place a row without a figure tells the last one."""


def list_columns(context: Context) -> tuple[str, ...]:
    """The columns that the address asks for, in the table's order; those of the board where it asks
    for none.
    """
    asked = set(context.view.columns.split(",")) & set(COLUMNS)
    return (
        tuple(name for name in COLUMNS if name in asked or name in FIXED_COLUMNS)
        if asked
        else DEFAULT_COLUMNS
    )


def render_sortable_heads(context: Context, columns: Iterable[str]) -> list[Component]:
    """The heads as links that order the rows, one way and the other; what is ordered says so."""
    return [_render_sortable_head(context, COLUMNS[name]) for name in columns]


def _render_sortable_head(context: Context, column: Column) -> Component:
    name: Any = context.say(column.name)
    if not column.order:
        return html.Th(name, className=column.kind, scope="col")
    asked, is_down = context.view.order.removeprefix("-"), context.view.order.startswith("-")
    if asked != column.order:
        link = dcc.Link(name, href=context.href(order=column.order), className="order")
        return html.Th(link, className=column.kind, scope="col")
    sign = html.Span("▼" if is_down else "▲", className="sign", **HIDDEN)
    address = context.href(order="" if is_down else f"-{column.order}")
    link = dcc.Link([name, sign], href=address, className="order")
    state: dict[str, Any] = {"aria-sort": "descending" if is_down else "ascending"}
    return html.Th(link, className=column.kind, scope="col", **state)


def list_heads(context: Context, columns: Iterable[str] = DEFAULT_COLUMNS) -> list[tuple[str, str]]:
    """The heads of the columns in the page's language."""
    return [(context.say(COLUMNS[name].name), COLUMNS[name].kind) for name in columns]


def render_row(
    context: Context,
    verdict: Any,
    target: Target,
    figures: Figures,
    columns: Iterable[str] = DEFAULT_COLUMNS,
) -> Component:
    """One target as a row of a table; without a figure, the last one stands in place of those that
    would tell of it.
    """
    row, names = Row(context, verdict, target, figures), list(columns)
    cells: list[Component] = []
    replaced = [name for name in names if name in FIGURE_COLUMNS]
    for name in names:
        if row.statement.has_figure or name not in FIGURE_COLUMNS:
            cells.append(_render_cell(row, name))
        elif name == replaced[0]:
            last = _render_last_known(row)
            cells.append(html.Td(last, className="c-last", colSpan=len(replaced)))
    return html.Tr(cells, className=f"row tone-{verdict.status}", **{"data-status": verdict.status})


def _render_cell(row: Row, name: str) -> Component:
    column, kind = COLUMNS[name], COLUMNS[name].kind
    if name == "value" and not row.statement.has_figure:
        kind += " none"
    if name == "gap":
        kind += f" {row.verdict.status}"
    return html.Td(column.cell(row), className=kind)


def _render_last_known(row: Row) -> list[Component | str]:
    """The last figure with its year and how the target stood then; the base where nothing came
    after it.
    """
    say, indicator, base = row.say, row.statement.indicator, row.target.base
    parts: list[Component | str] = []
    if base is not None and base.value is not None:
        printed = digits.format_stated_number(base.value)
        parts = [say(Text(f"基期 {base.year}年 ", f"base: {base.year} ")), html.B(printed)]
    if pd.isna(row.verdict.last_year):
        return parts or [say(Text("此前没有数据", "nothing earlier"))]
    year = int(row.verdict.last_year)
    value, quality = row.figures.known[indicator.id, year]
    if _is_the_base(indicator, base, year, value):
        return parts
    last = phrases.format_value(indicator, value)
    if indicator.unit is not None:
        last = format_untranslated(digits.format_published_number(indicator, value))
    parts += [" · "] if parts else []
    parts += [say(Text(f"最近 {year}年 ", f"last: {year} ")), html.B(say(last))]
    if pd.notna(row.verdict.last_status):
        status = str(row.verdict.last_status)
        then = STATUSES[status].name
        mark = render_mark(status, hollow=quality == "unverified")
        words = say(Text(f"当时{then.zh}", f"then {then.en.lower()}"))
        parts += [" ", html.Span([mark, words], className="whole")]
    return parts


def _is_the_base(indicator: Indicator, base: Base | None, year: int, value: float) -> bool:
    """Whether the last figure is the base itself, printed alike."""
    if base is None or base.value is None or base.year != year:
        return False
    printed = digits.format_published_number
    return printed(indicator, value) == printed(indicator, base.value)
