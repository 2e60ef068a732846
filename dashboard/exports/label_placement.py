"""Where does each line, mark and label of a chart stand? As shares of the width and of the height,
for whatever draws it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dashboard.core.analysis.time_course import Chart, TimeCourse
from dashboard.core.vocabulary.digits import count_printed_decimals, format_number
from dashboard.core.vocabulary.text import Text
from dashboard.exports.axes import Axis, compute_axis
from dashboard.exports.courses import ACTUAL, GOAL, PATH

Placement = dict[str, Any]
FREE_YEARS = 0.5
"""Parts of a year that stay free beside the first and the last."""
CLOSE_SHARE = 0.01
"""Share of the height below which a point lies on a line."""
MOST_YEARS = 12
"""Years named below the chart; of more every second one, and so on, the goal's among them."""
HOLLOW = Text("未核实", "Unverified")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where years and values stand, as shares of the width and of the height."""

    first: int
    last: int
    axis: Axis
    reverse: bool

    def place_year(self, year: float) -> float:
        years = self.last - self.first + 2 * FREE_YEARS
        return round((year - self.first + FREE_YEARS) / years, 4)

    def place_value(self, value: float) -> float:
        share = (value - self.axis.low) / (self.axis.high - self.axis.low)
        return round(share if self.reverse else 1 - share, 4)


def place_chart(
    chart: Chart, say: Callable[[Text], str], most_years: int = MOST_YEARS
) -> Placement:
    """Ticks, lines and marks of a chart; x from left to right and y from top to bottom, both 0 to
    1; so many years have a name.
    """
    course = chart.course
    goals = course.goals
    values = [point.value for point in course.points]
    axis = compute_axis([*values, *course.expected.values(), *goals])
    scale = _Scale(course.years[0], course.years[-1], axis, chart.reverse)
    return {
        "rows": _place_rows(scale),
        "years": _place_years(course, scale, most_years),
        "actual": _place_figures(chart, scale),
        "path": [
            {"x": scale.place_year(year), "y": scale.place_value(value)}
            for year, value in course.path
        ],
        "goal": [
            {
                "x": scale.place_year(course.last),
                "y": scale.place_value(goal),
                "label": format_number(goal, count_printed_decimals(round(goal, 6))),
            }
            for goal in goals
        ],
        "level": course.level,
        "key": [{"kind": kind, "name": say(name)} for kind, name in _list_signs(course)],
    }


def _place_rows(scale: _Scale) -> list[Placement]:
    """The lines across, each with its number, all with as many digits as one of them needs."""
    axis = scale.axis
    count = round((axis.high - axis.low) / axis.step) + 1
    values = [axis.low + position * axis.step for position in range(count)]
    decimals = max(count_printed_decimals(round(value, 9)) for value in values)
    return [
        {"y": scale.place_value(value), "label": format_number(value, decimals)} for value in values
    ]


def _place_years(course: TimeCourse, scale: _Scale, most_years: int) -> list[Placement]:
    """The years that have room for their names, counted back from the goal's."""
    apart = math.ceil(len(course.years) / most_years)
    return [
        {"x": scale.place_year(year), "label": str(year)}
        for year in course.years
        if (course.last - year) % apart == 0
    ]


def _place_figures(chart: Chart, scale: _Scale) -> list[Placement]:
    """The figures with their numbers, each on the side where no line runs."""
    figures = [
        {
            "x": scale.place_year(point.year),
            "y": scale.place_value(point.value),
            "hollow": point.unverified,
            "label": chart.format_figure(point),
        }
        for point in chart.course.points
    ]
    lines = [_place_line(chart.course, scale, point.year) for point in chart.course.points]
    return _choose_label_sides(figures, lines)


def _place_line(course: TimeCourse, scale: _Scale, year: int) -> float | None:
    """Where the path, or else a bound for every year, runs in a year."""
    value = course.expected.get(year, course.goal if course.level else None)
    return None if value is None else scale.place_value(value)


def _list_signs(course: TimeCourse) -> list[tuple[str, Text]]:
    """What the key explains: the lines and marks that are there."""
    signs = []
    if course.points:
        signs.append(("actual", ACTUAL))
    if course.path:
        signs.append(("path", PATH))
    if course.goals:
        signs.append(("goal", GOAL))
    if any(point.unverified for point in course.points):
        signs.append(("hollow", HOLLOW))
    return signs


def _choose_label_sides(figures: list[Placement], lines: list[float | None]) -> list[Placement]:
    """Each label on the side where no line runs: away from the path or the bound, else from the
    mean of its neighbours.
    """
    for position, (figure, line) in enumerate(zip(figures, lines, strict=True)):
        neighbours = (position - 1, position + 1)
        beside = [figures[place]["y"] for place in neighbours if 0 <= place < len(figures)]
        if line is not None and abs(line - figure["y"]) > CLOSE_SHARE:
            beside = [line]
        figure["below"] = bool(beside) and figure["y"] > sum(beside) / len(beside) + 1e-9
    return figures
