"""How are uploads read while pages go on? Two at a time, each in a process of its own, the others
in a line that has an end.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
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

MAX_RUNNING, MAX_WAITING = 2, 20
"""Uploads read at the same time, and those that may wait besides, for all people together."""
BUSY = Text(
    "正在处理的文件过多，请稍后再试", "too many files are being worked on; try again shortly"
)
EXTRA_SECONDS = 60
"""What a reader may take beyond the time of the process that opens the file: to start, to
recognise, and to compare.
"""
_ROOT = Path(__file__).resolve().parents[3]
log = logging.getLogger("dashboard")


class UploadPool:
    """The readers of one server process."""

    def __init__(self, engine: Engine, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._engine, self._settings, self._clock = engine, settings, clock
        self._pool = ThreadPoolExecutor(MAX_RUNNING, "reader")
        self._room = threading.BoundedSemaphore(MAX_RUNNING + MAX_WAITING)

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
        self._pool.submit(self._run, id_, size, turn)

    def _run(self, id_: str, size: int, turn: int) -> None:
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
            if ended.returncode:
                message = ended.stderr[-2000:].decode("utf-8", "replace")
                log.error("the reader of %s ended with %s: %s", id_, ended.returncode, message)
        except subprocess.TimeoutExpired:
            # No traceback is needed.
            log.error("the reader of %s took too long and was ended", id_)  # noqa: TRY400
        finally:
            self._room.release()
            self.settle(id_, turn)

    def settle(self, id_: str, turn: int) -> None:
        """An upload that is still being read, with nobody reading it, has failed."""
        try:
            with begin_write(self._engine) as connection:
                previews.fail_reading(connection, id_, turn, int(self._clock().timestamp()))
        except StoreError:
            log.exception("the failed reading of %s could not be written down", id_)
