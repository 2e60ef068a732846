"""In what order is a verdict decided? METHODS §2, step by step, for many targets at once.

`by` targets take the steps (`on_path.py`); the other periods and `done` are decided by lines of
their own. Rows of one period are decided together: each function reads as that period's paragraph.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dashboard.core.verdicts import native
from dashboard.core.verdicts.known_values import (
    convert_codes,
    find_nearer_edge,
    observe_values,
    pick_status,
    settle_missing_comparison,
)
from dashboard.core.verdicts.on_path import decide_by
from dashboard.core.verdicts.over_years import (
    FIRST_JUDGED_MONTH,
    decide_average,
    decide_every,
    decide_total,
    judge_sum,
)
from dashboard.core.verdicts.rows import Outcome, Rows
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.targets import PERIOD_CODES, Mask, list_bound_codes

STATED = list_bound_codes(lambda bound: bound.judged == "never")
REPORTED = list_bound_codes(lambda bound: bound.judged == "report")
ONE_SIDED = list_bound_codes(lambda bound: bound.one_sided)


def decide(rows: Rows, rules: str = DEFAULT) -> Outcome:
    """The verdict of every row in its year."""
    outcome = Outcome.blank(len(rows))
    measured = ~np.isin(rows.bound, [*STATED, *REPORTED])
    for period, decide_period in DECIDERS.items():
        in_period = measured & (rows.period == PERIOD_CODES[period])
        _decide_some(rows, outcome, in_period, decide_period)
    outcome.settle(np.isin(rows.bound, STATED), "not_judged", "stated")
    _decide_some(rows, outcome, np.isin(rows.bound, REPORTED), decide_done)
    native.apply_rule_set(rows, outcome, RULES[rules])
    return outcome


def _decide_some(
    rows: Rows, outcome: Outcome, chosen: Mask, decide_rows: Callable[[Rows], Outcome]
) -> None:
    """Decide the rows of a mask together, where there are any."""
    index = np.flatnonzero(chosen)
    if len(index):
        outcome.put(index, decide_rows(rows.take(index)))


def decide_in(rows: Rows) -> Outcome:
    """For one year alone: met or missed when it is known; a flow from June on is judged by what is
    done so far.
    """
    outcome, full = observe_values(rows)
    actual = outcome.actual
    settle_missing_comparison(rows, outcome, full)
    ready = full & ~np.isnan(outcome.goal)
    kept = rows.mask_kept(actual, rows.year)
    outcome.settle(ready, pick_status(kept, "met", "missed"), "yearly")
    partial = ~full & ~np.isnan(actual)
    outcome.settle(partial, "pending", "partial")
    can_be_shared = np.isin(rows.bound, ONE_SIDED) & (outcome.goal > 0)
    under_way = partial & rows.is_flow & (outcome.month >= FIRST_JUDGED_MONTH) & can_be_shared
    if under_way.any():
        outcome.elapsed = np.where(under_way, outcome.month / 12, np.nan)
        judge_sum(rows, outcome, under_way, actual, outcome.elapsed)
    outcome.goal = find_nearer_edge(rows, outcome.goal, rows.base)
    return outcome


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
    outcome.quality = convert_codes(rows.quality(rows.year))
    outcome.goal = np.ones(len(rows))
    at_end = rows.year == rows.last
    outcome.settle((now == 0) & ~at_end, "not_judged", "under_way")
    outcome.settle((now == 0) & at_end, "missed", "done")
    outcome.settle(yes, pick_status(at_end, "met", "met_early"), "done")
    return outcome


DECIDERS: dict[str, Callable[[Rows], Outcome]] = {
    "by": decide_by,
    "in": decide_in,
    "every": decide_every,
    "total": decide_total,
    "average": decide_average,
}
"""How the targets of each period are decided."""
