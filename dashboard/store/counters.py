"""How often was something tried? Counts and locks that all replicas share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from dashboard.store.schema import counters


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` within `seconds`; whoever goes beyond waits `lock` seconds (0: until the
    window is over).
    """

    kind: str
    most: int
    seconds: int
    lock: int = 0


def count_try(connection: Connection, limit: Limit, key: str, now: int) -> int:
    """Count one more; answers how many seconds there are to wait: 0 where this one is still
    allowed.

    To be called in a writing transaction, so that no two callers take the same last place.
    """
    mine = (counters.c.kind == limit.kind) & (counters.c.key == key)
    row = connection.execute(select(counters).where(mine)).first()
    if row is not None and row.since <= now < row.until:
        return int(row.until - now)
    uses, since = 0, now
    if row is not None and _is_counting(row, limit, now):
        uses, since = int(row.uses), int(row.since)
    until = _find_end_of_wait(limit, uses, since, now)
    values = {"uses": min(uses + 1, limit.most), "since": since, "until": until}
    if row is None:
        connection.execute(counters.insert().values(kind=limit.kind, key=key, **values))
    else:
        connection.execute(counters.update().where(mine).values(**values))
    return max(until - now, 0)


def _is_counting(row: Row[Any], limit: Limit, now: int) -> bool:
    """Whether the window of a count is still open; a wait that is over begins a new one, and so
    does a count from a time to come: the clock was set back.
    """
    return not row.until and 0 <= now - row.since < limit.seconds


def _find_end_of_wait(limit: Limit, uses: int, since: int, now: int) -> int:
    """Until when whoever has tried so often must wait, 0 where the next try is allowed."""
    if uses < limit.most:
        return 0
    return now + limit.lock if limit.lock else since + limit.seconds


def uncount_try(connection: Connection, kind: str, key: str) -> None:
    """Uncount one that turned out to be harmless."""
    mine = (counters.c.kind == kind) & (counters.c.key == key) & (counters.c.uses > 0)
    connection.execute(counters.update().where(mine).values(uses=counters.c.uses - 1))


def delete_count(connection: Connection, kind: str, key: str) -> bool:
    """Start a count anew; whether there was one."""
    mine = (counters.c.kind == kind) & (counters.c.key == key)
    return connection.execute(delete(counters).where(mine)).rowcount > 0


def list_locked(connection: Connection, kind: str, now: int) -> dict[str, int]:
    """Who is locked, and until when."""
    is_locked = (counters.c.kind == kind) & (counters.c.since <= now) & (counters.c.until > now)
    asked = select(counters.c.key, counters.c.until).where(is_locked)
    return {row.key: int(row.until) for row in connection.execute(asked)}


def delete_expired(connection: Connection, before: int) -> None:
    """Erase counts that began before a moment and lock nobody."""
    connection.execute(delete(counters).where(counters.c.since < before, counters.c.until < before))
