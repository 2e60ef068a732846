"""What is known of the year judged? Its value, or a part of the year; and what every period does
with it.
"""

from __future__ import annotations

import numpy as np

from dashboard.core.verdicts.rows import Codes, Outcome, Rows
from dashboard.core.verdicts.target_columns import Ints
from dashboard.core.vocabulary.statuses import CODES as S
from dashboard.core.vocabulary.targets import PERIOD_CODES, Array, Mask


def observe_values(rows: Rows) -> tuple[Outcome, Mask]:
    """The value of the year judged and whether it counts as known: a full year's, or a part of one
    that is certain.
    """
    outcome = Outcome.blank(len(rows))
    outcome.goal = rows.number(rows.year)
    outcome.actual = rows.value(rows.year)
    outcome.quality = convert_codes(rows.quality(rows.year))
    certain = compute_certain_values(rows, rows.year)
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
    quality = convert_codes(rows.read(rows.panel.part_quality, rows.year))
    outcome.month = np.where(partial, month, 12).astype(int)
    outcome.goal = np.where(partial, goal, outcome.goal)
    outcome.actual = np.where(partial, value, outcome.actual)
    outcome.quality = np.where(partial, quality, outcome.quality)


def convert_codes(qualities: Array) -> Codes:
    """Codes of qualities, −1 where there is none."""
    return np.nan_to_num(qualities, nan=-1).astype(int)


def compute_certain_values(rows: Rows, years: Ints) -> Array:
    """Part-year values of flows that no later month can undo: a floor reached, or an upper edge
    passed where it decides.

    An upper edge decides in the period's last year, and in each year of `every`. A reference moves
    with the months, so nothing is certain beside one.
    """
    part = rows.read(rows.panel.part, years)
    flows = rows.is_flow & ~np.isnan(part) & ~rows.follows
    if not flows.any():
        return np.full(len(rows), np.nan)
    low, high = rows.limits(rows.number(years))
    floor_reached = np.isposinf(high) & rows.mask_inside(part, low, high)
    decides = (years == rows.last) | (rows.period == PERIOD_CODES["every"])
    under_edge = rows.mask_inside(part, np.full_like(high, -np.inf), high)
    edge_passed = np.isfinite(high) & decides & ~under_edge
    return np.where(flows & (floor_reached | edge_passed), part, np.nan)


def settle_missing_comparison(rows: Rows, outcome: Outcome, full: Mask) -> None:
    """A known value without its comparison: the reference is waited for, a missing last year ends
    the judgement.
    """
    bare = full & np.isnan(outcome.goal)
    outcome.settle(bare & rows.follows, "pending", "no_reference")
    outcome.settle(bare & ~rows.follows, "not_judged", "no_last_year")


def find_nearer_edge(rows: Rows, goal: Array, start: Array) -> Array:
    """The goal of an interval is the edge nearer the start; of every other bound its number."""
    top = rows.high
    between = ~np.isnan(top)
    if not between.any():
        return goal
    is_top_nearer = np.abs(top - start) < np.abs(goal - start)
    return np.where(between & is_top_nearer, top, goal)


def pick_status(where: Mask, status: str, otherwise: str) -> Codes:
    """One status where a mask holds, another elsewhere."""
    return np.where(where, S[status], S[otherwise])
