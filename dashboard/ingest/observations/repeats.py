"""Does a figure stand twice in a workbook, and do both say the same?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dashboard.core.vocabulary.digits import count_printed_decimals, round_half_up
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import iterate_rows
from dashboard.ingest.observations.listing import (
    build_issue,
    format_all_digits,
    limit_issues,
    split_place,
)

_SAME_FIGURE = ["indicator", "region", "year", "month", "quality", "published", "source"]


def drop_repeats(figures: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Issue]]:
    """One row per figure of a source: a repeat counts once, two values for one figure are both
    refused.
    """
    repeated = figures.duplicated(_SAME_FIGURE, keep=False)
    if not repeated.any():
        return figures, []
    drop: set[int] = set()
    issues = limit_issues(_list_repeats(figures[repeated].reset_index(), file, drop))
    return figures.drop(index=sorted(drop)).reset_index(drop=True), issues


def _list_repeats(figures: pd.DataFrame, file: str, drop: set[int]) -> Iterator[Issue]:
    """What is to be said of each repeat; `drop` gathers the rows that do not count."""
    kept: dict[tuple[Any, ...], Any] = {}
    for row in iterate_rows(figures):
        key = tuple(getattr(row, column) for column in _SAME_FIGURE)
        first = kept.setdefault(key, row)
        if first is row:
            continue
        values: dict[str, object] = {
            "other": " › ".join(split_place(first.cell, file)),
            "first": format_all_digits(first.value),
            "second": format_all_digits(row.value),
        }
        if row.value == first.value:
            drop.add(row.index)
            yield build_issue("duplicate-same", row.cell, file, values)
        elif _is_rounded(first.value, row.value) or _is_rounded(row.value, first.value):
            kept[key] = max(first, row, key=_count_decimals)
            drop.add(min(first, row, key=_count_decimals).index)
            values["fuller"] = format_all_digits(kept[key].value)
            yield build_issue("duplicate-rounded", row.cell, file, values)
        else:
            drop |= {first.index, row.index}
            yield build_issue("duplicate-conflict", row.cell, file, values)


def _count_decimals(row: Any) -> int:
    return count_printed_decimals(row.value)


def _is_rounded(value: float, fuller: float) -> bool:
    """Whether a value is another one with fewer digits: 533.71 of 533.7123."""
    decimals = count_printed_decimals(value)
    return decimals < count_printed_decimals(fuller) and value == round_half_up(fuller, decimals)
