"""What is found on a sheet while it is read? Its figures so far, what was said, and which names matched."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from dashboard.core.issues import Issue
from dashboard.core.suggestions import did_you_mean
from dashboard.core.text import Text
from dashboard.ingest.cells import address
from dashboard.ingest.figures import Figures
from dashboard.ingest.layouts import Page
from dashboard.ingest.names import Names
from dashboard.ingest.repeats import MOST_LISTED, more
from dashboard.ingest.values import shown


@dataclass(frozen=True)
class Terms:
    """What holds for every sheet of a file."""

    file: str
    names: Names
    accepted: date
    quality: str
    latest: date
    typed: bool = True

    @property
    def reported_done(self) -> set[str]:
        """Indicators that are reported as 是 or 否."""
        registry = self.names.registry
        return {i.id for i in registry.indicators.values() if i.unit is None and any(t.bound == "done" for t in registry.of(i.id))}


@dataclass
class Findings:
    """One sheet being read: what was found on it so far."""

    terms: Terms
    page: Page
    figures: Figures
    issues: list[Issue] = field(default_factory=list)
    matched: dict[tuple[str, str], tuple[str, str, str]] = field(default_factory=dict)
    """(kind, text) → id, how it was found, the first cell."""
    counts: Counter[str] = field(default_factory=Counter)
    once: set[tuple[str, ...]] = field(default_factory=set)
    errors: int = 0
    """How many errors there were, listed or not."""

    @property
    def title(self) -> str:
        """The sheet's name, as a message may show it."""
        return shown(self.page.grid.name)

    def say(self, code: str, row: int, column: int, **found: object) -> None:
        """Note an issue at a cell (column 0: the row as a whole)."""
        self.add(
            Issue(
                code,
                self._shown(found),
                self.terms.file,
                None,
                None,
                self.title,
                address(row, column) if column else None,
                row or None,
            )
        )

    def say_of_table(self, code: str, cell: str, **found: object) -> None:
        """Note an issue of a whole table at the cell that shows it ("" for the sheet)."""
        self.add(Issue(code, self._shown(found), self.terms.file, sheet=self.title, cell=cell or None))

    def say_once(self, key: tuple[str, ...], row: int, column: int, **found: object) -> None:
        """Note an issue at the first of the cells that share a key, whose first part is its code."""
        if key not in self.once:
            self.once.add(key)
            self.say(key[0], row, column, **found)

    def hint(self, code: str, found: str, names: list[str]) -> Text:
        """What was probably meant, as long as issues of the kind are still listed: looking for it takes time."""
        return did_you_mean(found[:100], names) if self.counts[code] < MOST_LISTED else Text("", "")

    def _shown(self, found: dict[str, object]) -> dict[str, object]:
        return {key: shown(value) if isinstance(value, str) else value for key, value in found.items()}

    def add(self, issue: Issue) -> None:
        """Keep an issue, as long as there are not too many of its kind."""
        self.counts[issue.code] += 1
        self.errors += issue.severity == "error"
        if self.counts[issue.code] <= MOST_LISTED:
            self.issues.append(issue)

    def finish(self) -> None:
        """Say how many more there were of what was not listed one by one."""
        for code, count in self.counts.items():
            if count > MOST_LISTED:
                first = next(issue for issue in self.issues if issue.code == code)
                self.issues.append(more(first, count, self.terms.file))
