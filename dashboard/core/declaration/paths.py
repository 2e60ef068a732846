"""What should the value be by now? The path from base to goal: milestones, else compound, else a
straight line.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from dashboard.core.vocabulary.model import Registry, Target
from dashboard.core.vocabulary.targets import BOUNDS, Array, Mask

SAME_MOMENT = 1e-9


def compute_linear(base: Array, goal: Array, share: Array) -> Array:
    """The straight line's value after a share of the time (0 at the base, 1 at the goal)."""
    return base + (goal - base) * share


def compute_compound(base: Array, goal: Array, share: Array) -> Array:
    """Constant growth from base to goal; NaN where their signs differ or one is zero."""
    with np.errstate(all="ignore"):
        return np.where(base * goal > 0, base * (goal / base) ** share, np.nan)


def compute_expected(base: Array, goal: Array, share: Array, is_compound: Mask) -> Array:
    """The value on each row's path after a share of the time."""
    line = compute_linear(base, goal, share)
    if not is_compound.any():
        return line
    return np.where(is_compound, compute_compound(base, goal, share), line)


def compute_time_share(value: Array, base: Array, goal: Array, is_compound: Mask) -> Array:
    """The share of the time at which the path takes a value; NaN where it never does."""
    with np.errstate(all="ignore"):
        share = (value - base) / (goal - base)
        if is_compound.any():
            share = np.where(is_compound, np.log(value / base) / np.log(goal / base), share)
        on_path = (share >= -1e-9) & (share <= 1 + 1e-9)
        return np.where(on_path, share, np.nan)


def interpolate_path(years: Array, values: Array, at: Array) -> Array:
    """A path with milestones at some moments: straight between its points."""
    return np.interp(at, years, values, left=np.nan, right=np.nan)


def find_moment(years: Array, values: Array, value: float) -> float:
    """The moment at which a path with milestones takes a value; NaN if never or more than once."""
    moments: list[float] = []
    points = list(zip(years, values, strict=True))
    for (start, first), (end, last) in pairwise(points):
        if first == last == value:
            return math.nan
        if first == last or not min(first, last) <= value <= max(first, last):
            continue
        moment = float(start + (value - first) / (last - first) * (end - start))
        # A milestone ends one stretch and begins the next: its moment counts once.
        if not moments or abs(moment - moments[-1]) > SAME_MOMENT:
            moments.append(moment)
    if len(moments) != 1:
        return math.nan
    return moments[0]


def find_path_points(target: Target) -> tuple[Array, Array] | None:
    """Years and values of a target's path for every year from base to goal, or None where it has no
    path.
    """
    base, goal = target.base, find_goal(target)
    if target.period != "by" or not BOUNDS[target.bound].has_path:
        return None
    if goal is None or base is None or base.value is None or base.year >= target.last:
        return None
    years = np.arange(base.year, target.last + 1, dtype=float)
    if target.milestones:
        stops = {**dict(target.milestones), base.year: base.value}
        stops.setdefault(target.last, goal)
        stop_years = sorted(stops)
        stop_values = np.array([stops[year] for year in stop_years])
        return years, interpolate_path(np.array(stop_years, float), stop_values, years)
    share = (years - base.year) / (target.last - base.year)
    start, end = np.full_like(years, base.value), np.full_like(years, goal)
    is_compound = np.full(len(years), target.path == "compound")
    return years, compute_expected(start, end, share, is_compound)


def find_goal(target: Target) -> float | None:
    """The number a path leads to: for an interval the edge nearer the base."""
    if target.x is None or target.high is None:
        return target.x
    start = target.base.value if target.base else None
    if start is not None and abs(target.high - start) < abs(target.x - start):
        return target.high
    return target.x


def list_edges(target: Target) -> tuple[float, ...]:
    """The numbers that a target states: one, both edges of an interval, or none."""
    return tuple(number for number in (target.x, target.high) if number is not None)


def is_level(target: Target) -> bool:
    """Whether its numbers hold in every year of its period, so that they are drawn as lines."""
    return target.period in ("every", "average") or BOUNDS[target.bound].maintains


def find_annual_conflicts(registry: Registry) -> dict[str, tuple[str, float]]:
    """Annual targets that do not lie on the path of the same indicator and region: id → (the path's
    target, its value).

    The annual target stands beside the path and never replaces it; a difference of more than its
    tolerance, or of half a printed digit, is a finding.
    """
    conflicts: dict[str, tuple[str, float]] = {}
    for goal in registry.targets:
        points = find_path_points(goal)
        if points is None:
            continue
        value_of_year = dict(zip(points[0].astype(int), points[1], strict=True))
        half_digit = 0.5 * registry.indicators[goal.indicator].last_digit
        for annual, number in list_annual_targets(registry, goal):
            on_path = value_of_year.get(annual.last)
            margin = max(annual.tolerance or 0.0, half_digit)
            if on_path is not None and abs(on_path - number) > margin * (1 + 1e-9):
                conflicts[annual.id] = (goal.id, float(on_path))
    return conflicts


def list_annual_targets(registry: Registry, goal: Target) -> list[tuple[Target, float]]:
    """The targets for one year, with their numbers, that stand beside a goal of the same indicator
    and region.
    """
    return [
        (annual, annual.x)
        for annual in registry.of(goal.indicator)
        if annual.period == "in"
        and annual.x is not None
        and set(annual.regions) & set(goal.regions)
    ]
