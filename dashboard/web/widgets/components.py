"""What are pages made of? The marks, rows and cards that every page shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import dash_mantine_components as dmc
import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.declaration import phrases
from dashboard.core.verdicts.releases import list_overdue
from dashboard.core.verdicts.standing import Standing, count_overdue
from dashboard.core.vocabulary import digits, statuses
from dashboard.core.vocabulary.digits import print_numbers
from dashboard.core.vocabulary.model import Indicator, Target
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.statuses import OVERDUE, STATUSES, WAITING, WORST_FIRST
from dashboard.core.vocabulary.text import DASH, Text
from dashboard.figures.theme import TOKENS, apply_look
from dashboard.web.request.context import Context
from dashboard.web.widgets.markup import render_as_text

Children = Any
SCALE = 100 / 1.2
"""Per cent of a bullet's width from base to goal; the rest shows what lies beyond the goal."""


def build_aria_label(label: str) -> dict[str, Any]:
    """The attribute that names an element for those who hear the page."""
    return {"aria-label": label}


def render_quote(text: str) -> Component:
    """Words that somebody else wrote: the name of a file, a cell, a note. They stay as they are in
    every language.
    """
    return html.Span(text, className="quoted")


def build_column_label(context: Context, name: Text) -> dict[str, Any]:
    """A column's name, said before the number where a narrow screen drops the heads."""
    return {"data-called": context.say(name)}


HIDDEN: dict[str, Any] = {"aria-hidden": "true"}


def render_mark(status: str, *, hollow: bool = False, large: bool = False) -> Component:
    """The shape of a status in its tone; hollow where the verdict rests on an unverified figure."""
    classes = f"mark mark-{status}"
    if hollow:
        classes += " hollow"
    if large:
        classes += " large"
    return html.Span(className=classes, **HIDDEN)


def format_status(context: Context, row: Any, target: Target) -> str:
    """The word for a verdict's status."""
    overdue = list_overdue(context.snapshot, row, target)
    return context.say(statuses.format_status(row.status, is_overdue=bool(overdue)))


def is_hollow(row: Any) -> bool:
    """Whether a verdict rests on an unverified figure."""
    return "rests_on_unverified" in row.flags


def render_bullet(context: Context, row: Any, target: Target) -> Component:
    """The way from base to goal with a tick where the path is; for a floor or ceiling the margin to
    the bound.
    """
    classes = f"bullet tone-{row.status}"
    if is_hollow(row):
        classes += " hollow"
    if not any(_is_known(value) for value in (row.actual, row.expected, row.goal)):
        return html.Span(className="bullet none")
    if _is_known(row.base) and _is_known(row.expected):
        due = math.nan
        if row.goal != row.base:
            due = (row.expected - row.base) / (row.goal - row.base)
        return render_track(classes, row.progress, due, context)
    if _is_known(row.expected) and target.x:
        return render_track(classes, row.progress, row.expected / row.goal, context)
    return _render_margin(classes, row, target, context)


def draw_sparkline(points: list[tuple[int, float]]) -> Component | None:
    """The years of a figure as a small line, a hole where years are missing; nothing for a single
    year. Its numbers stand elsewhere.
    """
    if len(points) < 2:
        return None
    positions = _place_points(points)
    commands = []
    for index, (x, y) in enumerate(positions):
        follows = index > 0 and points[index][0] - points[index - 1][0] == 1
        commands.append(f"{'L' if follows else 'M'}{x},{y}")
    end_x, end_y = positions[-1]
    ink = TOKENS["path"]
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='24'>"
        f"<path d='{' '.join(commands)}' fill='none' stroke='{ink}' stroke-width='2'/>"
        f"<circle cx='{end_x}' cy='{end_y}' r='3' fill='{ink}'/></svg>"
    )
    escaped = svg.replace("#", "%23").replace("<", "%3C").replace(">", "%3E")
    return html.Img(src=f"data:image/svg+xml,{escaped}", alt="", width=90, height=24)


def _place_points(points: list[tuple[int, float]]) -> list[tuple[str, str]]:
    """Where years and values stand in a picture of 90 × 24; in the middle if all are alike."""
    first_year, last_year = points[0][0], points[-1][0]
    values = [value for _, value in points]
    lowest, range_ = min(values), max(values) - min(values)
    positions = []
    for year, value in points:
        x = 3 + (year - first_year) * (84 / (last_year - first_year))
        y = 21 - (value - lowest) * (18 / range_) if range_ > 0 else 12
        positions.append((f"{x:.1f}", f"{y:.1f}"))
    return positions


