"""What do several years come to? Targets for each of them, for their sum and for their average."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dashboard.core.verdicts.known_values import (
    compute_certain_values,
    find_nearer_edge,
    observe_values,
    pick_status,
    settle_missing_comparison,
)
from dashboard.core.verdicts.rows import Codes, Outcome, Rows
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.statuses import CODES as S
from dashboard.core.vocabulary.targets import Array, Mask, reaches

LADDER = RULES[DEFAULT]
FIRST_JUDGED_MONTH = 6
YEARS_ON_RECORD = 3


def decide_every(rows: Rows) -> Outcome:
    """In each of the years: one broken year is behind, two in a row at risk, at the end missed
    whatever is unknown.
    """
    outcome, full = observe_values(rows)
    broken, two_running, unknown, outcome.progress = _follow_years(rows)
    outcome.kept = rows.mask_kept(outcome.actual, rows.year)
    at_end = rows.year == rows.last
    outcome.settle(~unknown, pick_status(at_end, "met", "on_course"), "every")
    outcome.settle(unknown, "pending", "gap")
    partial = unknown & ~full & ~np.isnan(outcome.actual)
    outcome.settle(partial, "pending", "partial")
    settle_missing_comparison(rows, outcome, full & unknown)
    on_the_way = pick_status(two_running, "at_risk", "behind")
    outcome.settle(broken, np.where(at_end, S["missed"], on_the_way), "every")
    outcome.goal = find_nearer_edge(rows, outcome.goal, rows.base)
    return outcome


def _follow_years(rows: Rows) -> tuple[Mask, Mask, Mask, Array]:
    """Over the period up to the year judged: whether a year broke the bound, whether the last two
    known ones did, whether one is unknown, and the share of the known ones that kept it.
    """
    broken = unknown = two_running = np.zeros(len(rows), bool)
    broke_last = np.zeros(len(rows), bool)
    kept_years = known_years = np.zeros(len(rows))
    for year, in_period in _iterate_years(rows):
        years = np.full(len(rows), year)
        value = rows.value(years)
        value = np.where(np.isnan(value), compute_certain_values(rows, years), value)
        known = in_period & ~np.isnan(value) & ~np.isnan(rows.number(years))
        broke = known & ~rows.mask_kept(value, years)
        unknown = unknown | (in_period & ~known)
        broken = broken | broke
        kept_years = kept_years + (known & ~broke)
        known_years = known_years + known
        two_running = np.where(known, broke & broke_last, two_running)
        broke_last = np.where(known, broke, broke_last)
    share = kept_years / np.where(known_years > 0, known_years, np.nan)
    return broken, two_running, unknown, share


def _iterate_years(rows: Rows) -> Iterator[tuple[int, Mask]]:
    """Every year of the rows' periods up to the years judged, and the rows it counts for."""
    for year in range(int(rows.first.min()), int(rows.year.max()) + 1):
        yield year, (rows.first <= year) & (year <= rows.year)


def decide_total(rows: Rows) -> Outcome:
    """Summed over the years: a floor reached or a ceiling passed is certain at once, a gap waits,
    else by the way due.
    """
    outcome, _ = observe_values(rows)
    amount, count, missing, _ = _compute_sums(rows)
    partial = (outcome.month < 12) & rows.is_flow
    too_early = partial & (outcome.month < FIRST_JUDGED_MONTH)
    earlier_gap = _mask_earlier_gaps(rows)
    gap = earlier_gap | (missing & ~partial) | too_early
    # The year judged is missing as a full year while it runs; its months count instead.
    running = np.where(partial, np.nan_to_num(outcome.actual), 0)
    so_far = amount + running
    outcome.actual = np.where((count > 0) | partial, so_far, np.nan)
    moment = rows.year - 1 + np.where(partial, outcome.month / 12, 1)
    outcome.elapsed = (moment - rows.first + 1) / (rows.last - rows.first + 1)
    judge_sum(rows, outcome, ~gap, so_far, outcome.elapsed)
    outcome.settle(gap, "pending", "gap")
    outcome.settle(too_early & ~earlier_gap, "pending", "partial")

    low, high = rows.limits(outcome.goal)
    holds = rows.mask_inside(so_far, low, high)
    floor, at_end = np.isposinf(high), rows.year == rows.last
    needs_more = floor & ~holds & ~gap & (moment < rows.last)
    outcome.needed = (outcome.goal - so_far) / np.where(needs_more, rows.last - moment, np.nan)
    outcome.settle(at_end & ~gap & ~partial, pick_status(holds, "met", "missed"), "final")
    outcome.settle(floor & holds, pick_status(at_end, "met", "met_early"), "reached")
    outcome.settle(~floor & ~holds, "missed", "total")
    return outcome


def _mask_earlier_gaps(rows: Rows) -> Mask:
    """Whether a year of the period before the one judged is unknown."""
    gap = np.zeros(len(rows), bool)
    for year, in_period in _iterate_years(rows):
        is_earlier = in_period & (year < rows.year)
        gap |= is_earlier & np.isnan(rows.value(np.full(len(rows), year)))
    return gap


