"""Are we on course? One sentence, counts that filter, every target by theme, and the track
record.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import due, filtering
from dashboard.core.verdicts import standing
from dashboard.core.vocabulary.model import FULL_YEAR, Plan, Target, View
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.statuses import STATUSES, format_status
from dashboard.core.vocabulary.text import Text, join_texts
from dashboard.web.request.context import NO_FILTERS, Context, app_state, build_context
from dashboard.web.request.session import current_session
from dashboard.web.widgets.components import (
    HIDDEN,
    format_value,
    render_mark,
    render_notice,
    render_quality_mark,
    render_status_chips,
    render_table,
    sort_by_severity,
)
from dashboard.web.widgets.long_tables import Lines, render_long_table
from dashboard.web.widgets.page import Page
from dashboard.web.widgets.target_table import DEFAULT_COLUMNS, Figures, list_heads, render_row

NO_THEME = Text("其他", "Other")
Rows = list[tuple[Any, Target]]


def layout(context: Context) -> Component:
    """The overview of the chosen plan, region and year."""
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    if not state.rows:
        return html.Div([_render_without_targets(context), _render_track_record(context)])
    return html.Div(
        [
            _render_lead(context, state),
            _render_empty_notice(context),
            _render_candidate_notice(context, state),
            html.Div(
                [
                    render_status_chips(context, state),
                    html.Div(id="overview-news", className="news"),
                ],
                className="chips-row",
            ),
            _render_board(context),
            _render_track_record(context),
        ]
    )


def _render_lead(context: Context, state: standing.Standing) -> Component:
    view = context.view
    care = standing.describe_need_of_care(state, context.registry)
    basis = Text(
        f"按{view.year}年数据、{RULES[view.rules].name.zh}规则评价",
        f"judged on the figures of {view.year} by the {RULES[view.rules].name.en.lower()} rule",
    )
    notes = join_texts([basis, *standing.list_caveats(state)], Text(" · ", " · "))
    heading = html.H1(
        [
            *_split_clauses(context.say(standing.describe_headline(state, view.year))),
            *([html.Br(), html.Span(context.say(care), className="care")] if care else []),
        ]
    )
    return html.Section(
        [
            html.Div([heading, html.P(context.say(notes), className="note")]),
            _render_clock(context, state.plan),
        ],
        className="lead",
    )


def _split_clauses(sentence: str) -> list[Component]:
    """The parts of a sentence between its commas, so that a heading breaks there and never inside a
    word.
    """
    return [
        html.Span(part, className="clause") for part in re.findall(r"[^，;]+[，;]? ?", sentence)
    ]


def _render_clock(context: Context, plan: Plan) -> Component | None:
    """How much of the plan's time is gone at the end of the year judged."""
    if plan.first == plan.last:
        return None
    share = plan.elapsed(context.view.year)
    text = context.say(
        Text(
            f"到{context.view.year}年底，规划期已过",
            f"of the plan's time gone by the end of {context.view.year}",
        )
    )
    number = html.B(f"{share:.0%}")
    words: list[Any] = [text, " ", number] if context.view.lang == "zh" else [number, " ", text]
    return html.Div(
        [html.Div(html.I(style={"width": f"{share:.0%}"}), className="bar"), html.Span(words)],
        className="clock",
    )


def _render_empty_notice(context: Context) -> Component | None:
    """Where no figure was ever read: what to do first."""
    if len(context.snapshot.observations):
        return None
    message = Text(
        "还没有任何数据。下载模板，填好后上传，或放入数据文件夹：",
        "No figures yet. Download the template, fill it in, and upload it or put it into the "
        "data folder: ",
    )
    link = html.A(
        context.say(Text("下载待填模板", "Template to fill in")),
        href=context.href("/template"),
        className="action",
    )
    upload = dcc.Link(
        context.say(Text("上传工作簿", "Upload a workbook")),
        href=context.href("/data"),
        className="action",
    )
    return render_notice(
        context.say(message), link, *([" · ", upload] if context.person.may("publish") else [])
    )


