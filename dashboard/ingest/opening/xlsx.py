"""Which cells does an .xlsx hold? One reader for checking and for storing: guard, scan, then
openpyxl row by row.
"""

from __future__ import annotations

import io
import math
import posixpath
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from defusedxml.ElementTree import fromstring
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS

from dashboard.ingest import limits
from dashboard.ingest.cells import (
    Cell,
    Grid,
    RefusedError,
    WireCell,
    convert_to_wire,
    format_address,
)
from dashboard.ingest.opening import guard, scan, styles, wire
from dashboard.ingest.opening.raised import decode_escapes

_RELATIONS = "_rels/.rels"
_WORKBOOK, _CHANGED = "/officeDocument", "/metadata/core-properties"
"""How the types of a package's relationships end: to its main part, to what tells of changes."""
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>\s*([0-9T:.+Z-]{10,40})")


FLOAT_BITS = 1023
"""Bits of the largest whole number that a float surely holds."""


def read_notes(data: bytes) -> Iterator[wire.Note]:
    """Steps, sheets and their rows."""
    yield wire.build_step("unpack", 0, 1)
    parts = guard.unpack_parts(data)
    yield wire.build_step("check", 0, 1)
    main = _find_related(parts, _WORKBOOK)
    if main not in parts:
        raise RefusedError("not-a-workbook", found="ZIP")
    _refuse_unsound(parts, main)
    reader = _open_workbook(parts)
    worksheets = reader.wb.worksheets
    yield wire.build_book("xlsx", changed=_find_moment(parts))
    for position, worksheet in enumerate(worksheets):
        part = worksheet._worksheet_path  # noqa: SLF001 - the only way to the sheet's XML
        yield wire.build_step("scan", position, len(worksheets))
        found = scan.scan_sheet(part, worksheet.title, parts[part], len(reader.shared_strings))
        yield wire.build_sheet(
            Grid(
                decode_escapes(worksheet.title),
                merges=tuple(found.merges),
                hidden=worksheet.sheet_state != "visible",
                hidden_rows=tuple(found.hidden_rows),
                hidden_columns=tuple(found.hidden_columns),
            )
        )
        yield from _list_rows(worksheet, found)
        parts[part] = b""  # its turn is over; memory is bounded


def _find_related(parts: guard.Parts, kind: str) -> str:
    """The part that the package names for a purpose, by its relationships; "" without one."""
    content = parts.get(_RELATIONS, b"")
    scan.count_elements(_RELATIONS, content)
    for relation in fromstring(content):
        if relation.get("Type", "").endswith(kind):
            return posixpath.normpath(str(relation.get("Target", "")).lstrip("/"))
    return ""


def _refuse_unsound(parts: guard.Parts, main: str) -> None:
    """Parts that the parser opens are sound XML of a workbook that is not in the strict form."""
    folders = "", posixpath.dirname(main)
    for name, content in parts.items():
        is_beside = name.lower().endswith(".xml") and posixpath.dirname(name) in folders
        if not (is_beside or name.lower().endswith(".rels")):
            continue
        if scan.STRICT.encode() in content[:4096]:
            raise RefusedError("strict-format")
        elements = scan.count_elements(name, content)
        most = {
            "xl/styles.xml": limits.STYLE_ELEMENTS,
            main.lower(): limits.BOOK_ELEMENTS,
        }.get(name.lower(), limits.ELEMENTS)
        if elements > most:
            raise RefusedError("too-many-cells", found=name, limit=most)
        if name.lower() == "[content_types].xml" and b"macroEnabled" in content:
            raise RefusedError("macros", found=name)


def _open_workbook(parts: guard.Parts) -> Any:
    """The workbook, opened for reading; raises RefusedError where parts of it are missing or stand
    twice.
    """
    # what the parser cannot keep does not matter: nothing is written back
    warnings.simplefilter("ignore")
    reader = _CellsOnly(parts)
    reader.read()
    sheets = [(sheet.name, rel.target) for sheet, rel in reader.parser.find_sheets()]
    missing = [name for name, part in sheets if part not in reader.valid_files]
    if missing or not sheets or len(sheets) < len(reader.parser.sheets):
        raise RefusedError("sheet-missing", found="、".join(missing[:3]))
    repeated = _find_repeated(sheets)
    if repeated is not None:
        raise RefusedError("sheet-twice", found=repeated)
    return reader


def _find_repeated(sheets: list[tuple[str, str]]) -> str | None:
    """The first sheet whose name or part is another's as well: first by names, then by parts."""
    for texts in zip(*sheets, strict=True):
        counts = Counter(text.casefold() for text in texts)
        for name, part in sheets:
            if counts[name.casefold()] > 1 or counts[part.casefold()] > 1:
                return name
    return None


