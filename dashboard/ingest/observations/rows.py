"""What does each row of a table say? Its figures with all they are of, or an issue at the cell in
question.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from dashboard.core.vocabulary.model import Indicator
from dashboard.core.vocabulary.units import UNITS, Unit, is_same_unit
from dashboard.ingest.cells import Cell, format_address
from dashboard.ingest.observations import dimensions, objections, values
from dashboard.ingest.observations.dimensions import Context, Texts
from dashboard.ingest.observations.findings import Findings
from dashboard.ingest.observations.values import Stated
from dashboard.ingest.recognition import labels
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import Column, Table
from dashboard.ingest.recognition.names import Match


@dataclass(frozen=True, slots=True)
class _RowContext:
    """What a row says of its figures; an indicator or region that its columns state is missing
    here.
    """

    row: int
    match: Match | None
    region: str | None
    year: When | None
    texts: Texts
    section: Unit | None
    months: When | None = None
    units: dict[tuple[str, Unit | None, Unit | None], Stated | None] = field(default_factory=dict)
    """What was found of the units of this row's figures: worked out, and said, once."""


def read_rows(sheet: Findings, table: Table) -> None:
    """Read the rows of a table."""
    if not objections.is_usable(sheet, table):
        return
    context = Context()
    named = {column.position for column in (*table.columns, *table.unread, *table.twice)}
    for row in range(table.header + 1, table.last + 1):
        filled = sheet.page.filled(row)
        if not filled or _is_passed_over(sheet, table, row, filled, context):
            continue
        for position, _ in filled:
            if position not in named:
                sheet.say(
                    objections.classify_unread(sheet, table, Column(position)),
                    row,
                    position,
                    found="",
                )
                named.add(position)
        _read_row(sheet, table, row, context)


def _is_passed_over(
    sheet: Findings, table: Table, row: int, filled: list[tuple[int, Cell]], context: Context
) -> bool:
    """Lines that are no rows: footers, totals, repeated titles, and headings of the rows beneath,
    which are remembered.
    """
    position, first = filled[0]
    text = labels.clean_label(first.text)
    alone = len({sheet.page.area(row, at) or at for at, _ in filled}) == 1
    if alone and labels.is_footer(text):
        return True
    if (
        not alone
        and labels.is_total(text)
        and position in (table.at("region"), table.at("name"), table.at("year"))
    ):
        sheet.say("total-row", row, position, found=text)
        return True
    if not alone or table.template or not isinstance(first.content, str):
        return False
    region, indicator, stated = (
        sheet.terms.names.region(text),
        sheet.terms.names.indicator(text),
        labels.parse_year(text),
    )
    context.beside, context.unit = (
        "",
        next((name.unit for name in labels.list_names(text) if name.unit), None),
    )
    if indicator is None and (labels.is_growth(text) or labels.is_plan(text)):
        context.beside = text
        sheet.say("section-beside", row, position, found=text)
    elif region is None and stated is None and indicator is None and labels.is_scope(text):
        context.beside = text
        sheet.say("section-unread", row, position, found=text)
    elif (months := labels.parse_months(text)) is not None and stated is None:
        context.months = months
    elif region is not None and not table.at("region"):
        context.region = region.id if region.how != "whole" else None
    elif stated is not None and not table.at("year"):
        context.when = stated
    elif indicator is not None and table.at("region") and not table.at("name"):
        context.indicator = indicator
    return True


def _read_row(sheet: Findings, table: Table, row: int, context: Context) -> None:
    """Take the figures of one row; a row with an error gives none for the part that is wrong."""
    filled = [
        (column, cell)
        for column in table.values
        if not (cell := sheet.page.own(row, column.position)).blank
    ]
    if context.beside:
        return
    before = sheet.issues.errors
    for column in table.columns:
        if (
            not column.figures
            and (cell := sheet.page.own(row, column.position)).uncalculated
            and cell.content is None
        ):
            sheet.say("not-calculated", row, column.position)
    match = dimensions.find_indicator(sheet, table, row, context, has_figures=bool(filled))
    region = dimensions.read_region(sheet, table, row, context, has_figures=bool(filled))
    if not filled:
        if isinstance(match, Match) and region and table.template and sheet.issues.errors == before:
            sheet.say("empty-value", row, table.values[0].position)
        return
    year = dimensions.find_year(sheet, table, row) if table.at("year") else context.when
    measured = not isinstance(match, Match) or sheet.terms.names.declared(match).unit is not None
    part = dimensions.read_qualifiers(sheet, table, row)
    texts = dimensions.read_texts(sheet, table, row, measured=measured)
    if match is False or region is False or part is False or sheet.issues.errors > before:
        return
    indicator, place = (
        match if isinstance(match, Match) else None,
        region if isinstance(region, str) else None,
    )
    row_context = _RowContext(
        row,
        indicator,
        place,
        year,
        texts,
        context.unit,
        part if isinstance(part, When) else context.months,
    )
    for column, cell in filled:
        _read_figure(sheet, table, column, cell, row_context)


def _read_figure(
    sheet: Findings, table: Table, column: Column, cell: Cell, row_context: _RowContext
) -> None:
    """Take one cell as a figure."""
    match = column.indicator or row_context.match
    place = dimensions.resolve_region(table, column.region) if column.region else row_context.region
    if match is None or place is None:
        return
    say = partial(_add_issue, sheet, row_context.row, column.position)
    when = _find_year(sheet, table, column, row_context, match)
    area = sheet.page.area(row_context.row, column.position)
    if area is not None:
        say("merged-value", found=f"{format_address(*area[:2])}:{format_address(*area[2:])}")
    if when is None or area is not None:
        return
    amount = _read_amount(sheet, table, column, cell, row_context, match, say)
    if amount is not None and when.year is not None:
        texts = row_context.texts
        row_texts = (when.quality or texts.quality, texts.published, texts.source, texts.note)
        at = (row_context.row, column.position)
        sheet.figures.add(
            (match.id, place), (when.year, texts.month or when.month), amount, row_texts, at
        )


