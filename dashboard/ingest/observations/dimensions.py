"""Of what is a row of figures? Its indicator, region and year, and what else it says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.units import UNITS, Unit, find_unit
from dashboard.ingest import numbers
from dashboard.ingest.cells import EMPTY, format_address
from dashboard.ingest.observations.findings import Findings
from dashboard.ingest.observations.objections import report_mark
from dashboard.ingest.observations.release_dates import parse_release_date
from dashboard.ingest.recognition import headers, label_forms, labels
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import HEADINGS, Table
from dashboard.ingest.recognition.months import parse_months
from dashboard.ingest.recognition.names import Match

_DITTO = ("〃", "″", '"', "同上", "''")
"""What stands for the text above."""
_LABELS = ("indicator", "name", "region", "year", "unit")


@dataclass
class Context:
    """What lines between the rows have said of the rows beneath: a region, an indicator, a year, a
    unit, or that they are changes.
    """

    beside: str = ""
    unit: Unit | None = None
    months: When | None = None

    region: str | None = None
    indicator: Match | None = None
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """What a row says about its figures."""

    unit: Unit | None
    quality: str
    published: date
    month: int | None
    source: str
    note: str


def read_texts(sheet: Findings, table: Table, row: int, *, measured: bool) -> Texts:
    """What a row says about its figures; `measured` where its unit counts."""
    unit = _find_written_unit(sheet, table, row) if measured else None
    quality = _read_quality(sheet, table, row)
    published = _read_release_date(sheet, table, row)
    month = _find_month(sheet, table, row) if table.at("month") else None
    source = _read_text(sheet, table, row, "source") or sheet.terms.file
    return Texts(unit, quality, published, month, source, _read_text(sheet, table, row, "note"))


def find_indicator(
    sheet: Findings, table: Table, row: int, context: Context, *, has_figures: bool
) -> Match | Literal[False] | None:
    """The indicator of a row; None where columns or the table say it, False where the row's name is
    not declared.
    """
    code, name = _read_text(sheet, table, row, "indicator"), _read_text(sheet, table, row, "name")
    at = table.at("indicator") if code else table.at("name")
    text = code or name
    if not text:
        return _find_unnamed(sheet, table, row, context, has_figures=has_figures)
    match = sheet.terms.names.indicator(text)
    if match is None:
        _report_unknown_name(sheet, table, row, at, text, has_figures=has_figures)
        return False
    sheet.matched.setdefault(("indicator", text), (match.id, match.how, format_address(row, at)))
    if code and name:
        named = _compare_name(sheet, table, row, match, text, name)
        if named is False:
            return False
        match = named
    if any(column.indicator and column.indicator.id != match.id for column in table.values):
        sheet.say("indicator-conflict", row, at, found=text, name=table.values[0].heading)
        return False
    return match


def _compare_name(
    sheet: Findings, table: Table, row: int, match: Match, code: str, name: str
) -> Match | Literal[False]:
    """The match of a row's code held against its name, which may state a unit as well; False where
    they contradict.
    """
    other = sheet.terms.names.indicator(name)
    if other is None:
        sheet.say("name-unknown", row, table.at("name"), found=code, name=name)
        return match
    if other.id != match.id:
        sheet.say("indicator-conflict", row, table.at("name"), found=code, name=name)
        return False
    return match if other.unit is None else other


def _find_unnamed(
    sheet: Findings, table: Table, row: int, context: Context, *, has_figures: bool
) -> Match | Literal[False] | None:
    """The indicator that a line above the row, or the table, states; False where the row's own is
    missing.
    """
    at = table.at("indicator") or table.at("name")
    if at:
        if has_figures or table.template:
            sheet.say("label-missing", row, at, found=HEADINGS["name"][0])
        return False
    stated = table.value_of("indicator")
    if context.indicator is None and isinstance(stated, Match):
        return stated
    return context.indicator


def _report_unknown_name(
    sheet: Findings, table: Table, row: int, at: int, text: str, *, has_figures: bool
) -> None:
    """A name that matches nothing is an error in a form, is asked where it is like a declared one,
    else listed.
    """
    if not (table.template or has_figures):
        return
    names, stem = sheet.terms.names, label_forms.strip_unit(text)
    likely = names.find_likely(text) or ""
    meant = names.indicator(likely) if likely else None
    asked = {"likely": likely, "id": meant.id if meant else "", "name": stem}
    if table.template:
        hint = sheet.hint("unknown-indicator", stem, names.indicator_names)
        sheet.say("unknown-indicator", row, at, found=text, hint=hint, **asked)
    elif meant is not None:
        sheet.say_once(("name-asked", text), row, at, found=stem, **asked)
    else:
        sheet.say_once(("name-unread", text), row, at, found=text)


def read_region(
    sheet: Findings, table: Table, row: int, context: Context, *, has_figures: bool
) -> str | Literal[False]:
    """The region of a row, False where it is not declared."""
    at = table.at("region")
    if not at:
        default = sheet.terms.names.registry.region
        return context.region or str(table.value_of("region") or default)
    text = _read_text(sheet, table, row, "region") or _read_text(sheet, table, row, "wider")
    if not text:
        return _assume_region(sheet, table, row, has_figures=has_figures)
    match = sheet.terms.names.region(text)
    if match is None:
        if table.template:
            hint = sheet.hint("unknown-region", text, sheet.terms.names.region_names)
            sheet.say("unknown-region", row, at, found=text, hint=hint)
        elif has_figures:
            sheet.left_out.setdefault(text, (row, at))
        return False
    code = resolve_region(table, match)
    beside = _read_text(sheet, table, row, "place")
    other = sheet.terms.names.region(beside)
    if beside and (other is None or other.id != code):
        sheet.say("region-conflict", row, table.at("place"), found=beside, name=text)
        return False
    sheet.matched.setdefault(("region", text), (code, match.how, format_address(row, at)))
    return code


def _assume_region(
    sheet: Findings, table: Table, row: int, *, has_figures: bool
) -> str | Literal[False]:
    """The plan's own region for a row that names none, False where that is a gap among names."""
    registry, at = sheet.terms.names.registry, table.at("region")
    if not has_figures:
        return registry.region
    if table.template and not _has_regions(sheet, table):
        sheet.say("region-assumed", row, at, region=registry.regions[registry.region].name)
        return registry.region
    sheet.say("label-missing", row, at, found=HEADINGS["region"][0])
    return False


