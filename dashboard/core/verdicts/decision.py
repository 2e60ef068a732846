"""In what order is a verdict decided? METHODS §2, step by step, for many targets at once.

`by` targets take the steps; the other periods and `done` are decided by lines of their own. Rows of
one period are decided together: each function below reads as that period's paragraph.
"""

from __future__ import annotations

import numpy as np

from dashboard.core.declaration import paths
from dashboard.core.verdicts import native
from dashboard.core.verdicts.rows import Codes, Outcome, Rows
from dashboard.core.verdicts.target_columns import Ints
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.statuses import CODES as S
from dashboard.core.vocabulary.targets import (
    BOUND_CODES,
    PERIOD_CODES,
    Array,
    Mask,
    inside,
    reaches,
)

UNMEASURED = (BOUND_CODES["stated"], BOUND_CODES["done"])
ONE_SIDED = tuple(BOUND_CODES[name] for name in ("reach", "at_least", "at_most", "above", "below"))
LADDER = RULES[DEFAULT]
FIRST_JUDGED_MONTH = 6
YEARS_ON_RECORD = 3


def decide(rows: Rows, rules: str = DEFAULT) -> Outcome:
    """The verdict of every row in its year."""
    outcome = Outcome.blank(len(rows))
    measured = ~np.isin(rows.bound, UNMEASURED)
    period = rows.declared.period[rows.target]
    for name, line in {
        "by": decide_by,
        "in": decide_in,
        "every": decide_every,
        "total": decide_total,
        "average": decide_average,
    }.items():
        index = np.flatnonzero(measured & (period == PERIOD_CODES[name]))
        if len(index):
            outcome.put(index, line(rows.take(index)))
    stated = rows.bound == BOUND_CODES["stated"]
    outcome.settle(stated, "not_judged", "stated")
    index = np.flatnonzero(rows.bound == BOUND_CODES["done"])
    if len(index):
        outcome.put(index, decide_done(rows.take(index)))
    native.apply_rule_set(rows, outcome, RULES[rules])
    return outcome


def _observe_values(rows: Rows) -> tuple[Outcome, Mask]:
    """The value of the year judged and whether it counts as known: a full year's, or a part of one
    that is certain.
    """
    outcome = Outcome.blank(len(rows))
    outcome.goal = rows.number(rows.year)
    value, quality = rows.value(rows.year), rows.quality(rows.year)
    month = rows.read(rows.panel.part_month, rows.year)
    partial = np.isnan(value) & (month > 0)
    known = ~np.isnan(value) | ~np.isnan(_compute_certain_values(rows, rows.year))
    if partial.any():
        outcome.month = np.where(partial, month, 12).astype(int)
        outcome.goal = np.where(
            partial, rows.number_in_part(rows.year, month, outcome.goal), outcome.goal
        )
        value = np.where(partial, rows.read(rows.panel.part, rows.year), value)
        quality = np.where(partial, rows.read(rows.panel.part_quality, rows.year), quality)
    outcome.actual, outcome.quality = value, np.nan_to_num(quality, nan=-1).astype(int)
    return outcome, known


def _compute_certain_values(rows: Rows, years: Ints) -> Array:
    """Part-year values of flows that no later month can undo: a floor reached, or an upper edge
    passed where it decides.

    An upper edge decides in the period's last year, and in each year of `every`. A reference moves
    with the months, so nothing is certain beside one.
    """
    part = rows.read(rows.panel.part, years)
    flows = (
        rows.declared.flow[rows.target]
        & ~np.isnan(part)
        & (rows.bound != BOUND_CODES["in_step_with"])
    )
    if not flows.any():
        return np.full(len(rows), np.nan)
    low, high = rows.limits(rows.number(years))
    decides = (years == rows.last) | (rows.declared.period[rows.target] == PERIOD_CODES["every"])
    floor_reached = np.isposinf(high) & inside(part, low, high, rows.digit, rows.strict)
    edge_passed = (
        np.isfinite(high)
        & decides
        & ~inside(part, np.full_like(high, -np.inf), high, rows.digit, rows.strict)
    )
    return np.where(flows & (floor_reached | edge_passed), part, np.nan)


