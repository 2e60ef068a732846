"""Cells of a workbook come with their formats, errors and dates, whatever the rest of its parts are
like.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from dashboard.ingest import limits
from dashboard.ingest.cells import Cell, RefusedError
from dashboard.ingest.opening.styles import reduce_to_formats
from tests.conftest import book, opened

COVERS = ("dashboard.ingest.opening.styles",)

STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<numFmts count="1"><numFmt numFmtId="200" formatCode="0.0%"/></numFmts>'
    '<fonts><font><family val="99"/></font></fonts><fills><fill/></fills>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="200" fontId="7"/></cellXfs></styleSheet>'
)


def rewritten(data: bytes, **parts: str) -> bytes:
    """A workbook with some parts replaced (`__` stands for `/`), or left out where empty."""
    output = io.BytesIO()
    changed = {name.replace("__", "/") + ".xml": text for name, text in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(output, "w") as new:
        for name in old.namelist():
            if changed.get(name, "x"):
                new.writestr(name, changed.get(name, old.read(name)))
    return output.getvalue()


def test_formats_errors_days_and_texts_are_kept():
    workbook = openpyxl.Workbook()
    page = workbook.worksheets[0]
    day = datetime(2021, 1, 31)  # noqa: DTZ001 - a cell has no zone
    page.append([0.033, 3.3, "#N/A", day, True, "文字", 7])
    page["A1"].number_format, page["D1"].number_format = "0.0%", "yyyy-mm-dd"
    output = io.BytesIO()
    workbook.save(output)
    grid = opened(output.getvalue()).sheets[0]
    assert [grid.cell(1, at) for at in range(1, 9)] == [
        Cell(0.033, "0.0%"),
        Cell(3.3),
        Cell("#N/A", error=True),
        Cell(date(2021, 1, 31), "yyyy-mm-dd"),
        Cell(True),
        Cell("文字"),
        Cell(7),
        Cell(None),
    ]


def test_only_the_number_formats_of_the_styles_are_used():
    slim = reduce_to_formats(STYLES.encode()).decode()
    assert "family" not in slim
    assert slim.count('numFmtId="200"') == 2
    seen = opened(
        rewritten(
            book([["a", 0.5]]), xl__styles=STYLES.replace('numFmtId="0"/>', 'numFmtId="200"/>')
        )
    )
    assert seen.sheets[0].cell(1, 2) == Cell(0.5, "0.0%")


def test_a_style_that_is_not_there_may_have_been_a_percentage_and_is_refused():
    plain = book([["a", 0.5]])
    with zipfile.ZipFile(io.BytesIO(plain)) as container:
        page = container.read("xl/worksheets/sheet1.xml").decode().replace('r="B1"', 'r="B1" s="9"')
    data = rewritten(plain, xl__worksheets__sheet1=page)
    with pytest.raises(RefusedError) as refused:
        opened(data)
    assert (refused.value.code, refused.value.cell) == ("cell-unreadable", "B1")


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl__workbook", "<broken", "damaged-workbook"),
        ("xl__styles", "<broken", "damaged-workbook"),
        ("xl__worksheets__sheet1", "", "sheet-missing"),
        ("xl__worksheets__sheet1", "<broken", "damaged-workbook"),
        ("[Content_Types]", "", "damaged-workbook"),
    ],
)
def test_a_part_that_is_broken_or_missing_is_a_refusal(part, content, code):
    with pytest.raises(RefusedError) as refused:
        opened(rewritten(book([["a", 1]]), **{part: content}))
    assert refused.value.code == code


def test_a_workbook_that_says_it_has_macros_is_refused_and_a_list_of_sheets_has_an_end(monkeypatch):
    plain = book([["a", 1]])
    with zipfile.ZipFile(io.BytesIO(plain)) as container:
        types = (
            container.read("[Content_Types].xml")
            .decode()
            .replace("sheet.main+xml", "sheet.macroEnabled.main+xml")
        )
    for data, code in (
        (rewritten(plain, **{"[Content_Types]": types}), "macros"),
        (plain, "too-many-cells"),
    ):
        with pytest.raises(RefusedError) as refused:
            opened(data)
        assert refused.value.code == code
        monkeypatch.setattr(limits, "BOOK_ELEMENTS", 3)


@pytest.mark.parametrize("part", ["docProps__core", "docProps__app", "xl__theme__theme1"])
def test_a_part_that_no_figure_stands_in_does_not_matter(part):
    assert opened(rewritten(book([["a", 1]]), **{part: "<broken"})).sheets[0].rows == [["a", 1]]


@pytest.mark.parametrize(
    ("core", "day"),
    [
        ("<dcterms:modified>2024-03-20T08:00:00Z</dcterms:modified>", date(2024, 3, 20)),
        ("<dcterms:modified>2024-13-45T</dcterms:modified>", None),
        ("<x/>", None),
    ],
)
def test_the_day_of_the_last_change_is_the_workbooks_own(core, day):
    assert opened(rewritten(book([["a", 1]]), docProps__core=core)).changed == day
