"""How a database is opened: safe settings, one migration whoever comes first, and errors in
sentences.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from dashboard.store import accounts, audit
from dashboard.store.addresses import build_file_address
from dashboard.store.database import (
    NEWEST_MIGRATION,
    begin_read,
    begin_write,
    check_integrity,
    is_guarded,
    migrate,
    open_database,
)
from dashboard.store.errors import StoreError, build_error
from dashboard.store.schema import APPEND_ONLY, metadata
from tests.conftest import ROOT

COVERS = (
    "dashboard.store.migrations.env",
    "dashboard.store.migrations.versions.m0001_versions_and_audit",
    "dashboard.store.migrations.versions.m0002_people",
    "dashboard.store.migrations.versions.m0003_follow_up",
    "dashboard.store.migrations.versions.m0004_programs_and_notices",
    "dashboard.store.migrations.versions.m0005_decimals",
    "dashboard.store.schema",
)


def test_sqlite_has_its_safe_settings(tmp_path):
    """WAL, FULL, foreign keys and a busy timeout on every connection."""
    engine = open_database(f"sqlite:///{tmp_path / 's.db'}")
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 15000,
    }


def test_the_steps_make_what_the_tables_say(engine):
    """The migrated database and the metadata are the same."""
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert (
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            == NEWEST_MIGRATION
        )
    assert check_integrity(engine) == "ok"


def test_migrating_again_changes_nothing(engine):
    migrate(engine)
    with begin_read(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


@pytest.mark.parametrize("table", [table.name for table in APPEND_ONLY])
@pytest.mark.parametrize("statement", ["UPDATE {} SET who = 'x'", "DELETE FROM {}"])
def test_no_row_can_be_changed_or_deleted(engine, table, statement):
    """Even by hand: the database itself refuses."""
    column = {"observations": "note"}.get(table, "who")
    with begin_write(engine) as connection:
        connection.execute(
            text(
                "INSERT INTO versions (number, kind, file, sha256, content, who, at, note, "
                "quality) VALUES (1, 'import', 'f', '', '', 'w', 'a', '', '')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO audit (sequence, at, who, action, details, previous, hash) VALUES "
                "(1, 'a', 'w', 'x', '', '', '')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO observations (version, row, indicator, region, year, month, value, "
                "unit, quality, source, cell, note, correction) VALUES (1, 1, 'i', 'r', 2021, "
                "12, 1, '', '', '', '', '', false)"
            )
        )
        for statement_ in (
            (
                "INSERT INTO follow_up (number, at, day, who, version, kind, text, indicator, "
                "region, year, owner, about, meeting) VALUES (1, 'a', '2026-01-01', 'w', 1, "
                "'explain', 't', 'i', 'r', 2021, '', 0, 0)"
            ),
            (
                "INSERT INTO scenarios (number, at, who, name, version, plan, region, assumed) "
                "VALUES (1, 'a', 'w', 'n', 1, 'p', 'r', '')"
            ),
        ):
            connection.execute(text(statement_))
        connection.execute(
            text(
                "INSERT INTO meetings (number, at, who, name, held, version, deck) VALUES (1, "
                "'a', 'w', 'n', '2026-01-01', 1, :deck)"
            ),
            {"deck": b""},
        )
    with pytest.raises(StoreError, match="append-only"), begin_write(engine) as connection:
        connection.execute(text(statement.format(table).replace("who", column)))


def test_a_transaction_that_fails_leaves_nothing(engine):
    with pytest.raises(RuntimeError), begin_write(engine) as connection:
        connection.execute(
            text(
                "INSERT INTO audit (sequence, at, who, action, details, previous, hash) VALUES "
                "(1, 'a', 'w', 'x', '', '', '')"
            )
        )
        raise RuntimeError
    with begin_read(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM audit")).scalar() == 0


def test_a_store_of_a_newer_program_is_refused(engine):
    with begin_write(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="更新本程序"):
        migrate(engine)


def test_four_replicas_that_start_at_once_migrate_once(url):
    """Four processes, one store: all answer, one history of steps."""
    code = (
        f"from dashboard.store.database import *; e = open_database({url!r}); migrate(e); "
        "print(check_integrity(e))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    ended = [process.communicate(timeout=120) for process in started]
    assert [out.strip() for out, _ in ended] == ["ok"] * 4, ended
    engine = open_database(url)
    with begin_read(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
    engine.dispose()


def test_a_file_that_is_no_database_says_so(tmp_path):
    (tmp_path / "s.db").write_bytes(
        b"not a database at all, but long enough to be read as one" * 40
    )
    with pytest.raises((StoreError, DatabaseError)):
        migrate(open_database(f"sqlite:///{tmp_path / 's.db'}"))


def test_a_read_only_database_says_so(tmp_path):
    """Nothing is stored, and the reason is a sentence."""
    file = tmp_path / "s.db"
    engine = open_database(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    locked = open_database(f"sqlite:///file:{file}?mode=ro&uri=true")
    with pytest.raises(StoreError, match="只读"), begin_write(locked) as connection:
        connection.execute(
            text(
                "INSERT INTO audit (sequence, at, who, action, details, previous, hash) VALUES "
                "(1, 'a', 'w', 'x', '', '', '')"
            )
        )


def test_a_disk_that_is_full_keeps_what_was_there(tmp_path):
    """The page limit stands for the disk: the writer hears it, nothing partial stays, and it works
    again with room.
    """
    engine = open_database(f"sqlite:///{tmp_path / 's.db'}")
    migrate(engine)
    insert = (
        "INSERT INTO audit (sequence, at, who, action, details, previous, hash) VALUES "
        "({}, 'a', 'w', 'x', '{}', '', '')"
    )
    with pytest.raises(StoreError, match="磁盘已满"), begin_write(engine) as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 5}")
        for row in range(1, 200):
            connection.execute(text(insert.format(row, "x" * 4000)))
    engine.dispose()
    again = open_database(f"sqlite:///{tmp_path / 's.db'}")
    with begin_read(again) as connection:
        assert connection.execute(text("SELECT count(*) FROM audit")).scalar() == 0
    with begin_write(again) as connection:
        connection.execute(text(insert.format(1, "x")))
    assert check_integrity(again) == "ok"


def test_a_missing_folder_says_so(tmp_path):
    missing = tmp_path / "no" / "s.db"
    with pytest.raises(StoreError) as refusal:
        migrate(open_database(f"sqlite:///{missing}"))
    assert f"不能建立数据库文件 {missing}" in refusal.value.text.zh
    assert str(missing.parent) not in refusal.value.short.zh, "not everybody is told where"


def test_a_store_of_the_program_before_is_brought_up_to_date(url):
    """Versions, rows and audit made by the tables of 0001 are all there after the upgrade, still
    guarded, and people can be added.
    """
    engine = open_database(url)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "dashboard" / "store" / "migrations"))
    with begin_write(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO versions (number, kind, file, sha256, content, who, at, note, "
                "quality) VALUES (1, 'import', 'f', 's', 'c', 'w', 'a', '', '')"
            )
        )
        audit.append_entry(connection, at="a", who="w", action="publish", version=1, details={})
    migrate(engine)
    with begin_read(engine) as connection:
        assert connection.execute(text("SELECT file FROM versions")).scalars().all() == ["f"]
        assert audit.verify_chain(connection).broken is None
        assert accounts.list_accounts(connection) == []
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert is_guarded(engine)
    engine.dispose()


WRITE = """
import sys
from dashboard.store.database import begin_write, open_database
with begin_write(open_database(sys.argv[1])) as connection:
    connection.exec_driver_sql(f"INSERT INTO facts VALUES ('{sys.argv[2]}', 'written')")
