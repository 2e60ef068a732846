"""Notes are written soon after the answer, in order; a store that cannot be written holds up
nobody.
"""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import Connection, Engine

from dashboard.store import counters, notes
from dashboard.store.counters import Limit
from dashboard.store.database import begin_read, begin_write, open_database
from dashboard.store.notes import NoteWriter
from dashboard.store.schema import counters as table
from tests.conftest import PATIENCE, ready_store, until

MANY = Limit("trial", 1000, 1000)


@pytest.fixture
def engine() -> Engine:
    return open_database(ready_store())


def count(connection: Connection) -> None:
    counters.count_try(connection, MANY, "a", 10)


def counted(engine: Engine) -> int:
    with begin_read(engine) as connection:
        return sum(row.uses for row in connection.execute(table.select()))


def test_notes_are_written_whoever_asks(engine):
    writer = NoteWriter()
    threads = [
        threading.Thread(target=lambda: writer.add(engine, count, "a trial")) for _ in range(20)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert writer.settle(PATIENCE)
    assert counted(engine) == 20


def test_a_writer_elsewhere_is_not_waited_for(engine, monkeypatch, caplog):
    """What leaves a note goes on; the note is given up in its time, and said."""
    monkeypatch.setattr(notes, "NOTE_MS", 50)
    writer = NoteWriter()
    with begin_write(engine):
        writer.add(engine, count, "a trial")
        assert writer.settle(PATIENCE)
    assert "not written down: a trial (the database is busy" in caplog.text
    assert counted(engine) == 0
    writer.add(engine, count, "a trial")
    assert writer.settle(PATIENCE)
    assert counted(engine) == 1


def test_there_is_an_end_to_what_waits(engine, monkeypatch, caplog):
    monkeypatch.setattr(notes, "MOST_WAITING", 3)
    writer, gate = NoteWriter(), threading.Event()
    writer.add(engine, lambda _: gate.wait(PATIENCE), "the first")
    until(writer._waiting.empty)
    for _ in range(5):
        writer.add(engine, count, "a trial")
    assert caplog.text.count("not written down: a trial (3 notes wait)") == 2
    assert not writer.settle(0)
    gate.set()
    assert writer.settle(PATIENCE)
    assert counted(engine) == 3


def test_a_note_that_is_at_fault_does_not_stop_the_next(engine, caplog):
    writer = NoteWriter()
    writer.add(engine, lambda _: 1 / 0, "a fault")
    writer.add(engine, count, "a trial")
    assert writer.settle(PATIENCE)
    assert "not written down: a fault" in caplog.text
    assert counted(engine) == 1


def test_the_thread_ends_and_comes_back(engine, monkeypatch):
    monkeypatch.setattr(notes, "IDLE_SECONDS", 0.01)
    writer = NoteWriter()
    for turn in range(1, 4):
        writer.add(engine, count, "a trial")
        assert writer.settle(PATIENCE)
        assert counted(engine) == turn
        until(lambda: writer._thread is None)
        time.sleep(0.01)
