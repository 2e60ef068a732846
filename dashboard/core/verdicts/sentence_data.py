"""What may a sentence about one verdict mention? The verdict with its target, indicator, figures
and rule set.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.digits import PrintedNumbers
from dashboard.core.vocabulary.model import BETTER_SIGN, FULL_YEAR, Indicator, Registry, Target
from dashboard.core.vocabulary.rule_formulas import RuleSet
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import format_status
from dashboard.core.vocabulary.targets import BOUNDS, inside, reaches
from dashboard.core.vocabulary.text import Text, format_year_to_date

GOAL = Text("目标", "the target")
NOTHING = Text("", "")
ABOVE_COUNTS = Text("（高于也算达到）", " (above counts as kept)")
BELOW_COUNTS = Text("（低于也算达到）", " (below counts as kept)")


@dataclass(frozen=True)
class SentenceData:
    """One verdict with all that its sentence may mention; `row` is a row of the verdicts frame."""

    registry: Registry
    target: Target
    indicator: Indicator
    row: Any
    known: Mapping[int, float]
    part: Mapping[int, float]
    rules: RuleSet
    overdue: frozenset[str]
    numbers: PrintedNumbers
    reference: Mapping[int, float] = field(default_factory=dict)

    @property
    def when(self) -> Text:
        return format_year_to_date(int(self.row.year), int(self.row.month))

    @property
    def actual(self) -> Text:
        if self.indicator.unit is None:
            return phrases.format_value(self.indicator, self.row.actual)
        return phrases.format_with_unit(self.numbers.actual_text, self.indicator.unit)

    @property
    def due(self) -> Text:
        """What the path asks for."""
        return phrases.format_with_unit(self.numbers.due_text, self.indicator.unit)

    def compare(self, gap: float, to: Text) -> Text:
        """How the value stands to another, by one of the printed gaps."""
        return phrases.describe_comparison(self.indicator, gap, to, self.numbers.decimals)

    @property
    def goal(self) -> Text:
        return phrases.format_bound(self.registry, self.target)

    @property
    def period(self) -> Text:
        return phrases.format_period(self.target)

    @property
    def margin(self) -> Text:
        """How the value stands to the bound's number."""
        if not np.isfinite(self.row.gap_to_goal):
            return NOTHING
        return self.compare(self.numbers.gap_to_goal, GOAL) + self.beyond

    @property
    def beyond(self) -> Text:
        """That going further than the bound's words counts as kept; nothing where a value does
        not.
        """
        sign, target = BETTER_SIGN[self.indicator.better], self.target
        edge, room = self.row.goal, target.tolerance
        if target.high is not None:
            edge, room = (target.high if sign > 0 else target.x), 0.0
        if not sign or room is None or not BOUNDS[target.bound].may_be_surpassed:
            return NOTHING
        further = np.array(sign * (self.row.actual - edge))
        if not reaches(further, np.array(room), self.indicator.last_digit, strict=True):
            return NOTHING
        return ABOVE_COUNTS if sign > 0 else BELOW_COUNTS

    @property
    def status(self) -> Text:
        """The word for the status: 应公布未公布 where a figure should be out."""
        return format_status(self.row.status, is_overdue=bool(self.overdue))

    def years(self, known: bool) -> list[int]:
        """The years of the period up to the one judged that have, or lack, a value; a part of a
        year that is certain counts.
        """
        return [
            year
            for year in range(self.target.first, int(self.row.year) + 1)
            if self._is_known(year) == known
        ]

    def _is_known(self, year: int) -> bool:
        """Whether there is a figure, and what it is compared with."""
        is_compared = not math.isnan(self._find_number(year))
        return is_compared and self._find_figure(year) is not None

    def _find_number(self, year: int) -> float:
        """What a year's figure is compared with: the plan's number, last year's or the reference's
        figure; NaN where it is unknown, 0 of a bound without a number.
        """
        if self.target.reads == "last_year":
            return self.known.get(year - 1, math.nan)
        if self.target.reads == "reference":
            return self.reference.get(year, math.nan)
        return 0.0 if self.target.x is None else self.target.x

    def _find_figure(self, year: int) -> float | None:
        """The full year's value, or a part-year value of a flow that no later month can undo."""
        part = self.part.get(year)
        if year in self.known or part is None or self.indicator.measure != "flow":
            return self.known.get(year)
        upper = BOUNDS[self.target.bound].sign < 0 or (
            BOUNDS[self.target.bound].sign == 0 and self.indicator.better != "higher"
        )
        return part if self._is_inside(part, year) != upper else None

    @property
    def best_year(self) -> int:
        """The year whose step on the year before is the best pace on record; a base that the plan
        alone states counts.
        """
        known, base = dict(self.known), self.target.base
        if base is not None and base.value is not None:
            known.setdefault(base.year, base.value)
        steps = {
            year: value - known[year - 1]
            for year, value in known.items()
            if year - 1 in known and year <= self.row.year
        }
        broken = {cut.year for cut in self.indicator.breaks}
        return min(
            (year for year in steps if year not in broken),
            key=lambda year: abs(steps[year] - self.row.best_pace),
        )

    def list_kept_years(self) -> list[int]:
        """The known years of the period whose value keeps the bound."""
        return [year for year in self.years(known=True) if self._keeps_bound(year)]

    def list_broken_years(self) -> list[int]:
        """The known years of the period whose value breaks the bound."""
        return [year for year in self.years(known=True) if not self._keeps_bound(year)]

    def _keeps_bound(self, year: int) -> bool:
        figure = self._find_figure(year)
        return figure is not None and self._is_inside(figure, year)

    def _is_inside(self, value: float, year: int) -> bool:
        bound, target = BOUNDS[self.target.bound], self.target
        x = self._find_number(year)
        number, high, tolerance, d = (
            np.array([part], float)
            for part in (x, target.high, target.tolerance or 0, BETTER_SIGN[self.indicator.better])
        )
        low, top = bound.interval(number, high, tolerance, d)
        return bool(
            inside(
                np.array([value]),
                low,
                top,
                np.array([self.indicator.last_digit]),
                np.array([bound.strict]),
            )[0]
        )


@dataclass(frozen=True)
class Figures:
    """The values in force of one indicator and region: year → full-year value, year → value of its
    latest part.
    """

    full: dict[int, float] = field(default_factory=dict)
    part: dict[int, float] = field(default_factory=dict)


Known = Mapping[tuple[str, str], Figures]
"""Values in force by indicator and region."""


def read_known_values(in_force: pd.DataFrame) -> Known:
    """The values of a frame of values in force, for looking up."""
    known: dict[tuple[str, str], Figures] = {}
    ordered = in_force.sort_values(
        "month", kind="stable"
    )  # the latest part of a year is written last
    columns = (ordered[name] for name in ("indicator", "region", "year", "month", "value"))
    for indicator, place, year, month, value in zip(*columns, strict=True):
        figures = known.setdefault((indicator, place), Figures())
        (figures.full if month == FULL_YEAR else figures.part)[int(year)] = float(value)
    return known


def read_figures(snapshot: Snapshot, target: Target, region: str, known: Known | None) -> Known:
    """What is known already, else the values of a target's indicator and of its reference."""
    if known is not None:
        return known
    names = filter(None, (target.indicator, target.reference))
    frames = [snapshot.values(name, region) for name in names]
    return {key: one for frame in frames for key, one in read_known_values(frame).items()}
