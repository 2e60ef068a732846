"""Are we on course? One sentence, counts that filter, every target by theme, and the track
record.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import filtering
from dashboard.core.verdicts import standing
from dashboard.core.vocabulary.model import Plan, Target
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text, join_texts
from dashboard.web.request.context import NO_FILTERS, Context, build_context
from dashboard.web.request.session import current_session
from dashboard.web.widgets import news, published_figures, track_record
from dashboard.web.widgets.components import render_mark, render_notice, render_status_chips
from dashboard.web.widgets.long_tables import Lines, render_long_table
from dashboard.web.widgets.page import Page
from dashboard.web.widgets.target_table import DEFAULT_COLUMNS, Figures, list_heads, render_row
from dashboard.web.widgets.template_link import render_template_link

NO_THEME = Text("其他", "Other")
Rows = list[tuple[Any, Target]]


def layout(context: Context) -> Component:
    """The overview of the chosen plan, region and year."""
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    record = track_record.render_track_record(context)
    if not state.rows:
        return html.Div([published_figures.render_published_figures(context), record])
    news_place = html.Div(id="overview-news", className="news")
    return html.Div(
        [
            _render_lead(context, state),
            _render_empty_notice(context),
            _render_candidate_notice(context, state),
            html.Div([render_status_chips(context, state), news_place], className="chips-row"),
            _render_board(context),
            record,
        ]
    )


def _render_lead(context: Context, state: standing.Standing) -> Component:
    """The heading, what it rests on, and the plan's time."""
    view, rules = context.view, RULES[context.view.rules]
    basis = Text(
        f"按{view.year}年数据、{rules.name.zh}规则评价",
        f"judged on the figures of {view.year} by the {rules.name.en.lower()} rule",
    )
    notes = join_texts([basis, *standing.list_caveats(state)], Text(" · ", " · "))
    note = html.P(context.say(notes), className="note")
    words = html.Div([_render_heading(context, state), note])
    return html.Section([words, _render_clock(context, state.plan)], className="lead")


def _render_heading(context: Context, state: standing.Standing) -> Component:
    """How the plan stands, and below it what is in need of care and on what verdicts hang."""
    headline = context.say(standing.describe_headline(state, context.view.year))
    care = standing.describe_need_of_care(state, context.registry)
    parts: list[Any] = _split_clauses(headline)
    for line in (care, standing.describe_hinges(state)):
        if line:
            parts += [html.Br(), html.Span(context.say(line), className="care")]
    return html.H1(parts)


def _split_clauses(sentence: str) -> list[Component]:
    """The parts of a sentence between its commas, so that a heading breaks there and never inside a
    word.
    """
    return [
        html.Span(part, className="clause") for part in re.findall(r"[^，;]+[，;]? ?", sentence)
    ]


def _render_clock(context: Context, plan: Plan) -> Component | None:
    """How much of the plan's time is gone at the end of the year judged; nothing for one year."""
    if plan.first == plan.last:
        return None
    year = context.view.year
    share = f"{plan.elapsed(year):.0%}"
    text = context.say(
        Text(f"到{year}年底，时间进度", f"of the plan's time gone by the end of {year}")
    )
    words: list[Any] = [html.B(share), " ", text]
    if context.view.lang == "zh":  # the number stands at the end of a Chinese sentence
        words.reverse()
    bar = html.Div(html.I(style={"width": share}), className="bar")
    return html.Div([bar, html.Span(words)], className="clock")


def _render_empty_notice(context: Context) -> Component | None:
    """Where no figure was ever read: what to do first."""
    if len(context.snapshot.observations):
        return None
    message = Text(
        "还没有任何数据。下载模板，填好后上传，或放入数据文件夹：",
        "No figures yet. Download the template, fill it in, and upload it or put it into the "
        "data folder: ",
    )
    parts = [context.say(message), render_template_link(context)]
    if context.person.may("publish"):
        upload = context.say(Text("上传工作簿", "Upload a workbook"))
        parts += [" · ", dcc.Link(upload, href=context.href("/data"), className="action")]
    return render_notice(*parts)


