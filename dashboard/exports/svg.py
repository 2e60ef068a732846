"""A chart as an SVG picture: real text, no script, no font of its own; it can stand in any page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET

from dashboard.core.analysis.time_course import Chart
from dashboard.core.vocabulary.text import Text, remove_unprintable
from dashboard.exports.label_placement import Placement, place_chart

Size = tuple[int, int]
SIZES: dict[str, Size] = {"wide": (640, 360), "narrow": (340, 320)}
"""Width and height of a picture: for a page, and for a phone or a narrow frame."""
LEFT, RIGHT, TOP, BELOW, ROW = 62, 22, 30, 40, 26
"""Room around the chart in the units of the picture: below it the years, and a row or more of its
key.
"""
LETTERS, YEAR_WIDE = 16, 52
"""The size of letters, and what a year's label takes."""
MOST_NUMBERED, LEAST_DISTANCE = 10, 40
"""Points that all have their numbers, and how far apart they must stand; else only the ends
have.
"""
Colours = Mapping[str, str]


def draw_svg(
    chart: Chart,
    say: Callable[[Text], str],
    spoken: str,
    colours: Colours,
    size: Size = SIZES["wide"],
) -> str:
    """The picture; `spoken` is what it shows, for those who do not see it, `colours` are named as
    the theme's tokens.
    """
    wide, tall = size
    places = place_chart(chart, say, most_years=(wide - LEFT - RIGHT) // YEAR_WIDE)
    keys = _split_into_rows(places["key"], wide)
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {wide} {tall}",
            "role": "img",
            "aria-label": remove_unprintable(spoken),
            "font-size": str(LETTERS),
        },
    )
    sheet = _Sheet(root, wide, tall - TOP - BELOW - ROW * len(keys), colours)
    sheet.grid(places)
    sheet.line(places["path"], colours["path"], 2, dash="6 5")
    for one in places["goal"]:
        sheet.goal(one, level=places["level"])
    sheet.line(places["actual"], colours["accent"], 3)
    last = len(places["actual"]) - 1
    apart = min(
        (after["x"] - one["x"] for one, after in pairwise(places["actual"])), default=1.0
    ) * (wide - LEFT - RIGHT)
    for at, one in enumerate(places["actual"]):
        sheet.point(
            one, numbered=(last < MOST_NUMBERED and apart >= LEAST_DISTANCE) or at in (0, last)
        )
    for at, row in enumerate(keys):
        sheet.key(row, tall - ROW * (len(keys) - at) + LETTERS // 2, level=places["level"])
    return ET.tostring(root, encoding="unicode")


def _measure_name(name: str) -> float:
    """About how long a name in the key is, its sign included."""
    return 40 + sum(LETTERS if ord(letter) > 0x2E80 else LETTERS * 0.56 for letter in name) + 22


def _split_into_rows(key: list[Placement], wide: int) -> list[list[Placement]]:
    """The parts of a key in rows that fit."""
    rows: list[list[Placement]] = [[]]
    for one in key:
        if rows[-1] and sum(_measure_name(part["name"]) for part in [*rows[-1], one]) > wide - 8:
            rows.append([])
        rows[-1].append(one)
    return rows


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is drawn on: its root, its width, the height of the chart alone, and the colours."""

    root: ET.Element
    wide: int
    high: int
    colours: Colours

    def x(self, share: float) -> float:
        return round(LEFT + share * (self.wide - LEFT - RIGHT), 1)

    def y(self, share: float) -> float:
        return round(TOP + share * self.high, 1)

    def add(self, kind: str, **values: object) -> ET.Element:
        return ET.SubElement(
            self.root, kind, {name.replace("_", "-"): str(value) for name, value in values.items()}
        )

    def text(self, x: float, y: float, text: str, colour: str, anchor: str = "middle") -> None:
        self.add(
            "text", x=x, y=y, fill=self.colours[colour], text_anchor=anchor
        ).text = remove_unprintable(text)

    def rule(
        self, ends: tuple[float, float], y: float, colour: str, width: int = 1, dash: str = "none"
    ) -> None:
        look = {"stroke": self.colours[colour], "stroke_width": width, "stroke_dasharray": dash}
        self.add("line", x1=ends[0], x2=ends[1], y1=y, y2=y, **look)

    def line(self, points: list[Placement], colour: str, width: int, dash: str = "none") -> None:
        if len(points) > 1:
            path = " ".join(f"{self.x(one['x'])},{self.y(one['y'])}" for one in points)
            self.add(
                "polyline",
                points=path,
                fill="none",
                stroke=colour,
                stroke_width=width,
                stroke_dasharray=dash,
            )

    def circle(self, x: float, y: float, *, hollow: bool) -> None:
        accent, inside = self.colours["accent"], self.colours["paper" if hollow else "accent"]
        self.add("circle", cx=x, cy=y, r=5.5, fill=inside, stroke=accent, stroke_width=2)

    def diamond(self, x: float, y: float) -> None:
        self.add("path", d=f"M{x} {y - 8}l8 8l-8 8l-8 -8z", fill=self.colours["goal"])

    def grid(self, places: Placement) -> None:
        for row in places["rows"]:
            self.rule((LEFT, self.wide - RIGHT), self.y(row["y"]), "line")
            self.text(LEFT - 10, self.y(row["y"]) + 6, row["label"], "ink-2", "end")
        for year in places["years"]:
            self.text(self.x(year["x"]), TOP + self.high + 26, year["label"], "ink-2")

    def point(self, one: Placement, *, numbered: bool) -> None:
        x, y = self.x(one["x"]), self.y(one["y"])
        self.circle(x, y, hollow=one["hollow"])
        if numbered:
            self.text(x, y + (24 if one["below"] else -12), one["label"], "accent-ink")

    def goal(self, one: Placement, *, level: bool) -> None:
        x, y = self.x(one["x"]), self.y(one["y"])
        if level:
            self.rule((LEFT, self.wide - RIGHT), y, "goal", 2)
            self.text(self.wide - RIGHT, y - 8, one["label"], "goal", "end")
        else:
            self.diamond(x, y)
            self.text(x, y - 14, one["label"], "goal")

    def key(self, row: list[Placement], y: float, *, level: bool) -> None:
        """What the lines and marks of a row mean."""
        x = 8.0
        for one in row:
            kind, bound = one["kind"], one["kind"] == "goal" and level
            if kind in ("actual", "path") or bound:
                look = {
                    "actual": ("accent", 3, "none"),
                    "path": ("path", 2, "6 5"),
                    "goal": ("goal", 2, "none"),
                }[kind]
                self.rule((x, x + 32), y, *look)
            if kind in ("actual", "hollow"):
                self.circle(x + 16, y, hollow=kind == "hollow")
            if kind == "goal" and not bound:
                self.diamond(x + 16, y)
            self.text(x + 40, y + 6, one["name"], "ink-2", "start")
            x += _measure_name(one["name"])
