"""How are issues listed? At their cell, with what was found made visible, and not too many of a
kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from dashboard.core.vocabulary.digits import count_printed_decimals, format_number
from dashboard.core.vocabulary.issues import Issue
from dashboard.ingest.numbers import round_noise

MOST_LISTED = 100
"""Occurrences of one kind of issue listed one by one; the others are counted."""
_LONGEST_SHOWN = 60
_SMALLEST = 1e-6


def format_found(content: object) -> str:
    """What was found, as a message may show it: visible, and not too long."""
    text = "".join(map(_show_mark, str(content)))
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _show_mark(mark: str) -> str:
    if mark.isprintable():
        return mark
    return " " if mark.isspace() else "·"


def format_all_digits(value: float) -> str:
    """A number with all its digits and without the noise of binary fractions."""
    if value and abs(value) < _SMALLEST:
        return f"{value:.3g}"
    return format_number(value, count_printed_decimals(round_noise(value)))


def split_place(place: str, file: str) -> tuple[str, str]:
    """The sheet and the cell of a place in a file."""
    sheet, _, cell = place[len(file) :].removeprefix(" › ").rpartition(" › ")
    return sheet, cell


def build_issue(code: str, place: str, file: str, values: dict[str, object]) -> Issue:
    """An issue at the cell of a figure."""
    sheet, cell = split_place(place, file)
    row = int("".join(mark for mark in cell if mark.isdigit()))
    return Issue(code, values, file, sheet=sheet, cell=cell, row=row)


@dataclass
class Listing:
    """Issues as they are found: the first of each kind are listed, all are counted."""

    listed: list[Issue] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    """How many errors there were, listed or not."""

    def add(self, issue: Issue) -> None:
        """Keep an issue, or count it."""
        self.counts[issue.code] += 1
        self.errors += issue.severity == "error"
        if self.counts[issue.code] <= MOST_LISTED:
            self.listed.append(issue)

    def full(self, code: str) -> bool:
        """Whether further issues of a kind are only counted."""
        return self.counts[code] >= MOST_LISTED

    def whole(self) -> list[Issue]:
        """What is listed, and how many more there were of each kind."""
        issues = list(self.listed)
        for code, count in self.counts.items():
            if count > MOST_LISTED:
                issues.append(self._build_count_issue(code, count - MOST_LISTED))
        return issues

    def _build_count_issue(self, code: str, count: int) -> Issue:
        first = next(issue for issue in self.listed if issue.code == code)
        what = first.kind.sentence.format(**first.values)
        return Issue("and-more", {"count": count, "what": what}, first.file, sheet=first.sheet)


def limit_issues(issues: Iterable[Issue]) -> list[Issue]:
    """Issues as a listing shows them."""
    listing = Listing()
    for issue in issues:
        listing.add(issue)
    return listing.whole()
