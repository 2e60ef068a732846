"""Does this row head a table? It names columns by words, years, indicators or regions, and holds no
figure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.vocabulary.units import Unit
from dashboard.ingest.cells import Cell, WireCell
from dashboard.ingest.numbers import holds_figure
from dashboard.ingest.recognition import labels
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import ROLES
from dashboard.ingest.recognition.names import Names
from dashboard.ingest.recognition.page import Page


@dataclass
class _Tally:
    """What the cells of a row name."""

    cells: int
    roles: set[str] = field(default_factory=set)
    indicators: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    years: int = 0
    amounts: int = 0
    figures: int = 0

    @property
    def heads(self) -> bool:
        """Whether this is enough for a header; a figure among two words that name columns is a
        heading gone wrong.
        """
        if self.figures and len(self.roles - {"value"}) < 2:
            return False
        named = bool(self.roles & {"indicator", "name"})
        region, year, value = (
            ("region" in self.roles),
            ("year" in self.roles),
            ("value" in self.roles),
        )
        most = max(self.years, len(self.indicators), len(self.regions))
        others = self.cells - len(self.roles) - most
        return (
            (named and bool(self.years or self.regions or self.amounts or value))
            or (region and bool(self.years or self.indicators or self.amounts or value))
            or (year and bool(self.indicators or self.regions or (named and value)))
            or (most >= 2 and "indicator" not in self.roles and others <= max(3, self.cells // 2))
        )


def is_header(page: Page, row: int, names: Names) -> bool:
    """Whether a row heads a table."""
    values = page.grid.rows[row - 1] if 0 < row <= len(page.grid.rows) else ()
    if any(map(is_figure, values)) and sum(isinstance(value, str) for value in values) < 2:
        return False  # a quick look: most rows are rows of figures
    filled = page.filled(row)
    if len(filled) < 2:
        return False
    tally = _Tally(len(filled))
    for _, cell in filled:
        _add_to_tally(tally, cell, names)
    return tally.heads


def _add_to_tally(tally: _Tally, cell: Cell, names: Names) -> None:
    text = labels.clean_label(cell.text)
    word, _ = find_role(text)
    if word:
        tally.roles.add(word)
    elif find_year(cell) is not None:
        tally.years += 1
    elif holds_figure(cell):
        tally.figures += 1
    elif indicator := names.indicator(text):
        tally.indicators.add(indicator.id)
    elif region := names.region(text):
        tally.regions.add(region.id)
    elif find_dated_name(text, names) is not None:
        tally.years += 1
    elif labels.is_one_month(text) or labels.parse_through_month(text) or labels.is_to_date(text):
        tally.amounts += 1


def is_figure(value: WireCell) -> bool:
    """A number as it comes over the wire that is no year: a quick look before a careful one."""
    if isinstance(value, list):
        return value[0] in ("uncalculated", "error") or (
            value[0] == "formatted" and labels.parse_year(value[1]) is None
        )
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and labels.parse_year(value) is None
    )


def find_year(cell: Cell) -> When | None:
    """The year that a cell states, and nothing but a year."""
    return None if cell.error or cell.uncalculated else labels.parse_year(cell.content)


def find_dated_name(text: str, names: Names) -> tuple[When, str] | None:
    """A year with a known name: 2023年地区生产总值."""
    found = labels.parse_dated_name(text)
    return (
        found
        if found
        and (names.indicator(found[1]) or names.region(found[1]) or labels.is_growth(found[1]))
        else None
    )


@lru_cache(maxsize=8192)
def find_role(text: str) -> tuple[str, Unit | None]:
    """The role that a heading names; a word for values may carry their unit: 总量（亿元）."""
    word = ROLES.get(normalize_name(text), "")
    if word:
        return word, None
    return next(
        (
            ("value", name.unit)
            for name in labels.list_names(text)
            if ROLES.get(normalize_name(name.text)) == "value"
        ),
        ("", None),
    )
