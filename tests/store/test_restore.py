"""A backup comes back under any name, from any schema so far, beside what stands in its place."""

from __future__ import annotations

import gzip
import os
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.store import accounts
from dashboard.store.addresses import build_file_address, find_file, parse_address
from dashboard.store.audit import list_entries, verify_chain
from dashboard.store.backup import write_backup
from dashboard.store.database import NEWEST_MIGRATION, begin_read, migrate, open_database
from dashboard.store.errors import StoreError
from dashboard.store.restore import restore_backup
from dashboard.store.versions import list_versions, load_observations, publish
from tests.store.books import accepted, registry, triples

COVERS = ("dashboard.store.addresses", "dashboard.store.errors")

REGISTRY = registry()
NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
BACKUPS = sorted((Path(__file__).parent / "backups").glob("schema-*.db.gz"))
NAMES = (
    "q?x.db",
    "h#x.db",
    "p%20x.db",
    "a b&c+d.db",
    "备份 一.db",
    "....db",
    "no-ending",
    "x?mode=memory&uri=true",
    "file:x.db",
    "日期=2026;(1)'\".db",
)


def fill(address: str, *values: float) -> None:
    """A store with a version for each value."""
    engine = open_database(address)
    migrate(engine)
    for year, value in enumerate(values, 2021):
        publish(engine, REGISTRY, accepted(("gdp", year, value)))
    engine.dispose()


def list_values(address: str) -> list[object]:
    engine = open_database(address)
    found = sorted(triples(load_observations(engine, REGISTRY)))
    engine.dispose()
    return list(found)


