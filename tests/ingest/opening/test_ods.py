"""An OpenDocument spreadsheet is read as the same sheet in .xlsx is."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from dashboard.ingest.cells import Cell, RefusedError
from tests.conftest import opened, read
from tests.ingest.test_field import CITY, FILES, RECEIVED, gdp, list_codes, list_figures

NAMES = {
    "office": "office",
    "table": "table",
    "text": "text",
    "style": "style",
}
HEAD = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in NAMES.items()
)


def text(words: str, more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string"{more}><text:p>{words}</text:p>'
        "</table:table-cell>"
    )


def number(value: float, shown: str = "", more: str = "", kind: str = "float") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}"{more}>'
        f"<text:p>{shown or value}</text:p></table:table-cell>"
    )


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def ods(*rows: str, styles: str = "", manifest: str = "<m/>", **parts: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr(
            "content.xml",
            f"<office:document-content{HEAD}><office:automatic-styles>{styles}"
            "</office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:table table:name="Sheet1">{"".join(rows)}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return output.getvalue()


TABLE = (
    row(text("指标"), text("单位"), text("2022年"), text("2023年")),
    row(text("地区生产总值"), text("亿元"), number(7351), number(7791.1, "7,791.10")),
)


def test_a_table_goes_in_as_from_excel():
    reading = read(ods(*TABLE), CITY, "表.ods", RECEIVED)
    assert list_figures(reading) == gdp(7351, 7791.1, year=2022)
    assert list(reading.observations["decimals"]) == [0, 2]
    assert "ending-lies" not in list_codes(reading)


def test_cells_of_every_kind():
    [sheet] = opened(
        ods(
            row(
                number(0.033, "3.3%", kind="percentage"),
                number(9.375, "9.38", ' table:formula="of:=75/8"'),
            ),
            row(
                '<table:table-cell office:value-type="date" office:date-value="2023-12-31"/>',
                '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
                '<table:table-cell table:formula="of:=A1"/>',
                text('a<text:s text:c="2"/>b</text:p><text:p>c'),
            ),
            row(text('8369<text:span text:style-name="T1">1</text:span>')),
            row(text("7<office:annotation><text:p>注</text:p></office:annotation>")),
            styles='<style:style style:name="T1"><style:text-properties '
            'style:text-position="super 58%"/></style:style>',
        )
    ).sheets
    assert sheet.cell(1, 1) == Cell(0.033, "0.0%")
    assert sheet.cell(1, 2) == Cell(9.375, "0.00", calculated=True)
    assert sheet.cell(2, 1).content == date(2023, 12, 31)
    assert sheet.cell(2, 2).content is True
    assert sheet.cell(2, 3).uncalculated
    assert sheet.cell(2, 4).content == "a b\nc"
    assert [sheet.cell(line, 1).content for line in (3, 4)] == ["8369¹", "7"]


def test_what_is_repeated_merged_or_hidden():
    [sheet] = opened(
        ods(
            row(text("题", ' table:number-columns-spanned="2"'), "<table:covered-table-cell/>"),
            row(number(1), more=' table:number-rows-repeated="3"'),
            row(
                number(2, more=' table:number-columns-repeated="2"'),
                more=' table:visibility="collapse"',
            ),
            row(
                '<table:table-cell table:number-columns-repeated="16384"/>',
                more=' table:number-rows-repeated="1048572"',
            ),
        )
    ).sheets
    assert [list(line) for line in sheet.rows] == [["题"], [1], [1], [1], [2, 2]]
    assert sheet.merges == ((1, 1, 1, 2),)
    assert sheet.hidden_rows == (5,)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ods(*TABLE, manifest="<m:encryption-data xmlns:m='x'/>"), "password-protected"),
        (ods(*TABLE, Basic__Standard__a="x"), "macros"),
        (
            ods(
                row(
                    number(1, more=' table:number-columns-repeated="16000"'),
                    more=' table:number-rows-repeated="1000000"',
                )
            ),
            "too-many-cells",
        ),
        (ods("<x>"), "damaged-workbook"),
        ((FILES / "o1.ods").read_bytes(), ""),
    ],
)
def test_what_cannot_be_opened_is_refused(data, code):
    if not code:
        assert opened(data).sheets == []
        return
    with pytest.raises(RefusedError) as refused:
        opened(data)
    assert refused.value.code == code
