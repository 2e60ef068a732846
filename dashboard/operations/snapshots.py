"""What do people do? Take a snapshot of how the plan stands, from a source that recalls what was
published.

A folder of workbooks is the first source; whatever recalls observations for a day or a version can
be another.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

import pandas as pd

from dashboard.core.analysis.coverage import choose_first_year, count_reported_targets
from dashboard.core.checks import checks
from dashboard.core.checks.findings import Finding
from dashboard.core.checks.strays import Stray
from dashboard.core.declaration.registry import ParsedDeclaration, parse
from dashboard.core.verdicts import hinges, judge, outlook, panel
from dashboard.core.verdicts.forecast import Backtest
from dashboard.core.verdicts.printed_digits import follow_published_digits
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import Registry, iterate_rows
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.snapshot import Snapshot, View
from dashboard.ingest import workbook
from dashboard.ingest.observations import figures
from dashboard.ingest.opening.wire import Progress
from dashboard.ingest.recognition.said import Said
from dashboard.ingest.workbook import History, Reading

TABLE_ENDINGS = (".xlsx", ".xls", ".csv")
"""Endings of files in the data folder that are read; what they really are is told by their
content.
"""
REPORTED_CACHED = 200
Stamp = tuple[tuple[str, int, int], ...]
Cached = TypeVar("Cached")


class Source(Protocol):
    """Where observations come from. Both methods are safe to call from several threads.

    `stamp` changes whenever `recall` would answer differently; `recall` gives everything readable
    by a day, or as of a version.
    """

    def stamp(self) -> Stamp: ...

    def recall(
        self, registry: Registry, known_on: date | None, version: int | None = None
    ) -> SourceData: ...


@dataclass(frozen=True)
class SourceData:
    """Observations in the order received, what was said about those that could not be read, and
    what is stored and belongs to nothing declared.
    """

    observations: pd.DataFrame
    issues: tuple[Issue, ...]
    strays: tuple[Stray, ...] = ()


@dataclass
class FolderSource:
    """A folder of workbooks as received. Rows with an error stay out and are reported; the others
    count.
    """

    path: Path
    _kept: dict[tuple[str, int, int, int], Reading] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def files(self) -> list[Path]:
        """The workbooks and tables, without the lock files that office programs leave."""
        if not self.path.is_dir():
            return []
        return sorted(file for file in self.path.iterdir() if _is_table(file))

    def stamp(self) -> Stamp:
        """Names, sizes and times of the workbooks."""
        return tuple(map(stamp_file, self.files()))

    def recall(
        self,
        registry: Registry,
        known_on: date | None,
        version: int | None = None,  # noqa: ARG002 - workbooks have none
    ) -> SourceData:
        """All workbooks, read once per content; figures without a release date count from the day
        they were received.
        """
        readings = [self._read_cached(file, registry) for file in self.files()]
        return merge_readings(readings, known_on)

    def _read_cached(self, file: Path, registry: Registry) -> Reading:
        key = (*stamp_file(file), id(registry))
        with self._lock:
            if key not in self._kept:
                others = {old: kept for old, kept in self._kept.items() if old[0] != file.name}
                self._kept = {**others, key: read_file(file, registry)}
            return self._kept[key]


def _is_table(file: Path) -> bool:
    """Whether a file is read; the lock files that office programs leave are not, nor is what only
    looks like a file: to open a pipe would wait for ever.
    """
    is_named = file.suffix.lower() in TABLE_ENDINGS and not file.name.startswith(("~$", "."))
    return is_named and file.is_file()


def stamp_file(file: Path) -> tuple[str, int, int]:
    """Name, size and time of a file: it changes whenever the content does."""
    stat = file.stat()
    return file.name, stat.st_size, stat.st_mtime_ns


@dataclass(frozen=True)
class WorkbookSource:
    """Some workbooks named by hand, read once."""

    readings: tuple[Reading, ...]

    def stamp(self) -> Stamp:
        """Never changes."""
        return ()

    def recall(
        self,
        registry: Registry,  # noqa: ARG002 - read with one already
        known_on: date | None,
        version: int | None = None,  # noqa: ARG002 - workbooks have none
    ) -> SourceData:
        """What the workbooks say."""
        return merge_readings(list(self.readings), known_on)


def merge_readings(readings: list[Reading], known_on: date | None) -> SourceData:
    """Several readings as one; with `known_on` only figures published up to that day. Where nothing
    else decides, the later file name comes first.
    """
    frames = [reading.observations for reading in reversed(readings) if len(reading.observations)]
    observations = pd.concat(frames, ignore_index=True) if frames else figures.merge_frames([])
    if known_on is not None:
        is_known = observations["published"] <= pd.Timestamp(known_on)
        observations = observations[is_known].reset_index(drop=True)
    issues = tuple(issue for reading in readings for issue in reading.issues)
    return SourceData(observations, issues)


def read_file(
    file: Path,
    registry: Registry,
    quality: str = "published",
    *,
    answers: Mapping[str, str] | None = None,
    known: History | None = None,
    said: tuple[Said, ...] = (),
    progress: Progress | None = None,
) -> Reading:
    """Read one file; figures without a release date are dated by its own record of its last
    change.
    """
    terms = workbook.Terms(read_change_date(file), quality, answers or {}, known or {}, said)
    return workbook.read_file(
        file.read_bytes(), registry, decode_file_name(file.name), terms, progress
    )


def read_change_date(file: Path) -> date:
    """The day on which a file was last changed."""
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).astimezone().date()


def collect_known_values(
    source: Source, registry: Registry, without: Path | None = None
) -> History:
    """Full-year values that are in force, for comparing new ones with them; those of one file left
    out.
    """
    observations = source.recall(registry, None).observations
    if without is not None and len(observations):
        own_cells = f"{decode_file_name(without.name)} › "
        observations = observations[~observations["cell"].str.startswith(own_cells)]
    in_force = panel.build_panel(registry, observations).in_force
    whole_years = in_force[(in_force["month"] == 12) & in_force["value"].notna()]
    known: dict[tuple[str, str], dict[int, float]] = {}
    for row in iterate_rows(whole_years):
        series = known.setdefault((str(row.indicator), str(row.region)), {})
        series[int(row.year)] = float(row.value)
    return known


def decode_file_name(name: str) -> str:
    """A file's name as text, also where the system's language is not set and Python could not
    decode it.
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def read_declaration(file: Path) -> ParsedDeclaration:
    """Read the file of targets, once per content."""
    stat = file.stat()
    return _parse_declaration(file, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=8)
