"""How does a slide look? 1920 × 1080 pixels, one message, nothing smaller than 32 px; what comes at
a key lies beneath.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboard.core.reports.deck import BigNumber, Deck, Slide, SlideRow
from dashboard.core.vocabulary.text import Text
from dashboard.figures import slide
from dashboard.figures.theme import apply_look
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import HIDDEN, build_aria_label, render_mark
from dashboard.web.widgets.frozen_deck import FrozenDeck

LARGE_TEXT_FACTOR = 1.25
"""How much larger text is for rooms with a smaller screen (大字)."""
KEYS: tuple[tuple[str, Text], ...] = (
    ("→ Space PageDown", Text("下一页", "next slide")),
    ("← PageUp", Text("上一页", "slide before")),
    ("Home End", Text("第一页、最后一页", "first and last slide")),
    ("1…9 Enter", Text("跳到该页", "go to that slide")),
    ("R", Text("各地区", "regions")),
    (
        "H",
        Text("上次会议：当时的评价和议定事项", "the last meeting: how it stood, what was decided"),
    ),
    ("S", Text("规划原文", "the plan's words")),
    ("N", Text("备注", "notes")),
    ("B", Text("黑屏", "black screen")),
    ("F", Text("全屏", "full screen")),
    ("P", Text("打印", "print")),
    ("L", Text("大字", "large text")),
    ("Esc", Text("回到幻灯片", "back to the slide")),
    ("?", Text("按键说明", "these keys")),
)
"""What every key does; the buttons below a slide do the same."""
EXTRAS: dict[str, Text] = {
    "r": Text("各地区", "Regions"),
    "h": Text("上次会议", "Last meeting"),
    "s": Text("规划原文", "The plan's words"),
    "n": Text("备注", "Notes"),
    "?": Text("按键", "Keys"),
}


def render_deck(context: Context, frozen: FrozenDeck, decide: Component) -> Component:
    """All slides at once, the first one shown; the form of decisions stands on the last."""
    deck, large = frozen.deck, context.asked("large") == "1"
    slides = [
        _render_slide(context, frozen, one, number, decide)
        for number, one in enumerate(deck.slides, 1)
    ]
    stage = html.Div(
        [*slides, html.Div(className="black", **HIDDEN)],
        className="stage large" if large else "stage",
    )
    charts = dcc.Store(
        id="slide-charts",
        data={
            one.target: _render_chart(context, frozen, one.target)
            for one in deck.slides
            if one.target
        },
    )
    return html.Div(
        [stage, _render_bar(context), charts],
        className="deck",
        id="deck",
        **build_aria_label(deck.name),
    )


AFTER_THE_FIRST = """function(charts) {
    const holders = window.dash_clientside.callback_context.outputs_list;
    const drawn = holders.map(one => charts[one.id["slide-chart"]]);
    return new Promise(done => requestAnimationFrame(() => setTimeout(() => done(drawn))));
}"""
"""The charts are put in once the first slide stands: the room need not wait for the program that
draws them.
"""


def register(app: Dash) -> None:
    """The charts follow the first slide."""
    app.clientside_callback(
        AFTER_THE_FIRST, Output({"slide-chart": ALL}, "children"), Input("slide-charts", "data")
    )  # type: ignore[no-untyped-call]


def _render_bar(context: Context) -> Component:
    """The same acts for the mouse and the Tab key."""
    acts = [
        ("ArrowLeft", "←", Text("上一页", "Slide before")),
        ("ArrowRight", "→", Text("下一页", "Next slide")),
        ("r", "R", EXTRAS["r"]),
        ("h", "H", EXTRAS["h"]),
        ("s", "S", EXTRAS["s"]),
        ("n", "N", EXTRAS["n"]),
        ("b", "B", Text("黑屏", "Black screen")),
        ("f", "F", Text("全屏", "Full screen")),
        ("p", "P", Text("打印", "Print")),
        ("?", "?", Text("按键说明", "Keys")),
    ]
    buttons = [
        html.Button(
            [sign, html.Span(context.say(text))],
            type="button",
            title=context.say(text),
            **_build_key_attribute(key),
        )
        for key, sign, text in acts
    ]
    file = html.A(
        context.say(Text("下载 .pptx", "Take away (.pptx)")),
        href=f"{context.path}/slides.pptx{context.href().removeprefix(context.path)}",
        className="leave",
    )
    leave = dcc.Link(
        context.say(Text("退出", "Leave")), href=context.href("/meeting"), className="leave"
    )
    return html.Div(
        [*buttons, file, leave],
        className="deck-bar",
        role="toolbar",
        **build_aria_label(context.say(Text("幻灯片控制", "Slide controls"))),
    )


def _build_key_attribute(key: str) -> dict[str, Any]:
    return {"data-key": key}


def _render_slide(
    context: Context, frozen: FrozenDeck, one: Slide, number: int, decide: Component
) -> Component:
    say, deck = context.say, frozen.deck
    word = (
        html.Div(
            [render_mark(one.status, hollow=one.hollow, large=True), say(one.word)],
            className="word",
        )
        if one.status
        else None
    )
    head = html.Div([html.H1(say(one.title)), word], className="top")
    render = {
        "gap": _render_gap,
        "sentence": _render_sentence,
        "status": _render_statuses,
        "projects": _render_projects,
        "cover": _render_cover,
    }.get(one.kind, _render_lines)
    middle = decide if one.kind == "decide" else render(context, frozen, one)
    total = len(deck.slides)
    frozen_on = Text(f"冻结于 {deck.frozen}", f"frozen {deck.frozen}")
    left = (
        f"{say(one.source)} · {say(frozen_on)}"
        if one.source.zh
        else f"{deck.name} · {say(frozen_on)}"
    )
    foot = html.Div([html.Span(left), html.Span(f"{number} / {total}")], className="foot")
    shown_first: dict[str, Any] = {"data-number": str(number), **({} if number == 1 else HIDDEN)}
    return html.Section(
        [head, html.Div(middle, className="mid"), foot, *_render_extras(context, deck, one)],
        className=f"slide slide-{one.kind}" + (" on" if number == 1 else ""),
        **shown_first,
    )


def _render_gap(context: Context, frozen: FrozenDeck, one: Slide) -> list[Component]:
    words = context.say(one.notes[0] if one.notes else one.title)
    has_chart = frozen.chart(one.target, context.view.lang) is not None
    chart = (
        html.Figure(id={"slide-chart": one.target}, **build_aria_label(words))
        if has_chart
        else html.Div(className="no-chart")
    )
    big = [_render_big_number(context, number, at) for at, number in enumerate(one.big)]
    return [
        chart,
        html.Div(
            [*big, html.P(context.say(one.owner), className="owner")],
            className=f"say tone-{one.status}",
        ),
    ]


def _render_chart(context: Context, frozen: FrozenDeck, target: str) -> Component | None:
    figure = frozen.chart(target, context.view.lang)
    if figure is None:
        return None
    return dcc.Graph(
        figure=apply_look(
            _scale_fonts(figure, LARGE_TEXT_FACTOR) if context.asked("large") == "1" else figure,
            context.view.look,
        ),
        config={
            "staticPlot": True,
            "showSendToCloud": False,
            "plotlyServerURL": "",
            "displaylogo": False,
        },
        style={"width": f"{slide.WIDTH}px", "height": f"{slide.HEIGHT}px"},
    )


def _scale_fonts(node: Any, factor: float, name: str = "") -> Any:
    """A figure with larger text, everything else as it was."""
    if isinstance(node, dict):
        return {key: _scale_fonts(value, factor, f"{name}.{key}") for key, value in node.items()}
    if isinstance(node, list):
        return [_scale_fonts(value, factor, name) for value in node]
    return node * factor if name.endswith("font.size") else node


def _render_big_number(context: Context, one: BigNumber, at: int) -> Component:
    text = context.say(one.number)
    size = "first" if at == 0 else "second"
    long = " long" if len(text) > (7 if at == 0 else 12) else ""
    return html.Div(
        [
            html.Small(context.say(one.name)),
            html.B(text, className=size + long),
            html.Span(context.say(one.unit)),
        ],
        className="number",
    )


def _render_cover(context: Context, frozen: FrozenDeck, one: Slide) -> list[Component]:
    return [
        html.Ul(
            [
                html.Li([html.B(context.say(line.name)), " ", context.say(line.text)])
                for line in one.lines
            ]
        )
    ]


def _render_sentence(context: Context, frozen: FrozenDeck, one: Slide) -> list[Component]:
    rows = [
        html.Li([html.Small(context.say(line.name)), html.Span(context.say(line.text))])
        for line in one.lines
    ]
    return [
        html.Ul(rows, className="facts-large"),
        html.Div([_render_big_number(context, number, 0) for number in one.big], className="say"),
    ]


def _render_statuses(context: Context, frozen: FrozenDeck, one: Slide) -> list[Component]:
    """A bar of parts, and below it every count with shape and word."""
    parts = [
        html.I(className=f"tone-{line.status}", style={"flexGrow": line.text.zh})
        for line in one.lines
    ]
    counts = [
        html.Li(
            [
                render_mark(line.status, large=True),
                html.B(context.say(line.text)),
                html.Span(context.say(line.name)),
            ]
        )
        for line in one.lines
    ]
    return [html.Div(parts, className="parts", **HIDDEN), html.Ul(counts, className="counts-large")]


def _render_projects(context: Context, frozen: FrozenDeck, one: Slide) -> list[Component]:
    rows = [
        html.Li(
            [
                render_mark(line.status, large=True),
                html.Span(f"{number}  {context.say(line.name)}"),
                html.B(context.say(line.text)),
            ]
        )
        for number, line in enumerate(one.lines, 1)
    ]
    return [html.Ul(rows, className="two-columns")]


def _render_lines(context: Context, frozen: FrozenDeck, one: Slide) -> list[Component]:
    return [_render_list(context, one.lines)] if one.lines else []


def _render_list(context: Context, lines: tuple[SlideRow, ...]) -> Component:
    return html.Ul(
        [
            html.Li([html.Span(context.say(line.name)), html.Small(context.say(line.text))])
            for line in lines
        ],
        className="rows",
    )


def _render_extras(context: Context, deck: Deck, one: Slide) -> list[Component]:
    """What comes at a key over the slide."""
    say = context.say
    none = html.P(say(Text("没有内容", "nothing here")), className="none")
    words: list[Any] = [
        html.Div(
            [
                html.Blockquote(clause.phrase, lang="zh-CN"),
                html.P([say(clause.document), " ", html.Span(clause.section, lang="zh-CN")]),
            ]
        )
        for clause in one.clauses
    ]
    found: dict[str, list[Any]] = {
        "r": [_render_list(context, one.regions)] if one.regions else [none],
        "h": [_render_list(context, (*one.then, *deck.answers))]
        if one.then or deck.answers
        else [none],
        "s": words or [none],
        "n": [html.P(say(note)) for note in one.notes] or [none],
        "?": [
            html.Ul(
                [html.Li([html.Kbd(keys), html.Span(say(text))]) for keys, text in KEYS],
                className="keys",
            )
        ],
    }
    return [
        html.Div(
            [html.H2(say(EXTRAS[key])), html.Div(content)],
            className="extra",
            hidden=True,
            role="dialog",
            **_build_key_attribute(key),
            **build_aria_label(say(EXTRAS[key])),
        )
        for key, content in found.items()
    ]
