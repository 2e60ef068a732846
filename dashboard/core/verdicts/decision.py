"""In what order is a verdict decided? METHODS §2, step by step, for many targets at once.

`by` targets take the steps; the other periods and `done` are decided by lines of their own. Rows of
one period are decided together: each function below reads as that period's paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from dashboard.core.declaration import paths
from dashboard.core.verdicts import native
from dashboard.core.verdicts.rows import Codes, Outcome, Rows
from dashboard.core.verdicts.target_columns import Ints
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.statuses import CODES as S
from dashboard.core.vocabulary.targets import BOUND_CODES, PERIOD_CODES, Array, Mask, reaches

UNMEASURED = (BOUND_CODES["stated"], BOUND_CODES["done"])
ONE_SIDED = tuple(BOUND_CODES[name] for name in ("reach", "at_least", "at_most", "above", "below"))
LADDER = RULES[DEFAULT]
FIRST_JUDGED_MONTH = 6
YEARS_ON_RECORD = 3


def decide(rows: Rows, rules: str = DEFAULT) -> Outcome:
    """The verdict of every row in its year."""
    outcome = Outcome.blank(len(rows))
    measured = ~np.isin(rows.bound, UNMEASURED)
    for period, decide_period in DECIDERS.items():
        in_period = measured & (rows.period == PERIOD_CODES[period])
        _decide_some(rows, outcome, in_period, decide_period)
    outcome.settle(rows.bound == BOUND_CODES["stated"], "not_judged", "stated")
    _decide_some(rows, outcome, rows.bound == BOUND_CODES["done"], decide_done)
    native.apply_rule_set(rows, outcome, RULES[rules])
    return outcome


def _decide_some(
    rows: Rows, outcome: Outcome, chosen: Mask, decide_rows: Callable[[Rows], Outcome]
) -> None:
    """Decide the rows of a mask together, where there are any."""
    index = np.flatnonzero(chosen)
    if len(index):
        outcome.put(index, decide_rows(rows.take(index)))


def _pick_status(where: Mask, status: str, otherwise: str) -> Codes:
    """One status where a mask holds, another elsewhere."""
    return np.where(where, S[status], S[otherwise])


def _observe_values(rows: Rows) -> tuple[Outcome, Mask]:
    """The value of the year judged and whether it counts as known: a full year's, or a part of one
    that is certain.
    """
    outcome = Outcome.blank(len(rows))
    outcome.goal = rows.number(rows.year)
    outcome.actual = rows.value(rows.year)
    outcome.quality = _convert_codes(rows.quality(rows.year))
    certain = _compute_certain_values(rows, rows.year)
    known = ~np.isnan(outcome.actual) | ~np.isnan(certain)
    _observe_parts_of_years(rows, outcome)
    return outcome, known


def _observe_parts_of_years(rows: Rows, outcome: Outcome) -> None:
    """Where the year has no value yet, the latest part of it stands in."""
    month = rows.read(rows.panel.part_month, rows.year)
    partial = np.isnan(outcome.actual) & (month > 0)
    if not partial.any():
        return
    goal = rows.number_in_part(rows.year, month, outcome.goal)
    value = rows.read(rows.panel.part, rows.year)
    quality = _convert_codes(rows.read(rows.panel.part_quality, rows.year))
    outcome.month = np.where(partial, month, 12).astype(int)
    outcome.goal = np.where(partial, goal, outcome.goal)
    outcome.actual = np.where(partial, value, outcome.actual)
    outcome.quality = np.where(partial, quality, outcome.quality)


def _convert_codes(qualities: Array) -> Codes:
    """Codes of qualities, −1 where there is none."""
    return np.nan_to_num(qualities, nan=-1).astype(int)


def _compute_certain_values(rows: Rows, years: Ints) -> Array:
    """Part-year values of flows that no later month can undo: a floor reached, or an upper edge
    passed where it decides.

    An upper edge decides in the period's last year, and in each year of `every`. A reference moves
    with the months, so nothing is certain beside one.
    """
    part = rows.read(rows.panel.part, years)
    has_reference = rows.bound == BOUND_CODES["in_step_with"]
    flows = rows.is_flow & ~np.isnan(part) & ~has_reference
    if not flows.any():
        return np.full(len(rows), np.nan)
    low, high = rows.limits(rows.number(years))
    floor_reached = np.isposinf(high) & rows.mask_inside(part, low, high)
    decides = (years == rows.last) | (rows.period == PERIOD_CODES["every"])
    under_edge = rows.mask_inside(part, np.full_like(high, -np.inf), high)
    edge_passed = np.isfinite(high) & decides & ~under_edge
    return np.where(flows & (floor_reached | edge_passed), part, np.nan)


def decide_by(rows: Rows) -> Outcome:
    """Steps 4–9: reached at the end of a year, on a path from the base."""
    outcome, full = _observe_values(rows)
    judged = full | (~np.isnan(outcome.actual) & rows.is_stock)
    limits = rows.limits(outcome.goal)
    outcome.goal = _find_nearer_edge(rows, outcome.goal, rows.base)
    outcome.kept = holds = rows.mask_inside(outcome.actual, *limits)
    direction = rows.find_direction(outcome.goal)
    is_hold = rows.bound == BOUND_CODES["hold"]
    maintain = is_hold | rows.mask_inside(rows.base, *limits)
    _measure_way(rows, outcome, judged, full, maintain)
    outcome.best_pace = _find_best_pace(rows, direction)

    # Each line overrules those before it, so that the last one that speaks decides.
    outcome.settle(~judged & ~np.isnan(outcome.actual), "pending", "partial")
    outcome.settle(judged, _judge_against_path(rows, outcome, direction, limits), "path")
    outcome.ratio = np.where(judged, outcome.ratio, np.nan)
    outcome.settle(judged & holds, "met_early", "reached")
    outcome.settle(judged & maintain, _judge_maintenance(rows, holds), "maintain")
    kept_status = _pick_status(is_hold, "on_course", "met_early")
    without_base = np.where(holds, kept_status, S["not_judged"])
    outcome.settle(judged & np.isnan(rows.base), without_base, "base_missing")
    at_end = full & (rows.year == rows.last)
    outcome.settle(at_end, _pick_status(holds, "met", "missed"), "final")
    return outcome


def _find_best_pace(rows: Rows, direction: Array) -> Array:
    """The largest step on record in each row's direction."""
    rise = rows.read(rows.panel.best_rise, rows.year)
    fall = rows.read(rows.panel.best_fall, rows.year)
    return np.where(direction >= 0, rise, fall)