def _parse_declaration(file: Path, size: int, changed: int) -> ParsedDeclaration:
    return parse(file.read_text("utf-8"), file.name)


def _list_current(
    cache: dict[tuple[object, ...], Cached], stamp: object, most: int
) -> dict[tuple[object, ...], Cached]:
    """The newest results of a cache that are of the data as they are now."""
    newest = list(cache.items())[-most:]
    return {key: result for key, result in newest if key[0] == stamp}


_PINNED: ContextVar[tuple[Source, Stamp] | None] = ContextVar("pinned", default=None)


@dataclass
class SnapshotService:
    """The one door to snapshots: a declaration, a source, and what was worked out from them before.

    Results are kept by the state of the data and the view, so that a second look costs nothing and
    a changed file is seen at the next one. Safe for several threads.
    """

    registry: Registry
    source: Source
    today: date
    rules: str = DEFAULT
    serial: int = field(default_factory=itertools.count().__next__)
    _panels: dict[tuple[object, ...], tuple[Registry, panel.Panel, SourceData]] = field(
        default_factory=dict
    )
    _snapshots: dict[tuple[object, ...], Snapshot] = field(default_factory=dict)
    _findings: dict[tuple[object, ...], tuple[Finding, ...]] = field(default_factory=dict)
    _reported: dict[tuple[object, ...], dict[int, int]] = field(default_factory=dict)
    _measured: dict[tuple[object, ...], Backtest] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def stamp(self) -> Stamp:
        """The state of the data; within `pinned` that of its beginning."""
        pinned = _PINNED.get()
        if pinned is not None and pinned[0] is self.source:
            return pinned[1]
        return self.source.stamp()

    @contextmanager
    def pinned(self, stamp: Stamp) -> Iterator[None]:
        """Answer from one state of the data, whatever is published meanwhile.

        A page is of one version, and the store is asked once which one that is.
        """
        token = _PINNED.set((self.source, stamp))
        try:
            yield
        finally:
            _PINNED.reset(token)

    def known(
        self, known_on: date | None, version: int | None = None
    ) -> tuple[Registry, panel.Panel, SourceData]:
        """Declaration, values in force and everything recalled, as known on a day or as of a
        version.
        """
        key = (self.stamp(), known_on, version)
        with self._lock:
            if key not in self._panels:
                recalled = self.source.recall(self.registry, known_on, version)
                promised = self.registry.known_on(known_on) if known_on else self.registry
                registry = follow_published_digits(promised, recalled.observations)
                values = panel.build_panel(registry, recalled.observations)
                self._panels = _list_current(self._panels, key[0], 3)
                self._panels[key] = (registry, values, recalled)
            return self._panels[key]

    def snapshot(self, view: View) -> Snapshot:
        """How everything stands in the view's year; the view comes back complete (plan, region,
        year filled in).
        """
        view = self.complete(view)
        key = (self.stamp(), view.known_on, view.version, view.year, view.rules)
        with self._lock:
            if key not in self._snapshots:
                made = self._judge(view)
                self._snapshots = _list_current(self._snapshots, key[0], 11)
                self._snapshots[key] = made
            return replace(self._snapshots[key], view=view)

    def _judge(self, view: View) -> Snapshot:
        registry, values, recalled = self.known(view.known_on, view.version)
        verdicts = judge.judge_panel(registry, values, view.year, view.rules)
        forecast = outlook.add_forecasts(registry, values, verdicts)
        return Snapshot(
            registry,
            view,
            recalled.observations,
            values.in_force,
            hinges.add_hinges(registry, values, forecast, view.year, view.rules),
            view.version,
            self.as_of(view),
        )

    def findings(self, known_on: date | None, version: int | None = None) -> tuple[Finding, ...]:
        """What the checks find in the plan and in what was known on a day or as of a version."""
        key = (self.stamp(), known_on, version)
        with self._lock:
            if key not in self._findings:
                registry, values, recalled = self.known(known_on, version)
                found = checks.run_checks(registry, values, recalled.observations, recalled.strays)
                self._findings = {key: found}
            return self._findings[key]

    def list_strays(self) -> tuple[Stray, ...]:
        """Stored figures of now that belong to nothing declared."""
        return self.known(None)[2].strays

    def forecasts_measured(self, known_on: date | None, version: int | None = None) -> Backtest:
        """How forecasts would have done on the series at hand."""
        key = (self.stamp(), known_on, version)
        with self._lock:
            if key not in self._measured:
                registry, values, _ = self.known(known_on, version)
                self._measured = {key: outlook.backtest_panel(registry, values)}
            return self._measured[key]

    def as_of(self, view: View) -> date:
        """The day whose knowledge is shown: the day asked for, else today."""
        return view.known_on or self.today

    def complete(self, view: View) -> View:
        """A view with its plan, region and year filled in where they are missing or unknown."""
        registry = self.registry
        if registry.former:
            view = replace(
                view,
                plan=registry.find_current("plan", view.plan),
                region=registry.find_current("region", view.region),
                theme=registry.find_current("theme", view.theme),
            )
        if view.region not in registry.regions:
            view = replace(view, region=registry.region)
        if view.plan not in registry.plans:
            view = replace(view, plan=next(iter(registry.plans), ""))
        if view.rules not in RULES:
            view = replace(view, rules=self.rules)
        if not view.year:
            view = replace(view, year=self.choose_year(view))
        return view

    def choose_year(self, view: View) -> int:
        """The year that is shown where none is asked for."""
        this_year = (view.known_on or self.today).year
        return choose_first_year(self.count_reported(view), this_year)

    def count_reported(self, view: View) -> dict[int, int]:
        """Each year of the view's plan → how many of its promises have a figure, in its region;
        this year alone where nothing is planned.
        """
        if view.plan not in self.registry.plans:
            return {self.today.year: 0}
        key = (self.stamp(), view.plan, view.region, view.known_on, view.version)
        with self._lock:
            if key not in self._reported:
                registry, values, _ = self.known(view.known_on, view.version)
                counted = count_reported_targets(registry, values, view.plan, view.region)
                current = _list_current(self._reported, key[0], REPORTED_CACHED)
                self._reported = {**current, key: counted}
            return self._reported[key]
