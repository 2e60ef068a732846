"""How does a program prove who sent it? A key that somebody made on the own page: it reads what
that person may read, and nothing else.
"""

from __future__ import annotations

import secrets

from dashboard.core.vocabulary.people import Person, build_member
from dashboard.core.vocabulary.text import Text
from dashboard.operations.authentication import (
    Authenticator,
    Caller,
    RefusedError,
    hash_token,
    record_action,
)
from dashboard.operations.user_accounts import refuse_missing_right
from dashboard.store import accounts, keys
from dashboard.store.database import begin_read, begin_write
from dashboard.store.keys import Key

KEY_PREFIX = "k."
"""How the key of a program begins, so that nothing else is looked for."""
DAYS_ALLOWED = (30, 90, 365)
"""For how long a key may hold."""
MOST_KEYS, LONGEST_NAME = 10, 40
"""Keys of one person; characters of what one is for."""
SECONDS_A_DAY = 86_400


def create_key(auth: Authenticator, caller: Caller, name: str, days: int) -> str:
    """A new key of the caller; answers what the program is to hold, which is told once and kept
    nowhere.
    """
    refuse_missing_right(caller, "read")
    purpose = _parse_purpose(name, days)
    token = KEY_PREFIX + secrets.token_urlsafe(32)
    now = caller.now
    with begin_write(auth.engine) as connection:
        auth.reload_person(connection, caller, "read")
        keys.delete_expired(connection, now)
        person = accounts.normalize_name(caller.person.name)
        if len(keys.list_keys(connection, person)) >= MOST_KEYS:
            raise RefusedError(
                Text(
                    f"最多 {MOST_KEYS} 个口令，请先收回不用的",
                    f"{MOST_KEYS} keys at most: take back one that is not used",
                )
            )
        expires = now + days * SECONDS_A_DAY
        keys.insert_key(connection, Key(hash_token(token), person, purpose, now, expires, used=0))
        record_action(connection, caller, "make key", {"name": purpose, "count": days})
    return token


def _parse_purpose(name: str, days: int) -> str:
    """What a key is for, as it is kept; refuses none, and a time that is not among the choices."""
    purpose = " ".join(name.split())
    is_named = 0 < len(purpose) <= LONGEST_NAME and purpose.isprintable()
    if not is_named or days not in DAYS_ALLOWED:
        raise RefusedError(
            Text(
                f"请写明用途（1 至 {LONGEST_NAME} 字）并选择期限",
                f"say what it is for (1 to {LONGEST_NAME} characters) and choose for how long",
            )
        )
    return purpose


def delete_key(auth: Authenticator, caller: Caller, id_: str) -> None:
    """Take one of the caller's keys away."""
    refuse_missing_right(caller, "self")
    with begin_write(auth.engine) as connection:
        found = keys.delete_key(connection, accounts.normalize_name(caller.person.name), id_)
        if found is None:
            raise RefusedError(Text("没有这个口令", "there is no such key"))
        record_action(connection, caller, "end key", {"name": found.name})


def list_keys(auth: Authenticator, caller: Caller) -> list[Key]:
    """The caller's keys that hold."""
    with begin_read(auth.engine) as connection:
        own = keys.list_keys(connection, accounts.normalize_name(caller.person.name))
    return [key for key in own if key.expires > caller.now]


def find_person(auth: Authenticator, token: str, now: int) -> Person | None:
    """Whom a key stands for: that person's name with the right to read alone; None where it holds
    no more.
    """
    if not token.startswith(KEY_PREFIX) or len(token) > 100:
        return None
    id_ = hash_token(token)
    with begin_read(auth.engine) as connection:
        found = keys.find_key(connection, id_, now)
    if found is None:
        return None
    key, account = found
    if auth.is_unused(account, now):
        return None
    if now - key.used >= SECONDS_A_DAY:
        auth.notes.add(
            auth.engine,
            lambda connection: keys.update_last_use(connection, id_, now),
            "when a key was last used",
        )
    # A password that is over its time holds back the person; the program goes on reading.
    rights = build_member(account.name, account.role, auth.policy.administrators).rights
    return Person(account.name, account.role, rights & {"read"})
