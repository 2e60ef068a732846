"""What did a person say of a file that the file does not say itself? `2023!C:year=2023`: of a
sheet, a column of it, or the whole file; it goes before what the file says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from openpyxl.utils import column_index_from_string

from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.units import Unit, find_unit
from dashboard.ingest.recognition import labels
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import Column, Objection, Statement, Table
from dashboard.ingest.recognition.names import Match

_SHAPE = re.compile(
    r"^(?:(?P<sheet>[^!]+)!)?(?:(?P<column>[A-Z]{1,3}):)?(?P<what>[a-z-]+)(?:=(?P<value>.+))?$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a person said: of a sheet ("" for all), of a column of it (0 for the whole
    table), what, and its value as the reader takes it.
    """

    text: str
    sheet: str
    column: int
    what: str
    value: object


def _parse_year(text: str, _: Registry) -> object:
    when = labels.parse_year(text)
    return when if when is not None and when.month == labels.LAST_MONTH else None


def _parse_month(text: str, _: Registry) -> object:
    is_month = text.isascii() and text.isdigit() and 1 <= int(text) <= labels.LAST_MONTH
    return When(None, int(text)) if is_month else None


def _parse_unit(text: str, _: Registry) -> object:
    return find_unit(text)


def _parse_region(text: str, registry: Registry) -> object:
    return Match(text, "answer") if text in registry.regions else None


def _parse_indicator(text: str, registry: Registry) -> object:
    return Match(text, "answer") if text in registry.indicators else None


KINDS: dict[str, Callable[[str, Registry], object]] = {
    "year": _parse_year,
    "month": _parse_month,
    "region": _parse_region,
    "indicator": _parse_indicator,
    "unit": _parse_unit,
    "skip": lambda text, _: text == "",
    "value-heading": lambda text, _: text == "",
}
"""What may be said, and how its value is read; None or False where it is no such thing."""


def parse_said(text: str, registry: Registry) -> Said | None:
    """A statement such as `2023!C:year=2023`, None where it is none."""
    found = _SHAPE.match(text.strip())
    if found is None or found["what"] not in KINDS:
        return None
    value = KINDS[found["what"]]((found["value"] or "").strip(), registry)
    column = column_index_from_string(found["column"]) if found["column"] else 0
    is_columns_alone = found["what"] == "value-heading"
    if not value or (is_columns_alone and not column):
        return None
    return Said(text.strip(), found["sheet"] or "", column, found["what"], value)


def apply_said(table: Table, said: tuple[Said, ...]) -> None:
    """Take what was said of a table and of its columns."""
    for one in said:
        if one.sheet not in ("", table.page.grid.name):
            continue
        if one.column:
            _apply_to_column(table, one)
        else:
            _apply_to_table(table, one)


def _apply_to_table(table: Table, one: Said) -> None:
    if one.what == "skip":
        table.objection = Objection("table-skipped", "", one.text)
        return
    value: object = one.value
    if one.what == "region" and isinstance(value, Match):
        value = value.id
    if isinstance(value, Unit):
        value = table.units = (value,)
    key = "months" if one.what == "month" else one.what
    table.said[key] = Statement(value, "", one.text)


def _apply_to_column(table: Table, one: Said) -> None:
    known = next((column for column in table.columns if column.position == one.column), None)
    unread = next((column for column in table.unread if column.position == one.column), None)
    if one.what == "skip":
        table.columns = [column for column in table.columns if column.position != one.column]
        return
    column = known or unread or Column(one.column, "", table.header)
    _set(column, one)
    if column is not known:
        column.role = "value"
        table.unread = [other for other in table.unread if other.position != one.column]
        table.columns = sorted((*table.columns, column), key=lambda other: other.position)


def _set(column: Column, one: Said) -> None:
    """What a person said of a column goes before its heading."""
    value = one.value
    if one.what == "year" and isinstance(value, When):
        column.when = replace(column.when or value, year=value.year)
    elif one.what == "month" and isinstance(value, When):
        column.when = replace(column.when or value, month=value.month, single=False)
    elif one.what == "region" and isinstance(value, Match):
        column.region = value
    elif one.what == "indicator" and isinstance(value, Match):
        column.indicator = value
    elif isinstance(value, Unit):
        column.unit = value
    elif one.what == "value-heading":
        column.role = "value"
