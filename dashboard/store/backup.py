"""How is the store copied away and brought back? A consistent copy while others write, and a
restore that overwrites nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Engine, func, insert, select

from dashboard.core.vocabulary.text import Text
from dashboard.store import audit, failpoints, notices
from dashboard.store.database import (
    StoreError,
    begin_read,
    begin_write,
    check_integrity,
    migrate,
    open_database,
)
from dashboard.store.observations import Progress
from dashboard.store.schema import TRANSIENT, metadata, versions
from dashboard.store.versions import load_latest_number

AT_ONCE = 1000


def write_backup(engine: Engine, to: Path, progress: Progress | None = None) -> int:
    """Write a copy as an SQLite file, whole or not at all; answers the newest version it holds."""
    if to.exists():
        raise StoreError(Text(f"{to} 已经存在，不会覆盖", f"{to} exists and is not overwritten"))
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f".{to.name}.part")
    part.unlink(missing_ok=True)
    part.touch(0o600)
    failpoints.reach("backup.begun")
    version = _copy_store(engine, part, progress)
    failpoints.reach("backup.written")
    part.rename(to)
    _flush_file(to.parent)
    failpoints.reach("backup.named")
    return version


def _copy_store(engine: Engine, part: Path, progress: Progress | None) -> int:
    other = open_database(f"sqlite:///{part}")
    migrate(other)
    _copy_rows(engine, other, progress, half=True)
    version = _verify_copy(other)
    with other.connect() as connection:  # one file, without a log beside it
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA journal_mode=DELETE")  # type: ignore[union-attr]
    other.dispose()
    _flush_file(part)
    return version


def _copy_rows(
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


def _verify_copy(engine: Engine) -> int:
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


def restore_backup(file: Path, engine: Engine, progress: Progress | None = None) -> int:
    """Bring a backup into an empty store; answers the newest version. A store that holds anything
    is left as it is.
    """
    if not file.is_file():
        raise StoreError(Text(f"找不到备份 {file}", f"there is no backup {file}"))
    source = open_database(f"sqlite:///file:{file}?mode=ro&uri=true", read_only=True)
    version = _verify_copy(source)
    migrate(engine)
    _refuse_filled(engine)
    _copy_rows(source, engine, progress)
    source.dispose()
    with begin_write(engine) as connection:
        # What was published before the copy was made has had its notices, or gets none any more.
        notices.save_fact(connection, notices.NOTICED_FACT, str(version))
    return version


def _refuse_filled(engine: Engine) -> None:
    """Refuse a store that holds versions already."""
    with begin_read(engine) as connection:
        count = connection.execute(select(func.count()).select_from(versions)).scalar_one()
    if count:
        raise StoreError(
            Text(
                "目标数据库中已有版本，不会覆盖；请移走原数据库文件，或用 DATABASE_URL 指向空的数据库",
                "the store already holds versions and is not overwritten; move its file "
                "away, or point DATABASE_URL to an empty one",
            )
        )


def _flush_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
