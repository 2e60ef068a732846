"""How is the store copied away and brought back? A consistent copy while others write, and a restore that overwrites nothing."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Engine, func, insert, select

from dashboard.core.vocabulary.text import Text
from dashboard.store import audit, failpoints, notices
from dashboard.store.database import StoreError, check, connect, migrate, reading, writing
from dashboard.store.schema import PASSING, metadata, versions
from dashboard.store.versions import Progress

AT_ONCE = 1000


def backup(engine: Engine, to: Path, progress: Progress | None = None) -> int:
    """Write a copy as an SQLite file, whole or not at all; answers the newest version it holds."""
    if to.exists():
        raise StoreError(Text(f"{to} 已经存在，不会覆盖", f"{to} exists and is not overwritten"))
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f".{to.name}.part")
    part.unlink(missing_ok=True)
    part.touch(0o600)
    failpoints.reach("backup.begun")
    held = _copy(engine, part, progress)
    failpoints.reach("backup.written")
    part.rename(to)
    _flush(to.parent)
    failpoints.reach("backup.named")
    return held


def _copy(engine: Engine, part: Path, progress: Progress | None) -> int:
    other = connect(f"sqlite:///{part}")
    migrate(other)
    _rows(engine, other, progress, half=True)
    held = _verified(other)
    with other.connect() as connection:  # one file, without a log beside it
        connection.connection.driver_connection.execute("PRAGMA journal_mode=DELETE")  # type: ignore[union-attr]
    other.dispose()
    _flush(part)
    return held


def _rows(engine: Engine, other: Engine, progress: Progress | None, *, half: bool = False) -> None:
    """Every row of every table but those that pass, read in one look and written in one transaction."""
    with reading(engine) as source, writing(other) as target:
        for table in metadata.sorted_tables:
            if table in PASSING:
                continue
            total = source.execute(select(func.count()).select_from(table)).scalar_one()
            done = 0
            for rows in source.execute(select(table).order_by(*table.primary_key.columns)).mappings().partitions(AT_ONCE):
                target.execute(insert(table), [dict(row) for row in rows])
                done += len(rows)
                if half:
                    failpoints.reach("backup.half")
                if progress:
                    progress(done, total)


def _verified(engine: Engine) -> int:
    """The newest version of a store whose integrity and audit hold; raises StoreError otherwise."""
    found = check(engine)
    with reading(engine) as connection:
        chain = audit.verify(connection)
        newest = int(connection.execute(select(func.coalesce(func.max(versions.c.number), 0))).scalar_one())
    if found != "ok" or chain.broken is not None:
        raise StoreError(
            Text(
                f"备份不完整（{found}，审计第 {chain.broken} 条），没有使用",
                f"the copy is not sound ({found}, audit row {chain.broken}) and was not used",
            )
        )
    return newest


def restore(file: Path, engine: Engine, progress: Progress | None = None) -> int:
    """Bring a backup into an empty store; answers the newest version. A store that holds anything is left as it is."""
    if not file.is_file():
        raise StoreError(Text(f"找不到备份 {file}", f"there is no backup {file}"))
    source = connect(f"sqlite:///file:{file}?mode=ro&uri=true", read_only=True)
    held = _verified(source)
    migrate(engine)
    with reading(engine) as connection:
        if connection.execute(select(func.count()).select_from(versions)).scalar_one():
            raise StoreError(
                Text(
                    "目标数据库中已有版本，不会覆盖；请移走原数据库文件，或用 DATABASE_URL 指向空的数据库",
                    "the store already holds versions and is not overwritten; move its file away, or point DATABASE_URL to an empty one",
                )
            )
    _rows(source, engine, progress)
    source.dispose()
    with writing(engine) as connection:  # what was published before the copy was told, or is told no more
        notices.agree(connection, notices.TOLD, str(held))
    return held


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
