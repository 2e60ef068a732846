"""What stands in a sheet? Cells with their formats, in rows, and what a sheet hides; as readers
hand them on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from openpyxl.utils import get_column_letter

Plain = None | bool | int | float | str
WireCell = Plain | list[Plain]
"""A cell as it crosses from the reading process: a plain value, or [kind, content, number
format].
"""

ERROR, UNCALCULATED, DAY = "error", "uncalculated", "day"
FORMATTED, CALCULATED = "formatted", "calculated"
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 1."""


class RefusedError(Exception):
    """A file that cannot be read: an issue's code, its values and, where there is one, its
    place.
    """

    def __init__(
        self, code: str, sheet: str | None = None, cell: str | None = None, **values: object
    ) -> None:
        super().__init__(code)
        self.code, self.found, self.sheet, self.cell = code, values, sheet, cell


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as stored: its content, number format and whether it is an error, the number of a
    formula (`calculated`), or a formula without a value (`uncalculated`).

    A formula that shows an empty text is `uncalculated` with the content "".
    """

    content: Plain | date
    number_format: str = "General"
    error: bool = False
    uncalculated: bool = False
    calculated: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it: no content, no text but spaces, no formula waiting to be
        calculated.
        """
        if self.uncalculated:
            return False
        if isinstance(self.content, str):
            return not self.content.strip()
        return self.content is None

    @property
    def text(self) -> str:
        """What it says, as a label: a day as 2021-01-31, a whole number without a decimal point."""
        content = self.content
        if content is None:
            return ""
        if isinstance(content, float) and content.is_integer() and abs(content) < 1e15:
            return str(int(content))
        return str(content).strip()


EMPTY = Cell(None)


def convert_to_wire(cell: Cell) -> WireCell:
    """A cell for the wire."""
    content = cell.content
    if cell.uncalculated:
        return [UNCALCULATED, content if isinstance(content, str) else None, ""]
    if cell.error:
        return [ERROR, str(content), ""]
    if isinstance(content, date):
        day = content.date() if isinstance(content, datetime) else content
        return [DAY, day.isoformat(), cell.number_format]
    is_number = isinstance(content, int | float) and not isinstance(content, bool)
    if is_number and cell.calculated:
        return [CALCULATED, content, cell.number_format]
    if is_number and cell.number_format != "General":
        return [FORMATTED, content, cell.number_format]
    return content


def convert_from_wire(value: WireCell) -> Cell:
    """A cell from the wire."""
    if not isinstance(value, list):
        return EMPTY if value is None else Cell(value)
    kind, content, number_format = value
    if kind == UNCALCULATED:
        return Cell(content, uncalculated=True)
    if kind == ERROR:
        return Cell(content, error=True)
    if kind == DAY:
        return Cell(date.fromisoformat(str(content)), str(number_format))
    return Cell(content, str(number_format), calculated=kind == CALCULATED)


@dataclass
class Grid:
    """A sheet: its rows of cells from A1 on, its merged areas, and what is hidden."""

    name: str
    rows: list[Sequence[WireCell]] = field(default_factory=list)
    merges: tuple[Area, ...] = ()
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a row and column counted from 1; empty outside."""
        if not (0 < row <= len(self.rows) and 0 < column <= len(self.rows[row - 1])):
            return EMPTY
        return convert_from_wire(self.rows[row - 1][column - 1])

    @property
    def width(self) -> int:
        """How many columns are in use."""
        return max((len(row) for row in self.rows), default=0)


@dataclass
class Book:
    """A file as read: what kind of file its content is, its sheets, and the day it was last changed
    by its own record.
    """

    kind: str
    sheets: list[Grid] = field(default_factory=list)
    changed: date | None = None
    encoding: str = ""

    @property
    def typed(self) -> bool:
        """Whether numbers are stored as numbers; in text files everything is text."""
        return self.kind in ("xlsx", "xls", "ods")


def format_address(row: int, column: int) -> str:
    """A cell's address: row 7, column 4 is D7."""
    return f"{get_column_letter(column)}{row}"
