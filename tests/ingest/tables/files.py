"""How do drawn sheets become a file: a workbook, separated text, or a page that calls itself a
workbook?
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from html import escape
from typing import Any

import xlsxwriter

from tests.ingest.tables.page import Content, Page, Raised, Written

_STYLES: dict[str, dict[str, Any]] = {
    "text": {},
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "unit": {"font_size": 9, "align": "right"},
    "head": {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True},
    "english": {
        "font_name": "Times New Roman",
        "font_size": 9,
        "border": 1,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
    },
    "name": {"border": 1, "valign": "vcenter", "text_wrap": True},
    "indented": {"border": 1, "valign": "vcenter", "indent": 1},
    "section": {"bold": True, "border": 1, "align": "center"},
    "figure": {"font_name": "Times New Roman", "border": 1, "align": "right"},
    "note": {"font_size": 9},
}
_EPOCH = datetime(2024, 8, 20)  # noqa: DTZ001 - a workbook knows no time zones


def workbook(pages: list[Page]) -> bytes:
    """The sheets as an .xlsx; the same bytes every time."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    book.set_properties({"created": _EPOCH, "author": "统计局"})
    formats: dict[tuple[str, str, str], Any] = {}

    def dress(font: str, style: str, form: str) -> Any:
        if (font, style, form) not in formats:
            number = {"num_format": form} if form else {}
            formats[font, style, form] = book.add_format(
                {"font_name": font, "font_size": 10, **_STYLES[style], **number}
            )
        return formats[font, style, form]

    raised = book.add_format({"font_script": 1})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        sheet.set_column("A:A", 22)
        for columns, width in page.widths.items():
            sheet.set_column(columns, width)
        for first, last in page.merges.items():
            sheet.merge_range(*first, *last, "", dress(page.font, page.written[first].style, ""))
        for place, written in page.written.items():
            _write(sheet, place, written, dress(page.font, written.style, written.form), raised)
    book.close()
    return output.getvalue()


def _write(sheet: Any, place: tuple[int, int], written: Written, form: Any, raised: Any) -> None:
    match written.content:
        case None:
            sheet.write_blank(*place, None, form)
        case Raised(text, mark):
            sheet.write_rich_string(*place, text, raised, mark, form)
        case date() as day:
            at = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - as above
            sheet.write_datetime(*place, at, form)
        case str() as text:
            sheet.write_string(*place, text, form)
        case number:
            sheet.write_number(*place, number, form)


def _text(content: Content) -> str:
    if isinstance(content, Raised):
        return content.text + content.mark
    return "" if content is None else str(content)


def _grid(page: Page) -> list[list[str]]:
    rows, columns = (1 + max(axis) for axis in zip(*page.written, strict=True))
    blank = Written(None, "text", "")
    return [
        [_text(page.written.get((row, column), blank).content) for column in range(columns)]
        for row in range(rows)
    ]


def separated(pages: list[Page], encoding: str, separator: str = ",") -> bytes:
    """The only sheet as separated text, with short lines left short, as downloads write them."""
    (page,) = pages
    output = io.StringIO()
    writer = csv.writer(output, delimiter=separator, lineterminator="\r\n")
    for row in _grid(page):
        while row and not row[-1]:
            row.pop()
        writer.writerow(row)
    return output.getvalue().encode(encoding)


def html(pages: list[Page], charset: str) -> bytes:
    """The only sheet as the HTML table that many offices' systems hand out as an .xls."""
    (page,) = pages
    covered = {
        (row, column)
        for first, last in page.merges.items()
        for row in range(first[0], last[0] + 1)
        for column in range(first[1], last[1] + 1)
        if (row, column) != first
    }
    lines = [
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel">',
        (
            '<head><meta http-equiv="Content-Type" content="text/html; '
            f'charset={charset}"><title>{page.name}</title></head>'
        ),
        '<body><table border="1" cellspacing="0">',
    ]
    for row, contents in enumerate(_grid(page)):
        cells = [
            f"<td{_spans(page, (row, column))}>{_entities(text)}</td>"
            for column, text in enumerate(contents)
            if (row, column) not in covered
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\r\n".join([*lines, "</table></body></html>"]).encode(charset)


def _entities(text: str) -> str:
    return escape(text).replace("\u00a0", "&nbsp;").replace("\n", "<br>") or "&nbsp;"


def _spans(page: Page, first: tuple[int, int]) -> str:
    if first not in page.merges:
        return ""
    rows, columns = (
        after - before + 1 for before, after in zip(first, page.merges[first], strict=True)
    )
    return f' colspan="{columns}" rowspan="{rows}"'
