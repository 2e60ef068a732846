"""Which cells does a text file hold? CSV in any delimiter, or the tables of an HTML page; every
cell is text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product

from dashboard.ingest import limits
from dashboard.ingest.cells import Area, Grid, RefusedError
from dashboard.ingest.opening import kinds, wire
from dashboard.ingest.opening.raised import raise_text

_DELIMITERS = ",\t;|"
_LOOKED_AT = 50
_WIDEST_SPAN, _LONGEST_FIELD = 200, 1_000_000
_BREAKS = {"br", "p", "div", "li"}
_CLOSED = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}
_ENDING = {"td", "th", "tr", "p", "li"}
_LAYOUT = {"table", "tbody", "thead", "tfoot", "tr", "td", "th"}
"""Elements of a table: what they hide is read, and told as hidden."""
_SILENT = {"script", "style", "template", "noscript", "del", "s", "strike"}
_DEEPEST, _LONGEST_STYLE = 200, 200_000
_RULE = re.compile(r"\.([A-Za-z_][\w-]*)\s*\{([^{}]*)\}")
_LIFTED = re.compile(
    r"vertical-align\s*:\s*(super|text-top)|mso-text-raise\s*:\s*[1-9]|top\s*:\s*-", re.IGNORECASE
)
_HIDDEN = re.compile(
    r"(display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|line-through|"
    r"(font-size|opacity)\s*:\s*0(?![.\d]*[1-9]))",
    re.IGNORECASE,
)


def read_notes(data: bytes) -> Iterator[wire.Note]:
    """Steps, sheets and their rows."""
    yield wire.build_step("unpack", 0, 1)
    text, encoding = kinds.decode_text(data)
    kind = kinds.detect_text_kind(text)
    yield wire.build_book(kind, encoding)
    for name, rows, merges, hidden in _read_csv(text) if kind == "csv" else _read_html(text):
        yield wire.build_sheet(Grid(name, merges=merges, hidden_rows=hidden))
        for first in range(0, len(rows), wire.CHUNK):
            yield wire.build_step("rows", first, len(rows))
            yield wire.build_rows(rows[first : first + wire.CHUNK])


Table = tuple[str, list[list[str | None]], tuple[Area, ...], tuple[int, ...]]
"""Name, rows, merged areas, hidden rows."""


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
    yield "CSV", rows, (), ()


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
    for number, (rows, merges, hidden) in enumerate(page.tables, start=1):
        if any(cell for row in rows for cell in row):
            name = f"HTML {number}" if len(page.tables) > 1 else "HTML"
            yield name, rows, tuple(merges), tuple(hidden)


class _Tables(HTMLParser):
    """The tables of a page as rows of text; a spanning cell's text stands at its first place, as in
    a merged area.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[list[list[str | None]], list[Area], list[int]]] = []
        self._open: list[int] = []
        self._taken: dict[tuple[int, int, int], None] = {}
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._looks = _Looks()
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._looks.begin(tag, dict(attrs))
        if tag == "table":
            self._finish_cell()
            self._open.append(len(self.tables))
            self.tables.append(([], [], []))
        elif tag == "tr" and self._open:
            self._finish_cell()
            rows, _, hidden = self.tables[self._open[-1]]
            rows.append([])
            if _is_hidden(dict(attrs), dict(attrs).get("style") or ""):
                hidden.append(len(rows))
        elif tag in ("td", "th") and self._open:
            self._finish_cell()
            spans = dict(attrs)
            self._cell = []
            self._spans = _parse_span(spans.get("rowspan")), _parse_span(spans.get("colspan"))
        elif tag in _BREAKS and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._looks.finish(tag)
        if tag in ("td", "th", "tr"):
            self._finish_cell()
        elif tag == "table" and self._open:
            self._finish_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._looks.read_rules(data)
        if self._cell is not None and not self._looks.hidden:
            self._cell.append(raise_text(data) if self._looks.raised else data)

    def _finish_cell(self) -> None:
        """Set the cell that was open at the next free place of its row, and note where it spans."""
        if self._cell is None or not self._open:
            return
        table = self._open[-1]
        rows, merges, _ = self.tables[table]
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


class _Looks:
    """How the text of a page is shown, by the elements that are open: raised, or not at all."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool, bool]] = []
        self._rules: dict[str, str] = {}

    @property
    def raised(self) -> bool:
        """Whether text is raised here."""
        return any(raised for _, raised, _ in self._open)

    @property
    def hidden(self) -> bool:
        """Whether text is not shown here."""
        return any(hidden for _, _, hidden in self._open)

    def begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        """An element opens; what closes itself holds no text, and an open one of its kind among
        cells and rows ends.
        """
        if tag in _CLOSED:
            return
        if tag in _ENDING:
            self._end_implied(tag)
        style = attributes.get("style") or ""
        for name in (attributes.get("class") or "").split():
            style += ";" + self._rules.get(name, "")
        hidden = tag in _SILENT or (tag not in _LAYOUT and _is_hidden(attributes, style))
        if len(self._open) < _DEEPEST:
            self._open.append((tag, _is_raised(tag, attributes, style), hidden))

    def _end_implied(self, tag: str) -> None:
        """An element that another of its kind in the same table ends."""
        for name, _, _ in reversed(self._open):
            if name == "table":
                return
            if name == tag:
                self.finish(tag)
                return

    def finish(self, tag: str) -> None:
        """The last open element of a kind closes, with what was left open in it."""
        tags = [name for name, _, _ in self._open]
        if tag in tags:
            del self._open[len(tags) - 1 - tags[::-1].index(tag) :]

    def read_rules(self, data: str) -> None:
        """The rules of a page's own classes that raise or hide."""
        if self._open and self._open[-1][0] == "style":
            for name, rule in _RULE.findall(data[:_LONGEST_STYLE]):
                self._rules[name] = rule


def _is_raised(tag: str, attributes: dict[str, str | None], style: str) -> bool:
    """Whether an element is a mark beside a number and not a part of it: raised, lowered, small, or
    a link to a note.
    """
    is_note = tag == "a" and (attributes.get("href") or "").startswith("#")
    is_small = tag == "font" and (attributes.get("size") or "") in ("1", "-1", "-2")
    return tag in ("sup", "sub", "small") or is_note or is_small or bool(_LIFTED.search(style))


def _is_hidden(attributes: dict[str, str | None], style: str) -> bool:
    """Whether an element is not shown, by its attributes and what its style says."""
    return "hidden" in attributes or bool(_HIDDEN.search(style))


def _parse_span(written: str | None) -> int:
    if not written or not (written.isascii() and written.isdigit()):
        return 1
    return min(_WIDEST_SPAN, max(1, int(written)))
