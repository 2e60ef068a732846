"""Does a figure stand twice in a workbook, and do both say the same?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

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
    first_rows: dict[tuple[Any, ...], Any] = {}
    for row in iterate_rows(figures):
        first = first_rows.setdefault(tuple(getattr(row, column) for column in _SAME_FIGURE), row)
        if first is row:
            continue
        drop.add(row.index)
        other = " › ".join(split_place(first.cell, file))
        if row.value == first.value:
            yield build_issue("duplicate-same", row.cell, file, {"other": other})
        else:
            drop.add(first.index)
            values: dict[str, object] = {
                "other": other,
                "first": format_all_digits(first.value),
                "second": format_all_digits(row.value),
            }
            yield build_issue("duplicate-conflict", row.cell, file, values)
