"""What does a workbook say? Bytes in; observations and issues out, every one with its cell."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from dashboard.core import issues as kinds
from dashboard.core import qualities
from dashboard.core.issues import Issue
from dashboard.core.model import OBSERVATIONS, Indicator, Registry
from dashboard.core.suggestions import did_you_mean
from dashboard.core.units import UNITS, Unit, convert, find
from dashboard.core.wording import plain
from dashboard.ingest import layouts, numbers
from dashboard.ingest.cells import Cell, cells_of, container_problem, has_formulas
from dashboard.ingest.repeats import all_digits, without_repeats

_YES, _NO = {"是", "yes", "y", "true", "已完成", "完成"}, {"否", "no", "n", "false", "未完成"}


@dataclass(frozen=True)
class Reading:
    """What a workbook says: observations that can be stored, and everything said about the rest."""

    file: str
    observations: pd.DataFrame
    issues: tuple[Issue, ...]

    @property
    def outcome(self) -> str:
        """accepted, accepted-with-warning, row-errors-listed or reject-whole-file."""
        if any(issue.kind.whole_file for issue in self.issues):
            return "reject-whole-file"
        return {"error": "row-errors-listed", "warning": "accepted-with-warning"}.get(kinds.worst(self.issues) or "", "accepted")


@dataclass
class Sheet:
    """One sheet being read: its name, its layout, and what is found."""

    file: str
    name: str
    layout: layouts.Layout
    registry: Registry
    accepted: date
    quality: str
    names: Names
    rows: list[tuple[object, ...]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def say(self, code: str, row: int, column: int, **values: object) -> None:
        """Note an issue at a cell."""
        cell = f"{get_column_letter(column)}{row}" if column else None
        self.issues.append(Issue(code, values, self.file, sheet=self.name, cell=cell, row=row))


class Names:
    """Indicators and regions by id, name or alias."""

    def __init__(self, registry: Registry) -> None:
        self.indicators: dict[str, Indicator] = {}
        for indicator in registry.indicators.values():
            for name in (indicator.id, indicator.name.zh, indicator.name.en, *indicator.aliases):
                if name:
                    self.indicators.setdefault(plain(name), indicator)
        self.regions = {
            plain(name): region.code
            for region in registry.regions.values()
            for name in (region.code, region.name.zh, region.name.en)
            if name
        }
        self.indicator_names = [
            name for indicator in registry.indicators.values() for name in (indicator.name.zh, *indicator.aliases, indicator.id)
        ]
        self.region_names = [region.name.zh for region in registry.regions.values()]
        self.reported_done = {
            i.id for i in registry.indicators.values() if i.unit is None and any(t.bound == "done" for t in registry.of(i.id))
        }


def read(data: bytes, registry: Registry, file: str, accepted: date, quality: str = "published") -> Reading:
    """Read a workbook in the long or wide layout.

    `accepted` dates figures whose source gives no release date; `quality` is that of rows which state none.
    """
    problem = container_problem(data, file)
    if problem is not None:
        return _refused(file, problem)
    try:
        pages = dict(_pages(data))
    except UNREADABLE as error:
        return _refused(file, Issue("damaged-workbook", {"found": type(error).__name__}, file))
    names = Names(registry)
    sheets: list[Sheet] = []
    unread: list[Issue] = []
    for title, cells in pages.items():
        layout = layouts.recognise([cell.content for cell in row] for row in cells)
        if layout is None:
            if title not in layouts.INFORMATIVE:
                unread.append(Issue("sheet-not-data", {}, file, sheet=title))
            continue
        sheet = Sheet(file, title, layout, registry, accepted, quality, names)
        _read_sheet(sheet, cells)
        sheets.append(sheet)
    if not sheets:
        return _refused(file, Issue("no-data-sheet", {}, file), *unread)
    found = [issue for sheet in sheets for issue in sheet.issues]
    rows, repeated = without_repeats([row for sheet in sheets for row in sheet.rows], file)
    return Reading(file, frame(rows), (*found, *repeated, *unread))


UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    SyntaxError,
    RuntimeError,
)
"""What a damaged container or part makes the parsers raise (XML errors are SyntaxErrors)."""


def _pages(data: bytes) -> Iterator[tuple[str, list[list[Cell]]]]:
    """Every sheet's name and cells."""
    values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    formulas = load_workbook(io.BytesIO(data), read_only=True) if has_formulas(data) else None
    for worksheet in values.worksheets:
        yield worksheet.title, cells_of(worksheet, formulas[worksheet.title] if formulas else None)
    values.close()