def _add_issue(sheet: Findings, row: int, column: int, code: str, **found: object) -> None:
    sheet.say(code, row, column, **found)


def _find_year(
    sheet: Findings, table: Table, column: Column, row_context: _RowContext, match: Match
) -> When | None:
    """The year of a figure: its column's, its row's, or the table's; a column may state only the
    months.
    """
    stated = table.value_of("year")
    own, general = column.when, row_context.year or (stated if isinstance(stated, When) else None)
    when = own or general
    if own is not None and own.year is None:
        when = (
            When(general.year, own.month, general.quality, single=own.single) if general else None
        )
    if when is None or when.year is None:
        sheet.say("year-missing", row_context.row, column.position)
        return None
    when = _apply_months(sheet, table, column, row_context, when)
    lasting = when.month == 12 and sheet.terms.names.declared(match).measure in (
        "stock",
        "rate",
        "rank",
    )
    if when.single and not (column.to_date or match.to_date or lasting):
        sheet.say(
            "month-alone", row_context.row, column.position, found=f"{when.year}-{when.month:02d}"
        )
        return None
    return when if _has_come(sheet, column, row_context, when) else None


def _apply_months(
    sheet: Findings, table: Table, column: Column, row_context: _RowContext, when: When
) -> When:
    """A year under a title, or a line, that speaks of some months is of those months."""
    stated = table.value_of("months")
    months = row_context.months or (stated if isinstance(stated, When) else None)
    titled = table.value_of("year")
    same_year = isinstance(titled, When) and titled.year == when.year
    if (
        months is stated
        and table.template
        and not (same_year and isinstance(stated, When) and not stated.single)
    ):
        months = None  # a form's title is not its rows', unless it names their very year
    if (
        months is None
        or when.month != 12
        or when.single
        or row_context.texts.month not in (None, 12)
    ):
        return when
    if not months.single and months.month != 12:
        sheet.say_once(
            ("part-year", str(column.position)),
            row_context.row,
            column.position,
            found=str(when.year),
            month=months.month,
        )
    return When(when.year, months.month, when.quality, single=months.single)


def _has_come(sheet: Findings, column: Column, row_context: _RowContext, when: When) -> bool:
    """Whether a figure can be known already; a full year that is not over is said, unless it is an
    estimate.
    """
    year, month, quality = when.year or 0, row_context.texts.month or when.month, when.quality
    latest = sheet.terms.latest
    if year > latest.year:
        sheet.say("future-year", row_context.row, column.position, found=year)
        return False
    if (
        year == latest.year
        and month > latest.month
        and (quality or row_context.texts.quality) != "estimate"
    ):
        sheet.say_once(
            ("year-not-over", str(column.position)), row_context.row, column.position, found=year
        )
    return True


def _read_amount(
    sheet: Findings,
    table: Table,
    column: Column,
    cell: Cell,
    row_context: _RowContext,
    match: Match,
    say: values.Say,
) -> float | None:
    indicator = sheet.terms.names.declared(match)
    if indicator.unit is not None:
        key = (match.id, column.unit, match.unit)
        if key not in row_context.units:
            row_context.units[key] = _find_stated_unit(sheet, table, column, row_context, match)
        stated = row_context.units[key]
        return (
            None
            if stated is None
            else values.read_value(cell, indicator, stated, say, typed_kind=sheet.terms.typed)
        )
    if indicator.id in sheet.terms.reported_done:
        return values.read_yes_or_no(cell, say)
    say("unmeasured", found=indicator.name.zh)
    return None


def _find_stated_unit(
    sheet: Findings, table: Table, column: Column, row_context: _RowContext, match: Match
) -> Stated | None:
    """The unit that a figure is written in; two statements must agree; without one the indicator's
    own, which is said.
    """
    indicator, row, at = sheet.terms.names.declared(match), row_context.row, table.at("unit")
    assert indicator.unit is not None
    close = [unit for unit in (row_context.texts.unit, column.unit, match.unit) if unit is not None]
    other = next((unit for unit in close if not is_same_unit(unit, close[0])), None)
    if other is not None:
        sheet.say("unit-conflict", row, column.position, found=close[0].name, stated=other.name)
        return None
    line = row_context.section or _find_table_unit(table, indicator)
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
    if line is not None and line.dimension == unit.dimension and not is_same_unit(line, unit):
        sheet.say_once(
            ("unit-line-overruled", line.name, unit.name),
            row,
            column.position,
            found=line.name,
            stated=unit.name,
        )
    if unit.dimension != indicator.unit.dimension:
        sheet.say(
            "unit-mismatch",
            row,
            at or column.position,
            found=unit.name,
            expected=indicator.unit.name,
        )
        return None
    return Stated(unit)


def _find_table_unit(table: Table, indicator: Indicator) -> Unit | None:
    """The unit of the unit line; where it names several, the one that fits the indicator alone."""
    units = table.units or ()
    if len(units) == 1:
        return units[0]
    fitting = [
        unit for unit in units if indicator.unit and unit.dimension == indicator.unit.dimension
    ]
    return fitting[0] if len(fitting) == 1 else None