def decide_by(rows: Rows) -> Outcome:
    """Steps 4–9: reached at the end of a year, on a path from the base."""
    outcome, full = _observe_values(rows)
    judged = full | (~np.isnan(outcome.actual) & rows.declared.stock[rows.target])
    moment = np.where(full, rows.year, rows.year - 1 + outcome.month / 12)
    low, high = rows.limits(outcome.goal)
    outcome.goal = goal = _find_nearer_edge(rows, low, high, outcome.goal)
    c, base = outcome.actual, rows.base
    outcome.kept = holds = inside(c, low, high, rows.digit, rows.strict)
    d = np.where(rows.sign != 0, rows.sign, np.where(goal >= base, 1.0, -1.0))
    is_hold = rows.bound == BOUND_CODES["hold"]
    base_holds = inside(base, low, high, rows.digit, rows.strict)
    maintain = base_holds | is_hold
    _apply_progress(rows, outcome, np.where(judged, moment, rows.year), maintain, d, holds, judged)

    outcome.settle(~judged & ~np.isnan(c), "pending", "partial")
    outcome.settle(judged, _judge_against_path(rows, outcome, d, (low, high)), "path")
    outcome.ratio = np.where(judged, outcome.ratio, np.nan)
    outcome.settle(judged & holds, "met_early", "reached")
    before = rows.value(rows.year - 1)
    broke_before = (
        ~np.isnan(before)
        & (rows.year - 1 > np.nan_to_num(rows.base_year, nan=0))
        & ~rows.mask_kept(before, rows.year - 1)
    )
    maintain_status = np.where(
        holds, S["on_course"], np.where(broke_before, S["at_risk"], S["behind"])
    )
    outcome.settle(judged & maintain, maintain_status, "maintain")
    without_base = np.where(
        holds, np.where(is_hold, S["on_course"], S["met_early"]), S["not_judged"]
    )
    outcome.settle(judged & np.isnan(base), without_base, "base_missing")
    outcome.settle(full & (rows.year == rows.last), np.where(holds, S["met"], S["missed"]), "final")
    return outcome


def _find_nearer_edge(rows: Rows, low: Array, high: Array, goal: Array) -> Array:
    """The goal of an interval is the edge nearer the base; of every other bound its number."""
    between = rows.bound == BOUND_CODES["between"]
    if not between.any():
        return goal
    top = rows.declared.high[rows.target]
    far = ~np.isnan(rows.base) & (np.abs(top - rows.base) < np.abs(goal - rows.base))
    return np.where(between & far, top, goal)


def _apply_progress(
    rows: Rows, outcome: Outcome, moment: Array, maintain: Mask, d: Array, holds: Mask, judged: Mask
) -> None:
    """Expected value, progress, gaps in time, pace and what is still needed."""
    goal, base, c = outcome.goal, rows.base, np.where(judged, outcome.actual, np.nan)
    span = rows.last - rows.base_year
    has_path = ~np.isnan(base) & ~maintain
    with np.errstate(all="ignore"):
        elapsed = (moment - rows.base_year) / span
        outcome.elapsed = np.where(has_path, elapsed, np.nan)
        is_compound = rows.declared.compound[rows.target]
        outcome.expected = np.where(
            has_path, paths.compute_expected(base, goal, elapsed, is_compound), np.nan
        )
        outcome.progress = np.where(has_path & (goal != base), (c - base) / (goal - base), np.nan)
        lag = moment - (
            rows.base_year + paths.compute_time_share(c, base, goal, is_compound) * span
        )
        outcome.lag_years = np.where(has_path, lag, np.nan)
        for row in np.flatnonzero(
            [target in rows.declared.milestones for target in rows.target]
            if rows.declared.milestones
            else []
        ):
            years, values = rows.declared.milestones[int(rows.target[row])]
            outcome.expected[row] = np.where(
                has_path[row], paths.interpolate_path(years, values, moment[row]), np.nan
            )
            outcome.lag_years[row] = (
                moment[row] - paths.find_moment(years, values, float(c[row]))
                if has_path[row]
                else np.nan
            )
        outcome.pace = np.where(np.isnan(base), np.nan, (c - base) / (moment - rows.base_year))
        left = np.where(judged & (moment < rows.last) & ~holds, rows.last - moment, np.nan)
        outcome.needed = (goal - c) / left
        grows = rows.declared.ratio_growth[rows.target] & (goal > 0) & (c > 0)
        outcome.needed_growth = np.where(grows, (goal / c) ** (1 / left) - 1, np.nan)
    rise, fall = (
        rows.read(rows.panel.best_rise, rows.year),
        rows.read(rows.panel.best_fall, rows.year),
    )
    outcome.best_pace = np.where(d >= 0, rise, fall)