def list_files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.fixture(autouse=True)
def careless():
    """An account whose files everybody may read, unless a program sees to it."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_stands_in_a_name(tmp_path, name):
    """Store, backup and what is restored lie where they are said to, for this account alone."""
    folder = tmp_path / f"d-{name}"
    folder.mkdir()
    store, backup, again = folder / name, tmp_path / name, folder / f"again-{name}"
    fill(build_file_address(store), 60.0, 70.0)
    engine = open_database(build_file_address(store))
    assert write_backup(engine, backup) == 2
    engine.dispose()
    assert restore_backup(backup, build_file_address(again), NOW).version == 2
    assert list_values(build_file_address(again)) == list_values(build_file_address(store))
    assert list_files(folder) == sorted([store.name, again.name])
    assert list_files(tmp_path) == sorted([backup.name, folder.name])
    assert {stat.S_IMODE(file.stat().st_mode) for file in (store, backup, again)} == {0o600}


@pytest.mark.parametrize("name", NAMES)
def test_an_address_leads_back_to_its_file(name):
    """There and back again."""
    file = Path("/srv") / name / name
    assert find_file(build_file_address(file)) == file


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("sqlite:////srv/plan.db", Path("/srv/plan.db")),
        ("sqlite:///plan.db", Path("plan.db")),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("sqlite:///file:/srv/p%2525.db?mode=ro&uri=true", Path("/srv/p%.db")),
        ("sqlite:///file:x?mode=memory&uri=true", None),
        ("postgresql+psycopg://planner@localhost/plan", None),
    ],
)
def test_an_address_that_somebody_wrote(address, file):
    assert find_file(address) == file


def test_what_is_no_address_is_refused():
    with pytest.raises(StoreError, match="DATABASE_URL"):
        parse_address("/srv/plan.db")


def test_every_schema_has_its_backup():
    """A new schema brings the backup that it makes."""
    assert [file.name for file in BACKUPS] == [
        f"schema-{number:04}.db.gz" for number in range(1, int(NEWEST_MIGRATION) + 1)
    ]


@pytest.mark.parametrize("packed", BACKUPS, ids=lambda file: file.name[:11])
def test_a_backup_of_an_older_schema_comes_back_whole(packed, tmp_path):
    """Figures, people and audit; and the store goes on from there."""
    backup, store = tmp_path / "old.db", tmp_path / "store.db"
    backup.write_bytes(gzip.decompress(packed.read_bytes()))
    before = backup.read_bytes()
    assert restore_backup(backup, build_file_address(store), NOW).version == 2
    assert backup.read_bytes() == before
    assert list_values(build_file_address(store)) == [("gdp", 2021, 60.0), ("gdp", 2022, 70.0)]
    engine = open_database(build_file_address(store))
    with begin_read(engine) as connection:
        acts = [entry.action for entry in list_entries(connection)]
        assert verify_chain(connection).broken is None
        names = [account.name for account in accounts.list_accounts(connection)]
    has_people = packed.name >= "schema-0002"
    assert names == (["科长"] if has_people else [])
    assert acts == [
        "publish",
        "first start",
        "publish",
        *(["add person", "give link"] if has_people else []),
    ]
    assert publish(engine, REGISTRY, accepted(("gdp", 2023, 80.0))) == 3
    engine.dispose()


def test_a_backup_of_a_newer_program_is_refused(tmp_path):
    """With both versions and what to do; nothing is made."""
    backup, store = tmp_path / "new.db", tmp_path / "store.db"
    fill(build_file_address(backup), 60.0)
    with sqlite3.connect(backup) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("CREATE TABLE of_a_later_day (x)")
    with pytest.raises(StoreError) as refused:
        restore_backup(backup, build_file_address(store), NOW)
    assert f"9999 > {NEWEST_MIGRATION}" in refused.value.text.zh
    assert "update" in refused.value.text.en
    assert not store.exists()


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(900)])
def test_what_is_no_backup_is_refused(tmp_path, content):
    backup, store = tmp_path / "b.db", tmp_path / "store.db"
    backup.write_bytes(content)
    with pytest.raises(StoreError) as refused:
        restore_backup(backup, build_file_address(store), NOW)
    assert str(backup) in refused.value.text.en
    assert list_files(tmp_path) == ["b.db"]


@pytest.mark.parametrize("there", [b"", b"no database", "people"])
def test_what_stands_in_its_place_is_kept(tmp_path, there):
    """A damaged file, or one with people alone, is moved aside; nothing of it is lost."""
    backup, store = tmp_path / "b.db", tmp_path / "store.db"
    fill(build_file_address(backup), 60.0)
    if there == "people":
        fill(build_file_address(store))
    else:
        store.write_bytes(there)
    before = store.read_bytes()
    restored = restore_backup(backup, build_file_address(store), NOW)
    assert list_values(build_file_address(store)) == [("gdp", 2021, 60.0)]
    if restored.kept is not None:
        assert before
        assert restored.kept == tmp_path / "store.db.kept-20261130-080000"
        assert restored.kept.read_bytes() == before
    assert bool(before) == (restored.kept is not None)


def test_a_log_beside_a_damaged_file_does_not_meet_the_one_that_follows(tmp_path):
    """SQLite would play it into the store that was restored."""
    backup, store = tmp_path / "b.db", tmp_path / "store.db"
    fill(build_file_address(backup), 60.0)
    store.write_bytes(b"no database")
    (tmp_path / "store.db-wal").write_bytes(b"a log")
    restored = restore_backup(backup, build_file_address(store), NOW)
    assert restored.kept is not None
    assert (tmp_path / f"{restored.kept.name}-wal").read_bytes() == b"a log"
    assert list_values(build_file_address(store)) == [("gdp", 2021, 60.0)]


def test_a_backup_that_fails_leaves_nothing(tmp_path, monkeypatch):
    """Whatever goes wrong on the way, its part is gone."""
    fill(build_file_address(tmp_path / "store.db"), 60.0)
    engine = open_database(build_file_address(tmp_path / "store.db"))
    monkeypatch.setattr("dashboard.store.backup.verify_store", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_backup(engine, tmp_path / "copies" / "b.db")
    assert list_files(tmp_path / "copies") == []
    monkeypatch.undo()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="无法写备份"):
        write_backup(engine, tmp_path / "file" / "b.db")
    with pytest.raises(StoreError, match="无法写备份"):
        write_backup(engine, tmp_path / ("长" * 100 + ".db"))
    engine.dispose()
    assert len(list_versions(open_database(build_file_address(tmp_path / "store.db")))) == 1
