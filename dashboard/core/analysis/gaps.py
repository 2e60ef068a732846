"""What needs action, and what soon may? Verdicts that are bad, the binding and the worst first; and
those near the line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from dashboard.core.declaration import phrases
from dashboard.core.verdicts.sentence_data import Known
from dashboard.core.verdicts.standing import Standing
from dashboard.core.verdicts.statement import find_nature
from dashboard.core.vocabulary.digits import print_numbers
from dashboard.core.vocabulary.model import BETTER_SIGN, UNSTATED, Indicator, Registry, Target
from dashboard.core.vocabulary.statuses import BAD, GOOD, STATUSES
from dashboard.core.vocabulary.targets import BOUNDS
from dashboard.core.vocabulary.text import Text

Pair = tuple[Any, Target]
"""A verdict and its target."""


def list_gaps(state: Standing, registry: Registry) -> list[Pair]:
    """The bad verdicts: 约束性 first, then the worst status, then the least progress over the way
    due.
    """

    def build_sort_key(pair: Pair) -> tuple[bool, float, float]:
        row, target = pair
        ratio = row.ratio if math.isfinite(row.ratio) else -math.inf
        return find_nature(registry, target) != "binding", STATUSES[row.status].severity, ratio

    bad = [(row, target) for row, target in state.rows if row.status in BAD]
    return sorted(bad, key=build_sort_key)


@dataclass(frozen=True)
class NearMiss:
    """A verdict that is not bad yet, and why it may become so."""

    row: Any
    target: Target
    why: Text


def list_near_misses(state: Standing, registry: Registry, known: Known) -> list[NearMiss]:
    """Good verdicts that little would turn: under the path by less than 5 %, in need of a record
    pace, or one bad year from a bound.

    "One bad year": the largest change for the worse between two consecutive years on record would
    break the bound. The rule is ours; no verdict rests on it.
    """
    near = []
    for row, target in state.rows:
        if row.status not in GOOD or STATUSES[row.status].final or row.year > target.last:
            continue
        why = _describe_risk(row, target, registry.indicators[target.indicator], known)
        if why is not None:
            near.append(NearMiss(row, target, why))
    return near


def _describe_risk(row: Any, target: Target, indicator: Indicator, known: Known) -> Text | None:
    is_short = math.isfinite(row.ratio) and row.ratio < 1
    if is_short and math.isfinite(row.gap_to_path) and row.gap_to_path:
        numbers = print_numbers(indicator, target, row)
        short = phrases.format_difference(indicator, numbers.gap_to_due, numbers.decimals)
        return Text(f"比序时目标差{short.zh}", f"{short.en} short of what is due")
    if "needs_record_pace" in row.flags:
        return Text("所需速度高于历史最快", "needs more than the best pace on record")
    figures = known.get((target.indicator, row.region))
    worst = find_worst_year(indicator, figures, int(row.year))
    margin = _compute_margin(row, target, indicator)
    if worst is None or margin is None or target.last <= row.year:
        return None
    change, year = worst
    if margin >= change:
        return None
    size = phrases.format_difference(indicator, change)
    return Text(
        f"再有一次{year}年那样的变化（{size.zh}）就会突破",
        f"another year like {year} ({size.en}) would break it",
    )


def _compute_margin(row: Any, target: Target, indicator: Indicator) -> float | None:
    """How far a yearly bound is kept, None for other targets."""
    sign = BOUNDS[target.bound].sign or BETTER_SIGN[indicator.better]
    if target.period != "every" or not sign or not math.isfinite(row.gap_to_goal):
        return None
    return float(sign * row.gap_to_goal)


def find_worst_year(indicator: Indicator, figures: Any, last: int) -> tuple[float, int] | None:
    """The largest change for the worse between two consecutive full years up to one, and its year;
    None where there is none.
    """
    sign = BETTER_SIGN[indicator.better]
    if figures is None or not sign:
        return None
    broken = {cut.year for cut in indicator.breaks}
    steps = [
        (-sign * (value - figures.full[year - 1]), year)
        for year, value in figures.full.items()
        if year <= last and year - 1 in figures.full and year not in broken
    ]
    worst = max(steps, default=(0.0, 0))
    return worst if worst[0] > 0 else None


def list_least_progress(state: Standing, most: int) -> list[Pair]:
    """The judged verdicts with the least progress over the way due: what to look at where nothing
    is bad and the way goes on.
    """
    rated = [
        (row, target)
        for row, target in state.rows
        if row.status in GOOD and not STATUSES[row.status].final and math.isfinite(row.ratio)
    ]
    return sorted(rated, key=lambda pair: float(pair[0].ratio))[:most]


def find_owner(registry: Registry, target: Target) -> Text:
    """The department that answers for a target."""
    return registry.indicators[target.indicator].owner or UNSTATED
