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
from dashboard.ingest.recognition.headers import is_place
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import HEADINGS, ROLES, Column, Table
from dashboard.ingest.recognition.sheet_names import may_be_place


def is_usable(sheet: Findings, table: Table) -> bool:
    """Say what is wrong with the table as a whole; False where nothing can be read."""
    for column in sorted(table.twice, key=lambda column: column.position):
        sheet.say("heading-twice", column.row, column.position, found=column.heading)
    for column in table.unread:
        if any(one.region for one in table.values) and is_place(column.heading):
            sheet.left_out.setdefault(column.heading, (column.row, column.position))
            continue
        code = classify_unread(sheet, table, column)
        sheet.say(code, column.row, column.position, found=column.heading)
    for column in (*table.columns, *table.unread):
        _report_heading(sheet, table, column)
    objection = table.objection
    if objection is not None:
        sheet.say_of_table(objection.code, objection.cell, found=objection.text)
        if not objection.read:
            return False
    return _is_complete(sheet, table) and _is_region_known(sheet, table)


def _is_complete(sheet: Findings, table: Table) -> bool:
    """Whether indicator, year and figures are to be found somewhere; what is missing is said."""
    stated = table.said.get("indicator")
    if stated is not None and stated.value is None and not _names_indicator(table):
        sheet.say_of_table("name-unread", stated.cell, found=stated.text)
        return False
    missing = []
    if table.values and not _names_indicator(table):
        missing.append("name")
    if not _names_year(table):
        missing.append("year")
    if not table.values:
        missing.append("value")
    for dimension in missing:
        if dimension == "name" and not table.template:
            found = table.title or sheet.page.grid.name
            sheet.say("table-unnamed", table.header, table.left, found=found)
        elif dimension != "value" or not table.twice:
            sheet.say("heading-missing", table.header, table.left, found=HEADINGS[dimension][0])
    return not missing


def _names_indicator(table: Table) -> bool:
    """Whether a column, a line above or a heading says of which indicator figures are."""
    if table.at("indicator") or table.at("name") or table.value_of("indicator") is not None:
        return True
    return any(column.indicator for column in table.values)


def _names_year(table: Table) -> bool:
    """Whether a column, a line above or a heading says of which year figures are."""
    if table.at("year") or table.value_of("year"):
        return True
    if any(column.when and column.when.year for column in table.values):
        return True
    # The cause is said at the column: its heading has the year, and something that is not known.
    return any(labels.list_years(column.heading) for column in table.unread)


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
    row, position, heading = column.row, column.position, column.heading
    if column.by_content and (heading or table.template):
        role = HEADINGS[column.role][0]
        sheet.say("column-by-content", row, position, found=heading, role=role)
    if column.figures and column.reached:
        sheet.say("heading-reaches", row, position, found=column.reached, heading=heading)
    if column.figures:
        report_mark(sheet, row, position, heading, column.when)
    if column.role or len(heading) <= 2:
        return
    likely = find_closest_name(normalize_name(heading), ROLES)
    if likely is not None and ROLES[likely] in HEADINGS:
        meant = HEADINGS[ROLES[likely]][0]
        sheet.say("heading-like", row, position, found=heading, likely=meant)


def report_mark(sheet: Findings, row: int, column: int, text: str, when: When | None) -> None:
    """What a mark at a year says: another quality, or a note."""
    if when is not None and when.month != 12 and not when.single:
        sheet.say("part-year", row, column, found=text, month=when.month)
    if when is not None and when.of_day:
        sheet.say("year-of-day", row, column, found=text, year=when.year)
    if when is not None and when.quality is not None:
        name = qualities.QUALITIES[when.quality].name
        sheet.say("quality-of-heading", row, column, found=text, quality=name)
    elif labels.is_marked(text):
        sheet.say("heading-marked", row, column, found=text)


def _is_region_known(sheet: Findings, table: Table) -> bool:
    """A table of a place that is not declared is not read as the default region's."""
    if table.at("region") or any(column.region for column in table.values):
        return True
    statement, names = table.said.get("region"), sheet.terms.names
    if statement is not None and statement.value is None:
        hint = suggest_name(statement.text, names.region_names)
        sheet.say_of_table("unknown-region", statement.cell, found=statement.text, hint=hint)
        return False
    if statement is None and may_be_place(sheet.page.grid.name, names):
        name = labels.clean_label(sheet.page.grid.name)
        sheet.say_of_table("sheet-asked", "", found=name, name=name, id="", likely="")
        return False
    if statement is None and not table.template:
        region = names.registry.regions[names.registry.region].name
        sheet.say("region-assumed", table.header, 0, region=region)
    return True
