"""A mark means one thing, in every chart, and in no chart what a verdict's shape means."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.core.analysis.time_course import build_chart, build_time_course
from dashboard.core.vocabulary.model import iterate_rows
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.exports.courses import GOAL, UPPER, list_lines
from dashboard.exports.label_placement import place_chart
from dashboard.figures import chart, slide
from dashboard.figures.story import Story
from dashboard.figures.theme import MARKS
from tests.conftest import indicator, observe, registry_of, snapshot_of
from tests.figures.test_trend import drawn

COVERS = ("dashboard.figures.means", "dashboard.figures.slide")
BASE = "base: {year: 2020, value: 40}"
FIGURES = [("a", 2020, 40.0), ("a", 2021, 44.0), ("a", 2022, 47.0), ("a", 2023, 52.0)]
INTERVAL = f"plan: five, by: 2025, between: [50, 60], {BASE}"


def list_marked(figure: Any) -> dict[str, set[str]]:
    """The symbols of each trace that shows marks, by its name."""
    found: dict[str, set[str]] = {}
    for trace in figure.data:
        if "markers" in (trace.mode or ""):
            symbol = trace.marker.symbol or "circle"
            symbols = {symbol} if isinstance(symbol, str) else set(symbol)
            found.setdefault(trace.name or "", set()).update(symbols)
    return found


def list_levels(figure: Any, name: str = "目标") -> list[float]:
    """The heights of the lines of a name that lie flat."""
    return [
        trace.y[0]
        for trace in figure.data
        if trace.name in (name, None) and trace.mode == "lines" and len(set(trace.y)) == 1
    ]


def test_every_kind_of_mark_has_its_own_symbol():
    """None that figures have (dots, hollow ones), and none of the shapes of verdicts."""
    symbols = [symbol for symbol, *_ in MARKS.values()]
    assert len({(symbol, token) for symbol, token, *_ in MARKS.values()}) == len(MARKS)
    verdicts = ("circle", "diamond", "square", "star", "triangle")
    assert not [symbol for symbol in symbols if symbol.startswith(verdicts)]


def test_the_statuses_have_their_own_symbols_and_shapes():
    """What waits is no hollow circle: that is on course, on an unverified figure."""
    assert len({status.symbol for status in STATUSES.values()}) == len(STATUSES)
    assert len({status.shape for status in STATUSES.values()}) == len(STATUSES)
    assert STATUSES["pending"].symbol == "…"


def test_a_hollow_mark_in_a_chart_is_an_unverified_figure():
    """Beside it base, goal and annual target are bars, the path a line without marks."""
    text = indicator("a", INTERVAL) + "      - {plan: year, in: 2021, at_least: 43}\n"
    figure = drawn(text, observe(*FIGURES[:3], ("a", 2023, 52.0, "unverified")))
    marked = list_marked(figure)
    assert marked["实际"] == {"circle", "circle-open"}
    assert marked["目标"] == {MARKS["goal"][0]}
    assert marked["基期"] == {MARKS["base"][0]}
    assert marked["年度目标"] == {MARKS["annual"][0]}
    assert "序时进度" not in marked


@pytest.mark.parametrize(
    ("target", "edges"),
    [
        ("plan: five, by: 2025, hold: 50", [50]),
        ("plan: five, every: 2021-2025, hold: 50", [50]),
        ("plan: five, every: 2021-2025, between: [50, 60]", [50, 60]),
        ("plan: five, every: 2021-2025, at_least: 50", [50]),
        ("plan: year, in: 2021, hold: last_year", [40]),
    ],
)
def test_what_is_to_be_held_has_its_line(target, edges):
    """In the chart of the page, on the slide, on paper and in a sheet: a level, both edges of an
    interval, last year's value.
    """
    registry = registry_of(indicator("a", target))
    year = 2021 if "year:" in target or "in: 2021" in target else 2023
    assert list_levels(drawn(indicator("a", target), observe(*FIGURES), year)) == edges
    shot = snapshot_of(registry, observe(*FIGURES), year, plan=registry.targets[0].plan)
    (row,) = iterate_rows(shot.verdicts)
    course = build_time_course(shot, registry.targets[0], "10", year)
    assert list(course.goals) == edges
    # What is held in one year alone is a bar in that year, as any goal of one year.
    is_line = registry.targets[0].first < registry.targets[0].last
    assert course.level == is_line
    levels = list_levels(slide.draw(shot, registry.targets[0], "10", "zh"), "")
    assert levels == (edges if is_line else [])
    first = registry.targets[0].first
    assert all(year >= first for line in course.goal_lines for year in line)
    chart = build_chart(shot, row, registry.targets[0])
    assert chart is not None
    placed = place_chart(chart, lambda text: text.zh)
    assert [one["label"] for one in placed["goal"]] == [str(edge) for edge in edges]
    lines = list_lines(course)
    heights = [set(lines[name].values()) for name in (GOAL, UPPER) if name in lines]
    assert heights == [{edge} for edge in edges]


def test_an_interval_to_be_reached_shows_both_edges():
    """The path leads to the nearer one; the other is drawn too."""
    registry = registry_of(indicator("a", INTERVAL))
    figure = drawn(indicator("a", INTERVAL), observe(*FIGURES))
    (goal,) = (trace for trace in figure.data if trace.name == "目标")
    assert list(goal.y) == [50, 60]
    shot = snapshot_of(registry, observe(*FIGURES), 2023)
    course = build_time_course(shot, registry.targets[0], "10", 2023)
    assert list(course.goals) == [50, 60]
    assert list_lines(course)[UPPER] == {2025: 60}


@pytest.mark.parametrize("measure", ["rate", "growth"])
def test_a_mean_is_drawn_where_the_target_is_for_the_mean(measure):
    """44, 47 and 52 mean 44, 45.5 and 47.7; growth is compounded. Others have none."""
    text = indicator("a", "plan: five, average: 2021-2025, at_least: 45", measure=measure)
    registry = registry_of(text)
    shot = snapshot_of(registry, observe(*FIGURES), 2023)
    target = registry.targets[0]
    kind = chart.kind_of(target, registry.indicators["a"])
    made = kind.draw(Story(shot, registry.indicators["a"], target, "10", "zh")) if kind else None
    figure = made or drawn(text, observe(*FIGURES))
    (mean,) = (trace for trace in figure.data if trace.name == "历年平均")
    assert list(mean.x) == [2021, 2022, 2023]
    assert [round(value, 1) for value in mean.y] == [44.0, 45.5, 47.6 if kind else 47.7]
    assert mean.text[-1] == f"<b>历年平均 {47.6 if kind else 47.7}</b>"
    every = drawn(text.replace("average", "every"), observe(*FIGURES))
    assert "历年平均" not in {trace.name for trace in every.data}