def _render_candidate_notice(context: Context, state: standing.Standing) -> Component | None:
    if not state.candidate:
        return None
    on = max(state.plan.stages, key=lambda stage: stage.on).on
    message = Text(
        f"以下为候选项目（{on}公布，待票决）；其后的阶段尚未登记，下面的计数不是已作出的承诺。",
        f"These are candidate projects (published {on}, to be voted on); no later stage is "
        "declared, so the counts below are not commitments.",
    )
    return render_notice(context.say(message), kind="candidate")


def list_rows(context: Context) -> Lines:
    """The rows that fit the filters, theme by theme with its heading."""
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    wanted, figures = (
        filtering.filter_rows(context.registry, context.view, state.rows),
        Figures.of(context),
    )
    return [
        line
        for theme, found in _group_by_theme(context, wanted)
        for line in _list_theme_lines(context, theme, found, figures)
    ]


def _render_board(context: Context) -> Component:
    lines = list_rows(context)
    if not lines:
        clear = dcc.Link(
            context.say(Text("清除筛选", "Clear the filter")), href=context.href(**NO_FILTERS)
        )
        return html.Section(
            [
                html.P(context.say(Text("没有符合筛选的指标", "No indicator fits the filter"))),
                clear,
            ],
            className="board empty",
        )
    caption = context.say(
        Text(
            "各项目标的状态、现值、应达值、目标和差距",
            "Status, actual, due, target and gap of every target",
        )
    )
    return html.Section(
        render_long_table(context, "overview", list_heads(context), lines, "board-table", caption),
        className="board",
    )


def _group_by_theme(context: Context, rows: Rows) -> list[tuple[str, Rows]]:
    """Rows under the first of their themes, in the order the file declares themes."""
    groups: dict[str, Rows] = {theme: [] for theme in context.registry.themes}
    for verdict, target in rows:
        groups.setdefault(target.themes[0] if target.themes else "", []).append((verdict, target))
    return [(theme, found) for theme, found in groups.items() if found]


def _list_theme_lines(context: Context, theme: str, rows: Rows, figures: Figures) -> Lines:
    """A theme's heading, its rows, and one line for what was never published or is stated in
    words.
    """
    silent = (
        [pair for pair in rows if _is_silent(*pair, figures)] if not context.view.status else []
    )
    left_out = {target.id for _, target in silent}
    lines: Lines = [partial(_render_heading, context, theme)]
    lines += [
        partial(render_row, context, verdict, target, figures)
        for verdict, target in rows
        if target.id not in left_out
    ]
    if silent:
        lines.append(
            lambda: html.Tr(
                html.Td(_render_fold(context, silent), colSpan=len(DEFAULT_COLUMNS)),
                className="fold",
            )
        )
    return lines


def _render_heading(context: Context, theme: str) -> Component:
    name = context.registry.themes[theme].name if theme in context.registry.themes else NO_THEME
    return html.Tr(
        html.Th(context.say(name), colSpan=len(DEFAULT_COLUMNS), scope="rowgroup"),
        className="theme",
    )


def _is_silent(verdict: Any, target: Target, figures: Figures) -> bool:
    """Whether a row has nothing to show yet: stated in words, or never published."""
    return target.is_stated or (
        not STATUSES[verdict.status].judged
        and target.base is None
        and not figures.has_any_figure(target.indicator)
    )


def _render_fold(context: Context, rows: Rows) -> Component:
    """One line for several targets without data, which opens to their names, with the template as
    its action.
    """
    waiting = [target for _, target in rows if not target.is_stated]
    stated = [target for _, target in rows if target.is_stated]
    parts = []
    if waiting:
        parts.append(
            context.say(Text(f"{len(waiting)}项从未公布数据", f"{len(waiting)} never published"))
        )
    if stated:
        parts.append(
            context.say(Text(f"{len(stated)}项定性目标", f"{len(stated)} stated in words"))
        )
    names = [
        dcc.Link(
            context.say(context.indicator_of(target).name),
            href=context.href(f"/indicators/{target.indicator}"),
        )
        for _, target in rows
    ]
    summary = html.Summary(
        [
            render_mark("pending" if waiting else "not_judged"),
            "、".join(parts) if context.view.lang == "zh" else ", ".join(parts),
        ]
    )
    fill = (
        html.A(
            context.say(Text("下载待填模板", "Template to fill in")),
            href=context.href("/template"),
            className="action",
        )
        if waiting
        else None
    )
    return html.Div([html.Details([summary, html.Ul([html.Li(name) for name in names])]), fill])


