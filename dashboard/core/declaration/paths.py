"""What should the value be by now? The path from base to goal: milestones, else compound, else a
straight line.
"""

from __future__ import annotations

import numpy as np

from dashboard.core.vocabulary.model import Registry, Target
from dashboard.core.vocabulary.targets import Array, Mask

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
    return (
        np.where(is_compound, compute_compound(base, goal, share), line)
        if is_compound.any()
        else line
    )


def compute_time_share(value: Array, base: Array, goal: Array, is_compound: Mask) -> Array:
    """The share of the time at which the path takes a value; NaN where it never does."""
    with np.errstate(all="ignore"):
        share = (value - base) / (goal - base)
        if is_compound.any():
            share = np.where(is_compound, np.log(value / base) / np.log(goal / base), share)
        return np.where((share >= -1e-9) & (share <= 1 + 1e-9), share, np.nan)


def interpolate_path(years: Array, values: Array, at: Array) -> Array:
    """A path with milestones at some moments: straight between its points."""
    return np.interp(at, years, values, left=np.nan, right=np.nan)


def find_moment(years: Array, values: Array, value: float) -> float:
    """The moment at which a path with milestones takes a value; NaN if never or more than once."""
    moments: list[float] = []
    for start, end, low, high in zip(years[:-1], years[1:], values[:-1], values[1:], strict=True):
        if low == high == value:
            return float("nan")
        if min(low, high) <= value <= max(low, high) and low != high:
            moments.append(float(start + (value - low) / (high - low) * (end - start)))
    distinct = [
        moment
        for place, moment in enumerate(moments)
        if place == 0 or abs(moment - moments[place - 1]) > SAME_MOMENT
    ]
    return distinct[0] if len(distinct) == 1 else float("nan")


def find_path_points(target: Target) -> tuple[Array, Array] | None:
    """Years and values of a target's path for every year from base to goal, or None where it has no
    path.
    """
    goal = find_goal(target)
    if (
        target.period != "by"
        or target.bound in ("hold", "done", "stated")
        or goal is None
        or not target.base
        or target.base.value is None
    ):
        return None
    if target.base.year >= target.last:
        return None
    years = np.arange(target.base.year, target.last + 1, dtype=float)
    if target.milestones:
        stops = dict([*target.milestones, (target.base.year, target.base.value)])
        stops.setdefault(target.last, goal)
        return years, interpolate_path(
            np.array(sorted(stops), float), np.array([stops[year] for year in sorted(stops)]), years
        )
    share = (years - target.base.year) / (target.last - target.base.year)
    base, end = np.full_like(years, target.base.value), np.full_like(years, goal)
    return years, compute_expected(base, end, share, np.full(len(years), target.path == "compound"))


def find_goal(target: Target) -> float | None:
    """The number a path leads to: for an interval the edge nearer the base."""
    if target.bound != "between" or target.x is None or target.high is None:
        return target.x
    start = target.base.value if target.base else None
    return (
        target.x
        if start is None or abs(target.x - start) <= abs(target.high - start)
        else target.high
    )


def find_annual_conflicts(registry: Registry) -> dict[str, tuple[str, float]]:
    """Annual targets that do not lie on the path of the same indicator and region: id → (the path's
    target, its value).

    The annual target stands beside the path and never replaces it; a difference of more than its
    tolerance, or of half a printed digit, is a finding.
    """
    found: dict[str, tuple[str, float]] = {}
    for goal in registry.targets:
        line = find_path_points(goal)
        if line is None:
            continue
        for annual in registry.of(goal.indicator):
            if (
                annual.period != "in"
                or annual.x is None
                or not set(annual.regions) & set(goal.regions)
            ):
                continue
            on_path = dict(zip(line[0].astype(int), line[1], strict=True)).get(annual.last)
            margin = max(
                annual.tolerance or 0.0, 0.5 * 10.0 ** -registry.indicators[goal.indicator].decimals
            )
            if on_path is not None and abs(on_path - annual.x) > margin * (1 + 1e-9):
                found[annual.id] = (goal.id, float(on_path))
    return found
