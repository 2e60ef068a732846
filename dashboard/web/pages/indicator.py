"""Why this status, and what is needed? One indicator: the sentence, the trajectory, the plan's
words, every figure.
"""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.core.declaration import paths
from dashboard.core.reports.indicator_page import IndicatorPage, build_indicator_page
from dashboard.core.verdicts.statement import Statement
from dashboard.core.vocabulary import digits
from dashboard.core.vocabulary.model import FULL_YEAR, Indicator, Target
from dashboard.core.vocabulary.text import Text
from dashboard.figures import chart, pace, story, trend
from dashboard.figures.story import Story
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, build_context
from dashboard.web.request.session import current_session
from dashboard.web.widgets import evidence, follow_up, verdict_history, verdict_notes
from dashboard.web.widgets.components import (
    HIDDEN,
    build_aria_label,
    render_card,
    render_graph,
    render_mark,
)
from dashboard.web.widgets.page import Page


def layout(context: Context, indicator_id: str) -> Component | None:
    """The page of one indicator, or None where there is no such one."""
    declared = context.registry.indicators
    if indicator_id not in declared:
        indicator_id = context.registry.find_current("indicator", indicator_id)
    indicator = declared.get(indicator_id)
    if indicator is None:
        return None
    view = context.view
    _, panel, _ = context.snapshot_service.known(view.known_on, view.version)
    page = build_indicator_page(context.snapshot, panel, indicator)
    main = page.main
    left = [
        _render_chart(context, page),
        _render_pace(context, page),
        _render_other_targets(context, page),
    ]
    right = [
        verdict_notes.render_explanation(context, page.explanation) if page.explanation else None,
        _render_outlook(context, page),
        _render_quotes(context, page),
        verdict_notes.render_notes(context, page.notes),
    ]
    heading = html.H1(context.say(indicator.name), className="untargeted")
    return html.Div(
        [
            _render_breadcrumb(context, page),
            _render_verdict(context, main) if main else heading,
            _render_facts(context, page) if main else None,
            html.Div([html.Div(left), html.Div(right, className="side")], className="two"),
            follow_up.render_section(context, indicator),
            evidence.render_figures(context, page.figures),
            evidence.render_regions(context, page.regions),
            html.Div(id="indicator-history") if main else None,
        ],
        className="detail",
    )


def _render_chart(context: Context, page: IndicatorPage) -> Component:
    """The chart that fits the target, with the key of its marks."""
    snapshot, view, target = context.snapshot, context.view, page.target
    indicator = page.indicator
    title = context.say(Text("实际、序时进度与目标", "Actual, path and target"))
    if not trend.has_something(snapshot, indicator.id, target, view.region):
        message = Text("还没有数据可画。", "No figures to draw yet.")
        if indicator.unit is None:
            message = Text("没有可画的数字。", "There are no numbers to draw.")
        return render_card(title, html.P(context.say(message), className="note"))
    kind = chart.kind_of(target, indicator)
    if kind is None:
        figure = trend.draw(
            snapshot, indicator.id, target, view.region, view.lang, page.ahead.outlook
        )
        signs = _list_signs(context, page)
    else:
        title = context.say(kind.title)
        figure = kind.draw(Story(snapshot, indicator, target, view.region, view.lang))
        signs = [*kind.key, *_list_mean_signs(target)]
    label = trend.describe_chart(snapshot, indicator.id, view.region, view.lang)
    return render_card(
        title,
        render_graph(context, figure, label, "indicator-trend"),
        _render_signs(context, signs),
        small=context.say(page.unit),
    )


def _render_pace(context: Context, page: IndicatorPage) -> Component | None:
    """The steps from year to year beside the one that is needed, where there is a way to go and a
    record.
    """
    indicator, main = page.indicator, page.main
    if main is None or not main.has_pace:
        return None
    known = context.snapshot.filter_full_years(indicator.id, context.view.region)
    full = dict(zip(known["year"].tolist(), known["value"].tolist(), strict=True))
    changes = pace.compute_steps(indicator, full, int(main.row.year))
    if len(changes) < 2:
        return None
    figure = pace.draw(indicator, changes, float(main.row.needed), context.view.lang)
    spoken = ", ".join(
        f"{year} {digits.format_difference_number(indicator, value, sign=True)}"
        for year, value in changes
    )
    title = Text("历年变化与还需速度", "Changes year by year, and the pace needed")
    return render_card(
        context.say(title),
        render_graph(context, figure, spoken, "indicator-pace"),
        small=context.say(indicator.difference_text),
    )


def _render_outlook(context: Context, page: IndicatorPage) -> Component | None:
    """Where the series was heading, in words, and the way to what has come since."""
    if page.ahead.sentence is None:
        return None
    title = Text("展望（预测，不影响评价）", "Outlook (a forecast; no verdict rests on it)")
    parts: list[Any] = [context.say(page.ahead.sentence)]
    if page.ahead.later is not None:
        see = Text(f"看{page.ahead.later}年", f"See {page.ahead.later}")
        parts += [" ", dcc.Link(context.say(see), href=context.href(year=page.ahead.later))]
    sentence = html.P(parts, id="indicator-outlook")
    return render_card(context.say(title), sentence)


