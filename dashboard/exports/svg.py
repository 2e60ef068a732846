"""A chart as an SVG picture: real text, no script, no font of its own; it can stand in any page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree import ElementTree as ET

from dashboard.core.course import Chart
from dashboard.core.text import Text, printable
from dashboard.exports.places import Drawn, drawn

WIDE, TALL = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 24, 30, 76
"""Room around the chart, in the units of the picture."""
SIZE = 16
Colours = Mapping[str, str]
Element = ET.Element


def picture(chart: Chart, say: Callable[[Text], str], spoken: str, colours: Colours) -> str:
    """The picture; `spoken` is what it shows, for those who do not see it, `colours` are named as the theme's tokens."""
    places = drawn(chart, say)
    root = ET.Element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDE} {TALL}", "role": "img", "aria-label": printable(spoken), "font-size": str(SIZE)},
    )  # fmt: skip
    _grid(root, places, colours)
    _line(root, places["path"], colours["path"], 2, dash="6 5")
    for one in places["goal"]:
        _goal(root, one, colours, level=places["level"])
    _line(root, places["actual"], colours["accent"], 3)
    last = len(places["actual"]) - 1
    for at, one in enumerate(places["actual"]):
        _circle(root, _x(one["x"]), _y(one["y"]), colours, hollow=one["hollow"])
        if last < _MANY or at in (0, last):
            _text(root, _x(one["x"]), _y(one["y"]) + (24 if one["below"] else -12), one["label"], colours["accent-ink"])
    _key(root, places, colours)
    return ET.tostring(root, encoding="unicode")


_MANY = 10
"""Points that all have their numbers; of more only the ends."""


def _x(share: float) -> float:
    return round(LEFT + share * (WIDE - LEFT - RIGHT), 1)


def _y(share: float) -> float:
    return round(TOP + share * (TALL - TOP - BOTTOM), 1)


def _add(root: Element, kind: str, **values: object) -> Element:
    return ET.SubElement(root, kind, {name.replace("_", "-"): str(value) for name, value in values.items()})


def _text(root: Element, x: float, y: float, said: str, colour: str, anchor: str = "middle") -> None:
    _add(root, "text", x=x, y=y, fill=colour, text_anchor=anchor).text = printable(said)


def _line(root: Element, points: list[Drawn], colour: str, width: int, dash: str = "none") -> None:
    if len(points) > 1:
        way = " ".join(f"{_x(one['x'])},{_y(one['y'])}" for one in points)
        _add(root, "polyline", points=way, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dash)


def _circle(root: Element, x: float, y: float, colours: Colours, *, hollow: bool) -> None:
    inside = colours["paper"] if hollow else colours["accent"]
    _add(root, "circle", cx=x, cy=y, r=5.5, fill=inside, stroke=colours["accent"], stroke_width=2)


def _diamond(root: Element, x: float, y: float, colours: Colours) -> None:
    _add(root, "path", d=f"M{x} {y - 8}l8 8l-8 8l-8 -8z", fill=colours["goal"])


def _grid(root: Element, places: Drawn, colours: Colours) -> None:
    for row in places["rows"]:
        _add(root, "line", x1=LEFT, x2=WIDE - RIGHT, y1=_y(row["y"]), y2=_y(row["y"]), stroke=colours["line"])
        _text(root, LEFT - 10, _y(row["y"]) + 6, row["label"], colours["ink-2"], "end")
    for year in places["years"]:
        _text(root, _x(year["x"]), TALL - BOTTOM + 26, year["label"], colours["ink-2"])


def _goal(root: Element, one: Drawn, colours: Colours, *, level: bool) -> None:
    y = _y(one["y"])
    if level:
        _add(root, "line", x1=LEFT, x2=WIDE - RIGHT, y1=y, y2=y, stroke=colours["goal"], stroke_width=2)
        _text(root, WIDE - RIGHT, y - 8, one["label"], colours["goal"], "end")
    else:
        _diamond(root, _x(one["x"]), y, colours)
        _text(root, _x(one["x"]), y - 14, one["label"], colours["goal"])


def _key(root: Element, places: Drawn, colours: Colours) -> None:
    """What the lines and marks mean, in a row below."""
    x, y = float(LEFT), TALL - 18
    for one in places["key"]:
        kind, level = one["kind"], places["level"]
        if kind in ("actual", "path") or (kind == "goal" and level):
            stroke = {"actual": colours["accent"], "path": colours["path"], "goal": colours["goal"]}[kind]
            dash = "6 5" if kind == "path" else "none"
            _add(
                root,
                "line",
                x1=x,
                x2=x + 32,
                y1=y,
                y2=y,
                stroke=stroke,
                stroke_width=3 if kind == "actual" else 2,
                stroke_dasharray=dash,
            )
        if kind in ("actual", "hollow"):
            _circle(root, x + 16, y, colours, hollow=kind == "hollow")
        if kind == "goal" and not level:
            _diamond(root, x + 16, y, colours)
        _text(root, x + 40, y + 6, one["name"], colours["ink-2"], "start")
        x += 40 + sum(SIZE if ord(letter) > 0x2E80 else SIZE * 0.56 for letter in one["name"]) + 28