def read_qualifiers(sheet: Findings, table: Table, row: int) -> When | Literal[False] | None:
    """What columns such as 时期 or 性别 say of a row: months, nothing (None), or False where its
    figures are of a part or of a plan.
    """
    at = table.at("note")
    note = labels.clean_label(sheet.page.own(row, at).text) if at else ""
    if labels.is_of_plan(note):
        sheet.say("row-beside", row, at, found=note)
        return False
    months: When | None = None
    for column in table.columns:
        if column.role != "qualifier":
            continue
        text = labels.clean_label(sheet.page.own(row, column.position).text)
        stated = parse_months(text)
        if stated is not None:
            months = stated
        elif labels.is_plan(text) or labels.is_growth(text):
            sheet.say("row-beside", row, column.position, found=text)
            return False
        elif text and not labels.is_all(text) and "类型" not in column.heading:
            sheet.say("row-qualified", row, column.position, found=text)
            return False
    return months


def _has_regions(sheet: Findings, table: Table) -> bool:
    """Whether the column of regions says anything: then a blank in it is a gap, and not the
    city.
    """
    if table.names_regions is None:
        rows = range(table.header + 1, table.last + 1)
        table.names_regions = any(not sheet.page.own(row, table.at("region")).blank for row in rows)
    return table.names_regions


def resolve_region(table: Table, match: Match) -> str:
    """The region of a match; 全市 is the place that the table is about."""
    stated = table.value_of("region") if match.how == "whole" else None
    return str(stated or match.id)


