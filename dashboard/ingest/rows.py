"""What does each row of a table say? Its figures with all they are of, or an issue at the cell in question."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from dashboard.core.vocabulary.model import Indicator
from dashboard.core.vocabulary.units import UNITS, Unit, same
from dashboard.ingest import dimensions, labels, objections, values
from dashboard.ingest.cells import Cell, address
from dashboard.ingest.dimensions import Context, Texts
from dashboard.ingest.findings import Findings
from dashboard.ingest.labels import When
from dashboard.ingest.layouts import Column, Table
from dashboard.ingest.names import Match
from dashboard.ingest.values import Stated


@dataclass(frozen=True, slots=True)
class _Says:
    """What a row says of its figures; an indicator or region that its columns state is missing here."""

    row: int
    match: Match | None
    region: str | None
    year: When | None
    texts: Texts
    section: Unit | None
    months: When | None = None
    units: dict[tuple[str, Unit | None, Unit | None], Stated | None] = field(default_factory=dict)
    """What was found of the units of this row's figures: worked out, and said, once."""


def read(sheet: Findings, table: Table) -> None:
    """Read the rows of a table."""
    if not objections.usable(sheet, table):
        return
    context = Context()
    named = {column.position for column in (*table.columns, *table.unread, *table.twice)}
    for row in range(table.header + 1, table.last + 1):
        filled = sheet.page.filled(row)
        if not filled or _passed_over(sheet, table, row, filled, context):
            continue
        for position, _ in filled:
            if position not in named:
                sheet.say(objections.unread(sheet, table, Column(position)), row, position, found="")
                named.add(position)
        _row(sheet, table, row, context)


def _passed_over(sheet: Findings, table: Table, row: int, filled: list[tuple[int, Cell]], context: Context) -> bool:
    """Lines that are no rows: footers, totals, repeated titles, and headings of the rows beneath, which are remembered."""
    position, first = filled[0]
    text = labels.clean(first.text)
    alone = len({sheet.page.area(row, at) or at for at, _ in filled}) == 1
    if alone and labels.is_footer(text):
        return True
    if not alone and labels.is_total(text) and position in (table.at("region"), table.at("name"), table.at("year")):
        sheet.say("total-row", row, position, found=text)
        return True
    if not alone or table.template or not isinstance(first.content, str):
        return False
    region, indicator, stated = sheet.terms.names.region(text), sheet.terms.names.indicator(text), labels.when(text)
    context.beside, context.unit = "", next((name.unit for name in labels.names(text) if name.unit), None)
    if indicator is None and (labels.is_growth(text) or labels.is_plan(text)):
        context.beside = text
        sheet.say("section-beside", row, position, found=text)
    elif region is None and stated is None and indicator is None and labels.is_scope(text):
        context.beside = text
        sheet.say("section-unread", row, position, found=text)
    elif (months := labels.months_of(text)) is not None and stated is None:
        context.months = months
    elif region is not None and not table.at("region"):
        context.region = region.id if region.how != "whole" else None
    elif stated is not None and not table.at("year"):
        context.when = stated
    elif indicator is not None and table.at("region") and not table.at("name"):
        context.indicator = indicator
    return True


def _row(sheet: Findings, table: Table, row: int, context: Context) -> None:
    """Take the figures of one row; a row with an error gives none for the part that is wrong."""
    filled = [(column, cell) for column in table.values if not (cell := sheet.page.own(row, column.position)).blank]
    if context.beside:
        return
    before = sheet.issues.errors
    for column in table.columns:
        if not column.figures and (cell := sheet.page.own(row, column.position)).uncalculated and cell.content is None:
            sheet.say("not-calculated", row, column.position)
    match = dimensions.indicator(sheet, table, row, context, has_figures=bool(filled))
    region = dimensions.region(sheet, table, row, context, has_figures=bool(filled))
    if not filled:
        if isinstance(match, Match) and region and table.template and sheet.issues.errors == before:
            sheet.say("empty-value", row, table.values[0].position)
        return
    year = dimensions.year(sheet, table, row) if table.at("year") else context.when
    measured = not isinstance(match, Match) or sheet.terms.names.declared(match).unit is not None
    part = dimensions.qualified(sheet, table, row)
    texts = dimensions.texts(sheet, table, row, measured=measured)
    if match is False or region is False or part is False or sheet.issues.errors > before:
        return
    indicator, place = match if isinstance(match, Match) else None, region if isinstance(region, str) else None
    says = _Says(row, indicator, place, year, texts, context.unit, part if isinstance(part, When) else context.months)
    for column, cell in filled:
        _figure(sheet, table, column, cell, says)


def _figure(sheet: Findings, table: Table, column: Column, cell: Cell, says: _Says) -> None:
    """Take one cell as a figure."""
    match = column.indicator or says.match
    place = dimensions.place(table, column.region) if column.region else says.region
    if match is None or place is None:
        return
    say = partial(_at_cell, sheet, says.row, column.position)
    when = _when(sheet, table, column, says, match)
    area = sheet.page.area(says.row, column.position)
    if area is not None:
        say("merged-value", found=f"{address(*area[:2])}:{address(*area[2:])}")
    if when is None or area is not None:
        return
    amount = _amount(sheet, table, column, cell, says, match, say)
    if amount is not None and when.year is not None:
        texts = says.texts
        told = (when.quality or texts.quality, texts.published, texts.source, texts.note)
        at = (says.row, column.position)
        sheet.figures.add((match.id, place), (when.year, texts.month or when.month), amount, told, at)


