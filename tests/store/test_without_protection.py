"""Each protection taken away shows the harm it prevents: otherwise the tests beside this one would
prove nothing.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import event, text

from dashboard.operations.publishing import open_store
from dashboard.store import database
from dashboard.store.audit import verify_chain
from dashboard.store.database import begin_read, migrate, open_database
from dashboard.store.errors import StoreError
from dashboard.store.versions import list_versions, publish
from tests.conftest import PATIENCE, ROOT
from tests.store.books import accepted, registry

REGISTRY = registry()


def test_deferred_transactions_break_under_two_writers(tmp_path, monkeypatch):
    """With BEGIN instead of BEGIN IMMEDIATE one of two overlapping writers hears "locked", timeout
    or not.
    """
    monkeypatch.setattr(
        database, "_begin_on_sqlite", lambda connection: connection.exec_driver_sql("BEGIN")
    )
    engine = open_database(f"sqlite:///{tmp_path / 's.db'}")
    migrate(engine)
    begun, heard = threading.Barrier(2), []

    def write(name: str) -> None:
        try:
            with database.begin_write(engine) as connection:
                connection.execute(text("SELECT count(*) FROM versions")).scalar()
                begun.wait(PATIENCE)
                connection.execute(
                    text(
                        "INSERT INTO audit (sequence, at, who, action, details, previous, "
                        f"hash) VALUES ({ord(name)}, '', '', '', '', '', '')"
                    )
                )
        except StoreError as error:
            heard.append(str(error))

    writers = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert any("正忙" in one for one in heard)
    engine.dispose()


UNPROTECTED = """
import sys
from dashboard.store import database, failpoints
from dashboard.store.versions import publish
from tests.store.books import accepted, registry
database._begin_on_sqlite = lambda connection: None  # every statement commits by itself
engine = database.open_database(sys.argv[1])
failpoints.arm("publish.half")
publish(engine, registry(), accepted(*(("gdp", 1000 + row, 1.0) for row in range(1200))))
"""


def test_without_a_transaction_a_kill_leaves_half_a_version(tmp_path):
    """Statements that commit one by one: the version row is there with a part of its rows, and the
    audit without its act.
    """
    url = f"sqlite:///{tmp_path / 's.db'}"
    migrate(open_database(url))
    killed = subprocess.run(
        [sys.executable, "-c", UNPROTECTED, url],
        cwd=ROOT,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    engine = open_database(url)
    (found,) = list_versions(engine)
    assert 0 < found.rows < 1200
    with begin_read(engine) as connection:
        assert verify_chain(connection).broken is not None
    engine.dispose()


def test_copying_the_file_alone_loses_what_was_acknowledged(tmp_path):
    """`cp` of the database without its log: the copy lacks versions that a backup would hold."""
    engine = open_database(f"sqlite:///{tmp_path / 's.db'}")
    migrate(engine)
    for year in range(2000, 2010):
        publish(engine, REGISTRY, accepted(("gdp", year, 60.0)))
    shutil.copy(tmp_path / "s.db", tmp_path / "copy.db")
    try:
        kept = len(list_versions(open_database(f"sqlite:///{tmp_path / 'copy.db'}")))
    except StoreError:
        kept = 0
    assert kept < len(list_versions(engine)) == 10
    engine.dispose()


def test_without_the_guards_a_row_can_be_changed(engine):
    """The triggers, and nothing else, refuse it; the audit's chain still notices."""
    publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)))
    drop = (
        ["DROP TRIGGER observations_no_UPDATE"]
        if engine.dialect.name == "sqlite"
        else ["DROP TRIGGER observations_append_only ON observations"]
    )
    with database.begin_write(engine) as connection:
        for statement in drop:
            connection.execute(text(statement))
        assert connection.execute(text("UPDATE observations SET value = 61")).rowcount == 1


def test_without_the_advisory_lock_writers_on_postgresql_collide(postgres, monkeypatch):
    """Two publishes that read the same newest version: one is refused by the number's key, raw."""
    engine = open_database(postgres.fresh("unlocked"))
    migrate(engine)
    monkeypatch.setattr(database, "ADVISORY_LOCK", 0)
    event.listen(engine, "before_cursor_execute", _no_lock, retval=True)
    heard: list[str] = []

    def write(name: str) -> None:
        for turn in range(15):
            try:
                publish(
                    engine,
                    REGISTRY,
                    accepted(("gdp", 1000 + turn, float(ord(name))), name=f"{name}{turn}.xlsx"),
                )
            except StoreError as error:
                heard.append(str(error))
            time.sleep(0.001)

    writers = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert heard
    assert len(list_versions(engine)) < 60
    engine.dispose()


def _no_lock(_connection, _cursor, statement, parameters, _context, _many):
    return (statement.replace("pg_advisory_xact_lock", "abs"), parameters)


def test_a_damaged_database_is_refused_in_a_sentence(tmp_path):
    """Flipped bytes in its pages: the check says so, and no command goes on as if nothing were
    wrong.
    """
    engine = open_database(f"sqlite:///{tmp_path / 's.db'}")
    migrate(engine)
    for year in range(1900, 1960):
        publish(
            engine, REGISTRY, accepted(("gdp", year, 60.0), data=bytes(2000) + str(year).encode())
        )
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    pages = bytearray((tmp_path / "s.db").read_bytes())
    for at in range(8192, len(pages), 61):
        pages[at] ^= 0x5A
    (tmp_path / "s.db").write_bytes(pages)
    with pytest.raises(StoreError, match="restore"):
        open_store(f"sqlite:///{tmp_path / 's.db'}", tmp_path, REGISTRY)
