"""What are pages made of? The marks, rows and cards that every page shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis.gaps import read_gap
from dashboard.core.declaration import phrases
from dashboard.core.verdicts.standing import Standing, count_never_published
from dashboard.core.vocabulary import statuses
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import Indicator, Target
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.statuses import NEVER_PUBLISHED, STATUSES, WORST_FIRST, Status
from dashboard.core.vocabulary.targets import BOUNDS
from dashboard.core.vocabulary.text import DASH, Text, format_number
from dashboard.figures.theme import DARK, FONTS, SPACE, TOKENS, TYPE, apply_look
from dashboard.web.request.context import Context

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
    classes = [
        "mark",
        f"mark-{status}",
        *(["hollow"] if hollow else []),
        *(["large"] if large else []),
    ]
    return html.Span(className=" ".join(classes), **HIDDEN)


def build_status_css() -> str:
    """CSS of every status mark, made from the table of statuses: shape, tone, and the hollow
    variant.
    """
    light, dark = [], []
    for name, status in STATUSES.items():
        light += _build_mark_rules("", name, status, status.tone, TOKENS["paper"])
        dark += _build_mark_rules(IN_THE_DARK, name, status, status.dark_tone, DARK["paper"])
    return "".join(light) + build_screen_css("".join(dark))


IN_THE_DARK = "[data-look=dark] "


def build_screen_css(rules: str) -> str:
    """Rules that paper does not see: what is printed is light."""
    return f"@media screen{{{rules}}}"


def _build_mark_rules(where: str, name: str, status: Status, tone: str, paper: str) -> list[str]:
    solid = _draw_shape(
        status.shape, "none" if status.outline else tone, tone, 2 if status.outline else 0
    )
    hollow = _draw_shape(status.shape, paper, tone, 1.8)
    return [
        f'{where}.mark-{name}{{background-image:url("{solid}")}}{where}.mark-{name}.hollow{{background-image:url("{hollow}")}}',
        f"{where}.tone-{name}{{--tone:{tone}}}",
    ]


def build_token_css() -> str:
    """The tokens as CSS variables."""
    light = _build_css_variables({**TOKENS, **TYPE, **SPACE, "sans": FONTS, "scheme": "light"})
    return f":root{{{light}}}" + build_screen_css(
        f"[data-look=dark]{{{_build_css_variables({**DARK, 'scheme': 'dark'})}}}"
    )


def _build_css_variables(values: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())


def _draw_shape(shape: str, fill: str, stroke: str, width: float) -> str:
    body = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='-1 -1 18 18'><path d='{shape}' "
        f"fill='{fill}' stroke='{stroke}' stroke-width='{width:g}' "
        "stroke-linejoin='round'/></svg>"
    )
    return "data:image/svg+xml," + body.replace("#", "%23").replace("<", "%3C").replace(">", "%3E")


def format_status(context: Context, row: Any, target: Target) -> str:
    """The word for a verdict's status; long overdue figures are 未见公布."""
    return context.say(statuses.format_status(row.status, target.last, context.snapshot.as_of))


def is_hollow(row: Any) -> bool:
    """Whether a verdict rests on an unverified figure."""
    return "rests_on_unverified" in row.flags


def render_bullet(context: Context, row: Any, target: Target) -> Component:
    """The way from base to goal with a tick where the path is; for a floor or ceiling the margin to
    the bound.
    """
    classes = f"bullet tone-{row.status}" + (" hollow" if is_hollow(row) else "")
    if not _is_known(row.actual) and not _is_known(row.expected) and not _is_known(row.goal):
        return html.Span(className="bullet none")
    if _is_known(row.base) and _is_known(row.expected):
        due = (
            (row.expected - row.base) / (row.goal - row.base) if row.goal != row.base else math.nan
        )
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
    years, values = [year for year, _ in points], [value for _, value in points]
    low, high = min(values), max(values)
    across, up = 84 / (years[-1] - years[0]), 18 / (high - low) if high > low else 0.0
    commands, before = [], None
    for year, value in points:
        at = f"{3 + (year - years[0]) * across:.1f},{21 - (value - low) * up if up else 12:.1f}"
        commands.append(f"{'L' if before is not None and year - before == 1 else 'M'}{at}")
        before = year
    end = commands[-1][1:].split(",")
    ink = TOKENS["path"].replace("#", "%23")
    body = (
        f"<path d='{' '.join(commands)}' fill='none' stroke='{ink}' "
        f"stroke-width='2'/><circle cx='{end[0]}' cy='{end[1]}' r='3' fill='{ink}'/>"
    )
    head = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='90' height='24'>"
    return html.Img(
        src=(head + body + "</svg>").replace("<", "%3C").replace(">", "%3E"),
        alt="",
        width=90,
        height=24,
    )


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
        parts.append(context.say(Text(f"应达{due:.0%}", f"{due:.0%} due")))
    label = ", ".join(parts) or context.say(Text("尚无数据", "no figure yet"))
    return html.Span(className=classes, style=style, role="img", **build_aria_label(label))