"""


def test_another_connection_leaves_the_locks_of_the_first(tmp_path):
    """What another process writes and closes is seen by one that has opened the file twice."""
    address = build_file_address(tmp_path / "s.db")
    engine, other = open_database(address), open_database(address)
    migrate(engine)
    for name in ("one", "two"):
        with other.connect() as connection:  # a connection more, in this process
            connection.exec_driver_sql("SELECT 1")
        other.dispose()
        command = [sys.executable, "-c", WRITE, address, name]
        subprocess.run(command, cwd=ROOT, check=True)
        with begin_read(engine) as connection:
            found = connection.exec_driver_sql("SELECT name FROM facts").scalars()
            assert name in list(found)
    engine.dispose()


@pytest.mark.parametrize(
    "report",
    [
        'connection to server at "10.0.0.5", port 5432 failed: Connection refused',
        "connection timeout expired",
        "server closed the connection unexpectedly",
        "terminating connection due to administrator command",
        "FATAL:  the database system is starting up",
    ],
)
def test_a_server_that_is_away_is_no_fault_of_what_was_asked(report):
    """It is told to come again; the address is for the log alone."""
    error = build_error(report)
    assert error.short.zh == "数据库没有应答，没有保存任何内容；请稍后重试"
    assert "10.0.0.5" not in error.short.zh
    assert report in error.text.zh
