"""SIGKILL at every named step and at random moments: what was acknowledged is there, and nothing is
half there.
"""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from dashboard.store import failpoints
from dashboard.store.audit import verify_chain
from dashboard.store.database import begin_read, check_integrity, migrate, open_database
from dashboard.store.versions import list_versions, load_observations
from tests import processes
from tests.conftest import MATCHES, declaration, indicator
from tests.operations.test_publishing import save
from tests.sizes import dice, size

COVERS = ("dashboard.store.failpoints",)

RANDOM_KILLS, RESTORES = size("SOAK_KILLS"), size("SOAK_RESTORES")


@pytest.fixture
def house(tmp_path) -> dict[str, str]:
    """A city as an environment for commands: one workbook of 1,200 rows is in the folder, another
    is at hand.
    """
    return build_house(tmp_path)


def build_house(tmp_path: Path) -> dict[str, str]:
    """The city in a folder."""
    many = "".join(
        indicator(f"i{row}", unit="亿元", measure="flow", decimals=0, owner="局")
        for row in range(60)
    )
    gdp = indicator(
        "gdp",
        "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}",
        unit="亿元",
        measure="flow",
        decimals=0,
        owner="局",
    )
    (tmp_path / "indicators.yaml").write_text(declaration(gdp + many), "utf-8")
    save(tmp_path / "data", "2021.xlsx", (2021, 60, "已公布", ""))
    save(tmp_path, "2023.xlsx", *((2000 + row, 80 + row, "已公布", "") for row in range(25)))
    home = {
        "INDICATORS": str(tmp_path / "indicators.yaml"),
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'store.db'}",
    }
    return {**home, "HERE": str(tmp_path)}