def _render_margin(classes: str, row: Any, target: Target, context: Context) -> Component:
    """The bound in the middle; a bar to the right keeps it, to the left breaks it."""
    indicator, known = context.indicator_of(target), _is_known(row.gap_to_goal)
    holds = row.gap_to_goal * (-1 if indicator.better == "lower" else 1) >= 0
    size = (
        max(min(abs(row.gap_to_goal) / max(abs(row.goal) * 0.25, 1e-9), 1.0) * 48, 1.2)
        if known
        else 0.0
    )
    style = {
        "--goal": "50%",
        "--bar": f"{size:.2f}%",
        "--from": "50%" if holds else f"{50 - size:.2f}%",
    }
    text = (
        phrases.describe_comparison(indicator, row.gap_to_goal, Text("目标", "the target"))
        if known
        else Text("尚无数据", "no figure yet")
    )
    return html.Span(
        className=f"{classes} margin",
        style=style,
        role="img",
        **build_aria_label(context.say(text)),
    )


def format_value(context: Context, indicator: Indicator, amount: float, *against: float) -> str:
    """A value without its unit, for a column that names it; with as many digits as tell it from
    what it is held against.
    """
    if not _is_known(amount):
        return DASH
    if indicator.unit is None:
        return context.say(phrases.YES if amount == 1 else phrases.NO)
    return format_number(
        amount,
        max(
            (phrases.count_value_decimals(indicator, amount, one) for one in against),
            default=indicator.decimals,
        ),
    )


def format_gap(context: Context, row: Any, target: Target) -> str:
    """The gap in the right words: to the path where there is one, else to the bound."""
    indicator = context.indicator_of(target)
    amount, _ = read_gap(row)
    if not _is_known(amount) or BOUNDS[target.bound].takes == "text" or target.bound == "done":
        return ""
    if indicator.measure == "rank":
        if amount == 0:
            return context.say(Text("持平", "level"))
        return context.say(
            Text("领先", "ahead by ") if amount < 0 else Text("落后", "behind by ")
        ) + context.say(phrases.format_difference(indicator, amount))
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    if context.view.lang == "en" and indicator.difference_text.en.startswith(("hundred", "ten ")):
        return sign + phrases.format_difference_number(indicator, abs(amount))
    return sign + shorten_units(context.say(phrases.format_difference(indicator, amount)))


def shorten_units(text: str) -> str:
    """Units as a column has room for them in English; Chinese needs no shortening."""
    for long, short in (
        ("hundred million", "100m"),
        ("ten thousand", "10k"),
        ("percentage points", "pp"),
    ):
        text = text.replace(long, short)
    return text


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
    """Counts per status as links that filter; verdicts on unverified figures and figures long
    overdue are counted apart.
    """
    counts, never, parts = state.counts(), count_never_published(state, context.snapshot.as_of), []
    for status in STATUSES:
        sure, unsure = counts.get(status, (0, 0))
        if not sure + unsure:
            continue
        on = context.view.status == status
        apart = (
            Text(f"+{unsure} 未核实", f"+{unsure} unverified")
            if sure
            else Text("未核实", "unverified")
        )
        word, overdue = STATUSES[status].name, None
        if status == "pending" and never:
            word = NEVER_PUBLISHED if never == sure else word
            overdue = (
                Text(f"其中{never}项{NEVER_PUBLISHED.zh}", f"{never} never published")
                if never < sure
                else None
            )
        parts.append(
            dcc.Link(
                [
                    render_mark(status, hollow=not sure, large=True),
                    html.B(str(sure or unsure)),
                    html.Span(context.say(word)),
                    html.Small(context.say(apart)) if unsure else None,
                    html.Small(context.say(overdue)) if overdue else None,
                ],
                href=context.href(status="" if on else status),
                className="chip on" if on else "chip",
                id={"type": "chip", "status": status},
                title=context.say(STATUSES[status].meaning),
            )
        )
    if context.view.status:
        parts.append(
            dcc.Link(
                context.say(Text("显示全部", "Show all")),
                href=context.href(status=""),
                className="clear",
            )
        )
    return html.Nav(
        parts,
        className="chips",
        **build_aria_label(context.say(Text("按状态筛选", "Filter by status"))),
    )