def _at_cell(sheet: Findings, row: int, column: int, code: str, **found: object) -> None:
    sheet.say(code, row, column, **found)


def _when(sheet: Findings, table: Table, column: Column, says: _Says, match: Match) -> When | None:
    """The year of a figure: its column's, its row's, or the table's; a column may state only the months."""
    said = table.value_of("year")
    own, general = column.when, says.year or (said if isinstance(said, When) else None)
    when = own or general
    if own is not None and own.year is None:
        when = When(general.year, own.month, general.quality, single=own.single) if general else None
    if when is None or when.year is None:
        sheet.say("year-missing", says.row, column.position)
        return None
    when = _of_months(sheet, table, column, says, when)
    lasting = when.month == 12 and sheet.terms.names.declared(match).measure in ("stock", "rate", "rank")
    if when.single and not (column.to_date or match.to_date or lasting):
        sheet.say("month-alone", says.row, column.position, found=f"{when.year}-{when.month:02d}")
        return None
    return when if _has_come(sheet, column, says, when) else None


def _of_months(sheet: Findings, table: Table, column: Column, says: _Says, when: When) -> When:
    """A year under a title, or a line, that speaks of some months is of those months."""
    said = table.value_of("months")
    months = says.months or (said if isinstance(said, When) else None)
    titled = table.value_of("year")
    same_year = isinstance(titled, When) and titled.year == when.year
    if months is said and table.template and not (same_year and isinstance(said, When) and not said.single):
        months = None  # a form's title is not its rows', unless it names their very year
    if months is None or when.month != 12 or when.single or says.texts.month not in (None, 12):
        return when
    if not months.single and months.month != 12:
        sheet.say_once(("part-year", str(column.position)), says.row, column.position, found=str(when.year), month=months.month)
    return When(when.year, months.month, when.quality, single=months.single)


def _has_come(sheet: Findings, column: Column, says: _Says, when: When) -> bool:
    """Whether a figure can be known already; a full year that is not over is said, unless it is an estimate."""
    year, month, quality = when.year or 0, says.texts.month or when.month, when.quality
    latest = sheet.terms.latest
    if year > latest.year:
        sheet.say("future-year", says.row, column.position, found=year)
        return False
    if year == latest.year and month > latest.month and (quality or says.texts.quality) != "estimate":
        sheet.say_once(("year-not-over", str(column.position)), says.row, column.position, found=year)
    return True


def _amount(sheet: Findings, table: Table, column: Column, cell: Cell, says: _Says, match: Match, say: values.Say) -> float | None:
    indicator = sheet.terms.names.declared(match)
    if indicator.unit is not None:
        key = (match.id, column.unit, match.unit)
        if key not in says.units:
            says.units[key] = _unit(sheet, table, column, says, match)
        stated = says.units[key]
        return None if stated is None else values.value(cell, indicator, stated, say, typed_kind=sheet.terms.typed)
    if indicator.id in sheet.terms.reported_done:
        return values.yes_or_no(cell, say)
    say("unmeasured", found=indicator.name.zh)
    return None


def _unit(sheet: Findings, table: Table, column: Column, says: _Says, match: Match) -> Stated | None:
    """The unit that a figure is written in; two statements must agree; without one the indicator's own, which is said."""
    indicator, row, at = sheet.terms.names.declared(match), says.row, table.at("unit")
    assert indicator.unit is not None
    close = [unit for unit in (says.texts.unit, column.unit, match.unit) if unit is not None]
    other = next((unit for unit in close if not same(unit, close[0])), None)
    if other is not None:
        sheet.say("unit-conflict", row, column.position, found=close[0].name, stated=other.name)
        return None
    line = says.section or _of_table(table, indicator)
    unit = close[0] if close else line
    if unit is None and table.units == () and "unit" in table.said:
        text = table.said["unit"].text
        hint = sheet.hint("unknown-unit-cell", text, list(UNITS))
        sheet.say_once(("unknown-unit-cell", text), row, column.position, found=text, hint=hint)
        return None
    if unit is None:
        sheet.say_once(
            ("unit-assumed", str(row) if table.template else indicator.id),
            row,
            at or column.position,
            expected=indicator.unit.name,
            name=indicator.name,
        )
        return Stated(indicator.unit, assumed=True)
    if line is not None and line.dimension == unit.dimension and not same(line, unit):
        sheet.say_once(("unit-line-overruled", line.name, unit.name), row, column.position, found=line.name, stated=unit.name)
    if unit.dimension != indicator.unit.dimension:
        sheet.say("unit-mismatch", row, at or column.position, found=unit.name, expected=indicator.unit.name)
        return None
    return Stated(unit)


def _of_table(table: Table, indicator: Indicator) -> Unit | None:
    """The unit of the unit line; where it names several, the one that fits the indicator alone."""
    units = table.units or ()
    if len(units) == 1:
        return units[0]
    fitting = [unit for unit in units if indicator.unit and unit.dimension == indicator.unit.dimension]
    return fitting[0] if len(fitting) == 1 else None