def _render_candidate_notice(context: Context, state: standing.Standing) -> Component | None:
    """That a plan is not decided yet: nothing below was promised."""
    if not state.candidate:
        return None
    published = max(stage.on for stage in state.plan.stages)
    message = Text(
        f"以下为候选项目（{published}公布，待票决）；其后的阶段尚未登记，下面的计数不是已作出的承诺。",
        f"These are candidate projects (published {published}, to be voted on); no later stage is "
        "declared, so the counts below are not commitments.",
    )
    return render_notice(context.say(message), kind="candidate")


def list_rows(context: Context) -> Lines:
    """The rows that fit the filters, theme by theme with its heading."""
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    rows = filtering.filter_rows(context.registry, context.view, state.rows)
    figures = Figures.of(context)
    lines: Lines = []
    for theme, theme_rows in _group_by_theme(context, rows):
        lines += _list_theme_lines(context, theme, theme_rows, figures)
    return lines


def _render_board(context: Context) -> Component:
    lines = list_rows(context)
    if not lines:
        none = context.say(Text("没有符合筛选的指标", "No indicator fits the filter"))
        clear = context.say(Text("清除筛选", "Clear the filter"))
        clear_link = dcc.Link(clear, href=context.href(**NO_FILTERS))
        return html.Section([html.P(none), clear_link], className="board empty")
    caption = context.say(
        Text(
            "各项目标的状态、现值、序时目标、目标和差距",
            "Status, actual, due, target and gap of every target",
        )
    )
    heads = list_heads(context)
    table = render_long_table(context, "overview", heads, lines, "board-table", caption)
    return html.Section(table, className="board")


def _group_by_theme(context: Context, rows: Rows) -> list[tuple[str, Rows]]:
    """Rows under the first of their themes, in the order the file declares themes."""
    groups: dict[str, Rows] = {theme: [] for theme in context.registry.themes}
    for verdict, target in rows:
        theme = target.themes[0] if target.themes else ""
        groups.setdefault(theme, []).append((verdict, target))
    return [(theme, theme_rows) for theme, theme_rows in groups.items() if theme_rows]


def _list_theme_lines(context: Context, theme: str, rows: Rows, figures: Figures) -> Lines:
    """A theme's heading, its rows, and one line for what was never published or is stated in
    words.
    """
    lines: Lines = [partial(_render_theme, context, theme)]
    silent: Rows = []
    for verdict, target in rows:
        # Who filters by status wants to see each target that has it.
        if not context.view.status and _is_silent(verdict, target, figures):
            silent.append((verdict, target))
        else:
            lines.append(partial(render_row, context, verdict, target, figures))
    if silent:
        lines.append(partial(_render_fold, context, silent))
    return lines


def _render_theme(context: Context, theme: str) -> Component:
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
    stated = sum(target.is_stated for _, target in rows)
    waiting = len(rows) - stated
    counts = context.say(_describe_silent_rows(waiting, stated))
    mark = render_mark("pending" if waiting else "not_judged")
    names = [
        dcc.Link(
            context.say(context.indicator_of(target).name),
            href=context.href(f"/indicators/{target.indicator}"),
        )
        for _, target in rows
    ]
    details = html.Details(
        [html.Summary([mark, counts]), html.Ul([html.Li(name) for name in names])]
    )
    fill_in = render_template_link(context) if waiting else None
    cell = html.Td(html.Div([details, fill_in]), colSpan=len(DEFAULT_COLUMNS))
    return html.Tr(cell, className="fold")


def _describe_silent_rows(waiting: int, stated: int) -> Text:
    """How many targets wait for their first figure, and how many are stated in words."""
    parts = []
    if waiting:
        parts.append(Text(f"{waiting}项从未公布数据", f"{waiting} never published"))
    if stated:
        parts.append(Text(f"{stated}项定性目标", f"{stated} stated in words"))
    return join_texts(parts, Text("、", ", "))


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
        return news.render_news(context) if isinstance(context, Context) else []


PAGE = Page(
    "/", Text("总览", "Overview"), layout, register, place=10, list_rows=list_rows, downloads="view"
)
