"""Where does each target stand? Every target of a plan as one list, searched and filtered."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.core import standing
from dashboard.core.model import Theme
from dashboard.core.text import Text
from dashboard.core.wording import plain
from dashboard.web.components import chips, menu, named, quality_mark, table, value_text
from dashboard.web.context import NO_FILTERS, Context, context
from dashboard.web.rows import Figures, heads, row
from dashboard.web.visit import visit

TITLE = Text("指标清单", "Indicators")


def layout(context: Context) -> Component:
    """The list of the chosen plan, with a search box and filters."""
    state = standing.standing(context.snapshot, context.view.plan, context.view.region)
    search = dmc.TextInput(
        id="indicators-search",
        value=context.search_words,
        debounce=200,
        placeholder=context.say(Text("按名称查找", "Find by name")),
        **named(context.say(Text("按名称查找指标", "Find indicators by name"))),
        className="search",
    )
    heading = html.Div([html.H1(context.say(TITLE)), search, _themes(context, state)], className="list-head")
    return html.Div(
        [
            heading,
            chips(context, state),
            html.Section(found(context, context.search_words), id="indicators-table", className="board"),
        ]
    )


def _themes(context: Context, state: standing.Standing) -> Component:
    used = {theme for _, target in state.rows for theme in target.themes}
    every = Text("全部主题", "All themes")
    themes: list[Theme] = [theme for theme in context.registry.themes.values() if theme.id in used]
    options = [(context.say(every), context.href(theme=""), not context.view.theme)]
    options += [(context.say(theme.name), context.href(theme=theme.id), theme.id == context.view.theme) for theme in themes]
    label = context.registry.themes[context.view.theme].name if context.view.theme else every
    return menu("theme", context.say(label), options)


def found(context: Context, words: str) -> Component:
    """The rows that fit the search words, the status and the theme; monitored indicators follow where no filter is set."""
    state = standing.standing(context.snapshot, context.view.plan, context.view.region)
    figures = Figures.of(context)
    wanted = plain(words)
    view = context.view

    def fits(indicator_id: str) -> bool:
        indicator = context.registry.indicators[indicator_id]
        names = (indicator.id, indicator.name.zh, indicator.name.en, *indicator.aliases)
        return not wanted or any(wanted in plain(name) for name in names)

    rows = [
        row(context, verdict, target, figures)
        for verdict, target in state.rows
        if fits(target.indicator)
        and (not view.status or verdict.status == view.status)
        and (not view.theme or view.theme in target.themes)
    ]
    monitored = [] if view.status or view.theme else _monitored(context, figures, fits)
    if not rows and not monitored:
        return html.P(
            [
                context.say(Text("没有符合筛选的指标。", "No indicator fits the filter.")),
                " ",
                dcc.Link(context.say(Text("清除筛选", "Clear the filter")), href=context.href(**NO_FILTERS)),
            ],
            className="empty",
        )
    divider = (
        [
            html.Tr(
                html.Th(
                    context.say(Text("其他监测指标（本规划没有目标）", "Other monitored indicators (no target in this plan)")),
                    colSpan=9,
                    scope="rowgroup",
                ),
                className="theme",
            )
        ]
        if monitored
        else []
    )
    caption = context.say(Text("指标清单：状态、现值、应达值、目标和差距", "Indicators: status, actual, due, target and gap"))
    return table(heads(context), [*rows, *divider, *monitored], "board-table", caption)


def _monitored(context: Context, figures: Figures, fits: object) -> list[Component]:
    """Indicators with figures but without a target in the chosen plan: the latest figure up to the year."""
    targeted = {target.indicator for target in context.registry.targets if target.plan == context.view.plan}
    latest: dict[str, int] = {}
    for name, year in figures.known:
        if year <= context.view.year and name not in targeted:
            latest[name] = max(year, latest.get(name, 0))
    lines: list[Component] = []
    for name, indicator in context.registry.indicators.items():
        if name not in latest or not callable(fits) or not fits(name):
            continue
        value, quality = figures.known[name, latest[name]]
        link = dcc.Link(context.say(indicator.name), href=context.href(f"/indicators/{name}"), className="open")
        cells = [
            html.Td(className="c-status"),
            html.Td([link, html.Small(context.say(indicator.unit_text))], className="c-name"),
            html.Td(className="c-mark"),
            html.Td([value_text(context, indicator, value), quality_mark(context, quality)], className="c-value n"),
            html.Td(context.say(Text(f"{latest[name]}年", str(latest[name]))), className="c-last", colSpan=5),
        ]
        lines.append(html.Tr(cells, className="row"))
    return lines


KEEP_IN_ADDRESS = """function(words) {
    const here = new URL(window.location.href);
    if (words) { here.searchParams.set("q", words); } else { here.searchParams.delete("q"); }
    window.history.replaceState(window.history.state, "", here);
    return window.dash_clientside.no_update;
}"""


def register(app: Dash) -> None:
    """The search box redraws the list and keeps its words in the address."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        KEEP_IN_ADDRESS, Output("indicators-table", "data-q"), Input("indicators-search", "value"), prevent_initial_call=True
    )

    @app.callback(
        Output("indicators-table", "children"),
        Input("indicators-search", "value"),
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def search(words: str | None, path: str, address: str) -> Component:
        here = context(path, address, visit().person)
        return found(here, str(words or "")[:60]) if isinstance(here, Context) else html.P()
