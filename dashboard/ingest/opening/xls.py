"""Which cells does an old .xls hold? By xlrd, with formats, error cells, merged areas and what is
hidden.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import xlrd
from xlrd.biffh import XLRDError
from xlrd.xldate import XLDateError, xldate_as_datetime

from dashboard.ingest import limits
from dashboard.ingest.cells import Cell, Grid, RefusedError, WireCell, convert_to_wire
from dashboard.ingest.opening import wire
from dashboard.ingest.opening.raised import raise_text

_SUPERSCRIPT = 1
"""A font's escapement, as BIFF counts."""


def read_notes(data: bytes) -> Iterator[wire.Note]:
    """Steps, sheets and their rows."""
    yield wire.build_step("unpack", 0, 1)
    book = _open_workbook(data)
    yield wire.build_book("xls")
    cells = 0
    for position, sheet in enumerate(book.sheets()):
        yield wire.build_step("rows", position, book.nsheets)
        cells += sheet.nrows * sheet.ncols
        if cells > limits.CELLS:
            raise RefusedError(
                "too-many-cells", sheet=sheet.name, found=sheet.name, limit=limits.CELLS
            )
        yield wire.build_sheet(_build_grid(sheet))
        for first in range(0, sheet.nrows, wire.CHUNK):
            rows = range(first, min(first + wire.CHUNK, sheet.nrows))
            yield wire.build_rows([_convert_row(book, sheet, row) for row in rows])


def _build_grid(sheet: Any) -> Grid:
    """A sheet without its rows; the library counts from 0, and its areas end before their end."""
    merges = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    hidden_rows = [row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden]
    hidden_columns = [
        column + 1
        for column, info in sheet.colinfo_map.items()
        if info.hidden and column < sheet.ncols
    ]
    return Grid(
        sheet.name,
        merges=tuple(merges),
        hidden=sheet.visibility != 0,
        hidden_rows=tuple(hidden_rows),
        hidden_columns=tuple(hidden_columns),
    )


def _open_workbook(data: bytes) -> Any:
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except XLRDError as error:
        if "encrypted" in str(error).lower():
            raise RefusedError("password-protected") from error
        raise RefusedError("damaged-workbook", found="BIFF") from error


def _convert_row(book: Any, sheet: Any, row: int) -> list[WireCell]:
    cells = [_convert_cell(book, cell) for cell in sheet.row(row)]
    for column, text in enumerate(cells):
        runs = sheet.rich_text_runlist_map.get((row, column))
        if runs and isinstance(text, str):
            cells[column] = _raise_runs(book, text, runs)
    return cells


def _raise_runs(book: Any, text: str, runs: list[tuple[int, int]]) -> str:
    """A text with those of its runs raised whose font is; a run is where it begins, and a font."""
    parts = [text[: runs[0][0]]]
    ends = [*(begin for begin, _ in runs[1:]), len(text)]
    for (begin, font), end in zip(runs, ends, strict=True):
        is_raised = book.font_list[font].escapement == _SUPERSCRIPT
        parts.append(raise_text(text[begin:end]) if is_raised else text[begin:end])
    return "".join(parts)


def _convert_cell(book: Any, cell: Any) -> WireCell:
    kind, value = cell.ctype, cell.value
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if kind == xlrd.XL_CELL_TEXT:
        return str(value) or None
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return convert_to_wire(Cell(xlrd.error_text_from_code.get(value, "#VALUE!"), error=True))
    if kind == xlrd.XL_CELL_DATE:
        return _convert_day(book, value)
    if float(value).is_integer() and abs(value) < 1e15:
        value = int(value)
    style = book.xf_list[cell.xf_index]
    return wire.convert_number(value, book.format_map[style.format_key].format_str)


def _convert_day(book: Any, value: float) -> WireCell:
    try:
        moment: date = xldate_as_datetime(value, book.datemode).date()
    except (XLDateError, ValueError, OverflowError):
        return convert_to_wire(Cell("#VALUE!", error=True))
    return convert_to_wire(Cell(moment, "yyyy-mm-dd"))