def _render_breadcrumb(context: Context, page: IndicatorPage) -> Component:
    say, theme = context.say, page.theme
    parts: list[Any] = [dcc.Link(say(page.plan), href=context.href("/"))]
    if theme is not None:
        address = context.href("/indicators", theme=theme.id)
        parts += [" / ", dcc.Link(say(theme.name), href=address)]
    return html.Nav(
        [*parts, " / ", html.Span(say(page.indicator.name))],
        className="crumb",
        **build_aria_label(say(Text("位置", "You are here"))),
    )


def _render_verdict(context: Context, main: Statement) -> Component:
    mark = render_mark(main.row.status, hollow=main.is_hollow, large=True)
    sentence = html.P(context.say(main.sentence), className="reason", id="indicator-reason")
    return html.Div(
        [
            html.Span([mark, context.say(main.status)], className="big"),
            html.Div([html.H1(context.say(main.indicator.name)), sentence]),
        ],
        className="verdict",
    )


def _render_facts(context: Context, page: IndicatorPage) -> Component:
    say = context.say
    return html.Div(
        [
            html.Div(
                [html.Small(say(fact.name)), html.B(say(fact.value)), html.Span(say(fact.note))],
                className="fact",
            )
            for fact in page.facts
        ],
        className="facts",
    )


Sign = tuple[str, Text]
"""A mark of the chart by its class, and what it means."""


def _list_signs(context: Context, page: IndicatorPage) -> list[Sign]:
    """What the marks of the chart mean: only those that are drawn."""
    indicator, target = page.indicator, page.target
    values = context.snapshot.filter_full_years(indicator.id, context.view.region)
    signs: list[Sign] = []
    if len(values):
        signs.append(("k-actual", story.ACTUAL))
    if (values["quality"] == "unverified").any():
        signs.append(("k-unverified", story.UNVERIFIED))
    if _has_part_years(context, indicator):
        signs.append(("k-part", story.PART))
    if target is not None and paths.find_path_points(target) is not None:
        signs += [("k-path", story.PATH), ("k-base", story.BASE)]
    if page.ahead.outlook is not None and not page.ahead.outlook.overtaken:
        signs.append(("k-forecast", story.FORECAST))
    if target is None or (target.x is None and not target.hold_last_year):
        return signs
    signs += _list_mean_signs(target)
    if paths.is_level(target):
        signs += [("k-bound", story.GOAL), ("k-broken", story.BROKEN)]
    elif target.period in ("by", "in"):
        signs.append(("k-goal", story.GOAL))
    return signs


def _list_mean_signs(target: Target | None) -> list[Sign]:
    """That of the mean so far, where a target is for the mean."""
    is_mean = target is not None and target.period == "average"
    return [("k-mean", story.MEAN)] if is_mean else []


def _render_signs(context: Context, signs: list[Sign]) -> Component:
    return html.P(
        [html.Span([html.I(className=kind), context.say(name)]) for kind, name in signs],
        className="key",
        **HIDDEN,
    )


def _has_part_years(context: Context, indicator: Indicator) -> bool:
    values = context.snapshot.values(indicator.id, context.view.region)
    whole = values["month"] == FULL_YEAR
    return not set(values[~whole]["year"]) <= set(values[whole]["year"])


def _render_quotes(context: Context, page: IndicatorPage) -> Component | None:
    """The plan's own phrase with document and section, once each."""
    if not page.quotes:
        return None
    quotes = []
    for quote in page.quotes:
        section = html.Span(quote.section, lang="zh-CN")
        place = [context.say(quote.document), " · " if quote.section else "", section]
        quotes += [html.Blockquote(quote.phrase, lang="zh-CN"), html.P(place, className="note")]
    return render_card(context.say(Text("规划原文", "The plan's words")), *quotes)


def _render_other_targets(context: Context, page: IndicatorPage) -> Component | None:
    """Further targets of the same indicator: annual ones, other plans, assumptions."""
    if not page.others:
        return None
    say = context.say
    lines = []
    for one in page.others:
        mark = render_mark(one.row.status, hollow=one.is_hollow)
        ours = None
        if one.target.assumption:
            ours = html.Small(say(Text("本系统假定", "our assumption")), className="tag")
        head = html.B([mark, say(one.status), " · ", say(one.plan), ours])
        lines.append(html.Li([head, html.P(say(one.sentence))]))
    title = Text("同一指标的其他目标", "Other targets of this indicator")
    return render_card(say(title), html.Ul(lines, className="others"))


def register(app: Dash) -> None:
    """What a person writes on the page of an indicator; and its history, which takes a while and
    comes after the page.
    """
    follow_up.register(app)

    @app.callback(
        Output("indicator-history", "children"),
        Input("indicator-history", "id"),
        State("url", "pathname"),
        State("url", "search"),
    )
    def handle_history(_: str, path: str | None, search: str | None) -> Component | None:
        context = build_context(path or "", search, current_session().person)
        if not isinstance(context, Context):
            return None
        indicator = context.registry.indicators.get(context.path.rpartition("/")[2])
        if indicator is None:
            return None
        return verdict_history.render_verdict_history(context, indicator)


def has_indicator(name: str) -> bool:
    """Whether an indicator of that id is declared, or once was."""
    service, _ = app_state().snapshot_service()
    if service is None:
        return True
    registry = service.registry
    return name in registry.indicators or name in registry.former.get("indicator", {})


PAGE = Page(
    "/indicators/*",
    Text("指标", "Indicator"),
    layout,
    register,
    listed=False,
    exists=has_indicator,
    downloads="indicator",
)
