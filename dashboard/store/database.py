"""How is a database opened, and its tables made once? SQLite with its safe settings, or PostgreSQL,
by one URL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from dashboard.core.vocabulary.text import Text
from dashboard.store import failpoints
from dashboard.store.schema import APPEND_ONLY

NEWEST_MIGRATION = "0004"
BUSY_MS = 15_000
ADVISORY_LOCK = 7_244_021
"""The advisory lock that writers on PostgreSQL take, so that one writes at a time."""


class StoreError(Exception):
    """The store cannot do what was asked; the message says what is wrong and what to do.

    `short` is the same without what the database itself reported, for people who do not see to it.
    """

    def __init__(self, text: Text, short: Text | None = None) -> None:
        super().__init__(text.zh)
        self.text, self.short = text, short or text


def open_database(url: str, *, read_only: bool = False) -> Engine:
    """An engine for a URL; PostgreSQL needs psycopg. A read-only one changes nothing, its file's
    settings included.
    """
    try:
        engine = create_engine(url, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise StoreError(
            Text(
                "没有安装 PostgreSQL 驱动：pip install -r requirements-postgres.txt",
                "the PostgreSQL driver is not installed: pip install -r requirements-postgres.txt",
            )
        ) from error
    if engine.dialect.name == "sqlite":
        prepare = _only_read_sqlite if read_only else _set_up_sqlite
        event.listen(engine, "connect", prepare)
        event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # Transactions are begun by `_begin_on_sqlite`, never by the driver.
    connection.isolation_level = None
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
    ):
        connection.execute(f"PRAGMA {setting}")


def _only_read_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only=ON")


def _begin_on_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def begin_write(engine: Engine) -> Iterator[Connection]:
    """One transaction that nobody else writes beside; it is durable when the block ends without an
    error.
    """
    with (
        explain_errors(),
        engine.connect().execution_options(writing=True) as connection,
        connection.begin(),
    ):
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        yield connection


@contextmanager
def begin_read(engine: Engine) -> Iterator[Connection]:
    """One consistent look at the store."""
    options = {}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with (
        explain_errors(),
        engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def explain_errors() -> Iterator[None]:
    """What a database reports, in a sentence a person can act on."""
    try:
        yield
    except DBAPIError as error:
        raise _build_error(str(error.orig)) from error
    except sqlite3.Error as error:  # raised while a connection is being made
        raise _build_error(str(error)) from error


REPORTS = {
    "readonly": Text(
        "数据库只读，请检查文件和文件夹的权限",
        "the database is read-only; check the permissions of the file and its folder",
    ),
    "disk is full": Text(
        "磁盘已满，没有保存任何内容；请腾出空间后重试",
        "the disk is full and nothing was stored; free some space and try again",
    ),
    "disk I/O": Text(
        "磁盘读写出错，没有保存任何内容；请检查磁盘空间和磁盘",
        "the disk failed and nothing was stored; check its space and its health",
    ),
    "malformed": Text(
        "数据库文件已损坏；请用 python app.py restore 从备份恢复",
        "the database file is damaged; restore a backup with python app.py restore",
    ),
    "not a database": Text(
        "文件不是数据库；请检查 DATABASE_URL",
        "the file is not a database; check DATABASE_URL",
    ),
    "locked": Text("数据库正忙，请稍后重试", "the database is busy; try again shortly"),
    "unable to open": Text(
        "无法打开数据库文件，请检查 DATABASE_URL 和权限",
        "the database file cannot be opened; check DATABASE_URL and permissions",
    ),
}
"""Words in what a database reports → what they mean to a person; the first that fit count."""


def _build_error(report: str) -> StoreError:
    for words, short in REPORTS.items():
        if words in report:
            return StoreError(Text(f"{short.zh}（{report}）", f"{short.en} ({report})"), short)
    short = Text("数据库出错，没有保存任何内容", "the database failed and nothing was stored")
    first_line = report.splitlines()[0]
    return StoreError(Text(f"{short.zh}：{first_line}", f"{short.en}: {first_line}"), short)


def migrate(engine: Engine) -> None:
    """Bring the tables to this program's state, once, whoever comes first; refuses a store made by
    a newer program.
    """
    with begin_read(engine) as connection:
        state = _read_migration(connection)
    if state == NEWEST_MIGRATION:
        return
    if state is not None and state > NEWEST_MIGRATION:
        raise StoreError(
            Text(
                f"数据库由更新的程序建立（{state} > {NEWEST_MIGRATION}），请更新本程序",
                f"the database was made by a newer program ({state} > {NEWEST_MIGRATION}); "
                "update this one",
            )
        )
    with begin_write(engine) as connection:
        failpoints.reach("migrate.begun")
        if _read_migration(connection) != NEWEST_MIGRATION:  # another replica may have been first
            _upgrade_tables(connection)
        failpoints.reach("migrate.made")


def _read_migration(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade_tables(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - needed once in a store's life
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def check_integrity(engine: Engine) -> str:
    """The database's own word on its integrity: `ok`, or what is wrong."""
    with explain_errors(), engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            return "ok"
        return str(connection.exec_driver_sql("PRAGMA quick_check").scalar())


GUARDS = {
    "sqlite": (
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_%'",
        2,
    ),
    "postgresql": (
        "SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%_append_only' AND tgenabled = 'O'",
        1,
    ),
}
"""What counts the triggers of `schema.list_guards`, and how many there are for each table."""


def is_guarded(engine: Engine) -> bool:
    """Whether the database itself refuses to change or delete what only grows."""
    query, each = GUARDS[engine.dialect.name]
    with begin_read(engine) as connection:
        return int(connection.execute(text(query)).scalar_one()) == each * len(APPEND_ONLY)


def refuse_damaged(engine: Engine) -> None:
    """Refuse a damaged database before anything is read from it or written to it."""
    integrity = check_integrity(engine)
    if integrity != "ok":
        raise _build_error(f"malformed: {integrity.splitlines()[0]}")