def _judge_against_path(
    rows: Rows, outcome: Outcome, d: Array, limits: tuple[Array, Array]
) -> Codes:
    """Step 9: progress over the way due, calm where little is due yet; `ratio` is written as a side
    result.
    """
    c, e, base, digit = outcome.actual, outcome.expected, rows.base, rows.digit
    with np.errstate(all="ignore"):
        due = np.maximum(np.maximum(d * (e - base), np.abs(outcome.goal - base) / 10), 2.5 * digit)
        ratio = 1 + d * (c - e) / due
    is_rank = rows.declared.rank[rows.target]
    outcome.ratio = np.where(is_rank, np.nan, ratio)
    status = LADDER.grade(ratio)
    on_path = reaches(c, e - digit / 2, digit) & reaches(e + digit / 2, c, digit)
    status = np.where(on_path, S["on_course"], status)
    low, high = limits
    two_sided = np.isfinite(low) & np.isfinite(high)
    past = two_sided & np.where(
        d > 0, reaches(c, high, digit, strict=True), reaches(low, c, digit, strict=True)
    )
    status = np.where(past, S["behind"], status)
    stuck = is_rank & (rows.year == rows.last - 1) & ~reaches(d * c, d * base, digit, strict=True)
    return np.where(stuck & np.isin(status, (S["ahead"], S["on_course"])), S["behind"], status)


def decide_in(rows: Rows) -> Outcome:
    """For one year alone: met or missed when it is known; a flow from June on is judged by what is
    done so far.
    """
    outcome, full = _observe_values(rows)
    c = outcome.actual
    _settle_missing_comparison(rows, outcome, full)
    ready = full & ~np.isnan(outcome.goal)
    outcome.settle(ready, np.where(rows.mask_kept(c, rows.year), S["met"], S["missed"]), "yearly")
    partial = ~full & ~np.isnan(c)
    outcome.settle(partial, "pending", "partial")
    under_way = (
        partial
        & rows.declared.flow[rows.target]
        & (outcome.month >= FIRST_JUDGED_MONTH)
        & np.isin(rows.bound, ONE_SIDED)
        & (outcome.goal > 0)
    )
    if under_way.any():
        outcome.elapsed = np.where(under_way, outcome.month / 12, np.nan)
        _judge_sum(rows, outcome, under_way, c, outcome.elapsed)
    outcome.goal = _find_nearer_edge(rows, outcome.goal, outcome.goal, outcome.goal)
    return outcome


def _settle_missing_comparison(rows: Rows, outcome: Outcome, full: Mask) -> None:
    """A known value without its comparison: the reference is waited for, a missing last year ends
    the judgement.
    """
    bare = full & np.isnan(outcome.goal)
    follows = rows.bound == BOUND_CODES["in_step_with"]
    outcome.settle(bare & follows, "pending", "no_reference")
    outcome.settle(bare & ~follows, "not_judged", "no_last_year")


def _judge_sum(rows: Rows, outcome: Outcome, where: Mask, so_far: Array, share: Array) -> None:
    """A sum on its way: a floor by the share of the way due, a ceiling at best on course; in part
    of a year never at risk.
    """
    ceiling = rows.sign < 0
    with np.errstate(all="ignore"):
        due = outcome.goal * share
        ratio = np.where(ceiling, due / so_far, so_far / due)
        progress = so_far / outcome.goal
    outcome.ratio = np.where(where, np.where(np.isfinite(ratio), ratio, np.nan), outcome.ratio)
    outcome.expected = np.where(where, due, outcome.expected)
    outcome.progress = np.where(where, progress, outcome.progress)
    status = LADDER.grade(np.where(np.isnan(ratio), 1.0, ratio))
    status = np.where(ceiling & (status == S["ahead"]), S["on_course"], status)
    in_part = outcome.month < 12
    outcome.settle(
        where, np.where(in_part & (status == S["at_risk"]), S["behind"], status), "total"
    )


