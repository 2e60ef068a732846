"""Which figures were published about an indicator, by whom, and in which cell do they stand?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.reports.figure_tables import FigureRow, FigureTable, RegionRow, RegionTable
from dashboard.core.vocabulary.text import Text
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import (
    render_card,
    render_table,
)
from dashboard.web.widgets.template_link import render_template_link

TITLE = Text("数值与出处", "Figures and sources")
DUE, GAP = Text("序时目标", "Due"), Text("差距", "Gap")
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
REGION_HEADS = (
    (Text("地区", "Region"), ""),
    (Text("年份", "Year"), ""),
    (Text("数值", "Value"), "n"),
    (Text("数据性质", "Quality"), ""),
)


def render_figures(context: Context, figures: FigureTable) -> Component:
    """Every published figure: those in force as the chart's twin, the others behind a line that
    opens.
    """
    title = context.say(TITLE)
    if not figures.in_force and not figures.superseded:
        return render_card(title, html.P(_render_absence(context, figures)), id_="figures")
    small = context.say(figures.unit)
    counted = _render_rows(context, figures.in_force, "figures-table", title)
    if not figures.superseded:
        return render_card(title, counted, id_="figures", small=small)
    message = context.say(
        Text.count(
            len(figures.superseded),
            "另有{n}条公布值，未采用（性质或日期靠后、存疑）",
            "{n} further published figure, not in force (lower quality, earlier, or disputed)",
            "{n} further published figures, not in force (lower quality, earlier, or disputed)",
        )
    )
    others = _render_rows(context, figures.superseded, "figures-table lesser", message)
    more = html.Details([html.Summary(message), others])
    return render_card(title, counted, more, id_="figures", small=small)


def _render_absence(context: Context, figures: FigureTable) -> Any:
    """Why there is no figure, and what to do about it."""
    if figures.is_stated_in_words:
        return context.say(
            Text("定性目标，没有数字可填报。", "Stated in words: there is no number to report.")
        )
    never = Text("从未公布过数据。", "No figure was ever published.")
    return [context.say(never), " ", render_template_link(context)]


def _render_rows(
    context: Context, rows: Iterable[FigureRow], class_name: str, caption: str
) -> Component:
    say = context.say
    heads = [(say(text), kind) for text, kind in HEADS]
    # A narrow screen drops the heads: the number then says its column itself.
    due: dict[str, Any] = {"data-called": say(DUE)}
    gap: dict[str, Any] = {"data-called": say(GAP)}
    body = []
    for row in rows:
        source = [html.Span(say(row.source)), html.Small(row.note) if row.note else None]
        cells = [
            html.Td(say(row.when)),
            html.Td([say(row.value), _render_quality_mark(context, row)], className="n"),
            html.Td(row.due, className="n", **due),
            html.Td(row.gap, className="n", **gap),
            html.Td(say(row.quality)),
            html.Td(row.published, className="day"),
            html.Td(source, className="src"),
            html.Td(row.cell, className="src cell"),
        ]
        body.append(html.Tr(cells))
    return render_table(heads, body, class_name, caption)


def _render_quality_mark(context: Context, row: FigureRow | RegionRow) -> Component | None:
    """The small mark beside a value that is not a plain published figure."""
    if not row.mark.zh:
        return None
    say = context.say
    return html.Abbr(say(row.mark), title=say(row.quality), className="quality")


def render_regions(context: Context, regions: RegionTable) -> Component | None:
    """The latest figure of every region that has one."""
    if not regions.rows:
        return None
    say = context.say
    heads = [(say(text), kind) for text, kind in REGION_HEADS]
    body = [_render_region(context, row) for row in regions.rows]
    title = say(Text("各地区最近数据", "Latest figures by region"))
    table = render_table(heads, body, "regions-table", title)
    return render_card(title, table, small=say(regions.unit))


def _render_region(context: Context, row: RegionRow) -> Component:
    name: Component = html.B(context.say(row.name))
    if row.code != context.view.region:
        name = dcc.Link(context.say(row.name), href=context.href(region=row.code))
    value = [context.say(row.value), _render_quality_mark(context, row)]
    return html.Tr(
        [
            html.Td(name),
            html.Td(row.year),
            html.Td(value, className="n"),
            html.Td(context.say(row.quality)),
        ]
    )
