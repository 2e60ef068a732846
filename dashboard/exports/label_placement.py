"""Where does each line, mark and label of a chart stand? As shares of the width and of the height,
for whatever draws it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.core.analysis.time_course import Chart
from dashboard.core.vocabulary.text import Text, count_printed_decimals, format_number
from dashboard.exports.axes import compute_axis
from dashboard.exports.courses import ACTUAL, GOAL, PATH

Placement = dict[str, Any]
FREE_YEARS = 0.5
"""Parts of a year that stay free beside the first and the last."""
CLOSE_SHARE = 0.01
"""Share of the height below which a point lies on a line."""
MOST_YEARS = 12
"""Years named below the chart; of more every second one, and so on, the goal's among them."""


def place_chart(
    chart: Chart, say: Callable[[Text], str], most_years: int = MOST_YEARS
) -> Placement:
    """Ticks, lines and marks of a chart; x from left to right and y from top to bottom, both 0 to
    1; so many years have a name.
    """
    time_course = chart.course
    years = time_course.years
    goal_values = [time_course.goal] if time_course.goal is not None else []
    axis = compute_axis(
        [*(one.value for one in time_course.points), *time_course.expected.values(), *goal_values]
    )

    def x(year: float) -> float:
        return round((year - years[0] + FREE_YEARS) / (years[-1] - years[0] + 2 * FREE_YEARS), 4)

    def y(value: float) -> float:
        share = (value - axis.low) / (axis.high - axis.low)
        return round(share if chart.reverse else 1 - share, 4)

    steps = [
        axis.low + at * axis.step for at in range(round((axis.high - axis.low) / axis.step) + 1)
    ]
    digits = max(count_printed_decimals(round(one, 9)) for one in steps)
    apart = -(-len(years) // most_years)
    near = {
        **dict.fromkeys(years, time_course.goal if time_course.level else None),
        **time_course.expected,
    }
    actual = [
        {
            "x": x(one.year),
            "y": y(one.value),
            "hollow": one.unverified,
            "label": format_number(one.value, chart.decimals),
        }
        for one in time_course.points
    ]
    lines = [
        None if (value := near.get(one.year)) is None else y(value) for one in time_course.points
    ]
    goals = [time_course.goal] if time_course.goal is not None else []
    return {
        "rows": [{"y": y(one), "label": format_number(one, digits)} for one in steps],
        "years": [
            {"x": x(one), "label": str(one)}
            for one in years
            if (time_course.last - one) % apart == 0
        ],
        "actual": _choose_label_sides(actual, lines),
        "path": [{"x": x(year), "y": y(value)} for year, value in time_course.path],
        "goal": [
            {
                "x": x(time_course.last),
                "y": y(one),
                "label": format_number(one, count_printed_decimals(round(one, 6))),
            }
            for one in goals
        ],
        "level": time_course.level,
        "key": [
            {"kind": kind, "name": say(name)}
            for kind, name, there in (
                ("actual", ACTUAL, time_course.points),
                ("path", PATH, time_course.path),
                ("goal", GOAL, goals),
            )
            if there
        ]
        + (
            [{"kind": "hollow", "name": say(HOLLOW)}]
            if any(one.unverified for one in time_course.points)
            else []
        ),
    }


HOLLOW = Text("未核实", "Unverified")


def _choose_label_sides(points: list[Placement], lines: list[float | None]) -> list[Placement]:
    """Each label on the side where no line runs: away from the path or the bound, else from the
    mean of its neighbours.
    """
    for at, (one, line) in enumerate(zip(points, lines, strict=True)):
        beside = [points[place]["y"] for place in (at - 1, at + 1) if 0 <= place < len(points)]
        if line is not None and abs(line - one["y"]) > CLOSE_SHARE:
            beside = [line]
        one["below"] = bool(beside) and one["y"] > sum(beside) / len(beside) + 1e-9
    return points
