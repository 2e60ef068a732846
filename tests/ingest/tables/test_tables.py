"""Are the tables themselves sound: does every expected figure stand where it is expected, and every
name in the file?
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from html.parser import HTMLParser

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from dashboard.core.declaration.registry import parse
from tests.ingest.tables import DECLARATION, TABLES, Table
from tests.ingest.tables.base import INDICATORS, REGIONS

CONVERSIONS = (1.0, 1e-4, 1e4, 100.0, 0.1)
"""万元 → 亿元 and 人 → 万人, 万元 → 元, a fraction shown as percent, ‰ → %."""
MARKS = re.compile(r"\[\d\]|[*①-⑨%\s\u2009,]")
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


class Cells(HTMLParser):
    """The cells of an HTML table by their addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, object] = {}
        self.covered: set[tuple[int, int]] = set()
        self.row, self.column = 0, 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Move to the next row or the next free cell."""
        if tag == "tr":
            self.row, self.column = self.row + 1, 0
        if tag == "td":
            self.column += 1
            while (self.row, self.column) in self.covered:
                self.column += 1
            spans = dict(attrs)
            for row in range(int(spans.get("rowspan") or 1)):
                self.covered |= {
                    (self.row + row, self.column + step)
                    for step in range(int(spans.get("colspan") or 1))
                }

    def handle_data(self, data: str) -> None:
        """Keep what the cell says."""
        at = f"!{get_column_letter(self.column)}{self.row}" if self.column else ""
        self.found[at] = f"{self.found.get(at, '')}{data}"


def printed(table: Table) -> dict[str, object]:
    """Every cell of a file by its address, sheet names and file name among them."""
    content = table.make()
    if content.startswith(b"PK"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = {
            f"{sheet.title}!{cell.coordinate}": cell.value
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
        }
        return {**cells, **{sheet.title: sheet.title for sheet in book}}
    text = content.decode(
        "gb18030"
        if b"utf-8" not in content and not content.startswith(b"\xef\xbb\xbf")
        else "utf-8-sig"
    )
    if text.startswith("<html"):
        return Cells(text).found
    rows = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ",")
    return {
        f"!{get_column_letter(c)}{r}": cell
        for r, row in enumerate(rows, 1)
        for c, cell in enumerate(row, 1)
    }


def value(content: object) -> float:
    """The number that a printed figure is, without its marks."""
    return float(MARKS.sub("", unicodedata.normalize("NFKC", MARKS.sub("", str(content)))))


def bare(text: object) -> str:
    """A text without its spaces."""
    return re.sub(r"\s", "", str(text))


def test_the_declaration_is_accepted():
    parsed = parse(DECLARATION, "indicators.yaml")
    assert parsed.registry is not None
    assert not [issue for issue in parsed.issues if issue.severity == "error"]
    assert {
        key: indicator.name.zh for key, indicator in parsed.registry.indicators.items()
    } == INDICATORS
    assert {key: region.name.zh for key, region in parsed.registry.regions.items()} == REGIONS


def test_names_are_unique():
    assert len({table.name for table in TABLES}) == len(TABLES)


@every_table
def test_a_table_is_made_the_same_every_time(table):
    assert table.make() == table.make()
    assert table.filename
    assert table.why


@every_table
def test_every_expected_figure_stands_in_its_cell(table):
    cells = printed(table)
    for key, cell in table.cells.items():
        assert cell.indicator in INDICATORS and cell.region in REGIONS and 1 <= cell.month <= 12, (
            key
        )
        number = value(cells[key])
        assert any(math.isclose(number * by, cell.value, rel_tol=1e-9) for by in CONVERSIONS), (
            key,
            cells[key],
            cell,
        )


@every_table
def test_a_figure_is_expected_from_one_cell(table):
    said = [(cell.indicator, cell.region, cell.year, cell.month) for cell in table.cells.values()]
    assert len(set(said)) == len(said)


@every_table
def test_names_to_list_or_ask_about_are_printed(table):
    texts = [bare(content) for content in printed(table).values()]
    assert not set(table.unread) & set(table.asked)
    for name in (*table.unread, *table.asked):
        assert any(bare(name) in text for text in texts), name
