"""How does a workbook become a version, and how is it taken back? Preview, publish, undo, compare, over the store."""

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
from dashboard.core.changes.revisions import Key, Sorted, sort_rows, supersedes
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import Registry, View
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.text import Text
from dashboard.ingest import workbook
from dashboard.ingest.listing import within
from dashboard.ingest.wire import Progress as Steps
from dashboard.ingest.workbook import Reading
from dashboard.operations.snapshots import Desk, Folder, Recalled, Stamp, known_values_of, legible, read_file, received
from dashboard.store import audit, failpoints, versions
from dashboard.store.database import StoreError, connect, migrate, must_be_sound, reading, writing
from dashboard.store.versions import AlreadyError, Book, Progress

FIRST = "first:"
NOBODY, FOUND = Text("首次启动", "first start"), Text("数据文件夹中原有的工作簿", "a workbook that lay in the data folder")
FIRST_WORDS = {text.zh: text for text in (NOBODY, FOUND)}
"""What the first start writes into the store, with its wording in both languages."""
STARTED = "first start"


@dataclass
class Stored:
    """The store as a source: what holds now, on a day or as of a version, and the workbooks that wait to be accepted."""

    engine: Engine
    folder: Path
    _hashes: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def stamp(self) -> Stamp:
        """The newest version, and the workbooks of the folder that are not in the store."""
        with reading(self.engine) as connection:
            newest = versions.latest(connection)
        return (("version", newest, 0), *((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in self.waiting()))

    def recall(self, registry: Registry, known_on: date | None, version: int | None = None) -> Recalled:
        """What holds, newest version first."""
        return Recalled(versions.recall(self.engine, registry, known_on, version), ())

    def newest(self) -> int:
        """The number of the newest version."""
        with reading(self.engine) as connection:
            return versions.latest(connection)

    def waiting(self) -> list[Path]:
        """Workbooks in the data folder that no version was ever made of."""
        files = Folder(self.folder).files()
        if not files:
            return []
        known = set(versions.known_hashes(self.engine))
        return [file for file in files if self._hash(file) not in known]

    def _hash(self, file: Path) -> str:
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
    engine = connect(url)
    migrate(engine)
    must_be_sound(engine)
    return engine


def open_store(url: str, folder: Path, registry: Registry | None, now: str = "") -> Stored:
    """The store at a URL; on first start the folder's workbooks become versions dated by their content.

    `now` is what the audit says of when that was. Without a registry nothing is accepted.
    """
    stored = Stored(open_engine(url), folder)
    if registry is not None:
        start(stored, registry, now)
    return stored


def start(stored: Stored, registry: Registry, now: str = "") -> None:
    """Accept what lies in the folder, where the first start was not finished before."""
    if not _started(stored.engine):
        _first_start(stored, registry, now)


def _started(engine: Engine) -> bool:
    """Whether the first start was finished, or somebody has acted since."""
    with reading(engine) as connection:
        acted = any(entry.action == STARTED for entry in audit.entries(connection))
    return acted or any(not (one.key or "").startswith(FIRST) for one in versions.history(engine))


def _first_start(stored: Stored, registry: Registry, now: str) -> None:
    """Accept what lies in the folder; any replica may be the one, and one that was killed is carried on from."""
    for file in stored.waiting():
        data = file.read_bytes()
        found = read_file(file, registry)
        if found.outcome in ("reject-whole-file", "row-errors-listed"):
            continue  # it stays waiting, and every page says so
        changed = datetime.combine(_dated(found, file), datetime.min.time(), UTC)
        book = Book(found.file, data, found.observations, NOBODY.zh, changed.isoformat(), FOUND.zh, happened=now)
        try:
            versions.publish(stored.engine, registry, book, key=FIRST + book.sha256[:58])
        except AlreadyError:
            continue
    with writing(stored.engine) as connection:
        if not any(entry.action == STARTED for entry in audit.entries(connection)):  # another replica may have been first
            made = versions.history(stored.engine)
            audit.append(
                connection,
                at=now or (made[0].at if made else ""),
                who=NOBODY.zh,
                action=STARTED,
                version=None,
                details={"versions": versions.latest(connection)},
            )


def _dated(found: Reading, file: Path) -> date:
    """The latest release its figures name, else the day the file was last changed."""
    released = found.observations["published"].dropna()
    return released.max().date() if len(released) else datetime.fromtimestamp(file.stat().st_mtime, UTC).date()


@dataclass(frozen=True)
class Upload:
    """A workbook that somebody would like to see accepted, and on what terms it is read."""

    file: str
    data: bytes
    received: date
    quality: str = "published"
    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, file: Path, quality: str = "published", answers: Mapping[str, str] | None = None) -> Upload:
        """A file at hand."""
        return cls(legible(file.name), file.read_bytes(), received(file), quality, answers or {})


@dataclass(frozen=True)
class Preview:
    """What accepting a workbook would do: the reading, the version it was held against, and what would change.

    `rows` are its figures told apart; `units` stands for the declaration they were read with.
    """

    reading: Reading
    data: bytes
    base: int
    comparison: Comparison
    rows: Sorted
    units: str


