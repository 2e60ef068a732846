"""What does a workbook say? Bytes in; observations, proposals and issues out, every one with its
cell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TextIO

import pandas as pd

from dashboard.core.analysis.provenance import NOT_READ
from dashboard.core.vocabulary import issues as kinds
from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import Registry, iterate_rows
from dashboard.ingest.cells import Book, Grid, RefusedError
from dashboard.ingest.observations import rows, slips
from dashboard.ingest.observations.figures import Figures, merge_frames
from dashboard.ingest.observations.findings import FileTerms, Findings
from dashboard.ingest.observations.listing import format_found
from dashboard.ingest.observations.proposals import Proposal, build_proposal
from dashboard.ingest.observations.repeats import drop_repeats
from dashboard.ingest.opening import reader
from dashboard.ingest.opening.kinds import NAMES, has_wrong_ending
from dashboard.ingest.opening.wire import Progress
from dashboard.ingest.recognition import layouts
from dashboard.ingest.recognition.headers import is_figure
from dashboard.ingest.recognition.names import Names
from dashboard.ingest.recognition.recognise import list_tables
from dashboard.ingest.recognition.said import Said

History = Mapping[tuple[str, str], Mapping[int, float]]
"""What is already known: indicator and region → year → value, in the indicator's unit."""


@dataclass(frozen=True)
class Reading:
    """What a workbook says: observations that can be stored, how its tables were understood, and
    everything said about the rest.
    """

    file: str
    observations: pd.DataFrame
    issues: tuple[Issue, ...]
    proposals: tuple[Proposal, ...] = ()

    @property
    def outcome(self) -> str:
        """accepted, accepted-with-warning, row-errors-listed or reject-whole-file."""
        if any(issue.kind.whole_file for issue in self.issues):
            return "reject-whole-file"
        worst = kinds.find_worst_severity(self.issues)
        return {"error": "row-errors-listed", "warning": "accepted-with-warning"}.get(
            worst or "", "accepted"
        )

    def record(self) -> dict[str, object]:
        """For JSON: what a publish would store, everything said about it, and how the tables were
        understood.
        """
        return {
            **self._build_head(),
            "observations": list(self._list_records()),
            **self._build_rest(),
        }

    def write(self, stream: TextIO, **more: object) -> None:
        """The record as one line of JSON, row by row: a million figures are not held twice."""
        stream.write(_format_open_record(self._build_head()) + ', "observations": [')
        separator = ""
        for row in self._list_records():
            stream.write(separator + json.dumps(row, ensure_ascii=False, allow_nan=False))
            separator = ", "
        rest = _format_open_record({**self._build_rest(), **more})
        stream.write("], " + rest.removeprefix("{") + "}\n")

    def _build_head(self) -> dict[str, object]:
        return {"file": self.file, "outcome": self.outcome}

    def _list_records(self) -> Iterator[dict[str, object]]:
        """The observations that would be stored: none of a file that is refused."""
        if self.outcome == "reject-whole-file":
            return
        for row in iterate_rows(self.observations[list(_STORED)]):
            yield dict(zip(_STORED, row, strict=True))

    def _build_rest(self) -> dict[str, object]:
        return {
            "issues": [issue.record() for issue in self.issues],
            "tables": [proposal.record() for proposal in self.proposals],
        }


_STORED = ("indicator", "region", "year", "month", "value", "quality")