def _find_nearer_edge(rows: Rows, goal: Array, start: Array) -> Array:
    """The goal of an interval is the edge nearer the start; of every other bound its number."""
    between = rows.bound == BOUND_CODES["between"]
    if not between.any():
        return goal
    top = rows.high
    is_top_nearer = np.abs(top - start) < np.abs(goal - start)
    return np.where(between & is_top_nearer, top, goal)


def _judge_maintenance(rows: Rows, holds: Mask) -> Codes:
    """Kept from the base on: a year that breaks is behind, a second one in a row at risk."""
    before = rows.value(rows.year - 1)
    after_base = rows.year - 1 > np.nan_to_num(rows.base_year, nan=0)
    broke_before = ~np.isnan(before) & after_base & ~rows.mask_kept(before, rows.year - 1)
    return np.where(holds, S["on_course"], _pick_status(broke_before, "at_risk", "behind"))


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
    # Few targets have milestones: their paths are of as many points each, and go row by row.
    for row in np.flatnonzero(has_path & np.isin(rows.target, list(milestones))):
        years, values = milestones[int(rows.target[row])]
        outcome.expected[row] = paths.interpolate_path(years, values, moment[row])
        reached_at = paths.find_moment(years, values, float(value[row]))
        outcome.lag_years[row] = moment[row] - reached_at


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
    past = _mask_past_interval(actual, direction, digit, limits)
    status = np.where(past, S["behind"], status)
    moved = reaches(direction * actual, direction * base, digit, strict=True)
    stuck = rows.is_rank & (rows.year == rows.last - 1) & ~moved
    seems_good = np.isin(status, (S["ahead"], S["on_course"]))
    return np.where(stuck & seems_good, S["behind"], status)


