"""How are uploads read while pages go on? Two at a time, each in a process of its own, the others
in a line that has an end.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from dashboard.core.vocabulary.text import Text
from dashboard.ingest import limits
from dashboard.settings import Settings
from dashboard.store import previews
from dashboard.store.database import begin_write
from dashboard.store.errors import StoreError
from dashboard.upload_worker import STORE_AWAY

MAX_RUNNING, MAX_WAITING = 2, 20
"""Uploads read at the same time, and those that may wait besides, for all people together."""
BUSY = Text(
    "正在处理的文件过多，请稍后再试", "too many files are being worked on; try again shortly"
)
EXTRA_SECONDS = 60
"""What a reader may take beyond the time of the process that opens the file: to start, to
recognise, and to compare.
"""
BEAT_SECONDS = 5
"""Seconds between two notes that the uploads in hand are still being read."""
MAX_TRIES = 24
"""How often an upload is read while the store does not take what was found."""
_ROOT = Path(__file__).resolve().parents[3]
log = logging.getLogger("dashboard")


class UploadPool:
    """The readers of one server process."""

    def __init__(self, engine: Engine, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._engine, self._settings, self._clock = engine, settings, clock
        self._pool = ThreadPoolExecutor(MAX_RUNNING, "reader")
        self._room = threading.BoundedSemaphore(MAX_RUNNING + MAX_WAITING)
        self._lock, self._in_hand = threading.Lock(), set[tuple[str, int]]()
        self._beating = False

    def full(self) -> bool:
        """Whether there is no place in the line."""
        if not self._room.acquire(blocking=False):
            return True
        self._room.release()
        return False

    def start(self, id_: str, size: int, turn: int = 0) -> None:
        """Read an upload as soon as there is a place; refuses when the line is full."""
        if not self._room.acquire(blocking=False):
            raise StoreError(BUSY)
        with self._lock:
            self._in_hand.add((id_, turn))
            if not self._beating:
                self._beating = True
                threading.Thread(target=self._beat, name="uploads", daemon=True).start()
        self._pool.submit(self._run, id_, size, turn)

    def _beat(self) -> None:
        """Say now and then that what is in hand goes on: a server that was killed does not."""
        while True:
            time.sleep(BEAT_SECONDS)
            with self._lock:
                in_hand = sorted(self._in_hand)
                self._beating = bool(in_hand)
            if not in_hand:
                return
            try:
                with begin_write(self._engine) as connection:
                    previews.touch_readings(connection, in_hand, int(self._clock().timestamp()))
            except StoreError as error:
                # The sentence says it: no traceback.
                log.warning("readings in hand could not be noted: %s", error.text.en)

    def _run(self, id_: str, size: int, turn: int) -> None:
        try:
            for _ in range(MAX_TRIES):
                if self._read(id_, size, turn) != STORE_AWAY:
                    break
                time.sleep(BEAT_SECONDS)
        finally:
            with self._lock:
                self._in_hand.discard((id_, turn))
            self._room.release()
            self.settle(id_, turn)

    def _read(self, id_: str, size: int, turn: int) -> int:
        """Answers the reader's exit code, -1 where it took too long."""
        now = int(self._clock().timestamp())
        try:
            # Our own module, no shell, an id of our own making.
            ended = subprocess.run(  # noqa: S603
                [sys.executable, "-m", "dashboard.upload_worker", id_, str(turn), str(now)],
                cwd=_ROOT,
                env=self._settings.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=limits.compute_seconds(size) * limits.PATIENCE + EXTRA_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            # No traceback is needed.
            log.error("the reader of %s took too long and was ended", id_)  # noqa: TRY400
            return -1
        if ended.returncode:
            message = ended.stderr[-2000:].decode("utf-8", "replace")
            log.error("the reader of %s ended with %s: %s", id_, ended.returncode, message)
        return ended.returncode

    def settle(self, id_: str, turn: int) -> None:
        """An upload that is still being read, with nobody reading it, has failed."""
        try:
            with begin_write(self._engine) as connection:
                previews.fail_reading(connection, id_, turn, int(self._clock().timestamp()))
        except StoreError as error:
            # It stalls, and is shown as failed then.
            log.warning("the reading of %s could not be settled: %s", id_, error.text.en)
