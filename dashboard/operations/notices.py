"""How do those who asked hear of what a publish flipped? Notices are made from the versions themselves, kept in an outbox, and sent once.

A version is told in one transaction with its place in the outbox, so that a crash loses none and doubles none. Sending takes a notice
out of everybody else's reach first; where a process ends between handing it over and writing that down, nobody knows whether it arrived,
and it is not sent again but shown as such.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from dashboard.core.changes.compare import Flip, changed_values
from dashboard.core.reports import notices as core
from dashboard.core.reports.notices import WISHES
from dashboard.core.vocabulary.model import View
from dashboard.core.vocabulary.people import Administrators, member
from dashboard.core.vocabulary.text import LANGUAGES, Text
from dashboard.operations import notice_channels
from dashboard.operations.authentication import Admission, Caller, RefusedError, record
from dashboard.operations.notice_channels import Hook, Letter, Mail, NeverError, NotYetError, UnsureError
from dashboard.operations.publishing import difference
from dashboard.operations.snapshots import Desk
from dashboard.operations.user_accounts import must
from dashboard.store import accounts, failpoints, notices, versions
from dashboard.store.database import reading, writing
from dashboard.store.notices import MAIL, Posted, Subscription

WAITS = (60, 300, 900, 3600, 4 * 3600, 12 * 3600)
"""Seconds after each failed try; after the last of them a notice has failed."""
LOST_SECONDS = 600
"""A notice taken longer ago than any sending can last is nobody's."""
LOST = "the process that sent it ended before it could say whether it arrived"
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)
log = logging.getLogger("dashboard")


@dataclass(frozen=True)
class Post:
    """The ways out of a house: none unless they are set."""

    engine: Engine
    mail: Mail | None
    hooks: tuple[Hook, ...]
    public_url: str
    administrators: Administrators = "one"

    @property
    def on(self) -> bool:
        """Whether there is any way out."""
        return self.mail is not None or bool(self.hooks)

    def hook(self, kind: str, name: str) -> Hook | None:
        """The webhook of a name."""
        return next((one for one in self.hooks if (one.kind, one.name) == (kind, name)), None)

    def reaches(self, one: Subscription) -> bool:
        """Whether there is a way to somebody now, who still may read."""
        if one.channel != MAIL:
            return self.hook(one.channel, one.who) is not None
        return self.mail is not None and member(one.who, one.role, self.administrators).may("read")

    @property
    def ways(self) -> set[str]:
        """Every way out, by its channel and, of a webhook, its name."""
        return {f"{one.kind} {one.name}" for one in self.hooks} | ({MAIL} if self.mail else set())


def ask(door: Admission, caller: Caller, address: str, wish: str, lang: str) -> None:
    """Be told by e-mail from now on."""
    must(caller, "self")
    must(caller, "read")
    address = address.strip()
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        raise RefusedError(
            Text(
                f"“{address[:60]}”不是邮箱地址，请写成 name@example.gov.cn",
                f"“{address[:60]}” is no e-mail address; write name@example.gov.cn",
            )
        )
    if wish not in WISHES or lang not in LANGUAGES:
        raise RefusedError(Text("请选择要通知什么", "choose what to be told"))
    with writing(door.engine) as connection:
        door.still(connection, caller, "read")
        notices.subscribe(connection, MAIL, accounts.key(caller.person.name), address, lang, wish)
        record(connection, caller, "subscribe", {"text": address, "note": wish})


def leave(door: Admission, caller: Caller) -> bool:
    """Be told no more; whether one was."""
    must(caller, "self")
    with writing(door.engine) as connection:
        was = notices.unsubscribe(connection, MAIL, accounts.key(caller.person.name))
        if was:
            record(connection, caller, "unsubscribe", {})
    return was


@dataclass(frozen=True, slots=True)
class Mine:
    """What one person asked for, and the last notices to that person."""

    asked: Subscription | None
    last: tuple[Posted, ...]


def mine(door: Admission, caller: Caller) -> Mine:
    """What the caller asked for and got."""
    key = accounts.key(caller.person.name)
    with reading(door.engine) as connection:
        asked = next((one for one in notices.subscribed(connection) if (one.channel, one.who) == (MAIL, key)), None)
        return Mine(asked, tuple(notices.posted(connection, 5, key)))


def register(post: Post, *, at_start: bool) -> None:
    """Ways that are there for the first time, or again, begin now: nothing of before is told by them.

    `at_start`: what is set now is all that there is; a single command only adds to it.
    """
    with reading(post.engine) as connection:
        before = set(filter(None, notices.fact(connection, notices.WAYS).split("\n")))
    after = post.ways if at_start else before | post.ways
    if after == before:
        return
    with writing(post.engine) as connection:
        if MAIL in after - before:
            notices.begin_anew(connection, MAIL)
        for one in post.hooks:
            if f"{one.kind} {one.name}" in after - before:
                notices.subscribe(connection, one.kind, one.name, one.name, LANGUAGES[0], "all")
                notices.begin_anew(connection, one.kind, one.name)
        notices.agree(connection, notices.WAYS, "\n".join(sorted(after)))


