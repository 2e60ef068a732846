"""A store that was lost does not pass for a first start."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from dashboard.commands.main import main
from dashboard.commands.output import FINE
from dashboard.operations import life_mark
from dashboard.operations.publishing import open_store
from dashboard.operations.store_source import StoreSource
from dashboard.store.addresses import build_file_address
from dashboard.store.errors import StoreError
from dashboard.store.versions import list_versions
from tests.conftest import declaration, indicator
from tests.operations.test_publishing import REGISTRY, save


@pytest.fixture
def home(tmp_path: Path) -> tuple[Path, str]:
    """A folder with a workbook, and the address of the store in it."""
    save(tmp_path / "data", "2021.xlsx", (2021, 60, "已公布", ""))
    return tmp_path / "data", build_file_address(tmp_path / "data" / "dashboard.db")


def begin(home: tuple[Path, str]) -> StoreSource:
    """Start over a folder, publish one workbook more, and close."""
    folder, address = home
    stored = open_store(address, folder, REGISTRY)
    stored.engine.dispose()
    return stored


def remove_store(folder: Path) -> None:
    for file in folder.glob("dashboard.db*"):
        file.unlink()


@pytest.mark.parametrize("left", [None, b""])
def test_a_store_that_is_gone_is_not_made_anew(home, left):
    """A missing mount, an empty file: refused, and nothing is made in its place."""
    folder, address = home
    begin(home)
    remove_store(folder)
    if left is not None:
        (folder / "dashboard.db").write_bytes(left)
    with pytest.raises(StoreError) as refused:
        open_store(address, folder, REGISTRY)
    assert "曾有版本 1" in refused.value.text.zh
    assert "restore" in refused.value.text.en
    assert "store new" in refused.value.text.en
    assert [file.name for file in folder.glob("dashboard.db*")] == (
        [] if left is None else ["dashboard.db"]
    )


def test_a_store_that_lost_versions_is_refused(home, tmp_path):
    """An older copy put in its place is noticed too."""
    folder, address = home
    begin(home)
    older = (folder / "dashboard.db").read_bytes()
    save(folder, "2022.xlsx", (2022, 70, "已公布", ""))
    stored = begin(home)
    assert life_mark.read_mark(folder, address) == 1, "what waits is no version"
    remove_store(folder)
    life_mark.write_mark(folder, address, 2)
    (folder / "dashboard.db").write_bytes(older)
    with pytest.raises(StoreError, match="曾有版本 2，现在只有版本 1"):
        open_store(address, folder, REGISTRY)
    assert len(list_versions(stored.engine)) == 1
    stored.engine.dispose()


def test_a_publish_raises_the_mark_and_an_older_one_does_not_lower_it(home):
    folder, address = home
    stored = begin(home)
    life_mark.raise_mark(folder, stored.engine, 5)
    life_mark.raise_mark(folder, stored.engine, 3)
    assert life_mark.read_mark(folder, address) == 5
    assert stat.S_IMODE((folder / life_mark.MARK_FILE).stat().st_mode) == 0o600
    assert stored.undo(1, "管理员", "2026-11-30T08:00:00+00:00") == 2
    life_mark.forget_mark(folder, address)
    assert stored.undo(2, "管理员", "2026-11-30T08:00:00+00:00") == 3
    assert life_mark.read_mark(folder, address) == 3
    stored.engine.dispose()


@pytest.mark.parametrize("broken", [b"", b"[]", b'{"x": "y"}', b"\xff", b"{"])
def test_a_mark_that_cannot_be_read_remembers_nothing(home, broken):
    folder, address = home
    (folder / life_mark.MARK_FILE).write_bytes(broken)
    assert life_mark.read_mark(folder, address) is None
    begin(home)
    assert life_mark.read_mark(folder, address) == 1


def test_many_stores_of_one_folder_are_remembered_apart(home):
    folder, _ = home
    for number in range(life_mark.MOST_STORES + 10):
        life_mark.write_mark(folder, f"sqlite:////srv/{number}.db", number + 1)
    assert life_mark.read_mark(folder, "sqlite:////srv/0.db") is None
    assert life_mark.read_mark(folder, "sqlite:////srv/20.db") == 21
    assert life_mark.read_mark(folder, "postgresql+psycopg://u:p@h:5432/plan") is None
    life_mark.write_mark(folder, "postgresql+psycopg://u:p@h:5432/plan", 7)
    assert life_mark.read_mark(folder, "postgresql+psycopg://other:q@h:5432/plan") == 7
    assert "p@h" not in (folder / life_mark.MARK_FILE).read_text("utf-8")


def test_what_the_refusal_advises_works(home, tmp_path, monkeypatch, capsys):
    """Restore a backup; or move things aside and begin anew."""
    folder, _ = home
    (tmp_path / "indicators.yaml").write_text(
        declaration(
            indicator("gdp", "plan: five, by: 2025, reach: 100", unit="亿元", measure="flow")
        ),
        "utf-8",
    )
    monkeypatch.setenv("INDICATORS", str(tmp_path / "indicators.yaml"))
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["import"]) == FINE
    assert main(["backup", "--to", str(tmp_path / "b.db")]) == FINE
    remove_store(folder)
    assert main(["history"]) != FINE
    assert "store new" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "b.db")]) == FINE
    assert main(["history"]) == FINE
    assert main(["store", "new"]) != FINE, "its file is there"
    remove_store(folder)
    assert main(["store", "new"]) == FINE
    assert main(["import"]) == FINE


def test_a_server_that_was_restored_elsewhere_is_taken_as_it_is(tmp_path, monkeypatch):
    """Another replica's mark still stands higher; nothing can be moved away there."""
    address = "postgresql+psycopg://planner@127.0.0.1:1/plan"
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", address)
    life_mark.write_mark(tmp_path, address, 9)
    assert main(["store", "new"]) == FINE
    assert life_mark.read_mark(tmp_path, address) is None
