"""What does somebody look at? A view, and everything that it is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dashboard.core.vocabulary.model import FULL_YEAR, Look, Registry
from dashboard.core.vocabulary.text import Language

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class View:
    """What somebody looks at: the whole state of a page, a slide or an export; empty `rules` are
    the house's usual ones.
    """

    plan: str = ""
    region: str = ""
    year: int = 0
    known_on: date | None = None
    version: int | None = None
    rules: str = ""
    theme: str = ""
    status: str = ""
    owner: str = ""
    nature: str = ""
    quality: str = ""
    order: str = ""
    columns: str = ""
    lang: Language = "zh"
    look: Look = "light"


FILTERS = ("theme", "status", "owner", "nature", "quality", "order", "columns")
"""The parts of a view that choose and arrange rows of one page: they do not follow to another."""


@dataclass(frozen=True)
class Snapshot:
    """One registry, one state of the data, all verdicts of one year: what every page and file is
    drawn from.

    `observations` holds every readable value, `in_force` the one that counts for each indicator,
    region, year and month, derived values included.
    """

    registry: Registry
    view: View
    observations: pd.DataFrame
    in_force: pd.DataFrame
    verdicts: pd.DataFrame
    version: int | None = None
    as_of: date = date(1970, 1, 1)

    def values(self, indicator: str, region: str) -> pd.DataFrame:
        """The values in force of an indicator in a region, of whole years and of parts of them, by
        year and month.
        """
        here = self.filter_region(region)
        if region not in self._places:
            self._places[region] = here.groupby("indicator", sort=False).indices
        mine: pd.DataFrame = here.iloc[self._places[region].get(indicator, [])]
        return mine

    def filter_full_years(self, indicator: str, region: str) -> pd.DataFrame:
        """The full-year values in force of an indicator in a region, oldest first."""
        mine = self.values(indicator, region)
        return mine[mine["month"] == FULL_YEAR]

    def series(self, indicator: str, region: str) -> list[tuple[int, float, str]]:
        """Year, value and quality of the full years in force of an indicator in a region, oldest
        first; a region is read once.
        """
        if region not in self._series:
            here = self.filter_region(region)
            whole = here[here["month"] == FULL_YEAR]
            found: dict[str, list[tuple[int, float, str]]] = {}
            columns = (whole[name].tolist() for name in ("indicator", "year", "value", "quality"))
            for name, year, value, quality in zip(*columns, strict=True):
                found.setdefault(name, []).append((int(year), float(value), str(quality)))
            self._series[region] = found
        return self._series[region].get(indicator, [])

    def latest(self, indicator: str) -> pd.DataFrame:
        """The latest full-year value in force of every region that has one up to the year looked
        at; region is the index.
        """
        rows = self.in_force
        mine = rows[
            (rows["indicator"] == indicator)
            & (rows["month"] == FULL_YEAR)
            & (rows["year"] <= self.view.year)
        ]
        return mine.sort_values("year").groupby("region", sort=False).last()

    def filter_region(self, region: str) -> pd.DataFrame:
        """The values in force of a region, by year and month; looked for once, however many
        indicators are asked of it.
        """
        if region not in self._regions:
            self._regions[region] = self.in_force[self.in_force["region"] == region].sort_values(
                ["year", "month"], kind="stable"
            )
        return self._regions[region]

    @cached_property
    def remembered(self) -> dict[tuple[str, str], Any]:
        """What was worked out from it once, by what it is and the region."""
        return {}

    @cached_property
    def _regions(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def _series(self) -> dict[str, dict[str, list[tuple[int, float, str]]]]:
        return {}

    @cached_property
    def _places(self) -> dict[str, Any]:
        return {}

    def filter_readable(self, indicator: str, region: str) -> pd.DataFrame:
        """Every readable value of an indicator in a region, in force or not."""
        rows = self.observations
        return rows[(rows["indicator"] == indicator) & (rows["region"] == region)]

    def filter_verdicts(self, indicator: str, region: str) -> pd.DataFrame:
        """The verdicts on an indicator's targets in a region."""
        rows = self.verdicts
        return rows[(rows["indicator"] == indicator) & (rows["region"] == region)]
