"""The years of every target as rows, with native charts beside them: what was, what the path asks
for, and the goal.
"""

from __future__ import annotations

from dashboard.core.analysis.gaps import Pair
from dashboard.core.analysis.time_course import TimeCourse, build_time_course
from dashboard.core.vocabulary.text import Text
from dashboard.exports import ExportRequest
from dashboard.exports.axes import build_number_format, compute_axis
from dashboard.exports.grid import Cell, Chart, Series

ACTUAL, PATH, GOAL, UPPER = (
    Text("实际", "Actual"),
    Text("序时进度", "Path of the plan"),
    Text("目标", "Target"),
    Text("目标上限", "Upper end of the target"),
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
            "type": "long_dash",
            "size": 12,
            "fill": {"color": "#16202e"},
            "border": {"color": "#16202e"},
        },
    },
}
LOOKS[UPPER] = LOOKS[GOAL]
"""Line → how a chart draws it."""
LEVEL_LOOK: dict[str, object] = {
    "line": {"color": "#16202e", "width": 1.5},
    "marker": {"type": "none"},
}
"""How a goal for every year is drawn."""
MOST_CHARTS, TALL, WIDE = 24, 16, 9
"""Charts on the sheet; rows and columns that one takes."""
COLUMNS_BEFORE = 3
"""Columns before the years."""


def list_courses(request: ExportRequest) -> list[tuple[Pair, TimeCourse]]:
    """The targets that a chart can show, with their courses."""
    courses = []
    for row, target in request.rows:
        if request.registry.indicators[target.indicator].unit is None or target.is_stated:
            continue
        course = build_time_course(request.snapshot, target, row.region, int(row.year))
        if course.points or course.path:
            courses.append(((row, target), course))
    return courses


def list_years(found: list[tuple[Pair, TimeCourse]]) -> list[int]:
    """Every year that one of the courses has."""
    years = [year for _, course in found for year in course.years]
    if not years:
        return []
    return list(range(min(years), max(years) + 1))


def build_rows(
    request: ExportRequest, pair: Pair, time_course: TimeCourse, over: list[int]
) -> list[list[Cell]]:
    """A row for each line of one target; cells of years without a value are empty."""
    _, target = pair
    indicator = request.registry.indicators[target.indicator]
    unverified_years = {point.year for point in time_course.points if point.unverified}
    rows = []
    for name, values in list_lines(time_course).items():
        is_actual = name is ACTUAL
        # A path or a goal may need a digit more than what is published.
        decimals = indicator.decimals if is_actual else indicator.decimals + 1
        cells = [
            Cell(values.get(year), decimals, unverified=is_actual and year in unverified_years)
            for year in over
        ]
        head = [request.say(text) for text in (indicator.name, indicator.unit_text, name)]
        rows.append([*map(Cell, head), *cells])
    return rows


def list_lines(time_course: TimeCourse) -> dict[Text, dict[int, float]]:
    """Name → year → value of every line: an interval's upper edge is one of its own."""
    goals = dict(zip((GOAL, UPPER), time_course.goal_lines, strict=False))
    return {
        ACTUAL: {point.year: point.value for point in time_course.points},
        PATH: time_course.expected,
        **(goals or {GOAL: {}}),
    }


def build_charts(
    request: ExportRequest, found: list[tuple[Pair, TimeCourse]], over: list[int]
) -> list[Chart]:
    """A chart for each of the first targets, two beside each other, on the right of the rows."""
    charts, next_row = [], 0
    for position, ((_, target), time_course) in enumerate(found[:MOST_CHARTS]):
        indicator = request.registry.indicators[target.indicator]
        name, unit = indicator.name, indicator.unit_text
        charts.append(
            Chart(
                title=Text(f"{name.zh}（{unit.zh}）", f"{name.in_('en')} ({unit.en})"),
                series=_list_series(time_course, next_row),
                first=over.index(time_course.years[0]) + COLUMNS_BEFORE,
                last=over.index(time_course.years[-1]) + COLUMNS_BEFORE,
                axis=compute_axis(_list_values(time_course)),
                form=build_number_format(indicator.decimals),
                reverse=indicator.measure == "rank",
                row=3 + position // 2 * TALL,
                column=COLUMNS_BEFORE + len(over) + 1 + position % 2 * WIDE,
            )
        )
        next_row += len(list_lines(time_course))
    return charts


def _list_values(time_course: TimeCourse) -> list[float]:
    """Every value that a chart of a course shows."""
    values = [point.value for point in time_course.points]
    values += time_course.expected.values()
    return [*values, *time_course.goals]


def _list_series(time_course: TimeCourse, first_row: int) -> tuple[Series, ...]:
    """The lines of a course that have values; a goal for every year is a line, not a mark."""
    looks = dict(LOOKS)
    if time_course.level:
        looks[GOAL] = looks[UPPER] = LEVEL_LOOK
    return tuple(
        Series(name, first_row + place, looks[name])
        for place, (name, values) in enumerate(list_lines(time_course).items())
        if values
    )
