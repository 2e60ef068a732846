"""The years of every target as rows, with native charts beside them: what was, what the path asks for, and the goal."""

from __future__ import annotations

from dashboard.core.analysis.gaps import Pair
from dashboard.core.analysis.time_course import Course, course
from dashboard.core.vocabulary.text import Text
from dashboard.exports import Matter
from dashboard.exports.axes import around
from dashboard.exports.grid import Cell, Chart, Series

ACTUAL, PATH, GOAL = Text("实际", "Actual"), Text("计划路径", "Path of the plan"), Text("目标", "Target")
LOOKS: dict[Text, dict[str, object]] = {
    ACTUAL: {"line": {"color": "#17498c", "width": 2.5}, "marker": {"type": "circle", "size": 6, "fill": {"color": "#17498c"}, "border": {"color": "#17498c"}}},
    PATH: {"line": {"color": "#5a6675", "width": 1.5, "dash_type": "dash"}, "marker": {"type": "none"}},
    GOAL: {"line": {"none": True}, "marker": {"type": "diamond", "size": 9, "fill": {"color": "#16202e"}, "border": {"color": "#16202e"}}},
}  # fmt: skip
"""Line → how a chart draws it."""
MOST_CHARTS, TALL, WIDE = 24, 16, 9
"""Charts on the sheet; rows and columns that one takes."""
BEFORE = 3
"""Columns before the years."""


def of(matter: Matter) -> list[tuple[Pair, Course]]:
    """The targets that a chart can show, with their courses."""
    found = []
    for row, target in matter.rows:
        if matter.registry.indicators[target.indicator].unit is None or target.bound == "stated":
            continue
        way = course(matter.snapshot, target, row.region, int(row.year))
        if way.points or way.path:
            found.append(((row, target), way))
    return found


def span(found: list[tuple[Pair, Course]]) -> list[int]:
    """Every year that one of the courses has."""
    every = [year for _, way in found for year in way.years]
    return list(range(min(every), max(every) + 1)) if every else []


def rows(matter: Matter, pair: Pair, way: Course, over: list[int]) -> list[list[Cell]]:
    """A row for each line of one target; cells of years without a value are empty."""
    indicator = matter.registry.indicators[pair[1].indicator]
    unsure = {point.year for point in way.points if point.unverified}
    years = way.years if way.level else [way.last]
    lines: dict[Text, dict[int, float]] = {
        ACTUAL: {point.year: point.value for point in way.points},
        PATH: way.expected,
        GOAL: {year: way.goal for year in years if year >= pair[1].first or not way.level} if way.goal is not None else {},
    }
    made = []
    for name, values in lines.items():
        head = [Cell(matter.say(indicator.name)), Cell(matter.say(indicator.unit_text)), Cell(matter.say(name))]
        decimals = indicator.decimals + (name is not ACTUAL)
        made.append(head + [Cell(values.get(year), decimals, unverified=name is ACTUAL and year in unsure) for year in over])
    return made


def charts(matter: Matter, found: list[tuple[Pair, Course]], over: list[int]) -> list[Chart]:
    """A chart for each of the first targets, two beside each other, on the right of the rows."""
    made = []
    for at, ((_, target), way) in enumerate(found[:MOST_CHARTS]):
        indicator = matter.registry.indicators[target.indicator]
        first, last = over.index(way.years[0]) + BEFORE, over.index(way.years[-1]) + BEFORE
        values = [*(one.value for one in way.points), *way.expected.values(), *([way.goal] if way.goal is not None else [])]
        looks = (
            LOOKS if not way.level else {**LOOKS, GOAL: {"line": {"color": "#16202e", "width": 1.5}, "marker": {"type": "none"}}}
        )
        empty = {ACTUAL: not way.points, PATH: not way.path, GOAL: way.goal is None}
        lines = tuple(
            Series(name, at * len(LOOKS) + place, look) for place, (name, look) in enumerate(looks.items()) if not empty[name]
        )
        unit = indicator.unit_text
        made.append(Chart(
            Text(f"{indicator.name.zh}（{unit.zh}）", f"{indicator.name.in_('en')} ({unit.en})"), lines, first, last, around(values),
            "#,##0" + ("." + "0" * indicator.decimals if indicator.decimals else ""), indicator.measure == "rank",
            3 + at // 2 * TALL, BEFORE + len(over) + 1 + at % 2 * WIDE,
        ))  # fmt: skip
    return made