@pytest.fixture(scope="module")
def first_store(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The store after a city's first start."""
    folder = tmp_path_factory.mktemp("first")
    house_ = build_house(folder)
    assert run(house_, "import").returncode == 0
    return (folder / "store.db").read_bytes()


@pytest.fixture
def started(house: dict[str, str], first_store: bytes) -> dict[str, str]:
    """The same city after its first start."""
    Path(house["HERE"], "store.db").write_bytes(first_store)
    return house


def run(house: dict[str, str], *arguments: str, step: str = "") -> subprocess.CompletedProcess[str]:
    return processes.run({**house, "FAILPOINT": step}, *arguments)


def numbers(house: dict[str, str]) -> list[int]:
    """The versions after a crash, once everything about the store has been found sound."""
    engine = open_database(house["DATABASE_URL"])
    migrate(engine)
    assert check_integrity(engine) == "ok"
    found = list_versions(engine)
    with begin_read(engine) as connection:
        assert verify_chain(connection).broken is None
    assert [one.number for one in found] == list(range(len(found), 0, -1))
    for one in found:
        if one.kind == "import":
            assert one.rows in (1, 25), "a version is whole or not there"
    engine.dispose()
    return [one.number for one in found]


ACTS = {
    "preview": (["import", "2023.xlsx"], 1, 2),
    "publish": (["import", "2023.xlsx"], 1, 2),
    "undo": (["undo", "1"], 1, 2),
    "backup": (["backup", "--to", "b.db"], 1, 1),
}


@pytest.mark.parametrize("turn", range(size("SOAK_STEPS")))
@pytest.mark.parametrize(
    "step",
    [step for step in failpoints.STEPS if not step.startswith(("migrate", "notice", "restore"))],
)
def test_a_kill_at_a_named_step(started, step, turn):
    """Before the commit nothing of it is there, after it all of it; then the same act goes
    through.
    """
    arguments, before, after = ACTS[step.partition(".")[0]]
    arguments = [
        str(Path(started["HERE"]) / part) if part.endswith((".xlsx", ".db")) else part
        for part in arguments
    ]
    killed = run(started, *arguments, step=step)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    committed = step.endswith(".committed")
    assert len(numbers(started)) == (after if committed else before)
    if step.startswith("backup"):
        whole = Path(started["HERE"]) / "b.db"
        assert whole.exists() == (step == "backup.named")
        if not whole.exists():
            assert run(started, *arguments).returncode == 0
        assert check_integrity(open_database(f"sqlite:///{whole}")) == "ok"
    elif not committed:
        assert run(started, *arguments).returncode == 0
        assert len(numbers(started)) == after


@pytest.mark.parametrize("step", [step for step in failpoints.STEPS if "restore" in step])
def test_a_kill_while_restoring(started, step):
    """The store that was there, or the one that came back: never half of one; then it goes
    through.
    """
    backup, store = Path(started["HERE"]) / "b.db", Path(started["HERE"]) / "store.db"
    assert run(started, "backup", "--to", str(backup)).returncode == 0
    store.write_bytes(b"no database")
    assert run(started, "restore", str(backup), step=step).returncode == -signal.SIGKILL
    if step == "restore.named":
        assert numbers(started) == [1]
        return
    assert not store.exists() or store.read_bytes() == b"no database"
    assert run(started, "restore", str(backup)).returncode == 0
    assert numbers(started) == [1]
    kept = [file for file in store.parent.iterdir() if file.name.startswith("store.db.kept")]
    assert [file.read_bytes() for file in kept] == [b"no database"]
    assert not [file for file in store.parent.iterdir() if file.name.endswith(".part")]


@pytest.mark.parametrize(
    "step", ["migrate.begun", "migrate.made", "publish.version", "publish.committed"]
)
def test_a_kill_on_first_start(house, step):
    """The next start makes the tables and takes the folder's workbook, once."""
    assert run(house, "import", step=step).returncode == -signal.SIGKILL
    assert run(house, "import").returncode == 0
    assert numbers(house) == [1]


def test_kills_at_random_moments_lose_nothing_acknowledged(started):
    """A ledger of what the command said it stored, kept by the one who kills it."""
    moments, acknowledged = dice(11), 1
    for turn in range(RANDOM_KILLS):
        file = save(Path(started["HERE"]), f"r{turn}.xlsx", (1900 + turn, 10 + turn, "已公布", ""))
        running = processes.start(started, "import", str(file))
        time.sleep(moments.uniform(0.0, 0.8))
        running.kill()
        said = running.end().stderr
        acknowledged += "已入库为版本" in said
        there = len(numbers(started))
        assert there >= acknowledged
        acknowledged = there  # a kill between commit and answer: there, and found at the next look
    assert numbers(started)[0] == acknowledged
    MATCHES.append(
        f"kills at random moments: {RANDOM_KILLS}; versions {acknowledged}, lost 0, partial 0"
    )


def test_kills_while_restoring_at_random_moments(started):
    """Whatever moment: the damaged file, none, or the whole backup; then it goes through."""
    backup, store = Path(started["HERE"]) / "b.db", Path(started["HERE"]) / "store.db"
    assert run(started, "backup", "--to", str(backup)).returncode == 0
    moments, whole = dice(12), 0
    for _ in range(RESTORES):
        for file in store.parent.glob("store.db*"):
            file.unlink()
        store.write_bytes(b"no database")
        running = processes.start(started, "restore", str(backup))
        time.sleep(moments.uniform(0.0, 0.12))
        running.kill()
        running.end()
        if store.exists() and store.read_bytes() != b"no database":
            whole += 1
        else:
            assert run(started, "restore", str(backup)).returncode == 0
        assert numbers(started) == [1]
    MATCHES.append(f"kills while restoring: {RESTORES}; already whole {whole}, lost 0, partial 0")


def test_kills_on_first_start_at_random_moments(house):
    """Tables half made, or a workbook half taken, are neither: the next start does it all once."""
    store = Path(house["HERE"]) / "store.db"
    moments, whole = dice(13), 0
    for _ in range(RESTORES):
        for file in [*store.parent.glob("store.db*"), *store.parent.glob("data/.store-mark*")]:
            file.unlink()
        running = processes.start(house, "import")
        time.sleep(moments.uniform(0.0, 0.5))
        running.kill()
        whole += running.end().returncode == 0
        assert run(house, "import").returncode == 0
        assert numbers(house) == [1]
    MATCHES.append(f"kills on first start: {RESTORES}; ended before {whole}, lost 0, partial 0")


def test_a_log_that_was_deleted_is_noticed(started):
    """The WAL taken away while nobody runs: a version that stood in it alone is missed and said,
    one that had reached the file is there.
    """
    file, store = Path(started["HERE"]) / "2023.xlsx", Path(started["HERE"]) / "store.db"
    engine = open_database(started["DATABASE_URL"])
    with begin_read(engine) as reader:  # whoever reads keeps the log from being taken into the file
        reader.exec_driver_sql("SELECT count(*) FROM versions").scalar()
        before = store.read_bytes()
        assert run(started, "import", str(file)).returncode == 0
    engine.dispose()
    whole = store.read_bytes()
    for left in store.parent.glob("store.db-*"):
        left.unlink()
    assert numbers(started) == [2, 1]
    store.write_bytes(before)
    for left in store.parent.glob("store.db-*"):
        left.unlink()
    refused = run(started, "history")
    assert refused.returncode != 0
    assert "曾有版本 2，现在只有版本 1" in refused.stderr
    assert store.read_bytes() == before, "nothing is made or mended on the way"
    store.write_bytes(whole)
    assert run(started, "history").returncode == 0


def test_a_step_that_is_not_protected_would_be_found(house):
    """The invariant notices half a version: rows of a number that has no version row cannot even be
    written.
    """
    engine = open_database(house["DATABASE_URL"])
    migrate(engine)
    assert len(load_observations(engine, _registry(house))) == 0
    engine.dispose()
    assert set(failpoints.STEPS) >= {"publish.half", "backup.half"}
    with pytest.raises(ValueError, match=r"no\.such"):
        failpoints.arm("no.such")


def _registry(house: dict[str, str]):
    from dashboard.core.declaration.registry import parse  # noqa: PLC0415

    registry = parse(Path(house["INDICATORS"]).read_text("utf-8")).registry
    assert registry is not None
    return registry
