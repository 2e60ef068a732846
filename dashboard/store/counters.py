"""How often was something tried? Counts and locks that all replicas share."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

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
    where = (counters.c.kind == limit.kind) & (counters.c.key == key)
    row = connection.execute(select(counters).where(where)).first()
    if row is not None and row.until > now:
        return int(row.until - now)
    fresh = row is None or row.until or now - row.since >= limit.seconds
    used = 0 if row is None or fresh else int(row.uses)
    since = now if row is None or fresh else int(row.since)
    until = 0 if used < limit.most else now + limit.lock if limit.lock else since + limit.seconds
    values = {"uses": min(used + 1, limit.most), "since": since, "until": until}
    if row is None:
        connection.execute(counters.insert().values(kind=limit.kind, key=key, **values))
    else:
        connection.execute(counters.update().where(where).values(**values))
    return max(until - now, 0)


def uncount_try(connection: Connection, kind: str, key: str) -> None:
    """Uncount one that turned out to be harmless."""
    where = (counters.c.kind == kind) & (counters.c.key == key) & (counters.c.uses > 0)
    connection.execute(counters.update().where(where).values(uses=counters.c.uses - 1))


def delete_count(connection: Connection, kind: str, key: str) -> bool:
    """Start a count anew; whether there was one."""
    return (
        connection.execute(
            delete(counters).where(counters.c.kind == kind, counters.c.key == key)
        ).rowcount
        > 0
    )


def list_locked(connection: Connection, kind: str, now: int) -> dict[str, int]:
    """Who is locked, and until when."""
    asked = select(counters.c.key, counters.c.until).where(
        counters.c.kind == kind, counters.c.until > now
    )
    return {row.key: int(row.until) for row in connection.execute(asked)}


def delete_expired(connection: Connection, before: int) -> None:
    """Erase counts that began before a moment and lock nobody."""
    connection.execute(delete(counters).where(counters.c.since < before, counters.c.until < before))
