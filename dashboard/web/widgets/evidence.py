"""Which figures were published about an indicator, by whom, and in which cell do they stand?"""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.declaration import paths, phrases
from dashboard.core.vocabulary.column_units import Column
from dashboard.core.vocabulary.model import Indicator, Target, iterate_rows
from dashboard.core.vocabulary.text import Text, format_number, format_year_to_date
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import (
    build_column_label,
    format_quality,
    format_value,
    render_card,
    render_quality_mark,
    render_table,
    shorten_units,
)

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


def format_units(context: Context, indicator: Indicator) -> str:
    """Unit and price basis, for a heading."""
    prices = [context.say(PRICES[indicator.prices])] if indicator.prices else []
    return " · ".join(part for part in (context.say(indicator.unit_text), *prices) if part)


def render_figures(context: Context, indicator: Indicator, target: Target | None) -> Component:
    """Every published figure: those in force as the chart's twin, the others behind a line that
    opens.
    """
    title, small = context.say(TITLE), format_units(context, indicator)
    in_force, others = _list_records(context, indicator)
    if (
        not in_force
        and not others
        and indicator.unit is None
        and all(t.bound == "stated" for t in context.registry.of(indicator.id))
    ):
        message = Text(
            "定性目标，没有数字可填报。", "Stated in words: there is no number to report."
        )
        return render_card(title, html.P(context.say(message)), id_="figures")
    if not in_force and not others:
        fill = html.A(
            context.say(Text("下载待填模板", "Template to fill in")),
            href="/template" + context.href(""),
            className="action",
        )
        return render_card(
            title,
            html.P(
                [context.say(Text("从未公布过数据。", "No figure was ever published.")), " ", fill]
            ),
            id_="figures",
        )
    line = paths.find_path_points(target) if target else None
    due = (
        dict(zip(line[0].astype(int), line[1], strict=True))
        if line is not None
        else _build_yearly_bounds(target)
    )
    column = Column.of(indicator, [record.value for record in (*in_force, *others)])
    small = format_units(context, column.indicator)
    heads = [(context.say(text), kind) for text, kind in HEADS]
    counted = render_table(
        heads,
        [_render_row(context, column, record, due) for record in in_force],
        "figures-table",
        title,
    )
    if not others:
        return render_card(title, counted, id_="figures", small=small)
    message = Text(
        f"另有{len(others)}条公布值，未采用（性质或日期靠后、存疑）",
        f"{len(others)} further published figures, not in force (lower quality, earlier, or "
        "disputed)",
    )
    more = html.Details(
        [
            html.Summary(context.say(message)),
            render_table(
                heads,
                [_render_row(context, column, record, {}) for record in others],
                "figures-table lesser",
                context.say(message),
            ),
        ]
    )
    return render_card(title, counted, more, id_="figures", small=small)


def _build_yearly_bounds(target: Target | None) -> dict[int, float]:
    """What each year of a yearly target asks for."""
    goal = (
        paths.find_goal(target) if target is not None and target.period in ("in", "every") else None
    )
    return (
        dict.fromkeys(range(target.first, target.last + 1), goal)
        if target is not None and goal is not None
        else {}
    )


def _list_records(context: Context, indicator: Indicator) -> tuple[list[Any], list[Any]]:
    """The figures in force and the others, newest first; values by formula are in force only."""
    snapshot, region = context.snapshot, context.view.region

    def sort_newest_first(rows: pd.DataFrame) -> list[Any]:
        return list(iterate_rows(rows.sort_values(["year", "month"], ascending=False)))

    counted = sort_newest_first(snapshot.values(indicator.id, region))
    cells = {(record.cell, record.year, record.month) for record in counted}
    others = sort_newest_first(snapshot.filter_readable(indicator.id, region))
    return counted, [
        record for record in others if (record.cell, record.year, record.month) not in cells
    ]


def _render_row(context: Context, column: Column, record: Any, due: dict[int, float]) -> Component:
    indicator, amount = column.indicator, record.value * column.factor
    expected = (
        due[int(record.year)] * column.factor
        if record.month == 12 and int(record.year) in due
        else None
    )
    gap = (
        phrases.format_difference_number(indicator, amount - expected, sign=True)
        if expected is not None
        else ""
    )
    calculated = record.source.startswith(f"{indicator.id} = ")
    source = (
        context.say(Text("由公式推算", "calculated by formula")) if calculated else record.source
    )
    cells = [
        html.Td(context.say(format_year_to_date(int(record.year), int(record.month)))),
        html.Td(
            [
                phrases.format_published_number(indicator, amount)
                if indicator.unit
                else format_value(context, indicator, amount),
                render_quality_mark(context, record.quality),
            ],
            className="n",
        ),
        html.Td(
            format_number(expected, phrases.count_path_decimals(indicator, expected))
            if expected is not None
            else "",
            className="n",
            **build_column_label(context, DUE),
        ),
        html.Td(gap, className="n", **build_column_label(context, GAP)),
        html.Td(format_quality(context, record.quality)),
        html.Td(
            record.published.date().isoformat() if pd.notna(record.published) else "",
            className="day",
        ),
        html.Td(
            [html.Span(source), html.Small(record.note) if record.note else None], className="src"
        ),
        html.Td(record.cell, className="src cell"),
    ]
    return html.Tr(cells)


def render_regions(context: Context, indicator: Indicator) -> Component | None:
    """The latest figure of every region that has one."""
    latest = context.snapshot.latest(indicator.id)
    if len(latest) < 2:
        return None
    column = Column.of(indicator, latest["value"].tolist())
    body = [
        _render_region(context, column, code, latest.loc[code])
        for code in context.registry.regions
        if code in latest.index
    ]
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
    return render_card(
        title,
        render_table(heads, body, "regions-table", title),
        small=shorten_units(format_units(context, column.indicator)),
    )


def _render_region(context: Context, column: Column, code: str, latest: Any) -> Component:
    name = context.say(context.registry.regions[code].name)
    name_cell = (
        html.B(name)
        if code == context.view.region
        else dcc.Link(name, href=context.href(region=code))
    )
    value = [
        format_value(context, column.indicator, float(latest["value"]) * column.factor),
        render_quality_mark(context, latest["quality"]),
    ]
    return html.Tr(
        [
            html.Td(name_cell),
            html.Td(str(latest["year"])),
            html.Td(value, className="n"),
            html.Td(format_quality(context, latest["quality"])),
        ]
    )