def _render_without_targets(context: Context) -> Component:
    """A region without targets of its own: what was published about it, beside the city's
    figure.
    """
    registry, view = context.registry, context.view
    region, plan = registry.regions[view.region], registry.plans[view.plan]
    title = Text(
        f"{plan.name.zh}没有为{region.name.zh}单独提出目标",
        f"{plan.name.en} states no targets for {region.name.in_('en')}",
    )
    if view.known_on and any(
        target.plan == plan.id and view.region in target.regions
        for target in context.snapshot_service.registry.targets
    ):
        title = Text(
            f"{view.known_on} 时{plan.name.zh}还没有公布",
            f"{plan.name.in_('en')} was not published by {view.known_on}",
        )
    city = view.region == registry.region
    rows = _list_published_rows(context)
    heads = [
        (Text("指标", "Indicator"), "c-name"),
        (Text("年份", "Year"), "n"),
        (region.name, "n"),
    ]
    if not city:
        heads.append((registry.regions[registry.region].name, "n"))
    listed = render_table(
        [(context.say(text), kind) for text, kind in heads],
        rows,
        "board-table plain",
        context.say(Text("已公布的数据", "Published figures")),
    )
    note = Text(
        "下面是已公布的最近数据，右列为同年全市数据。",
        "The latest published figures; the city's of the same year beside them.",
    )
    if city:
        note = Text("下面是已公布的最近数据。", "The latest published figures.")
    board = html.Section(listed, className="board") if rows else None
    return html.Div(
        [
            html.Section(
                html.Div(
                    [html.H1(context.say(title)), html.P(context.say(note), className="note")]
                ),
                className="lead",
            ),
            board,
        ]
    )


def _list_published_rows(context: Context) -> list[Component]:
    registry, rows = context.registry, context.snapshot.filter_region(context.view.region)
    mine = rows[(rows["month"] == FULL_YEAR) & (rows["year"] <= context.view.year)]
    lines: list[Component] = []
    for indicator_id, group in mine.sort_values("year").groupby("indicator", sort=False):
        latest, indicator = group.iloc[-1], registry.indicators[str(indicator_id)]
        whole = context.snapshot.filter_full_years(indicator.id, registry.region)
        city = whole[whole["year"] == latest["year"]]
        link = dcc.Link(
            context.say(indicator.name),
            href=context.href(f"/indicators/{indicator.id}"),
            className="open",
        )
        cells = [
            html.Td([link, html.Small(context.say(indicator.unit_text))], className="c-name"),
            html.Td(str(latest["year"]), className="n"),
            html.Td(
                [
                    format_value(context, indicator, float(latest["value"])),
                    render_quality_mark(context, latest["quality"]),
                ],
                className="n",
            ),
            html.Td(
                [
                    format_value(context, indicator, float(city["value"].iloc[0])),
                    render_quality_mark(context, city["quality"].iloc[0]),
                ]
                if len(city)
                else "",
                className="n",
            ),
        ][: 3 if context.view.region == registry.region else 4]
        lines.append(html.Tr(cells, className="row"))
    return lines


def _render_track_record(context: Context) -> Component | None:
    """How the annual targets of the city ended, plan by plan."""
    annual = [
        plan
        for plan in context.registry.plans.values()
        if plan.first == plan.last
        and plan.id != context.view.plan
        and not plan.candidate(context.view.known_on)
    ]
    strips = [
        strip
        for plan in sorted(annual, key=lambda plan: plan.first)
        if (strip := _render_strip(context, plan)) is not None
    ]
    if not strips:
        return None
    heading = html.H2(
        [
            context.say(Text("历年年度目标完成情况", "How annual targets ended")),
            html.Small(
                context.say(
                    Text(
                        "已公布结果的目标，每项一格", "one cell per target with a published result"
                    )
                )
            ),
        ]
    )
    return html.Section([heading, *strips], className="card record")


