"""What does a rule set other than the default say of each row, in its own classes and statuses?

The order of decision stands for every rule set (not begun, stated, pending, met or missed at the
period's end). A method has a word where it has a base, an actual and a goal, and replaces the
status of the lines that its row names.
"""

from __future__ import annotations

import numpy as np

from dashboard.core.verdicts.on_path import mask_past_interval
from dashboard.core.verdicts.rows import STEP_CODES, Codes, Outcome, Rows
from dashboard.core.verdicts.target_columns import Ints
from dashboard.core.vocabulary.rule_formulas import MethodInput, MethodResult, RuleSet
from dashboard.core.vocabulary.statuses import CODES as S
from dashboard.core.vocabulary.targets import PERIOD_CODES, Mask


def apply_rule_set(rows: Rows, outcome: Outcome, rules: RuleSet) -> None:
    """Write class, score and number of a method into an outcome, and the status where the method
    decides it.
    """
    if rules.method is None:
        return
    speaks = _mask_steps(outcome.step, rules.speaks_at)
    speaks &= np.isin(rows.period, [PERIOD_CODES[period] for period in rules.periods])
    index = np.flatnonzero(speaks)
    if not len(index):
        return
    result = _judge_rows(rows.take(index), outcome, index, rules)
    outcome.native[index] = result.native
    outcome.score[index] = result.score
    outcome.ratio[index] = result.value
    decides = _mask_steps(outcome.step[index], rules.decides_at)
    status = np.array([S[native.status] for native in rules.classes])[result.native]
    # What was kept from the base on is not reached early.
    kept_on = _mask_steps(outcome.step[index], ("maintain",)) & (status == S["met_early"])
    status = np.where(kept_on, S["on_course"], status)
    outcome.settle_at(index[decides], status[decides], "method")


def _mask_steps(steps: Codes, names: tuple[str, ...]) -> Mask:
    """Which rows were decided at one of some lines of the order of decision."""
    return np.isin(steps, [STEP_CODES[name] for name in names])


def _judge_rows(rows: Rows, outcome: Outcome, index: Ints, rules: RuleSet) -> MethodResult:
    assert rules.method is not None
    goal, unknown = outcome.goal[index], np.full(len(index), np.nan)
    direction, limits = rows.find_direction(goal), rows.limits(rows.number(rows.year))
    series = MethodInput(
        base=rows.base,
        base_year=rows.base_year,
        actual=outcome.actual[index],
        year=rows.year - 1 + outcome.month[index] / 12,
        goal=goal,
        goal_year=rows.last.astype(float),
        direction=direction,
        kept=outcome.kept[index],
        limit=unknown,  # a natural limit matters only where there is no target
        percent=rows.declared.percent[rows.target],
        kept_at_base=rows.mask_inside(rows.base, *limits) | (rows.base == goal),
        past=mask_past_interval(outcome.actual[index], direction, rows.digit, limits),
    )
    return _judge_broken(series, rules, rules.method(series, rules))


def _judge_broken(series: MethodInput, rules: RuleSet, found: MethodResult) -> MethodResult:
    """What a method found, held to two things that none of them says: a bound that the base kept
    and this year breaks is the worst class, and past an interval's far end nothing is on track.

    A number that speaks for a better class is blank then, and a score the worst of those possible.
    What is not finite is blank in every set.
    """
    broken = ~series.kept & series.kept_at_base
    past = ~series.kept & ~broken & series.past
    native = np.where(broken, rules.worst, found.native)
    native = np.where(past, np.maximum(native, rules.fallen_short), native)
    is_known = np.isfinite(found.value)
    speaks = is_known & (rules.grade(found.value) == native)
    value = np.where(is_known & (speaks | ~(broken | past)), found.value, np.nan)
    score = np.where(broken & ~speaks, rules.worst_score, found.score)
    score = np.where(np.isfinite(score) & ~(past & ~speaks), score, np.nan)
    return MethodResult(value, score, native)
