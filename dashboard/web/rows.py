"""How does one target read as a row of a table? The same row on the overview and in the list of indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core import phrases
from dashboard.core.model import Target
from dashboard.core.statuses import STATUSES
from dashboard.core.text import DASH, Text, number, printed_decimals
from dashboard.core.units import GROWS_BY_RATIO
from dashboard.web.components import (
    bullet,
    gap_text,
    is_hollow,
    mark,
    quality_mark,
    quality_word,
    shortened,
    status_word,
    value_text,
)
from dashboard.web.context import Context

HEADS = (
    (Text("状态", "Status"), "c-status"),
    (Text("指标", "Indicator"), "c-name"),
    (Text("进度（细线应达，粗线目标）", "Progress (thin: due, thick: target)"), "c-mark"),
    (Text("现值", "Actual"), "c-value n"),
    (Text("应达", "Due"), "c-due n"),
    (Text("目标", "Target"), "c-goal n"),
    (Text("差距", "Gap"), "c-gap n"),
    (Text("较上年", "On last year"), "c-change n"),
    (Text("数据性质", "Quality"), "c-quality"),
)


@dataclass(frozen=True)
class Figures:
    """The full-year values in force of one region, for looking up last year's and the last known ones."""

    known: dict[tuple[str, int], tuple[float, str]]
    published: frozenset[str]

    @classmethod
    def of(cls, context: Context) -> Figures:
        """The figures of the view's region."""
        rows = context.snapshot.in_force
        here = rows[rows["region"] == context.view.region]
        whole = here[here["month"] == 12]
        keys = zip(whole["indicator"], whole["year"].astype(int), strict=True)
        known = dict(zip(keys, zip(whole["value"].astype(float), whole["quality"], strict=True), strict=True))
        return cls(known, frozenset(here["indicator"]))

    def ever(self, indicator: str) -> bool:
        """Whether anything was ever published, of a full year or a part of one."""
        return indicator in self.published


def heads(context: Context) -> list[tuple[str, str]]:
    """The heads of the columns in the page's language."""
    return [(context.say(text), kind) for text, kind in HEADS]


def row(context: Context, verdict: Any, target: Target, figures: Figures) -> Component:
    """One target: status, mark, value, value due, goal, gap, change, nature of the figure."""
    indicator = context.indicator_of(target)
    href = context.href(f"/indicators/{indicator.id}")
    unit = html.Small(shortened(context.say(indicator.unit_text))) if indicator.unit else None
    notes = [html.Small(context.say(text), className="tag") for text in tags(target, verdict)]
    cells = [
        html.Td(
            [mark(verdict.status, hollow=is_hollow(verdict)), status_word(context, verdict, target)],
            className="c-status",
        ),
        html.Td([dcc.Link(context.say(indicator.name), href=href, className="open"), unit, *notes], className="c-name"),
        html.Td(bullet(context, verdict, target), className="c-mark"),
        *_figures(context, verdict, target, figures),
    ]
    return html.Tr(cells, className=f"row tone-{verdict.status}", **{"data-status": verdict.status})


def tags(target: Target, verdict: Any) -> list[Text]:
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


def _figures(context: Context, verdict: Any, target: Target, figures: Figures) -> list[Component]:
    indicator = context.indicator_of(target)
    due = number(verdict.expected, phrases.path_decimals(indicator, verdict.expected)) if pd.notna(verdict.expected) else ""
    goal = context.say(phrases.bound_short(context.registry, target))
    if pd.isna(verdict.actual):
        return [
            html.Td(DASH, className="c-value n none"),
            html.Td(due, className="c-due n"),
            html.Td(goal, className="c-goal n"),
            html.Td(_last_known(context, verdict, target, figures), className="c-last", colSpan=3),
        ]
    part = html.Small(context.say(phrases.months(verdict.month))) if verdict.month < 12 else None
    return [
        html.Td(
            [value_text(context, indicator, verdict.actual, verdict.goal), quality_mark(context, verdict.quality), part],
            className="c-value n",
        ),
        html.Td(due, className="c-due n"),
        html.Td(goal, className="c-goal n"),
        html.Td(gap_text(context, verdict, target), className=f"c-gap n {verdict.status}"),
        html.Td(_change(verdict, target, context, figures), className="c-change n"),
        html.Td(quality_word(context, verdict.quality), className="c-quality"),
    ]


def _change(verdict: Any, target: Target, context: Context, figures: Figures) -> str:
    """The change on last year's value: per cent for money and counts, a difference for the rest."""
    before = figures.known.get((target.indicator, int(verdict.year) - 1))
    indicator = context.indicator_of(target)
    if before is None or verdict.month < 12 or target.period in ("total", "average") or indicator.unit is None:
        return ""
    if indicator.unit.dimension in GROWS_BY_RATIO and before[0]:
        return number((verdict.actual / before[0] - 1) * 100, 1, sign=True) + "%"
    return phrases.difference_number(indicator, verdict.actual - before[0], sign=True)


def _last_known(context: Context, verdict: Any, target: Target, figures: Figures) -> list[Component | str]:
    """The last figure with its year and how the target stood then; the base where nothing came after it."""
    indicator, base = context.indicator_of(target), target.base
    parts: list[Component | str] = []
    if base is not None and base.value is not None:
        parts = [
            context.say(Text(f"基期 {base.year}年 ", f"base: {base.year} ")),
            html.B(number(base.value, printed_decimals(base.value))),
        ]
    if pd.isna(verdict.last_year):
        return parts or [context.say(Text("此前没有数据", "nothing earlier"))]
    year = int(verdict.last_year)
    value, quality = figures.known[indicator.id, year]
    if (
        base is not None
        and base.year == year
        and base.value is not None
        and phrases.published(indicator, value) == phrases.published(indicator, base.value)
    ):
        return parts
    parts += [
        *([" · "] if parts else []),
        context.say(Text(f"最近 {year}年 ", f"last: {year} ")),
        html.B(phrases.published(indicator, value) if indicator.unit else value_text(context, indicator, value)),
    ]
    if pd.notna(verdict.last_status):
        then = STATUSES[str(verdict.last_status)].name
        parts += [
            mark(str(verdict.last_status), hollow=quality == "unverified"),
            context.say(Text(f"当时{then.zh}", f"then {then.en.lower()}")),
        ]
    return parts
