"""What does each row of a table say? Its figures with all they are of, or an issue at the cell in
question.
"""

from __future__ import annotations

from typing import Literal

from dashboard.core.vocabulary.units import Unit
from dashboard.ingest.cells import Cell, format_address
from dashboard.ingest.observations import dimensions, objections, values
from dashboard.ingest.observations.dimensions import Context
from dashboard.ingest.observations.findings import Findings
from dashboard.ingest.observations.stated_units import (
    RowContext,
    find_stated_unit,
    read_foot,
)
from dashboard.ingest.observations.values import Amount
from dashboard.ingest.recognition import label_forms, labels
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import Column, Table
from dashboard.ingest.recognition.months import parse_months
from dashboard.ingest.recognition.names import Match, Names


def read_rows(sheet: Findings, table: Table) -> None:
    """Read the rows of a table."""
    if not objections.is_usable(sheet, table):
        return
    read_foot(sheet, table)
    context = Context()
    known = {column.position for column in (*table.columns, *table.unread, *table.twice)}
    for row in range(table.header + 1, table.last + 1):
        filled = sheet.page.filled(row)
        if not filled or _is_passed_over(sheet, table, row, filled, context):
            continue
        for position in [position for position, _ in filled if position not in known]:
            code = objections.classify_unread(sheet, table, Column(position))
            sheet.say(code, row, position, found="")
            known.add(position)
        _read_row(sheet, table, row, context)
    sheet.say_left_out()


def _is_passed_over(
    sheet: Findings, table: Table, row: int, filled: list[tuple[int, Cell]], context: Context
) -> bool:
    """Lines that are no rows: footers, totals, repeated titles, and headings of the rows beneath,
    which are remembered.
    """
    position, first = filled[0]
    text = labels.clean_label(first.text)
    places = {sheet.page.area(row, at) or at for at, _ in filled}
    if len(places) > 1:
        is_total = (
            labels.is_total(text)
            and _is_label_column(table, position)
            and not _is_declared_region(text, sheet.terms.names)
        )
        if is_total:
            sheet.say("total-row", row, position, found=text)
        return is_total
    if labels.is_footer(text):
        return True
    if table.template or not isinstance(first.content, str):
        return False
    code = _classify_beside(text, sheet.terms.names) or _classify_stranger(text, context, sheet)
    context.beside = text if code else ""
    context.unit = _find_unit_behind(text)
    if code:
        sheet.say(code, row, position, found=text)
    else:
        _apply_section(context, table, text, sheet.terms.names)
    return True


def _is_declared_region(text: str, names: Names) -> bool:
    """Whether a word for a total is the name of a region: 全国 beside the provinces."""
    region = names.region(text)
    return region is not None and region.how != "whole"


def _is_label_column(table: Table, position: int) -> bool:
    """Whether names of rows stand in a column: regions, indicators or years."""
    return position in (table.at("region"), table.at("name"), table.at("year"))


def _classify_beside(text: str, names: Names) -> str:
    """Why rows beneath a line are not read: they are changes or plans, or of a part; "" where they
    are.
    """
    if names.indicator(text) is not None:
        return ""
    if labels.is_growth(text) or labels.is_plan(text):
        return "section-beside"
    is_known = names.region(text) is not None or labels.parse_year(text) is not None
    return "section-unread" if labels.is_scope(text) and not is_known else ""


def _classify_stranger(text: str, context: Context, sheet: Findings) -> str:
    """Why rows beneath a line are not read: where lines have named regions, one that says nothing
    known may name another place.
    """
    names = sheet.terms.names
    is_known = (
        names.region(text) is not None
        or names.indicator(text) is not None
        or labels.parse_year(text) is not None
        or parse_months(text) is not None
        or labels.parse_through_month(text) is not None
        or _find_unit_behind(text) is not None
    )
    return "" if context.region is None or is_known else "section-unread"


