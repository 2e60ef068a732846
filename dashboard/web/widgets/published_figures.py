"""What is known of a region that the plan states no targets for? Its latest published figures."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.model import FULL_YEAR, Indicator
from dashboard.core.vocabulary.text import Text
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import format_value, render_quality_mark, render_table


def render_published_figures(context: Context) -> Component:
    """That there are no targets, and what was published, beside the city's figures of the same
    year.
    """
    note = Text(
        "下面是已公布的最近数据，右列为同年全市数据。",
        "The latest published figures; the city's of the same year beside them.",
    )
    if _is_city(context):
        note = Text("下面是已公布的最近数据。", "The latest published figures.")
    heading = html.H1(context.say(_describe_missing_targets(context)))
    lead = html.Div([heading, html.P(context.say(note), className="note")])
    return html.Div([html.Section(lead, className="lead"), _render_board(context)])


def _is_city(context: Context) -> bool:
    """Whether the whole city is looked at, which has nothing to stand beside it."""
    return context.view.region == context.registry.region


def _describe_missing_targets(context: Context) -> Text:
    """Why there are no targets: the plan has none for the region, or was not out on that day."""
    registry, view = context.registry, context.view
    region, plan = registry.regions[view.region], registry.plans[view.plan]
    if view.known_on and _has_targets_by_now(context):
        return Text(
            f"{view.known_on} 时{plan.name.zh}还没有公布",
            f"{plan.name.in_('en')} was not published by {view.known_on}",
        )
    return Text(
        f"{plan.name.zh}没有为{region.name.zh}单独提出目标",
        f"{plan.name.en} states no targets for {region.name.in_('en')}",
    )


def _has_targets_by_now(context: Context) -> bool:
    """Whether today's declaration has targets of the plan for the region."""
    view = context.view
    return any(
        target.plan == view.plan and view.region in target.regions
        for target in context.snapshot_service.registry.targets
    )


def _render_board(context: Context) -> Component | None:
    """The figures as a table; nothing where none was published."""
    rows = _list_rows(context)
    if not rows:
        return None
    regions = context.registry.regions
    heads = [
        (Text("指标", "Indicator"), "c-name"),
        (Text("年份", "Year"), "n"),
        (regions[context.view.region].name, "n"),
    ]
    if not _is_city(context):
        heads.append((regions[context.registry.region].name, "n"))
    table = render_table(
        [(context.say(name), class_name) for name, class_name in heads],
        rows,
        "board-table plain",
        context.say(Text("已公布的数据", "Published figures")),
    )
    return html.Section(table, className="board")


def _list_rows(context: Context) -> list[Component]:
    """The latest full-year figure of every indicator up to the year looked at."""
    figures = context.snapshot.filter_region(context.view.region)
    full_years = figures[
        (figures["month"] == FULL_YEAR) & (figures["year"] <= context.view.year)
    ].sort_values("year")
    return [
        _render_row(context, context.registry.indicators[str(indicator_id)], group.iloc[-1])
        for indicator_id, group in full_years.groupby("indicator", sort=False)
    ]


def _render_row(context: Context, indicator: Indicator, latest: Any) -> Component:
    link = dcc.Link(
        context.say(indicator.name),
        href=context.href(f"/indicators/{indicator.id}"),
        className="open",
    )
    cells = [
        html.Td(
            [link, html.Small(context.say(indicator.short_unit))],
            className="c-name",
        ),
        html.Td(str(latest["year"]), className="n"),
        html.Td(_render_figure(context, indicator, latest), className="n"),
    ]
    if not _is_city(context):
        cells.append(
            html.Td(_render_city_figure(context, indicator, latest["year"]), className="n")
        )
    return html.Tr(cells, className="row")


def _render_city_figure(context: Context, indicator: Indicator, year: int) -> list[Any] | str:
    """The city's figure of the year; nothing where there is none."""
    city = context.snapshot.filter_full_years(indicator.id, context.registry.region)
    same_year = city[city["year"] == year]
    if same_year.empty:
        return ""
    return _render_figure(context, indicator, same_year.iloc[0])


def _render_figure(context: Context, indicator: Indicator, figure: Any) -> list[Any]:
    """A value with the mark of its quality."""
    value = format_value(context, indicator, float(figure["value"]))
    return [value, render_quality_mark(context, figure["quality"])]