def _mask_past_interval(
    actual: Array, direction: Array, digit: Array, limits: tuple[Array, Array]
) -> Mask:
    """Whether a value has gone through an interval and out at its far end."""
    low, high = limits
    over = reaches(actual, high, digit, strict=True)
    under = reaches(low, actual, digit, strict=True)
    two_sided = np.isfinite(low) & np.isfinite(high)
    return two_sided & np.where(direction > 0, over, under)


def decide_in(rows: Rows) -> Outcome:
    """For one year alone: met or missed when it is known; a flow from June on is judged by what is
    done so far.
    """
    outcome, full = _observe_values(rows)
    actual = outcome.actual
    _settle_missing_comparison(rows, outcome, full)
    ready = full & ~np.isnan(outcome.goal)
    kept = rows.mask_kept(actual, rows.year)
    outcome.settle(ready, _pick_status(kept, "met", "missed"), "yearly")
    partial = ~full & ~np.isnan(actual)
    outcome.settle(partial, "pending", "partial")
    can_be_shared = np.isin(rows.bound, ONE_SIDED) & (outcome.goal > 0)
    under_way = partial & rows.is_flow & (outcome.month >= FIRST_JUDGED_MONTH) & can_be_shared
    if under_way.any():
        outcome.elapsed = np.where(under_way, outcome.month / 12, np.nan)
        _judge_sum(rows, outcome, under_way, actual, outcome.elapsed)
    outcome.goal = _find_nearer_edge(rows, outcome.goal, rows.base)
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
    finite_ratio = np.where(np.isfinite(ratio), ratio, np.nan)
    outcome.ratio = np.where(where, finite_ratio, outcome.ratio)
    outcome.expected = np.where(where, due, outcome.expected)
    outcome.progress = np.where(where, progress, outcome.progress)
    status = LADDER.grade(np.where(np.isnan(ratio), 1.0, ratio))
    status = np.where(ceiling & (status == S["ahead"]), S["on_course"], status)
    in_part = outcome.month < 12
    status = np.where(in_part & (status == S["at_risk"]), S["behind"], status)
    outcome.settle(where, status, "total")


def decide_every(rows: Rows) -> Outcome:
    """In each of the years: one broken year is behind, two in a row at risk, at the end missed
    whatever is unknown.
    """
    outcome, full = _observe_values(rows)
    broken, two_running, unknown = _follow_years(rows)
    outcome.kept = rows.mask_kept(outcome.actual, rows.year)
    at_end = rows.year == rows.last
    outcome.settle(~unknown, _pick_status(at_end, "met", "on_course"), "every")
    outcome.settle(unknown, "pending", "gap")
    partial = unknown & ~full & ~np.isnan(outcome.actual)
    outcome.settle(partial, "pending", "partial")
    _settle_missing_comparison(rows, outcome, full & unknown)
    on_the_way = _pick_status(two_running, "at_risk", "behind")
    outcome.settle(broken, np.where(at_end, S["missed"], on_the_way), "every")
    outcome.goal = _find_nearer_edge(rows, outcome.goal, rows.base)
    return outcome


def _follow_years(rows: Rows) -> tuple[Mask, Mask, Mask]:
    """Over the period up to the year judged: whether a year broke the bound, whether the last two
    known ones did, and whether one is unknown.
    """
    broken = unknown = two_running = np.zeros(len(rows), bool)
    broke_last = np.zeros(len(rows), bool)
    for year, in_period in _iterate_years(rows):
        years = np.full(len(rows), year)
        value = rows.value(years)
        value = np.where(np.isnan(value), _compute_certain_values(rows, years), value)
        known = in_period & ~np.isnan(value) & ~np.isnan(rows.number(years))
        broke = known & ~rows.mask_kept(value, years)
        unknown = unknown | (in_period & ~known)
        broken = broken | broke
        two_running = np.where(known, broke & broke_last, two_running)
        broke_last = np.where(known, broke, broke_last)
    return broken, two_running, unknown