def _find_unit_behind(text: str) -> Unit | None:
    """The unit that stands behind the words of a line."""
    return next((form.unit for form in label_forms.list_names(text) if form.unit), None)


def _apply_section(context: Context, table: Table, text: str, names: Names) -> None:
    """Remember what a line says of the rows beneath it, where no column says it."""
    stated, months = labels.parse_year(text), parse_months(text)
    region, indicator = names.region(text), names.indicator(text)
    if months is None and labels.parse_through_month(text) == labels.LAST_MONTH:
        months = When(None, labels.LAST_MONTH)
    if months is not None and stated is None:
        context.months = months
    elif region is not None and not table.at("region"):
        context.region = None if region.how == "whole" else region.id
    elif stated is not None and not table.at("year"):
        context.when = stated
    elif indicator is not None and table.at("region") and not table.at("name"):
        context.indicator = indicator


def _read_row(sheet: Findings, table: Table, row: int, context: Context) -> None:
    """Take the figures of one row; a row with an error gives none for the part that is wrong."""
    if context.beside:
        return
    cells = [(column, sheet.page.own(row, column.position)) for column in table.values]
    filled = [(column, cell) for column, cell in cells if not cell.blank]
    errors_before = sheet.issues.errors
    _report_uncalculated_labels(sheet, table, row)
    match = dimensions.find_indicator(sheet, table, row, context, has_figures=bool(filled))
    region = dimensions.read_region(sheet, table, row, context, has_figures=bool(filled))
    if not filled:
        is_wanted = table.template and isinstance(match, Match) and region
        if is_wanted and sheet.issues.errors == errors_before:
            sheet.say("empty-value", row, table.values[0].position)
        return
    year = dimensions.find_year(sheet, table, row) if table.at("year") else context.when
    months = dimensions.read_qualifiers(sheet, table, row)
    texts = dimensions.read_texts(sheet, table, row, measured=_is_measured(sheet, match))
    if match is False or region is False or months is False:
        return
    if sheet.issues.errors > errors_before:
        return
    months = months or context.months
    row_context = RowContext(row, match, region, year, texts, context.unit, months)
    for column, cell in filled:
        _read_figure(sheet, table, column, cell, row_context)


def _is_measured(sheet: Findings, match: Match | Literal[False] | None) -> bool:
    """Whether the unit of a row counts: not where its indicator has none."""
    return not isinstance(match, Match) or sheet.terms.names.declared(match).unit is not None


def _report_uncalculated_labels(sheet: Findings, table: Table, row: int) -> None:
    """Say which labels of a row are formulas without a value."""
    for column in table.columns:
        if column.figures:
            continue
        cell = sheet.page.own(row, column.position)
        if cell.uncalculated and cell.content is None:
            sheet.say("not-calculated", row, column.position)


def _read_figure(
    sheet: Findings, table: Table, column: Column, cell: Cell, row_context: RowContext
) -> None:
    """Take one cell as a figure."""
    row, region = row_context.row, row_context.region
    match = column.indicator or row_context.match
    if match is None:
        return
    # 全市 over a column is the whole of the row's own place.
    if column.region is not None and column.region.how != "whole":
        region = column.region.id
    when = _find_year(sheet, table, column, row_context, match)
    area = sheet.page.area(row, column.position)
    if area is not None:
        found = f"{format_address(*area[:2])}:{format_address(*area[2:])}"
        sheet.say("merged-value", row, column.position, found=found)
    if when is None or area is not None:
        return
    amount = _read_amount(sheet, table, column, cell, row_context, match)
    if amount is None or when.year is None:
        return
    texts = row_context.texts
    sheet.figures.add(
        (match.id, region),
        (when.year, texts.month or when.month),
        amount,
        (when.quality or texts.quality, texts.published, texts.source, texts.note),
        (row, column.position),
    )


