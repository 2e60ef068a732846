"""What does a sheet's XML hide? One streaming pass over each part that a parser will open.

It finds what the cells alone do not show (merged areas, hidden rows and columns, formulas without a
value), refuses what readers understand differently (an address twice, an index outside the table),
and bounds what is left to parse.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from dashboard.ingest import limits
from dashboard.ingest.cells import Area, RefusedError, format_address
from dashboard.ingest.opening.raised import raise_text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_ADDRESS = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_NUMBER = re.compile(r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$", re.ASCII)
_SPACE = " "
_RELATION = "relationships" + _SPACE + "Relationship"
(
    _ROW,
    _CELL,
    _VALUE,
    _FORMULA,
    _MERGE,
    _COLUMN,
    _LINK,
    _SHEET,
    _TEXT,
    _ITEM,
    _PHONETIC,
    _RUN,
    _RAISED,
) = (
    MAIN + _SPACE + tag
    for tag in (
        "row",
        "c",
        "v",
        "f",
        "mergeCell",
        "col",
        "hyperlink",
        "worksheet",
        "t",
        "si",
        "rPh",
        "r",
        "vertAlign",
    )
)


@dataclass
class SheetFacts:
    """What a sheet hides, and how far its content reaches."""

    last_row: int = 0
    last_column: int = 0
    merges: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    uncalculated: dict[tuple[int, int], str | None] = field(default_factory=dict)
    """Formulas and errors without a stored result; "" where a formula shows an empty text."""
    calculated: set[tuple[int, int]] = field(default_factory=set)
    """Formulas with a stored result that is a number."""
    raised: dict[tuple[int, int], str] = field(default_factory=dict)
    """Texts of cells in which something is raised."""


def count_elements(name: str, content: bytes) -> int:
    """How many elements a part has; raises RefusedError where it is no XML, declares a document
    type, or nests without end.

    Relations of one part never share an id: readers would follow the first, or the last.
    """
    counted = Pass(name)
    counted.run(content)
    return counted.elements


def scan_strings(name: str, content: bytes) -> list[str]:
    """The table of shared strings: the text of each, its runs joined, phonetic text left out."""
    found = _StringsPass(name)
    found.run(content)
    return found.found


def scan_sheet(name: str, title: str, content: bytes, strings: int) -> SheetFacts:
    """The pass over a worksheet; `strings` is the length of the table of shared strings."""
    found = _SheetPass(name, title, strings)
    found.run(content)
    if not found.is_sheet:
        raise RefusedError("damaged-workbook", sheet=title, found=name)
    return found.found


class Pass:
    """One pass over a part, with the bounds that hold for every part."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.elements = self.depth = 0
        self.related: set[str | None] = set()

    def run(self, content: bytes) -> None:
        """Go through the part; raises RefusedError where it is no XML or breaks a bound."""
        parser = expat.ParserCreate(namespace_separator=_SPACE)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse_doctype
        parser.StartElementHandler, parser.EndElementHandler = self.begin, self.finish
        parser.CharacterDataHandler = self.characters
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise RefusedError(
                "damaged-workbook", found=f"{self.part}: {_format_position(error)}"
            ) from error

    def _refuse_doctype(self, *_: object) -> None:
        raise RefusedError("doctype", found=self.part)

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith(_RELATION):
            relation = attributes.get("Id")
            if relation in self.related:
                raise RefusedError("part-twice", found=f"{self.part} {relation}")
            self.related.add(relation)
        self.elements += 1
        self.depth += 1
        if self.elements > limits.ELEMENTS or self.depth > limits.DEEPEST:
            raise RefusedError("too-many-cells", found=self.part, limit=limits.CELLS)

    def finish(self, tag: str) -> None:  # noqa: ARG002 - what ends matters to the others
        self.depth -= 1

    def characters(self, text: str) -> None:
        """Text is for the others."""


def _format_position(error: Exception) -> str:
    if isinstance(error, expat.ExpatError):
        return f"XML {error.lineno}:{error.offset + 1}"
    return "XML"


