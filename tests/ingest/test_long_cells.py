"""A cell as long as a cell may be is refused as what it is, in its place, and takes work in
proportion to its length.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from dashboard.ingest.workbook import Reading
from tests.conftest import book, indicator, read, registry_of

REGISTRY = registry_of(indicator("gdp", "plan: five, by: 2025, reach: 100"))
SHORT, LONG = 4000, 32_000

TEXTS: dict[str, Callable[[int], str]] = {
    "digits": lambda length: "9" * length,
    "wide digits": lambda length: "９" * length,
    "groups": lambda length: "1" + ",234" * (length // 4),
    "blank between": lambda length: "1 " * (length // 2),
    "decimals": lambda length: "0." + "0" * length + "1",
    "footnotes": lambda length: "[1]" * (length // 3),
    "numbering": lambda length: "1." * (length // 2),
    "chapters": lambda length: "一、" * (length // 2),
    "brackets": lambda length: "(" * (length // 2) + ")" * (length // 2),
    "units": lambda length: "(亿元)" * (length // 4),
    "years": lambda length: "2023年" * (length // 5),
    "dashes": lambda length: "—" * length,
    "blanks": lambda length: " " * length + "9",
    "letters": lambda length: "a" * length,
    "shares": lambda length: "占" * length,
    "of which": lambda length: "其中：" * (length // 3),
}
PLACES = {"a value": (1, 2), "a year": (2, 1), "a name": (3, 0), "a heading": (0, 3)}


def table(text: str, place: tuple[int, int]) -> bytes:
    rows: list[list[Any]] = [["指标编码", "年份", "数值", "备注"]]
    rows += [["gdp", year, 5, None] for year in (2021, 2022, 2024)]
    rows[place[0]][place[1]] = text
    return book(rows)


def work(data: bytes) -> int:
    """Calls, of our functions and of the interpreter's, while a workbook is read."""
    calls = 0

    def count(_frame: FrameType, event: str, _: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(data, REGISTRY)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("place", PLACES)
def test_work_grows_with_the_length(text, place):
    """Eight times the length: nine times the calls at most."""
    few, many = (work(table(TEXTS[text](length), PLACES[place])) for length in (SHORT, LONG))
    assert many <= 9 * few


def with_number(written: str) -> bytes:
    """A workbook in whose C2 a number is written so, as no spreadsheet would."""
    made = zipfile.ZipFile(io.BytesIO(book([["指标编码", "年份", "数值"], ["gdp", 2021, 123456]])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in made.namelist():
            content = made.read(name).replace(b"<v>123456</v>", f"<v>{written}</v>".encode())
            archive.writestr(name, content)
    return out.getvalue()


def found(reading: Reading) -> list[tuple[str, str]]:
    return [(one.code, one.place) for one in reading.issues if one.severity == "error"]


@pytest.mark.parametrize(
    "written",
    ["9" * 20, "9" * 4301, "-" + "9" * 32_000, "9" * 32_000 + ".5", "9E999", "9E" + "9" * 5000],
    ids=len,
)
def test_a_number_of_many_digits_is_refused_in_its_place(written):
    """Not the whole file: the cell is named, and the other rows are read."""
    assert found(read(with_number(written), REGISTRY)) == [
        ("number-too-large", "书.xlsx › 数据 › C2")
    ]
    assert sys.get_int_max_str_digits() != 100_000, "the interpreter's own limit holds again"
