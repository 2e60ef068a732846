"""How has one target come along? Year by year what was, what the path asks for, and the goal: what
charts of every kind are drawn from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dashboard.core.declaration import paths
from dashboard.core.vocabulary.digits import format_number, print_numbers
from dashboard.core.vocabulary.model import Target
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.text import Text

MOST_YEARS = 6
"""Years shown of a target that has no path."""


@dataclass(frozen=True, slots=True)
class Point:
    """A full-year figure, or the sum up to a year."""

    year: int
    value: float
    unverified: bool


@dataclass(frozen=True, slots=True)
class TimeCourse:
    """The figures up to the year judged, the path from the base on, and the goal; `level` goals
    hold in every year from the `first` on, an interval has two `edges`.
    """

    points: tuple[Point, ...]
    path: tuple[tuple[int, float], ...]
    goal: float | None
    level: bool
    last: int
    edges: tuple[float, ...] = ()
    first: int = 0

    @property
    def goals(self) -> tuple[float, ...]:
        """Every number that is drawn as a goal: both edges of an interval."""
        return self.edges or (() if self.goal is None else (self.goal,))

    @property
    def goal_lines(self) -> list[dict[int, float]]:
        """Year → number for each of them: in every year that it is for, or in its own."""
        years = [self.last]
        if self.level:
            years = [year for year in self.years if year >= self.first]
        return [dict.fromkeys(years, edge) for edge in self.goals]

    @property
    def years(self) -> list[int]:
        """Every year from the first point to the goal's."""
        of_points = [point.year for point in self.points]
        of_path = [year for year, _ in self.path]
        first = min([*of_points, *of_path, self.last])
        return list(range(first, max([self.last, *of_points]) + 1))

    @property
    def expected(self) -> dict[int, float]:
        """Year → what the path asks for."""
        return dict(self.path)


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows: the course, its unit and decimals, whether smaller numbers stand higher,
    and with how many decimals the figure of the year judged stands in its sentence.
    """

    course: TimeCourse
    unit: Text
    decimals: int
    reverse: bool
    judged: tuple[int, int] | None = None

    def format_figure(self, point: Point) -> str:
        """The label of a figure: the published digits, that of the year judged as its sentence has
        it.
        """
        year, decimals = self.judged or (0, 0)
        return format_number(point.value, decimals if point.year == year else self.decimals)


def build_chart(snapshot: Snapshot, row: Any, target: Target) -> Chart | None:
    """The course of a verdict's target, where there are numbers to draw."""
    indicator = snapshot.registry.indicators[target.indicator]
    way = build_time_course(snapshot, target, row.region, int(row.year))
    if indicator.unit is None or not (way.points or way.path):
        return None
    judged = (int(row.year), print_numbers(indicator, target, row).decimals)
    is_rank = indicator.measure == "rank"
    return Chart(way, indicator.unit_text, indicator.decimals, is_rank, judged)


def build_time_course(snapshot: Snapshot, target: Target, region: str, year: int) -> TimeCourse:
    """A target's course in a region up to a year; for a sum or a mean over years that of the sum or
    the mean so far.
    """
    path = _list_path(target)
    points = list_points(snapshot, target.indicator, region)
    goal, edges = paths.find_goal(target), paths.list_edges(target)
    if target.hold_last_year:
        goal = next((point.value for point in points if point.year == year - 1), None)
    if target.period == "total":
        points = compute_sums(target, points)
    if target.period == "average":
        is_growth = snapshot.registry.indicators[target.indicator].measure == "growth"
        points = compute_means(target, points, compounded=is_growth)
    points = [point for point in points if point.year <= max(year, target.first)]
    if path:
        first, _ = path[0]
        points = [point for point in points if point.year >= first]
    else:
        points = points[-MOST_YEARS:]
    # What is to be held in a single year is a mark, as any goal of one year.
    is_level = paths.is_level(target) and target.first < target.last
    return TimeCourse(tuple(points), path, goal, is_level, target.last, edges, target.first)


def _list_path(target: Target) -> tuple[tuple[int, float], ...]:
    """Year and value of every point of a target's path that has one."""
    points = paths.find_path_points(target)
    if points is None:
        return ()
    pairs = zip(points[0].astype(int).tolist(), points[1].tolist(), strict=True)
    return tuple((year, value) for year, value in pairs if math.isfinite(value))


def list_points(snapshot: Snapshot, indicator: str, region: str) -> list[Point]:
    """The full-year figures of an indicator, oldest first."""
    return [
        Point(year, value, quality == "unverified")
        for year, value, quality in snapshot.series(indicator, region)
    ]


def compute_means(target: Target, full: Iterable[Point], *, compounded: bool) -> list[Point]:
    """The means of full-year figures from the target's first year on, as far as none is missing;
    growth in per cent is compounded, as judging does.
    """

    def average(values: list[float]) -> float:
        if not compounded:
            return sum(values) / len(values)
        factor = math.prod(1 + value / 100 for value in values)
        return (factor ** (1 / len(values)) - 1) * 100 if factor >= 0 else math.nan

    means = _accumulate(target, full, average)
    return [point for point in means if math.isfinite(point.value)]


def compute_sums(target: Target, full: Iterable[Point]) -> list[Point]:
    """The sums of full-year figures from the target's first year on, as far as none is missing."""
    return _accumulate(target, full, sum)


def _accumulate(
    target: Target, full: Iterable[Point], combine: Callable[[list[float]], float]
) -> list[Point]:
    """Each year's point with what it and those before it come to, up to the first missing year."""
    known = {one.year: one for one in full}
    taken: list[Point] = []
    points: list[Point] = []
    for year in range(target.first, target.last + 1):
        if year not in known:
            break
        taken.append(known[year])
        value = combine([one.value for one in taken])
        points.append(Point(year, value, any(one.unverified for one in taken)))
    return points
