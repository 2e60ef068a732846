"""Is a goal to be reached by a year on its way? The path from the base: METHODS §2, steps 4–9."""

from __future__ import annotations

import numpy as np

from dashboard.core.declaration import paths
from dashboard.core.verdicts.known_values import find_nearer_edge, observe_values, pick_status
from dashboard.core.verdicts.rows import Codes, Outcome, Rows
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.statuses import CODES as S
from dashboard.core.vocabulary.targets import Array, Mask, list_bound_codes, reaches

LADDER = RULES[DEFAULT]
MAINTAINED = list_bound_codes(lambda bound: bound.maintains)


def decide_by(rows: Rows) -> Outcome:
    """Steps 4–9: reached at the end of a year, on a path from the base."""
    outcome, full = observe_values(rows)
    judged = full | (~np.isnan(outcome.actual) & rows.is_stock)
    limits = rows.limits(outcome.goal)
    outcome.goal = find_nearer_edge(rows, outcome.goal, rows.base)
    outcome.kept = holds = rows.mask_inside(outcome.actual, *limits)
    direction = rows.find_direction(outcome.goal)
    is_hold = np.isin(rows.bound, MAINTAINED)
    maintain = is_hold | rows.mask_inside(rows.base, *limits)
    _measure_way(rows, outcome, judged, full, maintain)
    outcome.best_pace = _find_best_pace(rows, direction)

    # Each line overrules those before it, so that the last one that speaks decides.
    outcome.settle(~judged & ~np.isnan(outcome.actual), "pending", "partial")
    outcome.settle(judged, _judge_against_path(rows, outcome, direction, limits), "path")
    outcome.ratio = np.where(judged, outcome.ratio, np.nan)
    outcome.settle(judged & holds, "met_early", "reached")
    outcome.settle(judged & maintain, _judge_maintenance(rows, holds), "maintain")
    kept_status = pick_status(is_hold, "on_course", "met_early")
    without_base = np.where(holds, kept_status, S["not_judged"])
    outcome.settle(judged & np.isnan(rows.base), without_base, "base_missing")
    at_end = full & (rows.year == rows.last)
    outcome.settle(at_end, pick_status(holds, "met", "missed"), "final")
    return outcome


def _judge_maintenance(rows: Rows, holds: Mask) -> Codes:
    """Kept from the base on: a year that breaks is behind, a second one in a row at risk."""
    before = rows.value(rows.year - 1)
    after_base = rows.year - 1 > np.nan_to_num(rows.base_year, nan=0)
    broke_before = ~np.isnan(before) & after_base & ~rows.mask_kept(before, rows.year - 1)
    return np.where(holds, S["on_course"], pick_status(broke_before, "at_risk", "behind"))


@np.errstate(all="ignore")
def _measure_way(rows: Rows, outcome: Outcome, judged: Mask, full: Mask, maintain: Mask) -> None:
    """Expected value, progress, gaps in time, pace and what is still needed."""
    in_part = rows.year - 1 + outcome.month / 12
    moment = np.where(judged & ~full, in_part, rows.year)
    value = np.where(judged, outcome.actual, np.nan)
    has_path = ~np.isnan(rows.base) & ~maintain
    _measure_path(rows, outcome, moment, value, has_path)
    pace = (value - rows.base) / (moment - rows.base_year)
    outcome.pace = np.where(np.isnan(rows.base), np.nan, pace)

    goal = outcome.goal
    needs_more = judged & (moment < rows.last) & ~outcome.kept
    left = np.where(needs_more, rows.last - moment, np.nan)
    outcome.needed = (goal - value) / left
    growth = (goal / value) ** (1 / left) - 1
    grows = rows.grows_by_ratio & (goal > 0) & (value > 0)
    outcome.needed_growth = np.where(grows, growth, np.nan)


def _measure_path(
    rows: Rows, outcome: Outcome, moment: Array, value: Array, has_path: Mask
) -> None:
    """The time elapsed, the value expected by then, the progress and how late the value comes."""
    base, goal, is_compound = rows.base, outcome.goal, rows.is_compound
    span = rows.last - rows.base_year
    elapsed = (moment - rows.base_year) / span
    expected = paths.compute_expected(base, goal, elapsed, is_compound)
    progress = (value - base) / (goal - base)
    share = paths.compute_time_share(value, base, goal, is_compound)
    lag = moment - (rows.base_year + share * span)
    outcome.elapsed = np.where(has_path, elapsed, np.nan)
    outcome.expected = np.where(has_path, expected, np.nan)
    outcome.progress = np.where(has_path & (goal != base), progress, np.nan)
    outcome.lag_years = np.where(has_path, lag, np.nan)

    milestones = rows.declared.milestones
    if not milestones:
        return
    # Few targets have milestones, each with points of its own: they go row by row.
    for row in np.flatnonzero(has_path & np.isin(rows.target, list(milestones))):
        years, values = milestones[int(rows.target[row])]
        outcome.expected[row] = paths.interpolate_path(years, values, moment[row])
        reached_at = paths.find_moment(years, values, float(value[row]))
        outcome.lag_years[row] = moment[row] - reached_at


def _find_best_pace(rows: Rows, direction: Array) -> Array:
    """The largest step on record in each row's direction; that from a base which the plan alone
    states is one.
    """
    first = _measure_step_from_base(rows)
    rise = np.fmax(rows.read(rows.panel.best_rise, rows.year), first)
    fall = np.fmin(rows.read(rows.panel.best_fall, rows.year), first)
    return np.where(direction >= 0, rise, fall)


def _measure_step_from_base(rows: Rows) -> Array:
    """The step from the plan's base to the year after it, where no figure of the base's year is on
    record and the series is not broken between.
    """
    base_year = np.nan_to_num(rows.base_year, nan=0).astype(int)
    after = base_year + 1
    step = rows.value(after) - rows.base
    stands = np.isnan(rows.value(base_year)) & (after <= rows.year) & ~rows.mask_broken(after)
    return np.where(stands, step, np.nan)


def _judge_against_path(
    rows: Rows, outcome: Outcome, direction: Array, limits: tuple[Array, Array]
) -> Codes:
    """Step 9: progress over the way due, calm where little is due yet; `ratio` is written as a side
    result.
    """
    actual, expected, base, digit = outcome.actual, outcome.expected, rows.base, rows.digit
    with np.errstate(all="ignore"):
        tenth = np.abs(outcome.goal - base) / 10
        due = np.maximum(np.maximum(direction * (expected - base), tenth), 2.5 * digit)
        ratio = 1 + direction * (actual - expected) / due
    outcome.ratio = np.where(rows.is_rank, np.nan, ratio)
    status = LADDER.grade(ratio)
    half = digit / 2
    on_path = reaches(actual, expected - half, digit) & reaches(expected + half, actual, digit)
    status = np.where(on_path, S["on_course"], status)
    past = mask_past_interval(actual, direction, digit, limits)
    status = np.where(past, S["behind"], status)
    moved = reaches(direction * actual, direction * base, digit, strict=True)
    stuck = rows.is_rank & (rows.year == rows.last - 1) & ~moved
    seems_good = np.isin(status, (S["ahead"], S["on_course"]))
    return np.where(stuck & seems_good, S["behind"], status)


def mask_past_interval(
    actual: Array, direction: Array, digit: Array, limits: tuple[Array, Array]
) -> Mask:
    """Whether a value has gone through an interval and out at its far end."""
    low, high = limits
    over = reaches(actual, high, digit, strict=True)
    under = reaches(low, actual, digit, strict=True)
    two_sided = np.isfinite(low) & np.isfinite(high)
    return two_sided & np.where(direction > 0, over, under)
