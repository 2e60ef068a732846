"""Which of many were used last? A bounded store for several threads, the least used giving way."""

from __future__ import annotations

import threading
from collections import OrderedDict


class LruCache:
    """So many values, the least used giving way."""

    def __init__(self, most: int) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._most, self._lock = most, threading.Lock()

    def __contains__(self, name: str) -> bool:
        return name in self._kept

    def get(self, name: str) -> bytes | None:
        """A value, or None."""
        with self._lock:
            if name not in self._kept:
                return None
            self._kept.move_to_end(name)
            return self._kept[name]

    def set(self, name: str, value: bytes) -> None:
        """Keep a value."""
        with self._lock:
            self._kept[name] = value
            self._kept.move_to_end(name)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
