"""How is the store copied away? One file, consistent while others write, found whole under its own
name before anybody is told that it is there.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine, func, insert, select

from dashboard.core.vocabulary.text import Text
from dashboard.store import audit, failpoints
from dashboard.store.addresses import build_file_address
from dashboard.store.database import (
    begin_read,
    begin_write,
    check_integrity,
    migrate,
    open_database,
)
from dashboard.store.errors import StoreError
from dashboard.store.observations import Progress
from dashboard.store.schema import TRANSIENT, metadata
from dashboard.store.versions import load_latest_number

AT_ONCE = 1000


def write_backup(engine: Engine, to: Path, progress: Progress | None = None) -> int:
    """Write a copy as an SQLite file, whole or not at all; answers the newest version it holds."""
    part = to.absolute().with_name(f".{to.name}.part")
    try:
        _refuse_existing(to)
        to.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        failpoints.reach("backup.begun")
        _copy_store(engine, part, progress)
        failpoints.reach("backup.written")
        part.rename(to)
        flush_folder(to.absolute().parent)
        failpoints.reach("backup.named")
        return _verify_file(to)
    except OSError as error:
        raise StoreError(
            Text(
                f"无法写备份 {to}：{error.strerror}",
                f"the backup {to} cannot be written: {error.strerror}",
            )
        ) from error
    finally:
        _remove_files(part)


def _refuse_existing(to: Path) -> None:
    if to.exists() or not to.name:
        raise StoreError(Text(f"{to} 已经存在，不会覆盖", f"{to} exists and is not overwritten"))


def _copy_store(engine: Engine, part: Path, progress: Progress | None) -> None:
    other = open_database(build_file_address(part))
    try:
        migrate(other)
        copy_rows(engine, other, progress, half=True)
        verify_store(other)
        close_into_one_file(other)
    finally:
        other.dispose()
    _flush_file(part)


def copy_rows(
    engine: Engine, other: Engine, progress: Progress | None, *, half: bool = False
) -> None:
    """Every row of every table but those that pass, read in one look and written in one
    transaction.
    """
    with begin_read(engine) as source, begin_write(other) as target:
        for table in metadata.sorted_tables:
            if table in TRANSIENT:
                continue
            total = source.execute(select(func.count()).select_from(table)).scalar_one()
            in_order = select(table).order_by(*table.primary_key.columns)
            done = 0
            for rows in source.execute(in_order).mappings().partitions(AT_ONCE):
                target.execute(insert(table), [dict(row) for row in rows])
                done += len(rows)
                if half:
                    failpoints.reach("backup.half")
                if progress:
                    progress(done, total)


def close_into_one_file(engine: Engine) -> None:
    """Leave an SQLite store without a log beside it."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA journal_mode=DELETE")  # type: ignore[union-attr]
    engine.dispose()


def verify_store(engine: Engine) -> int:
    """The newest version of a store whose integrity and audit hold; raises StoreError otherwise."""
    integrity = check_integrity(engine)
    with begin_read(engine) as connection:
        chain = audit.verify_chain(connection)
        newest = load_latest_number(connection)
    if integrity != "ok" or chain.broken is not None:
        raise StoreError(
            Text(
                f"备份不完整（{integrity}，审计第 {chain.broken} 条），没有使用",
                f"the copy is not sound ({integrity}, audit row {chain.broken}) and was not used",
            )
        )
    return newest


def _verify_file(file: Path) -> int:
    """What was asked for is there under its name: opened anew, and found whole."""
    engine = open_database(build_file_address(file), read_only=True)
    try:
        return verify_store(engine)
    except StoreError:
        file.unlink(missing_ok=True)
        raise
    finally:
        engine.dispose()


def _remove_files(part: Path) -> None:
    """A part that was not finished, with what SQLite keeps beside it."""
    for ending in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):  # where no part could be made there is none
            part.with_name(part.name + ending).unlink(missing_ok=True)


def _flush_file(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_folder(folder: Path) -> None:
    """Write down which names a folder holds."""
    _flush_file(folder)