def _is_known(value: float) -> bool:
    return value is not None and not math.isnan(value)


def render_track(classes: str, progress: float, due: float, context: Context) -> Component:
    """A bar from nothing to the goal, with a thin line where it should be by now; fractions, NaN
    where unknown.
    """
    style = {"--goal": f"{SCALE:.2f}%"}
    parts = []
    if _is_known(progress):
        style["--bar"] = f"{min(max(progress, 0.012), 1.2) * SCALE:.2f}%"
        parts.append(context.say(Text(f"完成{progress:.0%}", f"{progress:.0%} done")))
    if _is_known(due):
        style["--due"] = f"{min(max(due, 0), 1.2) * SCALE:.2f}%"
        parts.append(context.say(Text(f"序时目标{due:.0%}", f"{due:.0%} due")))
    label = ", ".join(parts) or context.say(Text("尚无数据", "no figure yet"))
    return html.Span(className=classes, style=style, role="img", **build_aria_label(label))


def _render_margin(classes: str, row: Any, target: Target, context: Context) -> Component:
    """The bound in the middle; a bar to the right keeps it, to the left breaks it."""
    indicator = context.indicator_of(target)
    size, text = 0.0, Text("尚无数据", "no figure yet")
    if _is_known(row.gap_to_goal):
        share = abs(row.gap_to_goal) / max(abs(row.goal) * 0.25, 1e-9)
        size = max(min(share, 1.0) * 48, 1.2)
        numbers = print_numbers(indicator, target, row)
        to = Text("目标", "the target")
        gap = numbers.gap_to_goal
        text = phrases.describe_comparison(indicator, gap, to, numbers.decimals)
    start = "50%" if _keeps_bound(indicator, row.gap_to_goal) else f"{50 - size:.2f}%"
    style = {"--goal": "50%", "--bar": f"{size:.2f}%", "--from": start}
    label = build_aria_label(context.say(text))
    return html.Span(className=f"{classes} margin", style=style, role="img", **label)


def _keeps_bound(indicator: Indicator, gap: float) -> bool:
    return gap <= 0 if indicator.better == "lower" else gap >= 0


def format_value(context: Context, indicator: Indicator, amount: float) -> str:
    """A value without its unit, for a column that names it."""
    if not _is_known(amount):
        return DASH
    if indicator.unit is None:
        return context.say(phrases.YES if amount == 1 else phrases.NO)
    return digits.format_value_number(indicator, amount)


def format_judged_value(context: Context, target: Target, row: Any) -> str:
    """The value of a verdict without its unit, with the digits of its sentence."""
    indicator = context.indicator_of(target)
    if indicator.unit is None or not _is_known(row.actual):
        return format_value(context, indicator, row.actual)
    return print_numbers(indicator, target, row).actual_text


def render_quality_mark(context: Context, quality: object) -> Component | None:
    """The small mark beside a value that is not a plain published figure."""
    kind = QUALITIES.get(str(quality))
    if kind is None or not kind.mark.zh:
        return None
    return html.Abbr(context.say(kind.mark), title=context.say(kind.name), className="quality")


def format_quality(context: Context, quality: object) -> str:
    """The nature of a figure in words."""
    kind = QUALITIES.get(str(quality))
    return context.say(kind.name) if kind else ""


def render_status_chips(context: Context, state: Standing) -> Component:
    """Counts per status as links that filter; verdicts on unverified figures and figures that
    should be out are counted apart.
    """
    counts = state.counts()
    links = []
    for status in STATUSES:
        verified, unverified = counts.get(status, (0, 0))
        if verified + unverified:
            overdue = count_overdue(state) if status in WAITING else 0
            links.append(_render_status_chip(context, status, verified, unverified, overdue))
    if context.view.status:
        show_all = context.say(Text("显示全部", "Show all"))
        links.append(dcc.Link(show_all, href=context.href(status=""), className="clear"))
    label = context.say(Text("按状态筛选", "Filter by status"))
    return html.Nav(links, className="chips", **build_aria_label(label))


def _render_status_chip(
    context: Context, status: str, verified: int, unverified: int, overdue: int
) -> Component:
    """One count; where all that waits should be out, the chip says so in its place."""
    say = context.say
    word, late = STATUSES[status].name, None
    if 0 < overdue == verified:
        word = OVERDUE
    elif overdue:
        late = Text(f"其中{overdue}项{OVERDUE.zh}", f"{overdue} {OVERDUE.en.lower()}")
    apart = Text(f"+{unverified} 未核实", f"+{unverified} unverified")
    if not verified:
        apart = Text("未核实", "unverified")
    content = [
        render_mark(status, hollow=not verified, large=True),
        html.B(str(verified or unverified)),
        html.Span(say(word)),
        html.Small(say(apart)) if unverified else None,
        html.Small(say(late)) if late else None,
    ]
    next_status, classes = status, "chip"
    if context.view.status == status:  # a chip that filters already takes its filter away
        next_status, classes = "", "chip on"
    return dcc.Link(
        content,
        href=context.href(status=next_status),
        className=classes,
        id={"type": "chip", "status": status},
        title=say(STATUSES[status].meaning),
    )


