"""What does a rule set other than the default say of each row, in its own classes and on the
ladder?

The order of decision stands for every rule set (not begun, stated, pending, met or missed at the
period's end). A method has a word where it has a base, an actual and a goal, and replaces the
status of the lines that its row names.
"""

from __future__ import annotations

import numpy as np

from dashboard.core.verdicts.rows import STEP_CODES, Outcome, Rows
from dashboard.core.verdicts.target_columns import Ints
from dashboard.core.vocabulary.rule_formulas import MethodInput, MethodResult, RuleSet
from dashboard.core.vocabulary.statuses import CODES as S
from dashboard.core.vocabulary.targets import PERIOD_CODES


def apply_rule_set(rows: Rows, outcome: Outcome, rules: RuleSet) -> None:
    """Write class, score and number of a method into an outcome, and the status where the method
    decides it.
    """
    if rules.method is None:
        return
    index = np.flatnonzero(
        np.isin(
            rows.declared.period[rows.target], [PERIOD_CODES[period] for period in rules.periods]
        )
        & np.isin(outcome.step, [STEP_CODES[step] for step in rules.speaks_at])
    )
    if not len(index):
        return
    found = _judge_rows(rows.take(index), outcome, index, rules)
    decides = np.isin(outcome.step[index], [STEP_CODES[step] for step in rules.decides_at])
    outcome.native[index], outcome.score[index], outcome.ratio[index] = (
        found.native,
        found.score,
        found.value,
    )
    statuses = np.array([S[native.status] for native in rules.classes])
    outcome.settle_at(index[decides], statuses[found.native[decides]], "method")


def _judge_rows(rows: Rows, outcome: Outcome, index: Ints, rules: RuleSet) -> MethodResult:
    assert rules.method is not None
    goal, unknown = outcome.goal[index], np.full(len(index), np.nan)
    direction = np.where(rows.sign != 0, rows.sign, np.where(goal >= rows.base, 1.0, -1.0))
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
    )
    return rules.method(series, rules)
