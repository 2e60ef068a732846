"""A course as a native chart of a presentation: what was, solid; the path, dashed; the goal, a
bar; the ends with their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.core.analysis.time_course import Chart, Point, TimeCourse
from dashboard.core.vocabulary.digits import format_number
from dashboard.core.vocabulary.text import Text
from dashboard.exports.axes import build_number_format, compute_axis
from dashboard.exports.courses import ACTUAL, GOAL, PATH, UPPER, list_lines
from dashboard.figures.theme import TOKENS

SMALL, LARGE = Pt(18), Pt(20)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a line and its marks look: tokens of colours, and sizes."""

    colour: str
    inside: str
    width: Any
    marker: Any
    size: int


LOOKS: dict[Text, _Look] = {
    ACTUAL: _Look("accent", "accent", Pt(4.0), XL_MARKER_STYLE.CIRCLE, 11),
    PATH: _Look("path", "paper", Pt(2.5), XL_MARKER_STYLE.NONE, 7),
    GOAL: _Look("goal", "goal", Pt(2.5), XL_MARKER_STYLE.DASH, 20),
    UPPER: _Look("goal", "goal", Pt(2.5), XL_MARKER_STYLE.DASH, 20),
}


def draw_chart(
    page: Any, chart: Chart, say: Callable[[Text], str], font: str, place: Sequence[int]
) -> None:
    """Put the chart onto a slide; its numbers can be edited there."""
    course = chart.course
    lines = _list_lines(course)
    data = CategoryChartData(number_format=build_number_format(chart.decimals))
    data.categories = [str(year) for year in course.years]
    for name, values in lines.items():
        data.add_series(say(name), [values.get(year) for year in course.years])
    native_chart = page.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *place, data).chart
    native_chart.font.size, native_chart.font.name = SMALL, font
    native_chart.font.color.rgb = _find_colour("ink-2")
    native_chart.has_title, native_chart.has_legend = False, True
    native_chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    native_chart.legend.include_in_layout = False
    _apply_axes(native_chart, chart, [value for line in lines.values() for value in line.values()])
    series_by_name = dict(zip(lines, native_chart.plots[0].series, strict=True))
    for name, series in series_by_name.items():
        _apply_look(series, LOOKS[name])
    if PATH in series_by_name:
        series_by_name[PATH].format.line.dash_style = MSO_LINE.DASH
    if ACTUAL in series_by_name:
        _draw_figures(series_by_name[ACTUAL], chart)
    for name, edge in zip((GOAL, UPPER), course.goals, strict=False):
        _draw_goal(series_by_name[name], course, edge)
    apply_east_asian_font(native_chart.element, font)


def _list_lines(course: TimeCourse) -> dict[Text, dict[int, float]]:
    """Name → year → value of every line that has one."""
    return {name: values for name, values in list_lines(course).items() if values}


def _apply_axes(native_chart: Any, chart: Chart, values: list[float]) -> None:
    axis, across = compute_axis(values), native_chart.value_axis
    across.minimum_scale, across.maximum_scale, across.major_unit = axis.low, axis.high, axis.step
    across.tick_labels.number_format = build_number_format(_count_decimals(axis.step))
    across.tick_labels.number_format_is_linked = False
    across.major_gridlines.format.line.color.rgb = _find_colour("line")
    across.format.line.fill.background()
    native_chart.category_axis.format.line.color.rgb = _find_colour("line-2")
    native_chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.reverse:
        across.reverse_order = True


def _count_decimals(value: float) -> int:
    """How many decimals a number needs, six at most."""
    for decimals in range(6):
        scaled = value * 10**decimals
        if abs(scaled - round(scaled)) < 1e-6:
            return decimals
    return 6


def _apply_look(series: Any, look: _Look) -> None:
    series.smooth, marker, line = False, series.marker, series.format.line
    line.color.rgb, line.width = _find_colour(look.colour), look.width
    marker.style, marker.size = look.marker, look.size
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = _find_colour(look.inside)
    marker.format.line.color.rgb = _find_colour(look.colour)


def _draw_figures(series: Any, chart: Chart) -> None:
    """Hollow marks for what is unverified; the first and the last figure beside their points."""
    course = chart.course
    points = {point: series.points[course.years.index(point.year)] for point in course.points}
    for point, native_point in points.items():
        if point.unverified:
            native_point.marker.format.fill.solid()
            native_point.marker.format.fill.fore_color.rgb = _find_colour("paper")
    for point in dict.fromkeys((course.points[0], course.points[-1])):
        is_above = _is_above(chart, point) != chart.reverse
        number = chart.format_figure(point)
        _draw_label(points[point], number, above=is_above, tone="accent-ink")


def _draw_goal(series: Any, course: TimeCourse, goal: float) -> None:
    """A line where it is for every year, else a mark without one; its number above."""
    if course.level:
        series.marker.style = XL_MARKER_STYLE.NONE
    else:
        series.format.line.fill.background()
    number = format_number(goal, _count_decimals(goal))
    point = series.points[course.years.index(course.last)]
    _draw_label(point, number, above=True, tone="goal")


def _is_above(chart: Chart, point: Point) -> bool:
    """Whether a number stands on the side of larger values: where neither the line nor the path
    runs.
    """
    points = chart.course.points
    position = points.index(point)
    if position < len(points) - 1:
        return points[position + 1].value < point.value
    if point.year in chart.course.expected:
        return point.value >= chart.course.expected[point.year]
    return position == 0 or point.value >= points[position - 1].value


def _draw_label(point: Any, text: str, *, above: bool, tone: str) -> None:
    label = point.data_label
    label.position = XL_LABEL_POSITION.ABOVE if above else XL_LABEL_POSITION.BELOW
    frame = label.text_frame
    run = frame.paragraphs[0].add_run()
    run.text, run.font.size, run.font.bold = text, LARGE, True
    run.font.color.rgb = _find_colour(tone)


def apply_east_asian_font(element: Any, font: str) -> None:
    """The same font for East Asian letters wherever one is named for Latin ones."""
    for latin in list(element.iter(qn("a:latin"))):
        if latin.getparent().find(qn("a:ea")) is None:
            latin.addnext(latin.makeelement(qn("a:ea"), {"typeface": font}))


def parse_colour(text: str) -> RGBColor:
    """A colour as pages write it: #17498c."""
    parsed: RGBColor = RGBColor.from_string(text.removeprefix("#").upper())
    return parsed


def _find_colour(name: str) -> RGBColor:
    return parse_colour(TOKENS[name])
