"""How often may a password be tried? So often for a name, so often from an address; counted before
it is tried, for all replicas.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection

from dashboard.operations.policy import Policy
from dashboard.store import counters
from dashboard.store.accounts import normalize_name
from dashboard.store.counters import Limit

NAME, ADDRESS, NEIGHBOUR = "sign-in", "address", "neighbour"
"""What is counted: a name wherever it is tried, an address whatever names are tried there, and a
name at an address that has tried too many.
"""
ADDRESS_TIMES, ADDRESS_SECONDS = 6, 900
"""Wrong passwords from one address before it is held to fewer, as a multiple of those for one name:
many people may share an address.
"""
NEIGHBOUR_TRIES = 2
"""Passwords for one name from an address that is held to fewer, in the same time: whoever guesses
there gets no further, and a neighbour's right one is taken.
"""
KEPT_SECONDS = 86_400
"""After how long a count that locks nobody is erased."""


def count_try(connection: Connection, policy: Policy, name: str, address: str, now: int) -> int:
    """Count a try before it is made, so that no two workers take the same last one; answers the
    seconds to wait, 0 where it may be made.
    """
    counters.delete_expired(connection, now - KEPT_SECONDS)
    key = normalize_name(name)
    by_address = Limit(ADDRESS, policy.tries * ADDRESS_TIMES, ADDRESS_SECONDS)
    if counters.count_try(connection, by_address, address, now):
        by_neighbour = Limit(NEIGHBOUR, NEIGHBOUR_TRIES, ADDRESS_SECONDS)
        wait = counters.count_try(connection, by_neighbour, _find_place(address, key), now)
        if wait:  # so few of its tries come further that it locks no name
            return wait
    seconds = policy.lock_minutes * 60
    return counters.count_try(connection, Limit(NAME, policy.tries, seconds, seconds), key, now)


def is_locked(connection: Connection, name: str, now: int) -> bool:
    """Whether a name must wait, wherever it is tried."""
    return normalize_name(name) in list_locked(connection, now)


def list_locked(connection: Connection, now: int) -> dict[str, int]:
    """Which names must wait, and until when."""
    return counters.list_locked(connection, NAME, now)


def forget_tries(connection: Connection, key: str) -> None:
    """Begin to count anew for a name that has proved itself."""
    counters.delete_count(connection, NAME, key)


def forgive_address(connection: Connection, key: str, address: str) -> None:
    """A right password was no guess of its address."""
    counters.uncount_try(connection, ADDRESS, address)
    counters.delete_count(connection, NEIGHBOUR, _find_place(address, key))


def _find_place(address: str, key: str) -> str:
    return hashlib.sha256(f"{address} {key}".encode()).hexdigest()
