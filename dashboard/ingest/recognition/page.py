"""How are a sheet's labels read? A part of its columns, with merged areas answering for all their
cells.
"""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.ingest.cells import EMPTY, Area, Cell, Grid, format_address
from dashboard.ingest.recognition import labels


class Page:
    """A sheet for reading labels: merged areas answer with the text of their first cell."""

    def __init__(self, grid: Grid, first: int = 1, last: int | None = None) -> None:
        self.grid = grid
        self.left, self.right = first, grid.width if last is None else last
        self._areas: dict[int, list[Area]] = {}
        for area in grid.merges:
            for row in range(area[0], min(area[2], area[0] + 5000, len(grid.rows)) + 1):
                self._areas.setdefault(row, []).append(area)

    def area(self, row: int, column: int) -> Area | None:
        """The merged area that a cell belongs to."""
        for area in self._areas.get(row, ()):
            if area[1] <= column <= area[3]:
                return area
        return None

    def own(self, row: int, column: int) -> Cell:
        """The cell itself."""
        return self.grid.cell(row, column) if self.left <= column <= self.right else EMPTY

    def cell(self, row: int, column: int) -> Cell:
        """The cell, or the first cell of its merged area."""
        area = self.area(row, column)
        return self.own(*area[:2]) if area else self.own(row, column)

    def text(self, row: int, column: int) -> str:
        """What a cell says as a label, without what cannot be seen."""
        return labels.clean_label(self.cell(row, column).text)

    def filled(self, row: int) -> list[tuple[int, Cell]]:
        """The cells of a row that hold something, with their columns."""
        if not 0 < row <= len(self.grid.rows):
            return []
        values = self.grid.rows[row - 1]
        filled = []
        for column in range(self.left, min(self.right, len(values)) + 1):
            if values[column - 1] is None:
                continue
            cell = self.grid.cell(row, column)
            if not cell.blank:
                filled.append((column, cell))
        return filled

    def lines(self, first: int, last: int) -> Iterator[tuple[str, str]]:
        """Texts of some rows with their addresses; a text merged over several columns is a line of
        each.
        """
        for row in range(max(1, first), last + 1):
            seen: set[tuple[int, int]] = set()
            for column in range(self.left, self.right + 1):
                area = self.area(row, column)
                place = area[:2] if area else (row, column)
                cell = self.grid.cell(*place)
                if not cell.blank and place not in seen:
                    seen.add(place)
                    yield labels.clean_label(cell.text), format_address(*place)
