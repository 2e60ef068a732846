"""Who belongs to the house? Adding people, giving them links, roles and scopes, and letting them go: by those who may."""

from __future__ import annotations

import secrets
import unicodedata

from sqlalchemy import Connection

from dashboard.core.vocabulary.people import ROLES, granted
from dashboard.core.vocabulary.text import Text
from dashboard.operations.authentication import Admission, Caller, ForbiddenError, RefusedError, digest, record
from dashboard.store import accounts, counters
from dashboard.store.accounts import Account, Session
from dashboard.store.database import reading, writing

NOT_YOURS = Text("你没有这项权限", "this is not among your rights")
SIGNS, BLANK = " .-_·@", {"\u115f", "\u1160", "\u3164", "\uffa0"}
"""Signs that a name may hold, and letters that cannot be seen."""
RESERVED = {"首次启动", "first start"}
Scope = tuple[tuple[str, ...], tuple[str, ...]]
EVERYTHING: Scope = ((), ())


def must(caller: Caller, right: str) -> None:
    """Refuse what is not among the caller's rights."""
    if not caller.person.may(right):
        raise ForbiddenError(NOT_YOURS)


def _other(connection: Connection, caller: Caller, name: str) -> Account:
    """Somebody else's account: nobody sees to the own one here."""
    account = accounts.find(connection, name)
    if account is None:
        raise RefusedError(Text(f"没有名为“{name[:60]}”的人员", f"there is nobody called “{name[:60]}”"))
    if not caller.at_the_machine and account.key == accounts.key(caller.person.name):
        raise ForbiddenError(
            Text("不能对自己的账号这样做，请由另一位管理员操作", "not to your own account: ask another administrator")
        )
    return account


def _called(name: str) -> str:
    """A name as it is kept: letters and digits that can be seen, and a few signs between them; refuses any other."""
    called = " ".join(unicodedata.normalize("NFKC", name).split())
    fine = all(one.isalnum() or one in SIGNS for one in called) and not set(called) & BLANK
    if not 0 < len(called) <= 30 or not fine or not any(map(str.isalnum, called)) or called in RESERVED:
        raise RefusedError(
            Text(
                "姓名应为 1 至 30 个字母、汉字或数字，可含空格和 . - _ · @",
                "a name has 1 to 30 letters or digits, and may hold blanks and . - _ · @",
            )
        )
    return called


def _role(door: Admission, role: str) -> str:
    allowed = granted(door.policy.administrators)
    if role not in allowed:
        names = [f"{one}（{ROLES[one].name.zh}）" for one in allowed]
        raise RefusedError(
            Text(
                f"角色“{role[:20]}”不能授予，可选：{'、'.join(names)}",
                f"the role “{role[:20]}” cannot be granted; one of: {', '.join(allowed)}",
            )
        )
    return role


def add(door: Admission, caller: Caller, name: str, role: str = "viewer", scope: Scope = EVERYTHING) -> str:
    """A new person; answers the link by which the first password is set. A role beyond the first needs the right to grant."""
    must(caller, "people")
    if role != "viewer" or scope != EVERYTHING:
        must(caller, "grant")
    called = _called(name)
    with writing(door.engine) as connection:
        if accounts.find(connection, called) is not None:
            raise RefusedError(Text(f"已有名为“{called}”的人员", f"there is somebody called “{called}” already"))
        accounts.add(connection, called, _role(door, role), scope, caller.now)
        record(connection, caller, "add person", {"name": called, "role": role, "owners": scope[0], "themes": scope[1]})
        return _link(door, connection, caller, accounts.key(called), called)


def give_link(door: Admission, caller: Caller, name: str) -> str:
    """Another one-time link for somebody who has lost the password; sessions end when it is used."""
    must(caller, "people")
    with writing(door.engine) as connection:
        account = _other(connection, caller, name)
        if account.role != "viewer" and not caller.person.may("grant"):
            raise ForbiddenError(
                Text(
                    "此人已有角色：请安全管理员先改为查看人员，发放链接后再授予",
                    "this person has a role: let the security administrator make a viewer of the account first, and grant the role again afterwards",
                )
            )
        return _link(door, connection, caller, account.key, account.name)


def _link(door: Admission, connection: Connection, caller: Caller, key: str, name: str) -> str:
    token = secrets.token_urlsafe(32)
    accounts.give_link(connection, digest(token), key, caller.now + door.policy.link_minutes * 60)
    record(connection, caller, "give link", {"name": name})
    return token


def disable(door: Admission, caller: Caller, name: str, *, disabled: bool = True) -> None:
    """Let a person in no more, or again; sessions end at once."""
    must(caller, "people")
    with writing(door.engine) as connection:
        account = _other(connection, caller, name)
        accounts.disable(connection, account.key, disabled=disabled)
        if disabled:
            accounts.void_links(connection, account.key)
            accounts.end_sessions(connection, account.key)
        else:
            accounts.was_here(connection, account.key, caller.now)
        record(connection, caller, "disable" if disabled else "enable", {"name": account.name})


def grant(door: Admission, caller: Caller, name: str, role: str, scope: Scope = EVERYTHING) -> None:
    """Another role and scope; sessions end, so that nobody goes on with the rights of before."""
    must(caller, "grant")
    with writing(door.engine) as connection:
        account = _other(connection, caller, name)
        accounts.grant(connection, account.key, _role(door, role), scope)
        accounts.void_links(connection, account.key)
        accounts.end_sessions(connection, account.key)
        details = {"name": account.name, "before": account.role, "role": role, "owners": scope[0], "themes": scope[1]}
        record(connection, caller, "grant", dict(details))


def unlock(door: Admission, caller: Caller, name: str) -> None:
    """End the lock that wrong passwords brought."""
    must(caller, "grant")
    with writing(door.engine) as connection:
        counters.forget(connection, "sign-in", accounts.key(name))
        record(connection, caller, "unlock", {"name": name[:60]})


def end_sessions(door: Admission, caller: Caller, name: str) -> int:
    """End all sessions of a person; answers how many."""
    must(caller, "grant")
    with writing(door.engine) as connection:
        account = _other(connection, caller, name)
        ended = accounts.end_sessions(connection, account.key)
        record(connection, caller, "end sessions", {"of": account.name, "count": ended})
    return ended


def people(door: Admission, caller: Caller) -> tuple[list[Account], dict[str, int]]:
    """Everybody, and who is locked until when."""
    if not (caller.person.may("people") or caller.person.may("grant")):
        raise ForbiddenError(NOT_YOURS)
    with reading(door.engine) as connection:
        return accounts.everybody(connection), counters.locked(connection, "sign-in", caller.now)


def sessions(door: Admission, caller: Caller) -> list[Session]:
    """Everybody's sessions that still hold."""
    must(caller, "grant")
    door.sweep(caller.at)
    with reading(door.engine) as connection:
        return accounts.open_sessions(connection)