def decide_every(rows: Rows) -> Outcome:
    """In each of the years: one broken year is behind, two in a row at risk, at the end missed
    whatever is unknown.
    """
    outcome, full = _observe_values(rows)
    broken = unknown = two_running = np.zeros(len(rows), bool)
    broke_last = np.zeros(len(rows), bool)
    for year in range(int(rows.first.min()), int(rows.year.max()) + 1):
        in_period = (rows.first <= year) & (year <= rows.year)
        years = np.full(len(rows), year)
        value = rows.value(years)
        value = np.where(np.isnan(value), _compute_certain_values(rows, years), value)
        known = in_period & ~np.isnan(value) & ~np.isnan(rows.number(years))
        broke = known & ~rows.mask_kept(value, years)
        unknown, broken = unknown | (in_period & ~known), broken | broke
        two_running = np.where(known, broke & broke_last, two_running)
        broke_last = np.where(known, broke, broke_last)
    outcome.kept = rows.mask_kept(outcome.actual, rows.year)
    at_end = rows.year == rows.last
    outcome.settle(~unknown, np.where(at_end, S["met"], S["on_course"]), "every")
    outcome.settle(unknown, "pending", "gap")
    partial = unknown & ~full & ~np.isnan(outcome.actual)
    outcome.settle(partial, "pending", "partial")
    _settle_missing_comparison(rows, outcome, full & unknown)
    outcome.settle(
        broken,
        np.where(at_end, S["missed"], np.where(two_running, S["at_risk"], S["behind"])),
        "every",
    )
    outcome.goal = _find_nearer_edge(rows, outcome.goal, outcome.goal, outcome.goal)
    return outcome


def _compute_sums(rows: Rows) -> tuple[Array, Codes, Mask, Array]:
    """Sum, known years, whether one is missing, and the product of growth factors, over the period
    up to the year.
    """
    amount, growth = np.zeros(len(rows)), np.ones(len(rows))
    count, missing = np.zeros(len(rows), int), np.zeros(len(rows), bool)
    for year in range(int(rows.first.min()), int(rows.year.max()) + 1):
        in_period = (rows.first <= year) & (year <= rows.year)
        value = rows.value(np.full(len(rows), year))
        known = in_period & ~np.isnan(value)
        missing |= in_period & ~known
        amount += np.where(known, value, 0)
        growth *= np.where(known, 1 + np.nan_to_num(value) / 100, 1)
        count += known
    return amount, count, missing, growth


def decide_total(rows: Rows) -> Outcome:
    """Summed over the years: a floor reached or a ceiling passed is certain at once, a gap waits,
    else by the way due.
    """
    outcome, _ = _observe_values(rows)
    amount, count, missing, _ = _compute_sums(rows)
    partial = (outcome.month < 12) & rows.declared.flow[rows.target]
    # The year judged is missing as a full year while it runs; its months count instead.
    running = np.where(partial, np.nan_to_num(outcome.actual), 0)
    gap = (
        _mask_earlier_gaps(rows)
        | (missing & ~partial)
        | (partial & (outcome.month < FIRST_JUDGED_MONTH))
    )
    so_far = amount + running
    outcome.actual = np.where((count > 0) | partial, so_far, np.nan)
    moment = rows.year - 1 + np.where(partial, outcome.month / 12, 1)
    outcome.elapsed = share = (moment - rows.first + 1) / (rows.last - rows.first + 1)
    _judge_sum(rows, outcome, ~gap, so_far, share)
    outcome.settle(gap, "pending", "gap")
    outcome.settle(
        partial & (outcome.month < FIRST_JUDGED_MONTH) & ~_mask_earlier_gaps(rows),
        "pending",
        "partial",
    )
    low, high = rows.limits(outcome.goal)
    holds = inside(so_far, low, high, rows.digit, rows.strict)
    floor, at_end = np.isposinf(high), rows.year == rows.last
    left = np.where(floor & ~holds & ~gap & (moment < rows.last), rows.last - moment, np.nan)
    outcome.needed = (outcome.goal - so_far) / left
    outcome.settle(at_end & ~gap & ~partial, np.where(holds, S["met"], S["missed"]), "final")
    outcome.settle(floor & holds, np.where(at_end, S["met"], S["met_early"]), "reached")
    outcome.settle(~floor & ~holds, "missed", "total")
    return outcome


