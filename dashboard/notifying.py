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
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine

from dashboard import channels
from dashboard.acceptance import difference
from dashboard.admission import Admission, Caller, RefusedError, record
from dashboard.channels import Hook, Letter, Mail, NeverError, NotYetError, UnsureError
from dashboard.core import notices as core
from dashboard.core.notices import WISHES
from dashboard.core.text import LANGUAGES, Text
from dashboard.operations import Desk
from dashboard.staff import must
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

    @property
    def on(self) -> bool:
        """Whether there is any way out."""
        return self.mail is not None or bool(self.hooks)

    def hook(self, kind: str, name: str) -> Hook | None:
        """The webhook of a name."""
        return next((one for one in self.hooks if (one.kind, one.name) == (kind, name)), None)

    def reaches(self, one: Subscription) -> bool:
        """Whether there is a way to somebody now."""
        return self.mail is not None if one.channel == MAIL else self.hook(one.channel, one.who) is not None


def ask(door: Admission, caller: Caller, address: str, wish: str, lang: str) -> None:
    """Be told by e-mail from now on."""
    must(caller, "self")
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
        door.still(connection, caller, "self")
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


def register(post: Post) -> None:
    """Webhooks that are set for the first time are told of what comes from now on; those no longer set are forgotten."""
    with reading(post.engine) as connection:
        known = {(one.channel, one.who) for one in notices.subscribed(connection) if one.channel != MAIL}
    wanted = {(one.kind, one.name) for one in post.hooks}
    if known == wanted:
        return
    with writing(post.engine) as connection:
        for kind, name in wanted - known:
            notices.subscribe(connection, kind, name, name, LANGUAGES[0], "all")
        for kind, name in known - wanted:
            notices.unsubscribe(connection, kind, name)


def tell(post: Post, desk: Desk, now: int) -> int:
    """Make the notices of versions that were not told yet; how many were made."""
    with reading(post.engine) as connection:
        asked = [one for one in notices.subscribed(connection) if post.reaches(one)]
        last, newest = notices.told_until(connection), versions.latest(connection)
    made = 0
    for version in range(max(last, min((one.since for one in asked), default=newest)) + 1, newest + 1):
        flips = difference(desk, version - 1, version).flips
        link = f"{post.public_url}/data/versions/{version}"
        letters = []
        for one in asked:
            said = core.notice(version, flips, desk.registry, one.wish, link) if one.since < version else None
            letters += [(one, core.dump(said))] if said else []
        with writing(post.engine) as connection:
            if notices.told_until(connection) >= version:  # another replica was first
                continue
            notices.tell(connection, version, letters, now)
        failpoints.reach("notice.made")
        made += len(letters)
    return made


def send(post: Post, now: datetime) -> bool:
    """Send the next notice that is due; whether there was one."""
    with writing(post.engine) as connection:
        taken = notices.claim(connection, int(now.timestamp()))
    if taken is None:
        return False
    failpoints.reach("notice.claimed")
    state, due, said = _tried(post, taken, now)
    failpoints.reach("notice.delivered")
    with writing(post.engine) as connection:
        notices.settle(connection, taken.number, state, due, said)
    if state != "sent":
        log.warning("notice %s of version %s by %s: %s (%s)", taken.number, taken.version, taken.channel, state, said)
    return True


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
    return "sent", 0, ""


def _deliver(post: Post, taken: Posted, now: datetime) -> None:
    mark = hashlib.sha256(f"{taken.channel} {taken.address}".encode()).hexdigest()[:16]
    language = LANGUAGES[1] if taken.lang == LANGUAGES[1] else LANGUAGES[0]
    letter = Letter(core.load(taken.content), taken.address, language, f"plan-{taken.version}-{mark}", now)
    if taken.channel == MAIL:
        if post.mail is None:
            raise NotYetError("SMTP_HOST is not set")
        channels.mail(post.mail, letter)
        return
    hook = post.hook(taken.channel, taken.who)
    if hook is None:
        raise NotYetError(f"WEBHOOKS names no {taken.channel} {taken.who}")
    channels.post(hook, letter)


def work(post: Post, desk: Desk, clock: Callable[[], datetime]) -> int:
    """One round: make what is to be told, give up what was lost, send what is due. How many were sent or tried."""
    register(post)
    now = int(clock().timestamp())
    tell(post, desk, now)
    with writing(post.engine) as connection:
        notices.abandoned(connection, now - LOST_SECONDS, LOST)
    tried = 0
    while send(post, clock()):
        tried += 1
    return tried


def shown(one: Posted) -> Text:
    """How a notice stands, in words."""
    words = notices.STATES[one.state]
    return replace(words, zh=f"{words.zh}（{one.said}）", en=f"{words.en} ({one.said})") if one.said else words
