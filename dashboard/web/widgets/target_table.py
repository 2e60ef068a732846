"""How does one target read as a row? A table of columns, shared by the overview, the list of
indicators and its export.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis.gaps import find_nature, find_owner, read_gap
from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.model import NATURES, Target
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import DASH, Text, count_printed_decimals, format_number
from dashboard.core.vocabulary.units import GROWS_BY_RATIO
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import (
    HIDDEN,
    draw_sparkline,
    format_gap,
    format_quality,
    format_status,
    format_value,
    is_hollow,
    render_bullet,
    render_mark,
    render_quality_mark,
    shorten_units,
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

    @property
    def known(self) -> bool:
        """Whether there is a figure of the year."""
        return bool(pd.notna(self.verdict.actual))

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
    return [
        render_mark(row.verdict.status, hollow=is_hollow(row.verdict)),
        format_status(row.context, row.verdict, row.target),
    ]


def _render_name(row: Row) -> Cell:
    indicator = row.context.indicator_of(row.target)
    unit = html.Small(shorten_units(row.say(indicator.unit_text))) if indicator.unit else None
    notes = [
        html.Small(row.say(text), className="tag") for text in list_tags(row.target, row.verdict)
    ]
    link = dcc.Link(
        row.say(indicator.name),
        href=row.context.href(f"/indicators/{indicator.id}"),
        className="open",
    )
    return [link, unit, *notes]


def _render_value(row: Row) -> Cell:
    if not row.known:
        return DASH
    indicator, verdict = row.context.indicator_of(row.target), row.verdict
    part = html.Small(row.say(phrases.format_months(verdict.month))) if verdict.month < 12 else None
    return [
        format_value(row.context, indicator, verdict.actual, verdict.goal, verdict.expected),
        render_quality_mark(row.context, verdict.quality),
        part,
    ]


def _format_due(row: Row) -> str:
    indicator, expected = row.context.indicator_of(row.target), row.verdict.expected
    return (
        format_number(expected, phrases.count_path_decimals(indicator, expected))
        if pd.notna(expected)
        else ""
    )


def _format_goal(row: Row) -> str:
    return row.say(phrases.format_short_bound(row.context.registry, row.target))


def _render_needed(row: Row) -> Cell:
    if pd.isna(row.verdict.needed):
        return ""
    more = (
        html.Small(row.say(Text("高于历史", "above record")))
        if "needs_record_pace" in row.verdict.flags
        else None
    )
    return [
        phrases.format_needed_number(
            row.context.indicator_of(row.target), row.target, row.verdict.needed
        ),
        more,
    ]


def _format_nature(row: Row) -> str:
    return row.say(NATURES[find_nature(row.context.registry, row.target) or "unstated"])


def _format_owner(row: Row) -> str:
    return row.say(find_owner(row.context.registry, row.target))


def _render_trend(row: Row) -> Cell:
    last = int(row.verdict.year) if row.known else row.context.view.year
    return draw_sparkline(
        [point for point in row.figures.series.get(row.target.indicator, ()) if point[0] <= last]
    )


def _format_change(row: Row) -> str:
    """The change on last year's value: per cent for money and counts, a difference for the rest."""
    verdict, target = row.verdict, row.target
    before = row.figures.known.get((target.indicator, int(verdict.year) - 1))
    indicator = row.context.indicator_of(target)
    if (
        not row.known
        or before is None
        or verdict.month < 12
        or target.period in ("total", "average")
        or indicator.unit is None
    ):
        return ""
    if indicator.unit.dimension in GROWS_BY_RATIO and before[0]:
        return format_number((verdict.actual / before[0] - 1) * 100, 1, sign=True) + "%"
    return phrases.format_difference_number(indicator, verdict.actual - before[0], sign=True)


def _convert_number(value: float) -> object:
    return "" if value is None or math.isnan(value) else float(value)


