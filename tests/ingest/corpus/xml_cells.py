"""What can be wrong with a cell or a row in XML that is itself well formed? Addresses, types,
indices, results.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.ingest.corpus.archive import pack
from tests.ingest.corpus.base import (
    ANYTHING,
    FINE,
    LISTED_OR_REFUSED,
    NOT_SILENT,
    READ_OR_REFUSED,
    SAID,
    Case,
    Config,
    Place,
    at,
    in_row,
    other_rows,
    others,
    somewhere,
    without,
)
from tests.ingest.corpus.books import (
    SHEET,
    STRINGS,
    Parts,
    Raw,
    Shown,
    cut,
    made,
    plain,
    replacing,
    short,
    swap,
    typed,
)


def _raw(xml: str, heading: str | None = None) -> Callable[[Config], bytes]:
    """A cell of the row of `money` in XML of its own: its figure, or what stands under a heading.
    {n} is the true number.
    """
    return typed(
        "money", lambda config: Raw(xml.replace("{n}", short(config.value("money")))), heading
    )


def _rows(change: Callable[[list[str]], list[str]]) -> Callable[[Config], bytes]:
    """The rows of the sheet in another order or number."""

    def make(parts: Parts) -> Parts:
        text = parts[SHEET].decode()
        rows = re.findall(r"<row .*?</row>", text)
        head, tail = text.split(rows[0])[0], text.split(rows[-1])[1]
        return {**parts, SHEET: (head + "".join(change(rows)) + tail).encode()}

    return made(make)


def _cells_reversed(row: str) -> str:
    cells = re.findall(r"<c .*?</c>", row)
    return row.split(cells[0], maxsplit=1)[0] + "".join(reversed(cells)) + "</row>"


def _again(config: Config, value: float) -> str:
    """The cell of `money` once more, with another value."""
    return f'<c r="{config.cell("money")}"><v>{value!r}</v></c>'


def _cell_twice(config: Config) -> bytes:
    address = config.cell("money")
    parts = plain(config)
    own = re.search(rf'<c r="{address}">.*?</c>', parts[SHEET].decode())
    assert own is not None
    return pack(swap(parts, SHEET, own[0], own[0] + _again(config, config.value("money") * 2)))


def _row_twice(config: Config) -> bytes:
    """The row of `money` once more at the end, under its own number, with another value."""
    parts, number = plain(config), config.row("money")
    row = re.search(rf'<row r="{number}">.*?</row>', parts[SHEET].decode())
    assert row is not None
    value = short(config.value("money"))
    assert f"<v>{value}</v>" in row[0]
    return pack(
        swap(
            parts,
            SHEET,
            "</sheetData>",
            row[0].replace(f"<v>{value}</v>", f"<v>{config.value('money') * 2!r}</v>")
            + "</sheetData>",
        )
    )


def _data_twice(config: Config) -> bytes:
    """A second sheetData element that holds the figure with another value."""
    more = (
        "<sheetData><row "
        f'r="{config.row("money")}">{_again(config, config.value("money") * 2)}</row></sheetData>'
    )
    return pack(swap(plain(config), SHEET, "</sheetData>", f"</sheetData>{more}"))


def _stray(address: str, row: str) -> Callable[[Config], bytes]:
    """A number far from the table."""
    return replacing(
        SHEET, "</sheetData>", f'<row r="{row}"><c r="{address}"><v>12345</v></c></row></sheetData>'
    )


def _after(xml: str) -> Callable[[Config], bytes]:
    """Something after the cells of the sheet."""
    return replacing(SHEET, "</sheetData>", f"</sheetData>{xml}")


def _unique(count: str) -> Callable[[Config], bytes]:
    return made(
        lambda parts: cut(
            {
                **parts,
                STRINGS: parts[STRINGS].replace(
                    b"uniqueCount=", f'uniqueCount="{count}" old='.encode()
                ),
            },
            STRINGS,
            r' old="\d+"',
        )
    )


_FAR = "XFD1048576"
_UNREADABLE: tuple[tuple[str, str, str], ...] = (
    ("number-with-letters", '<c r="{at}"><v>8,5oo</v></c>', "a numeric cell that holds no number"),
    ("number-nan", '<c r="{at}"><v>NaN</v></c>', "not a number, yet a float to many languages"),
    ("number-infinite", '<c r="{at}"><v>INF</v></c>', "infinity, yet a double to XML Schema"),
    (
        "number-infinity",
        '<c r="{at}"><v>-Infinity</v></c>',
        "infinity, yet a float to many languages",
    ),
    ("number-1e400", '<c r="{at}"><v>1e400</v></c>', "becomes infinity without a word"),
    ("number-underscore", '<c r="{at}"><v>9_341</v></c>', "a number to Python alone"),
    ("number-arabic-indic", '<c r="{at}"><v>٩٣٤١</v></c>', "a number to Python alone"),
    ("number-in-hex", '<c r="{at}"><v>0x1F</v></c>', "a number to some languages"),
    ("type-unknown", '<c r="{at}" t="zz"><v>{n}</v></c>', "a type that the standard does not know"),
    ("boolean-seven", '<c r="{at}" t="b"><v>7</v></c>', "neither true nor false, and no figure"),
    ("date-typed", '<c r="{at}" t="d"><v>2021-03-05</v></c>', "a day is no figure"),
)
_NO_RESULT: tuple[tuple[str, str, str], ...] = (
    (
        "formula-without-result",
        '<c r="{at}"><f>SUM(A1:A2)</f></c>',
        "never calculated: the figure is unknown, not blank",
    ),
    (
        "formula-with-empty-result",
        '<c r="{at}" t="str"><f>IF(1,"","")</f><v></v></c>',
        "a formula that shows nothing",
    ),
    (
        "shared-formula-without-result",
        '<c r="{at}"><f t="shared" si="0"/></c>',
        "its text stands in another cell, its result nowhere",
    ),
    (
        "array-formula-without-result",
        '<c r="{at}"><f t="array" ref="{at}">SUM(A1:A2*1)</f></c>',
        "never calculated",
    ),
    (
        "data-table-without-result",
        '<c r="{at}"><f t="dataTable" ref="{at}" dt2D="0" r1="A1"/></c>',
        "never calculated",
    ),
)
_INDICES: tuple[tuple[str, str, str], ...] = (
    ("string-minus-one", "-1", "counts from the end in Python: the cell gets another cell's text"),
    ("string-past-the-end", "999999", "no such string"),
    ("string-not-a-number", "abc", "no index"),
    ("string-huge", "99999999999999999999", "larger than any integer of a machine"),
    ("string-fraction", "1.5", "no index"),
)
_ODD_ADDRESSES: tuple[tuple[str, str, str, str], ...] = (
    ("cell-beyond-columns", "XFE1", "1", "the grid ends at XFD"),
    ("cell-beyond-rows", "A1048577", "1048577", "the grid ends at 1048576"),
    ("cell-beyond-integers", "A4294967299", "4294967299", "wraps around to row 3 in 32 bits"),
    ("column-beyond-integers", "AAAAAAAAAAAAAAAA1", "1", "no such column"),
    ("row-zero", "A0", "0", "rows begin at 1"),
    ("row-negative", "A-5", "-5", "rows begin at 1"),
    ("row-not-a-number", "A1", "abc", "no such row"),
)
_WHOLE_GRID = f"A1:{_FAR}"
_RANGES: tuple[tuple[str, str, str], ...] = (
    (
        "hyperlink-over-the-grid",
        f'<hyperlinks><hyperlink ref="{_WHOLE_GRID}" location="A1" display="x"/></hyperlinks>',
        "seventeen thousand million cells for a reader that marks each",
    ),
    (
        "overlapping-merges",
        '<mergeCells count="2"><mergeCell ref="A60:C62"/><mergeCell ref="B61:D63"/></mergeCells>',
        "merges may not overlap; these hold nothing",
    ),
    (
        "merge-without-range",
        '<mergeCells count="1"><mergeCell/></mergeCells>',
        "a merge of nothing",
    ),
    (
        "merge-of-garbage",
        '<mergeCells count="1"><mergeCell ref="A60:"/></mergeCells>',
        "a range that is none",
    ),
    (
        "protected-range-over-the-grid",
        f'<protectedRanges><protectedRange sqref="{_WHOLE_GRID}" name="x"/></protectedRanges>',
        "a range without cells of its own",
    ),
)


def _far(config: Config) -> Place:
    return config.sheet, _FAR


def _id_cell(index: str) -> Callable[[Config], bytes]:
    return _raw(f'<c r="{{at}}" t="s"><v>{index}</v></c>', "指标编码")


CASES = (
    *(
        Case(
            name,
            "xml",
            _raw(xml),
            LISTED_OR_REFUSED,
            why,
            place=at("money"),
            stored=without("money"),
        )
        for name, xml, why in _UNREADABLE
    ),
    *(
        Case(name, "xml", _raw(xml), SAID, why, place=at("money"), stored=without("money"))
        for name, xml, why in _NO_RESULT
    ),
    *(
        Case(
            name,
            "xml",
            _id_cell(index),
            NOT_SILENT,
            why,
            place=at("money", "指标编码"),
            needed=other_rows("money"),
        )
        for name, index, why in _INDICES
    ),
    *(
        Case(name, "xml", _stray(cell, row), NOT_SILENT, why)
        for name, cell, row, why in _ODD_ADDRESSES
    ),
    *(Case(name, "xml", _after(xml), READ_OR_REFUSED, why) for name, xml, why in _RANGES),
    Case(
        "value-at-the-far-corner",
        "xml",
        _stray(_FAR, "1048576"),
        NOT_SILENT,
        "four kilobytes that cost some readers gigabytes",
        place=_far,
        instead=lambda config: (somewhere(config),),
    ),
    Case(
        "merge-over-the-grid",
        "xml",
        _after(f'<mergeCells count="1"><mergeCell ref="{_WHOLE_GRID}"/></mergeCells>'),
        NOT_SILENT,
        "the whole sheet is said to be one cell",
    ),
    Case(
        "string-value-past-the-end",
        "xml",
        _raw('<c r="{at}" t="s"><v>999999</v></c>'),
        LISTED_OR_REFUSED,
        "no such string, so no figure",
        place=at("money"),
        stored=without("money"),
    ),
    Case(
        "number-plus",
        "xml",
        _raw('<c r="{at}"><v>+{n}</v></c>'),
        ANYTHING,
        "a sign that XML Schema allows",
        place=at("money"),
    ),
    Case(
        "inline-without-text",
        "xml",
        _raw('<c r="{at}" t="inlineStr"/>'),
        ANYTHING,
        "a text cell without a text is blank",
        place=at("money"),
        stored=without("money"),
    ),
    Case(
        "inline-with-value",
        "xml",
        _raw('<c r="{at}" t="inlineStr"><v>{n}</v></c>'),
        NOT_SILENT,
        "said to be a text, holds a number",
        place=at("money"),
        needed=others("money"),
    ),
    Case(
        "style-past-the-end",
        "xml",
        _raw('<c r="{at}" s="9999"><v>{n}</v></c>'),
        NOT_SILENT,
        "an unknown format could be a percentage",
        place=at("money"),
        needed=others("money"),
    ),
    Case(
        "style-negative",
        "xml",
        _raw('<c r="{at}" s="-1"><v>{n}</v></c>'),
        NOT_SILENT,
        "counts from the end in Python: another cell's format",
        place=at("money"),
        needed=others("money"),
    ),
    Case(
        "dollar-address",
        "xml",
        replacing(SHEET, 'r="A2"', 'r="$A$2"'),
        ANYTHING,
        "an address as formulas write it",
    ),
    Case(
        "small-address",
        "xml",
        replacing(SHEET, 'r="A2"', 'r="a2"'),
        ANYTHING,
        "an address in small letters",
    ),
    Case(
        "address-of-another-row",
        "xml",
        typed(
            "money",
            lambda config: Raw(
                "<c "
                f'r="{config.cell("money").rstrip("0123456789")}999"><v>{config.value("money")!r}</v></c>'
            ),
        ),
        LISTED_OR_REFUSED,
        "the row says one place, the cell another",
        place=somewhere,
        stored=without("money"),
    ),
    Case(
        "cell-twice",
        "xml",
        _cell_twice,
        LISTED_OR_REFUSED,
        "two values for one address; readers take the first or the last",
        place=at("money"),
        stored=without("money"),
    ),
    Case(
        "row-twice",
        "xml",
        _row_twice,
        LISTED_OR_REFUSED,
        "two rows under one number, with different values",
        place=somewhere,
        stored=without("money"),
    ),
    Case(
        "data-twice",
        "xml",
        _data_twice,
        NOT_SILENT,
        "two blocks of cells; readers take the first, the last or both",
        stored=without("money"),
    ),
    Case(
        "rows-out-of-order",
        "xml",
        _rows(lambda rows: [rows[0], *reversed(rows[1:])]),
        READ_OR_REFUSED,
        "the address counts, not the position",
    ),
    Case(
        "header-row-last",
        "xml",
        _rows(lambda rows: [*rows[1:], rows[0]]),
        READ_OR_REFUSED,
        "the address counts, not the position",
    ),
    Case(
        "cells-out-of-order",
        "xml",
        _rows(lambda rows: [_cells_reversed(row) for row in rows]),
        READ_OR_REFUSED,
        "the address counts, not the position",
    ),
    Case(
        "unique-count-4294967295",
        "xml",
        _unique("4294967295"),
        READ_OR_REFUSED,
        "a count is no promise; reserving room for it ends a process",
    ),
    Case("unique-count-one", "xml", _unique("1"), FINE, "a count is no promise"),
    Case("unique-count-negative", "xml", _unique("-5"), READ_OR_REFUSED, "a count is no promise"),
    Case(
        "columns-beyond-integers",
        "xml",
        replacing(
            SHEET,
            "<sheetData>",
            '<cols><col min="1" max="4294967295" width="9"/></cols><sheetData>',
        ),
        READ_OR_REFUSED,
        "four thousand million columns for a reader that marks each",
    ),
    Case(
        "escaped-digits",
        "xml",
        typed(
            "money",
            lambda config: (
                f"_x003{short(config.value('money'))[0]}_{short(config.value('money'))[1:]}"
            ),
        ),
        ANYTHING,
        "a digit in the escape that workbooks have of their own",
        place=at("money"),
        instead=in_row("money"),
        needed=others("money"),
    ),
    Case(
        "escaped-zero",
        "xml",
        typed(
            "money", lambda config: "_x0000_" + config.names[config.roles["money"][0]], "指标名称"
        ),
        ANYTHING,
        "U+0000 comes in by an escape that XML does not see",
        place=at("money", "指标名称"),
        instead=in_row("money"),
    ),
    Case(
        "format-on-text",
        "xml",
        typed("money", lambda config: Shown(config.roles["money"][0], "0.00%"), "指标编码"),
        FINE,
        "a number format on a text changes nothing",
    ),
)
