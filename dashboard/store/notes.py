"""What need not be written before the answer? Notes of when somebody was seen and what was refused:
one thread of a process writes them, so that no reader waits for a writer.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Callable
from queue import Empty, Full, Queue

from sqlalchemy import Connection, Engine

from dashboard.store.database import begin_write
from dashboard.store.errors import StoreError

NOTE_MS = 5000
"""How long a note waits for other writers, in milliseconds."""
MOST_WAITING = 1000
"""Notes that wait; what comes beyond is said in the log alone."""
IDLE_SECONDS = 60
"""Seconds without a note after which the thread ends."""
LAST_SECONDS = 2
"""What a process that ends gives the notes that wait."""
log = logging.getLogger("dashboard")

Note = tuple[Engine, Callable[[Connection], object], str]
"""A store, what is written to it in one transaction, and what that is in the words of the log."""


class NoteWriter:
    """The notes of one process, written in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: Queue[Note] = Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, engine: Engine, write: Callable[[Connection], object], what: str) -> None:
        """Have something written down soon; a busy or full store is said in the log."""
        try:
            self._waiting.put_nowait((engine, write, what))
        except Full:
            log.warning("not written down: %s (%s notes wait)", what, MOST_WAITING)
        self._start()

    def settle(self, seconds: float) -> bool:
        """Wait until all is written, at most so long; whether it is."""
        end = time.monotonic() + seconds
        while self._waiting.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.002)
        return not self._waiting.unfinished_tasks

    def _start(self) -> None:
        with self._lock:
            # A worker that was forked has the object of a thread that did not come along.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="notes", daemon=True)
                self._thread.start()
                atexit.register(self.settle, LAST_SECONDS)

    def _run(self) -> None:
        while True:
            try:
                engine, write, what = self._waiting.get(timeout=IDLE_SECONDS)
            except Empty:
                with self._lock:
                    if self._waiting.empty():
                        self._thread = None
                        atexit.unregister(self.settle)
                        return
                continue
            try:
                with begin_write(engine, patience=NOTE_MS) as connection:
                    write(connection)
            except StoreError as error:
                log.warning("not written down: %s (%s)", what, error.text.en)
            except Exception:  # the border of the thread: the next note is written all the same
                log.exception("not written down: %s", what)
            finally:
                self._waiting.task_done()
