"""Checks of the container before parsing, cells with their formats, and the day a workbook was last changed."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl import load_workbook

from dashboard.ingest.cells import MAX_UNPACKED, Cell, cells_of, container_problem, has_formulas, last_changed
from tests.conftest import book

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
PLAIN = book([["指标编码", "年份", "数值"], ["a", 2021, 1.5]])


def archive(**parts: bytes) -> bytes:
    """A zip of the given parts (`__` stands for `/`)."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name.replace("__", "/"), content)
    return output.getvalue()


def declaring(data: bytes, size: int) -> bytes:
    """A zip whose directory declares another unpacked size for its first part."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<I", size) + data[at + 28 :]


def rewritten(name: str, content: bytes) -> bytes:
    """The plain workbook with one part replaced."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(output, "w") as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return output.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-a-workbook"),
        (b"PK", "not-a-workbook"),
        ("指标编码,年份,数值\n".encode(), "not-a-workbook"),
        (b"%PDF-1.7", "not-a-workbook"),
        (archive(word__document=b"<x/>"), "not-a-workbook"),
        (OLE, "old-or-encrypted"),
        (PLAIN[: len(PLAIN) // 2], "damaged-workbook"),
        (b"PK\x03\x04", "damaged-workbook"),
        (declaring(PLAIN, MAX_UNPACKED + 1), "too-large"),
    ],
)
def test_a_file_that_cannot_be_opened_is_named_for_what_it_is(data, code):
    issue = container_problem(data, "书.xlsx")
    assert issue is not None
    assert (issue.code, issue.place, issue.severity, issue.kind.whole_file) == (code, "书.xlsx", "error", True)


def test_a_workbook_has_no_container_problem():
    assert container_problem(PLAIN, "书.xlsx") is None


def test_a_zip_bomb_is_refused_by_its_declared_size_without_unpacking():
    zeros = archive(**{"xl__workbook.xml": b"\0" * (MAX_UNPACKED + 1)})
    assert len(zeros) < 100_000
    issue = container_problem(zeros, "弹.xlsx")
    assert issue is not None
    assert issue.code == "too-large"
    assert issue.message.zh == "文件解开后超过 64 MiB；请拆分后再导入。"


@pytest.mark.parametrize(("content", "expected"), [("=1+1", True), (2, False), ("文字", False)])
def test_formulas_are_noticed(content, expected):
    assert has_formulas(book([["a"], [content]])) is expected


def cells(data: bytes) -> list[list[Cell]]:
    """Cells of the first sheet, with formulas looked at."""
    values, formulas = (load_workbook(io.BytesIO(data), read_only=True, data_only=only) for only in (True, False))
    return cells_of(values.worksheets[0], formulas.worksheets[0])


def test_a_formula_without_a_stored_result_is_told_apart_from_a_blank():
    assert cells(book([["a", "=1+1", None, "z"]])) == [[Cell("a"), Cell(None, uncalculated=True), Cell(None), Cell("z")]]


def test_an_error_is_marked_with_its_text():
    assert cells(book([["#DIV/0!", "#N/A", "好"]])) == [[Cell("#DIV/0!", error=True), Cell("#N/A", error=True), Cell("好")]]


def test_the_number_format_comes_along():
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["B1"] = 0.033, 3.3
    sheet["A1"].number_format, sheet["B1"].number_format = "0.0%", '0.0"%"'
    output = io.BytesIO()
    workbook.save(output)
    assert cells(output.getvalue()) == [[Cell(0.033, "0.0%"), Cell(3.3, '0.0"%"')]]


def test_a_wrong_declared_dimension_hides_no_cell():
    sheet = zipfile.ZipFile(io.BytesIO(PLAIN)).read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:C2"' in sheet
    narrowed = rewritten("xl/worksheets/sheet1.xml", sheet.replace(b'ref="A1:C2"', b'ref="A1"'))
    assert [[cell.content for cell in row] for row in cells(narrowed)] == [["指标编码", "年份", "数值"], ["a", 2021, 1.5]]


def test_without_formulas_only_values_are_walked():
    values = load_workbook(io.BytesIO(PLAIN), read_only=True, data_only=True)
    assert cells_of(values.worksheets[0], None)[1] == [Cell("a"), Cell(2021), Cell(1.5)]


def stamped(text: str) -> bytes:
    """A container whose core properties hold the text."""
    return archive(**{"docProps__core.xml": f"<cp>{text}</cp>".encode()})


@pytest.mark.parametrize(
    ("data", "day"),
    [
        (stamped('<dcterms:modified xsi:type="dcterms:W3CDTF">2024-03-20T08:00:00Z</dcterms:modified>'), date(2024, 3, 20)),
        (stamped("<dcterms:modified>2024-02-29</dcterms:modified>"), date(2024, 2, 29)),
        (stamped("<dcterms:modified>2024-13-45</dcterms:modified>"), None),
        (stamped("<dcterms:created>2024-03-20</dcterms:created>"), None),
        (archive(xl__workbook=b"<x/>"), None),
        (b"text", None),
        (OLE, None),
        (PLAIN[:100], None),
    ],
)
def test_the_day_of_the_last_change_comes_from_the_workbooks_own_record(data, day):
    assert last_changed(data) == day


def test_a_workbook_saved_by_a_program_has_a_day_of_change():
    workbook = openpyxl.Workbook()
    workbook.properties.modified = datetime(2023, 5, 6, 7, 8, 9)  # noqa: DTZ001 - openpyxl writes it as it stands
    output = io.BytesIO()
    archive_of = zipfile.ZipFile(output, "w")
    archive_of.writestr("docProps/core.xml", openpyxl.xml.functions.tostring(workbook.properties.to_tree()))
    archive_of.close()
    assert last_changed(output.getvalue()) == date(2023, 5, 6)
