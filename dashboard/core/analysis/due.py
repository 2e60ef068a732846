"""Which figures are due? For targets without one: when the figure usually comes, by the declaration
or by earlier releases.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.core.analysis.gaps import Pair
from dashboard.core.vocabulary.model import FULL_YEAR, Indicator, Registry, Snapshot, iterate_rows
from dashboard.core.vocabulary.text import MONTHS, Text


@dataclass(frozen=True, slots=True)
class DueFigure:
    """A figure that is waited for: the month after which it should be there; `usual` where only
    earlier releases tell it.
    """

    indicator: Indicator
    year: int
    month: int
    usual: bool

    @property
    def by(self) -> date:
        """The first day after the month in which it comes."""
        return date(self.year + 1 + self.month // FULL_YEAR, self.month % FULL_YEAR + 1, 1)


def list_due_figures(snapshot: Snapshot, pairs: Iterable[Pair]) -> list[DueFigure]:
    """The pending figures whose month is known, the earliest first, each indicator once."""
    registry = snapshot.registry
    usual = compute_usual_months(snapshot.observations, snapshot.view.region)
    found: dict[str, DueFigure] = {}
    for row, target in pairs:
        if row.status != "pending" or target.bound == "stated":
            continue
        indicator = registry.indicators[target.indicator]
        month = indicator.released or usual.get(indicator.id)
        if month:
            found.setdefault(
                indicator.id, DueFigure(indicator, int(row.year), month, indicator.released is None)
            )
    return sorted(found.values(), key=lambda one: (one.by, one.indicator.id))


def compute_usual_months(observations: pd.DataFrame, region: str) -> dict[str, int]:
    """The median month in which earlier full-year figures came out, of those that came in the year
    after.
    """
    rows = observations[(observations["region"] == region) & (observations["month"] == FULL_YEAR)]
    months: dict[str, list[int]] = {}
    for row in iterate_rows(rows[["indicator", "year", "published"]]):
        if pd.notna(row.published) and row.published.year == row.year + 1:
            months.setdefault(str(row.indicator), []).append(int(row.published.month))
    return {name: int(statistics.median_high(found)) for name, found in months.items()}


def describe_due_figures(
    found: list[DueFigure], registry: Registry, today: date, most: int = 3
) -> list[Text]:
    """What is overdue and what comes next, each in one line."""
    late, next_ = (
        [one for one in found if one.by <= today],
        [one for one in found if one.by > today],
    )
    lines = []
    for some, head in (
        (late, Text("已到公布时间仍缺：", "Should be out by now: ")),
        (next_, Text("将要公布：", "To come: ")),
    ):
        if some:
            names = [_format_due_figure(one) for one in some[:most]]
            more = (
                Text(f"等{len(some)}项", f" and {len(some) - most} more")
                if len(some) > most
                else Text("", "")
            )
            lines.append(
                head
                + Text("、".join(one.zh for one in names), ", ".join(one.en for one in names))
                + more
            )
    return lines


def _format_due_figure(one: DueFigure) -> Text:
    """The indicator and its month; a month that no declaration states is said to be that of earlier
    years.
    """
    name = one.indicator.name
    if one.usual:
        return Text(
            f"{name.zh}{one.year}年（往年{one.month}月公布）",
            f"{name.in_('en')} {one.year} (usually by {MONTHS[one.month - 1][:3]})",
        )
    return Text(
        f"{name.zh}{one.year}年（{one.year + 1}年{one.month}月）",
        f"{name.in_('en')} {one.year} ({one.year + 1}-{one.month:02d})",
    )
