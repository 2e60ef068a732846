"""What a file does not say a person can: of a sheet, a column or the whole file."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.ingest.recognition.said import Said, parse_said
from dashboard.ingest.workbook import Reading
from tests.conftest import book, read
from tests.ingest.test_field import CITY, FILES, RECEIVED, ZHUJI, gdp, list_codes, list_figures

ROWS: list[list[Any]] = [["地  区", "1-9月", None], [None, "绝对值(万元)", "实绩数"]]
ROWS += [["全市", 58765432.1, 7000], ["诸暨市", 12345678.9, 1500]]


def say(*texts: str) -> tuple[Said, ...]:
    said = [parse_said(text, CITY) for text in texts]
    assert all(said), said
    return tuple(one for one in said if one is not None)


def reading(*texts: str, rows: list[list[Any]] = ROWS, name: str = "Sheet1") -> Reading:
    title = [["地区生产总值"], *rows]
    return read(book(title, name), CITY, "书.xlsx", RECEIVED, said=say(*texts))


@pytest.mark.parametrize(
    ("texts", "figures"),
    [
        ([], []),
        (["year=2023"], gdp(5876.54321, month=9) + gdp(1234.56789, region=ZHUJI, month=9)),
        (
            ["Sheet1!year=2022"],
            gdp(5876.54321, year=2022, month=9) + gdp(1234.56789, region=ZHUJI, year=2022, month=9),
        ),
        (["别的!year=2023"], []),
        (["B:year=2023"], gdp(5876.54321, month=9) + gdp(1234.56789, region=ZHUJI, month=9)),
        (["B:year=2023", "B:month=12"], gdp(5876.54321) + gdp(1234.56789, region=ZHUJI)),
        (["year=2023", "skip"], []),
        (
            ["year=2023", "B:skip", "C:value-heading", "C:unit=亿元"],
            gdp(7000) + gdp(1500, region=ZHUJI),
        ),
        (
            ["year=2023", "B:unit=万元", "B:indicator=retail", "C:skip"],
            [("retail", "330600", 2023, 9, 5876.54321), ("retail", ZHUJI, 2023, 9, 1234.56789)],
        ),
    ],
)
def test_what_is_said_goes_before_what_the_file_says(texts, figures):
    found = reading(*texts)
    assert list_figures(found) == sorted(figures)


def test_a_file_that_states_months_alone_goes_in_with_its_year():
    file = "m4_year_only_on_other_sheet.xlsx"
    found = read((FILES / file).read_bytes(), CITY, file, RECEIVED, said=say("year=2023"))
    assert list_figures(found) == gdp(5876.54321, month=9)


def test_a_table_of_another_place_is_said_to_be():
    rows: list[list[Any]] = [["指标", "单位", "2023"], ["地区生产总值", "亿元", 1650]]
    found = reading(f"region={ZHUJI}", rows=rows)
    assert list_figures(found) == gdp(1650, region=ZHUJI)


def test_what_was_said_is_evidence():
    evidence = [one.text for table in reading("year=2023").proposals for one in table.evidence]
    assert "year=2023" in evidence
    assert "table-skipped" in list_codes(reading("skip"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "year",
        "year=",
        "year=23",
        "month=13",
        "region=999",
        "indicator=x",
        "unit=石",
        "skip=yes",
        "value-heading",
        "colour=red",
        "1:year=2023",
        "year=2023-09",
    ],
)
def test_what_cannot_be_said_is_none(text):
    assert parse_said(text, CITY) is None
