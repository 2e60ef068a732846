"""What a sheet's XML hides, and what readers would understand differently."""

from __future__ import annotations

import pytest

from dashboard.ingest import limits
from dashboard.ingest.cells import RefusedError
from dashboard.ingest.opening import scan


def part(rows: str, after: str = "", before: str = "") -> bytes:
    """A worksheet with these rows."""
    return (
        f'<worksheet xmlns="{scan.MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    ).encode()


def found(rows: str, after: str = "", before: str = "", strings: int = 3) -> scan.SheetFacts:
    """What the pass finds."""
    return scan.scan_sheet("xl/worksheets/sheet1.xml", "数据", part(rows, after, before), strings)


def refusal(rows: str, after: str = "", before: str = "") -> tuple[str, str | None]:
    """The code and cell with which a sheet is refused."""
    with pytest.raises(RefusedError) as refused:
        found(rows, after, before)
    assert refused.value.sheet == "数据"
    return refused.value.code, refused.value.cell


def test_content_reaches_as_far_as_the_last_cell_that_holds_something():
    rows = (
        '<row r="2"><c r="C2"><v>1</v></c><c r="XFD2" s="1"/></row><row r="1048576"><c '
        'r="XFD1048576" s="1"/></row>'
    )
    assert (found(rows).last_row, found(rows).last_column) == (2, 3)


def test_merged_areas_hidden_rows_and_columns_are_found():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/>'
    seen = found(
        rows,
        '<mergeCells><mergeCell ref="A1:B3"/></mergeCells>',
        '<cols><col min="2" max="3" hidden="1"/></cols>',
    )
    assert (seen.merges, seen.hidden_rows, seen.hidden_columns) == ([(1, 1, 3, 2)], [2], [2, 3])


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        ("<f>1+1</f>", {(1, 1): None}),
        ('<f>""</f><v></v>', {(1, 1): None}),
        ("<f>1+1</f><v>2</v>", {}),
        ("<v>2</v>", {}),
    ],
)
def test_a_formula_without_a_stored_result_is_told_from_a_blank(cell, result):
    assert found(f'<row r="1"><c r="A1">{cell}</c></row>').uncalculated == result


def test_a_formula_that_shows_an_empty_text_is_told_from_one_that_was_never_calculated():
    assert found('<row r="1"><c r="A1" t="str"><f>""</f><v></v></c></row>').uncalculated == {
        (1, 1): ""
    }


def test_an_error_without_its_name_is_no_blank():
    assert found('<row r="1"><c r="A1" t="e"/></row>').uncalculated == {(1, 1): None}


def test_addresses_may_be_left_out():
    seen = found("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    assert (seen.last_row, seen.last_column) == (2, 2)


@pytest.mark.parametrize(
    ("rows", "code", "cell"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "cell-twice", "A1"),
        ('<row r="1"/><row r="1"/>', "cell-twice", None),
        ('<row r="2"/><row r="1"/>', "cell-address", None),
        ('<row r="1"><c r="A2"><v>1</v></c></row>', "cell-address", "A2"),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "cell-address", "XFE1"),
        ('<row r="1"><c r="1A"/></row>', "cell-address", None),
        ('<row r="0"/>', "cell-address", None),
        ('<row r="1.5"/>', "cell-address", None),
        ('<row r="1048577"/>', "cell-address", None),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "cell-outside", "XFD1"),
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "cell-outside", "A1048576"),
        ('<row r="1"><c r="A1"><v>8,5oo</v></c></row>', "cell-unreadable", "A1"),
        ('<row r="1"><c r="A1"><v>NaN</v></c></row>', "cell-unreadable", "A1"),
        ('<row r="1"><c r="A1"><v>٣</v></c></row>', "cell-unreadable", "A1"),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "cell-unreadable", "A1"),
        ('<row r="1"><c r="A1" t="s"><v>3</v></c></row>', "cell-unreadable", "A1"),
        ('<row r="1"><c r="A1" t="b"><v>7</v></c></row>', "cell-unreadable", "A1"),
        ('<row r="1"><c r="A1" t="zz"><v>7</v></c></row>', "cell-unreadable", "A1"),
        ('<row r="1"><c r="A1" s="-1"><v>7</v></c></row>', "cell-unreadable", "A1"),
        ('<row r="1"><c r="A1" t="inlineStr"><v>7</v></c></row>', "cell-unreadable", "A1"),
        ('<row r="1"><c r="A1"><v>7</v><v>8</v></c></row>', "cell-unreadable", "A1"),
        ('<row r="1"><c r="A1"><v>7<b>7</b>91</v></c></row>', "cell-unreadable", "A1"),
        (
            f'<row r="1"><c r="A1" t="str"><v>{"x" * (limits.TEXT + 1)}</v></c></row>',
            "cell-unreadable",
            "A1",
        ),
    ],
)
def test_what_readers_would_understand_differently_is_refused_with_its_cell(rows, code, cell):
    assert refusal(rows) == (code, cell)