def frame(rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """Rows as an observations frame with its column types."""
    table = pd.DataFrame(list(rows), columns=list(OBSERVATIONS))
    types = {"year": "int64", "month": "int64", "value": "float64"}
    return table.astype({**types, **dict.fromkeys(("indicator", "region", "quality", "source", "cell", "note"), "str")}).assign(
        published=pd.to_datetime(table["published"])
    )


def _refused(file: str, *issues: Issue) -> Reading:
    return Reading(file, frame([]), issues)


def _read_sheet(sheet: Sheet, cells: list[list[Cell]]) -> None:
    layout = sheet.layout
    for position, heading in layout.twice:
        sheet.say("heading-twice", layout.header, position, found=heading)
    for position, heading in layout.unknown.items():
        sheet.say("heading-unknown", layout.header, position, found=heading)
    if "quality" not in layout.columns:
        sheet.say("quality-assumed", layout.header, 1, quality=qualities.QUALITIES[sheet.quality].name)
    named = {*layout.columns.values(), *layout.years, *layout.unknown, *(position for position, _ in layout.twice)}
    for at, row in enumerate(cells[layout.header :], start=layout.header + 1):
        for position in [place for place, cell in enumerate(row, start=1) if not cell.blank and place not in named]:
            sheet.say("heading-unknown", at, position, found="")
            named.add(position)
        if not all(cell.blank for cell in row):
            for observation in _read_row(sheet, at, row):
                sheet.rows.append(observation)


def _read_row(sheet: Sheet, at: int, row: list[Cell]) -> Iterator[tuple[object, ...]]:
    """The observations of one row; a row with an error gives none for the part that is wrong."""
    columns = sheet.layout.columns

    def cell(column: str) -> Cell:
        position = columns.get(column, 0)
        return row[position - 1] if 0 < position <= len(row) else Cell(None)

    places = sheet.layout.years if sheet.layout.wide else {columns["value"]: None}
    filled = [position for position in places if position <= len(row) and not row[position - 1].blank]
    before = len(sheet.issues)
    for position in columns.values():
        if position <= len(row) and position not in places and row[position - 1].uncalculated:
            sheet.say("not-calculated", at, position)
    indicator = _indicator(sheet, at, cell("indicator"), cell("name"))
    region = _region(sheet, at, cell("region"))
    if indicator is not None and region and not filled:
        sheet.say("empty-value", at, next(iter(places)))
        return
    quality = _quality(sheet, at, cell("quality"))
    published = _date(sheet, at, cell("published"))
    month = _month(sheet, at, cell("month"))
    unit = _unit(sheet, at, cell("unit"), indicator)
    year = None if sheet.layout.wide else _year(sheet, at, cell("year"))
    if indicator is None or any(issue.severity == "error" for issue in sheet.issues[before:]):
        return
    for position in filled:
        value = _value(sheet, at, position, row[position - 1], indicator, unit)
        if value is not None:
            place = f"{sheet.file} › {sheet.name} › {get_column_letter(position)}{at}"
            source = _plain_text(cell("source")) or sheet.file
            of_year = places[position] or year
            yield (indicator.id, region, of_year, month, value, quality, published, source, place, _plain_text(cell("note")))


def _plain_text(cell: Cell) -> str:
    return "" if cell.content is None else str(cell.content).strip()


def _indicator(sheet: Sheet, at: int, code: Cell, name: Cell) -> Indicator | None:
    known = sheet.names.indicators
    texts = [
        (text, sheet.layout.columns[column])
        for column, text in (("indicator", _plain_text(code)), ("name", _plain_text(name)))
        if text
    ]
    if not texts:
        sheet.say(
            "unknown-indicator",
            at,
            next(iter(sheet.layout.columns.values())),
            found="",
            hint=did_you_mean("", sheet.names.indicator_names),
        )
        return None
    text, column = texts[0]
    indicator = known.get(plain(text))
    if indicator is None:
        sheet.say("unknown-indicator", at, column, found=text, hint=did_you_mean(text, sheet.names.indicator_names))
        return None
    other = known.get(plain(texts[-1][0]))
    if other is None:
        sheet.say("name-unknown", at, texts[-1][1], found=text, name=texts[-1][0])
    elif other is not indicator:
        sheet.say("indicator-conflict", at, texts[-1][1], found=text, name=texts[-1][0])
        return None
    return indicator


def _region(sheet: Sheet, at: int, cell: Cell) -> str:
    text = _plain_text(cell)
    if not text:
        return sheet.registry.region
    code = sheet.names.regions.get(plain(text))
    if code is None:
        sheet.say(
            "unknown-region", at, sheet.layout.columns["region"], found=text, hint=did_you_mean(text, sheet.names.region_names)
        )
    return code or ""


def _year(sheet: Sheet, at: int, cell: Cell) -> int | None:
    text = numbers.plain_text(_plain_text(cell)).removesuffix("年").removesuffix(".0")
    if text.isascii() and text.isdigit() and 1900 <= int(text) <= 2200:
        return int(text)
    sheet.say("bad-year", at, sheet.layout.columns["year"], found=_plain_text(cell))
    return None


def _month(sheet: Sheet, at: int, cell: Cell) -> int:
    text = numbers.plain_text(_plain_text(cell)).removesuffix("月").removesuffix(".0")
    if not text:
        return 12
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 12:
        return int(text)
    sheet.say("bad-month", at, sheet.layout.columns["month"], found=_plain_text(cell))
    return 12


def _quality(sheet: Sheet, at: int, cell: Cell) -> str:
    text = _plain_text(cell)
    if not text:
        if "quality" in sheet.layout.columns:
            sheet.say("quality-assumed", at, sheet.layout.columns["quality"], quality=qualities.QUALITIES[sheet.quality].name)
        return sheet.quality
    quality = qualities.find(text)
    if quality is None:
        allowed = "、".join(kind.name.zh for kind in qualities.QUALITIES.values())
        sheet.say("bad-quality", at, sheet.layout.columns["quality"], found=text, allowed=allowed)
    return quality or sheet.quality


def _date(sheet: Sheet, at: int, cell: Cell) -> date:
    content = cell.content
    if content is None or _plain_text(cell) == "":
        return sheet.accepted
    if isinstance(content, datetime):
        return content.date()
    if isinstance(content, date):
        return content
    try:
        return date.fromisoformat(numbers.plain_text(str(content)).replace("/", "-").replace(".", "-"))
    except ValueError:
        sheet.say("bad-date", at, sheet.layout.columns["published"], found=_plain_text(cell))
        return sheet.accepted


def _unit(sheet: Sheet, at: int, cell: Cell, indicator: Indicator | None) -> Unit | None:
    """The unit a row is written in; without one, the indicator's own, and that is said."""
    text = _plain_text(cell)
    if indicator is None or indicator.unit is None:
        return None
    if not text:
        sheet.say("unit-assumed", at, sheet.layout.columns.get("unit", 0), expected=indicator.unit.name)
        return indicator.unit
    unit = find(text)
    if unit is None:
        sheet.say("unknown-unit-cell", at, sheet.layout.columns["unit"], found=text, hint=did_you_mean(text, UNITS))
    elif unit.dimension != indicator.unit.dimension:
        sheet.say("unit-mismatch", at, sheet.layout.columns["unit"], found=text, expected=indicator.unit.name)
    return unit


def _value(sheet: Sheet, at: int, column: int, cell: Cell, indicator: Indicator, unit: Unit | None) -> float | None:
    """A cell's number in the indicator's unit, or None after saying what is wrong."""
    if cell.uncalculated:
        sheet.say("not-calculated", at, column)
        return None
    if cell.error:
        sheet.say("error-cell", at, column, found=str(cell.content))
        return None
    if indicator.unit is None or unit is None:
        return _yes_or_no(sheet, at, column, cell, indicator)
    typed = numbers.parse(cell.content, cell.number_format)
    if typed is None or (typed.percent and unit.dimension != "share"):
        sheet.say("not-a-number", at, column, found=_shown(cell.content))
        return None
    of = UNITS["%"] if typed.percent else unit
    value = numbers.round_noise(convert(typed.value, of, indicator.unit)) if of is not indicator.unit else typed.value
    if typed.text:
        sheet.say("text-number", at, column, value=all_digits(value))
    elif typed.percent:
        sheet.say("percent-format", at, column, stored=_shown(cell.content), value=all_digits(typed.value))
    if of is not indicator.unit:
        sheet.say(
            "converted",
            at,
            column,
            found=f"{all_digits(typed.value)} {of.name}",
            value=f"{all_digits(value)} {indicator.unit.name}",
        )
    if indicator.limits and not indicator.limits[0] <= value <= indicator.limits[1]:
        sheet.say(
            "outside-limits", at, column, value=all_digits(value), limits="–".join(all_digits(limit) for limit in indicator.limits)
        )
    return value


def _yes_or_no(sheet: Sheet, at: int, column: int, cell: Cell, indicator: Indicator) -> float | None:
    if indicator.id not in sheet.names.reported_done:
        sheet.say("unmeasured", at, column, found=indicator.name.zh)
        return None
    text = plain(str(cell.content))
    if text in _YES | _NO:
        return float(text in _YES)
    sheet.say("not-yes-or-no", at, column, found=_shown(cell.content))
    return None


def _shown(content: object) -> str:
    text = str(content)
    return text if len(text) <= 60 else text[:59] + "…"
