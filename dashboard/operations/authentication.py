"""Who comes in? Signing in and out, sessions that end, and passwords by the rules."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Connection, Engine

from dashboard.core.vocabulary.people import Person, build_member, build_visitor
from dashboard.core.vocabulary.text import Text
from dashboard.operations import sign_in_limits
from dashboard.operations.password_rules import check_password
from dashboard.operations.policy import Policy
from dashboard.store import accounts, audit
from dashboard.store.accounts import Account, Session
from dashboard.store.database import begin_read, begin_write
from dashboard.store.errors import StoreError
from dashboard.store.notes import NoteWriter

HASHER = PasswordHasher()
"""Argon2id with the library's parameters (RFC 9106, low memory); old hashes are renewed at the next
sign-in.
"""
DUMMY_HASH = HASHER.hash(secrets.token_urlsafe(16))
"""What a password is compared with where there is no account: the answer takes as long."""
MEMBER_PREFIX = "m."
"""How the token of somebody who has signed in begins: a visitor costs no look into the store."""
MOST_SEEN = 10_000
"""Sessions whose last request a process remembers."""
SEEN_SECONDS = 60
"""Seconds after which a session's last request is written down anew."""


class RefusedError(StoreError):
    """Somebody is not let in, or may not do that; `wait` are the seconds after which it may be
    tried again.
    """

    def __init__(self, text: Text, wait: int = 0) -> None:
        super().__init__(text)
        self.wait = wait


class ForbiddenError(RefusedError):
    """Somebody tried what is not among the rights, or not theirs: it is written down."""


