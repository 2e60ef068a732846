"""How does a workbook become a version, and how is it taken back? Preview, publish, undo, compare,
over the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine

from dashboard.core.changes import compare
from dashboard.core.changes.compare import Comparison
from dashboard.core.changes.revisions import Key, SortedRows, sort_rows
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.snapshot import View
from dashboard.core.vocabulary.text import Text
from dashboard.ingest import workbook
from dashboard.ingest.opening.wire import Progress as Steps
from dashboard.ingest.recognition.said import Said
from dashboard.ingest.workbook import Reading
from dashboard.operations import life_mark
from dashboard.operations.authentication import Caller
from dashboard.operations.previewed_source import PreviewedSource
from dashboard.operations.scope import drop_out_of_scope
from dashboard.operations.snapshots import (
    SnapshotService,
    collect_known_values,
    decode_file_name,
    read_change_date,
    read_file,
)
from dashboard.operations.store_source import StoreSource
from dashboard.store import audit, failpoints, versions
from dashboard.store.addresses import find_file
from dashboard.store.database import begin_read, begin_write, migrate, open_database, refuse_damaged
from dashboard.store.errors import StoreError
from dashboard.store.observations import Progress
from dashboard.store.versions import Book, DuplicateError

FIRST_START_KEY = "first:"
FIRST_START_WHO = Text("首次启动", "first start")
FIRST_START_NOTE = Text("数据文件夹中原有的工作簿", "a workbook that lay in the data folder")
FIRST_START_TEXTS = {text.zh: text for text in (FIRST_START_WHO, FIRST_START_NOTE)}
"""What the first start writes into the store, with its wording in both languages."""
FIRST_START_ACTION = "first start"


def open_engine(url: str, folder: Path) -> Engine:
    """The database at a URL, found sound, its tables made; refuses one that has lost what `folder`
    remembers of it.
    """
    life_mark.refuse_lost_file(folder, url)
    file = find_file(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = open_database(url)
    migrate(engine)
    refuse_damaged(engine)
    life_mark.refuse_lost_versions(folder, engine)
    return engine


def open_store(url: str, folder: Path, registry: Registry | None, now: str = "") -> StoreSource:
    """The store at a URL; on first start the folder's workbooks become versions dated by their
    content.

    `now` is what the audit says of when that was. Without a registry nothing is accepted.
    """
    stored = StoreSource(open_engine(url, folder), folder)
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
        if _is_first_start_recorded(connection):
            return True
    keys = [version.key or "" for version in versions.list_versions(engine)]
    return not all(key.startswith(FIRST_START_KEY) for key in keys)


def _is_first_start_recorded(connection: Connection) -> bool:
    return any(entry.action == FIRST_START_ACTION for entry in audit.list_entries(connection))


def _run_first_start(stored: StoreSource, registry: Registry, now: str) -> None:
    """Accept what lies in the folder; any replica may be the one, and one that was killed is
    carried on from.
    """
    for file in stored.waiting():
        _accept_as_found(stored, registry, file, now)
    with begin_write(stored.engine) as connection:
        if _is_first_start_recorded(connection):  # another replica may have been first
            return
        made = versions.list_versions(stored.engine)
        happened = made[0].at if made else ""
        audit.append_entry(
            connection,
            at=now or happened,
            who=FIRST_START_WHO.zh,
            action=FIRST_START_ACTION,
            version=None,
            details={"versions": versions.load_latest_number(connection)},
        )


def _accept_as_found(stored: StoreSource, registry: Registry, file: Path, now: str) -> None:
    """Make a version of a workbook without errors; any other stays waiting, and every page says
    so.
    """
    data = file.read_bytes()
    reading = read_file(file, registry)
    if reading.outcome in ("reject-whole-file", "row-errors-listed"):
        return
    released = datetime.combine(_read_release_date(reading, file), datetime.min.time(), UTC)
    book = Book(
        reading.file,
        data,
        reading.observations,
        FIRST_START_WHO.zh,
        released.isoformat(),
        FIRST_START_NOTE.zh,
        happened=now,
    )
    with suppress(DuplicateError):
        stored.publish(registry, book, key=FIRST_START_KEY + book.sha256[:58])


def _read_release_date(found: Reading, file: Path) -> date:
    """The latest release its figures name, else the day the file was last changed."""
    released = found.observations["published"].dropna()
    if len(released):
        latest: pd.Timestamp = released.max()
        return latest.date()
    return read_change_date(file)


@dataclass(frozen=True)
class Upload:
    """A workbook that somebody would like to see accepted, and on what terms it is read."""

    file: str
    data: bytes
    received: date
    quality: str = "published"
    answers: Mapping[str, str] = field(default_factory=dict)
    said: tuple[Said, ...] = ()

    @classmethod
    def of(
        cls,
        file: Path,
        quality: str = "published",
        answers: Mapping[str, str] | None = None,
        said: tuple[Said, ...] = (),
    ) -> Upload:
        """A file at hand."""
        return cls(
            decode_file_name(file.name),
            file.read_bytes(),
            read_change_date(file),
            quality,
            answers or {},
            said,
        )


@dataclass(frozen=True)
class Preview:
    """What accepting a workbook would do: the reading, the version it was compared with, and what
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
    """Read a workbook and compare it with what holds now; nothing is stored.

    `by`: figures outside this person's scope are errors. `revising`: revised figures count as
    replacing what is known, as they will once a reason is given for each.
    """
    registry = service.registry
    known = collect_known_values(stored, registry)
    terms = workbook.Terms(upload.received, upload.quality, upload.answers, known, upload.said)
    reading = workbook.read_file(upload.data, registry, upload.file, terms, progress)
    if by is not None and by.bound:
        reading = drop_out_of_scope(reading, registry, by)
    failpoints.reach("preview.read")
    base = stored.newest()
    before = service.snapshot(View(year=_find_last_year(reading)))
    rows = sort_rows(reading.observations, before.in_force)
    replaced: frozenset[Key] = frozenset()
    if revising:
        replaced = frozenset(
            (change.indicator, change.region, change.year, change.month) for change in rows.revised
        )
    source = PreviewedSource(stored, reading, replaced)
    after = SnapshotService(registry, source, service.today, service.rules).snapshot(before.view)
    comparison = compare.compare_all_years(before, after)
    failpoints.reach("preview.compared")
    units = hash_units(registry, reading.observations["indicator"])
    return Preview(reading, upload.data, base, comparison, rows, units)