def _find_year(
    sheet: Findings, table: Table, column: Column, row_context: RowContext, match: Match
) -> When | None:
    """The year of a figure, None after saying that there is none, or none that can be known."""
    when = _find_stated_year(table, column, row_context)
    if when is None or when.year is None:
        sheet.say("year-missing", row_context.row, column.position)
        return None
    when = _apply_months(sheet, table, column, row_context, when)
    if when.single and not (column.to_date or match.to_date or _is_lasting(sheet, match, when)):
        found = f"{when.year}-{when.month:02d}"
        sheet.say("month-alone", row_context.row, column.position, found=found)
        return None
    return when if _has_come(sheet, column, row_context, when) else None


def _is_lasting(sheet: Findings, match: Match, when: When) -> bool:
    """Whether December stands for its year: what is counted at its end, or declared to be; no sum
    and no mean over it.
    """
    indicator = sheet.terms.names.declared(match)
    return when.month == 12 and (indicator.measure in ("stock", "rank") or indicator.taken == "end")


def _find_stated_year(table: Table, column: Column, row_context: RowContext) -> When | None:
    """The year of a figure: its column's, its row's, or the table's; a column may state only the
    months.
    """
    titled = table.value_of("year")
    general = row_context.year
    if general is None and isinstance(titled, When):
        general = titled
    own = column.when
    if own is None or general is None:
        return own or general
    if own.year is not None:
        return own
    return When(general.year, own.month, general.quality, single=own.single)


def _apply_months(
    sheet: Findings, table: Table, column: Column, row_context: RowContext, when: When
) -> When:
    """A year under a title, or a line, that speaks of some months is of those months."""
    titled = None if _states_months(table) else _find_titled_months(table, when)
    months = row_context.months or titled
    is_whole_year = when.month == 12 and not when.single and row_context.texts.month in (None, 12)
    if months is None or not is_whole_year:
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


def _states_months(table: Table) -> bool:
    """Whether a column says of which months it is: then those that do not are of their year."""
    return any(
        column.when and column.when.year and column.when.month != labels.LAST_MONTH
        for column in table.values
    )


def _find_titled_months(table: Table, when: When) -> When | None:
    """The months that a table's title speaks of; a form's title is not its rows', unless it names
    their very year.
    """
    months, titled = table.value_of("months"), table.value_of("year")
    if not isinstance(months, When):
        return None
    is_of_year = isinstance(titled, When) and titled.year == when.year
    if table.template and (months.single or not is_of_year):
        return None
    return months


def _has_come(sheet: Findings, column: Column, row_context: RowContext, when: When) -> bool:
    """Whether a figure can be known already; a full year that is not over is said, unless it is an
    estimate.
    """
    texts, latest, row = row_context.texts, sheet.terms.latest, row_context.row
    year, month = when.year or 0, texts.month or when.month
    if year > latest.year:
        sheet.say("future-year", row, column.position, found=year)
        return False
    is_estimate = (when.quality or texts.quality) == "estimate"
    if year == latest.year and month > latest.month and not is_estimate:
        sheet.say_once(("year-not-over", str(column.position)), row, column.position, found=year)
    return True


def _read_amount(
    sheet: Findings,
    table: Table,
    column: Column,
    cell: Cell,
    row_context: RowContext,
    match: Match,
) -> Amount | None:
    """A cell's number in the indicator's unit, None after saying why there is none."""

    def say(code: str, **found: object) -> None:
        sheet.say(code, row_context.row, column.position, **found)

    indicator = sheet.terms.names.declared(match)
    if indicator.unit is None:
        if indicator.id in sheet.terms.reported_done:
            return values.read_yes_or_no(cell, say)
        say("unmeasured", found=indicator.name.zh)
        return None
    key = (match.id, column.unit, match.unit)
    if key not in row_context.units:
        row_context.units[key] = find_stated_unit(sheet, table, column, row_context, match)
    stated = row_context.units[key]
    if stated is None:
        return None
    return values.read_value(cell, indicator, stated, say, typed_kind=sheet.terms.typed)
