"""Which cells does an OpenDocument spreadsheet (.ods) hold? One streaming pass over its content, as
over a sheet of .xlsx (ODF 1.3 part 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from dashboard.ingest import limits
from dashboard.ingest.cells import Area, Cell, Grid, RefusedError, WireCell, convert_to_wire
from dashboard.ingest.opening import guard, scan, wire
from dashboard.ingest.opening.raised import raise_text

CONTENT, _META, _MANIFEST = "content.xml", "meta.xml", "META-INF/manifest.xml"
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (
    f"{_NAMESPACE}{name}:1.0 " for name in ("office", "table", "text", "style")
)
_CHANGED = re.compile(rb"<dc:date>\s*([0-9T:.+Z-]{10,40})")
_SHOWN = re.compile(r"^[-−+]?[\d,  ]+(?:\.(\d+))?\s*%?$")


def read_notes(data: bytes) -> Iterator[wire.Note]:
    """Steps, sheets and their rows."""
    yield wire.build_step("unpack", 0, 1)
    parts = guard.unpack_parts(data)
    yield wire.build_step("check", 0, 1)
    if b"encryption-data" in parts.get(_MANIFEST, b""):
        raise RefusedError("password-protected")
    changed = _CHANGED.search(parts.get(_META, b""))
    yield wire.build_book("ods", changed=changed[1].decode("ascii") if changed else "")
    if CONTENT not in parts:
        raise RefusedError("sheet-missing", found=CONTENT)
    content = _ContentPass(CONTENT)
    content.run(parts[CONTENT])
    for position, (grid, rows) in enumerate(content.sheets):
        yield wire.build_step("rows", position, len(content.sheets))
        yield wire.build_sheet(grid)
        for first in range(0, len(rows), wire.CHUNK):
            yield wire.build_rows(rows[first : first + wire.CHUNK])


class _ContentPass(scan.Pass):
    """The state of the pass over the content of a document."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.sheets: list[tuple[Grid, list[list[WireCell]]]] = []
        self.style = ""
        self.lifted: set[str] = set()
        self.unseen: set[str] = set()
        self.rows: list[list[WireCell]] = []
        self.merges: list[Area] = []
        self.hidden_rows: list[int] = []
        self.row: list[WireCell] = []
        self.repeated = self.cells = self.silent = self.length = 0
        self.cell: dict[str, str] | None = None
        self.text: list[str] = []
        self.spans: list[bool] = []

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        super().begin(tag, attributes)
        if tag.startswith(_STYLE):
            self._begin_style(tag.removeprefix(_STYLE), attributes)
        elif tag.startswith(_TABLE):
            self._begin_table(tag.removeprefix(_TABLE), attributes)
        elif tag == _OFFICE + "annotation":
            self.silent += 1
        elif tag.startswith(_TEXT) and self.cell is not None and not self.silent:
            self._begin_text(tag.removeprefix(_TEXT), attributes)

    def finish(self, tag: str) -> None:
        super().finish(tag)
        if tag == _OFFICE + "annotation":
            self.silent -= 1
        elif tag == _TEXT + "span" and self.spans:
            self.spans.pop()
        elif tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._finish_cell()
        elif tag == _TABLE + "table-row":
            self._finish_row()
        elif tag == _TABLE + "table":
            self._finish_sheet()

    def characters(self, text: str) -> None:
        if self.cell is None or self.silent:
            return
        self.text.append(raise_text(text) if any(self.spans) else text)
        self.length += len(text)
        if self.length > limits.TEXT:
            raise RefusedError("cell-unreadable", found=text[:100])

    def _begin_style(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "style":
            self.style = attributes.get(_STYLE + "name", "")
        elif attributes.get(_STYLE + "text-position", "").startswith("super"):
            self.lifted.add(self.style)
        elif attributes.get(_TABLE + "display") == "false":
            self.unseen.add(self.style)

    def _begin_table(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            is_hidden = attributes.get(_TABLE + "style-name") in self.unseen
            grid = Grid(attributes.get(_TABLE + "name", ""), hidden=is_hidden)
            self.sheets.append((grid, []))
            self.rows, self.merges, self.hidden_rows = [], [], []
        elif tag == "table-row":
            self.row = []
            self.repeated = _count(attributes, "number-rows-repeated")
            if attributes.get(_TABLE + "visibility", "visible") != "visible":
                self.hidden_rows.append(len(self.rows) + 1)
        elif tag in ("table-cell", "covered-table-cell"):
            self.cell, self.text, self.spans, self.length = attributes, [], [], 0

    def _begin_text(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "p" and self.text:
            self.text.append("\n")
        elif tag in ("s", "tab", "line-break"):
            self.text.append("\n" if tag == "line-break" else " ")
        elif tag == "span":
            self.spans.append(attributes.get(_TEXT + "style-name", "") in self.lifted)

    def _finish_cell(self) -> None:
        attributes, self.cell = self.cell or {}, None
        value = _convert_cell(attributes, "".join(self.text))
        repeated = _count(attributes, "number-columns-repeated")
        if value is None and repeated > limits.COLUMNS:
            return  # the rest of the row
        self.cells += repeated if value is not None else 0
        if self.cells > limits.CELLS or len(self.row) + repeated > limits.GRID_COLUMNS:
            raise RefusedError("too-many-cells", found="ODS", limit=limits.CELLS)
        down = _count(attributes, "number-rows-spanned")
        across = _count(attributes, "number-columns-spanned")
        row, column = len(self.rows) + 1, len(self.row) + 1
        if down * across > 1:
            self.merges.append((row, column, row + down - 1, column + across - 1))
        self.row += [value] * repeated

    def _finish_row(self) -> None:
        while self.row and self.row[-1] is None:
            self.row.pop()
        if not self.row and self.repeated > limits.ROWS:
            return  # the rest of the sheet
        self.cells += len(self.row) * (self.repeated - 1)
        if self.cells > limits.CELLS or len(self.rows) + self.repeated > limits.GRID_ROWS:
            raise RefusedError("too-many-cells", found="ODS", limit=limits.CELLS)
        self.rows += [self.row] * self.repeated

    def _finish_sheet(self) -> None:
        grid, rows = self.sheets[-1]
        while self.rows and not self.rows[-1]:
            self.rows.pop()
        rows += self.rows
        grid.merges = tuple(area for area in self.merges if area[0] <= len(rows))
        grid.hidden_rows = tuple(row for row in self.hidden_rows if row <= len(rows))


def _count(attributes: dict[str, str], name: str) -> int:
    """How often something is repeated, or how far it spans."""
    written = attributes.get(_TABLE + name, "1")
    return max(1, int(written)) if written.isascii() and written.isdigit() else 1


def _convert_cell(attributes: dict[str, str], text: str) -> WireCell:
    """A cell for the wire: by its stored value, with the decimals that its text shows."""
    kind = attributes.get(_OFFICE + "value-type", "")
    is_formula = _TABLE + "formula" in attributes
    try:
        if kind in ("float", "percentage", "currency"):
            value = float(attributes[_OFFICE + "value"])
            number: float = int(value) if value.is_integer() and abs(value) < 1e15 else value
            return wire.convert_number(number, _find_format(kind, text), calculated=is_formula)
        if kind == "date":
            day = date.fromisoformat(attributes[_OFFICE + "date-value"][:10])
            return convert_to_wire(Cell(day, "yyyy-mm-dd"))
        if kind == "boolean":
            return attributes[_OFFICE + "boolean-value"] == "true"
    except (KeyError, ValueError):
        return convert_to_wire(Cell("#VALUE!", error=True))
    if is_formula and not text:
        return convert_to_wire(Cell("", uncalculated=True))
    return text or None


def _find_format(kind: str, text: str) -> str:
    """A number format that shows what the text shows."""
    shown = _SHOWN.match(text.strip())
    decimals = len(shown[1] or "") if shown else 0
    places = "0." + "0" * decimals if decimals else "0"
    if kind == "percentage":
        return places + "%"
    return places if shown else "General"