COLUMNS: dict[str, Column] = {
    "status": Column(
        Text("状态", "Status"),
        "c-status",
        _render_status,
        lambda row: format_status(row.context, row.verdict, row.target),
        "status",
    ),
    "name": Column(
        Text("指标", "Indicator"),
        "c-name",
        _render_name,
        lambda row: row.say(row.context.indicator_of(row.target).name),
        "name",
    ),
    "mark": Column(
        Text("进度（细线应达，粗线目标）", "Progress (thin: due, thick: target)"),
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
        lambda row: _convert_number(row.verdict.actual),
    ),
    "due": Column(
        Text("应达", "Due"),
        "c-due n",
        _format_due,
        lambda row: _convert_number(row.verdict.expected),
    ),
    "goal": Column(Text("目标", "Target"), "c-goal n", _format_goal, _format_goal),
    "needed": Column(
        Text("还需每年", "Needed a year"),
        "c-needed n",
        _render_needed,
        lambda row: _convert_number(row.verdict.needed),
    ),
    "gap": Column(
        Text("差距", "Gap"),
        "c-gap n",
        lambda row: format_gap(row.context, row.verdict, row.target),
        lambda row: _convert_number(read_gap(row.verdict)[0]),
        "ratio",
    ),
    "change": Column(
        Text("较上年", "On last year"),
        "c-change n",
        _format_change,
        lambda row: _format_change(row).lstrip("+"),
    ),
    "quality": Column(
        Text("数据性质", "Quality"),
        "c-quality",
        lambda row: format_quality(row.context, row.verdict.quality),
        lambda row: format_quality(row.context, row.verdict.quality),
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
    found: list[Component] = []
    for name in columns:
        column = COLUMNS[name]
        asked, down = context.view.order.removeprefix("-"), context.view.order.startswith("-")
        is_ordered = bool(column.order) and asked == column.order
        turned = "" if is_ordered and down else f"-{column.order}" if is_ordered else column.order
        sign = ("▼" if down else "▲") if is_ordered else ""
        words: Any = (
            [context.say(column.name), html.Span(sign, className="sign", **HIDDEN)]
            if is_ordered
            else context.say(column.name)
        )
        link = (
            dcc.Link(words, href=context.href(order=turned), className="order")
            if column.order
            else words
        )
        state: dict[str, Any] = (
            {"aria-sort": "descending" if down else "ascending"} if is_ordered else {}
        )
        found.append(html.Th(link, className=column.kind, scope="col", **state))
    return found


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
    """One target as a row of a table."""
    one, has_last_known = Row(context, verdict, target, figures), False
    cells, names = [], list(columns)
    for name in names:
        if not one.known and name in FIGURE_COLUMNS:
            if not has_last_known:
                span = sum(other in FIGURE_COLUMNS for other in names)
                cells.append(html.Td(_render_last_known(one), className="c-last", colSpan=span))
            has_last_known = True
            continue
        kind = (
            COLUMNS[name].kind
            + (" none" if name == "value" and not one.known else "")
            + (f" {verdict.status}" if name == "gap" else "")
        )
        cells.append(html.Td(COLUMNS[name].cell(one), className=kind))
    return html.Tr(cells, className=f"row tone-{verdict.status}", **{"data-status": verdict.status})


def list_tags(target: Target, verdict: Any) -> list[Text]:
    """What must be seen beside the name: ours, a question, a different base, a part of the year."""
    found = []
    if target.assumption is not None:
        found.append(Text("本系统假定", "our assumption"))
    if target.question is not None:
        found.append(Text("待确认", "question open"))
    if "below_base" in verdict.flags:
        found.append(Text("较基期回落", "below base"))
    if "sources_conflict" in verdict.flags:
        found.append(Text("来源不一", "sources differ"))
    return found


def _render_last_known(row: Row) -> list[Component | str]:
    """The last figure with its year and how the target stood then; the base where nothing came
    after it.
    """
    context, verdict, target, figures = row.context, row.verdict, row.target, row.figures
    indicator, base = context.indicator_of(target), target.base
    parts: list[Component | str] = []
    if base is not None and base.value is not None:
        parts = [
            context.say(Text(f"基期 {base.year}年 ", f"base: {base.year} ")),
            html.B(format_number(base.value, count_printed_decimals(base.value))),
        ]
    if pd.isna(verdict.last_year):
        return parts or [context.say(Text("此前没有数据", "nothing earlier"))]
    year = int(verdict.last_year)
    value, quality = figures.known[indicator.id, year]
    if (
        base is not None
        and base.year == year
        and base.value is not None
        and phrases.format_published_number(indicator, value)
        == phrases.format_published_number(indicator, base.value)
    ):
        return parts
    parts += [
        *([" · "] if parts else []),
        context.say(Text(f"最近 {year}年 ", f"last: {year} ")),
        html.B(
            phrases.format_published_number(indicator, value)
            if indicator.unit
            else format_value(context, indicator, value)
        ),
    ]
    if pd.notna(verdict.last_status):
        then = STATUSES[str(verdict.last_status)].name
        words: list[Component | str] = [
            render_mark(str(verdict.last_status), hollow=quality == "unverified"),
            context.say(Text(f"当时{then.zh}", f"then {then.en.lower()}")),
        ]
        parts += [" ", html.Span(words, className="whole")]
    return parts
