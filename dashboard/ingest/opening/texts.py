"""Which cells does a text file hold? CSV in any delimiter, or the tables of an HTML page; every
cell is text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product

from dashboard.ingest import limits
from dashboard.ingest.cells import Area, Grid, RefusedError
from dashboard.ingest.opening import kinds, wire

_DELIMITERS = ",\t;|"
_LOOKED_AT = 50
_WIDEST_SPAN, _LONGEST_FIELD = 200, 1_000_000
_BREAKS = {"br", "p", "div"}


def read_notes(data: bytes) -> Iterator[wire.Note]:
    """Steps, sheets and their rows."""
    yield wire.build_step("unpack", 0, 1)
    text, encoding = kinds.decode_text(data)
    kind = kinds.detect_text_kind(text)
    yield wire.build_book(kind, encoding)
    for name, rows, merges in _read_csv(text) if kind == "csv" else _read_html(text):
        yield wire.build_sheet(Grid(name, merges=merges))
        for first in range(0, len(rows), wire.CHUNK):
            yield wire.build_step("rows", first, len(rows))
            yield wire.build_rows(rows[first : first + wire.CHUNK])


Table = tuple[str, list[list[str | None]], tuple[Area, ...]]


def _read_csv(text: str) -> Iterator[Table]:
    csv.field_size_limit(_LONGEST_FIELD)
    rows: list[list[str | None]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_choose_delimiter(text)):
            cells += len(row)
            if cells > limits.CELLS:
                raise RefusedError("too-many-cells", found="CSV", limit=limits.CELLS)
            rows.append([cell or None for cell in row])
    except csv.Error as error:
        raise RefusedError("damaged-workbook", found=f"CSV {error}") from error
    yield "CSV", rows, ()


def _choose_delimiter(text: str) -> str:
    """The one that cuts most of the first lines into the same number of pieces."""
    lines = [line for line in text.splitlines()[:_LOOKED_AT] if line.strip()]

    def evenness(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines if mark in line]
        usual = max(counts, key=lambda count: (counts.count(count), count), default=0)
        return (counts.count(usual), usual)

    return max(_DELIMITERS, key=evenness)


def _read_html(text: str) -> Iterator[Table]:
    page = _Tables()
    page.feed(text)
    page.close()
    for number, (rows, merges) in enumerate(page.tables, start=1):
        if any(cell for row in rows for cell in row):
            name = f"HTML {number}" if len(page.tables) > 1 else "HTML"
            yield name, rows, tuple(merges)


class _Tables(HTMLParser):
    """The tables of a page as rows of text; a spanning cell's text stands at its first place, as in
    a merged area.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[list[list[str | None]], list[Area]]] = []
        self._open: list[int] = []
        self._taken: dict[tuple[int, int, int], None] = {}
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._silent = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self._finish_cell()
            self._open.append(len(self.tables))
            self.tables.append(([], []))
        elif tag == "tr" and self._open:
            self._finish_cell()
            self.tables[self._open[-1]][0].append([])
        elif tag in ("td", "th") and self._open:
            self._finish_cell()
            spans = dict(attrs)
            self._cell = []
            self._spans = _parse_span(spans.get("rowspan")), _parse_span(spans.get("colspan"))
        elif tag in _BREAKS and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th", "tr"):
            self._finish_cell()
        elif tag == "table" and self._open:
            self._finish_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def _finish_cell(self) -> None:
        """Set the cell that was open at the next free place of its row, and note where it spans."""
        if self._cell is None or not self._open:
            return
        table = self._open[-1]
        rows, merges = self.tables[table]
        if not rows:
            rows.append([])
        down, across = self._spans
        row, column = len(rows), 1
        while (table, row, column) in self._taken:
            column += 1
        self._cells += down * across
        if self._cells > limits.CELLS:
            raise RefusedError("too-many-cells", found="HTML", limit=limits.CELLS)
        last_row, last_column = row + down - 1, column + across - 1
        for covered in product(range(row, last_row + 1), range(column, last_column + 1)):
            self._taken[(table, *covered)] = None
        rows[-1].extend([None] * (last_column - len(rows[-1])))
        rows[-1][column - 1] = " ".join("".join(self._cell).split(" ")).strip(" \t\r\n") or None
        if down > 1 or across > 1:
            merges.append((row, column, last_row, last_column))
        self._cell = None


def _parse_span(written: str | None) -> int:
    if not written or not (written.isascii() and written.isdigit()):
        return 1
    return min(_WIDEST_SPAN, max(1, int(written)))
