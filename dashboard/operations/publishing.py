"""How does a workbook become a version, and how is it taken back? Preview, publish, undo, compare,
over the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
from sqlalchemy import Engine

from dashboard.core.changes import compare
from dashboard.core.changes.compare import Comparison
from dashboard.core.changes.revisions import Key, SortedRows, is_superseding_note, sort_rows
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import Registry, View
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.text import Text
from dashboard.ingest import workbook
from dashboard.ingest.listing import split_place
from dashboard.ingest.wire import Progress as Steps
from dashboard.ingest.workbook import Reading
from dashboard.operations.authentication import Caller
from dashboard.operations.snapshots import (
    FolderSource,
    SnapshotService,
    SourceData,
    Stamp,
    collect_known_values,
    decode_file_name,
    read_change_date,
    read_file,
)
from dashboard.store import audit, failpoints, versions
from dashboard.store.database import (
    StoreError,
    begin_read,
    begin_write,
    migrate,
    open_database,
    refuse_damaged,
)
from dashboard.store.observations import Progress
from dashboard.store.versions import Book, DuplicateError

Version = versions.Version
FIRST_START_KEY = "first:"
FIRST_START_WHO, FIRST_START_NOTE = (
    Text("首次启动", "first start"),
    Text("数据文件夹中原有的工作簿", "a workbook that lay in the data folder"),
)
FIRST_START_TEXTS = {text.zh: text for text in (FIRST_START_WHO, FIRST_START_NOTE)}
"""What the first start writes into the store, with its wording in both languages."""
FIRST_START_ACTION = "first start"


@dataclass
class StoreSource:
    """The store as a source: what holds now, on a day or as of a version, and the workbooks that
    wait to be accepted.
    """

    engine: Engine
    folder: Path
    _hashes: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def stamp(self) -> Stamp:
        """The newest version, and the workbooks of the folder that are not in the store."""
        with begin_read(self.engine) as connection:
            newest = versions.load_latest_number(connection)
        return (
            ("version", newest, 0),
            *((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in self.waiting()),
        )

    def recall(
        self, registry: Registry, known_on: date | None, version: int | None = None
    ) -> SourceData:
        """What holds, newest version first."""
        return SourceData(versions.load_observations(self.engine, registry, known_on, version), ())

    def newest(self) -> int:
        """The number of the newest version."""
        with begin_read(self.engine) as connection:
            return versions.load_latest_number(connection)

    def list_versions(self) -> list[Version]:
        """Every version, the newest first."""
        return versions.list_versions(self.engine)

    def find_version(self, number: str) -> Version | None:
        """The version that an address names."""
        for version in self.list_versions():
            if str(version.number) == number:
                return version
        return None

    def count_reasons(self, number: int) -> dict[str, int]:
        """How many figures of a version were revised, by the reason given."""
        return versions.count_reasons(self.engine, number)

    def waiting(self) -> list[Path]:
        """Workbooks in the data folder that no version was ever made of."""
        files = FolderSource(self.folder).files()
        if not files:
            return []
        known = set(versions.list_known_hashes(self.engine))
        return [file for file in files if self._compute_hash(file) not in known]

    def _compute_hash(self, file: Path) -> str:
        stat = file.stat()
        key = (file.name, stat.st_size, stat.st_mtime_ns)
        if key not in self._hashes:
            self._hashes[key] = hashlib.sha256(file.read_bytes()).hexdigest()
        return self._hashes[key]


def open_engine(url: str) -> Engine:
    """The database at a URL, found sound, its tables made."""
    if url.startswith("sqlite:///") and "file:" not in url:
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.touch(0o600)  # what is in it is for the server's account alone
    engine = open_database(url)
    migrate(engine)
    refuse_damaged(engine)
    return engine


def open_store(url: str, folder: Path, registry: Registry | None, now: str = "") -> StoreSource:
    """The store at a URL; on first start the folder's workbooks become versions dated by their
    content.

    `now` is what the audit says of when that was. Without a registry nothing is accepted.
    """
    stored = StoreSource(open_engine(url), folder)
    if registry is not None:
        finish_first_start(stored, registry, now)
    return stored


def finish_first_start(stored: StoreSource, registry: Registry, now: str = "") -> None:
    """Accept what lies in the folder, where the first start was not finished before."""
    if not _is_started(stored.engine):
        _run_first_start(stored, registry, now)


def _is_started(engine: Engine) -> bool:
    """Whether the first start was finished, or somebody has acted since."""
    with begin_read(engine) as connection:
        acted = any(entry.action == FIRST_START_ACTION for entry in audit.list_entries(connection))
    return acted or any(
        not (one.key or "").startswith(FIRST_START_KEY) for one in versions.list_versions(engine)
    )


def _run_first_start(stored: StoreSource, registry: Registry, now: str) -> None:
    """Accept what lies in the folder; any replica may be the one, and one that was killed is
    carried on from.
    """
    for file in stored.waiting():
        data = file.read_bytes()
        found = read_file(file, registry)
        if found.outcome in ("reject-whole-file", "row-errors-listed"):
            continue  # it stays waiting, and every page says so
        changed = datetime.combine(_read_release_date(found, file), datetime.min.time(), UTC)
        book = Book(
            found.file,
            data,
            found.observations,
            FIRST_START_WHO.zh,
            changed.isoformat(),
            FIRST_START_NOTE.zh,
            happened=now,
        )
        try:
            versions.publish(stored.engine, registry, book, key=FIRST_START_KEY + book.sha256[:58])
        except DuplicateError:
            continue
    with begin_write(stored.engine) as connection:
        if not any(
            entry.action == FIRST_START_ACTION for entry in audit.list_entries(connection)
        ):  # another replica may have been first
            made = versions.list_versions(stored.engine)
            audit.append_entry(
                connection,
                at=now or (made[0].at if made else ""),
                who=FIRST_START_WHO.zh,
                action=FIRST_START_ACTION,
                version=None,
                details={"versions": versions.load_latest_number(connection)},
            )


def _read_release_date(found: Reading, file: Path) -> date:
    """The latest release its figures name, else the day the file was last changed."""
    released = found.observations["published"].dropna()
    return (
        released.max().date()
        if len(released)
        else datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
    )


@dataclass(frozen=True)
class Upload:
    """A workbook that somebody would like to see accepted, and on what terms it is read."""

    file: str
    data: bytes
    received: date
    quality: str = "published"
    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, file: Path, quality: str = "published", answers: Mapping[str, str] | None = None
    ) -> Upload:
        """A file at hand."""
        return cls(
            decode_file_name(file.name),
            file.read_bytes(),
            read_change_date(file),
            quality,
            answers or {},
        )


@dataclass(frozen=True)
class Preview:
    """What accepting a workbook would do: the reading, the version it was held against, and what
    would change.

    `rows` are its figures told apart; `units` stands for the declaration they were read with.
    """

    reading: Reading
    data: bytes
    base: int
    comparison: Comparison
    rows: SortedRows
    units: str


def preview_upload(
    service: SnapshotService,
    stored: StoreSource,
    upload: Upload,
    progress: Steps | None = None,
    *,
    by: Person | None = None,
    revising: bool = False,
) -> Preview:
    """Read a workbook and hold it against what holds now; nothing is stored.

    `by`: figures outside this person's scope are errors. `revising`: revised figures count as
    replacing what is known, as they will once a reason is given for each.
    """
    known = collect_known_values(stored, service.registry)
    terms = workbook.Terms(upload.received, upload.quality, upload.answers, known)
    found = workbook.read_file(upload.data, service.registry, upload.file, terms, progress)
    if by is not None and by.bound:
        found = _drop_out_of_scope(found, service.registry, by)
    failpoints.reach("preview.read")
    base = stored.newest()
    touched = int(found.observations["year"].max()) if len(found.observations) else 0
    before = service.snapshot(View(year=touched))
    rows = sort_rows(found.observations, before.in_force)
    replaced = (
        {(one.indicator, one.region, one.year, one.month) for one in rows.revised}
        if revising
        else set()
    )
    after = SnapshotService(
        service.registry,
        _SourceWithUpload(stored, found, frozenset(replaced)),
        service.today,
        service.rules,
    ).snapshot(before.view)
    comparison = compare.compare_snapshots(before, after)
    failpoints.reach("preview.compared")
    return Preview(
        found,
        upload.data,
        base,
        comparison,
        rows,
        hash_units(service.registry, found.observations["indicator"]),
    )


def _drop_out_of_scope(found: Reading, registry: Registry, by: Person) -> Reading:
    """A reading without the figures that are not this person's to publish, which are said."""
    counts = found.observations["indicator"].value_counts()
    out_of_scope = [str(name) for name in counts.index if not by.answers_for(registry, str(name))]
    scope_issues = tuple(
        _build_scope_issue(found, registry, name, int(counts[name]), by)
        for name in sorted(out_of_scope)
    )
    remaining = found.observations[~found.observations["indicator"].isin(out_of_scope)].reset_index(
        drop=True
    )
    return (
        replace(found, observations=remaining, issues=(*scope_issues, *found.issues))
        if out_of_scope
        else found
    )