def tell(post: Post, desk: Desk, now: int) -> int:
    """Make the notices of versions that were not told yet; how many were made. What nobody is to hear is told to nobody, for good."""
    with reading(post.engine) as connection:
        last, newest = notices.told_until(connection), versions.latest(connection)
        reached = [one.since for one in notices.subscribed(connection) if post.reaches(one)]
    begin, made = max(last, min(reached, default=newest)), 0
    if begin > last:
        with writing(post.engine) as connection:
            notices.tell(connection, max(begin, notices.told_until(connection)), [], now)
    for version in range(begin + 1, newest + 1):
        with reading(post.engine) as connection:
            asked = [one for one in notices.subscribed(connection) if post.reaches(one) and one.since < version]
        found = flips(desk, version) if asked else []
        link, source = f"{post.public_url}/data/versions/{version}", _source(post, version) if found else None
        notes = [(one, core.notice(version, found, desk.registry, one.wish, link, source)) for one in asked]
        letters = [(one, said) for one, said in notes if said is not None]
        letters.sort(key=lambda letter: -len(letter[1].told))  # of two people with one mailbox, who wants more
        with writing(post.engine) as connection:
            if notices.told_until(connection) >= version:  # another replica was first
                continue
            notices.tell(connection, version, [(one, core.dump(said)) for one, said in letters], now)
        failpoints.reach("notice.made")
        made += len(letters)
    return made


def _source(post: Post, version: int) -> Text:
    """What made a version: a workbook by its name, or that another was taken back."""
    made = next(one for one in versions.history(post.engine) if one.number == version)
    if made.withdraws is not None:
        return Text(f"撤销版本{made.withdraws}", f"version {made.withdraws} was taken back")
    return Text(made.file[:60], made.file[:60])


def flips(desk: Desk, version: int) -> list[tuple[int, Flip]]:
    """What a version flipped, each in the latest year in which it did; every year is judged whose values differ."""
    # A desk apart: what is worked out here pushes nothing out that pages look at.
    apart = Desk(desk.registry, desk.source, desk.today, desk.rules)
    ends = [apart.known(None, number)[1].in_force for number in (version - 1, version)]
    found: dict[tuple[str, str], tuple[int, Flip]] = {}
    for year in sorted({change.year for change in changed_values(*ends)}):
        for one in difference(apart, version - 1, version, View(year=year)).flips:
            found[one.target, one.region] = (min(year, desk.registry.target(one.target).last), one)
    return list(found.values())


def send(post: Post, now: datetime) -> bool:
    """Send the next notice that is due; whether there was one."""
    with writing(post.engine) as connection:
        taken = notices.claim(connection, int(now.timestamp()))
    if taken is None:
        return False
    failpoints.reach("notice.claimed")
    state, due, said = _tried(post, taken, now) if _wanted(post, taken) else ("dropped", 0, "")
    failpoints.reach("notice.delivered")
    with writing(post.engine) as connection:
        notices.settle(connection, taken.number, state, due, said)
    if state != "sent":
        log.warning("notice %s of version %s by %s: %s (%s)", taken.number, taken.version, taken.channel, state, said)
    return True


def _wanted(post: Post, taken: Posted) -> bool:
    """Whether whoever a notice is for still asks for it, there, and may read."""
    place = (taken.channel, taken.who, taken.address)
    with reading(post.engine) as connection:
        asked = notices.subscribed(connection)
    return any((one.channel, one.who, one.address) == place and post.reaches(one) for one in asked)


def _tried(post: Post, taken: Posted, now: datetime) -> tuple[str, int, str]:
    """The state after one try, when to try again, and what was met."""
    try:
        _deliver(post, taken, now)
    except NotYetError as error:
        if taken.tries > len(WAITS):
            return "failed", 0, str(error)
        return "due", int(now.timestamp()) + WAITS[taken.tries - 1], str(error)
    except NeverError as error:
        return "failed", 0, str(error)
    except UnsureError as error:
        return "unsure", 0, str(error)
    except Exception as error:  # the border of one letter: the next ones go on
        log.exception("notice %s could not be sent", taken.number)
        return "unsure", 0, type(error).__name__
    return "sent", 0, ""


def _deliver(post: Post, taken: Posted, now: datetime) -> None:
    mark = hashlib.sha256(f"{taken.channel} {taken.address} {taken.content}".encode()).hexdigest()[:16]
    language = LANGUAGES[1] if taken.lang == LANGUAGES[1] else LANGUAGES[0]
    letter = Letter(core.load(taken.content), taken.address, language, f"plan-{taken.version}-{mark}", now)
    hook = post.hook(taken.channel, taken.who)
    if hook is not None:
        notice_channels.post(hook, letter)
    elif post.mail is not None:
        notice_channels.mail(post.mail, letter)


def work(post: Post, desk: Desk, clock: Callable[[], datetime]) -> int:
    """One round: make what is to be told, give up what was lost, send what is due. How many were sent or tried."""
    now = int(clock().timestamp())
    try:
        tell(post, desk, now)
    except Exception:  # what waits is sent all the same, and the next round tries again
        log.exception("notices could not be made")
    with writing(post.engine) as connection:
        notices.abandoned(connection, now - LOST_SECONDS, LOST)
    tried = 0
    while send(post, clock()):
        tried += 1
    return tried
