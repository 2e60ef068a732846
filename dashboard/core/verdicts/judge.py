"""Is each promise being kept? Registry and observations in, one verdict per target and region out.

The order of decision is METHODS §2, decided with arrays over all targets × regions:
`target_columns.py` turns targets into columns, `decision.py` holds the steps, and this module joins
them, follows them to the year judged, and adds flags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard.core.verdicts.decision import decide
from dashboard.core.verdicts.flags import compute_flag_masks, list_flag_names
from dashboard.core.verdicts.panel import Panel, build_panel
from dashboard.core.verdicts.rows import STEPS, Outcome, Rows
from dashboard.core.verdicts.target_columns import Ints, TargetColumns, build_target_columns
from dashboard.core.vocabulary import qualities, statuses
from dashboard.core.vocabulary.model import VERDICTS, Registry
from dashboard.core.vocabulary.rule_formulas import RuleSet
from dashboard.core.vocabulary.rules import DEFAULT, RULES

BLOCK = 1 << 15


def judge(
    registry: Registry, observations: pd.DataFrame, year: int, rules: str = DEFAULT
) -> pd.DataFrame:
    """Verdicts of a year: one row per target and region that has begun by then (columns:
    `model.VERDICTS`).
    """
    return judge_panel(registry, build_panel(registry, observations), year, rules)


def judge_panel(registry: Registry, panel: Panel, year: int, rules: str = DEFAULT) -> pd.DataFrame:
    """Verdicts of a year from values that are already in order."""
    declared = build_target_columns(registry, panel)
    rows = _build_rows(declared, panel, year)
    outcome = Outcome.blank(len(rows))
    last_year, last_status, mask = (np.zeros(len(rows), np.int64) for _ in range(3))
    for start in range(0, len(rows), BLOCK):
        # Block by block: arrays of this size stay in the processor's cache, which halves the time.
        block = slice(start, start + BLOCK)
        block_rows = rows.take(block)
        decided = decide(block_rows, rules)
        last_year[block], last_status[block] = _find_last_known(block_rows, decided, rules)
        mask[block] = compute_flag_masks(block_rows, decided, last_year[block])
        outcome.put(block, decided)
    return _build_frame(declared, rows, outcome, last_year, last_status, mask, RULES[rules])


def _build_rows(declared: TargetColumns, panel: Panel, year: int) -> Rows:
    """Every pair of a begun target and one of its regions; a target whose period is over stands at
    its last year.
    """
    begun = declared.begins[declared.pair_target] <= year
    target, region = declared.pair_target[begun], declared.pair_region[begun]
    asked = np.full(len(target), year)
    return Rows(declared, panel, target, region, np.minimum(year, declared.last[target]), asked)


def _find_last_known(rows: Rows, outcome: Outcome, rules: str) -> tuple[Ints, Ints]:
    """For pending rows the last year with a value, and how the target stood then (−1: before its
    first year).
    """
    last_year = np.full(len(rows), 0)
    last_status = np.full(len(rows), -1)
    waiting = np.flatnonzero(np.isin(outcome.status, statuses.WAITING_CODES))
    if not len(waiting):
        return last_year, last_status
    known = _find_latest_year(rows.take(waiting))
    last_year[waiting] = known
    begun = waiting[known >= rows.begins[waiting]]
    if len(begun):
        then = decide(replace(rows.take(begun), year=last_year[begun]), rules)
        last_status[begun] = then.status
    return last_year, last_status


def _find_latest_year(rows: Rows) -> Ints:
    """The latest year before the one judged that has a full-year value, 0 where there is none."""
    known = ~np.isnan(rows.panel.full[rows.indicator, rows.region])
    years = np.arange(rows.panel.years) + rows.panel.first_year
    known &= years[None, :] < rows.year[:, None]
    latest = rows.panel.years - 1 - np.argmax(known[:, ::-1], axis=1)
    return np.where(known.any(axis=1), latest + rows.panel.first_year, 0)


def _build_frame(
    declared: TargetColumns,
    rows: Rows,
    outcome: Outcome,
    last_year: Ints,
    last_status: Ints,
    mask: Ints,
    rules: RuleSet,
) -> pd.DataFrame:
    """The verdicts frame; texts are categories, so that a million rows stay small."""
    status_names = list(statuses.STATUSES)
    native, score = outcome.native, outcome.score
    if rules.method is None:  # the default's classes are the statuses themselves
        native, score = outcome.status, outcome.ratio
    quality = np.where(np.isnan(outcome.actual), -1, outcome.quality)
    nothing = np.full(len(rows), -1)
    columns = {
        "target": _build_categories(rows.target, declared.target_ids),
        "indicator": _build_categories(rows.indicator, list(rows.panel.indicators)),
        "plan": _build_categories(declared.plan[rows.target], declared.plan_ids),
        "promise": _build_categories(declared.promise[rows.target], declared.promise_ids),
        "region": _build_categories(rows.region, list(rows.panel.regions)),
        "year": rows.year,
        "month": outcome.month,
        "actual": outcome.actual,
        "quality": _build_categories(quality, list(qualities.IDS)),
        "base": rows.base,
        "goal": outcome.goal,
        "expected": outcome.expected,
        "progress": outcome.progress,
        "elapsed": outcome.elapsed,
        "ratio": outcome.ratio,
        "gap_to_path": outcome.actual - outcome.expected,
        "gap_to_goal": outcome.actual - outcome.goal,
        "lag_years": outcome.lag_years,
        "pace": outcome.pace,
        "needed": outcome.needed,
        "needed_growth": outcome.needed_growth,
        "best_pace": outcome.best_pace,
        "forecast": np.full(len(rows), np.nan),
        "low": np.full(len(rows), np.nan),
        "high": np.full(len(rows), np.nan),
        "status": _build_categories(outcome.status, status_names),
        "step": _build_categories(outcome.step, list(STEPS)),
        "last_year": pd.array(last_year, dtype="Int64"),
        "last_status": _build_categories(last_status, status_names),
        "price_status": _build_categories(nothing, status_names),
        "base_status": _build_categories(nothing, status_names),
        "native_class": _build_categories(native, [own.id for own in rules.classes]),
        "native_score": score,
        "flags": list_flag_names(mask),
    }
    frame = pd.DataFrame(columns, columns=list(VERDICTS), copy=False)
    frame.loc[frame["last_year"] == 0, "last_year"] = pd.NA
    return frame


def _build_categories(codes: Ints, names: Sequence[str]) -> pd.Categorical[str]:
    """Texts by their codes, −1 for none."""
    return pd.Categorical.from_codes(codes, categories=pd.Index(names))