def _mask_earlier_gaps(rows: Rows) -> Mask:
    """Whether a year of the period before the one judged is unknown."""
    gap = np.zeros(len(rows), bool)
    for year in range(int(rows.first.min()), int(rows.year.max())):
        in_period = (rows.first <= year) & (year < rows.year)
        gap |= in_period & np.isnan(rows.value(np.full(len(rows), year)))
    return gap


def decide_average(rows: Rows) -> Outcome:
    """Averaged over the years, growth compounded; ahead or at risk by what the record's best and
    worst year allow.
    """
    outcome, full = _observe_values(rows)
    amount, count, missing, growth = _compute_sums(rows)
    is_growth = rows.declared.growth[rows.target]
    years = rows.last - rows.first + 1
    left = np.where(years > count, years - count, np.nan)

    def compute_closing(rest: Array) -> Array:
        """The period's average if every year left brought `rest`."""
        remaining = np.nan_to_num(left)
        compounded = ((growth * (1 + rest / 100) ** remaining) ** (1 / years) - 1) * 100
        return np.where(is_growth, compounded, (amount + remaining * rest) / years)

    with np.errstate(all="ignore"):
        mean = np.where(is_growth, (growth ** (1 / count) - 1) * 100, amount / count)
        low, high = rows.limits(outcome.goal)
        between = rows.bound == BOUND_CODES["between"]
        edge = rows.declared.high[rows.target]
        outcome.goal = goal = np.where(
            between & (np.abs(edge - mean) < np.abs(outcome.goal - mean)), edge, outcome.goal
        )
        holds = inside(mean, low, high, rows.digit, rows.strict)
        compounded = (((1 + goal / 100) ** years / growth) ** (1 / left) - 1) * 100
        needed = np.where(is_growth, compounded, (goal * years - amount) / left)
        top, bottom, on_record = _find_record(rows)
        at_top, at_bottom = (
            inside(compute_closing(rest), low, high, rows.digit, rows.strict)
            for rest in (top, bottom)
        )
        falls = np.isneginf(low) | reaches(mean, low, rows.digit, rows.strict)
        out_of_reach = np.where(
            falls,
            reaches(bottom, needed, rows.digit, strict=True),
            reaches(needed, top, rows.digit, strict=True),
        )
    outcome.actual = np.where(missing, outcome.actual, mean)
    outcome.elapsed = (rows.year - rows.first + 1) / years
    outcome.needed = np.where(missing | holds | np.isnan(left), np.nan, needed)
    enough = on_record >= YEARS_ON_RECORD
    good = np.where(enough & at_top & at_bottom, S["ahead"], S["on_course"])
    bad = np.where(enough & out_of_reach, S["at_risk"], S["behind"])
    outcome.settle(~missing, np.where(holds, good, bad), "average")
    outcome.settle(
        ~missing & (rows.year == rows.last), np.where(holds, S["met"], S["missed"]), "final"
    )
    outcome.settle(missing, "pending", "gap")
    outcome.settle(missing & ~full & ~np.isnan(outcome.actual), "pending", "partial")
    return outcome


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


def decide_done(rows: Rows) -> Outcome:
    """Reported yes or no: a yes holds for every later year, a no is under way until the last
    year.
    """
    outcome = Outcome.blank(len(rows))
    yes = np.zeros(len(rows), bool)
    for at in range(rows.panel.years):
        year = np.full(len(rows), rows.panel.first_year + at)
        yes |= (year <= rows.year) & (rows.value(year) == 1)
    now = rows.value(rows.year)
    outcome.actual = np.where(yes, 1.0, now)
    outcome.quality = np.nan_to_num(rows.quality(rows.year), nan=-1).astype(int)
    outcome.goal = np.ones(len(rows))
    at_end = rows.year == rows.last
    outcome.settle((now == 0) & ~at_end, "not_judged", "under_way")
    outcome.settle((now == 0) & at_end, "missed", "done")
    outcome.settle(yes, np.where(at_end, S["met"], S["met_early"]), "done")
    return outcome
