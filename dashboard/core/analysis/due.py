"""Which figures are due? For targets without one: when the figure usually comes, by the declaration
or by earlier releases.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard.core.analysis.gaps import Pair
from dashboard.core.vocabulary.model import FULL_YEAR, Indicator, Registry, Target, iterate_rows
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import WAITING
from dashboard.core.vocabulary.text import MONTHS, Text, join_texts

MULTI_YEAR = ("every", "total", "average")
"""Periods that need the figure of each of their years."""


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
    """The missing figures of waiting verdicts whose month is known, the earliest first, each
    once.
    """
    registry = snapshot.registry
    usual = compute_usual_months(snapshot.observations, snapshot.view.region)
    found: dict[tuple[str, int], DueFigure] = {}
    for row, target in pairs:
        if row.status not in WAITING or target.is_stated:
            continue
        for name, year in list_missing_figures(snapshot, row, target):
            indicator = registry.indicators[name]
            month = indicator.released or usual.get(name)
            if month:
                figure = DueFigure(indicator, year, month, indicator.released is None)
                found.setdefault((name, year), figure)
    return sorted(found.values(), key=lambda figure: (figure.by, figure.indicator.id))


def list_missing_figures(snapshot: Snapshot, row: Any, target: Target) -> list[tuple[str, int]]:
    """What a waiting verdict waits for: indicator and year of full-year figures that do not exist,
    in every year that the period has up to the one judged, and of its reference in that year.
    """
    last = int(row.year)
    first = target.first if target.period in MULTI_YEAR else last
    wanted = [(target.indicator, year) for year in range(first, last + 1)]
    if target.reads == "reference" and target.reference:
        wanted.append((target.reference, last))
    known = {
        (name, year)
        for name in {name for name, _ in wanted}
        for year, _, _ in snapshot.series(name, str(row.region))
    }
    return [one for one in wanted if one not in known]


def compute_usual_months(observations: pd.DataFrame, region: str) -> dict[str, int]:
    """The median month in which earlier full-year figures came out, of those that came in the year
    after.
    """
    rows = observations[(observations["region"] == region) & (observations["month"] == FULL_YEAR)]
    months_of: dict[str, list[int]] = {}
    for row in iterate_rows(rows[["indicator", "year", "published"]]):
        if pd.notna(row.published) and row.published.year == row.year + 1:
            months_of.setdefault(str(row.indicator), []).append(int(row.published.month))
    return {name: int(statistics.median_high(months)) for name, months in months_of.items()}


def describe_due_figures(
    found: list[DueFigure], registry: Registry, today: date, most: int = 3
) -> list[Text]:
    """What is overdue and what comes next, each in one line."""
    late = [figure for figure in found if figure.by <= today]
    to_come = [figure for figure in found if figure.by > today]
    lines = []
    if late:
        lines.append(
            Text("已到公布时间仍缺：", "Should be out by now: ") + _list_figures(late, most)
        )
    if to_come:
        lines.append(Text("将要公布：", "To come: ") + _list_figures(to_come, most))
    return lines


def _list_figures(figures: list[DueFigure], most: int) -> Text:
    """The first indicators with the years that are missing, and how many there are where that is
    more.
    """
    groups: dict[str, list[DueFigure]] = {}
    for figure in figures:
        groups.setdefault(figure.indicator.id, []).append(figure)
    names = [_format_due_figures(group) for group in list(groups.values())[:most]]
    listing = join_texts(names, Text("、", ", "))
    if len(groups) > most:
        listing += Text(f"等{len(groups)}项", f" and {len(groups) - most} more")
    return listing


def _format_due_figures(figures: list[DueFigure]) -> Text:
    """The indicator, its missing years and the month of the first; a month that no declaration
    states is said to be that of earlier years.
    """
    first = figures[0]
    name, year, month = first.indicator.name, first.year, first.month
    years = [str(figure.year) for figure in figures]
    zh, en = f"{name.zh}{'、'.join(years)}年", f"{name.in_('en')} {', '.join(years)}"
    if first.usual:
        return Text(f"{zh}（往年{month}月公布）", f"{en} (usually by {MONTHS[month - 1][:3]})")
    return Text(f"{zh}（{year + 1}年{month}月）", f"{en} ({year + 1}-{month:02d})")
