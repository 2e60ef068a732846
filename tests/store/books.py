"""Workbooks to accept in tests: rows of a small declaration, dressed as a reading."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dashboard.core.vocabulary.model import Registry
from dashboard.store.versions import Book
from tests.conftest import indicator, observe, registry_of

DAY = "2026-01-05T08:00:00+00:00"


def registry(unit: str = "亿元") -> Registry:
    """Two indicators with a target each."""
    return registry_of(
        indicator(
            "gdp",
            "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}",
            unit=unit,
            measure="flow",
            decimals=0,
        )
        + indicator("air", "plan: five, every: 2021-2025, at_least: 85")
    )


def accepted(
    *rows: tuple[Any, ...],
    name: str = "书.xlsx",
    data: bytes | None = None,
    who: str = "分析员",
    note: str = "",
) -> Book:
    """A book of rows (indicator, year, value, …) with bytes of its own."""
    frame = observe(*rows)
    return Book(
        name, data if data is not None else repr((name, rows)).encode(), frame, who, DAY, note
    )


def noted(book: Book, note: str) -> Book:
    """The same book with a note on each of its rows."""
    return Book(
        book.file, book.data + note.encode(), book.rows.assign(note=note), book.who, book.at
    )


def triples(frame: pd.DataFrame) -> list[tuple[str, int, float]]:
    """Indicator, year and value of each observation, in order."""
    return list(zip(frame["indicator"], frame["year"], frame["value"], strict=True))


RELEASED = date(2022, 3, 1)