def _format_open_record(record: dict[str, object]) -> str:
    """A record as JSON without its closing brace."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False)[:-1]


@dataclass(frozen=True)
class Terms:
    """On what terms a file is read.

    `received` dates figures whose source gives no release date, where the file has no record of its
    last change; no figure is of a later year. `quality` is that of rows which state none; `answers`
    say what names mean that the declaration does not have; `history` is what is known; `said` is
    what a person says of the file that it does not say itself.
    """

    received: date
    quality: str = "published"
    answers: Mapping[str, str] = field(default_factory=dict)
    history: History = field(default_factory=dict)
    said: tuple[Said, ...] = ()


def read_file(
    data: bytes, registry: Registry, file: str, terms: Terms, progress: Progress | None = None
) -> Reading:
    """Open a file in a child process and read its tables."""
    try:
        book = reader.open_book(data, progress)
    except RefusedError as refused:
        return build_refusal(refused, file)
    if progress is not None:
        progress("recognise", 0, 1)
    return read_book(book, registry, file, terms)


def build_refusal(refused: RefusedError, file: str) -> Reading:
    """A file that is refused as a whole."""
    values = {
        name: format_found(value) if isinstance(value, str) else value
        for name, value in refused.found.items()
    }
    sheet = format_found(refused.sheet) if refused.sheet else None
    issue = Issue(refused.code, values, file, sheet=sheet, cell=refused.cell)
    return Reading(file, merge_frames([]), (issue,))


def read_book(book: Book, registry: Registry, file: str, terms: Terms) -> Reading:
    """Read the tables of a book that is open; its rows are given up sheet by sheet."""
    changed = book.changed or terms.received
    latest = max(changed, terms.received)
    names = Names(registry, terms.answers)
    file_terms = FileTerms(file, names, changed, terms.quality, latest, book.typed)
    issues = _list_ending_issues(book, file)
    sheets: list[Findings] = []
    proposals: list[Proposal] = []
    unread: list[Issue] = []
    for grid in book.sheets:
        sheet = _read_sheet(grid, file_terms, proposals, unread, terms.said)
        grid.rows = []
        if sheet is not None:
            sheets.append(sheet)
    if not sheets:
        nothing = Issue("no-data-sheet", {}, file)
        return Reading(file, merge_frames([]), (nothing, *issues, *unread))
    for sheet in sheets:
        issues += sheet.issues.whole()
    figures, repeated = drop_repeats(
        merge_frames([sheet.figures.frame() for sheet in sheets]), file
    )
    issues += [*repeated, *slips.list_slips(figures, registry, terms.history, file)]
    if not len(figures) and not any(issue.severity == "error" for issue in issues):
        code = "nothing-stored" if any(map(_left_out, (*issues, *unread))) else "no-figures"
        issues.append(Issue(code, {}, file))
    return Reading(file, figures, (*issues, *unread), tuple(proposals))


_LEFT_OUT = frozenset(
    [
        "region-unread",
        "name-unread",
        "name-asked",
        "column-unread",
        "heading-beside",
        "heading-plan",
        "section-beside",
        "section-unread",
        "row-qualified",
        "row-beside",
        "sheet-unread",
        "table-skipped",
        "sheet-hidden",
        "title-of-plan",
        "title-of-change",
    ]
)
"""What is said of figures that are there and are not stored."""


def _left_out(issue: Issue) -> bool:
    return issue.code in _LEFT_OUT


def _list_ending_issues(book: Book, file: str) -> list[Issue]:
    """What is to be said where a file's ending is of another kind than its content."""
    if not has_wrong_ending(file, book.kind):
        return []
    encoding = f"（{book.encoding}）" if book.encoding else ""
    return [Issue("ending-lies", {"found": NAMES[book.kind], "encoding": encoding}, file)]


def _is_exported(grid: Grid) -> bool:
    """Whether a sheet says at its head that it is a page of an exported workbook, made for
    readers.
    """
    texts = [str(value) for row in grid.rows[:2] for value in row[:1] if value is not None]
    return any(NOT_READ.zh in text or NOT_READ.in_("en") in text for text in texts)


def _read_sheet(
    grid: Grid,
    terms: FileTerms,
    proposals: list[Proposal],
    unread: list[Issue],
    said: tuple[Said, ...],
) -> Findings | None:
    """One sheet; None where no table stands on it or it is hidden, which is said."""
    if not grid.hidden and (grid.name in layouts.INFORMATIVE or _is_exported(grid)):
        return None
    tables = [] if grid.hidden else list_tables(grid, terms.names, said)
    if not tables:
        if any(value is not None for row in grid.rows for value in row):
            code = _classify_unread(grid)
            unread.append(Issue(code, {}, terms.file, sheet=format_found(grid.name)))
        return None
    first = tables[0]
    sheet = Findings(terms, first.page, Figures(format_found(grid.name), terms.file))
    _report_hidden(sheet, grid)
    if not any(table.at("quality") for table in tables):
        quality = qualities.QUALITIES[terms.quality].name
        sheet.say("quality-assumed", first.header, first.left, quality=quality)
    for table in tables:
        sheet.page, sheet.matched = table.page, {}
        figures_before = len(sheet.figures.year)
        rows.read_rows(sheet, table)
        proposals.append(build_proposal(sheet, table, figures_before))
    return sheet


def _classify_unread(grid: Grid) -> str:
    """Why a sheet is not read: it is hidden, or no header stands above its figures, or it has
    none.
    """
    if grid.hidden:
        return "sheet-hidden"
    has_figures = any(is_figure(value) for row in grid.rows for value in row)
    return "sheet-unread" if has_figures else "sheet-not-data"


def _report_hidden(sheet: Findings, grid: Grid) -> None:
    """Hidden rows and columns are read, and that is said."""
    filled_rows = [
        row
        for row in grid.hidden_rows
        if any(value is not None for values in grid.rows[row - 1 : row] for value in values)
    ]
    if filled_rows:
        sheet.say("rows-hidden", filled_rows[0], 1, count=len(filled_rows))
    filled_columns = [
        column
        for column in grid.hidden_columns
        if any(value is not None for values in grid.rows for value in values[column - 1 : column])
    ]
    if filled_columns:
        sheet.say("columns-hidden", 1, filled_columns[0], count=len(filled_columns))
