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
BAR = 5
"""The thickness of the bar that a goal is."""
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
    width, height = size
    placement = place_chart(chart, say, most_years=(width - LEFT - RIGHT) // YEAR_WIDE)
    key_rows = _split_into_rows(placement["key"], width)
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "role": "img",
            "aria-label": remove_unprintable(spoken),
            "font-size": str(LETTERS),
        },
    )
    sheet = _Sheet(root, width, height - TOP - BELOW - ROW * len(key_rows), colours)
    sheet.draw_grid(placement)
    sheet.draw_line(placement["path"], colours["path"], 2, dash="6 5")
    for goal in placement["goal"]:
        sheet.draw_goal(goal, level=placement["level"])
    sheet.draw_line(placement["actual"], colours["accent"], 3)
    sheet.draw_figures(placement["actual"])
    for position, row in enumerate(key_rows):
        y = height - ROW * (len(key_rows) - position) + LETTERS // 2
        sheet.draw_key(row, y, level=placement["level"])
    return ET.tostring(root, encoding="unicode")


def _measure_name(name: str) -> float:
    """About how long a name in the key is, its sign included."""
    return 40 + sum(LETTERS if ord(letter) > 0x2E80 else LETTERS * 0.56 for letter in name) + 22


def _split_into_rows(key: list[Placement], width: int) -> list[list[Placement]]:
    """The parts of a key in rows that fit."""
    rows: list[list[Placement]] = [[]]
    for sign in key:
        names = [part["name"] for part in [*rows[-1], sign]]
        if rows[-1] and sum(map(_measure_name, names)) > width - 8:
            rows.append([])
        rows[-1].append(sign)
    return rows


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is drawn on: its root, its width, the height of the chart alone, and the colours."""

    root: ET.Element
    width: int
    height: int
    colours: Colours

    @property
    def ends(self) -> tuple[float, float]:
        """From where to where the chart goes across."""
        return LEFT, self.width - RIGHT

    def x(self, share: float) -> float:
        return round(LEFT + share * (self.width - LEFT - RIGHT), 1)

    def y(self, share: float) -> float:
        return round(TOP + share * self.height, 1)

    def add(self, kind: str, **values: object) -> ET.Element:
        attributes = {name.replace("_", "-"): str(value) for name, value in values.items()}
        return ET.SubElement(self.root, kind, attributes)

    def write(self, x: float, y: float, text: str, colour: str, anchor: str = "middle") -> None:
        element = self.add("text", x=x, y=y, fill=self.colours[colour], text_anchor=anchor)
        element.text = remove_unprintable(text)

    def draw_rule(
        self, ends: tuple[float, float], y: float, colour: str, width: int = 1, dash: str = "none"
    ) -> None:
        look = {"stroke": self.colours[colour], "stroke_width": width, "stroke_dasharray": dash}
        self.add("line", x1=ends[0], x2=ends[1], y1=y, y2=y, **look)

    def draw_line(
        self, points: list[Placement], colour: str, width: int, dash: str = "none"
    ) -> None:
        if len(points) < 2:
            return
        self.add(
            "polyline",
            points=" ".join(f"{self.x(point['x'])},{self.y(point['y'])}" for point in points),
            fill="none",
            stroke=colour,
            stroke_width=width,
            stroke_dasharray=dash,
        )

    def draw_circle(self, x: float, y: float, *, hollow: bool) -> None:
        inside = self.colours["paper" if hollow else "accent"]
        stroke = self.colours["accent"]
        self.add("circle", cx=x, cy=y, r=5.5, fill=inside, stroke=stroke, stroke_width=2)

    def draw_bar(self, x: float, y: float) -> None:
        """The mark of a goal."""
        self.draw_rule((x - 12, x + 12), y, "goal", BAR)

    def draw_grid(self, placement: Placement) -> None:
        for row in placement["rows"]:
            self.draw_rule(self.ends, self.y(row["y"]), "line")
            self.write(LEFT - 10, self.y(row["y"]) + 6, row["label"], "ink-2", "end")
        for year in placement["years"]:
            self.write(self.x(year["x"]), TOP + self.height + 26, year["label"], "ink-2")

    def draw_figures(self, figures: list[Placement]) -> None:
        """Dots, all with their numbers where there is room, else the first and the last."""
        distances = [after["x"] - before["x"] for before, after in pairwise(figures)]
        distance = min(distances, default=1.0) * (self.width - LEFT - RIGHT)
        all_numbered = len(figures) <= MOST_NUMBERED and distance >= LEAST_DISTANCE
        for position, figure in enumerate(figures):
            x, y = self.x(figure["x"]), self.y(figure["y"])
            self.draw_circle(x, y, hollow=figure["hollow"])
            if all_numbered or position in (0, len(figures) - 1):
                label_y = y + 24 if figure["below"] else y - 12
                self.write(x, label_y, figure["label"], "accent-ink")

    def draw_goal(self, goal: Placement, *, level: bool) -> None:
        x, y = self.x(goal["x"]), self.y(goal["y"])
        if level:
            self.draw_rule(self.ends, y, "goal", 2)
            self.write(self.width - RIGHT, y - 8, goal["label"], "goal", "end")
        else:
            self.draw_bar(x, y)
            self.write(x, y - 14, goal["label"], "goal")

    def draw_key(self, row: list[Placement], y: float, *, level: bool) -> None:
        """What the lines and marks of a row mean."""
        x = 8.0
        for sign in row:
            self.draw_sign(sign["kind"], x, y, level=level)
            self.write(x + 40, y + 6, sign["name"], "ink-2", "start")
            x += _measure_name(sign["name"])

    def draw_sign(self, kind: str, x: float, y: float, *, level: bool) -> None:
        """A piece of what is drawn, as the key shows it."""
        ends = (x, x + 32)
        if kind == "actual":
            self.draw_rule(ends, y, "accent", 3)
            self.draw_circle(x + 16, y, hollow=False)
        elif kind == "hollow":
            self.draw_circle(x + 16, y, hollow=True)
        elif kind == "path":
            self.draw_rule(ends, y, "path", 2, "6 5")
        elif level:
            self.draw_rule(ends, y, "goal", 2)
        else:
            self.draw_bar(x + 16, y)
