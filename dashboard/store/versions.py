"""What was accepted, when, and what of it holds? Versions are added, never changed; an undo is a
version that withdraws another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from sqlalchemy import Connection, Engine, func, select

from dashboard.core.changes.revisions import REASONS
from dashboard.core.checks.strays import Stray
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.text import Text
from dashboard.store import audit, failpoints
from dashboard.store.database import begin_read, begin_write
from dashboard.store.errors import StoreError
from dashboard.store.observations import (
    Progress,
    convert_rows,
    insert_rows,
    list_strays,
    read_rows,
    select_current,
)
from dashboard.store.schema import observations, versions

Check = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Version:
    """One version as history shows it, without its bytes and rows."""

    number: int
    kind: str
    withdraws: int | None
    file: str
    sha256: str
    content: str
    who: str
    at: str
    note: str
    quality: str
    released: date | None
    key: str | None
    rows: int
    withdrawn: bool = False


class StaleError(StoreError):
    """Somebody published after the preview; `current` is the version now in force."""

    def __init__(self, base: int, current: int) -> None:
        super().__init__(
            Text(
                f"预览依据的是版本 {base}，其后已有版本 {current}；请重新预览",
                f"the preview was made on version {base}; version {current} came since: preview "
                "again",
            )
        )
        self.current = current


class DuplicateError(StoreError):
    """The same workbook, or the same figures, are in a version that still holds."""

    def __init__(self, number: int, *, same_bytes: bool) -> None:
        what = Text("内容相同的文件", "a file with the same figures")
        if same_bytes:
            what = Text("同一个文件", "the same file")
        super().__init__(
            Text(
                f"{what.zh}已是版本 {number}，没有重复入库",
                f"{what.en} is already version {number}; it was not stored again",
            )
        )
        self.number = number


@dataclass(frozen=True)
class Book:
    """A workbook to be accepted: its bytes, what was read from it, and what a person says about
    it.
    """

    file: str
    data: bytes
    rows: pd.DataFrame
    who: str
    at: str
    note: str = ""
    quality: str = "published"
    released: date | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    """What else the audit is to say of its acceptance."""
    happened: str = ""
    """When it was accepted, where `at` is the date of its content: what the audit says."""

    @property
    def sha256(self) -> str:
        """The hash of the bytes."""
        return sha256(self.data)

    @property
    def content(self) -> str:
        """The hash of the rows, in any order and from any cell: what would be stored twice."""
        columns = ["indicator", "region", "year", "month", "value", "quality", "source", "note"]
        plain = sorted(
            json.dumps([str(part) for part in row], ensure_ascii=False)
            for row in self.rows[columns].itertuples(index=False)
        )
        return hashlib.sha256("\n".join(plain).encode("utf-8")).hexdigest()


def sha256(data: bytes) -> str:
    """The hash of a workbook's bytes."""
    return hashlib.sha256(data).hexdigest()


def load_latest_number(connection: Connection) -> int:
    """The number of the newest version, 0 where there is none."""
    newest = select(func.coalesce(func.max(versions.c.number), 0))
    return int(connection.execute(newest).scalar_one())


def publish(
    engine: Engine,
    registry: Registry,
    book: Book,
    base: int | None = None,
    key: str | None = None,
    progress: Progress | None = None,
    still: Check | None = None,
) -> int:
    """Accept a workbook as a version, in one transaction; answers its number.

    `base` is the version a preview was made on: raises StaleError when another came since. A `key`
    that is known gives its version back, so that a retry publishes once. `still` raises, inside the
    transaction, where the person may no more. Raises AlreadyError for a workbook whose version
    still holds.
    """
    with begin_write(engine) as connection:
        failpoints.reach("publish.begun")
        if still is not None:
            still(connection)
        known = _find_by_key(connection, key)
        if known is not None:
            return known
        current = load_latest_number(connection)
        if base is not None and base != current:
            raise StaleError(base, current)
        _refuse_repeats(connection, book)
        number = current + 1
        _insert_import(connection, number, book, key)
        failpoints.reach("publish.version")
        insert_rows(connection, registry, number, book.rows, progress)
        failpoints.reach("publish.rows")
        details: dict[str, object] = {
            "file": book.file,
            "sha256": book.sha256,
            "rows": len(book.rows),
            "note": book.note,
            **book.details,
        }
        audit.append_entry(
            connection,
            at=book.happened or book.at,
            who=book.who,
            action="publish",
            version=number,
            details=details,
        )
        failpoints.reach("publish.audit")
    failpoints.reach("publish.committed")
    return number


def _refuse_repeats(connection: Connection, book: Book) -> None:
    # Figures are compared, not bytes: the same bytes may be read otherwise, by another scope or
    # with a question answered.
    same = (versions.c.content == book.content) & (versions.c.kind == "import")
    holding = set(_list_holding(connection))
    for row in connection.execute(select(versions.c.number, versions.c.sha256).where(same)):
        if row.number in holding:
            raise DuplicateError(row.number, same_bytes=row.sha256 == book.sha256)


def _find_by_key(connection: Connection, key: str | None) -> int | None:
    """The version that was published with a key."""
    if key is None:
        return None
    number = connection.execute(select(versions.c.number).where(versions.c.key == key)).scalar()
    return None if number is None else int(number)


def _insert_import(connection: Connection, number: int, book: Book, key: str | None) -> None:
    connection.execute(
        versions.insert().values(
            number=number,
            kind="import",
            file=book.file,
            sha256=book.sha256,
            content=book.content,
            who=book.who,
            at=book.at,
            note=book.note,
            quality=book.quality,
            released=book.released,
            key=key,
            book=book.data,
        )
    )