def render_menu(name: str, label: str, options: list[tuple[str, str, bool]]) -> Component:
    """A choice of addresses: the current one as a button, the others as links in a menu."""
    if len(options) < 2:
        return html.Span(label, className="scope-one")
    items = [
        dmc.MenuItem(
            text,
            href=href,
            refresh=False,
            className="picked" if picked else "",
            **_build_aria_current(picked),
        )
        for text, href, picked in options
    ]
    return render_drop_down(name, label, items)


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


def _build_aria_current(picked: bool) -> dict[str, Any]:
    return {"aria-current": "true" if picked else "false"}


def render_graph(context: Context, figure: go.Figure, label: str, id_: str) -> Component:
    """A chart that works offline: no cloud button, no logo, the page's language; `label` says it in
    words.
    """
    config: Any = {
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "displaylogo": False,
        "locale": "zh-CN" if context.view.lang == "zh" else "en-US",
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
        "toImageButtonOptions": {
            "format": "png",
            "width": 1920,
            "height": 1080,
            "scale": 1,
            "filename": id_,
        },
        "scrollZoom": False,
        "doubleClick": False,
    }
    return html.Figure(
        dcc.Graph(
            id=id_,
            figure=apply_look(figure.to_plotly_json(), context.view.look),
            config=config,
            style={"height": f"{figure.layout.height or 420}px"},
        ),
        **build_aria_label(label),
    )


def render_card(title: Children, *children: Children, id_: str = "", small: str = "") -> Component:
    """A white card, with a heading where it has a title."""
    words = title if isinstance(title, list) else [title]
    head = [html.H2([*words, *([html.Small(small)] if small else [])])] if title else []
    return html.Section([*head, *children], className="card", **_build_id(id_))


def _build_id(id_: str) -> dict[str, Any]:
    return {"id": id_} if id_ else {}


def render_notice(*children: Children, kind: str = "note") -> Component:
    """A band across the page: a fictional city, another day's knowledge, an error in the
    declaration.
    """
    return html.Div(list(children), className=f"notice {kind}", role="status")


def render_issues(context: Context, issues: tuple[Issue, ...], most: int = 20) -> Component:
    """Problems, each with its place and remedy."""
    items = [
        html.Li([html.Code(issue.place), " ", context.say(issue.message)])
        for issue in issues[:most]
    ]
    more = (
        [html.Li(context.say(Text(f"另有 {len(issues) - most} 条", f"{len(issues) - most} more")))]
        if len(issues) > most
        else []
    )
    return html.Ul([*items, *more], className="issues")


def render_table(
    heads: Sequence[tuple[str, str] | Component],
    rows: Sequence[Component],
    class_name: str,
    caption: str,
) -> Component:
    """A table with column heads (text and class, or cells) and a caption for those who hear it."""
    cells = [
        one if isinstance(one, Component) else html.Th(one[0], className=one[1], scope="col")
        for one in heads
    ]
    head = html.Thead(html.Tr(cells))
    return html.Table(
        [html.Caption(caption, className="unseen"), head, html.Tbody(list(rows))],
        className=class_name,
    )


def sort_by_severity(names: list[str]) -> list[str]:
    """Statuses from worst to best."""
    return [status for status in WORST_FIRST if status in names]