def _iterate_years(rows: Rows) -> Iterator[tuple[int, Mask]]:
    """Every year of the rows' periods up to the years judged, and the rows it counts for."""
    for year in range(int(rows.first.min()), int(rows.year.max()) + 1):
        yield year, (rows.first <= year) & (year <= rows.year)


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


def decide_total(rows: Rows) -> Outcome:
    """Summed over the years: a floor reached or a ceiling passed is certain at once, a gap waits,
    else by the way due.
    """
    outcome, _ = _observe_values(rows)
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
    _judge_sum(rows, outcome, ~gap, so_far, outcome.elapsed)
    outcome.settle(gap, "pending", "gap")
    outcome.settle(too_early & ~earlier_gap, "pending", "partial")

    low, high = rows.limits(outcome.goal)
    holds = rows.mask_inside(so_far, low, high)
    floor, at_end = np.isposinf(high), rows.year == rows.last
    needs_more = floor & ~holds & ~gap & (moment < rows.last)
    outcome.needed = (outcome.goal - so_far) / np.where(needs_more, rows.last - moment, np.nan)
    outcome.settle(at_end & ~gap & ~partial, _pick_status(holds, "met", "missed"), "final")
    outcome.settle(floor & holds, _pick_status(at_end, "met", "met_early"), "reached")
    outcome.settle(~floor & ~holds, "missed", "total")
    return outcome


def _mask_earlier_gaps(rows: Rows) -> Mask:
    """Whether a year of the period before the one judged is unknown."""
    gap = np.zeros(len(rows), bool)
    for year, in_period in _iterate_years(rows):
        is_earlier = in_period & (year < rows.year)
        gap |= is_earlier & np.isnan(rows.value(np.full(len(rows), year)))
    return gap


def decide_average(rows: Rows) -> Outcome:
    """Averaged over the years, growth compounded; ahead or at risk by what the record's best and
    worst year allow.
    """
    outcome, full = _observe_values(rows)
    amount, count, missing, growth = _compute_sums(rows)
    years = rows.last - rows.first + 1
    left = np.where(years > count, years - count, np.nan)
    limits = rows.limits(outcome.goal)
    with np.errstate(all="ignore"):
        mean = _compute_mean(rows, amount, growth, count)
        outcome.goal = goal = _find_nearer_edge(rows, outcome.goal, mean)
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
    good = _pick_status(enough & is_secure, "ahead", "on_course")
    bad = _pick_status(enough & out_of_reach, "at_risk", "behind")
    outcome.settle(~missing, np.where(holds, good, bad), "average")
    at_end = ~missing & (rows.year == rows.last)
    outcome.settle(at_end, _pick_status(holds, "met", "missed"), "final")
    outcome.settle(missing, "pending", "gap")
    outcome.settle(missing & ~full & ~np.isnan(outcome.actual), "pending", "partial")
    return outcome


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


def decide_done(rows: Rows) -> Outcome:
    """Reported yes or no: a yes holds for every later year, a no is under way until the last
    year.
    """
    outcome = Outcome.blank(len(rows))
    yes = np.zeros(len(rows), bool)
    for position in range(rows.panel.years):
        year = np.full(len(rows), rows.panel.first_year + position)
        yes |= (year <= rows.year) & (rows.value(year) == 1)
    now = rows.value(rows.year)
    outcome.actual = np.where(yes, 1.0, now)
    outcome.quality = _convert_codes(rows.quality(rows.year))
    outcome.goal = np.ones(len(rows))
    at_end = rows.year == rows.last
    outcome.settle((now == 0) & ~at_end, "not_judged", "under_way")
    outcome.settle((now == 0) & at_end, "missed", "done")
    outcome.settle(yes, _pick_status(at_end, "met", "met_early"), "done")
    return outcome


DECIDERS: dict[str, Callable[[Rows], Outcome]] = {
    "by": decide_by,
    "in": decide_in,
    "every": decide_every,
    "total": decide_total,
    "average": decide_average,
}
"""How the targets of each period are decided."""