def preview(
    desk: Desk, stored: Stored, upload: Upload, progress: Steps | None = None, *, by: Person | None = None, revising: bool = False
) -> Preview:
    """Read a workbook and hold it against what holds now; nothing is stored.

    `by`: figures outside this person's scope are errors. `revising`: revised figures count as replacing what is known, as they
    will once a reason is given for each.
    """
    known = known_values_of(stored, desk.registry)
    terms = workbook.Terms(upload.received, upload.quality, upload.answers, known)
    found = workbook.read_file(upload.data, desk.registry, upload.file, terms, progress)
    if by is not None and by.bound:
        found = _within_scope(found, desk.registry, by)
    failpoints.reach("preview.read")
    base = stored.newest()
    touched = int(found.observations["year"].max()) if len(found.observations) else 0
    before = desk.snapshot(View(year=touched))
    rows = sort_rows(found.observations, before.in_force)
    replaced = {(one.indicator, one.region, one.year, one.month) for one in rows.revised} if revising else set()
    after = Desk(desk.registry, _With(stored, found, frozenset(replaced)), desk.today, desk.rules).snapshot(before.view)
    comparison = compare.compare(before, after)
    failpoints.reach("preview.compared")
    return Preview(found, upload.data, base, comparison, rows, units_of(desk.registry, found.observations["indicator"]))


def _within_scope(found: Reading, registry: Registry, by: Person) -> Reading:
    """A reading without the figures that are not this person's to publish, which are said."""
    counts = found.observations["indicator"].value_counts()
    strange = [str(name) for name in counts.index if not by.answers_for(registry, str(name))]
    said = tuple(_strange(found, registry, name, int(counts[name]), by) for name in sorted(strange))
    kept = found.observations[~found.observations["indicator"].isin(strange)].reset_index(drop=True)
    return replace(found, observations=kept, issues=(*said, *found.issues)) if strange else found


def _strange(found: Reading, registry: Registry, name: str, count: int, by: Person) -> Issue:
    """Figures of somebody else, said at the first of their cells."""
    first = str(found.observations.loc[found.observations["indicator"] == name, "cell"].iloc[0])
    sheet, cell = within(first, found.file)
    return Issue(
        "out-of-scope",
        {"name": registry.indicators[name].name, "count": count, "person": by.name},
        found.file,
        sheet=sheet,
        cell=cell,
    )


def units_of(registry: Registry, indicators: Iterable[str]) -> str:
    """What figures of these indicators mean: a mark that changes when a unit does, or when an indicator is no more."""
    meant = []
    for name in sorted(set(indicators)):
        known = registry.indicators.get(name)
        meant.append((name, known is not None, known.unit.name if known and known.unit else ""))
    return hashlib.sha256(repr(meant).encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class _With:
    """The store as it would be with one more workbook, whose figures replace those of some keys."""

    stored: Stored
    reading: Reading
    replaced: frozenset[Key] = frozenset()

    def stamp(self) -> Stamp:
        return ()

    def recall(self, registry: Registry, known_on: date | None, version: int | None = None) -> Recalled:
        held = self.stored.recall(registry, known_on, version).observations
        new = self.reading.observations
        if not len(new):
            return Recalled(held, self.reading.issues)
        corrected = new[[supersedes(note) for note in new["note"]]]
        keys = set(zip(*(corrected[column] for column in compare.KEY), strict=True)) | self.replaced
        stays = [key not in keys for key in zip(*(held[column] for column in compare.KEY), strict=True)]
        return Recalled(pd.concat([new, held[stays]], ignore_index=True) if len(held) else new, self.reading.issues)


@dataclass(frozen=True)
class Consent:
    """What a person says with a workbook: who and when, why, the release date of its figures, and whether good rows alone will do.

    A `key` makes a retry harmless.
    """

    who: str
    at: str
    note: str = ""
    quality: str = "published"
    released: date | None = None
    key: str | None = None
    good_rows: bool = False


def accept(desk: Desk, stored: Stored, shown: Preview, said: Consent, progress: Progress | None = None) -> int:
    """Publish what a preview showed; refuses rows with errors unless the person takes the good ones."""
    found = shown.reading
    if found.outcome == "reject-whole-file" or (found.outcome == "row-errors-listed" and not said.good_rows):
        raise StoreError(
            Text(f"{found.file} 有错误，没有入库；请改正后再导入", f"{found.file} has errors and was not stored; mend them first")
        )
    if not len(found.observations):
        raise StoreError(Text(f"{found.file} 中没有数据，没有入库", f"{found.file} holds no figures and was not stored"))
    rows = found.observations if said.released is None else found.observations.assign(published=pd.Timestamp(said.released))
    book = Book(found.file, shown.data, rows, said.who, said.at, said.note, said.quality, said.released)
    return versions.publish(stored.engine, desk.registry, book, shown.base, said.key, progress)


def difference(desk: Desk, first: int, second: int, view: View | None = None) -> Comparison:
    """Which values and which verdicts differ between two versions, and what changed them.

    Without a year in the view, the latest year whose values differ is judged.
    """
    asked = view or View()
    if not asked.year:
        ends = [desk.known(asked.known_on, number)[1].in_force for number in (first, second)]
        asked = replace(asked, year=max((change.year for change in compare.changed_values(*ends)), default=0))
    asked = desk.complete(asked)
    return compare.compare(*(desk.snapshot(replace(asked, version=number)) for number in (first, second)))
