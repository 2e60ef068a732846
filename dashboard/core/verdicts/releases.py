"""Which figures should be out by now? Of each verdict that waits: the figures that do not exist,
and when they come, by the declaration or by earlier releases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard.core.vocabulary.model import FULL_YEAR, Target
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import WAITING

MULTI_YEAR = ("every", "total", "average")
"""Periods that need the figure of each of their years."""
MONTHS_UNTIL_OVERDUE = 18
"""From the end of a figure's year, where nobody knows its month of release."""


@dataclass(frozen=True, slots=True)
class Release:
    """A figure that does not exist, and the month after its year in which it comes; None where
    nobody knows. `usual` where only earlier releases tell it.
    """

    indicator: str
    year: int
    month: int | None
    usual: bool = False

    @property
    def by(self) -> date:
        """The first day after the month in which it comes."""
        months = self.month or MONTHS_UNTIL_OVERDUE
        return date(self.year + 1 + months // FULL_YEAR, months % FULL_YEAR + 1, 1)


def list_missing_releases(snapshot: Snapshot, row: Any, target: Target) -> list[Release]:
    """What a waiting verdict waits for: full-year figures that do not exist, in every year that the
    period has up to the one judged, of the target's indicator and of its reference.
    """
    last, region = int(row.year), str(row.region)
    first = target.first if target.period in MULTI_YEAR else last
    wanted = [target.indicator, *([target.reference] if target.reference else [])]
    years = range(first, last + 1)
    usual = _find_usual_months(snapshot, region)
    missing = []
    for name in wanted:
        known = {year for year, _, _ in snapshot.series(name, region)}
        declared = snapshot.registry.indicators[name].released
        month = declared or usual.get(name)
        missing += [
            Release(name, year, month, declared is None) for year in years if year not in known
        ]
    return missing


def list_overdue(snapshot: Snapshot, row: Any, target: Target) -> frozenset[str]:
    """The indicators for whose figure a verdict waits although its month of release is over; none
    of a plan that is only proposed.
    """
    plan, known_on = snapshot.registry.plans[target.plan], snapshot.view.known_on
    is_proposed = bool(plan.stages) and plan.candidate(known_on)
    if row.status not in WAITING or is_proposed:
        return frozenset()
    missing = list_missing_releases(snapshot, row, target)
    return frozenset(one.indicator for one in missing if one.by <= snapshot.as_of)


def _find_usual_months(snapshot: Snapshot, region: str) -> dict[str, int]:
    found = snapshot.remembered.get(("usual months", region))
    if found is None:
        found = compute_usual_months(snapshot.observations, region)
        snapshot.remembered["usual months", region] = found
    return found


def compute_usual_months(observations: pd.DataFrame, region: str) -> dict[str, int]:
    """The median month in which earlier full-year figures came out, of those that came in the year
    after; of two middle ones the later.
    """
    rows = observations[(observations["region"] == region) & (observations["month"] == FULL_YEAR)]
    published = pd.to_datetime(rows["published"])
    came_next_year = published.dt.year == rows["year"] + 1
    months = published[came_next_year].dt.month
    medians = months.groupby(rows["indicator"][came_next_year].astype("str")).quantile(
        0.5, interpolation="higher"
    )
    return {str(name): int(month) for name, month in medians.items()}
