"""How does a book cross from the process that parses to the one that reads? As notes, one JSON
array a line, never as objects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from dashboard.core.vocabulary.digits import count_printed_decimals
from dashboard.ingest.cells import Book, Cell, Grid, RefusedError, WireCell, convert_to_wire
from dashboard.ingest.numbers import choose_section, parse_section

Note = tuple[Any, ...]
"""step: name, done, total · book: kind, encoding, moment changed · sheet: a grid without its rows ·
rows: rows of cells · refused · end.
"""
Progress = Callable[[str, int, int], None]
CHUNK = 500
"""Rows in one note."""


def build_step(name: str, done: int, total: int) -> Note:
    """What is being done, and how far it is."""
    return ("step", name, done, total)


def build_book(kind: str, encoding: str = "", changed: str = "") -> Note:
    """What kind of file the content is, and when it was last changed."""
    return ("book", kind, encoding, changed)


def build_sheet(grid: Grid) -> Note:
    """A sheet begins."""
    return ("sheet", grid.name, grid.merges, grid.hidden, grid.hidden_rows, grid.hidden_columns)


def build_rows(some: list[Any]) -> Note:
    """Some of a sheet's rows, in order."""
    return ("rows", some)


def build_refusal(error: RefusedError) -> Note:
    """The file is refused as a whole."""
    found = {name: _convert_value(value) for name, value in error.found.items()}
    return ("refused", error.code, error.sheet, error.cell, found)


def _convert_value(value: object) -> object:
    return value if value is None or isinstance(value, int | float) else str(value)[:300]


def convert_number(value: float, number_format: str, *, calculated: bool = False) -> WireCell:
    """A number for the wire, with its format only where that shows something else or other
    digits.
    """
    if not calculated:
        look = parse_section(choose_section(number_format, value))
        if look.plain and look.count_decimals(value) == count_printed_decimals(value):
            return value
    return convert_to_wire(Cell(value, number_format, calculated=calculated))


def encode_note(note: Note) -> bytes:
    """A note for the pipe."""
    text = json.dumps(note, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def decode_note(text: bytes) -> Note:
    """A note from the pipe."""
    return tuple(json.loads(text))


def _find_day(moment: str) -> date | None:
    """The day of a moment here, as all days are told; without a zone, the day that is written."""
    try:
        found = datetime.fromisoformat(str(moment))
        return (found.astimezone() if found.tzinfo else found).date()
    except (ValueError, OverflowError):
        return None


def assemble_book(notes: Iterable[Note], progress: Progress | None = None) -> Book:
    """The book that notes tell of; raises RefusedError where they say so or end too early."""
    book: Book | None = None
    for what, *values in notes:
        if what == "step" and progress is not None:
            progress(*values)
        elif what == "book":
            kind, encoding, changed = values
            book = Book(kind, changed=_find_day(changed), encoding=encoding)
        elif what == "sheet" and book is not None:
            name, merges, hidden, hidden_rows, hidden_columns = values
            areas = tuple((top, left, bottom, right) for top, left, bottom, right in merges)
            book.sheets.append(
                Grid(name, [], areas, hidden, tuple(hidden_rows), tuple(hidden_columns))
            )
        elif what == "rows" and book is not None:
            book.sheets[-1].rows.extend(values[0])
        elif what == "refused":
            code, sheet, cell, found = values
            raise RefusedError(code, sheet, cell, **found)
        elif what == "end" and book is not None:
            return book
    raise RefusedError("too-heavy")