def _find_last_year(reading: Reading) -> int:
    """The latest year of a reading's figures, 0 where it has none."""
    years = reading.observations["year"]
    return int(years.max()) if len(years) else 0


def hash_units(registry: Registry, indicators: Iterable[str]) -> str:
    """What figures of these indicators mean: a mark that changes when a unit does, or when an
    indicator is no more.
    """
    meanings = []
    for name in sorted(set(indicators)):
        indicator = registry.indicators.get(name)
        unit = indicator.unit.name if indicator and indicator.unit else ""
        meanings.append((name, indicator is not None, unit))
    return hashlib.sha256(repr(meanings).encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Decision:
    """What a person decides on a workbook: a note, when its figures were released, whether good
    rows alone will do, and why figures are revised: each for a `reason`, else for the `usual` one.

    `confirmed` are the places of figures that look as if they had slipped by a power of ten and are
    right. `quality` is the one that rows without one were read with. On a page, `turn` is the
    reading that was looked at and `unread` says that answers stand in the form which have not been
    read with: what is published is what was shown, or nothing.
    """

    note: str = ""
    quality: str = ""
    released: date | None = None
    good_rows: bool = False
    reasons: Mapping[Key, str] = field(default_factory=dict)
    usual: str = ""
    confirmed: frozenset[str] = frozenset()
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
    return stored.publish(service.registry, book, upload_preview.base, key, progress)


def compare_versions(
    service: SnapshotService, first: int, second: int, view: View | None = None
) -> Comparison:
    """Which values and which verdicts differ between two versions, and what changed them: in all
    years and plans, or in the year of the view.
    """
    view = view or View()
    compare_ends = compare.compare_snapshots if view.year else compare.compare_all_years
    view = service.complete(view)
    before, after = (service.snapshot(replace(view, version=number)) for number in (first, second))
    return compare_ends(before, after)