@pytest.mark.parametrize(
    "after",
    [
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>',
        '<mergeCells><mergeCell ref="B2:A1"/></mergeCells>',
    ],
)
def test_a_range_over_the_grid_is_refused(after):
    assert refusal("", after)[0] == "range-too-large"


def test_more_cells_than_are_read_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "CELLS", 2)
    assert refusal('<row r="1"><c/><c/><c/></row>')[0] == "too-many-cells"


def refused(content: bytes) -> str:
    with pytest.raises(RefusedError) as error:
        scan.count_elements("xl/workbook.xml", content)
    return error.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<a><b></a>", "damaged-workbook"),
        (b"", "damaged-workbook"),
        (b"<a/>junk", "damaged-workbook"),
        (b"<!DOCTYPE a><a/>", "doctype"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "doctype"),
        (b"<a>" * 100 + b"</a>" * 100, "too-many-cells"),
    ],
)
def test_a_part_that_is_no_plain_xml_is_refused(content, code):
    assert refused(content) == code


def test_elements_of_a_sound_part_are_counted():
    assert scan.count_elements("xl/workbook.xml", b"<a><b/><b/></a>") == 3


def test_another_root_is_no_worksheet_and_the_strict_form_is_named():
    for content, code in (
        (b"<worksheet/>", "damaged-workbook"),
        (f'<worksheet xmlns="{scan.STRICT}"/>'.encode(), "strict-format"),
    ):
        with pytest.raises(RefusedError) as error:
            scan.scan_sheet("part", "数据", content, 0)
        assert error.value.code == code


def table(items: str) -> bytes:
    """A table of shared strings."""
    return f'<sst xmlns="{scan.MAIN}">{items}</sst>'.encode()


def test_shared_strings_are_their_runs_without_what_is_spoken():
    items = "<si><t>甲</t></si><si><r><t>乙</t></r><r><t> 丙</t></r><rPh><t>yi</t></rPh></si><si/>"
    assert scan.scan_strings("xl/sharedStrings.xml", table(items)) == ["甲", "乙 丙", ""]


def test_a_raised_figure_is_a_footnote_and_no_digit():
    items = '<si><r><t>7791</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></si>'
    assert scan.scan_strings("xl/sharedStrings.xml", table(items)) == ["7791¹"]


def test_a_shared_string_has_an_end():
    with pytest.raises(RefusedError) as error:
        scan.scan_strings(
            "xl/sharedStrings.xml", table(f"<si><t>{'x' * (limits.TEXT + 1)}</t></si>")
        )
    assert error.value.code == "cell-unreadable"


def test_two_relations_of_one_id_are_refused():
    relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    assert (
        refused(
            f'<Relationships {relations}><Relationship Id="a"/><Relationship '
            'Id="a"/></Relationships>'.encode()
        )
        == "part-twice"
    )
