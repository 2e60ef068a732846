"""PostgreSQL falls and comes back during publishes, and two processes race: nothing lost, nothing
twice, nothing half.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from dashboard.store.audit import verify_chain
from dashboard.store.database import begin_read, migrate, open_database
from dashboard.store.errors import StoreError
from dashboard.store.versions import list_versions, publish
from tests.conftest import MATCHES, PATIENCE, ROOT, until
from tests.sizes import size
from tests.store.books import accepted, registry

REGISTRY = registry()
RESTARTS = size("SOAK_RESTARTS")
PUBLISHES = size("SOAK_PUBLISHES")


def goes_on(acknowledged: dict[str, int]) -> None:
    """Wait until some more has been acknowledged: the writer is in the midst of its work."""
    before = len(acknowledged)
    until(lambda: len(acknowledged) > before + 3, acknowledged)


def test_immediate_restarts_during_publishes(postgres):
    """Every acknowledged version is there once; a retry with its key never makes a second; the pool
    heals by itself.
    """
    url = postgres.fresh("falling")
    engine = open_database(url)
    migrate(engine)
    acknowledged: dict[str, int] = {}
    stop = threading.Event()

    def write() -> None:
        turn = 0
        while not stop.is_set():
            key, book = f"k{turn}", accepted(("gdp", 1900 + turn, 60.0), name=f"{turn}.xlsx")
            try:
                acknowledged[key] = publish(engine, REGISTRY, book, key=key)
                turn += 1
            except StoreError:
                time.sleep(0.05)  # the server is away; the same key again

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(RESTARTS):
            goes_on(acknowledged)
            postgres.stop()
            time.sleep(0.3)
            postgres.start()
        goes_on(acknowledged)
    finally:
        stop.set()
        writer.join(PATIENCE)
    found = list_versions(engine)
    assert len(acknowledged) > RESTARTS
    assert {one.key: one.number for one in found} | acknowledged == {
        one.key: one.number for one in found
    }
    assert [one.number for one in found] == list(range(len(found), 0, -1))
    assert all(one.rows == 1 for one in found)
    with begin_read(engine) as connection:
        assert verify_chain(connection).broken is None
    engine.dispose()
    MATCHES.append(
        f"immediate restarts of PostgreSQL: {RESTARTS}; acknowledged {len(acknowledged)}, lost "
        "0, doubled 0"
    )


RACE = """
from dashboard.store.database import open_database
from dashboard.store.versions import StaleError, list_versions, publish
from tests.sizes import size
from tests.store.books import accepted, registry
import sys
engine, stale = open_database(sys.argv[1]), 0
for turn in range(int(sys.argv[3])):
    while True:
        base = max((one.number for one in list_versions(engine)), default=0)
        try:
            publish(engine, registry(), accepted(("gdp", 2021, float(turn)), name=f"{sys.argv[2]}{turn}.xlsx", who=sys.argv[2]).__class__(f"{sys.argv[2]}{turn}.xlsx", f"{sys.argv[2]}{turn}".encode(), accepted(("gdp", 1000 + turn * 2 + (sys.argv[2] == "b"), 1.0)).rows, sys.argv[2], "2026"), base=base)
            break
        except StaleError:
            stale += 1
print(stale)
"""


def test_two_processes_publish_from_the_same_base(url):
    """Each has all its publishes in the end, numbers without gap or double, and the only refusal
    was a stale preview.
    """
    engine = open_database(url)
    migrate(engine)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, url, name, str(PUBLISHES)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in "ab"
    ]
    ended = [process.communicate(timeout=300) for process in started]
    assert [process.returncode for process in started] == [0, 0], ended
    found = list_versions(engine)
    assert [one.number for one in found] == list(range(2 * PUBLISHES, 0, -1))
    assert {one.who for one in found} == {"a", "b"}
    assert sum(one.who == "a" for one in found) == PUBLISHES
    heard = sum(int(said) for said, _ in ended)
    MATCHES.append(
        f"two writers × {PUBLISHES} on {engine.dialect.name}: {len(found)} versions, stale "
        f"previews refused {heard}, lost 0, doubled 0"
    )
    with begin_read(engine) as connection:
        assert verify_chain(connection).broken is None
    engine.dispose()
