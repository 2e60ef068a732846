"""Was the clock of the machine set back? Its time held against one that only goes forward, and said
in the log: sessions end with it, versions keep their numbers.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

TOLERANCE = timedelta(seconds=30)
"""What a clock may be set back without a word, as it is kept right by small steps."""
log = logging.getLogger("dashboard")


class ClockWatch:
    """The last time that was seen, by both clocks; safe between threads."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady, self._lock = steady, threading.Lock()
        self._last: tuple[datetime, float] | None = None

    def notice(self, now: datetime) -> None:
        """Look at the clock, and say if it has gone back since the last look."""
        steady = self._steady()
        with self._lock:
            before, self._last = self._last, (now, steady)
        if before is None:
            return
        expected = before[0] + timedelta(seconds=steady - before[1])
        if now < expected - TOLERANCE:
            log.warning("the clock was set back: it says %s, %s was expected", now, expected)


def find_future(newest: datetime, now: datetime) -> str:
    """That what was written last lies in a time to come; empty where it does not."""
    if newest <= now + TOLERANCE:
        return ""
    return f"the clock says {now}, but the newest version was stored at {newest}: is it right?"
