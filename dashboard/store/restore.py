"""How is a backup brought back? It is copied, brought to today's tables, verified, and then takes
the place of a store without versions; what was there is kept beside it.
"""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, Table, func, select
from sqlalchemy.exc import DBAPIError

from dashboard.core.vocabulary.text import Text
from dashboard.store import failpoints, notices
from dashboard.store.addresses import build_file_address, find_file
from dashboard.store.backup import (
    close_into_one_file,
    copy_rows,
    flush_folder,
    verify_store,
)
from dashboard.store.database import (
    begin_read,
    begin_write,
    check_integrity,
    migrate,
    open_database,
    read_migration,
)
from dashboard.store.errors import DAMAGED, StoreError
from dashboard.store.observations import Progress
from dashboard.store.schema import TRANSIENT, audit, people, versions

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file; a log left behind would be played into the file that follows."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The newest version that came back, and where the file that was there before is kept."""

    version: int
    kept: Path | None = None


def restore_backup(
    file: Path, address: str, at: datetime, progress: Progress | None = None
) -> Restored:
    """Bring a backup into a store without versions; `at` names what is kept aside.

    Raises StoreError for a file that is no backup, is damaged, or was made by a newer program, and
    for a store that holds versions: that one is left as it is.
    """
    if not file.is_file():
        raise StoreError(Text(f"找不到备份 {file}", f"there is no backup {file}"))
    store = find_file(address)
    if store is None:
        return _restore_into_server(file, address, progress)
    return _restore_into_file(file, store, at)


def _restore_into_file(file: Path, store: Path, at: datetime) -> Restored:
    is_kept = _find_out_whether_to_keep(store)
    store.parent.mkdir(parents=True, exist_ok=True)
    part = store.with_name(f".{store.name}.part")
    _remove(part)
    failpoints.reach("restore.begun")
    try:
        version = _make_ready(file, part)
        failpoints.reach("restore.ready")
        kept = None
        if is_kept:
            kept = _keep_aside(store, at)
        _remove(store)
        failpoints.reach("restore.aside")
        part.rename(store)
    finally:
        _remove(part)
    flush_folder(store.absolute().parent)
    failpoints.reach("restore.named")
    return Restored(version, kept)


def _restore_into_server(file: Path, address: str, progress: Progress | None) -> Restored:
    engine = open_database(address)
    try:
        migrate(engine)
        _refuse_filled(engine, (versions, people, audit))
        with tempfile.TemporaryDirectory() as folder:
            part = Path(folder) / "part.db"
            version = _make_ready(file, part)
            source = open_database(build_file_address(part), read_only=True)
            copy_rows(source, engine, progress)
            source.dispose()
    finally:
        engine.dispose()
    return Restored(version)


def _make_ready(file: Path, part: Path) -> int:
    """A private copy of a backup with today's tables, without what passes; answers its newest
    version.
    """
    _copy_file(file, part)
    failpoints.reach("restore.copied")
    engine = open_database(build_file_address(part))
    try:
        _refuse_other_programs(engine, file)
        migrate(engine)
        failpoints.reach("restore.migrated")
        version = verify_store(engine)
        with begin_write(engine) as connection:
            for table in TRANSIENT:
                connection.execute(table.delete())
            # What was published before the copy was made has had its notices, or gets none.
            notices.save_fact(connection, notices.NOTICED_FACT, str(version))
        close_into_one_file(engine)
    finally:
        engine.dispose()
    return version


def _copy_file(file: Path, part: Path) -> None:
    """Page by page through SQLite itself, with what stands in a log beside the file."""
    source = open_database(build_file_address(file), read_only=True)
    target = open_database(build_file_address(part))
    try:
        with source.connect() as one, target.connect() as other:
            reader, writer = one.connection.driver_connection, other.connection.driver_connection
            reader.backup(writer)  # type: ignore[union-attr]
    except (sqlite3.Error, DBAPIError) as error:
        raise StoreError(
            Text(
                f"{file} 不是完好的备份：{error}",
                f"{file} is no backup, or is damaged: {error}",
            )
        ) from error
    finally:
        source.dispose()
        target.dispose()


def _refuse_other_programs(engine: Engine, file: Path) -> None:
    with begin_read(engine) as connection:
        if read_migration(connection) is None:
            raise StoreError(
                Text(
                    f"{file} 不是本系统的备份：没有版本和审计",
                    f"{file} is no backup of this program: it holds no versions and no audit",
                )
            )


def _find_out_whether_to_keep(store: Path) -> bool:
    """Whether there is a file to keep: a damaged one, or one that holds no versions; raises
    StoreError where it holds some.
    """
    if not store.exists() or not store.stat().st_size:
        return False
    engine = open_database(build_file_address(store), read_only=True)
    try:
        if check_integrity(engine) != "ok":
            return True
        with begin_read(engine) as connection:
            is_ours = read_migration(connection) is not None
        if is_ours:
            _refuse_filled(engine, (versions,))
    except StoreError as error:
        if error.short not in DAMAGED:
            raise
    finally:
        engine.dispose()
    return True


def _refuse_filled(engine: Engine, tables: Iterable[Table]) -> None:
    """Refuse a store that holds anything in some tables already."""
    with begin_read(engine) as connection:
        for table in tables:
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                raise StoreError(FILLED)


FILLED = Text(
    "目标数据库中已有版本、人员或审计，不会覆盖；请移走原数据库文件，或用 DATABASE_URL 指向空的数据库",
    "the store already holds versions, people or an audit and is not overwritten; move its file "
    "away, or point DATABASE_URL to an empty one",
)


def _keep_aside(store: Path, at: datetime) -> Path:
    """Move a store out of the way, its log first: that must not meet the file that follows."""
    kept = _find_free_name(store, at)
    for ending in BESIDE:
        beside = store.with_name(store.name + ending)
        if beside.exists():
            beside.rename(kept.with_name(kept.name + ending))
    store.rename(kept)
    return kept


def _find_free_name(store: Path, at: datetime) -> Path:
    stem = f"{store.name}.kept-{at:%Y%m%d-%H%M%S}"
    names = (stem if turn == 1 else f"{stem}-{turn}" for turn in itertools.count(1))
    return next(store.with_name(name) for name in names if not store.with_name(name).exists())


def _remove(store: Path) -> None:
    """Nothing under this name, nor beside it."""
    for ending in (*BESIDE, ""):
        store.with_name(store.name + ending).unlink(missing_ok=True)
