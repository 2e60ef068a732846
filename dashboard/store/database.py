"""How is a database opened, and its tables made once? SQLite with its safe settings, or PostgreSQL,
by one URL.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text

from dashboard.core.vocabulary.text import Text
from dashboard.store import failpoints
from dashboard.store.addresses import MEMORY, find_file, open_for_reading, parse_address
from dashboard.store.errors import (
    REPORTS,
    StoreError,
    StoreFaultError,
    build_error,
    explain_errors,
)
from dashboard.store.schema import APPEND_ONLY

NEWEST_MIGRATION = "0005"
BUSY_MS = 15_000
"""How long a writer waits for others, in milliseconds."""
SERVER_TIMES = {"connect_timeout": 5, "tcp_user_timeout": 15_000}
"""How long a server that says nothing is waited for: seconds for a connection, milliseconds for an
answer of its network (libpq's parameters, which DATABASE_URL may say otherwise).
"""
ADVISORY_LOCK = 7_244_021
"""The advisory lock that writers on PostgreSQL take, so that one writes at a time."""


def open_database(address: str, *, read_only: bool = False) -> Engine:
    """An engine for an address; PostgreSQL needs psycopg. A file that is not there is made for this
    account alone; a read-only one changes and makes nothing, its file's settings included.
    """
    url = open_for_reading(address) if read_only else parse_address(address)
    try:
        engine = create_engine(url, pool_pre_ping=True, connect_args=_list_server_times(url))
    except ModuleNotFoundError as error:
        raise StoreError(
            Text(
                "没有安装 PostgreSQL 驱动：pip install -r requirements-postgres.txt",
                "the PostgreSQL driver is not installed: pip install -r requirements-postgres.txt",
            )
        ) from error
    if engine.dialect.name == "sqlite":
        prepare = _only_read_sqlite if read_only else _set_up_sqlite
        event.listen(engine, "do_connect", _create_private_file)
        event.listen(engine, "connect", prepare)
        event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def _list_server_times(url: URL) -> dict[str, int]:
    """What a server is given by us, where its address says nothing else."""
    if url.get_backend_name() != "postgresql":
        return {}
    return {name: time for name, time in SERVER_TIMES.items() if name not in url.query}


def _create_private_file(
    _dialect: object, _record: object, place: list[Any], more: dict[str, Any]
) -> None:
    """Make a missing file before SQLite does, which would let everybody read it."""
    if place[0] in MEMORY or more.get("uri"):
        return
    # Never opened where it is there: to close it again would drop SQLite's own locks on it, and
    # another process could take the log away from under this one (sqlite.org/howtocorrupt, 2.2).
    try:
        os.close(os.open(place[0], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or str(error)
        raise StoreFaultError(
            Text(
                f"不能建立数据库文件 {place[0]}（{why}）：请让运行账号可写这个文件夹，或改 DATABASE_URL",
                f"the database file {place[0]} cannot be made ({why}): let the account of the "
                "server write to its folder, or change DATABASE_URL",
            ),
            REPORTS["unable to open"],
        ) from error


def open_existing(address: str) -> Engine:
    """An engine for a store that is there; raises StoreError where its file is missing or empty,
    and makes none.
    """
    refuse_missing(address)
    return open_database(address)


def refuse_missing(address: str) -> None:
    """Refuse to read a store whose file is missing or empty: opening it would make one."""
    file = find_file(address)
    if file is None or (file.is_file() and file.stat().st_size):
        return
    raise StoreError(
        Text(
            f"没有数据库 {file}：请检查 DATA_DIR 和 DATABASE_URL；第一次使用时，"
            "启动服务或 python app.py import 会建立它",
            f"there is no store {file}: check DATA_DIR and DATABASE_URL; at the first use, serving "
            "or python app.py import makes it",
        )
    )


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
    options = connection.get_execution_options()
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout={options.get('patience', BUSY_MS)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")


@contextmanager
def begin_write(engine: Engine, *, patience: int = BUSY_MS) -> Iterator[Connection]:
    """One transaction that nobody else writes beside; it is durable when the block ends without an
    error. Waits for other writers as long as `patience` says, in milliseconds.
    """
    with (
        explain_errors(),
        engine.connect().execution_options(writing=True, patience=patience) as connection,
        connection.begin(),
    ):
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = {int(patience)}"))
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


def migrate(engine: Engine) -> None:
    """Bring the tables to this program's state, once, whoever comes first; refuses a store made by
    a newer program.
    """
    with begin_read(engine) as connection:
        state = read_migration(connection)
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
        if read_migration(connection) != NEWEST_MIGRATION:  # another replica may have been first
            _upgrade_tables(connection)
        failpoints.reach("migrate.made")


def read_migration(connection: Connection) -> str | None:
    """The state of the tables of a store; None where there are none."""
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
        raise build_error(f"malformed: {integrity.splitlines()[0]}")
