"""A workbook of a view: verdicts with live formulas, gaps with what is done about them, projects,
regions, charts, figures, definitions.

The sheet of figures is the long layout that uploads are read from; every other sheet says at its
head that it is not read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

from dashboard.core.analysis import provenance
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.exports import ExportRequest, sheets, verdict_sheets
from dashboard.exports.grid import Cell, Chart, Formula, Sheet

FONT = "Microsoft YaHei"
INK, HEAD, LINE = "#16202e", "#17498c", "#d5dbe3"
SHEETS: tuple[Callable[[ExportRequest], Sheet | None], ...] = (
    sheets.build_about,
    verdict_sheets.build_verdicts,
    verdict_sheets.build_gaps,
    verdict_sheets.build_projects,
    sheets.build_regions,
    sheets.build_courses,
    sheets.build_figures,
    sheets.build_definitions,
    sheets.build_checks,
)
"""The sheets in their order; one that has nothing to say is left out."""


def write(request: ExportRequest) -> bytes:
    """The workbook's bytes; texts stay texts whatever they begin with, and links are not made of
    them.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        with xlsxwriter.Workbook(str(path), options) as book:
            book.set_properties(
                {
                    "title": request.say(provenance.format_title(request.snapshot)),
                    "created": request.made.replace(tzinfo=None),
                }
            )
            formats = _Formats(book)
            for make in SHEETS:
                _write_sheet(formats, request, make(request))
        return path.read_bytes()


class _Formats:
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
        """The format of one cell: numbers with their decimals, texts wrapped, statuses in their
        colour.
        """
        if cell.status:
            return self(
                font_color=STATUSES[cell.status].tone, bold=True, border=1, border_color=LINE
            )
        if cell.decimals is None:
            return self(text_wrap=True, border=1, border_color=LINE)
        number_format = cell.form or _build_number_format(cell.decimals)
        return self(num_format=number_format, border=1, border_color=LINE, italic=cell.unverified)


def _build_number_format(decimals: int) -> str:
    """Excel's format of a number; with all its decimals where they are negative."""
    if decimals < 0:
        return "0.############"
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _write_sheet(formats: _Formats, request: ExportRequest, sheet: Sheet | None) -> None:
    """One sheet: what it is, a head, and its rows; figures begin with their head, as they are read
    again.
    """
    if sheet is None:
        return
    page, top = formats.book.add_worksheet(request.say(sheet.name)), 0
    for position, (_, width) in enumerate(sheet.heads):
        page.set_column(position, position, width)
    if sheet.title:
        page.set_row(0, 22)
        page.write_string(
            0, 0, request.say(sheet.title), formats(bold=True, font_size=14, text_wrap=False)
        )
        page.write_string(
            1, 0, request.say(sheet.about), formats(font_color="#5a6675", text_wrap=False)
        )
        top = 3
    for position, (head, _) in enumerate(sheet.heads):
        page.write_string(
            top,
            position,
            request.say(head),
            formats(bold=True, bg_color=HEAD, font_color="#ffffff", border=1, text_wrap=True),
        )
    page.freeze_panes(top + 1, sheet.fixed)
    for at, row in enumerate(sheet.rows, top + 1):
        for position, cell in enumerate(row):
            _write_cell(page, (at, position), cell, formats.cell(cell))
    if sheet.rows:
        page.autofilter(top, 0, top + len(sheet.rows), len(sheet.heads) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    for chart in sheet.charts:
        _add_chart(formats.book, page, request, chart, top)


def _write_cell(page: Any, place: tuple[int, int], cell: Cell, look: Any) -> None:
    value = cell.value
    if isinstance(value, Formula):
        page.write_formula(*place, value.at(place[0] + 1), look, value.result)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        page.write_number(*place, value, look)
    elif value:
        page.write_string(*place, str(value), look)
    else:
        page.write_blank(*place, None, look)


def _add_chart(book: Any, page: Any, request: ExportRequest, chart: Chart, top: int) -> None:
    """A native chart of rows of its own sheet: what was, solid; the path, dashed; the goal, a
    bar.
    """
    native_chart = book.add_chart({"type": "line"})
    for series in chart.series:
        row = top + 1 + series.row
        native_chart.add_series(
            {
                "name": request.say(series.name),
                "categories": [page.name, top, chart.first, top, chart.last],
                "values": [page.name, row, chart.first, row, chart.last],
                **series.look,
            }
        )
    font = {"name": FONT, "size": 9, "color": INK}
    native_chart.set_title(
        {
            "name": request.say(chart.title),
            "name_font": {**font, "size": 11, "bold": True},
            "overlay": False,
        }
    )
    native_chart.set_x_axis({"num_font": font, "line": {"color": LINE}})
    native_chart.set_y_axis(
        {
            "num_font": font,
            "min": chart.axis.low,
            "max": chart.axis.high,
            "major_unit": chart.axis.step,
            "num_format": chart.form,
            "major_gridlines": {"visible": True, "line": {"color": LINE}},
            "line": {"none": True},
            "reverse": chart.reverse,
            "crossing": "max" if chart.reverse else "min",
        }
    )
    native_chart.set_legend({"position": "bottom", "font": font})
    native_chart.show_na_as_empty_cell()
    native_chart.show_blanks_as("gap")
    native_chart.set_size({"width": 560, "height": 300})
    page.insert_chart(
        chart.row, chart.column, native_chart, {"description": request.say(chart.title)}
    )
