"""By which keys do programs read? Kept under the hash of what the program holds, each somebody's,
each for a time.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, select

from dashboard.store.accounts import Account, find_account
from dashboard.store.schema import keys, people


@dataclass(frozen=True, slots=True)
class Key:
    """A key: whose it is, what for, and for how long; `used` is the day on which it was used last,
    in seconds (0: never).
    """

    id: str
    person: str
    name: str
    created: int
    expires: int
    used: int


def insert_key(connection: Connection, made: Key) -> None:
    """Keep a key."""
    connection.execute(keys.insert().values(**asdict(made)))


def list_keys(connection: Connection, person: str) -> list[Key]:
    """The keys of a person, the newest first."""
    asked = select(keys).where(keys.c.person == person).order_by(keys.c.created.desc(), keys.c.id)
    return [Key(**row) for row in connection.execute(asked).mappings()]


def find_key(connection: Connection, id_: str, now: int) -> tuple[Key, Account] | None:
    """A key that has not run out, with whose it is."""
    asked = select(keys).where(keys.c.id == id_, keys.c.expires > now)
    row = connection.execute(asked).mappings().first()
    if row is None:
        return None
    account = find_account(connection, row["person"])
    return (Key(**row), account) if account else None


def update_last_use(connection: Connection, id_: str, now: int) -> None:
    """Write down that a key was used."""
    connection.execute(keys.update().where(keys.c.id == id_).values(used=now))


def delete_key(connection: Connection, person: str, id_: str) -> Key | None:
    """Take a person's key away; answers it, None where there is none."""
    mine = (keys.c.id == id_) & (keys.c.person == person)
    row = connection.execute(select(keys).where(mine)).mappings().first()
    connection.execute(delete(keys).where(mine))
    return Key(**row) if row else None


def delete_expired(connection: Connection, now: int) -> None:
    """Erase keys that have run out, and those of nobody."""
    is_nobodys = keys.c.person.not_in(select(people.c.key))
    connection.execute(delete(keys).where((keys.c.expires <= now) | is_nobodys))
