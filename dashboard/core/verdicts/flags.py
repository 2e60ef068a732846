"""What must be said of a verdict besides its status? Bit masks over `model.FLAGS`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dashboard.core.verdicts.rows import Outcome, Rows
from dashboard.core.vocabulary import qualities, statuses
from dashboard.core.vocabulary.model import FLAG_BITS, FLAGS
from dashboard.core.vocabulary.targets import PERIOD_CODES, Array, Mask, reaches

Masks = npt.NDArray[np.int64]
STALE_AFTER = 2


def compute_flag_masks(rows: Rows, outcome: Outcome, last_year: npt.NDArray[np.int64]) -> Masks:
    """The flags of every row as one integer each."""
    declared = rows.declared
    known = ~np.isnan(outcome.actual)
    waiting = np.isin(outcome.status, statuses.WAITING_CODES)
    found: dict[str, Mask] = {
        "met_then_lost": _mask_met_then_lost(rows, outcome),
        "below_base": _mask_below_base(rows, outcome),
        "needs_record_pace": _mask_record_pace(rows, outcome),
        **{
            flag: known & _mask_resting_on(rows, outcome, quality)
            for flag, (quality, _) in qualities.RESTING.items()
        },
        "base_revised": _mask_base_revised(rows),
        "crosses_break": _mask_crossed_breaks(rows),
        "price_assumed": declared.price_assumed[rows.target],
        "partial_year": known & (outcome.month < 12),
        "stale": waiting & ~known & (last_year > 0) & (last_year < rows.year - STALE_AFTER),
        "tolerance_ours": declared.tolerance_ours[rows.target],
        "path_conflict": declared.path_conflict[rows.target],
        "sources_conflict": rows.read(rows.panel.conflict, rows.year) == 1,
        "question_open": declared.question[rows.target],
    }
    total = np.zeros(len(rows), np.int64)
    for flag, where in found.items():
        total |= where * np.int64(FLAG_BITS[flag])
    return total


_LOOKUP = np.empty(1 << len(FLAGS), dtype=object)
_LOOKUP[:] = [
    tuple(flag for flag, bit in FLAG_BITS.items() if mask & bit) for mask in range(1 << len(FLAGS))
]


def list_flag_names(mask: Masks) -> npt.NDArray[np.object_]:
    """The flags' names, one tuple per row."""
    return _LOOKUP[mask]


def _mask_met_then_lost(rows: Rows, outcome: Outcome) -> Mask:
    """The bound held in an earlier year of the period, and no longer does."""
    lost = np.zeros(len(rows), bool)
    by = rows.declared.period[rows.target] == PERIOD_CODES["by"]
    index = np.flatnonzero(by & ~outcome.kept & ~np.isnan(outcome.actual) & ~np.isnan(outcome.goal))
    if not len(index):
        return lost
    some = rows.take(index)
    met_before = np.zeros(len(index), bool)
    for back in range(1, int((some.year - some.begins).max(initial=0)) + 1):
        year = some.year - back
        met_before |= (year >= some.begins) & some.mask_kept(some.value(year), year)
    lost[index] = met_before
    return lost


def _mask_below_base(rows: Rows, outcome: Outcome) -> Mask:
    """The bound is kept, yet the value is worse than at the base (for `every`: than in the year
    before the period).
    """
    below = np.zeros(len(rows), bool)
    period = rows.declared.period[rows.target]
    spans = np.isin(period, (PERIOD_CODES["by"], PERIOD_CODES["every"]))
    index = np.flatnonzero(outcome.kept & spans & (rows.sign != 0))
    if len(index):
        some = rows.take(index)
        start = np.where(
            period[index] == PERIOD_CODES["every"], some.value(some.first - 1), some.base
        )
        below[index] = reaches(
            some.sign * start, some.sign * outcome.actual[index], some.digit, strict=True
        )
    return below


def _mask_record_pace(rows: Rows, outcome: Outcome) -> Mask:
    """What is still needed a year is more than the best year on record."""
    d = np.where(rows.sign != 0, rows.sign, np.where(outcome.goal >= rows.base, 1.0, -1.0))
    by = rows.declared.period[rows.target] == PERIOD_CODES["by"]
    more: Mask = by & reaches(
        d * outcome.needed, d * outcome.best_pace, rows.digit / 1000, strict=True
    )
    return more


def _mask_resting_on(rows: Rows, outcome: Outcome, mark: int) -> Mask:
    """A figure of a quality entered the verdict: the value itself, its reference or an earlier
    year's.
    """
    found: Mask = outcome.quality == mark
    follows = np.flatnonzero(rows.follows)
    if len(follows):
        some = rows.take(follows)
        found[follows] |= (
            some.read(
                some.panel.quality, some.year, np.maximum(some.declared.reference[some.target], 0)
            )
            == mark
        )
    lagged = np.flatnonzero(rows.declared.lagged[rows.target])
    if len(lagged):
        some = rows.take(lagged)
        found[lagged] |= some.quality(some.year - 1) == mark
    spans = np.flatnonzero(rows.declared.period[rows.target] >= PERIOD_CODES["every"])
    if len(spans):
        some = rows.take(spans)
        for year in range(int(some.first.min()), int(some.year.max()) + 1):
            years = np.full(len(some), year)
            found[spans] |= (
                (some.first <= year) & (year <= some.year) & (some.quality(years) == mark)
            )
    return found


def _mask_base_revised(rows: Rows) -> Mask:
    """Some readable value of the base year prints another number than the plan's base."""
    has_base = ~np.isnan(rows.base)
    year = np.where(has_base, rows.base_year, 0).astype(np.int64)
    low, high = rows.read(rows.panel.readable_low, year), rows.read(rows.panel.readable_high, year)
    half = _compute_printed_digit(rows) / 2
    other: Mask = has_base & (
        _mask_beyond(rows.base, low, half) | _mask_beyond(rows.base, high, half)
    )
    return other


def _compute_printed_digit(rows: Rows) -> Array:
    return np.where(rows.declared.rank[rows.target], 1.0, rows.digit)


def _mask_beyond(stated: Array, readable: Array, margin: Array) -> Mask:
    other: Mask = ~np.isnan(readable) & reaches(
        np.abs(readable - stated), margin, margin, strict=True
    )
    return other


def _mask_crossed_breaks(rows: Rows) -> Mask:
    """The definition changed between the base and the year judged."""
    crossed = np.zeros(len(rows), bool)
    for target, years in rows.declared.breaks.items():
        mine = rows.target == target
        for year in years:
            crossed |= mine & (rows.base_year < year) & (year <= rows.year)
    return crossed
