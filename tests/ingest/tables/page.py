"""How is a table drawn, and which of its figures must be read? One description gives the file and
the expectation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from tests.ingest.tables.base import CITY, INDICATORS, REGIONS, Cell, Table
from tests.ingest.tables.figures import KNOWN


@dataclass(frozen=True)
class Raised:
    """A name with a footnote mark printed as a superscript; a reader of plain text sees both run
    together.
    """

    text: str
    mark: str


@dataclass(frozen=True)
class Other:
    """A row or column that is printed and never stored: growth, ranks, other people's figures."""

    contents: tuple[Content, ...]


Content = str | int | float | date | Raised | None
Atom = str | int
Key = Atom | tuple[Atom, ...] | Other


def other(*contents: Content) -> Other:
    """A row or column of contents that nobody stores."""
    return Other(contents)


class Written(NamedTuple):
    """One cell as it is printed."""

    content: Content
    style: str
    form: str


@dataclass
class Page:
    """One sheet: what is printed where, what is merged, and what a correct reader takes from it."""

    name: str = ""
    font: str = "宋体"
    widths: Mapping[str, float] = field(default_factory=dict)
    written: dict[tuple[int, int], Written] = field(default_factory=dict)
    merges: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    reads: dict[str, Cell] = field(default_factory=dict)

    def put(self, at: str, content: Content, style: str = "text", form: str = "") -> None:
        """Print one cell."""
        self.written[xl_cell_to_rowcol(at)] = Written(content, style, form)

    def across(self, at: str, contents: Iterable[Content], style: str = "head") -> None:
        """Print a row of cells from left to right: by default a header."""
        row, column = xl_cell_to_rowcol(at)
        for step, content in enumerate(contents):
            self.written[row, column + step] = Written(content, style, "")

    def down(
        self, at: str, contents: Iterable[Content], style: str = "name", form: str = ""
    ) -> None:
        """Print a column of cells from top to bottom: by default the names of rows."""
        row, column = xl_cell_to_rowcol(at)
        for step, content in enumerate(contents):
            self.written[row + step, column] = Written(content, style, form)

    def merge(self, area: str, content: Content, style: str = "head") -> None:
        """Print one content over a merged area."""
        first, last = (xl_cell_to_rowcol(corner) for corner in area.split(":"))
        self.merges[first] = last
        self.written[first] = Written(content, style, "")

    def show(self, at: str, content: Content, form: str = "") -> None:
        """Print a figure in another form; what it says stays what it was."""
        key = f"{self.name}!{at}"
        assert key in self.reads, key
        self.written[xl_cell_to_rowcol(at)] = Written(content, "figure", form)

    def gap(self, *cells: str, content: Content = None) -> None:
        """Leave figures out, or print in their place a mark that says so."""
        for at in cells:
            del self.reads[f"{self.name}!{at}"]
            self.written[xl_cell_to_rowcol(at)] = Written(content, "figure", "")

    def figures(
        self,
        at: str,
        *,
        down: Sequence[Key],
        across: Sequence[Key],
        fixed: tuple[Atom, ...] = (),
        worth: Mapping[str, str] | None = None,
        form: str = "General",
    ) -> None:
        """Print a block of known figures, named by what their row, column and table say, and expect
        each to be read.

        `worth` gives for an indicator what one printed unit is in the declared one: {"gdp":
        "0.0001"} prints 万元.
        """
        top, left = xl_cell_to_rowcol(at)
        for (row, of_row), (column, of_column) in product(enumerate(down), enumerate(across)):
            place = (top + row, left + column)
            if isinstance(of_row, Other) or isinstance(of_column, Other):
                self.written[place] = Written(
                    _unread(of_row, of_column, row, column), "figure", form
                )
                continue
            cell = named((*_atoms(of_row), *_atoms(of_column), *fixed))
            printed = Decimal(str(cell.value)) / Decimal((worth or {}).get(cell.indicator, "1"))
            self.written[place] = Written(_plain(printed), "figure", form)
            self.reads[f"{self.name}!{xl_rowcol_to_cell(*place)}"] = cell

    def expect(self, at: str, content: Content, cell: Cell, form: str = "General") -> None:
        """Print one figure that stands in no series, and what it must be read as."""
        self.written[xl_cell_to_rowcol(at)] = Written(content, "figure", form)
        self.reads[f"{self.name}!{at}"] = cell


def _unread(of_row: Key, of_column: Key, row: int, column: int) -> Content:
    if isinstance(of_row, Other):
        return of_row.contents[column]
    assert isinstance(of_column, Other)
    return of_column.contents[row]


def _atoms(key: Atom | tuple[Atom, ...]) -> tuple[Atom, ...]:
    return key if isinstance(key, tuple) else (key,)


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def named(atoms: Iterable[Atom]) -> Cell:
    """The known figure that atoms name: an indicator, a year, perhaps a region (else the city)."""
    indicator, region, year = "", CITY, 0
    for atom in atoms:
        if isinstance(atom, int):
            year = atom
        elif atom in REGIONS:
            region = atom
        else:
            assert atom in INDICATORS, atom
            indicator = atom
    return Cell(indicator, region, year, float(KNOWN[indicator, region, year]))


def table(
    name: str,
    filename: str,
    draw: Callable[[], list[Page]],
    write: Callable[[list[Page]], bytes],
    *,
    unread: tuple[str, ...] = (),
    asked: tuple[str, ...] = (),
    why: str,
) -> Table:
    """A table from the function that draws its sheets and the one that writes the file."""
    cells = {key: cell for page in draw() for key, cell in page.reads.items()}
    return Table(name, lambda: write(draw()), filename, cells, unread, asked, why)
