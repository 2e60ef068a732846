"""The years of every target as rows, with native charts beside them: what was, what the path asks
for, and the goal.
"""

from __future__ import annotations

from dashboard.core.analysis.gaps import Pair
from dashboard.core.analysis.time_course import TimeCourse, build_time_course
from dashboard.core.vocabulary.text import Text
from dashboard.exports import ExportRequest
from dashboard.exports.axes import compute_axis
from dashboard.exports.grid import Cell, Chart, Series

ACTUAL, PATH, GOAL = (
    Text("实际", "Actual"),
    Text("计划路径", "Path of the plan"),
    Text("目标", "Target"),
)
LOOKS: dict[Text, dict[str, object]] = {
    ACTUAL: {
        "line": {"color": "#17498c", "width": 2.5},
        "marker": {
            "type": "circle",
            "size": 6,
            "fill": {"color": "#17498c"},
            "border": {"color": "#17498c"},
        },
    },
    PATH: {
        "line": {"color": "#5a6675", "width": 1.5, "dash_type": "dash"},
        "marker": {"type": "none"},
    },
    GOAL: {
        "line": {"none": True},
        "marker": {
            "type": "diamond",
            "size": 9,
            "fill": {"color": "#16202e"},
            "border": {"color": "#16202e"},
        },
    },
}
"""Line → how a chart draws it."""
MOST_CHARTS, TALL, WIDE = 24, 16, 9
"""Charts on the sheet; rows and columns that one takes."""
COLUMNS_BEFORE = 3
"""Columns before the years."""


def list_courses(request: ExportRequest) -> list[tuple[Pair, TimeCourse]]:
    """The targets that a chart can show, with their courses."""
    found = []
    for row, target in request.rows:
        if request.registry.indicators[target.indicator].unit is None or target.bound == "stated":
            continue
        time_course = build_time_course(request.snapshot, target, row.region, int(row.year))
        if time_course.points or time_course.path:
            found.append(((row, target), time_course))
    return found


def list_years(found: list[tuple[Pair, TimeCourse]]) -> list[int]:
    """Every year that one of the courses has."""
    every = [year for _, time_course in found for year in time_course.years]
    return list(range(min(every), max(every) + 1)) if every else []


def build_rows(
    request: ExportRequest, pair: Pair, time_course: TimeCourse, over: list[int]
) -> list[list[Cell]]:
    """A row for each line of one target; cells of years without a value are empty."""
    indicator = request.registry.indicators[pair[1].indicator]
    unsure = {point.year for point in time_course.points if point.unverified}
    years = time_course.years if time_course.level else [time_course.last]
    lines: dict[Text, dict[int, float]] = {
        ACTUAL: {point.year: point.value for point in time_course.points},
        PATH: time_course.expected,
        GOAL: {
            year: time_course.goal
            for year in years
            if year >= pair[1].first or not time_course.level
        }
        if time_course.goal is not None
        else {},
    }
    made = []
    for name, values in lines.items():
        head = [
            Cell(request.say(indicator.name)),
            Cell(request.say(indicator.unit_text)),
            Cell(request.say(name)),
        ]
        decimals = indicator.decimals + (name is not ACTUAL)
        made.append(
            head
            + [
                Cell(values.get(year), decimals, unverified=name is ACTUAL and year in unsure)
                for year in over
            ]
        )
    return made


def build_charts(
    request: ExportRequest, found: list[tuple[Pair, TimeCourse]], over: list[int]
) -> list[Chart]:
    """A chart for each of the first targets, two beside each other, on the right of the rows."""
    made = []
    for at, ((_, target), time_course) in enumerate(found[:MOST_CHARTS]):
        indicator = request.registry.indicators[target.indicator]
        first, last = (
            over.index(time_course.years[0]) + COLUMNS_BEFORE,
            over.index(time_course.years[-1]) + COLUMNS_BEFORE,
        )
        values = [
            *(one.value for one in time_course.points),
            *time_course.expected.values(),
            *([time_course.goal] if time_course.goal is not None else []),
        ]
        looks = (
            LOOKS
            if not time_course.level
            else {
                **LOOKS,
                GOAL: {"line": {"color": "#16202e", "width": 1.5}, "marker": {"type": "none"}},
            }
        )
        empty = {
            ACTUAL: not time_course.points,
            PATH: not time_course.path,
            GOAL: time_course.goal is None,
        }
        lines = tuple(
            Series(name, at * len(LOOKS) + place, look)
            for place, (name, look) in enumerate(looks.items())
            if not empty[name]
        )
        unit = indicator.unit_text
        made.append(
            Chart(
                Text(
                    f"{indicator.name.zh}（{unit.zh}）", f"{indicator.name.in_('en')} ({unit.en})"
                ),
                lines,
                first,
                last,
                compute_axis(values),
                "#,##0" + ("." + "0" * indicator.decimals if indicator.decimals else ""),
                indicator.measure == "rank",
                3 + at // 2 * TALL,
                COLUMNS_BEFORE + len(over) + 1 + at % 2 * WIDE,
            )
        )
    return made
