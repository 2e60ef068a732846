"""Which other kinds of file hold the same table? Tables by commas, tabs and markup, under endings
that lie.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from html import escape

from tests.ingest.corpus.base import (
    FINE,
    LISTED_OR_REFUSED,
    NOT_SILENT,
    READ_OR_REFUSED,
    WHOLE,
    Case,
    Config,
    Grid,
    Key,
    Truth,
    nothing,
)
from tests.ingest.corpus.books import short, unspoilt, with_cell
from tests.ingest.corpus.compound import old_workbook
from tests.ingest.corpus.values import FULL_WIDTH

_TAB = "\t"


def _separated(grid: Grid, separator: str = ",") -> str:
    output = io.StringIO()
    csv.writer(output, delimiter=separator, lineterminator="\r\n").writerows(grid)
    return output.getvalue()


def _text(encoding: str, separator: str = ",", before: str = "") -> Callable[[Config], bytes]:
    """The unspoilt table as text."""
    return lambda config: (before + _separated(config.grid(), separator)).encode(encoding)


def _table(config: Config, head: str = "", cell: str = "", tail: str = "") -> str:
    rows = "".join(
        f"<tr>{''.join(f'<td{cell}>{escape(str(value))}</td>' for value in row)}</tr>\n"
        for row in config.grid()
    )
    return f"<html><head>{head}</head><body><table border=1>{rows}</table>{tail}</body></html>"


def _page(
    encoding: str, declared: str, cell: str = "", tail: str = ""
) -> Callable[[Config], bytes]:
    """The unspoilt table as a page, the way that statistical sites let one download it."""
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    return lambda config: _table(config, head, cell, tail).encode(encoding)


def _quoted(config: Config) -> bytes:
    """Every field in quotes, one with a line break and a comma inside."""
    grid = [
        [*row, "第一行\n第二行,“引号”" if number else "说明"]
        for number, row in enumerate(config.grid())
    ]
    output = io.StringIO()
    csv.writer(output, quoting=csv.QUOTE_ALL).writerows(grid)
    return output.getvalue().encode("utf-8-sig")


def _thousands(config: Config) -> bytes:
    """One figure with groups of three, quoted because of its comma."""
    return _separated(with_cell(config, "money", f"{config.value('money'):,.1f}")).encode(
        "utf-8-sig"
    )


def _full_width(config: Config) -> bytes:
    return _separated(
        with_cell(config, "money", f"{config.value('money')}".translate(FULL_WIDTH))
    ).encode("gb18030")


def _broken(config: Config) -> bytes:
    """Bytes in one name that no encoding of ours reads."""
    name = config.names[config.roles["money"][0]].encode()
    return (
        _separated(config.grid()).encode("utf-8-sig").replace(name, name[:-1] + b"\xff\xfe\xff", 1)
    )


def _zeros(config: Config) -> bytes:
    """Zeros between the lines, as a disk that filled up leaves them."""
    return _separated(config.grid()).encode().replace(b"\r\n", b"\r\n\0\0\0\0", 3)


def _cut_off(config: Config) -> bytes:
    """The text breaks off after two digits of its last number."""
    text = _separated(config.grid())
    return text[: text.rindex(short(_last(config)[1])) + 2].encode("utf-8-sig")


def _last(config: Config) -> tuple[Key, float]:
    return list(config.truth.items())[-1]


def _cut_value(config: Config) -> Truth:
    """The last figure as it stands in the text, which may be stored if that is said."""
    key, value = _last(config)
    return {**config.truth, key: float(short(value)[:2])}


def _but_last(config: Config) -> frozenset[Key]:
    return frozenset(config.truth) - {_last(config)[0]}


def _xml_2003(config: Config) -> bytes:
    """The XML form of spreadsheets before .xlsx."""
    kinds = {str: "String", int: "Number", float: "Number"}
    rows = "".join(
        "<Row>"
        + "".join(
            f'<Cell><Data ss:Type="{kinds[type(cell)]}">{escape(str(cell))}</Data></Cell>'
            for cell in row
        )
        + "</Row>"
        for row in config.grid()
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
        f'xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="{config.sheet}"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def _archived_page(config: Config) -> bytes:
    """A page packed as a letter (.mht)."""
    head = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; "
        'boundary="x"\r\n\r\n--x\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n'
    )
    return (head + _table(config) + "\r\n--x--\r\n").encode()


_HOSTILE = (
    "<script>document.title='x'</script><img src='http://192.0.2.1/x.png' "
    "onerror='alert(1)'><iframe src='file:///etc/passwd'></iframe>"
)
_READ: tuple[tuple[str, str, Callable[[Config], bytes], str], ...] = (
    ("csv-with-mark", "book.csv", _text("utf-8-sig"), "as Excel writes it under “CSV UTF-8”"),
    ("csv-without-mark", "book.csv", _text("utf-8"), "as programs write it"),
    ("csv-gb18030", "book.csv", _text("gb18030"), "as Chinese Excel writes it under “CSV”"),
    ("csv-named-xls", "book.xls", _text("gb18030"), "an export whose ending lies"),
    ("csv-named-xlsx", "book.xlsx", _text("utf-8-sig"), "an export whose ending lies"),
    ("csv-quoted", "book.csv", _quoted, "line breaks and commas inside quotes"),
    (
        "csv-lines-of-unix",
        "book.csv",
        lambda config: _separated(config.grid()).replace("\r\n", "\n").encode(),
        "another end of line",
    ),
    ("tabs", "book.tsv", _text("utf-8", _TAB), "columns by tabs"),
    ("tabs-named-xls", "book.xls", _text("gb18030", _TAB), "columns by tabs, an ending that lies"),
    ("page-named-xls", "book.xls", _page("utf-8", "utf-8"), "a page from a statistical site"),
    (
        "page-gb2312-named-xls",
        "book.xls",
        _page("gb18030", "gb2312"),
        "a page in the older encoding",
    ),
    ("page-named-xlsx", "book.xlsx", _page("utf-8-sig", "utf-8"), "a page whose ending lies"),
    (
        "page-with-formats",
        "book.xls",
        _page("utf-8", "utf-8", " style=\"mso-number-format:'\\@'\" x:str"),
        "what Excel writes around each cell",
    ),
    (
        "page-with-script",
        "book.xls",
        _page("utf-8", "utf-8", tail=_HOSTILE),
        "a page that would act in a browser; here it is only a table",
    ),
    (
        "old-workbook",
        "book.xls",
        lambda config: old_workbook(config.sheet, config.grid()),
        "the form of workbooks before 2007",
    ),
    (
        "old-workbook-named-xlsx",
        "book.xlsx",
        lambda config: old_workbook(config.sheet, config.grid()),
        "the older form under the newer ending",
    ),
    ("workbook-named-xls", "book.xls", unspoilt, "the newer form under the older ending"),
    ("workbook-named-csv", "book.csv", unspoilt, "a workbook whose ending lies"),
    ("workbook-named-et", "book.et", unspoilt, "the ending of WPS"),
)
_EITHER: tuple[tuple[str, str, Callable[[Config], bytes], str], ...] = (
    ("unicode-text", "book.txt", _text("utf-16", _TAB), "as Excel writes it under “Unicode text”"),
    ("csv-by-semicolons", "book.csv", _text("utf-8-sig", ";"), "as Excel writes it elsewhere"),
    (
        "csv-with-separator-line",
        "book.csv",
        _text("utf-8", before="sep=,\r\n"),
        "a first line meant for Excel alone",
    ),
    ("xml-of-2003", "book.xls", _xml_2003, "an older XML form"),
)

CASES = (
    *(
        Case(name, "kinds", make, FINE, why, filename=filename)
        for name, filename, make, why in _READ
    ),
    *(
        Case(name, "kinds", make, READ_OR_REFUSED, why, filename=filename)
        for name, filename, make, why in _EITHER
    ),
    Case(
        "csv-thousands",
        "kinds",
        _thousands,
        NOT_SILENT,
        "a comma inside a number",
        filename="book.csv",
    ),
    Case(
        "csv-full-width",
        "kinds",
        _full_width,
        NOT_SILENT,
        "digits of a Chinese keyboard",
        filename="book.csv",
    ),
    Case(
        "csv-broken-bytes",
        "kinds",
        _broken,
        NOT_SILENT,
        "bytes that are no text in any encoding of ours",
        filename="book.csv",
    ),
    Case("csv-with-zeros", "kinds", _zeros, NOT_SILENT, "zeros inside a text", filename="book.csv"),
    Case(
        "csv-cut-off",
        "kinds",
        _cut_off,
        NOT_SILENT,
        "the last number breaks off and is ten times too small",
        filename="book.csv",
        stored=_cut_value,
        needed=_but_last,
    ),
    Case(
        "archived-page",
        "kinds",
        _archived_page,
        READ_OR_REFUSED,
        "a page packed as a letter",
        filename="book.mht",
    ),
    Case(
        "csv-one-column",
        "kinds",
        lambda config: "\r\n".join(config.names.values()).encode(),
        LISTED_OR_REFUSED,
        "names and nothing else",
        filename="book.csv",
        stored=nothing,
    ),
    Case(
        "page-without-table",
        "kinds",
        lambda config: b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
        WHOLE,
        "an error page that was saved under the table's name",
        filename="book.xls",
        stored=nothing,
    ),
    Case(
        "page-of-sign-in",
        "kinds",
        lambda config: (
            "<html><body><form><table><tr><td>用户"
            "名</td><td><input></td></tr></table></form></body></html>".encode()
        ),
        WHOLE,
        "the page of a sign-in that was saved under the table's name",
        filename="book.xls",
        stored=nothing,
    ),
)
