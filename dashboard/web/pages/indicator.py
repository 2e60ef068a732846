"""Why this status, and what is needed? One indicator: the sentence, the trajectory, the plan's
words, every figure.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import gaps, records
from dashboard.core.declaration import paths, phrases
from dashboard.core.verdicts import outlook
from dashboard.core.verdicts.outlook import Outlook
from dashboard.core.vocabulary.model import FULL_YEAR, NATURES, Indicator, Target, iterate_rows
from dashboard.core.vocabulary.text import (
    DASH,
    Text,
    format_number,
    format_untranslated,
    format_year_to_date,
)
from dashboard.figures import chart, pace, story, trend
from dashboard.figures.story import Story
from dashboard.web.request.context import Context, build_context
from dashboard.web.request.session import current_session
from dashboard.web.widgets import evidence, follow_up, verdict_history, verdict_notes
from dashboard.web.widgets.components import (
    HIDDEN,
    build_aria_label,
    format_quality,
    format_status,
    is_hollow,
    render_card,
    render_graph,
    render_mark,
)


def layout(context: Context, indicator_id: str) -> Component | None:
    """The page of one indicator, or None where there is no such one."""
    indicator = context.registry.indicators.get(indicator_id)
    if indicator is None:
        return None
    verdicts = _list_verdicts(context, indicator)
    main = next(
        ((row, target) for row, target in verdicts if target.plan == context.view.plan),
        verdicts[0] if verdicts else None,
    )
    others = [pair for pair in verdicts if main is None or pair[1] is not main[1]]
    target = main[1] if main else None
    ahead = _find_outlook(context, target)
    side = html.Div(
        [
            verdict_notes.render_explanation(context, *main) if main else None,
            _render_outlook(context, indicator, target, ahead),
            _render_quotes(context, verdicts),
            verdict_notes.render_open_points(context, indicator, main),
        ],
        className="side",
    )
    return html.Div(
        [
            _render_breadcrumb(context, indicator, target),
            _render_verdict(context, indicator, *main)
            if main
            else html.H1(context.say(indicator.name), className="untargeted"),
            _render_facts(context, indicator, *main) if main else None,
            html.Div(
                [
                    html.Div(
                        [
                            _render_chart(context, indicator, target, ahead),
                            _render_pace(context, indicator, *main) if main else None,
                            _render_other_targets(context, others),
                        ]
                    ),
                    side,
                ],
                className="two",
            ),
            follow_up.render_section(context, indicator),
            evidence.render_figures(context, indicator, target),
            evidence.render_regions(context, indicator),
            html.Div(id="indicator-history") if main else None,
        ],
        className="detail",
    )


def _list_verdicts(context: Context, indicator: Indicator) -> list[tuple[Any, Target]]:
    """Every verdict of the indicator in the region; targets of other years' plans at their own last
    year.
    """
    mine = context.snapshot.filter_verdicts(indicator.id, context.view.region)
    return [(row, context.registry.target(row.target)) for row in iterate_rows(mine)]


def _render_chart(
    context: Context, indicator: Indicator, target: Target | None, ahead: Outlook | None
) -> Component:
    title = context.say(Text("实际、路径与目标", "Actual, path and target"))
    if not trend.has_something(context.snapshot, indicator.id, target, context.view.region):
        stated = indicator.unit is None
        message = (
            Text("没有可画的数字。", "There are no numbers to draw.")
            if stated
            else Text("还没有数据可画。", "No figures to draw yet.")
        )
        return render_card(title, html.P(context.say(message), className="note"))
    label = trend.describe_chart(
        context.snapshot, indicator.id, context.view.region, context.view.lang
    )
    small, kind = evidence.format_units(context, indicator), chart.kind_of(target, indicator)
    if kind is not None:
        figure = kind.draw(
            Story(context.snapshot, indicator, target, context.view.region, context.view.lang)
        )
        return render_card(
            context.say(kind.title),
            render_graph(context, figure, label, "indicator-trend"),
            _render_signs(context, list(kind.key)),
            small=small,
        )
    figure = trend.draw(
        context.snapshot, indicator.id, target, context.view.region, context.view.lang, ahead
    )
    return render_card(
        title,
        render_graph(context, figure, label, "indicator-trend"),
        _render_key(context, indicator, target, ahead),
        small=small,
    )


def _render_pace(
    context: Context, indicator: Indicator, row: Any, target: Target
) -> Component | None:
    """The steps from year to year beside the one that is needed, where there is a way to go and a
    record.
    """
    if pd.isna(row.needed) or indicator.measure == "rank" or target.period != "by":
        return None
    known = context.snapshot.filter_full_years(indicator.id, context.view.region)
    full = dict(zip(known["year"].tolist(), known["value"].tolist(), strict=True))
    changes = pace.compute_steps(indicator, full, int(row.year))
    if len(changes) < 2:
        return None
    figure = pace.draw(indicator, changes, float(row.needed), context.view.lang)
    spoken = ", ".join(
        f"{year} {phrases.format_difference_number(indicator, value, sign=True)}"
        for year, value in changes
    )
    title = Text("历年变化与还需速度", "Changes year by year, and the pace needed")
    return render_card(
        context.say(title),
        render_graph(context, figure, spoken, "indicator-pace"),
        small=context.say(indicator.difference_text),
    )


def _find_outlook(context: Context, target: Target | None) -> Outlook | None:
    if target is None:
        return None
    registry, panel, _ = context.snapshot_service.known(context.view.known_on, context.view.version)
    return outlook.build_outlook(registry, panel, target, context.view.region, context.view.year)


def _render_outlook(
    context: Context, indicator: Indicator, target: Target | None, ahead: Outlook | None
) -> Component | None:
    """Where the series is heading, in words; nothing for targets that are over or may not be
    forecast.
    """
    if target is None or not outlook.may_forecast(target, indicator, context.view.year):
        return None
    sentence = outlook.describe_outlook(context.registry, target, ahead)
    return render_card(
        context.say(
            Text("展望（推算，不影响评价）", "Outlook (a forecast; no verdict rests on it)")
        ),
        html.P(context.say(sentence), id="indicator-outlook"),
    )


def _render_breadcrumb(context: Context, indicator: Indicator, target: Target | None) -> Component:
    themes = (target.themes if target else indicator.themes) or ("",)
    theme = context.registry.themes.get(themes[0])
    parts: list[Any] = [
        dcc.Link(
            context.say(context.registry.plans[target.plan if target else context.view.plan].name),
            href=context.href("/"),
        )
    ]
    if theme is not None:
        parts += [
            " / ",
            dcc.Link(context.say(theme.name), href=context.href("/indicators", theme=theme.id)),
        ]
    return html.Nav(
        [*parts, " / ", html.Span(context.say(indicator.name))],
        className="crumb",
        **build_aria_label(context.say(Text("位置", "You are here"))),
    )


def _render_verdict(context: Context, indicator: Indicator, row: Any, target: Target) -> Component:
    hollow = is_hollow(row)
    big = html.Span(
        [render_mark(row.status, hollow=hollow, large=True), format_status(context, row, target)],
        className="big",
    )
    return html.Div(
        [
            big,
            html.Div(
                [
                    html.H1(context.say(indicator.name)),
                    html.P(
                        context.say(records.describe_reason(context.snapshot, row)),
                        className="reason",
                        id="indicator-reason",
                    ),
                ]
            ),
        ],
        className="verdict",
    )


Fact = tuple[Text, Text, Text]
"""What it is, its value, and what qualifies it."""
PATHS = {
    "linear": Text("直线路径", "straight path"),
    "compound": Text("等速增长路径", "constant growth"),
}


def _render_facts(context: Context, indicator: Indicator, row: Any, target: Target) -> Component:
    say = context.say
    known = pd.notna(row.actual)
    when = format_year_to_date(int(row.year), int(row.month))
    actual = phrases.format_value(indicator, row.actual, row.goal) if known else Text(DASH, DASH)
    nature = format_untranslated(
        format_quality(context, row.quality) if known else format_status(context, row, target)
    )
    facts: list[Fact] = [(Text(f"{when.zh}实际", f"Actual, {when.en}"), actual, nature)]
    if pd.notna(row.expected):
        how = Text("里程碑路径", "milestones") if target.milestones else PATHS[target.path]
        facts.append(
            (
                Text("按进度应达", "Due by now"),
                phrases.format_path_value(indicator, row.expected),
                how,
            )
        )
    facts.append(_build_goal_fact(context, row, target))
    if pd.notna(row.needed):
        facts.append(_build_needed_fact(indicator, row, target))
    elif pd.notna(row.gap_to_goal):
        facts.append(
            (
                Text("与目标相比", "Against the target"),
                phrases.format_signed_difference(indicator, row.gap_to_goal),
                Text("", ""),
            )
        )
    return html.Div(
        [
            html.Div(
                [html.Small(say(name)), html.B(say(value)), html.Span(say(note))], className="fact"
            )
            for name, value, note in facts
        ],
        className="facts",
    )


def _build_goal_fact(context: Context, row: Any, target: Target) -> Fact:
    kind = gaps.find_nature(context.registry, target)
    nature = (
        NATURES[kind] if kind else Text("约束性/预期性未明确", "binding or indicative: not stated")
    )
    period, bound = phrases.format_period(target), phrases.format_bound(context.registry, target)
    name = Text(f"{period.zh}目标", f"Target, {period.en}")
    return (
        name,
        phrases.format_goal(context.registry, target, row.goal),
        Text(f"{bound.zh} · {nature.zh}", f"{bound.en} · {nature.en}"),
    )


def _build_needed_fact(indicator: Indicator, row: Any, target: Target) -> Fact:
    """What every year needs, beside the best year on record; a sum or a mean over years has no pace
    to compare with.
    """
    best = (
        Text("", "")
        if target.period in ("total", "average")
        else Text("历史最快：无记录", "no record yet")
    )
    if pd.notna(row.best_pace) and best.zh:
        size = phrases.format_difference_number(indicator, row.best_pace, sign=True)
        best = Text(f"历史最快一年 {size}", f"best year on record {size}")
    if pd.notna(row.needed_growth):
        growth = format_number(row.needed_growth * 100, 2)
        best = Text(f"年均{growth}% · {best.zh}", f"{growth}% a year · {best.en}")
    return (
        Text("还需每年", "Needed a year"),
        phrases.format_needed(indicator, target, row.needed),
        best,
    )


def _render_key(
    context: Context, indicator: Indicator, target: Target | None, ahead: Outlook | None
) -> Component:
    """What the marks of the chart mean: only those that are drawn."""
    values = context.snapshot.filter_full_years(indicator.id, context.view.region)
    parts = [("k-actual", story.ACTUAL)]
    if (values["quality"] == "unverified").any():
        parts.append(("k-unverified", story.UNVERIFIED))
    if not len(values):
        parts = []
    if _has_part_years(context, indicator):
        parts.append(("k-part", story.PART))
    if target is not None and paths.find_path_points(target) is not None:
        parts += [("k-path", story.PATH), ("k-base", story.BASE)]
    if ahead is not None:
        parts.append(("k-forecast", story.FORECAST))
    if target is not None and target.x is not None and target.period in ("every", "average"):
        parts += [("k-bound", story.GOAL), ("k-broken", story.BROKEN)]
    elif target is not None and target.x is not None and target.period in ("by", "in"):
        parts.append(("k-goal", story.GOAL))
    return _render_signs(context, parts)


def _render_signs(context: Context, parts: list[tuple[str, Text]]) -> Component:
    return html.P(
        [html.Span([html.I(className=kind), context.say(name)]) for kind, name in parts],
        className="key",
        **HIDDEN,
    )


def _has_part_years(context: Context, indicator: Indicator) -> bool:
    values = context.snapshot.values(indicator.id, context.view.region)
    whole = values["month"] == FULL_YEAR
    return not set(values[~whole]["year"]) <= set(values[whole]["year"])


def _render_quotes(context: Context, verdicts: list[tuple[Any, Target]]) -> Component | None:
    """The plan's own phrase with document and section, once each."""
    seen: dict[tuple[str, str, str], None] = {}
    for _, target in verdicts:
        for source in target.sources:
            seen[source.document, source.section, source.phrase] = None
    if not seen:
        return None
    quotes = []
    for document, section, phrase in seen:
        title = context.registry.documents[document].title
        quotes += [
            html.Blockquote(phrase, lang="zh-CN"),
            html.P(
                [context.say(title), " · " if section else "", html.Span(section, lang="zh-CN")],
                className="note",
            ),
        ]
    return render_card(context.say(Text("规划原文", "The plan's words")), *quotes)


def _render_other_targets(context: Context, others: list[tuple[Any, Target]]) -> Component | None:
    """Further targets of the same indicator: annual ones, other plans, assumptions."""
    if not others:
        return None
    lines = []
    for row, target in others:
        plan = context.registry.plans[target.plan]
        ours = (
            html.Small(context.say(Text("本系统假定", "our assumption")), className="tag")
            if target.assumption
            else None
        )
        head = html.B(
            [
                render_mark(row.status, hollow=is_hollow(row)),
                format_status(context, row, target),
                " · ",
                context.say(plan.name),
                ours,
            ]
        )
        lines.append(
            html.Li([head, html.P(context.say(records.describe_reason(context.snapshot, row)))])
        )
    return render_card(
        context.say(Text("同一指标的其他目标", "Other targets of this indicator")),
        html.Ul(lines, className="others"),
    )


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
        indicator = (
            context.registry.indicators.get((path or "").rpartition("/")[2])
            if isinstance(context, Context)
            else None
        )
        return (
            verdict_history.render_verdict_history(context, indicator)
            if isinstance(context, Context) and indicator
            else None
        )
