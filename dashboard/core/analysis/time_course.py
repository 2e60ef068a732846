"""How has one target come along? Year by year what was, what the path asks for, and the goal: what
charts of every kind are drawn from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dashboard.core.declaration import paths
from dashboard.core.vocabulary.model import Snapshot, Target
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
    hold in every year.
    """

    points: tuple[Point, ...]
    path: tuple[tuple[int, float], ...]
    goal: float | None
    level: bool
    last: int

    @property
    def years(self) -> list[int]:
        """Every year from the first point to the goal's."""
        first = min(
            [*(point.year for point in self.points), *(year for year, _ in self.path), self.last]
        )
        return list(range(first, max([self.last, *(point.year for point in self.points)]) + 1))

    @property
    def expected(self) -> dict[int, float]:
        """Year → what the path asks for."""
        return dict(self.path)


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows: the course, its unit and decimals, and whether smaller numbers stand
    higher.
    """

    course: TimeCourse
    unit: Text
    decimals: int
    reverse: bool


def build_chart(snapshot: Snapshot, row: Any, target: Target) -> Chart | None:
    """The course of a verdict's target, where there are numbers to draw."""
    indicator = snapshot.registry.indicators[target.indicator]
    way = build_time_course(snapshot, target, row.region, int(row.year))
    if indicator.unit is None or not (way.points or way.path):
        return None
    return Chart(way, indicator.unit_text, indicator.decimals, indicator.measure == "rank")


def build_time_course(snapshot: Snapshot, target: Target, region: str, year: int) -> TimeCourse:
    """A target's course in a region up to a year; sums for a sum over years."""
    found = paths.find_path_points(target)
    every = zip(found[0].astype(int).tolist(), found[1].tolist(), strict=True) if found else ()
    path = tuple((at, value) for at, value in every if math.isfinite(value))
    full = list_points(snapshot, target.indicator, region)
    everything = compute_sums(target, full) if target.period == "total" else full
    points = [point for point in everything if point.year <= max(year, target.first)]
    points = (
        [point for point in points if point.year >= path[0][0]] if path else points[-MOST_YEARS:]
    )
    return TimeCourse(
        tuple(points),
        path,
        paths.find_goal(target),
        target.period in ("every", "average"),
        target.last,
    )


def list_points(snapshot: Snapshot, indicator: str, region: str) -> list[Point]:
    """The full-year figures of an indicator, oldest first."""
    return [
        Point(year, value, quality == "unverified")
        for year, value, quality in snapshot.series(indicator, region)
    ]


def compute_sums(target: Target, full: Iterable[Point]) -> list[Point]:
    """The sums of full-year figures from the target's first year on, as far as none is missing."""
    known = {one.year: one for one in full}
    points: list[Point] = []
    total, unverified = 0.0, False
    for year in range(target.first, target.last + 1):
        if year not in known:
            break
        total, unverified = total + known[year].value, unverified or known[year].unverified
        points.append(Point(year, total, unverified))
    return points
