"""Who asks too often? Requests counted by the minute in this server process: no lock of the store
is taken for a request.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from ipaddress import ip_address, ip_network

MINUTE, MOST_KEYS = 60, 10_000
"""Seconds of a count, and how many are kept; the least used give way."""


class RateLimiter:
    """So many requests a minute for each key."""

    def __init__(self, most: int) -> None:
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._most, self._lock = most, threading.Lock()

    def count(self, key: str, now: int) -> int:
        """Count one more; answers how many seconds there are to wait: 0 where this one is still
        allowed.
        """
        with self._lock:
            since, used = self._counts.pop(key, (now, 0))
            if not since <= now < since + MINUTE:
                since, used = now, 0
            self._counts[key] = (since, min(used + 1, self._most + 1))
            while len(self._counts) > MOST_KEYS:
                self._counts.popitem(last=False)
        return since + MINUTE - now if used >= self._most else 0


def convert_to_network(address: str) -> str:
    """What counts as one caller: an IPv4 address, or the /64 that one subscriber of IPv6 has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ip_network((parsed, 64), strict=False))