class _StringsPass(Pass):
    """The state of the pass over the shared strings."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.found: list[str] = []
        self.text: list[str] = []
        self.inside = self.raised = False
        self.phonetic = 0
        self.length = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        super().begin(tag, attributes)
        if tag == _ITEM:
            self.text, self.length, self.raised = [], 0, False
        elif tag == _PHONETIC:
            self.phonetic += 1
        elif tag == _RUN:
            self.raised = False
        elif tag == _RAISED:
            self.raised = attributes.get("val") == "superscript"
        self.inside = tag == _TEXT and not self.phonetic

    def finish(self, tag: str) -> None:
        super().finish(tag)
        self.inside = False
        if tag == _ITEM:
            self.found.append("".join(self.text))
        elif tag == _PHONETIC:
            self.phonetic -= 1

    def characters(self, text: str) -> None:
        if not self.inside:
            return
        # a footnote's figure is no digit
        self.text.append(raise_text(text) if self.raised else text)
        self.length += len(text)
        if self.length > limits.TEXT:
            raise RefusedError("cell-unreadable", found="".join(self.text)[:100])


class _SheetPass(Pass):
    """The state of the pass over one worksheet."""

    def __init__(self, part: str, title: str, strings: int) -> None:
        super().__init__(part)
        self.title, self.strings = title, strings
        self.found = SheetFacts()
        self.is_sheet = False
        self.row = self.column = self.cells = 0
        self.seen_cells: set[int] = set()
        self.kind, self.formula = "n", False
        self.value: str | None = None
        self.text: list[str] | None = None
        self.length = 0
        self.raised = self.holds_raised = False
        self._begin: dict[str, Callable[[dict[str, str]], None]] = {
            _ROW: self._begin_row,
            _CELL: self._cell,
            _VALUE: self._begin_value,
            _TEXT: self._open,
            _RUN: self._begin_run,
            _RAISED: self._raise,
            _FORMULA: self._has_formula,
            _MERGE: self._add_merge,
            _COLUMN: self._hidden_columns,
            _LINK: self._check_link,
        }

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        super().begin(tag, attributes)
        if self.text is not None:  # readers take the text before the element, or all of it
            raise self._refuse_text()
        if self.depth == 1:
            if tag.startswith(STRICT):
                raise RefusedError("strict-format")
            self.is_sheet = tag == _SHEET
        handle = self._begin.get(tag)
        if handle is not None:
            handle(attributes)

    def finish(self, tag: str) -> None:
        super().finish(tag)
        if tag == _CELL:
            self._cell_done()
        elif tag in (_VALUE, _TEXT) and self.text is not None:
            if tag == _VALUE and self.kind == "inlineStr":
                raise self._refuse_text()
            text = "".join(self.text)
            self.value = (self.value or "") + (raise_text(text) if self.raised else text)
            self.text = None

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)
            self.length += len(text)
            if self.length > limits.TEXT:
                raise self._refuse_text(100)

    def _refuse_text(self, longest: int | None = None) -> RefusedError:
        """The refusal of a cell by the text that was read of it so far."""
        here, found = format_address(self.row, self.column), "".join(self.text or ())
        return self._build_refusal("cell-unreadable", cell=here, found=found[:longest])

    def _build_refusal(self, code: str, cell: str | None = None, **values: object) -> RefusedError:
        return RefusedError(code, sheet=self.title, cell=cell, **values)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        written, before = attributes.get("r"), self.row
        if written is not None and not (written.isascii() and written.isdigit()):
            raise self._build_refusal("cell-address", found=written)
        self.row = before + 1 if written is None else int(written)
        if self.row == before and before:
            raise self._build_refusal("cell-twice", found=written)
        if not before < self.row <= limits.GRID_ROWS:  # readers drop rows that come too late
            raise self._build_refusal("cell-address", found=written)
        self.column = 0
        self.seen_cells.clear()
        if attributes.get("hidden") in ("1", "true"):
            self.found.hidden_rows.append(self.row)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        if self.cells > limits.CELLS:
            raise self._build_refusal("too-many-cells", found=self.part, limit=limits.CELLS)
        written = attributes.get("r")
        if written is None:
            self.column += 1
        else:
            row, self.column = self._at(written)
            if row != self.row:
                raise self._build_refusal("cell-address", cell=written, found=written)
        if self.column > limits.GRID_COLUMNS:
            raise self._build_refusal("cell-address", cell=written, found=written)
        if self.column in self.seen_cells:
            raise self._build_refusal("cell-twice", cell=written, found=written)
        self.seen_cells.add(self.column)
        self.kind, style = attributes.get("t", "n"), attributes.get("s", "0")
        if not (style.isascii() and style.isdigit()):  # a negative one would count from the end
            raise self._build_refusal("cell-unreadable", cell=written, found=style)
        self.formula, self.value = False, None
        self.raised = self.holds_raised = False

    def _at(self, written: str) -> tuple[int, int]:
        match = _ADDRESS.match(written)
        if match is None:
            raise self._build_refusal("cell-address", found=written)
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        row = int(match[2])
        if not (0 < row <= limits.GRID_ROWS and column <= limits.GRID_COLUMNS):
            raise self._build_refusal("cell-address", cell=written, found=written)
        return row, column

    def _begin_value(self, attributes: dict[str, str]) -> None:
        if self.value is not None:  # readers take the first, or the last
            raise self._build_refusal(
                "cell-unreadable", cell=format_address(self.row, self.column), found=self.value
            )
        self._open(attributes)

    def _open(self, _: dict[str, str]) -> None:
        self.text, self.length = [], 0

    def _begin_run(self, _: dict[str, str]) -> None:
        self.raised = False

    def _raise(self, attributes: dict[str, str]) -> None:
        self.raised = attributes.get("val") == "superscript"
        self.holds_raised = self.holds_raised or self.raised

    def _has_formula(self, _: dict[str, str]) -> None:
        self.formula = True

    def _cell_done(self) -> None:
        value = self.value
        if value is None or value == "":
            if not self.formula and self.kind != "e":
                return
            self.found.uncalculated[self.row, self.column] = "" if self.kind == "str" else None
        elif self.formula and self.kind == "n":
            self.found.calculated.add((self.row, self.column))
        elif self.holds_raised:
            self.found.raised[self.row, self.column] = value
        here = format_address(self.row, self.column)
        if self.row > limits.ROWS or self.column > limits.COLUMNS:
            raise self._build_refusal("cell-outside", cell=here, found=here)
        if value:
            self._refuse_invalid(value, here)
        self.found.last_row = max(self.found.last_row, self.row)
        self.found.last_column = max(self.found.last_column, self.column)

    def _refuse_invalid(self, value: str, here: str) -> None:
        """Readers disagree about a number that is none, an index outside the table, a truth beyond
        0 and 1.
        """
        if self.kind == "n":
            is_valid = _NUMBER.match(value) is not None
        elif self.kind == "s":
            is_valid = value.isascii() and value.strip().isdigit() and int(value) < self.strings
        elif self.kind == "b":
            is_valid = value.strip() in ("0", "1")
        else:
            is_valid = self.kind in ("e", "str", "inlineStr", "d")
        if not is_valid:
            raise self._build_refusal("cell-unreadable", cell=here, found=value)

    def _add_merge(self, attributes: dict[str, str]) -> None:
        self.found.merges.append(self._parse_area(attributes.get("ref", "")))

    def _check_link(self, attributes: dict[str, str]) -> None:
        self._parse_area(attributes.get("ref", ""))

    def _parse_area(self, written: str) -> Area:
        """A range of cells; one that spans the grid is no range of a table."""
        first, _, last = written.partition(":")
        (top, left), (bottom, right) = self._at(first), self._at(last or first)
        cells = (bottom - top + 1) * max(1, right - left + 1)
        if cells > limits.CELLS or bottom < top or right < left:
            raise self._build_refusal("range-too-large", cell=first, found=written)
        return top, left, bottom, right

    def _hidden_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", "0") or 0), int(attributes.get("max", "0") or 0)
            self.found.hidden_columns.extend(range(max(1, first), min(last, limits.COLUMNS) + 1))
