"""Where does each line, mark and label of a chart stand? As shares of the width and of the height, for whatever draws it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.core.analysis.time_course import Chart
from dashboard.core.vocabulary.text import Text, number, printed_decimals
from dashboard.exports.axes import around
from dashboard.exports.courses import ACTUAL, GOAL, PATH

Drawn = dict[str, Any]
ROOM = 0.5
"""Parts of a year that stay free beside the first and the last."""
CLOSE = 0.01
"""Share of the height below which a point lies on a line."""
MOST_YEARS = 12
"""Years named below the chart; of more every second one, and so on, the goal's among them."""


def drawn(chart: Chart, say: Callable[[Text], str], most_years: int = MOST_YEARS) -> Drawn:
    """Ticks, lines and marks of a chart; x from left to right and y from top to bottom, both 0 to 1; so many years have a name."""
    way = chart.course
    years = way.years
    held = [way.goal] if way.goal is not None else []
    axis = around([*(one.value for one in way.points), *way.expected.values(), *held])

    def x(year: float) -> float:
        return round((year - years[0] + ROOM) / (years[-1] - years[0] + 2 * ROOM), 4)

    def y(value: float) -> float:
        share = (value - axis.low) / (axis.high - axis.low)
        return round(share if chart.reverse else 1 - share, 4)

    steps = [axis.low + at * axis.step for at in range(round((axis.high - axis.low) / axis.step) + 1)]
    digits = max(printed_decimals(round(one, 9)) for one in steps)
    apart = -(-len(years) // most_years)
    near = {**dict.fromkeys(years, way.goal if way.level else None), **way.expected}
    actual = [
        {"x": x(one.year), "y": y(one.value), "hollow": one.unverified, "label": number(one.value, chart.decimals)}
        for one in way.points
    ]
    lines = [None if (value := near.get(one.year)) is None else y(value) for one in way.points]
    goals = [way.goal] if way.goal is not None else []
    return {
        "rows": [{"y": y(one), "label": number(one, digits)} for one in steps],
        "years": [{"x": x(one), "label": str(one)} for one in years if (way.last - one) % apart == 0],
        "actual": _beside(actual, lines),
        "path": [{"x": x(year), "y": y(value)} for year, value in way.path],
        "goal": [{"x": x(way.last), "y": y(one), "label": number(one, printed_decimals(round(one, 6)))} for one in goals],
        "level": way.level,
        "key": [
            {"kind": kind, "name": say(name)}
            for kind, name, there in (("actual", ACTUAL, way.points), ("path", PATH, way.path), ("goal", GOAL, goals))
            if there
        ] + ([{"kind": "hollow", "name": say(HOLLOW)}] if any(one.unverified for one in way.points) else []),
    }  # fmt: skip


HOLLOW = Text("未核实", "Unverified")


def _beside(points: list[Drawn], lines: list[float | None]) -> list[Drawn]:
    """Each label on the side where no line runs: away from the path or the bound, else from the mean of its neighbours."""
    for at, (one, line) in enumerate(zip(points, lines, strict=True)):
        beside = [points[place]["y"] for place in (at - 1, at + 1) if 0 <= place < len(points)]
        if line is not None and abs(line - one["y"]) > CLOSE:
            beside = [line]
        one["below"] = bool(beside) and one["y"] > sum(beside) / len(beside) + 1e-9
    return points
