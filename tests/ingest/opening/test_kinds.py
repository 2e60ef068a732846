"""What a file is by its content, and the tables of text files."""

from __future__ import annotations

import pytest

from dashboard.ingest.cells import RefusedError
from dashboard.ingest.opening import kinds
from tests.conftest import book, opened

COVERS = ("dashboard.ingest.opening.texts",)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def stream(name: str) -> bytes:
    """A compound file that names a stream."""
    return OLE + (name + "\0").encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (book([["a"]]), "xlsx"),
        (stream("Workbook"), "xls"),
        (stream("Book"), "xls"),
        (b"a,b\n1,2\n", "text"),
    ],
)
def test_the_content_tells_the_kind(data, kind):
    assert kinds.detect_kind(data) == kind


@pytest.mark.parametrize(
    ("data", "code", "found"),
    [
        (b"", "empty-file", None),
        (b"%PDF-1.7", "not-a-workbook", "PDF"),
        (b"\x89PNG\r\n", "not-a-workbook", "PNG"),
        (b"Rar!\x1a\x07", "not-a-workbook", "RAR"),
        (stream("EncryptedPackage"), "password-protected", None),
        (stream("WordDocument"), "not-a-workbook", "Word"),
        (OLE, "not-a-workbook", "OLE"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(data, code, found):
    with pytest.raises(RefusedError) as refused:
        kinds.detect_kind(data)
    assert (refused.value.code, refused.value.found.get("found")) == (code, found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_is_read_in_every_encoding_and_delimiter_that_offices_write(encoding, mark):
    text = f"指标编码{mark}年份{mark}数值\r\na{mark}2021{mark}1.5\r\n"
    seen = opened(text.encode(encoding))
    assert (seen.kind, seen.typed) == ("csv", False)
    assert seen.encoding == encoding.removesuffix("-sig")
    assert seen.sheets[0].rows == [["指标编码", "年份", "数值"], ["a", "2021", "1.5"]]


def test_quoted_commas_and_line_breaks_stay_in_their_cell():
    assert opened('名称,数值\n"甲,\n乙","1,234"\n'.encode()).sheets[0].rows[1] == [
        "甲,\n乙",
        "1,234",
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xff\xff,\n", "text-unreadable"),
        (b"a,\0b", "not-a-workbook"),
        (b"\xef\xbb\xbfa,\0b", "text-unreadable"),
        ("绍兴\ufffd,1".encode(), "text-unreadable"),
        ("没有分隔".encode(), "not-a-workbook"),
        (b"<html><p>a, b</p></html>", "not-a-workbook"),
        (
            (
                b'<?xml version="1.0"?><Workbook '
                b'xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
            ),
            "not-a-workbook",
        ),
    ],
)
def test_text_that_is_no_table_is_refused(data, code):
    with pytest.raises(RefusedError) as refused:
        opened(data)
    assert refused.value.code == code


def test_a_page_gives_its_tables_without_scripts_and_with_spans_as_merged_areas():
    page = """<html><meta charset=utf-8><table><tr><th colspan=2>甲&amp;乙<script>x()</script></th><th rowspan="2">丙</th></tr>
    <tr><td>1<br>2</td><td> 3 </td></tr></table><table><tr><td></td></tr></table></html>"""
    [grid] = opened(page.encode()).sheets
    assert grid.rows == [["甲&乙", None, "丙"], ["1 2", "3"]]
    assert grid.merges == ((1, 1, 1, 2), (1, 3, 2, 3))


def test_a_table_within_a_table_is_a_table_of_its_own():
    page = "<table><tr><td>外<table><tr><td>内</td></tr></table></td></tr></table>"
    assert ["内"] in [row for grid in opened(page.encode()).sheets for row in grid.rows]


@pytest.mark.parametrize(
    ("file", "found", "lies"),
    [
        ("a.xlsx", "xlsx", False),
        ("a.XLSX", "xlsx", False),
        ("a.xls", "html", True),
        ("a.xlsx", "csv", True),
        ("a.et", "xls", False),
        ("a", "csv", True),
    ],
)
def test_an_ending_that_lies_is_noticed(file, found, lies):
    assert kinds.has_wrong_ending(file, found) is lies
