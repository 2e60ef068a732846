"""In which years are there figures for a plan? How many of its targets have one in each, and the
year that is looked at first.
"""

from __future__ import annotations

import numpy as np

from dashboard.core.verdicts.panel import Panel
from dashboard.core.vocabulary.model import Registry


def count_reported_targets(
    registry: Registry, values: Panel, plan: str, region: str
) -> dict[int, int]:
    """Year of the plan → how many of its promises have a figure of the full year in force, in one
    region; what is stated in words and what is our assumption have none.
    """
    first, last = registry.plans[plan].first, registry.plans[plan].last
    reported: dict[int, set[str]] = {year: set() for year in range(first, last + 1)}
    place = values.regions[region]
    for target in registry.targets:
        if target.plan != plan or region not in target.regions:
            continue
        if target.is_stated or target.assumption is not None:
            continue
        figures = values.full[values.indicators[target.indicator], place]
        for position in np.flatnonzero(np.isfinite(figures)):
            year = values.first_year + int(position)
            is_within = target.period == "by" or target.first <= year <= target.last
            if year in reported and is_within:
                reported[year].add(target.promise)
    return {year: len(promises) for year, promises in reported.items()}


def choose_first_year(reported: dict[int, int], this_year: int) -> int:
    """The newest year with a figure, not after this one; without any, this year held within the
    plan's.
    """
    with_figures = [year for year, count in reported.items() if count and year <= this_year]
    return max(with_figures, default=min(max(this_year, min(reported)), max(reported)))
