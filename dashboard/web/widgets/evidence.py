"""Which figures were published about an indicator, by whom, and in which cell do they stand?"""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.declaration import paths, phrases
from dashboard.core.vocabulary.column_units import Column
from dashboard.core.vocabulary.model import Indicator, Target, rows_of
from dashboard.core.vocabulary.text import Text, months_text, number
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import called, card, quality_mark, quality_word, shortened, table, value_text

TITLE = Text("数值与出处", "Figures and sources")
PRICES = {"current": Text("现价", "current prices"), "constant": Text("不变价", "constant prices")}
DUE, GAP = Text("应达", "Due"), Text("差距", "Gap")
HEADS = (
    (Text("年份", "Year"), ""),
    (Text("实际", "Actual"), "n"),
    (DUE, "n"),
    (GAP, "n"),
    (Text("数据性质", "Quality"), ""),
    (Text("发布或收录日期", "Released or received"), ""),
    (Text("来源", "Source"), ""),
    (Text("所在单元格", "Cell"), ""),
)


def units(context: Context, indicator: Indicator) -> str:
    """Unit and price basis, for a heading."""
    prices = [context.say(PRICES[indicator.prices])] if indicator.prices else []
    return " · ".join(part for part in (context.say(indicator.unit_text), *prices) if part)


def figures(context: Context, indicator: Indicator, target: Target | None) -> Component:
    """Every published figure: those in force as the chart's twin, the others behind a line that opens."""
    title, small = context.say(TITLE), units(context, indicator)
    in_force, others = _records(context, indicator)
    if (
        not in_force
        and not others
        and indicator.unit is None
        and all(t.bound == "stated" for t in context.registry.of(indicator.id))
    ):
        said = Text("定性目标，没有数字可填报。", "Stated in words: there is no number to report.")
        return card(title, html.P(context.say(said)), id_="figures")
    if not in_force and not others:
        fill = html.A(
            context.say(Text("下载待填模板", "Template to fill in")),
            href="/template" + context.href(""),
            className="action",
        )
        return card(
            title, html.P([context.say(Text("从未公布过数据。", "No figure was ever published.")), " ", fill]), id_="figures"
        )
    line = paths.points(target) if target else None
    due = dict(zip(line[0].astype(int), line[1], strict=True)) if line is not None else _bounds(target)
    column = Column.of(indicator, [record.value for record in (*in_force, *others)])
    small = units(context, column.indicator)
    heads = [(context.say(text), kind) for text, kind in HEADS]
    counted = table(heads, [_row(context, column, record, due) for record in in_force], "figures-table", title)
    if not others:
        return card(title, counted, id_="figures", small=small)
    said = Text(
        f"另有{len(others)}条公布值，未采用（性质或日期靠后、存疑）",
        f"{len(others)} further published figures, not in force (lower quality, earlier, or disputed)",
    )
    more = html.Details(
        [
            html.Summary(context.say(said)),
            table(heads, [_row(context, column, record, {}) for record in others], "figures-table lesser", context.say(said)),
        ]
    )
    return card(title, counted, more, id_="figures", small=small)


def _bounds(target: Target | None) -> dict[int, float]:
    """What each year of a yearly target asks for."""
    goal = paths.goal_of(target) if target is not None and target.period in ("in", "every") else None
    return dict.fromkeys(range(target.first, target.last + 1), goal) if target is not None and goal is not None else {}


def _records(context: Context, indicator: Indicator) -> tuple[list[Any], list[Any]]:
    """The figures in force and the others, newest first; values by formula are in force only."""
    snapshot, region = context.snapshot, context.view.region

    def newest_first(rows: pd.DataFrame) -> list[Any]:
        return list(rows_of(rows.sort_values(["year", "month"], ascending=False)))

    counted = newest_first(snapshot.values(indicator.id, region))
    cells = {(record.cell, record.year, record.month) for record in counted}
    others = newest_first(snapshot.readable(indicator.id, region))
    return counted, [record for record in others if (record.cell, record.year, record.month) not in cells]


def _row(context: Context, column: Column, record: Any, due: dict[int, float]) -> Component:
    indicator, amount = column.indicator, record.value * column.factor
    expected = due[int(record.year)] * column.factor if record.month == 12 and int(record.year) in due else None
    gap = phrases.difference_number(indicator, amount - expected, sign=True) if expected is not None else ""
    calculated = record.source.startswith(f"{indicator.id} = ")
    source = context.say(Text("由公式推算", "calculated by formula")) if calculated else record.source
    cells = [
        html.Td(context.say(months_text(int(record.year), int(record.month)))),
        html.Td(
            [
                phrases.published(indicator, amount) if indicator.unit else value_text(context, indicator, amount),
                quality_mark(context, record.quality),
            ],
            className="n",
        ),
        html.Td(
            number(expected, phrases.path_decimals(indicator, expected)) if expected is not None else "",
            className="n",
            **called(context, DUE),
        ),
        html.Td(gap, className="n", **called(context, GAP)),
        html.Td(quality_word(context, record.quality)),
        html.Td(record.published.date().isoformat() if pd.notna(record.published) else "", className="day"),
        html.Td([html.Span(source), html.Small(record.note) if record.note else None], className="src"),
        html.Td(record.cell, className="src cell"),
    ]
    return html.Tr(cells)


def regions(context: Context, indicator: Indicator) -> Component | None:
    """The latest figure of every region that has one."""
    latest = context.snapshot.latest(indicator.id)
    if len(latest) < 2:
        return None
    column = Column.of(indicator, latest["value"].tolist())
    body = [_region(context, column, code, latest.loc[code]) for code in context.registry.regions if code in latest.index]
    heads = [
        (context.say(text), kind)
        for text, kind in (
            (Text("地区", "Region"), ""),
            (Text("年份", "Year"), ""),
            (Text("数值", "Value"), "n"),
            (Text("数据性质", "Quality"), ""),
        )
    ]
    title = context.say(Text("各地区最近数据", "Latest figures by region"))
    return card(title, table(heads, body, "regions-table", title), small=shortened(units(context, column.indicator)))


def _region(context: Context, column: Column, code: str, latest: Any) -> Component:
    name = context.say(context.registry.regions[code].name)
    here = html.B(name) if code == context.view.region else dcc.Link(name, href=context.href(region=code))
    value = [
        value_text(context, column.indicator, float(latest["value"]) * column.factor),
        quality_mark(context, latest["quality"]),
    ]
    return html.Tr(
        [
            html.Td(here),
            html.Td(str(latest["year"])),
            html.Td(value, className="n"),
            html.Td(quality_word(context, latest["quality"])),
        ]
    )