def _render_strip(context: Context, plan: Plan) -> Component | None:
    """One annual plan: a cell per promise in the order worst to best, its counts, and what stayed
    unpublished.
    """
    view = replace(context.view, plan=plan.id, year=plan.first, region=context.registry.region)
    state = standing.build_standing(context.snapshot_service.snapshot(view), plan.id, view.region)
    found = [status for status, _, _ in state.group_promises().values()]
    judged = [
        status
        for status in sort_by_severity(found)
        for _ in range(found.count(status))
        if STATUSES[status].judged
    ]
    if not found:
        return None
    cells = [html.I(className=f"tone-{status}") for status in reversed(judged)]
    counts = [
        html.Span(
            [
                render_mark(status),
                f"{found.count(status)} ",
                context.say(format_status(status, plan.last, context.snapshot.as_of)),
            ]
        )
        for status in STATUSES
        if status in found
    ]
    link = dcc.Link(
        context.say(plan.name),
        href=context.href("/", plan=view.plan, year=view.year, region=view.region, **NO_FILTERS),
    )
    return html.Div(
        [link, html.Div(cells, className="cells", **HIDDEN), html.Div(counts, className="counts")],
        className="strip",
    )


def render_news(context: Context) -> list[Component]:
    """What the newest version changed, which figures are due, and which actions are overdue: each a
    line that leads there.
    """
    return [
        line
        for line in (
            _render_changed_verdicts(context),
            *_render_due_figures(context),
            _render_overdue_actions(context),
        )
        if line is not None
    ]


def _render_changed_verdicts(context: Context) -> Component | None:
    """The verdicts of the plan that the newest version changed, by name and from what to what."""
    newest = (
        context.view.version if context.view.version is not None else app_state().store.newest()
    )
    if not newest or context.view.known_on:
        return None
    found = app_state().difference(
        context.snapshot_service,
        newest - 1,
        newest,
        View(context.view.plan, context.view.region, context.view.year, rules=context.view.rules),
    )
    mine = {target.id for target in context.registry.targets if target.plan == context.view.plan}
    flips = [
        flip for flip in found.flips if flip.target in mine and flip.region == context.view.region
    ]
    if flips:
        one = flips[0]
        ends = [
            STATUSES[status].name if status else Text("无", "none")
            for status in (one.before, one.after)
        ]
        name = context.registry.indicators[one.indicator].name
        more = (
            Text(f"等{len(flips)}项", f" and {len(flips) - 1} more")
            if len(flips) > 1
            else Text("", "")
        )
        message = Text(
            f"版本 {newest} 改变评价：{name.zh} {ends[0].zh} → {ends[1].zh}{more.zh}",
            f"Version {newest} changed: {name.in_('en')} {ends[0].en.lower()} → "
            f"{ends[1].en.lower()}{more.en}",
        )
    else:
        values = len(found.changes)
        message = Text(
            f"版本 {newest} 更新 {values} 个数据，本规划评价不变",
            f"Version {newest}: {values} figures, no verdict of this plan changed",
        )
    return html.P(dcc.Link(context.say(message), href=context.href(f"/data/versions/{newest}")))


def _render_due_figures(context: Context) -> list[Component]:
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    today = context.view.known_on or app_state().today
    href = context.href("/", status="pending")
    return [
        html.P(dcc.Link(context.say(line), href=href))
        for line in due.describe_due_figures(
            due.list_due_figures(context.snapshot, state.rows), context.registry, today, most=2
        )
    ]


def _render_overdue_actions(context: Context) -> Component | None:
    today = context.view.known_on or app_state().today
    overdue = sum(
        one.is_overdue(today)
        for one in context.follow_up.list_actions()
        if one.entry.region in ("", context.view.region)
    )
    if not overdue:
        return None
    message = Text(
        f"{overdue}项措施已逾期",
        f"{overdue} actions overdue" if overdue > 1 else "1 action overdue",
    )
    return html.P(dcc.Link(context.say(message), href=context.href("/gaps")))


def register(app: Dash) -> None:
    """The news come after the page: comparing two versions of a large city takes a while."""

    @app.callback(
        Output("overview-news", "children"),
        Input("overview-news", "id"),
        State("url", "pathname"),
        State("url", "search"),
    )
    def handle_news(_: str, path: str | None, search: str | None) -> list[Component]:
        context = build_context(path or "/", search, current_session().person)
        return render_news(context) if isinstance(context, Context) else []


PAGE = Page(
    "/", Text("总览", "Overview"), layout, register, place=10, list_rows=list_rows, downloads="view"
)