class _Archive:
    """The parts that have been checked, in place of a zip: the parser sees these bytes and no
    others.
    """

    filename = "xlsx"

    def __init__(self, parts: guard.Parts) -> None:
        self._parts = parts

    def namelist(self) -> list[str]:
        return list(self._parts)

    def read(self, name: str) -> bytes:
        content = self._parts[name]
        return styles.reduce_to_formats(content) if name == ARC_STYLE else content

    def open(self, name: str, mode: str = "r") -> io.BytesIO:  # noqa: ARG002 - a zip has modes
        return io.BytesIO(self._parts[name])

    def close(self) -> None: ...


class _CellsOnly(ExcelReader):
    """The reader without what no figure stands in: properties and charts are not opened."""

    def __init__(self, parts: guard.Parts) -> None:
        # The library's own constructor opens a file; everything that it sets is set here.
        self.archive = _Archive(parts)  # type: ignore[assignment]
        self.valid_files = self.archive.namelist()
        self.read_only, self.data_only = True, True
        self.keep_vba = self.keep_links = self.rich_text = False
        self.shared_strings: list[str] = []

    def read_strings(self) -> None:
        part: Any = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is not None:
            name = part.PartName[1:]
            self.shared_strings = scan.scan_strings(name, self.archive.read(name))

    def read_properties(self) -> None: ...

    def read_custom(self) -> None: ...

    def read_chartsheet(self, sheet: Any, rel: Any) -> None: ...


def _list_rows(worksheet: Any, found: scan.SheetFacts) -> Iterator[wire.Note]:
    """The rows down to the last one with content, in chunks, each chunk after a step."""
    if not found.last_row:
        return
    worksheet.reset_dimensions()
    with _long_numbers():
        yield from _list_chunks(worksheet, found)


@contextmanager
def _long_numbers() -> Iterator[None]:
    """A number of as many digits as a cell may have is read, so that it can be refused in its
    place: the interpreter stops at fewer, and the file would count as damaged.
    """
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(limits.TEXT)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(before)


def _list_chunks(worksheet: Any, found: scan.SheetFacts) -> Iterator[wire.Note]:
    chunk: list[list[WireCell]] = []
    rows = worksheet.iter_rows(
        min_row=1, max_row=found.last_row, min_col=1, max_col=found.last_column
    )
    for number, row in enumerate(rows, start=1):
        chunk.append(
            [
                None if cell.value is None else _convert_cell(cell, worksheet.title, found)
                for cell in row
            ]
        )
        if len(chunk) == wire.CHUNK:
            yield wire.build_step("rows", number, found.last_row)
            yield wire.build_rows(_add_uncalculated(chunk, number - len(chunk), found))
            chunk = []
    yield wire.build_rows(_add_uncalculated(chunk, found.last_row - len(chunk), found))


def _add_uncalculated(
    chunk: list[list[WireCell]], before: int, found: scan.SheetFacts
) -> list[list[WireCell]]:
    """Some rows with the formulas among them that have no value; so many rows came before."""
    for (row, column), content in found.uncalculated.items():
        if before < row <= before + len(chunk):
            formula = Cell(content, uncalculated=True)
            chunk[row - before - 1][column - 1] = convert_to_wire(formula)
    return chunk


def _convert_cell(cell: Any, title: str, found: scan.SheetFacts) -> WireCell:
    value, kind, place = cell.value, cell.data_type, (cell.row, cell.column)
    if kind == "s" or place in found.raised:
        return decode_escapes(found.raised.get(place, str(value)))
    number_format = _find_number_format(cell, title)
    if kind == "e":
        return convert_to_wire(Cell(value, error=True))
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return convert_to_wire(Cell(day, number_format))
    if isinstance(value, int | float) and not isinstance(value, bool):
        calculated = place in found.calculated
        return wire.convert_number(_cut_digits(value), number_format, calculated=calculated)
    return value if isinstance(value, bool) else decode_escapes(str(value))


def _find_number_format(cell: Any, title: str) -> str:
    """The number format of a cell; a style that the workbook does not have may have been a
    percentage.
    """
    try:
        number_format: str = cell.number_format or "General"
    except IndexError as error:
        here = format_address(cell.row, cell.column)
        raise RefusedError("cell-unreadable", title, here, found=cell.value) from error
    return number_format


def _find_moment(parts: guard.Parts) -> str:
    """When the workbook was last changed, by its own record; "" without one."""
    properties = _find_related(parts, _CHANGED) or "docProps/core.xml"
    stamp = _MODIFIED.search(parts.get(properties, b""))
    return stamp[1].decode("ascii") if stamp else ""


def _cut_digits(value: float) -> float:
    """A number that is no longer than a float; what is beyond all floats is infinite."""
    if not isinstance(value, int) or value.bit_length() <= FLOAT_BITS:
        return value
    return math.inf if value > 0 else -math.inf
