"""Who belongs to the house? Adding people, giving them links, roles and scopes, and letting them
go: by those who may.
"""

from __future__ import annotations

import secrets
import unicodedata

from sqlalchemy import Connection

from dashboard.core.vocabulary.people import ROLES, Person, list_grantable_roles
from dashboard.core.vocabulary.text import Text
from dashboard.operations import sign_in_limits
from dashboard.operations.authentication import (
    Authenticator,
    Caller,
    ForbiddenError,
    RefusedError,
    hash_token,
    record_action,
)
from dashboard.store import accounts
from dashboard.store.database import begin_read, begin_write

Account = accounts.Account
Session = accounts.Session
"""People and their sessions, as the pages about them are handed them."""
NOT_YOURS = Text("你没有这项权限", "this is not among your rights")
NAME_SIGNS, INVISIBLE_LETTERS = " .-_·@", {"\u115f", "\u1160", "\u3164", "\uffa0"}
"""Signs that a name may hold, and letters that cannot be seen."""
RESERVED_NAMES = {"首次启动", "first start"}
Scope = tuple[tuple[str, ...], tuple[str, ...]]
EVERYTHING: Scope = ((), ())


def refuse_missing_right(caller: Caller, right: str) -> None:
    """Refuse what is not among the caller's rights."""
    if not caller.person.may(right):
        raise ForbiddenError(NOT_YOURS)


def _load_other_account(connection: Connection, caller: Caller, name: str) -> Account:
    """Somebody else's account: nobody sees to the own one here."""
    account = accounts.find_account(connection, name)
    if account is None:
        raise RefusedError(
            Text(f"没有名为“{name[:60]}”的人员", f"there is nobody called “{name[:60]}”")
        )
    if not caller.at_the_machine and is_own_account(caller.person, account):
        raise ForbiddenError(
            Text(
                "不能对自己的账号这样做，请由另一位管理员操作",
                "not to your own account: ask another administrator",
            )
        )
    return account


def _parse_name(name: str) -> str:
    """A name as it is kept: letters and digits that can be seen, and a few signs between them;
    refuses any other.
    """
    called = " ".join(unicodedata.normalize("NFKC", name).split())
    letters = {letter for letter in called if letter not in NAME_SIGNS}
    is_visible = all(map(str.isalnum, letters)) and not letters & INVISIBLE_LETTERS
    if not letters or not is_visible or len(called) > 30 or called in RESERVED_NAMES:
        raise RefusedError(
            Text(
                "姓名应为 1 至 30 个字母、汉字或数字，可含空格和 . - _ · @",
                "a name has 1 to 30 letters or digits, and may hold blanks and . - _ · @",
            )
        )
    return called


def _parse_role(auth: Authenticator, role: str) -> str:
    allowed = list_grantable_roles(auth.policy.administrators)
    if role not in allowed:
        names = [f"{name}（{ROLES[name].name.zh}）" for name in allowed]
        raise RefusedError(
            Text(
                f"角色“{role[:20]}”不能授予，可选：{'、'.join(names)}",
                f"the role “{role[:20]}” cannot be granted; one of: {', '.join(allowed)}",
            )
        )
    return role


def add_person(
    auth: Authenticator, caller: Caller, name: str, role: str = "viewer", scope: Scope = EVERYTHING
) -> str:
    """A new person; answers the link by which the first password is set. A role beyond the first
    needs the right to grant.
    """
    refuse_missing_right(caller, "people")
    if role != "viewer" or scope != EVERYTHING:
        refuse_missing_right(caller, "grant")
    called = _parse_name(name)
    with begin_write(auth.engine) as connection:
        if accounts.find_account(connection, called) is not None:
            raise RefusedError(
                Text(f"已有名为“{called}”的人员", f"there is somebody called “{called}” already")
            )
        accounts.insert_account(connection, called, _parse_role(auth, role), scope, caller.now)
        record_action(
            connection,
            caller,
            "add person",
            {"name": called, "role": role, "owners": scope[0], "themes": scope[1]},
        )
        return _create_link(auth, connection, caller, accounts.normalize_name(called), called)


