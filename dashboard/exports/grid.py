"""What is a sheet made of? Heads, rows of cells, formulas that a reader can follow, charts of its
own rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard.core.analysis import provenance
from dashboard.core.analysis.provenance import NOT_READ
from dashboard.core.vocabulary.text import Text
from dashboard.exports import ExportRequest
from dashboard.exports.axes import Axis

NOTHING = Text("", "")
Value = str | float | int | None


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula, # for the number of its row, and what it gives."""

    text: str
    result: float

    def at(self, row: int) -> str:
        """The formula on a row (the first is 1)."""
        return self.text.replace("#", str(row))


@dataclass(frozen=True, slots=True)
class Cell:
    """A value; a number with its decimals (−1: as many as it has) or its own format, a word in the
    colour of a status.
    """

    value: Value | Formula = None
    decimals: int | None = None
    form: str = ""
    status: str = ""
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A row of the sheet as a line of a chart."""

    name: Text
    row: int
    look: dict[str, object]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of some rows from one column to another, and the cell where it stands."""

    title: Text
    series: tuple[Series, ...]
    first: int
    last: int
    axis: Axis
    form: str
    reverse: bool
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; without a title it holds figures alone, from its first row."""

    name: Text
    heads: tuple[tuple[Text, int], ...]
    rows: list[list[Cell]]
    title: Text | None = None
    about: Text = NOTHING
    fixed: int = 0
    charts: list[Chart] = field(default_factory=list)


def build_sheet(
    request: ExportRequest,
    name: Text,
    heads: tuple[tuple[Text, int], ...],
    rows: list[list[Cell]],
    title: Text,
    fixed: int = 0,
) -> Sheet:
    """A sheet for readers: its head says what it is, of which plan, and that it is not read as
    data.
    """
    whole = provenance.format_title(request.snapshot)
    about = Text(
        f"{whole.zh}，{request.view.year}年 · {NOT_READ.zh}",
        f"{whole.en}, {request.view.year} · {NOT_READ.en}",
    )
    return Sheet(name, heads, rows, title, about, fixed)
