"""Does a figure stand twice in a workbook, and do both say the same?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from dashboard.core.issues import Issue
from dashboard.core.model import rows_of
from dashboard.core.text import number, printed_decimals

_SAME_FIGURE = ["indicator", "region", "year", "month", "quality", "published", "source"]
MOST_LISTED = 100
"""Occurrences of one kind of issue listed one by one; the others are counted."""


def all_digits(value: float) -> str:
    """A number with all its digits, for messages."""
    return number(value, printed_decimals(value))


def within(place: str, file: str) -> tuple[str, str]:
    """The sheet and the cell of a place in a file."""
    sheet, _, cell = place[len(file) :].removeprefix(" › ").rpartition(" › ")
    return sheet, cell


def at(code: str, place: str, file: str, values: dict[str, object]) -> Issue:
    """An issue at the cell of a figure."""
    sheet, cell = within(place, file)
    return Issue(code, values, file, sheet=sheet, cell=cell, row=int("".join(mark for mark in cell if mark.isdigit())))


def without_repeats(figures: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Issue]]:
    """One row per figure of a source: a repeat counts once, two values for one figure are both refused."""
    repeated = figures.duplicated(_SAME_FIGURE, keep=False)
    if not repeated.any():
        return figures, []
    drop: set[int] = set()
    issues = few(_repeats(figures[repeated].reset_index(), file, drop), file)
    return figures.drop(index=sorted(drop)).reset_index(drop=True), issues


def _repeats(figures: pd.DataFrame, file: str, drop: set[int]) -> Iterator[Issue]:
    """What is to be said of each repeat; `drop` gathers the rows that do not count."""
    kept: dict[tuple[Any, ...], Any] = {}
    for row in rows_of(figures):
        first = kept.setdefault(tuple(getattr(row, column) for column in _SAME_FIGURE), row)
        if first is row:
            continue
        drop.add(row.index)
        other = " › ".join(within(first.cell, file))
        if row.value == first.value:
            yield at("duplicate-same", row.cell, file, {"other": other})
        else:
            drop.add(first.index)
            values: dict[str, object] = {"other": other, "first": all_digits(first.value), "second": all_digits(row.value)}
            yield at("duplicate-conflict", row.cell, file, values)


def few(issues: Iterable[Issue], file: str) -> list[Issue]:
    """Issues of each kind up to a number, and how many more there were."""
    kept: list[Issue] = []
    counts: dict[str, int] = {}
    for issue in issues:
        counts[issue.code] = counts.get(issue.code, 0) + 1
        if counts[issue.code] <= MOST_LISTED:
            kept.append(issue)
    return kept + [
        more(next(i for i in kept if i.code == code), count, file) for code, count in counts.items() if count > MOST_LISTED
    ]


def more(first: Issue, count: int, file: str) -> Issue:
    """How many more there were of a kind of issue."""
    what = first.kind.sentence.format(**first.values)
    return Issue("and-more", {"count": count - MOST_LISTED, "what": what}, file, sheet=first.sheet)
