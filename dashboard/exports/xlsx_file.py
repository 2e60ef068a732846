"""A workbook of a view: verdicts with live formulas, gaps with what is done about them, projects, regions, charts, figures, definitions.

The sheet of figures is the long layout that uploads are read from; every other sheet says at its head that it is not read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

from dashboard.core.analysis import provenance
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.exports import Matter, sheets
from dashboard.exports.grid import Cell, Chart, Formula, Sheet

FONT = "Microsoft YaHei"
INK, HEAD, LINE = "#16202e", "#17498c", "#d5dbe3"
SHEETS: tuple[Callable[[Matter], Sheet | None], ...] = (
    sheets.about, sheets.verdicts, sheets.gap_rows, sheets.project_rows, sheets.region_rows, sheets.course_rows,
    sheets.figures, sheets.definitions, sheets.checks,
)  # fmt: skip
"""The sheets in their order; one that has nothing to say is left out."""


def write(matter: Matter) -> bytes:
    """The workbook's bytes; texts stay texts whatever they begin with, and links are not made of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(path), options) as book:
            book.set_properties(
                {"title": matter.say(provenance.title(matter.snapshot)), "created": matter.made.replace(tzinfo=None)}
            )
            pen = _Pen(book)
            for make in SHEETS:
                _write(pen, matter, make(matter))
        return path.read_bytes()


class _Pen:
    """The formats of a workbook, made as they are asked for."""

    def __init__(self, book: Any) -> None:
        self.book, self._made = book, dict[tuple[tuple[str, object], ...], Any]()

    def __call__(self, **look: object) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            plain = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
            self._made[key] = self.book.add_format({**plain, **look})
        return self._made[key]

    def cell(self, cell: Cell) -> Any:
        """The format of one cell: numbers with their decimals, texts wrapped, statuses in their colour."""
        if cell.status:
            return self(font_color=STATUSES[cell.status].tone, bold=True, border=1, border_color=LINE)
        if cell.decimals is None:
            return self(text_wrap=True, border=1, border_color=LINE)
        shown = "0.############" if cell.decimals < 0 else "#,##0" + ("." + "0" * cell.decimals if cell.decimals else "")
        return self(num_format=cell.form or shown, border=1, border_color=LINE, italic=cell.unverified)


def _write(pen: _Pen, matter: Matter, sheet: Sheet | None) -> None:
    """One sheet: what it is, a head, and its rows; figures begin with their head, as they are read again."""
    if sheet is None:
        return
    page, top = pen.book.add_worksheet(matter.say(sheet.name)), 0
    for position, (_, width) in enumerate(sheet.heads):
        page.set_column(position, position, width)
    if sheet.title:
        page.set_row(0, 22)
        page.write_string(0, 0, matter.say(sheet.title), pen(bold=True, font_size=14, text_wrap=False))
        page.write_string(1, 0, matter.say(sheet.about), pen(font_color="#5a6675", text_wrap=False))
        top = 3
    for position, (head, _) in enumerate(sheet.heads):
        page.write_string(
            top, position, matter.say(head), pen(bold=True, bg_color=HEAD, font_color="#ffffff", border=1, text_wrap=True)
        )
    page.freeze_panes(top + 1, sheet.fixed)
    for at, row in enumerate(sheet.rows, top + 1):
        for position, cell in enumerate(row):
            _put(page, pen, at, position, cell)
    if sheet.rows:
        page.autofilter(top, 0, top + len(sheet.rows), len(sheet.heads) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    for chart in sheet.charts:
        _chart(pen.book, page, matter, chart, top)


def _put(page: Any, pen: _Pen, at: int, position: int, cell: Cell) -> None:
    look, value = pen.cell(cell), cell.value
    if isinstance(value, Formula):
        page.write_formula(at, position, value.at(at + 1), look, value.result)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        page.write_number(at, position, value, look)
    elif value:
        page.write_string(at, position, str(value), look)
    else:
        page.write_blank(at, position, None, look)


def _chart(book: Any, page: Any, matter: Matter, chart: Chart, top: int) -> None:
    """A native chart of rows of its own sheet: what was, solid; the path, dashed; the goal, a diamond."""
    drawn = book.add_chart({"type": "line"})
    for series in chart.series:
        row = top + 1 + series.row
        drawn.add_series({
            "name": matter.say(series.name),
            "categories": [page.name, top, chart.first, top, chart.last],
            "values": [page.name, row, chart.first, row, chart.last],
            **series.look,
        })  # fmt: skip
    font = {"name": FONT, "size": 9, "color": INK}
    drawn.set_title({"name": matter.say(chart.title), "name_font": {**font, "size": 11, "bold": True}, "overlay": False})
    drawn.set_x_axis({"num_font": font, "line": {"color": LINE}})
    drawn.set_y_axis({
        "num_font": font, "min": chart.axis.low, "max": chart.axis.high, "major_unit": chart.axis.step, "num_format": chart.form,
        "major_gridlines": {"visible": True, "line": {"color": LINE}}, "line": {"none": True},
        "reverse": chart.reverse, "crossing": "max" if chart.reverse else "min",
    })  # fmt: skip
    drawn.set_legend({"position": "bottom", "font": font})
    drawn.show_na_as_empty_cell()
    drawn.show_blanks_as("gap")
    drawn.set_size({"width": 560, "height": 300})
    page.insert_chart(chart.row, chart.column, drawn, {"description": matter.say(chart.title)})
