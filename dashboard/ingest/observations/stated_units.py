"""In which unit is a figure written? By what stands close to it, by a line, else in the indicator's
own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard.core.vocabulary.model import Indicator
from dashboard.core.vocabulary.units import UNITS, Unit, is_same_unit
from dashboard.ingest.cells import format_address
from dashboard.ingest.observations.dimensions import Texts
from dashboard.ingest.observations.findings import Findings
from dashboard.ingest.observations.values import Stated
from dashboard.ingest.recognition import labels
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import Column, Statement, Table
from dashboard.ingest.recognition.names import Match


@dataclass(frozen=True, slots=True)
class RowContext:
    """What a row says of its figures; an indicator or region that its columns state is missing
    here.
    """

    row: int
    match: Match | None
    region: str
    year: When | None
    texts: Texts
    section: Unit | None
    months: When | None = None
    units: dict[tuple[str, Unit | None, Unit | None], Stated | None] = field(default_factory=dict)
    """What was found of the units of this row's figures: worked out, and said, once."""


_FOOT = 5
"""Rows at the end of a table in which its unit may stand."""


def read_foot(sheet: Findings, table: Table) -> None:
    """A unit line below a table that has none above."""
    if table.units is not None:
        return
    for row in range(table.last, max(table.header, table.last - _FOOT), -1):
        filled = sheet.page.filled(row)
        text = labels.clean_label(filled[0][1].text) if len(filled) == 1 else ""
        units = labels.parse_unit_line(text) if text else None
        if units is not None:
            table.units = units
            table.said["unit"] = Statement(units, format_address(row, filled[0][0]), text)
            return


def find_stated_unit(
    sheet: Findings, table: Table, column: Column, row_context: RowContext, match: Match
) -> Stated | None:
    """The unit that a figure is written in; two statements must agree; without one the indicator's
    own, which is said.
    """
    indicator, row = sheet.terms.names.declared(match), row_context.row
    assert indicator.unit is not None
    close = [unit for unit in (row_context.texts.unit, column.unit, match.unit) if unit is not None]
    other = next((unit for unit in close if not is_same_unit(unit, close[0])), None)
    if other is not None:
        sheet.say("unit-conflict", row, column.position, found=close[0].name, stated=other.name)
        return None
    line = row_context.section or _find_table_unit(table, indicator)
    if close or line is not None:
        units = next(iter(close), None), line
        return _agree(sheet, table, column, row, indicator, units)
    if _is_unit_open(table, indicator):
        text = table.said["unit"].text
        sheet.say("unit-conflict", row, column.position, found=text, stated=indicator.unit.name)
        return None
    return _assume_unit(sheet, table, column, row, indicator)


def _agree(
    sheet: Findings,
    table: Table,
    column: Column,
    row: int,
    indicator: Indicator,
    units: tuple[Unit | None, Unit | None],
) -> Stated | None:
    """The unit close to a figure, else that of the line; None after saying that the indicator is
    not measured in it.
    """
    close, line = units
    unit = close or line
    assert unit is not None
    assert indicator.unit is not None
    if close and line and line.dimension == close.dimension and not is_same_unit(line, close):
        key = ("unit-line-overruled", line.name, close.name)
        sheet.say_once(key, row, column.position, found=line.name, stated=close.name)
    if unit.dimension != indicator.unit.dimension or not _fits_head(unit, indicator):
        at, expected = table.at("unit") or column.position, indicator.unit.name
        sheet.say("unit-mismatch", row, at, found=unit.name, expected=expected)
        return None
    return Stated(unit)


def _fits_head(unit: Unit, indicator: Indicator) -> bool:
    """Whether a unit per person stands at an indicator per head."""
    if not unit.per_person or (indicator.unit and indicator.unit.per_person):
        return True
    return any("人均" in name for name in (indicator.name.zh, *indicator.aliases))


def _assume_unit(
    sheet: Findings, table: Table, column: Column, row: int, indicator: Indicator
) -> Stated | None:
    """The indicator's own unit, which is said; None where the table's unit line is unknown."""
    assert indicator.unit is not None
    if table.units == () and "unit" in table.said:
        text = table.said["unit"].text
        hint = sheet.hint("unknown-unit-cell", text, list(UNITS))
        sheet.say_once(("unknown-unit-cell", text), row, column.position, found=text, hint=hint)
        return None
    at, expected = table.at("unit") or column.position, indicator.unit.name
    key = ("unit-assumed", str(row) if table.template else indicator.id)
    sheet.say_once(key, row, at, expected=expected, name=indicator.name)
    return Stated(indicator.unit, assumed=True)


def _is_unit_open(table: Table, indicator: Indicator) -> bool:
    """Whether a unit line names several that an indicator may be in: which one cannot be known."""
    dimension = indicator.unit.dimension if indicator.unit else ""
    return sum(unit.dimension == dimension for unit in table.units or ()) > 1


def _find_table_unit(table: Table, indicator: Indicator) -> Unit | None:
    """The unit of the unit line; where it names several, the one that fits the indicator alone."""
    units = table.units or ()
    if len(units) == 1:
        return units[0]
    fitting = [
        unit for unit in units if indicator.unit and unit.dimension == indicator.unit.dimension
    ]
    return fitting[0] if len(fitting) == 1 else None
