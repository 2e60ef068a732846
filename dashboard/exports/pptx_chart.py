"""A course as a native chart of a presentation: what was, solid; the path, dashed; the goal, a
diamond; the ends with their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

from dashboard.core.analysis.time_course import Chart, Point
from dashboard.core.vocabulary.text import Text, format_number
from dashboard.exports.axes import compute_axis
from dashboard.exports.courses import ACTUAL, GOAL, PATH
from dashboard.figures.theme import TOKENS

SMALL, LARGE = Pt(18), Pt(20)


def draw_chart(
    page: Any, chart: Chart, say: Callable[[Text], str], font: str, place: Sequence[int]
) -> None:
    """Put the chart onto a slide; its numbers can be edited there."""
    time_course = chart.course
    years = time_course.years
    goal_values = (
        dict.fromkeys(years if time_course.level else [time_course.last], time_course.goal)
        if time_course.goal is not None
        else {}
    )
    data = CategoryChartData(number_format=_build_number_format(chart.decimals))
    data.categories = [str(year) for year in years]
    lines: dict[Text, dict[int, Any]] = {
        ACTUAL: {one.year: one.value for one in time_course.points},
        PATH: time_course.expected,
        GOAL: goal_values,
    }
    drawn = {name: values for name, values in lines.items() if values}
    for name, values in drawn.items():
        data.add_series(say(name), [values.get(year) for year in years])
    native_chart = page.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *place, data).chart
    native_chart.font.size, native_chart.font.name, native_chart.font.color.rgb = (
        SMALL,
        font,
        _find_colour("ink-2"),
    )
    native_chart.has_title, native_chart.has_legend = False, True
    native_chart.legend.position, native_chart.legend.include_in_layout = (
        XL_LEGEND_POSITION.BOTTOM,
        False,
    )
    _apply_axes(
        native_chart, chart, [value for values in drawn.values() for value in values.values()]
    )
    for name, series in zip(drawn, native_chart.plots[0].series, strict=True):
        _apply_line_style(series, name, level=time_course.level)
    _draw_labels(native_chart, chart, list(drawn), years)
    apply_east_asian_font(native_chart.element, font)


def _apply_axes(native_chart: Any, chart: Chart, values: list[float]) -> None:
    axis, across = compute_axis(values), native_chart.value_axis
    across.minimum_scale, across.maximum_scale, across.major_unit = axis.low, axis.high, axis.step
    across.tick_labels.number_format, across.tick_labels.number_format_is_linked = (
        _build_number_format(_count_decimals(axis.step)),
        False,
    )
    across.major_gridlines.format.line.color.rgb = _find_colour("line")
    across.format.line.fill.background()
    native_chart.category_axis.format.line.color.rgb = _find_colour("line-2")
    native_chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.reverse:
        across.reverse_order = True


def _count_decimals(step: float) -> int:
    return next((one for one in range(6) if abs(step * 10**one - round(step * 10**one)) < 1e-6), 6)


def _apply_line_style(series: Any, name: Text, *, level: bool) -> None:
    """How each line looks."""
    colour = _find_colour({ACTUAL: "accent", PATH: "path", GOAL: "goal"}[name])
    series.smooth, marker, line = False, series.marker, series.format.line
    line.color.rgb, line.width = colour, Pt({ACTUAL: 4.0, PATH: 2.5, GOAL: 2.5}[name])
    marker.style = {
        ACTUAL: XL_MARKER_STYLE.CIRCLE,
        PATH: XL_MARKER_STYLE.CIRCLE,
        GOAL: XL_MARKER_STYLE.DIAMOND,
    }[name]
    marker.size = {ACTUAL: 11, PATH: 7, GOAL: 15}[name]
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = _find_colour("paper") if name is PATH else colour
    marker.format.line.color.rgb = colour
    if name is PATH:
        line.dash_style = MSO_LINE.DASH
    if name is GOAL and level:
        marker.style = XL_MARKER_STYLE.NONE
    elif name is GOAL:
        line.fill.background()


def _draw_labels(native_chart: Any, chart: Chart, drawn: list[Text], years: list[int]) -> None:
    """The first and the last figure, and the goal, each beside its point."""
    time_course = chart.course
    if time_course.points:
        series = native_chart.plots[0].series[drawn.index(ACTUAL)]
        for one in time_course.points:
            if one.unverified:
                series.points[years.index(one.year)].marker.format.fill.solid()
                series.points[
                    years.index(one.year)
                ].marker.format.fill.fore_color.rgb = _find_colour("paper")
        for one in dict.fromkeys((time_course.points[0], time_course.points[-1])):
            text = format_number(one.value, chart.decimals)
            _draw_label(
                series.points[years.index(one.year)],
                text,
                above=_is_above(chart, one) != chart.reverse,
                tone="accent-ink",
            )
    if GOAL in drawn:
        series = native_chart.plots[0].series[drawn.index(GOAL)]
        _draw_label(
            series.points[years.index(time_course.last)],
            format_number(time_course.goal, _count_decimals(time_course.goal or 0)),
            above=True,
            tone="goal",
        )


def _is_above(chart: Chart, one: Point) -> bool:
    """Whether a number stands on the side of larger values: where neither the line nor the path
    runs.
    """
    points = chart.course.points
    at = points.index(one)
    if at < len(points) - 1:
        return points[at + 1].value < one.value
    if one.year in chart.course.expected:
        return one.value >= chart.course.expected[one.year]
    return at == 0 or one.value >= points[at - 1].value


def _draw_label(point: Any, text: str, *, above: bool, tone: str) -> None:
    label = point.data_label
    label.position = XL_LABEL_POSITION.ABOVE if above else XL_LABEL_POSITION.BELOW
    frame = label.text_frame
    run = frame.paragraphs[0].add_run()
    run.text, run.font.size, run.font.bold = text, LARGE, True
    run.font.color.rgb = _find_colour(tone)


def _build_number_format(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


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
