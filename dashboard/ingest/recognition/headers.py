"""Does this row head a table? It names columns by words, years, indicators or regions, and holds no
figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.vocabulary.units import Unit
from dashboard.ingest.cells import CALCULATED, FORMATTED, Cell, WireCell
from dashboard.ingest.numbers import holds_figure
from dashboard.ingest.recognition import label_forms, labels
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import ROLES
from dashboard.ingest.recognition.names import Names
from dashboard.ingest.recognition.page import Page

_PLACE = re.compile(r"^[\u4e00-\u9fff]{1,10}[市县区省州盟旗]$")
_FEWEST_REGIONS = 2
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|;.*')
_MONTH_FORMAT = re.compile(r"^[^d]*(?:y[^d]*m|m[^d]*y)[^d]*$", re.IGNORECASE)
"""Number formats that show a year and a month, and no day."""


@dataclass
class _Tally:
    """What the cells of a row name."""

    cells: int
    roles: set[str] = field(default_factory=set)
    indicators: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
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
        return self._pairs_dimensions() or self._repeats_dimension()

    def _pairs_dimensions(self) -> bool:
        """Whether a word for labels stands beside another dimension, or beside values."""
        has_values = self.years > 0 or self.amounts > 0 or "value" in self.roles
        if self.roles & {"indicator", "name"} and (has_values or self.regions):
            return True
        if "region" in self.roles and (has_values or self.indicators):
            return True
        return "year" in self.roles and bool(self.indicators or self.regions)

    def _repeats_dimension(self) -> bool:
        """Whether columns are of years, of indicators or of regions, few others among them."""
        regions = len(self.regions)
        if regions >= _FEWEST_REGIONS:  # some declared ones among many others
            regions += len(self.places)
        most = max(self.years, len(self.indicators), regions)
        others = self.cells - len(self.roles) - most
        return most >= 2 and "indicator" not in self.roles and others <= max(3, self.cells // 2)


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
    role, _ = find_role(text)
    if role:
        tally.roles.add(role)
    elif find_year(cell) is not None or find_year_and_more(text) is not None:
        tally.years += 1
    elif holds_figure(cell):
        tally.figures += 1
    elif indicator := names.indicator(text):
        tally.indicators.add(indicator.id)
    elif region := names.region(text):
        tally.regions.add(region.id)
        tally.amounts += region.how == "whole"  # 全市 over a column heads figures
    elif find_dated_name(text, names) is not None:
        tally.years += 1
    elif is_part_of_year(text) or find_growth_word(text) is not None:
        tally.amounts += 1
    elif is_place(text):
        tally.places.add(text)


def is_figure(value: WireCell) -> bool:
    """A number as it comes over the wire that is no year: a quick look before a careful one."""
    if isinstance(value, list):
        kind, content = value[0], value[1]
        if kind in (FORMATTED, CALCULATED):
            return labels.parse_year(content) is None
        return kind in ("uncalculated", "error")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return labels.parse_year(value) is None


def is_figure_cell(cell: Cell) -> bool:
    """Whether a cell holds a number that is no year."""
    return holds_figure(cell) and find_year(cell) is None


@lru_cache(maxsize=8192)
def find_to_date(text: str) -> tuple[bool, Unit | None]:
    """Whether a heading says that its figures count from January, and the unit behind it:
    累计值（亿元）.
    """
    form = _find_form(text, labels.is_to_date)
    return (False, None) if form is None else (True, form.unit)


@lru_cache(maxsize=8192)
def find_growth_word(text: str) -> label_forms.Name | None:
    """A heading that says growth and nothing else, perhaps with its unit: 增速（%）."""
    return _find_form(text, labels.is_growth_word)


def _find_form(text: str, fits: Callable[[str], object]) -> label_forms.Name | None:
    """The first of a label's forms whose name fits."""
    return next((form for form in label_forms.list_names(text) if fits(form.text)), None)


def is_place(text: str) -> bool:
    """Whether a heading is called as places are: 丁市, 柯桥区."""
    return bool(_PLACE.match(text))


def is_part_of_year(text: str) -> bool:
    """Whether a heading names months, a quarter, or the time since January, and no year."""
    if labels.is_one_month(text) or find_to_date(text)[0]:
        return True
    return labels.parse_through_month(text) is not None


def find_year(cell: Cell) -> When | None:
    """The year that a cell states, and nothing but a year; a day that is shown as a month is the
    month.
    """
    if cell.error or cell.uncalculated:
        return None
    content = cell.content
    if isinstance(content, date) and _MONTH_FORMAT.match(_QUOTED.sub("", cell.number_format)):
        return When(content.year, content.month, single=content.month > 1)
    return labels.parse_year(content)


@lru_cache(maxsize=8192)
def find_year_and_more(text: str) -> tuple[When, label_forms.Name] | None:
    """The year of a heading that names the unit, or a word for values, as well: 2024年(亿元),
    2024年绝对额（亿元）, 2024年三季度 累计值.
    """
    if not labels.squeeze_label(text)[:1].isdigit():
        return None
    form = _find_form(text, labels.parse_year)
    when = labels.parse_year(form.text) if form else None
    return (when, form) if when and form else None


def find_dated_name(text: str, names: Names) -> tuple[When, str] | None:
    """A year with a known name: 2023年地区生产总值."""
    dated = labels.parse_dated_name(text)
    if dated is None:
        return None
    _, name = dated
    is_known = names.indicator(name) or names.region(name) or labels.is_growth(name)
    return dated if is_known else None


@lru_cache(maxsize=8192)
def find_role(text: str) -> tuple[str, Unit | None]:
    """The role that a heading names; a word for values may carry their unit: 总量（亿元）."""
    role = ROLES.get(normalize_name(text), "")
    if role:
        return role, None
    form = _find_form(text, lambda name: ROLES.get(normalize_name(name)) == "value")
    return ("value", form.unit) if form else ("", None)
