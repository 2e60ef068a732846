"""Who has a name here, and who is signed in? People, sessions, and links to set a password."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, delete, select, update

from dashboard.store.schema import keys, links, people, sessions

MOST_EARLIER = 10
"""Earlier passwords whose hashes are kept, at most."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person as the store knows one; moments are seconds since 1970, 0 for never."""

    key: str
    name: str
    role: str
    owners: tuple[str, ...]
    themes: tuple[str, ...]
    password: str
    earlier: tuple[str, ...]
    changed: int
    disabled: bool
    created: int
    seen: int


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in, under the hash of what the browser holds."""

    id: str
    person: str
    opened: int
    seen: int
    address: str
    agent: str


def normalize_name(name: str) -> str:
    """A name as it is compared: width, case and blanks make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:120]


def find_account(connection: Connection, name: str) -> Account | None:
    """The account of a name, in any way of writing it."""
    asked = select(people).where(people.c.key == normalize_name(name))
    row = connection.execute(asked).mappings().first()
    return _read_account(row) if row else None


def list_accounts(connection: Connection) -> list[Account]:
    """All accounts, by name."""
    by_name = select(people).order_by(people.c.key)
    return [_read_account(row) for row in connection.execute(by_name).mappings()]


def _read_account(row: RowMapping) -> Account:
    lists = {name: tuple(json.loads(row[name])) for name in ("owners", "themes", "earlier")}
    return Account(**{**row, **lists})


def insert_account(
    connection: Connection,
    name: str,
    role: str,
    scope: tuple[tuple[str, ...], tuple[str, ...]],
    now: int,
) -> None:
    """A new account without a password."""
    connection.execute(
        people.insert().values(
            key=normalize_name(name),
            name=name,
            role=role,
            owners=json.dumps(scope[0], ensure_ascii=False),
            password="",
            themes=json.dumps(scope[1], ensure_ascii=False),
            earlier="[]",
            changed=0,
            disabled=False,
            created=now,
            seen=0,
        )
    )


def update_password(connection: Connection, account: Account, hashed: str, now: int) -> None:
    """A new password; the one before is kept, so that it can be barred."""
    earlier = account.earlier
    if account.password:
        earlier = (account.password, *earlier)
    barred = json.dumps(earlier[:MOST_EARLIER])
    _update_account(connection, account.key, password=hashed, earlier=barred, changed=now)


def update_role(
    connection: Connection, person: str, role: str, scope: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    """Another role and scope."""
    owners, themes = (json.dumps(part, ensure_ascii=False) for part in scope)
    _update_account(connection, person, role=role, owners=owners, themes=themes)


def update_disabled(connection: Connection, person: str, *, disabled: bool) -> None:
    """Whether the account may be used."""
    _update_account(connection, person, disabled=disabled)


def update_last_sign_in(connection: Connection, person: str, now: int) -> None:
    """The moment of the last sign-in."""
    _update_account(connection, person, seen=now)


def _update_account(connection: Connection, person: str, **values: object) -> None:
    connection.execute(update(people).where(people.c.key == person).values(**values))


def insert_session(connection: Connection, session: Session) -> None:
    """Somebody is signed in from now on."""
    connection.execute(
        sessions.insert().values(
            id=session.id,
            person=session.person,
            opened=session.opened,
            seen=session.seen,
            address=session.address[:64],
            agent=session.agent[:200],
        )
    )


def find_session(connection: Connection, id_: str) -> tuple[Session, Account] | None:
    """A session and whose it is."""
    row = connection.execute(select(sessions).where(sessions.c.id == id_)).mappings().first()
    if row is None:
        return None
    session = Session(**row)
    account = find_account(connection, session.person)
    return (session, account) if account else None


def list_sessions(connection: Connection, person: str | None = None) -> list[Session]:
    """Everybody's sessions, or one person's, the oldest first."""
    asked = select(sessions).order_by(sessions.c.opened, sessions.c.id)
    if person is not None:
        asked = asked.where(sessions.c.person == person)
    return [Session(**row) for row in connection.execute(asked).mappings()]


def update_last_request(connection: Connection, id_: str, now: int) -> None:
    """The moment of a session's last request."""
    connection.execute(update(sessions).where(sessions.c.id == id_).values(seen=now))


def delete_sessions(connection: Connection, person: str, keep: str = "") -> int:
    """End a person's sessions but one, and the keys of programs; answers how many sessions."""
    connection.execute(delete(keys).where(keys.c.person == person))
    others = (sessions.c.person == person) & (sessions.c.id != keep)
    return connection.execute(delete(sessions).where(others)).rowcount


def delete_session(connection: Connection, id_: str) -> bool:
    """End one session; whether it was there."""
    return connection.execute(delete(sessions).where(sessions.c.id == id_)).rowcount > 0


def delete_expired(connection: Connection, *, idle: int, opened: int, now: int) -> None:
    """Erase sessions last used before `idle` or begun before `opened`, and links that are over."""
    is_over = (sessions.c.seen < idle) | (sessions.c.opened < opened)
    connection.execute(delete(sessions).where(is_over))
    connection.execute(delete(links).where(links.c.expires <= now))


def insert_link(connection: Connection, id_: str, person: str, expires: int) -> None:
    """A link by which a person may set a password once; earlier ones are void."""
    delete_links(connection, person)
    connection.execute(links.insert().values(id=id_, person=person, expires=expires))


def delete_links(connection: Connection, person: str) -> None:
    """Links that were given out and not used are worth nothing any more."""
    connection.execute(delete(links).where(links.c.person == person))


def consume_link(connection: Connection, id_: str, now: int) -> Account | None:
    """Use a link up; whose it is, None where it is unknown, used or over."""
    asked = select(links.c.person).where(links.c.id == id_, links.c.expires > now)
    person = connection.execute(asked).scalar()
    connection.execute(delete(links).where(links.c.id == id_))
    return None if person is None else find_account(connection, person)
