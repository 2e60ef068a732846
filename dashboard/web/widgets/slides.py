"""How does a slide look? 1920 × 1080 pixels, one message, nothing smaller than 32 px; what comes at
a key lies beneath.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboard.core.reports.deck import BigNumber, Deck, Slide, SlideRow
from dashboard.core.vocabulary.text import Text
from dashboard.figures.slide import HEIGHT, WIDTH
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
    deck = frozen.deck
    slides = [
        _render_slide(context, frozen, slide, number, decide)
        for number, slide in enumerate(deck.slides, 1)
    ]
    stage = html.Div(
        [*slides, html.Div(className="black", **HIDDEN)],
        className="stage large" if _is_large(context) else "stage",
    )
    targets = [slide.target for slide in deck.slides if slide.target]
    charts = {target: _render_chart(context, frozen, target) for target in targets}
    return html.Div(
        [stage, _render_bar(context), dcc.Store(id="slide-charts", data=charts)],
        className="deck",
        id="deck",
        **build_aria_label(deck.name),
    )


def _is_large(context: Context) -> bool:
    """Whether the text is asked for that a room with a smaller screen needs."""
    return context.asked("large") == "1"


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


BAR: tuple[tuple[str, str, Text], ...] = (
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
)
"""Key, sign and words of the buttons below a slide."""


def _render_bar(context: Context) -> Component:
    """The same acts for the mouse and the Tab key."""
    say = context.say
    buttons = []
    for key, sign, text in BAR:
        content: list[Any] = [sign, html.Span(say(text))]
        attributes = _build_key_attribute(key)
        buttons.append(html.Button(content, type="button", title=say(text), **attributes))
    address = context.href().removeprefix(context.path)
    file = html.A(
        say(Text("下载 .pptx", "Take away (.pptx)")),
        href=f"{context.path}/slides.pptx{address}",
        className="leave",
    )
    leave = dcc.Link(say(Text("退出", "Leave")), href=context.href("/meeting"), className="leave")
    return html.Div(
        [*buttons, file, leave],
        className="deck-bar",
        role="toolbar",
        **build_aria_label(say(Text("幻灯片控制", "Slide controls"))),
    )


def _build_key_attribute(key: str) -> dict[str, Any]:
    return {"data-key": key}


def _render_slide(
    context: Context, frozen: FrozenDeck, slide: Slide, number: int, decide: Component
) -> Component:
    """A slide with what comes at a key; only the first one is shown at once."""
    is_first = number == 1
    middle = decide if slide.kind == "decide" else _render_middle(context, frozen, slide)
    attributes: dict[str, Any] = {"data-number": str(number)}
    if not is_first:
        attributes |= HIDDEN
    return html.Section(
        [
            _render_head(context, slide),
            html.Div(middle, className="mid"),
            _render_foot(context, frozen.deck, slide, number),
            *_render_extras(context, frozen.deck, slide),
        ],
        className=f"slide slide-{slide.kind} on" if is_first else f"slide slide-{slide.kind}",
        **attributes,
    )


def _render_middle(context: Context, frozen: FrozenDeck, slide: Slide) -> list[Component]:
    if slide.kind == "gap":
        return _render_gap(context, frozen, slide)
    if slide.kind == "sentence":
        return _render_sentence(context, slide)
    if slide.kind == "status":
        return _render_statuses(context, slide)
    if slide.kind == "projects":
        return _render_projects(context, slide)
    if slide.kind == "cover":
        return _render_cover(context, slide)
    return [_render_list(context, slide.lines)] if slide.lines else []


def _render_head(context: Context, slide: Slide) -> Component:
    word = None
    if slide.status:
        mark = render_mark(slide.status, hollow=slide.hollow, large=True)
        word = html.Div([mark, context.say(slide.word)], className="word")
    return html.Div([html.H1(context.say(slide.title)), word], className="top")


def _render_foot(context: Context, deck: Deck, slide: Slide, number: int) -> Component:
    """Where the numbers come from, when they were frozen, and the page."""
    source = context.say(slide.source) if slide.source.zh else deck.name
    frozen_on = context.say(Text(f"冻结于 {deck.frozen}", f"frozen {deck.frozen}"))
    page = html.Span(f"{number} / {len(deck.slides)}")
    return html.Div([html.Span(f"{source} · {frozen_on}"), page], className="foot")


def _render_gap(context: Context, frozen: FrozenDeck, slide: Slide) -> list[Component]:
    label = context.say(slide.notes[0] if slide.notes else slide.title)
    if frozen.chart(slide.target, context.view.lang) is None:
        chart: Component = html.Div(className="no-chart")
    else:
        chart = html.Figure(id={"slide-chart": slide.target}, **build_aria_label(label))
    numbers = [
        _render_big_number(context, number, position) for position, number in enumerate(slide.big)
    ]
    asides = [html.P(context.say(aside), className="aside") for aside in slide.asides]
    owner = html.P(context.say(slide.owner), className="owner")
    return [chart, html.Div([*numbers, *asides, owner], className=f"say tone-{slide.status}")]


def _render_chart(context: Context, frozen: FrozenDeck, target: str) -> Component | None:
    figure = frozen.chart(target, context.view.lang)
    if figure is None:
        return None
    if _is_large(context):
        figure = _scale_fonts(figure, LARGE_TEXT_FACTOR)
    return dcc.Graph(
        figure=apply_look(figure, context.view.look),
        config={
            "staticPlot": True,
            "showSendToCloud": False,
            "plotlyServerURL": "",
            "displaylogo": False,
        },
        style={"width": f"{WIDTH}px", "height": f"{HEIGHT}px"},
    )


def _scale_fonts(node: Any, factor: float, name: str = "") -> Any:
    """A figure with larger text, everything else as it was."""
    if isinstance(node, dict):
        return {key: _scale_fonts(value, factor, f"{name}.{key}") for key, value in node.items()}
    if isinstance(node, list):
        return [_scale_fonts(value, factor, name) for value in node]
    return node * factor if name.endswith("font.size") else node


def _render_big_number(context: Context, number: BigNumber, position: int) -> Component:
    """A number as large as its place and its length allow."""
    text = context.say(number.number)
    size, room = ("first", 7) if position == 0 else ("second", 12)
    if len(text) > room:
        size += " long"
    return html.Div(
        [
            html.Small(context.say(number.name)),
            html.B(text, className=size),
            html.Span(context.say(number.unit)),
        ],
        className="number",
    )


def _render_cover(context: Context, slide: Slide) -> list[Component]:
    items = [
        html.Li([html.B(context.say(line.name)), " ", context.say(line.text)])
        for line in slide.lines
    ]
    return [html.Ul(items)]


def _render_sentence(context: Context, slide: Slide) -> list[Component]:
    items = [
        html.Li([html.Small(context.say(line.name)), html.Span(context.say(line.text))])
        for line in slide.lines
    ]
    numbers = [_render_big_number(context, number, 0) for number in slide.big]
    return [html.Ul(items, className="facts-large"), html.Div(numbers, className="say")]


def _render_statuses(context: Context, slide: Slide) -> list[Component]:
    """A bar of parts, and below it every count with shape and word."""
    parts = []
    counts = []
    for line in slide.lines:
        parts.append(html.I(className=f"tone-{line.status}", style={"flexGrow": line.text.zh}))
        mark = render_mark(line.status, large=True)
        count, word = html.B(context.say(line.text)), html.Span(context.say(line.name))
        counts.append(html.Li([mark, count, word]))
    return [html.Div(parts, className="parts", **HIDDEN), html.Ul(counts, className="counts-large")]


def _render_projects(context: Context, slide: Slide) -> list[Component]:
    items = []
    for number, line in enumerate(slide.lines, 1):
        mark = render_mark(line.status, large=True)
        name = html.Span(f"{number}  {context.say(line.name)}")
        items.append(html.Li([mark, name, html.B(context.say(line.text))]))
    return [html.Ul(items, className="two-columns")]


def _render_list(context: Context, lines: tuple[SlideRow, ...]) -> Component:
    items = [
        html.Li([html.Span(context.say(line.name)), html.Small(context.say(line.text))])
        for line in lines
    ]
    return html.Ul(items, className="rows")


def _render_extras(context: Context, deck: Deck, slide: Slide) -> list[Component]:
    """What comes at a key over the slide."""
    meeting = (*slide.then, *deck.answers)
    contents: dict[str, list[Component]] = {
        "r": [_render_list(context, slide.regions)] if slide.regions else [],
        "h": [_render_list(context, meeting)] if meeting else [],
        "s": _render_clauses(context, slide),
        "n": [html.P(context.say(note)) for note in slide.notes],
        "?": [_render_keys(context)],
    }
    return [_render_extra(context, key, content) for key, content in contents.items()]


def _render_extra(context: Context, key: str, content: list[Component]) -> Component:
    """What comes at one key; a line where there is nothing."""
    title = context.say(EXTRAS[key])
    if not content:
        content = [html.P(context.say(Text("没有内容", "nothing here")), className="none")]
    return html.Div(
        [html.H2(title), html.Div(content)],
        className="extra",
        hidden=True,
        role="dialog",
        **_build_key_attribute(key),
        **build_aria_label(title),
    )


def _render_clauses(context: Context, slide: Slide) -> list[Component]:
    """The plan's own words, which are Chinese in every language."""
    quotes: list[Component] = []
    for clause in slide.clauses:
        section = html.Span(clause.section, lang="zh-CN")
        place = html.P([context.say(clause.document), " ", section])
        quotes.append(html.Div([html.Blockquote(clause.phrase, lang="zh-CN"), place]))
    return quotes


def _render_keys(context: Context) -> Component:
    items = [html.Li([html.Kbd(keys), html.Span(context.say(text))]) for keys, text in KEYS]
    return html.Ul(items, className="keys")