def find_year(sheet: Findings, table: Table, row: int) -> When | None:
    """The year of a row, None after saying that it cannot be read."""
    cell = sheet.page.cell(row, table.at("year"))
    when = headers.find_year(cell)
    if when is not None and when.of_day and _holds_other_days(sheet, table):
        when = None
    if when is None:
        sheet.say("bad-year", row, table.at("year"), found=cell.text)
    else:
        report_mark(sheet, row, table.at("year"), cell.text, when)
    return when


def _holds_other_days(sheet: Findings, table: Table) -> bool:
    """Whether days within a year stand among a table's years: then none of them is a year."""
    if table.holds_days is None:
        rows = range(table.header + 1, table.last + 1)
        cells = [sheet.page.own(row, table.at("year")).content for row in rows]
        days = [one for one in cells if isinstance(one, date)]
        table.holds_days = any(labels.parse_year(day) is None for day in days)
    return table.holds_days


def _find_written_unit(sheet: Findings, table: Table, row: int) -> Unit | None:
    """The unit in a row's own cell; a ditto mark repeats the one above."""
    at, row_above = table.at("unit"), row
    text = _read_text(sheet, table, row, "unit")
    while text in _DITTO and row_above > table.header + 1:
        row_above -= 1
        text = sheet.page.text(row_above, at)
    unit = find_unit(text) if text else None
    if text and unit is None:
        hint = sheet.hint("unknown-unit-cell", text, list(UNITS))
        sheet.say("unknown-unit-cell", row, at, found=text, hint=hint)
    return unit


def _read_text(sheet: Findings, table: Table, row: int, role: str) -> str:
    """The text of a row's cell in a column of words; a merged cell speaks for all its rows."""
    at = table.at(role)
    if not at:
        return ""
    cell = sheet.page.cell(row, at) if role in _LABELS else sheet.page.own(row, at)
    text = cell.text
    if labels.has_invisible_marks(text) and not cell.error:
        sheet.say("hidden-characters", row, at, found=text)
    if cell.error:
        sheet.say("error-cell", row, at, found=text)
        return ""
    area = sheet.page.area(row, at)
    if area is not None and row == area[0] < area[2] and role in _LABELS:
        sheet.say("merged-label", area[0], at, found=labels.clean_label(text))
    return labels.clean_label(text)


def _find_month(sheet: Findings, table: Table, row: int) -> int | None:
    """The month through which a row counts, December where it states none."""
    written = numbers.plain_text(_read_text(sheet, table, row, "month"))
    text = written.removesuffix("月").removesuffix(".0")
    if not text:
        return 12
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 12:
        return int(text)
    through = labels.parse_through_month(text + "月") or labels.parse_through_month(text)
    if through is None:
        sheet.say("bad-month", row, table.at("month"), found=text)
    return through


def _read_quality(sheet: Findings, table: Table, row: int) -> str:
    """The quality that a row states, else that of the file."""
    default, at = sheet.terms.quality, table.at("quality")
    text = _read_text(sheet, table, row, "quality")
    if not text:
        if at:
            name = qualities.QUALITIES[default].name
            sheet.say("quality-assumed", row, at, quality=name)
        return default
    quality = qualities.find_quality(text)
    if quality is None:
        allowed = "、".join(kind.name.zh for kind in qualities.QUALITIES.values())
        sheet.say("bad-quality", row, at, found=text, allowed=allowed)
    return quality or default


def _read_release_date(sheet: Findings, table: Table, row: int) -> date:
    """The day a row's figures were released, else the day of the file."""
    at = table.at("published")
    cell = sheet.page.own(row, at) if at else EMPTY
    if cell.blank:
        return sheet.terms.accepted
    if isinstance(cell.content, date):
        return cell.content
    accepted = sheet.terms.accepted
    # 2024.1 as a number may have been 2024.10 when it was typed.
    is_cut = isinstance(cell.content, float) and not cell.content.is_integer()
    day = None if is_cut else parse_release_date(numbers.plain_text(cell.text), accepted)
    if day is None:
        sheet.say("bad-date", row, at, found=cell.text)
    return day or accepted