def render_menu(name: str, label: str, options: list[tuple[str, str, bool]]) -> Component:
    """A choice of addresses: the current one as a button, the others as links in a menu."""
    if len(options) < 2:
        return html.Span(label, className="scope-one")
    items = [
        dmc.MenuItem(text, href=href, refresh=False, **_build_current_mark(is_current))
        for text, href, is_current in options
    ]
    return render_drop_down(name, label, items)


def _build_current_mark(is_current: bool) -> dict[str, Any]:
    """How a choice shows that it is the current one, to the eye and to those who hear the page."""
    if is_current:
        return {"className": "picked", "aria-current": "true"}
    return {"className": "", "aria-current": "false"}


def render_drop_down(name: str, label: str, items: list[Any]) -> Component:
    """A button that opens a menu of items."""
    component: Component = dmc.Menu(
        [
            dmc.MenuTarget(
                [html.Span(label), html.Span("▾", **HIDDEN)],
                # The wrapper that carries the menu's state is the button itself, so that assistive
                # software finds one.
                boxWrapperProps={
                    "component": "button",
                    "type": "button",
                    "className": f"scope-button menu-{name}",
                },
            ),
            dmc.MenuDropdown(items, className="scope-menu"),
        ],
        position="bottom-end",
        shadow="md",
        transitionProps={"duration": 0},
    )
    return component


GRAPH_CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "responsive": True,
    "modeBarButtonsToRemove": [
        "select2d",
        "lasso2d",
        "autoScale2d",
        "zoomIn2d",
        "zoomOut2d",
        "pan2d",
        "zoom2d",
        "resetScale2d",
    ],
    "displayModeBar": "hover",
    "scrollZoom": False,
    "doubleClick": False,
}
IMAGE_OPTIONS = {"format": "png", "width": 1920, "height": 1080, "scale": 1}


def render_graph(context: Context, figure: go.Figure, label: str, id_: str) -> Component:
    """A chart that works offline: no cloud button, no logo, the page's language; `label` says it in
    words.
    """
    config: Any = {
        **GRAPH_CONFIG,
        "locale": "zh-CN" if context.view.lang == "zh" else "en-US",
        "toImageButtonOptions": {**IMAGE_OPTIONS, "filename": id_},
    }
    graph = dcc.Graph(
        id=id_,
        figure=apply_look(figure.to_plotly_json(), context.view.look),
        config=config,
        style={"height": f"{figure.layout.height or 420}px"},
    )
    return html.Figure(graph, **build_aria_label(label))


def render_card(title: Children, *children: Children, id_: str = "", small: str = "") -> Component:
    """A white card, with a heading where it has a title."""
    heading = list(title) if isinstance(title, list) else [title]
    if small:
        heading.append(html.Small(small))
    head = [html.H2(heading)] if title else []
    return html.Section([*head, *children], className="card", **_build_id(id_))


def _build_id(id_: str) -> dict[str, Any]:
    return {"id": id_} if id_ else {}


def render_notice(*children: Children, kind: str = "note") -> Component:
    """A band across the page: a fictional city, another day's knowledge, an error in the
    declaration.
    """
    return html.Div(list(children), className=f"notice {kind}", role="status")


def render_table(
    heads: Sequence[tuple[str, str] | Component],
    rows: Sequence[Component],
    class_name: str,
    caption: str,
) -> Component:
    """A table with column heads (text and class, or cells) and a caption for those who hear it;
    rows that are only read are sent as text.
    """
    cells = []
    for column in heads:
        if isinstance(column, Component):
            cells.append(column)
        else:
            text, column_class = column
            cells.append(html.Th(text, className=column_class, scope="col"))
    head: Component = html.Thead(html.Tr(cells))
    body: Component = html.Tbody(list(rows))
    with suppress(TypeError):  # a field or a menu stands in a row
        body = render_as_text(body)
    return html.Table([html.Caption(caption, className="unseen"), head, body], className=class_name)


def sort_by_severity(names: list[str]) -> list[str]:
    """Statuses from worst to best."""
    return [status for status in WORST_FIRST if status in names]
