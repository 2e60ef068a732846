"""Does a figure stand twice in a workbook, and do both say the same?"""

from __future__ import annotations

from dashboard.core.issues import Issue
from dashboard.core.model import OBSERVATIONS
from dashboard.core.text import number, printed_decimals


def all_digits(value: float) -> str:
    """A number with all its digits, for messages."""
    return number(value, printed_decimals(value))


_AT = {column: position for position, column in enumerate(OBSERVATIONS)}
_SAME_FIGURE = tuple(_AT[column] for column in ("indicator", "region", "year", "month", "quality", "published", "source"))


def within(row: tuple[object, ...], file: str) -> tuple[str, str]:
    """The sheet and the cell of a figure of a file."""
    place = str(row[_AT["cell"]])[len(file) :].removeprefix(" › ")
    sheet, _, cell = place.rpartition(" › ")
    return sheet, cell


def without_repeats(rows: list[tuple[object, ...]], file: str) -> tuple[list[tuple[object, ...]], list[Issue]]:
    """One row per figure of a source: a repeat counts once, two values for one figure are both refused."""
    kept: dict[tuple[object, ...], tuple[object, ...]] = {}
    refused: set[tuple[object, ...]] = set()
    issues: list[Issue] = []
    for row in rows:
        key = tuple(row[position] for position in _SAME_FIGURE)
        first = kept.setdefault(key, row)
        if first is row:
            continue
        sheet, cell = within(row, file)
        other = " › ".join(within(first, file))
        digits = "".join(character for character in cell if character.isdigit())
        where = {"file": file, "sheet": sheet, "cell": cell, "row": int(digits)}
        if row[_AT["value"]] == first[_AT["value"]]:
            issues.append(Issue("duplicate-same", {"other": other}, **where))  # type: ignore[arg-type]
        else:
            values = {
                "other": other,
                "first": all_digits(float(str(first[_AT["value"]]))),
                "second": all_digits(float(str(row[_AT["value"]]))),
            }
            issues.append(Issue("duplicate-conflict", values, **where))  # type: ignore[arg-type]
            refused.add(key)
    return [row for key, row in kept.items() if key not in refused], issues