WRONG_PASSWORD = Text("用户名或密码不正确", "the name or the password is not right")
ACCOUNT_DISABLED = Text("账号已停用，请联系管理员", "the account is disabled; ask an administrator")
LINK_OVER = Text(
    "链接无效、已用过或已过期，请向管理员另要一个",
    "the link is not valid, was used, or is over; ask an administrator for another",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, whence and when; at the machine itself the operating system has let them in."""

    person: Person
    address: str
    at: datetime
    at_the_machine: bool = False

    @property
    def now(self) -> int:
        return int(self.at.timestamp())


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun: what the browser is to hold, and its owner's last one (None: none)."""

    token: str
    person: Person
    last: int | None


@dataclass(frozen=True, slots=True)
class ActiveSession:
    """Somebody whose session holds."""

    person: Person
    session: Session
    account: Account


@dataclass(frozen=True)
class Authenticator:
    """Who comes in, and for how long: by the policy of an organisation, over its store."""

    engine: Engine
    policy: Policy
    secret: str = field(repr=False)
    notes: NoteWriter = field(default_factory=NoteWriter, repr=False, compare=False)
    """Who writes what the answer does not wait for."""
    _seen: dict[str, int] = field(default_factory=dict, repr=False, compare=False)
    """When a session was last seen by this process, which may know better than a store that cannot
    be written.
    """

    def sign_in(self, name: str, password: str, caller: Caller, agent: str) -> NewSession:
        """Let somebody in by name and password; raises RefusedError, in the same words whether the
        name exists or not.
        """
        self._refuse_locked(name, caller)
        with begin_read(self.engine) as connection:
            account = accounts.find_account(connection, name)
        hashed = DUMMY_HASH
        if account and account.password:
            hashed = account.password
        # A password is always hashed, so that the time taken does not tell whether the name exists.
        is_right = is_password_of(hashed, password)
        if account is None or not is_right:
            self._record_alone(caller, "sign in refused", {"name": name[:60]})
            raise RefusedError(WRONG_PASSWORD)
        return self.open(account, caller, agent, password=password)

    def open(
        self,
        account: Account,
        caller: Caller,
        agent: str,
        *,
        password: str = "",
        way: str = "password",
    ) -> NewSession:
        """Begin a session for an account that has proved itself; the oldest give way where there
        are too many.
        """
        if self.is_unused(account, caller.now):
            refusal: dict[str, object] = {"name": account.name, "reason": "disabled"}
            self._record_alone(caller, "sign in refused", refusal)
            raise RefusedError(ACCOUNT_DISABLED)
        token = MEMBER_PREFIX + secrets.token_urlsafe(32)
        now, address = caller.now, caller.address
        with begin_write(self.engine) as connection:
            _refuse_changed_account(connection, account)
            self._end_oldest_sessions(connection, account, caller)
            session = Session(hash_token(token), account.key, now, now, address, agent)
            accounts.insert_session(connection, session)
            accounts.update_last_sign_in(connection, account.key, now)
            sign_in_limits.forget_tries(connection, account.key)
            if way == "password":
                sign_in_limits.forgive_address(connection, account.key, address)
            if password and HASHER.check_needs_rehash(account.password):
                renewed = HASHER.hash(password)
                accounts.update_password(connection, account, renewed, account.changed)
            record_action(connection, self.as_caller(account, caller), "sign in", {"way": way})
        return NewSession(token, self.person(account, now), account.seen or None)

    def _refuse_locked(self, name: str, caller: Caller) -> None:
        """Count a try before it is made, so that no two workers try the same last time."""
        wait = self._count_try(name, caller)
        if wait:
            again = Text.count(
                -(-wait // 60),
                "尝试次数过多，请 {n} 分钟后再试",
                "too many tries; try again in {n} minute",
                "too many tries; try again in {n} minutes",
            )
            raise RefusedError(again, wait)

    def _count_try(self, name: str, caller: Caller) -> int:
        """The seconds to wait; a name that is locked by this try is written down."""
        with begin_write(self.engine) as connection:
            was_locked = sign_in_limits.is_locked(connection, name, caller.now)
            wait = sign_in_limits.count_try(
                connection, self.policy, name, caller.address, caller.now
            )
            if not was_locked and sign_in_limits.is_locked(connection, name, caller.now):
                record_action(connection, caller, "lock", {"name": name[:60]})
        return wait

    def _end_oldest_sessions(
        self, connection: Connection, account: Account, caller: Caller
    ) -> None:
        oldest = accounts.list_sessions(connection, account.key)
        ended = oldest[: -self.policy.sessions + 1 or None]
        for session in ended:
            accounts.delete_session(connection, session.id)
        if ended:
            details: dict[str, object] = {
                "of": account.name,
                "count": len(ended),
                "reason": "signed in elsewhere",
            }
            record_action(connection, self.as_caller(account, caller), "end sessions", details)

    def is_unused(self, account: Account, now: int) -> bool:
        """Whether an account lets nobody in: disabled, or unused for longer than allowed."""
        last = max(account.seen, account.created, account.changed)
        return account.disabled or now - last > self.policy.inactive_days * 86400

    def who(self, token: str, at: datetime) -> ActiveSession | None:
        """Whose session a browser holds, None where it is unknown or over."""
        if not token:
            return None
        now = int(at.timestamp())
        with begin_read(self.engine) as connection:
            found = accounts.find_session(connection, hash_token(token))
        if found is None:
            return None
        session, account = found
        session = replace(session, seen=max(session.seen, self._seen.get(session.id, 0)))
        if not self._is_active(session, now) or account.disabled:
            return None
        if now - session.seen >= min(SEEN_SECONDS, self.policy.idle_minutes * 15):
            self._note_request(session, now)
        return ActiveSession(self.person(account, now), session, account)

    def _note_request(self, session: Session, now: int) -> None:
        if len(self._seen) >= MOST_SEEN:
            self._seen.clear()
        self._seen[session.id] = now
        self.notes.add(
            self.engine,
            lambda connection: accounts.update_last_request(connection, session.id, now),
            "when a session was last seen",
        )

    def _is_active(self, session: Session, now: int) -> bool:
        if now < session.opened - SEEN_SECONDS:
            # The clock was set back: nothing can be promised of this session.
            return False
        is_idle = now - session.seen >= self.policy.idle_minutes * 60
        return not is_idle and now - session.opened < self.policy.session_hours * 3600

    def person(self, account: Account, now: int) -> Person:
        """What a person may do; only see to the own account while the password is over its time."""
        role = account.role
        if account.password and self.must_change_password(account, now):
            role = ""
        scope = (account.owners, account.themes)
        member = build_member(account.name, role, self.policy.administrators, scope)
        if role:
            return member
        own = frozenset({"self"})
        return Person(account.name, account.role, own, member.owners, member.themes)

    def reload_person(self, connection: Connection, caller: Caller, right: str) -> Person:
        """The caller asked for anew inside a transaction; raises RefusedError where a right is held
        no more.
        """
        account = accounts.find_account(connection, caller.person.name)
        if account is not None and not account.disabled:
            person = self.person(account, caller.now)
            if person.may(right):
                return person
        raise ForbiddenError(Text("你的权限已被收回", "your right was taken back"))

    def must_change_password(self, account: Account, now: int) -> bool:
        """Whether a password has been used for longer than the policy allows."""
        return now - account.changed > self.policy.password_days * 86400

    def build_visitor(self) -> Person:
        """Somebody who has not signed in."""
        return build_visitor(open_to_all=self.policy.open_to_all)

    def sign_out(self, token: str, caller: Caller) -> None:
        """End this session."""
        with begin_write(self.engine) as connection:
            if accounts.delete_session(connection, hash_token(token)):
                record_action(connection, caller, "sign out", {})

    def sign_out_everywhere(self, token: str, caller: Caller) -> int:
        """End all other sessions of the caller, and the keys of programs; answers how many
        sessions.
        """
        name = caller.person.name
        with begin_write(self.engine) as connection:
            key = accounts.normalize_name(name)
            ended = accounts.delete_sessions(connection, key, hash_token(token))
            if ended:
                record_action(connection, caller, "end sessions", {"of": name, "count": ended})
        return ended

    def sessions(self, caller: Caller) -> list[Session]:
        """The caller's sessions that still hold."""
        with begin_read(self.engine) as connection:
            own = accounts.list_sessions(connection, accounts.normalize_name(caller.person.name))
        return [session for session in own if self._is_active(session, caller.now)]

    def change_password(self, old: str, new: str, caller: Caller, token: str) -> None:
        """Another password for the caller, who proves the old one; all else that let in ends."""
        self._refuse_locked(caller.person.name, caller)
        with begin_read(self.engine) as connection:
            account = accounts.find_account(connection, caller.person.name)
        if account is None or not is_password_of(account.password or DUMMY_HASH, old):
            raise RefusedError(Text("现在的密码不正确", "the present password is not right"))
        hashed = self._hash_allowed_password(account, new)
        with begin_write(self.engine) as connection:
            self._save_password(connection, account, hashed, caller, keep=hash_token(token))

    def set_by_link(self, link: str, new: str, caller: Caller) -> Account:
        """A first or forgotten password by a one-time link, which is used up only when the password
        is good enough.
        """
        with begin_write(self.engine) as connection:
            account = accounts.consume_link(connection, hash_token(link), caller.now)
            if account is None or account.disabled:
                raise RefusedError(LINK_OVER)
            hashed = self._hash_allowed_password(account, new)
            self._save_password(connection, account, hashed, caller)
            return accounts.find_account(connection, account.name) or account

    def _save_password(
        self, connection: Connection, account: Account, hashed: str, caller: Caller, keep: str = ""
    ) -> None:
        accounts.update_password(connection, account, hashed, caller.now)
        accounts.delete_sessions(connection, account.key, keep)
        sign_in_limits.forget_tries(connection, account.key)
        record_action(connection, self.as_caller(account, caller), "set password", {})

    def _hash_allowed_password(self, account: Account, new: str) -> str:
        """The hash of a password that the rules allow; refuses any other, with all its faults."""
        problems = check_password(new, account.name, self.policy)
        barred = [account.password, *account.earlier][: self.policy.passwords_barred]
        if not problems and any(hashed and is_password_of(hashed, new) for hashed in barred):
            problems = [Text("不能与最近用过的密码相同", "must not be one of the last passwords")]
        if problems:
            zh = "；".join(problem.zh for problem in problems)
            en = "; ".join(problem.in_("en") for problem in problems)
            raise RefusedError(Text("密码" + zh, "the password " + en))
        return HASHER.hash(new)

    def _record_alone(self, caller: Caller, action: str, details: dict[str, object]) -> None:
        with begin_write(self.engine) as connection:
            record_action(connection, caller, action, details)

    def as_caller(self, account: Account, caller: Caller) -> Caller:
        """The caller, once it is known who that is."""
        return Caller(self.person(account, caller.now), caller.address, caller.at)

    def sweep(self, at: datetime) -> None:
        """Erase sessions and links that are over."""
        idle = int((at - timedelta(minutes=self.policy.idle_minutes)).timestamp())
        opened = int((at - timedelta(hours=self.policy.session_hours)).timestamp())
        with begin_write(self.engine) as connection:
            accounts.delete_expired(connection, idle=idle, opened=opened, now=int(at.timestamp()))

    def build_csrf_token(self, token: str) -> str:
        """What a page must send with every act: bound to what the browser holds and our secret."""
        return hmac.new(self.secret.encode(), b"csrf:" + token.encode(), hashlib.sha256).hexdigest()


def _refuse_changed_account(connection: Connection, account: Account) -> None:
    """Refuse where somebody was let go, or has another password, since the account was read."""
    fresh = accounts.find_account(connection, account.name)
    if fresh is None or fresh.disabled or fresh.password != account.password:
        raise RefusedError(WRONG_PASSWORD)


def hash_token(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def is_password_of(hashed: str, password: str) -> bool:
    """Whether a password is the one whose hash is held."""
    try:
        return HASHER.verify(hashed, password[:1000])
    except VerificationError:
        return False


def record_action(
    connection: Connection,
    caller: Caller,
    action: str,
    details: dict[str, object],
    version: int | None = None,
) -> None:
    """Write an act of a caller into the audit, with the address it came from."""
    if caller.address:
        details = {**details, "address": caller.address}
    audit.append_entry(
        connection,
        at=caller.at.isoformat(timespec="seconds"),
        who=caller.person.name or "—",
        action=action,
        version=version,
        details=details,
    )
