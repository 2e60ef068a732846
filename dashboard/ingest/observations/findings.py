"""What is found on a sheet while it is read? Its figures so far, what was said, and which names
matched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.suggestions import suggest_name
from dashboard.core.vocabulary.text import Text
from dashboard.ingest.cells import format_address
from dashboard.ingest.observations.figures import Figures
from dashboard.ingest.observations.listing import Listing, format_found
from dashboard.ingest.recognition.names import Names
from dashboard.ingest.recognition.page import Page

_MOST_NAMED = 6


@dataclass(frozen=True)
class FileTerms:
    """What holds for every sheet of a file."""

    file: str
    names: Names
    accepted: date
    quality: str
    latest: date
    typed: bool = True

    @cached_property
    def reported_done(self) -> set[str]:
        """Indicators that are reported as 是 or 否."""
        registry = self.names.registry
        return {
            indicator.id
            for indicator in registry.indicators.values()
            if indicator.unit is None
            and any(target.is_reported for target in registry.of(indicator.id))
        }


@dataclass
class Findings:
    """One sheet being read: what was found on it so far."""

    terms: FileTerms
    page: Page
    figures: Figures
    issues: Listing = field(default_factory=Listing)
    matched: dict[tuple[str, str], tuple[str, str, str]] = field(default_factory=dict)
    """(kind, text) → id, how it was found, the first cell."""
    once: set[tuple[str, ...]] = field(default_factory=set)
    left_out: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Places of the table being read that are not declared, with the first row and column."""

    @property
    def title(self) -> str:
        """The sheet's name, as a message may show it."""
        return format_found(self.page.grid.name)

    def say(self, code: str, row: int, column: int, **found: object) -> None:
        """Note an issue at a cell (column 0: the row as a whole)."""
        cell = format_address(row, column) if column else ""
        self.say_of_table(code, cell, row or None, **found)

    def say_of_table(self, code: str, cell: str, row: int | None = None, **found: object) -> None:
        """Note an issue of a whole table at the cell that shows it ("" for the sheet)."""
        values = {
            key: format_found(value) if isinstance(value, str) else value
            for key, value in found.items()
        }
        self.issues.add(
            Issue(code, values, self.terms.file, sheet=self.title, cell=cell or None, row=row)
        )

    def say_once(self, key: tuple[str, ...], row: int, column: int, **found: object) -> None:
        """Note an issue at the first of the cells that share a key, whose first part is its
        code.
        """
        if key not in self.once:
            self.once.add(key)
            self.say(key[0], row, column, **found)

    def say_left_out(self) -> None:
        """Name the places that were left out, in one line with their count."""
        if not self.left_out:
            return
        names = list(self.left_out)
        found = "、".join(names[:_MOST_NAMED]) + ("…" if len(names) > _MOST_NAMED else "")
        self.say("region-unread", *self.left_out[names[0]], found=found, count=len(names))
        self.left_out = {}

    def hint(self, code: str, found: str, names: list[str]) -> Text:
        """What was probably meant, as long as issues of the kind are still listed: looking for it
        takes time.
        """
        return suggest_name(found[:100], names) if not self.issues.full(code) else Text("", "")