def give_link(auth: Authenticator, caller: Caller, name: str) -> str:
    """Another one-time link for somebody who has lost the password; sessions end when it is
    used.
    """
    refuse_missing_right(caller, "people")
    with begin_write(auth.engine) as connection:
        account = _load_other_account(connection, caller, name)
        if account.role != "viewer" and not caller.person.may("grant"):
            raise ForbiddenError(
                Text(
                    "此人已有角色：请安全管理员先改为查看人员，发放链接后再授予",
                    "this person has a role: let the security administrator make a viewer of "
                    "the account first, and grant the role again afterwards",
                )
            )
        return _create_link(auth, connection, caller, account.key, account.name)


def _create_link(
    auth: Authenticator, connection: Connection, caller: Caller, key: str, name: str
) -> str:
    token = secrets.token_urlsafe(32)
    expires = caller.now + auth.policy.link_minutes * 60
    accounts.insert_link(connection, hash_token(token), key, expires)
    record_action(connection, caller, "give link", {"name": name})
    return token


def disable_person(
    auth: Authenticator, caller: Caller, name: str, *, disabled: bool = True
) -> None:
    """Let a person in no more, or again; sessions end at once."""
    refuse_missing_right(caller, "people")
    with begin_write(auth.engine) as connection:
        account = _load_other_account(connection, caller, name)
        accounts.update_disabled(connection, account.key, disabled=disabled)
        if disabled:
            accounts.delete_links(connection, account.key)
            accounts.delete_sessions(connection, account.key)
            record_action(connection, caller, "disable", {"name": account.name})
        else:
            # Whoever is let in again has not been away too long.
            accounts.update_last_sign_in(connection, account.key, caller.now)
            record_action(connection, caller, "enable", {"name": account.name})


def grant_role(
    auth: Authenticator, caller: Caller, name: str, role: str, scope: Scope = EVERYTHING
) -> None:
    """Another role and scope; sessions end, so that nobody goes on with the rights of before."""
    refuse_missing_right(caller, "grant")
    with begin_write(auth.engine) as connection:
        account = _load_other_account(connection, caller, name)
        accounts.update_role(connection, account.key, _parse_role(auth, role), scope)
        accounts.delete_links(connection, account.key)
        accounts.delete_sessions(connection, account.key)
        details: dict[str, object] = {
            "name": account.name,
            "before": account.role,
            "role": role,
            "owners": scope[0],
            "themes": scope[1],
        }
        record_action(connection, caller, "grant", details)


def unlock_person(auth: Authenticator, caller: Caller, name: str) -> None:
    """End the lock that wrong passwords brought."""
    refuse_missing_right(caller, "grant")
    with begin_write(auth.engine) as connection:
        sign_in_limits.forget_tries(connection, accounts.normalize_name(name))
        record_action(connection, caller, "unlock", {"name": name[:60]})


def end_sessions(auth: Authenticator, caller: Caller, name: str) -> int:
    """End all sessions of a person; answers how many."""
    refuse_missing_right(caller, "grant")
    with begin_write(auth.engine) as connection:
        account = _load_other_account(connection, caller, name)
        ended = accounts.delete_sessions(connection, account.key)
        record_action(connection, caller, "end sessions", {"of": account.name, "count": ended})
    return ended


def list_people(auth: Authenticator, caller: Caller) -> tuple[list[Account], dict[str, int]]:
    """Everybody, and who is locked until when."""
    if not (caller.person.may("people") or caller.person.may("grant")):
        raise ForbiddenError(NOT_YOURS)
    with begin_read(auth.engine) as connection:
        locked = sign_in_limits.list_locked(connection, caller.now)
        return accounts.list_accounts(connection), locked


def find_person(auth: Authenticator, caller: Caller, name: str) -> tuple[Account, bool] | None:
    """The account of a name, in any way of writing it, and whether it is locked."""
    everybody, locked = list_people(auth, caller)
    key = accounts.normalize_name(name)
    for account in everybody:
        if account.key == key:
            return account, key in locked
    return None


def is_own_account(person: Person, account: Account) -> bool:
    """Whether an account is the person's own."""
    return account.key == accounts.normalize_name(person.name)


def list_sessions(auth: Authenticator, caller: Caller) -> list[Session]:
    """Everybody's sessions that still hold."""
    refuse_missing_right(caller, "grant")
    auth.sweep(caller.at)
    with begin_read(auth.engine) as connection:
        return accounts.list_sessions(connection)