def _build_scope_issue(
    found: Reading, registry: Registry, name: str, count: int, by: Person
) -> Issue:
    """Figures of somebody else, said at the first of their cells."""
    first = str(found.observations.loc[found.observations["indicator"] == name, "cell"].iloc[0])
    sheet, cell = split_place(first, found.file)
    return Issue(
        "out-of-scope",
        {"name": registry.indicators[name].name, "count": count, "person": by.name},
        found.file,
        sheet=sheet,
        cell=cell,
    )


def hash_units(registry: Registry, indicators: Iterable[str]) -> str:
    """What figures of these indicators mean: a mark that changes when a unit does, or when an
    indicator is no more.
    """
    meant = []
    for name in sorted(set(indicators)):
        known = registry.indicators.get(name)
        meant.append((name, known is not None, known.unit.name if known and known.unit else ""))
    return hashlib.sha256(repr(meant).encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class _SourceWithUpload:
    """The store as it would be with one more workbook, whose figures replace those of some keys."""

    stored: StoreSource
    reading: Reading
    replaced: frozenset[Key] = frozenset()

    def stamp(self) -> Stamp:
        return ()

    def recall(
        self, registry: Registry, known_on: date | None, version: int | None = None
    ) -> SourceData:
        stored_rows = self.stored.recall(registry, known_on, version).observations
        new = self.reading.observations
        if not len(new):
            return SourceData(stored_rows, self.reading.issues)
        corrected = new[[is_superseding_note(note) for note in new["note"]]]
        keys = set(zip(*(corrected[column] for column in compare.KEY), strict=True)) | self.replaced
        stays = [
            key not in keys
            for key in zip(*(stored_rows[column] for column in compare.KEY), strict=True)
        ]
        return SourceData(
            pd.concat([new, stored_rows[stays]], ignore_index=True) if len(stored_rows) else new,
            self.reading.issues,
        )


@dataclass(frozen=True)
class Decision:
    """What a person decides on a workbook: a note, when its figures were released, whether good
    rows alone will do, and why figures are revised: each for a `reason`, else for the `usual` one.

    `quality` is the one that rows without one were read with. On a page, `turn` is the reading that
    was looked at and `unread` says that answers stand in the form which have not been read with:
    what is published is what was shown, or nothing.
    """

    note: str = ""
    quality: str = ""
    released: date | None = None
    good_rows: bool = False
    reasons: Mapping[Key, str] = field(default_factory=dict)
    usual: str = ""
    turn: int | None = None
    unread: bool = False

    def leaves_errors(self, outcome: str) -> bool:
        """Whether a reading has wrong rows that nobody has decided to leave out."""
        return outcome == "row-errors-listed" and not self.good_rows


def apply_decision(book: Book, decision: Decision) -> Book:
    """A workbook as it was decided on: with its note, and with the release date for every figure
    where one was given.
    """
    rows = book.rows
    if decision.released is not None:
        rows = rows.assign(published=pd.Timestamp(decision.released))
    return replace(
        book,
        rows=rows,
        note=decision.note,
        quality=decision.quality or book.quality,
        released=decision.released,
    )


def accept_upload(
    service: SnapshotService,
    stored: StoreSource,
    upload_preview: Preview,
    decision: Decision,
    caller: Caller,
    *,
    key: str | None = None,
    progress: Progress | None = None,
) -> int:
    """Publish what a preview showed; refuses rows with errors unless the person takes the good
    ones. A `key` makes a retry harmless.
    """
    reading = upload_preview.reading
    if reading.outcome == "reject-whole-file" or decision.leaves_errors(reading.outcome):
        raise StoreError(
            Text(
                f"{reading.file} 有错误，没有入库；请改正后再导入",
                f"{reading.file} has errors and was not stored; mend them first",
            )
        )
    rows = reading.observations
    if not len(rows):
        raise StoreError(
            Text(
                f"{reading.file} 中没有数据，没有入库",
                f"{reading.file} holds no figures and was not stored",
            )
        )
    who, at = caller.person.name, caller.at.isoformat()
    book = apply_decision(Book(reading.file, upload_preview.data, rows, who, at), decision)
    return versions.publish(
        stored.engine, service.registry, book, upload_preview.base, key, progress
    )


def compare_versions(
    service: SnapshotService, first: int, second: int, view: View | None = None
) -> Comparison:
    """Which values and which verdicts differ between two versions, and what changed them.

    Without a year in the view, the latest year whose values differ is judged.
    """
    asked = view or View()
    if not asked.year:
        ends = [service.known(asked.known_on, number)[1].in_force for number in (first, second)]
        asked = replace(
            asked,
            year=max((change.year for change in compare.list_changed_values(*ends)), default=0),
        )
    asked = service.complete(asked)
    return compare.compare_snapshots(
        *(service.snapshot(replace(asked, version=number)) for number in (first, second))
    )
