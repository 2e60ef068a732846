"""Where does each target stand? Every target of a plan as one list, searched and filtered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import filtering
from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.verdicts import standing
from dashboard.core.vocabulary.text import Text, join_texts
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import NO_FILTERS, Context, build_context
from dashboard.web.request.data_state import pin_state
from dashboard.web.request.session import current_session
from dashboard.web.widgets import target_table
from dashboard.web.widgets.components import (
    build_aria_label,
    draw_sparkline,
    format_quality,
    format_value,
    render_menu,
    render_quality_mark,
    render_status_chips,
)
from dashboard.web.widgets.filters import render_filters
from dashboard.web.widgets.long_tables import Lines, render_long_table
from dashboard.web.widgets.page import Page
from dashboard.web.widgets.target_table import Figures

TITLE = Text("指标清单", "Indicators")


def layout(context: Context) -> Component:
    """The list of the chosen plan, with a search box, filters, and a choice of columns."""
    search = dmc.TextInput(
        id="indicators-search",
        value=context.search_words,
        debounce=200,
        placeholder=context.say(Text("按名称查找", "Find by name")),
        **build_aria_label(context.say(Text("按名称查找指标", "Find indicators by name"))),
        className="search",
    )
    return html.Div(
        [
            html.Div([html.H1(context.say(TITLE)), search], className="list-head"),
            html.Div(render_list(context), id="indicators-table"),
        ]
    )


def _render_caveats(context: Context, state: standing.Standing) -> Component | None:
    """What the counts rest on and leave out, as on the overview."""
    caveats = standing.list_caveats(state)
    if not caveats:
        return None
    return html.P(context.say(join_texts(caveats, Text(" · ", " · "))), className="note apart")


def render_list(context: Context) -> list[Component | None]:
    """What depends on the words that are looked for: filters, columns and export, the counts, the
    table.
    """
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    export = html.A(
        context.say(Text("导出所见", "Export these")),
        href="/indicators.csv" + context.seen,
        className="action",
        id="indicators-export",
    )
    tools = [
        *render_filters(context, state.rows, ("theme", "nature", "owner", "quality")),
        _render_column_menu(context),
        export,
    ]
    return [
        html.Div(tools, className="list-head tools"),
        render_status_chips(context, state),
        _render_caveats(context, state),
        html.Section(render_board(context), className="board"),
    ]


def _render_column_menu(context: Context) -> Component:
    """Columns to show or leave out; those that say what a row is stay."""
    visible = set(target_table.list_columns(context))
    items = []
    for name, column in target_table.COLUMNS.items():
        if name in target_table.FIXED_COLUMNS:
            continue
        wanted = visible ^ {name}
        listed = ",".join(column_id for column_id in target_table.COLUMNS if column_id in wanted)
        items.append((context.say(column.name), context.href(columns=listed), name in visible))
    usual = (context.say(Text("恢复默认", "Back to the usual")), context.href(columns=""), False)
    return render_menu("columns", context.say(Text("列", "Columns")), [*items, usual])


def list_rows(context: Context) -> Lines:
    """Every row that fits; monitored indicators follow where no filter is set."""
    figures, columns = Figures.of(context), target_table.list_columns(context)
    fitting = filtering.list_selected_rows(context.snapshot, context.view, context.search_words)
    listed: Lines = [
        partial(target_table.render_row, context, verdict, target, figures, columns)
        for verdict, target in fitting
    ]
    others: Lines = [
        partial(_render_monitored_row, context, figures, name, year, columns)
        for name, year in list_monitored(context, figures)
    ]
    if not others:
        return listed
    message = Text(
        "其他监测指标（本规划没有目标）", "Other monitored indicators (no target in this plan)"
    )
    divider = html.Tr(
        html.Th(context.say(message), colSpan=len(columns), scope="rowgroup"), className="theme"
    )
    return [*listed, lambda: divider, *others]


def render_board(context: Context) -> list[Component]:
    """The table, or that nothing fits."""
    lines = list_rows(context)
    if not lines:
        clear = dcc.Link(
            context.say(Text("清除筛选", "Clear the filter")), href=context.href(**NO_FILTERS)
        )
        message = context.say(Text("没有符合筛选的指标。", "No indicator fits the filter."))
        return [html.P([message, " ", clear], className="empty")]
    caption = context.say(
        Text(
            "指标清单：状态、现值、序时目标、目标和差距",
            "Indicators: status, actual, due, target and gap",
        )
    )
    return render_long_table(
        context,
        "indicators",
        target_table.render_sortable_heads(context, target_table.list_columns(context)),
        lines,
        "board-table list",
        caption,
    )


def list_monitored(context: Context, figures: Figures) -> list[tuple[str, int]]:
    """Indicators with figures but without a target in the chosen plan, with the year of the latest;
    none where a filter is set.
    """
    if any(getattr(context.view, name) for name in ("status", *filtering.FILTERS)):
        return []
    wanted = normalize_name(context.search_words)
    targeted = {
        target.indicator for target in context.registry.targets if target.plan == context.view.plan
    }
    latest: dict[str, int] = {}
    for name, year in figures.known:
        if year <= context.view.year and name not in targeted:
            latest[name] = max(year, latest.get(name, 0))
    monitored = []
    for name in context.registry.indicators:
        if name not in latest:
            continue
        if not wanted or filtering.has_matching_name(context.registry, name, wanted):
            monitored.append((name, latest[name]))
    return monitored


def build_export_row(context: Context, figures: Figures, name: str, year: int) -> dict[str, object]:
    """What an export says of a monitored indicator, by column."""
    value, quality = figures.known[name, year]
    return {
        "name": context.say(context.registry.indicators[name].name),
        "value": value,
        "quality": format_quality(context, quality),
    }


def _render_monitored_row(
    context: Context, figures: Figures, name: str, year: int, columns: tuple[str, ...]
) -> Component:
    indicator, (value, quality) = context.registry.indicators[name], figures.known[name, year]
    link = dcc.Link(
        context.say(indicator.name), href=context.href(f"/indicators/{name}"), className="open"
    )
    when = context.say(Text(f"{year}年", str(year)))
    points = [point for point in figures.series.get(name, ()) if point[0] <= context.view.year]
    cells: dict[str, Any] = {
        "name": [link, html.Small(context.say(indicator.short_unit))],
        "value": [
            format_value(context, indicator, value),
            render_quality_mark(context, quality),
            html.Small(when),
        ],
        "trend": draw_sparkline(points),
        "quality": format_quality(context, quality),
    }
    return html.Tr(
        [
            html.Td(cells.get(column), className=target_table.COLUMNS[column].kind)
            for column in columns
        ],
        className="row",
    )


KEEP_IN_ADDRESS = """function(words) {
    const here = new URL(window.location.href);
    if (words) { here.searchParams.set("q", words); } else { here.searchParams.delete("q"); }
    window.history.replaceState(window.history.state, "", here);
    return window.dash_clientside.no_update;
}"""


def register(app: Dash) -> None:
    """The search box redraws the list and keeps its words in the address."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        KEEP_IN_ADDRESS,
        Output("indicators-table", "data-q"),
        Input("indicators-search", "value"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output("indicators-table", "children"),
        Input("indicators-search", "value"),
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_search(words: str | None, path: str, address: str) -> list[Component | None]:
        with pin_state(app_state().data_state()):
            context = build_context(str(path or "/indicators"), address, current_session().person)
            if not isinstance(context, Context):
                return []
            return render_list(replace(context, search_words=str(words or "")[:60]))


PAGE = Page(
    "/indicators",
    Text("指标", "Indicators"),
    layout,
    register,
    place=20,
    list_rows=list_rows,
    downloads="view",
)