def undo(
    engine: Engine,
    number: int,
    who: str,
    at: str,
    note: str = "",
    still: Check | None = None,
    address: str = "",
) -> int:
    """Withdraw a version by a new one; later versions stand. Undoing an undo brings the rows
    back.
    """
    details: dict[str, object] = {"withdraws": number, "note": note}
    if address:
        details["address"] = address
    with begin_write(engine) as connection:
        failpoints.reach("undo.begun")
        if still is not None:
            still(connection)
        file = _load_undoable_file(connection, number)
        undo_number = load_latest_number(connection) + 1
        connection.execute(
            versions.insert().values(
                number=undo_number,
                kind="undo",
                withdraws=number,
                file=file,
                sha256="",
                content="",
                who=who,
                at=at,
                note=note,
                quality="",
            )
        )
        failpoints.reach("undo.version")
        audit.append_entry(
            connection, at=at, who=who, action="undo", version=undo_number, details=details
        )
        failpoints.reach("undo.audit")
    failpoints.reach("undo.committed")
    return undo_number


def _load_undoable_file(connection: Connection, number: int) -> str:
    """The name of a version's workbook; refuses a version that is not there or holds no more."""
    file = connection.execute(select(versions.c.file).where(versions.c.number == number)).scalar()
    if file is None:
        raise StoreError(Text(f"没有版本 {number}", f"there is no version {number}"))
    if number not in _list_holding(connection):
        raise StoreError(Text(f"版本 {number} 已经撤销", f"version {number} is already undone"))
    return str(file)


def _list_holding(connection: Connection, version: int | None = None) -> list[int]:
    """The versions that hold as of a version, newest first: an undo that is itself undone withdraws
    nothing.
    """
    asked = select(versions.c.number, versions.c.withdraws).order_by(versions.c.number.desc())
    if version is not None:
        asked = asked.where(versions.c.number <= version)
    holding: list[int] = []
    withdrawn: set[int] = set()
    for row in connection.execute(asked):
        if row.number in withdrawn:
            continue
        holding.append(row.number)
        if row.withdraws is not None:
            withdrawn.add(row.withdraws)
    return holding


def load_observations(
    engine: Engine, registry: Registry, known_on: date | None = None, version: int | None = None
) -> pd.DataFrame:
    """The observations that hold, newest version first, columns of `model.OBSERVATIONS`, in the
    indicators' units of now.

    With `version`, as of that version; with `known_on`, only figures published up to that day.
    """
    return load_figures(engine, registry, known_on, version)[0]


def load_figures(
    engine: Engine, registry: Registry, known_on: date | None = None, version: int | None = None
) -> tuple[pd.DataFrame, tuple[Stray, ...]]:
    """The same, and what is stored and belongs to nothing declared."""
    with begin_read(engine) as connection:
        stored = read_rows(connection, _list_holding(connection, version))
    rows = select_current(stored, registry)
    frame = convert_rows(rows, registry)
    if known_on is not None:
        frame = frame[frame["published"] <= pd.Timestamp(known_on)]
    return frame.reset_index(drop=True), list_strays(rows, registry)


def list_versions(engine: Engine) -> list[Version]:
    """Every version, newest first, with how many rows it brought and whether it is withdrawn."""
    columns = [column for column in versions.c if column.name != "book"]
    by_version = observations.c.version
    counts = select(by_version, func.count().label("rows")).group_by(by_version).subquery()
    asked = (
        select(*columns, func.coalesce(counts.c.rows, 0).label("rows"))
        .outerjoin(counts, counts.c.version == versions.c.number)
        .order_by(versions.c.number.desc())
    )
    with begin_read(engine) as connection:
        holding = set(_list_holding(connection))
        rows = connection.execute(asked).mappings().all()
    return [Version(**row, withdrawn=row["number"] not in holding) for row in rows]


def load_original(engine: Engine, number: int) -> tuple[str, bytes]:
    """The name and the bytes of a version's workbook, as received."""
    asked = select(versions.c.file, versions.c.book).where(versions.c.number == number)
    with begin_read(engine) as connection:
        row = connection.execute(asked).first()
    if row is None or row.book is None:
        raise StoreError(Text(f"版本 {number} 没有工作簿", f"version {number} has no workbook"))
    return row.file, row.book


def list_known_hashes(connection: Connection) -> set[str]:
    """The hashes of every workbook ever accepted, withdrawn ones too."""
    asked = select(versions.c.sha256).where(versions.c.kind == "import")
    return set(connection.execute(asked).scalars())


def list_indicators(engine: Engine, number: int) -> set[str]:
    """The indicators whose figures a version brought, or took back."""
    with begin_read(engine) as connection:
        imported = _find_import(connection, number)
        brought = select(observations.c.indicator).where(observations.c.version == imported)
        return set(connection.execute(brought.distinct()).scalars())


def _find_import(connection: Connection, number: int) -> int:
    """The version whose figures are meant: of an undo, however often undone, the one it undid."""
    while True:
        asked = select(versions.c.withdraws).where(versions.c.number == number)
        withdrawn = connection.execute(asked).scalar()
        if withdrawn is None:
            return number
        number = withdrawn


def count_reasons(engine: Engine, number: int) -> dict[str, int]:
    """Why figures of a version were revised: how many for each reason, by the marks of their
    notes.
    """
    asked = select(observations.c.note).where(
        observations.c.version == number, observations.c.correction
    )
    with begin_read(engine) as connection:
        notes = [str(note).strip() for note in connection.execute(asked).scalars()]
    counts = {
        name: sum(note.startswith(reason.mark) for note in notes)
        for name, reason in REASONS.items()
    }
    return {name: count for name, count in counts.items() if count}
