"""Backup and restore: a copy that is whole while others write, and a restore that overwrites
nothing.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from dashboard.store.addresses import build_file_address
from dashboard.store.backup import write_backup
from dashboard.store.database import check_integrity, open_database
from dashboard.store.errors import StoreError
from dashboard.store.restore import restore_backup
from dashboard.store.versions import list_versions, load_observations, load_original, publish, undo
from tests.conftest import MATCHES
from tests.sizes import size
from tests.store.books import DAY, accepted, registry, triples

REGISTRY = registry()
NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
BACKUPS = size("SOAK_BACKUPS")


def test_what_was_backed_up_is_restored(engine, url, tmp_path, request):
    """Rows, bytes, history and audit, from either database into a fresh one."""
    publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)))
    publish(engine, REGISTRY, accepted(("gdp", 2022, 70.0)))
    undo(engine, 1, "管理员", DAY)
    assert write_backup(engine, tmp_path / "备份" / "一.db") == 3
    fresh = build_file_address(tmp_path / "fresh.db")
    if url.startswith("postgresql"):
        fresh = request.getfixturevalue("postgres").fresh("fresh")
    assert restore_backup(tmp_path / "备份" / "一.db", fresh, NOW).version == 3
    other = open_database(fresh)
    assert list_versions(other) == list_versions(engine)
    assert (
        triples(load_observations(other, REGISTRY))
        == triples(load_observations(engine, REGISTRY))
        == [("gdp", 2022, 70.0)]
    )
    assert load_original(other, 2) == load_original(engine, 2)
    assert publish(other, REGISTRY, accepted(("gdp", 2023, 80.0))) == 4
    other.dispose()


def test_a_store_with_versions_is_never_overwritten(engine, url, tmp_path):
    publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)))
    write_backup(engine, tmp_path / "一.db")
    with pytest.raises(StoreError, match="不会覆盖"):
        restore_backup(tmp_path / "一.db", url, NOW)
    with pytest.raises(StoreError, match="已经存在"):
        write_backup(engine, tmp_path / "一.db")


def test_a_damaged_backup_is_refused(engine, tmp_path):
    """Bytes flipped in the middle: not used, and nothing restored."""
    for year in range(2000, 2040):
        publish(
            engine, REGISTRY, accepted(("gdp", year, 60.0), data=bytes(3000) + str(year).encode())
        )
    write_backup(engine, tmp_path / "一.db")
    damaged = bytearray((tmp_path / "一.db").read_bytes())
    for at in range(4096, len(damaged), 97):
        damaged[at] ^= 0xFF
    (tmp_path / "坏.db").write_bytes(damaged)
    fresh = tmp_path / "fresh.db"
    with pytest.raises(StoreError):
        restore_backup(tmp_path / "坏.db", build_file_address(fresh), NOW)
    assert not fresh.exists()
    with pytest.raises(StoreError, match="找不到备份"):
        restore_backup(tmp_path / "无.db", build_file_address(fresh), NOW)


def test_backups_taken_while_others_write_hold_every_acknowledged_version(engine, tmp_path):
    """Each copy opens, is sound, and holds at least what had been acknowledged when it began."""
    acknowledged: list[int] = []
    stop = threading.Event()

    def write() -> None:
        year = 1000
        while not stop.is_set():
            year += 1
            acknowledged.append(publish(engine, REGISTRY, accepted(("gdp", year, 60.0))))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(BACKUPS):
            before = len(acknowledged)
            held = write_backup(engine, tmp_path / f"{turn}.db")
            assert held >= before
            other = open_database(f"sqlite:///{tmp_path / f'{turn}.db'}")
            assert check_integrity(other) == "ok"
            assert [one.number for one in list_versions(other)] == list(range(held, 0, -1))
            other.dispose()
    finally:
        stop.set()
        writer.join()
    MATCHES.append(
        f"backups under writes on {engine.dialect.name}: {BACKUPS} of {BACKUPS} whole, "
        f"{len(acknowledged)} versions published meanwhile"
    )
