"""How does an analyst get a workbook back? Their own cells with colours and comments where
something was said, and the list as a sheet.

Only values are written: formulas become what they showed, and a text that begins like a formula
stays a text.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from dashboard.core.vocabulary.text import FORMULA_PREFIXES
from dashboard.ingest import limits
from dashboard.ingest.cells import Book, Grid, RefusedError, convert_from_wire
from dashboard.ingest.opening import parsing, wire

LIST = "核对结果"
HEADS = ("级别", "工作表", "单元格", "问题与处理", "What and what to do")
COLOURS = {"error": "FFC7CE", "warning": "FFEB9C", "finding": "DDEBF7"}
"""Severity → the fill of its cell; the comment says the rest."""
_WIDTHS = (8, 18, 10, 70, 70)
Mark = tuple[str, str, str, str, str]
"""Severity, sheet, cell, what is said in Chinese and in English; sheet and cell may be empty."""


def build_request(data: bytes, marks: Iterable[Mark], names: dict[str, str]) -> bytes:
    """What the child is handed: a line of marks and words for severities, then the file."""
    return json.dumps([list(marks), names], ensure_ascii=False).encode() + b"\n" + data


def build_answer(asked: bytes) -> bytes:
    """The marked-up workbook for a request; raises RefusedError where the file is too large to be
    marked.
    """
    head, _, data = asked.partition(b"\n")
    marks, names = json.loads(head)
    book = wire.assemble_book(parsing.read_notes(data))  # what is not safe to read is not marked
    workbook = (_open_original(data) if book.kind == "xlsx" else None) or _rebuild_workbook(book)
    _add_marks(workbook, [tuple(mark) for mark in marks], names)
    return _save_bytes(workbook)


def preload_library() -> None:
    """Make the library load what it loads late, while files can still be opened."""
    small = Workbook()
    small.worksheets[0]["A1"].comment = Comment("", LIST)
    load_workbook(io.BytesIO(_save_bytes(small)))


def _save_bytes(workbook: Workbook) -> bytes:
    output = io.BytesIO()
    with ZipFile(output, "w", ZIP_DEFLATED) as archive:
        _Writer(workbook, archive).save()
    return output.getvalue()


class _Writer(ExcelWriter):
    """The library's writer without its temporary files."""

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()  # noqa: SLF001 - as the library does it, into memory
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images  # noqa: SLF001
        content = io.BytesIO()
        sheet: Any = WorksheetWriter(ws, out=content)
        sheet.write()
        ws._rels = sheet._rels  # noqa: SLF001
        # the stubs do not know it
        self._archive.writestr(ws.path[1:], content.getvalue())  # type: ignore[attr-defined]
        self.manifest.append(ws)


def _open_original(data: bytes) -> Workbook | None:
    """The analyst's workbook with its looks; None where the library cannot keep them."""
    try:
        return load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever it stumbles over, the cells are rebuilt
        return None


def _rebuild_workbook(book: Book) -> Workbook:
    """A workbook with the same cells at the same places: for .xls, CSV and HTML."""
    if sum(len(row) for grid in book.sheets for row in grid.rows) > limits.MARKED_CELLS:
        raise RefusedError("too-heavy")
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for grid in book.sheets:
        _rebuild_sheet(workbook.create_sheet(_format_title(grid.name)), grid)
    return workbook


def _rebuild_sheet(sheet: Any, grid: Grid) -> None:
    for number, row in enumerate(grid.rows, start=1):
        for position, value in enumerate(row, start=1):
            if value is not None:
                cell = convert_from_wire(value)
                _write_cell(sheet.cell(number, position), cell.content, cell.number_format)
    for top, left, bottom, right in grid.merges:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _format_title(name: str) -> str:
    return "".join("·" if mark in "[]:*?/\\" else mark for mark in name)[:31] or "Sheet"


def _write_cell(cell: Any, content: object, number_format: str = "General") -> None:
    cell.value = content
    if isinstance(content, str):
        cell.data_type = "s"
        cell.quotePrefix = content.startswith(FORMULA_PREFIXES)
    cell.number_format = number_format


def _add_marks(workbook: Workbook, marks: list[Mark], names: dict[str, str]) -> None:
    if sum(sheet.max_row * sheet.max_column for sheet in workbook.worksheets) > limits.MARKED_CELLS:
        raise RefusedError("too-heavy")
    for sheet in workbook.worksheets:
        _write_texts_anew(sheet)
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    marks_by_cell: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        _, title, address, _, _ = mark
        if title in sheets and address:
            marks_by_cell.setdefault((title, address), []).append(mark)
    for (title, address), cell_marks in marks_by_cell.items():
        _mark_cell(_find_visible_cell(sheets[title], address), cell_marks, names)
    _add_list_sheet(workbook, marks, names)


def _write_texts_anew(sheet: Any) -> None:
    """Every text as a text, so that none of them is taken for a formula."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                _write_cell(cell, cell.value, cell.number_format)


def _find_visible_cell(sheet: Any, address: str) -> Any:
    """The cell itself, or the one that shows for it in a merged area."""
    cell = sheet[address]
    if type(cell) is MergedCell:
        row, column = coordinate_to_tuple(address)
        area = next(
            area
            for area in sheet.merged_cells.ranges
            if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col
        )
        cell = sheet.cell(area.min_row, area.min_col)
    return cell


def _mark_cell(cell: Cell, marks: list[Mark], names: dict[str, str]) -> None:
    worst = min((mark[0] for mark in marks), key=list(COLOURS).index)
    cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
    lines = [cell.comment.text] if cell.comment else []
    lines += [f"【{names[severity]}】{message}" for severity, _, _, message, _ in marks]
    comment = Comment("\n".join(lines)[:2000], LIST)
    comment.width, comment.height = 320, 40 + 36 * len(marks)
    cell.comment = comment


def _add_list_sheet(workbook: Workbook, marks: list[Mark], names: dict[str, str]) -> None:
    """The sheet that lists everything said."""
    titles = (LIST, *(f"{LIST}{number}" for number in range(2, 1000)))
    title = next(title for title in titles if title not in workbook.sheetnames)
    sheet = workbook.create_sheet(title)
    for column, (head, width) in enumerate(zip(HEADS, _WIDTHS, strict=True), start=1):
        sheet.cell(1, column, head).font = Font(bold=True)
        sheet.column_dimensions["ABCDE"[column - 1]].width = width
    for row, (severity, *texts) in enumerate(marks, start=2):
        for column, text in enumerate((names[severity], *texts), start=1):
            _write_cell(sheet.cell(row, column), text)
            sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor=COLOURS[severity])
    sheet.freeze_panes = "A2"
