"""What is there to say of a table as a whole, before its rows are read? Columns passed over, what
is missing, what it is not.
"""

from __future__ import annotations

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.suggestions import find_closest_name, suggest_name
from dashboard.ingest.numbers import holds_figure
from dashboard.ingest.observations.findings import Findings
from dashboard.ingest.recognition import labels
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import HEADINGS, ROLES, Column, Table


def is_usable(sheet: Findings, table: Table) -> bool:
    """Say what is wrong with the table as a whole; False where nothing can be read."""
    for column in sorted(table.twice, key=lambda column: column.position):
        sheet.say("heading-twice", column.row, column.position, found=column.heading)
    for column in table.unread:
        sheet.say(
            classify_unread(sheet, table, column), column.row, column.position, found=column.heading
        )
    for column in (*table.columns, *table.unread):
        _report_heading(sheet, table, column)
    if table.objection is not None:
        sheet.say_of_table(table.objection.code, table.objection.cell, found=table.objection.text)
        if not table.objection.read:
            return False
    return _is_complete(sheet, table) and _is_region_known(sheet, table)


def _is_complete(sheet: Findings, table: Table) -> bool:
    """Whether indicator, year and figures are to be found somewhere; what is missing is said."""
    has = table.values
    known = {
        "name": table.at("indicator")
        or table.at("name")
        or "indicator" in table.said
        or any(c.indicator for c in has)
        or not has,
        "year": table.at("year")
        or table.value_of("year")
        or any(c.when and c.when.year for c in has),
        "value": bool(has),
    }
    missing = [dimension for dimension, found in known.items() if not found]
    for dimension in missing:
        if dimension == "name" and not table.template:
            sheet.say(
                "table-unnamed", table.header, table.left, found=table.title or sheet.page.grid.name
            )
        elif dimension != "value" or not table.twice:
            sheet.say("heading-missing", table.header, table.left, found=HEADINGS[dimension][0])
    return not missing


def classify_unread(sheet: Findings, table: Table, column: Column) -> str:
    """Why a column is not read: it speaks of plans or changes, or it is not known; figures that are
    lost are a warning.
    """
    if labels.is_plan(column.heading):
        return "heading-plan"
    if labels.is_growth(column.heading):
        return "heading-beside"
    cells = (
        sheet.page.own(row, column.position) for row in range(table.header + 1, table.last + 1)
    )
    return "column-unread" if any(holds_figure(cell) for cell in cells) else "heading-unknown"


def _report_heading(sheet: Findings, table: Table, column: Column) -> None:
    """What a heading leaves to be agreed with."""
    if column.by_content and (column.heading or table.template):
        sheet.say(
            "column-by-content",
            column.row,
            column.position,
            found=column.heading,
            role=HEADINGS[column.role][0],
        )
    if column.figures and column.reached:
        sheet.say(
            "heading-reaches",
            column.row,
            column.position,
            found=column.reached,
            heading=column.heading,
        )
    if column.figures:
        report_mark(sheet, column.row, column.position, column.heading, column.when)
    known = (
        find_closest_name(normalize_name(column.heading), ROLES)
        if not column.role and len(column.heading) > 2
        else None
    )
    if known is not None:
        sheet.say(
            "heading-like",
            column.row,
            column.position,
            found=column.heading,
            likely=HEADINGS[ROLES[known]][0],
        )


def report_mark(sheet: Findings, row: int, column: int, text: str, when: When | None) -> None:
    """What a mark at a year says: another quality, or a note."""
    if when is not None and when.month != 12 and not when.single:
        sheet.say("part-year", row, column, found=text, month=when.month)
    if when is not None and when.of_day:
        sheet.say("year-of-day", row, column, found=text, year=when.year)
    if when is not None and when.quality is not None:
        sheet.say(
            "quality-of-heading",
            row,
            column,
            found=text,
            quality=qualities.QUALITIES[when.quality].name,
        )
    elif labels.is_marked(text):
        sheet.say("heading-marked", row, column, found=text)


def _is_region_known(sheet: Findings, table: Table) -> bool:
    """A table of a place that is not declared is not read as the default region's."""
    if table.at("region") or any(column.region for column in table.values):
        return True
    statement = table.said.get("region")
    if statement is not None and statement.value is None:
        names = sheet.terms.names.region_names
        sheet.say_of_table(
            "unknown-region",
            statement.cell,
            found=statement.text,
            hint=suggest_name(statement.text, names),
        )
        return False
    if statement is None and not table.template:
        registry = sheet.terms.names.registry
        sheet.say("region-assumed", table.header, 0, region=registry.regions[registry.region].name)
    return True