def judge_sum(rows: Rows, outcome: Outcome, where: Mask, so_far: Array, share: Array) -> None:
    """A sum on its way: a floor by the share of the way due, a ceiling at best on course; in part
    of a year never at risk.
    """
    ceiling = rows.sign < 0
    with np.errstate(all="ignore"):
        due = outcome.goal * share
        ratio = np.where(ceiling, due / so_far, so_far / due)
        progress = so_far / outcome.goal
    finite_ratio = np.where(np.isfinite(ratio), ratio, np.nan)
    outcome.ratio = np.where(where, finite_ratio, outcome.ratio)
    outcome.expected = np.where(where, due, outcome.expected)
    outcome.progress = np.where(where, progress, outcome.progress)
    status = LADDER.grade(np.where(np.isnan(ratio), 1.0, ratio))
    status = np.where(ceiling & (status == S["ahead"]), S["on_course"], status)
    in_part = outcome.month < 12
    status = np.where(in_part & (status == S["at_risk"]), S["behind"], status)
    outcome.settle(where, status, "total")


def decide_average(rows: Rows) -> Outcome:
    """Averaged over the years, growth compounded; ahead or at risk by what the record's best and
    worst year allow.
    """
    outcome, full = observe_values(rows)
    amount, count, missing, growth = _compute_sums(rows)
    years = rows.last - rows.first + 1
    left = np.where(years > count, years - count, np.nan)
    limits = rows.limits(outcome.goal)
    with np.errstate(all="ignore"):
        mean = _compute_mean(rows, amount, growth, count)
        outcome.goal = goal = find_nearer_edge(rows, outcome.goal, mean)
        growth_left = (1 + goal / 100) ** years / growth
        needed = _compute_mean(rows, goal * years - amount, growth_left, left)
    holds = rows.mask_inside(mean, *limits)
    outcome.actual = np.where(missing, outcome.actual, mean)
    outcome.elapsed = (rows.year - rows.first + 1) / years
    outcome.needed = np.where(missing | holds | np.isnan(left), np.nan, needed)

    highest, lowest, on_record = _find_record(rows)
    remaining = np.nan_to_num(left)
    at_best = _compute_closing_mean(rows, amount, growth, remaining, highest)
    at_worst = _compute_closing_mean(rows, amount, growth, remaining, lowest)
    is_secure = rows.mask_inside(at_best, *limits) & rows.mask_inside(at_worst, *limits)
    out_of_reach = _mask_out_of_reach(rows, mean, limits[0], needed, (highest, lowest))
    enough = on_record >= YEARS_ON_RECORD
    good = pick_status(enough & is_secure, "ahead", "on_course")
    bad = pick_status(enough & out_of_reach, "at_risk", "behind")
    outcome.settle(~missing, np.where(holds, good, bad), "average")
    at_end = ~missing & (rows.year == rows.last)
    outcome.settle(at_end, pick_status(holds, "met", "missed"), "final")
    outcome.settle(missing, "pending", "gap")
    outcome.settle(missing & ~full & ~np.isnan(outcome.actual), "pending", "partial")
    return outcome


def _compute_sums(rows: Rows) -> tuple[Array, Codes, Mask, Array]:
    """Sum, known years, whether one is missing, and the product of growth factors, over the period
    up to the year.
    """
    amount, growth = np.zeros(len(rows)), np.ones(len(rows))
    count, missing = np.zeros(len(rows), int), np.zeros(len(rows), bool)
    for year, in_period in _iterate_years(rows):
        value = rows.value(np.full(len(rows), year))
        known = in_period & ~np.isnan(value)
        missing |= in_period & ~known
        amount += np.where(known, value, 0)
        growth *= np.where(known, 1 + np.nan_to_num(value) / 100, 1)
        count += known
    return amount, count, missing, growth


def _compute_mean(rows: Rows, amount: Array, growth: Array, years: Array | Codes) -> Array:
    """The mean of some years from their sum, or from the product of their growth factors."""
    compounded = (growth ** (1 / years) - 1) * 100
    return np.where(rows.is_growth, compounded, amount / years)


@np.errstate(all="ignore")
def _compute_closing_mean(
    rows: Rows, amount: Array, growth: Array, remaining: Array, rest: Array
) -> Array:
    """The period's mean if every year remaining brought `rest`."""
    years = rows.last - rows.first + 1
    growth_then = growth * (1 + rest / 100) ** remaining
    return _compute_mean(rows, amount + remaining * rest, growth_then, years)


def _mask_out_of_reach(
    rows: Rows, mean: Array, low: Array, needed: Array, record: tuple[Array, Array]
) -> Mask:
    """Whether the years left need more than the highest year on record, or less than the lowest
    where the mean must come down.
    """
    highest, lowest = record
    must_fall = np.isneginf(low) | reaches(mean, low, rows.digit, rows.strict)
    needs_less = reaches(lowest, needed, rows.digit, strict=True)
    needs_more = reaches(needed, highest, rows.digit, strict=True)
    return np.where(must_fall, needs_less, needs_more)


def _find_record(rows: Rows) -> tuple[Array, Array, Codes]:
    """The highest and the lowest year on record up to the year judged, and how many years that
    record has.
    """
    series = rows.panel.full[rows.indicator, rows.region]
    years = np.arange(rows.panel.years) + rows.panel.first_year
    series = np.where(years[None, :] <= rows.year[:, None], series, np.nan)
    top: Array = np.fmax.reduce(series, axis=1)
    bottom: Array = np.fmin.reduce(series, axis=1)
    return top, bottom, np.sum(~np.isnan(series), axis=1)
