"""How does a program prove who sent it? A key that somebody made on the own page: it reads what that person may read, and nothing else."""

from __future__ import annotations

import secrets

from dashboard.core.vocabulary.people import Person, member
from dashboard.core.vocabulary.text import Text
from dashboard.operations.authentication import Admission, Caller, RefusedError, digest, record
from dashboard.operations.user_accounts import must
from dashboard.store import accounts, keys
from dashboard.store.database import reading, writing
from dashboard.store.keys import Key

BEGINNING = "k."
"""How the key of a program begins, so that nothing else is looked for."""
DAYS = (30, 90, 365)
"""For how long a key may hold."""
MOST, LONGEST = 10, 40
"""Keys of one person; characters of what one is for."""
A_DAY = 86_400


def make(door: Admission, caller: Caller, name: str, days: int) -> str:
    """A new key of the caller; answers what the program is to hold, which is told once and kept nowhere."""
    must(caller, "read")
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST or not called.isprintable() or days not in DAYS:
        raise RefusedError(
            Text(
                f"请写明用途（1 至 {LONGEST} 字）并选择期限",
                f"say what it is for (1 to {LONGEST} characters) and choose for how long",
            )
        )
    told = BEGINNING + secrets.token_urlsafe(32)
    with writing(door.engine) as connection:
        door.still(connection, caller, "read")
        keys.sweep(connection, caller.now)
        person = accounts.key(caller.person.name)
        if len(keys.of(connection, person)) >= MOST:
            raise RefusedError(Text(f"最多 {MOST} 个口令，请先收回不用的", f"{MOST} keys at most: take back one that is not used"))
        keys.add(connection, Key(digest(told), person, called, caller.now, caller.now + days * A_DAY, 0))
        record(connection, caller, "make key", {"name": called, "count": days})
    return told


def end(door: Admission, caller: Caller, id_: str) -> None:
    """Take one of the caller's keys away."""
    must(caller, "self")
    with writing(door.engine) as connection:
        found = keys.end(connection, accounts.key(caller.person.name), id_)
        if found is None:
            raise RefusedError(Text("没有这个口令", "there is no such key"))
        record(connection, caller, "end key", {"name": found.name})


def mine(door: Admission, caller: Caller) -> list[Key]:
    """The caller's keys that hold."""
    with reading(door.engine) as connection:
        return [one for one in keys.of(connection, accounts.key(caller.person.name)) if one.expires > caller.now]


def who(door: Admission, told: str, now: int) -> Person | None:
    """Whom a key stands for: that person's name with the right to read alone; None where it holds no more."""
    if not told.startswith(BEGINNING) or len(told) > 100:
        return None
    id_ = digest(told)
    with reading(door.engine) as connection:
        found = keys.held(connection, id_, now)
    if found is None or door.unused(found[1], now):
        return None
    key, account = found
    if now - key.used >= A_DAY:
        with writing(door.engine) as connection:
            keys.use(connection, id_, now)
    # A password that is over its time holds back the person; the program goes on reading.
    may = member(account.name, account.role, door.policy.administrators).rights
    return Person(account.name, account.role, may & {"read"})
