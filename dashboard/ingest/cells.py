"""What is in a workbook's container, and what does each cell hold? Checks before parsing, then cells with their formats."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.core.issues import Issue

MAX_UNPACKED = 64 * 2**20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as stored: its content, number format and whether it is an error or a formula without a value."""

    content: object
    number_format: str = "General"
    error: bool = False
    uncalculated: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it: no content, no text but spaces, no formula waiting to be calculated."""
        return not self.uncalculated and (self.content is None or (isinstance(self.content, str) and not self.content.strip()))


def container_problem(data: bytes, file: str) -> Issue | None:
    """What keeps a file from being opened at all, in plain words."""
    if data[:4] == _OLE:
        return Issue("old-or-encrypted", {}, file)
    if data[:4] != _ZIP:
        return Issue("not-a-workbook", {}, file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            unpacked = sum(part.file_size for part in container.infolist())
            parts = set(container.namelist())
    except zipfile.BadZipFile as error:
        return Issue("damaged-workbook", {"found": str(error)}, file)
    if unpacked > MAX_UNPACKED:
        return Issue("too-large", {"limit": MAX_UNPACKED // 2**20}, file)
    return None if "xl/workbook.xml" in parts else Issue("not-a-workbook", {}, file)


def has_formulas(data: bytes) -> bool:
    """Whether any sheet holds a formula, so that missing results have to be looked for."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return any(b"<f" in container.read(part) for part in container.namelist() if part.startswith("xl/worksheets/"))


def cells_of(values: Any, formulas: Any) -> list[list[Cell]]:
    """All cells of a sheet; a formula without a stored result is told apart from a blank."""
    for worksheet in (values, formulas):
        if worksheet is not None:
            worksheet.reset_dimensions()
    rows = [[_cell(cell) for cell in row] for row in values.iter_rows()]
    if formulas is not None:
        for row, formula_row in zip(rows, formulas.iter_rows(), strict=False):
            for position, formula in enumerate(formula_row[: len(row)]):
                if row[position].content is None and formula.value is not None:
                    row[position] = Cell(None, uncalculated=True)
    return rows


def _cell(cell: Any) -> Cell:
    if cell.value is None:
        return Cell(None)
    return Cell(cell.value, cell.number_format or "General", error=cell.data_type == "e")


def last_changed(data: bytes) -> date | None:
    """The day a workbook was last changed, by its own record; None where it has none or cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            core = container.read("docProps/core.xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError):
        return None
    stamp = re.search(r"<dcterms:modified[^>]*>(\d{4}-\d{2}-\d{2})", core)
    try:
        return date.fromisoformat(stamp[1]) if stamp else None
    except ValueError:
        return None
