"""Of what is a row of figures? Its indicator, region and year, and what else it says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.units import UNITS, Unit, find_unit
from dashboard.ingest import numbers
from dashboard.ingest.cells import format_address
from dashboard.ingest.observations.findings import Findings
from dashboard.ingest.observations.objections import report_mark
from dashboard.ingest.recognition import labels
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import HEADINGS, Table
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
    return Texts(
        _find_written_unit(sheet, table, row) if measured else None,
        _read_quality(sheet, table, row),
        _read_release_date(sheet, table, row),
        _find_month(sheet, table, row) if table.at("month") else None,
        _read_text(sheet, table, row, "source") or sheet.terms.file,
        _read_text(sheet, table, row, "note"),
    )


def find_indicator(
    sheet: Findings, table: Table, row: int, context: Context, *, has_figures: bool
) -> Match | bool | None:
    """The indicator of a row; None where columns or the table say it, False where the row's name is
    not declared.
    """
    names = sheet.terms.names
    code, name = _read_text(sheet, table, row, "indicator"), _read_text(sheet, table, row, "name")
    at = table.at("indicator") if code else table.at("name")
    text = code or name
    if not text:
        return _find_unnamed(sheet, table, row, context, has_figures=has_figures)
    match = names.indicator(text)
    if match is None:
        _report_unknown_name(sheet, table, row, at, text, has_figures=has_figures)
        return False
    sheet.matched.setdefault(("indicator", text), (match.id, match.how, format_address(row, at)))
    if code and name:
        other = names.indicator(name)
        if other is None:
            sheet.say("name-unknown", row, table.at("name"), found=text, name=name)
        elif other.id != match.id:
            sheet.say("indicator-conflict", row, table.at("name"), found=text, name=name)
            return False
        elif other.unit is not None:
            match = other
    if any(column.indicator and column.indicator.id != match.id for column in table.values):
        sheet.say("indicator-conflict", row, at, found=text, name=table.values[0].heading)
        return False
    return match


def _find_unnamed(
    sheet: Findings, table: Table, row: int, context: Context, *, has_figures: bool
) -> Match | bool | None:
    if table.at("indicator") or table.at("name"):
        if has_figures or table.template:
            sheet.say(
                "label-missing",
                row,
                table.at("indicator") or table.at("name"),
                found=HEADINGS["name"][0],
            )
        return False
    stated = table.value_of("indicator")
    return context.indicator or (stated if isinstance(stated, Match) else None)


def _report_unknown_name(
    sheet: Findings, table: Table, row: int, at: int, text: str, *, has_figures: bool
) -> None:
    """A name that matches nothing is an error in a form, is asked where it is like a declared one,
    else listed.
    """
    names, stem = sheet.terms.names, labels.strip_unit(text)
    likely = names.find_likely(text) if table.template or has_figures else None
    meant = names.indicator(likely) if likely else None
    asked = {"likely": likely or "", "id": meant.id if meant else "", "name": stem}
    if table.template:
        hint = sheet.hint("unknown-indicator", stem, names.indicator_names)
        sheet.say("unknown-indicator", row, at, found=text, hint=hint, **asked)
    elif has_figures and meant is not None:
        sheet.say_once(("name-asked", text), row, at, found=stem, **asked)
    elif has_figures:
        sheet.say_once(("name-unread", text), row, at, found=text)


def read_region(
    sheet: Findings, table: Table, row: int, context: Context, *, has_figures: bool
) -> str | bool:
    """The region of a row, False where it is not declared."""
    registry, at = sheet.terms.names.registry, table.at("region")
    if not at:
        return context.region or str(table.value_of("region") or registry.region)
    text = _read_text(sheet, table, row, "region")
    if not text:
        if not has_figures or (table.template and not _has_regions(sheet, table)):
            if has_figures:
                sheet.say("region-assumed", row, at, region=registry.regions[registry.region].name)
            return registry.region
        sheet.say("label-missing", row, at, found=HEADINGS["region"][0])
        return False
    match = sheet.terms.names.region(text)
    if match is None:
        if table.template:
            sheet.say(
                "unknown-region",
                row,
                at,
                found=text,
                hint=sheet.hint("unknown-region", text, sheet.terms.names.region_names),
            )
        elif has_figures:
            sheet.say_once(("region-unread", text), row, at, found=text)
        return False
    code = resolve_region(table, match)
    beside = _read_text(sheet, table, row, "place")
    other = sheet.terms.names.region(beside) if beside else None
    if beside and (other is None or other.id != code):
        sheet.say("region-conflict", row, table.at("place"), found=beside, name=text)
        return False
    sheet.matched.setdefault(("region", text), (code, match.how, format_address(row, at)))
    return code


def read_qualifiers(sheet: Findings, table: Table, row: int) -> When | bool | None:
    """What columns such as 时期 or 性别 say of a row: months, nothing (None), or False where its
    figures are of a part or of a plan.
    """
    months: When | None = None
    note = (
        labels.clean_label(sheet.page.own(row, table.at("note")).text) if table.at("note") else ""
    )
    if labels.is_of_plan(note):
        sheet.say("row-beside", row, table.at("note"), found=note)
        return False
    for column in (one for one in table.columns if one.role == "qualifier"):
        text = labels.clean_label(sheet.page.own(row, column.position).text)
        found = labels.parse_months(text)
        if found is not None:
            months = found
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
    when = None if cell.error else labels.parse_year(cell.content)
    if when is None:
        sheet.say("bad-year", row, table.at("year"), found=cell.text)
    else:
        report_mark(sheet, row, table.at("year"), cell.text, when)
    return when


def _find_written_unit(sheet: Findings, table: Table, row: int) -> Unit | None:
    """The unit in a row's own cell; a ditto mark repeats the one above."""
    at, up = table.at("unit"), row
    text = _read_text(sheet, table, row, "unit")
    while text in _DITTO and up > table.header + 1:
        up -= 1
        text = sheet.page.text(up, at)
    unit = find_unit(text) if text else None
    if text and unit is None:
        sheet.say(
            "unknown-unit-cell",
            row,
            at,
            found=text,
            hint=sheet.hint("unknown-unit-cell", text, list(UNITS)),
        )
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
    text = (
        numbers.plain_text(_read_text(sheet, table, row, "month"))
        .removesuffix("月")
        .removesuffix(".0")
    )
    if not text:
        return 12
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 12:
        return int(text)
    through = labels.parse_through_month(text + "月") or labels.parse_through_month(text)
    if through is None:
        sheet.say("bad-month", row, table.at("month"), found=text)
    return through


def _read_quality(sheet: Findings, table: Table, row: int) -> str:
    text = _read_text(sheet, table, row, "quality")
    if not text:
        if table.at("quality"):
            sheet.say(
                "quality-assumed",
                row,
                table.at("quality"),
                quality=qualities.QUALITIES[sheet.terms.quality].name,
            )
        return sheet.terms.quality
    quality = qualities.find_quality(text)
    if quality is None:
        allowed = "、".join(kind.name.zh for kind in qualities.QUALITIES.values())
        sheet.say("bad-quality", row, table.at("quality"), found=text, allowed=allowed)
    return quality or sheet.terms.quality


def _read_release_date(sheet: Findings, table: Table, row: int) -> date:
    at = table.at("published")
    cell = sheet.page.own(row, at) if at else None
    if cell is None or cell.blank:
        return sheet.terms.accepted
    if isinstance(cell.content, date):
        return cell.content
    try:
        return date.fromisoformat(numbers.plain_text(cell.text).replace("/", "-").replace(".", "-"))
    except ValueError:
        sheet.say("bad-date", row, at, found=cell.text)
        return sheet.terms.accepted
