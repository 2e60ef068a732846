"""A course as a native chart of a presentation: what was, solid; the path, dashed; the goal, a diamond; the ends with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.core.analysis.time_course import Chart, Point
from dashboard.core.vocabulary.text import Text, number
from dashboard.exports.axes import around
from dashboard.exports.courses import ACTUAL, GOAL, PATH
from dashboard.figures.theme import TOKENS

SMALL, LARGE = Pt(18), Pt(20)


def draw(page: Any, chart: Chart, say: Callable[[Text], str], font: str, place: Sequence[int]) -> None:
    """Put the chart onto a slide; its numbers can be edited there."""
    way = chart.course
    years = way.years
    held = dict.fromkeys(years if way.level else [way.last], way.goal) if way.goal is not None else {}
    data = CategoryChartData(number_format=_form(chart.decimals))
    data.categories = [str(year) for year in years]
    lines: dict[Text, dict[int, Any]] = {ACTUAL: {one.year: one.value for one in way.points}, PATH: way.expected, GOAL: held}
    drawn = {name: values for name, values in lines.items() if values}
    for name, values in drawn.items():
        data.add_series(say(name), [values.get(year) for year in years])
    made = page.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *place, data).chart
    made.font.size, made.font.name, made.font.color.rgb = SMALL, font, _colour("ink-2")
    made.has_title, made.has_legend = False, True
    made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(made, chart, [value for values in drawn.values() for value in values.values()])
    for name, series in zip(drawn, made.plots[0].series, strict=True):
        _line(series, name, level=way.level)
    _labels(made, chart, list(drawn), years)
    east_too(made.element, font)


def _axes(made: Any, chart: Chart, values: list[float]) -> None:
    axis, across = around(values), made.value_axis
    across.minimum_scale, across.maximum_scale, across.major_unit = axis.low, axis.high, axis.step
    across.tick_labels.number_format, across.tick_labels.number_format_is_linked = _form(_decimals(axis.step)), False
    across.major_gridlines.format.line.color.rgb = _colour("line")
    across.format.line.fill.background()
    made.category_axis.format.line.color.rgb = _colour("line-2")
    made.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.reverse:
        across.reverse_order = True


def _decimals(step: float) -> int:
    return next((one for one in range(6) if abs(step * 10**one - round(step * 10**one)) < 1e-6), 6)


def _line(series: Any, name: Text, *, level: bool) -> None:
    """How each line looks."""
    colour = _colour({ACTUAL: "accent", PATH: "path", GOAL: "goal"}[name])
    series.smooth, marker, line = False, series.marker, series.format.line
    line.color.rgb, line.width = colour, Pt({ACTUAL: 4.0, PATH: 2.5, GOAL: 2.5}[name])
    marker.style = {ACTUAL: XL_MARKER_STYLE.CIRCLE, PATH: XL_MARKER_STYLE.CIRCLE, GOAL: XL_MARKER_STYLE.DIAMOND}[name]
    marker.size = {ACTUAL: 11, PATH: 7, GOAL: 15}[name]
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = _colour("paper") if name is PATH else colour
    marker.format.line.color.rgb = colour
    if name is PATH:
        line.dash_style = MSO_LINE.DASH
    if name is GOAL and level:
        marker.style = XL_MARKER_STYLE.NONE
    elif name is GOAL:
        line.fill.background()


def _labels(made: Any, chart: Chart, drawn: list[Text], years: list[int]) -> None:
    """The first and the last figure, and the goal, each beside its point."""
    way = chart.course
    if way.points:
        series = made.plots[0].series[drawn.index(ACTUAL)]
        for one in way.points:
            if one.unverified:
                series.points[years.index(one.year)].marker.format.fill.solid()
                series.points[years.index(one.year)].marker.format.fill.fore_color.rgb = _colour("paper")
        for one in dict.fromkeys((way.points[0], way.points[-1])):
            text = number(one.value, chart.decimals)
            _label(series.points[years.index(one.year)], text, above=_above(chart, one) != chart.reverse, tone="accent-ink")
    if GOAL in drawn:
        series = made.plots[0].series[drawn.index(GOAL)]
        _label(series.points[years.index(way.last)], number(way.goal, _decimals(way.goal or 0)), above=True, tone="goal")


def _above(chart: Chart, one: Point) -> bool:
    """Whether a number stands on the side of larger values: where neither the line nor the path runs."""
    points = chart.course.points
    at = points.index(one)
    if at < len(points) - 1:
        return points[at + 1].value < one.value
    if one.year in chart.course.expected:
        return one.value >= chart.course.expected[one.year]
    return at == 0 or one.value >= points[at - 1].value


def _label(point: Any, text: str, *, above: bool, tone: str) -> None:
    label = point.data_label
    label.position = XL_LABEL_POSITION.ABOVE if above else XL_LABEL_POSITION.BELOW
    frame = label.text_frame
    run = frame.paragraphs[0].add_run()
    run.text, run.font.size, run.font.bold = text, LARGE, True
    run.font.color.rgb = _colour(tone)


def _form(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def east_too(element: Any, font: str) -> None:
    """The same font for East Asian letters wherever one is named for Latin ones."""
    for latin in list(element.iter(qn("a:latin"))):
        if latin.getparent().find(qn("a:ea")) is None:
            latin.addnext(latin.makeelement(qn("a:ea"), {"typeface": font}))


def colour(text: str) -> RGBColor:
    """A colour as pages write it: #17498c."""
    made: RGBColor = RGBColor.from_string(text.removeprefix("#").upper())
    return made


def _colour(name: str) -> RGBColor:
    return colour(TOKENS[name])
