"""How do those who asked hear of what a publish flipped? Notices are made from the versions
themselves, kept in an outbox, and sent once.

A version is told in one transaction with its place in the outbox, so that a crash loses none and
doubles none. Sending takes a notice out of everybody else's reach first; where a process ends
between handing it over and writing that down, nobody knows whether it arrived,
and it is not sent again but shown as such.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from dashboard.core.changes.compare import Flip
from dashboard.core.reports import notices as core
from dashboard.core.reports.notices import WISHES, Notice
from dashboard.core.vocabulary.people import Administrators, build_member
from dashboard.core.vocabulary.text import LANGUAGES, Language, Text
from dashboard.operations import notice_channels
from dashboard.operations.authentication import Authenticator, Caller, RefusedError, record_action
from dashboard.operations.notice_channels import (
    Delivery,
    MailServer,
    NeverError,
    NotYetError,
    UnsureError,
    Webhook,
)
from dashboard.operations.publishing import compare_versions
from dashboard.operations.snapshots import SnapshotService
from dashboard.operations.user_accounts import refuse_missing_right
from dashboard.store import accounts, failpoints, notices, versions
from dashboard.store.database import begin_read, begin_write
from dashboard.store.notices import MAIL, OutboxNotice, Subscription

RETRY_SECONDS = (60, 300, 900, 3600, 4 * 3600, 12 * 3600)
"""Seconds after each failed try; after the last of them a notice has failed."""
LOST_SECONDS = 600
"""A notice taken longer ago than any sending can last is nobody's any more."""
LOST_MESSAGE = "the process that sent it ended before it could say whether it arrived"
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)
log = logging.getLogger("dashboard")


@dataclass(frozen=True)
class NoticeDispatcher:
    """The ways out of a house: none unless they are set."""

    engine: Engine
    mail: MailServer | None
    hooks: tuple[Webhook, ...]
    public_url: str
    administrators: Administrators = "one"

    @property
    def on(self) -> bool:
        """Whether there is any way out."""
        return self.mail is not None or bool(self.hooks)

    def find_webhook(self, kind: str, name: str) -> Webhook | None:
        """The webhook of a name."""
        return next((hook for hook in self.hooks if (hook.kind, hook.name) == (kind, name)), None)

    def may_reach(self, one: Subscription) -> bool:
        """Whether there is a way to somebody now, who still may read."""
        if one.channel != MAIL:
            return self.find_webhook(one.channel, one.who) is not None
        if self.mail is None:
            return False
        return build_member(one.who, one.role, self.administrators).may("read")

    @property
    def ways(self) -> set[str]:
        """Every way out, by its channel and, of a webhook, its name."""
        ways = {f"{hook.kind} {hook.name}" for hook in self.hooks}
        if self.mail:
            ways.add(MAIL)
        return ways


def subscribe_caller(
    auth: Authenticator, caller: Caller, address: str, wish: str, lang: str
) -> None:
    """Be told by e-mail from now on."""
    refuse_missing_right(caller, "self")
    refuse_missing_right(caller, "read")
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
    person = accounts.normalize_name(caller.person.name)
    with begin_write(auth.engine) as connection:
        auth.reload_person(connection, caller, "read")
        notices.subscribe(connection, MAIL, person, address, lang, wish)
        record_action(connection, caller, "subscribe", {"text": address, "note": wish})


def unsubscribe_caller(auth: Authenticator, caller: Caller) -> bool:
    """Be told no more; whether one was."""
    refuse_missing_right(caller, "self")
    with begin_write(auth.engine) as connection:
        was = notices.unsubscribe(connection, MAIL, accounts.normalize_name(caller.person.name))
        if was:
            record_action(connection, caller, "unsubscribe", {})
    return was


@dataclass(frozen=True, slots=True)
class OwnNotices:
    """What one person asked for, and the last notices to that person."""

    asked: Subscription | None
    last: tuple[OutboxNotice, ...]


def load_own_notices(auth: Authenticator, caller: Caller) -> OwnNotices:
    """What the caller asked for and got."""
    person = accounts.normalize_name(caller.person.name)
    with begin_read(auth.engine) as connection:
        subscriptions = notices.list_subscriptions(connection)
        last = tuple(notices.list_notices(connection, 5, person))
    own = [one for one in subscriptions if (one.channel, one.who) == (MAIL, person)]
    return OwnNotices(next(iter(own), None), last)


def register_channels(dispatcher: NoticeDispatcher, *, at_start: bool) -> None:
    """Ways that are there for the first time, or again, begin now: nothing of before is told by
    them.

    `at_start`: what is set now is all that there is; a single command only adds to it.
    """
    with begin_read(dispatcher.engine) as connection:
        before = set(filter(None, notices.load_fact(connection, notices.CHANNELS_FACT).split("\n")))
    after = dispatcher.ways if at_start else before | dispatcher.ways
    if after == before:
        return
    begun = after - before
    with begin_write(dispatcher.engine) as connection:
        if MAIL in begun:
            notices.restart_subscriptions(connection, MAIL)
        for hook in dispatcher.hooks:
            if f"{hook.kind} {hook.name}" in begun:
                notices.subscribe(connection, hook.kind, hook.name, hook.name, LANGUAGES[0], "all")
                notices.restart_subscriptions(connection, hook.kind, hook.name)
        notices.save_fact(connection, notices.CHANNELS_FACT, "\n".join(sorted(after)))


def create_notices(dispatcher: NoticeDispatcher, service: SnapshotService, now: int) -> int:
    """Make the notices of versions that were not told yet; how many were made. What nobody is to
    hear is told to nobody, for good.
    """
    with begin_read(dispatcher.engine) as connection:
        last = notices.load_noticed_version(connection)
        newest = versions.load_latest_number(connection)
        reached = [one.since for one in _list_reachable(dispatcher, connection)]
    begin = max(last, min(reached, default=newest))
    if begin > last:
        _skip_versions(dispatcher, begin, now)
    made = 0
    for version in range(begin + 1, newest + 1):
        letters = _write_letters(dispatcher, service, version)
        contents = [(to, core.serialize_notice(notice)) for to, notice in letters]
        with begin_write(dispatcher.engine) as connection:
            if notices.load_noticed_version(connection) >= version:  # another replica was first
                continue
            notices.insert_notices(connection, version, contents, now)
        failpoints.reach("notice.made")
        made += len(letters)
    return made


def _list_reachable(dispatcher: NoticeDispatcher, connection: Connection) -> list[Subscription]:
    """Everybody who is to be told and to whom there is a way."""
    subscriptions = notices.list_subscriptions(connection)
    return [one for one in subscriptions if dispatcher.may_reach(one)]


def _skip_versions(dispatcher: NoticeDispatcher, begin: int, now: int) -> None:
    """Versions up to one that nobody is to hear of count as told."""
    with begin_write(dispatcher.engine) as connection:
        told = max(begin, notices.load_noticed_version(connection))
        notices.insert_notices(connection, told, [], now)


def _write_letters(
    dispatcher: NoticeDispatcher, service: SnapshotService, version: int
) -> list[tuple[Subscription, Notice]]:
    """What a version flipped, for everybody who asked for some of it: who wants more first, since
    of two people with one mailbox the first is sent to.
    """
    with begin_read(dispatcher.engine) as connection:
        asked = [one for one in _list_reachable(dispatcher, connection) if one.since < version]
    if not asked:
        return []
    flips = list_flips(service, version)
    link = f"{dispatcher.public_url}/data/versions/{version}"
    source = _describe_source(dispatcher, version) if flips else None
    letters = []
    for to in asked:
        notice = core.build_notice(version, flips, service.registry, to.wish, link, source)
        if notice is not None:
            letters.append((to, notice))
    return sorted(letters, key=lambda letter: -len(letter[1].told))


def _describe_source(dispatcher: NoticeDispatcher, version: int) -> Text:
    """What made a version: a workbook by its name, or that another was taken back."""
    made = next(one for one in versions.list_versions(dispatcher.engine) if one.number == version)
    if made.withdraws is not None:
        return Text(f"撤销版本{made.withdraws}", f"version {made.withdraws} was taken back")
    return Text(made.file[:60], made.file[:60])


def list_flips(service: SnapshotService, version: int) -> tuple[Flip, ...]:
    """What a version flipped, in all years and plans, each in the latest year in which it did."""
    # A service apart: what is worked out here pushes nothing out that pages look at.
    apart = SnapshotService(service.registry, service.source, service.today, service.rules)
    return compare_versions(apart, version - 1, version).flips


def send_next(dispatcher: NoticeDispatcher, now: datetime) -> bool:
    """Send the next notice that is due; whether there was one."""
    with begin_write(dispatcher.engine) as connection:
        taken = notices.claim_notice(connection, int(now.timestamp()))
    if taken is None:
        return False
    failpoints.reach("notice.claimed")
    state, due, error = "dropped", 0, ""
    if _is_wanted(dispatcher, taken):
        state, due, error = _try_delivery(dispatcher, taken, now)
    failpoints.reach("notice.delivered")
    with begin_write(dispatcher.engine) as connection:
        notices.settle_notice(connection, taken.number, state, due, error)
    if state != "sent":
        log.warning(
            "notice %s of version %s by %s: %s (%s)",
            taken.number,
            taken.version,
            taken.channel,
            state,
            error,
        )
    return True


def _is_wanted(dispatcher: NoticeDispatcher, taken: OutboxNotice) -> bool:
    """Whether whoever a notice is for still asks for it, there, and may read."""
    place = (taken.channel, taken.who, taken.address)
    with begin_read(dispatcher.engine) as connection:
        reachable = _list_reachable(dispatcher, connection)
    return any((one.channel, one.who, one.address) == place for one in reachable)


def _try_delivery(
    dispatcher: NoticeDispatcher, taken: OutboxNotice, now: datetime
) -> tuple[str, int, str]:
    """The state after one try, when to try again, and what was met."""
    try:
        _deliver_notice(dispatcher, taken, now)
    except NotYetError as error:
        if taken.tries > len(RETRY_SECONDS):
            return "failed", 0, str(error)
        return "due", int(now.timestamp()) + RETRY_SECONDS[taken.tries - 1], str(error)
    except NeverError as error:
        return "failed", 0, str(error)
    except UnsureError as error:
        return "unsure", 0, str(error)
    except Exception as error:  # the border of one letter: the next ones go on
        log.exception("notice %s could not be sent", taken.number)
        return "unsure", 0, type(error).__name__
    return "sent", 0, ""


def _deliver_notice(dispatcher: NoticeDispatcher, taken: OutboxNotice, now: datetime) -> None:
    letter = f"{taken.channel} {taken.address} {taken.content}"
    mark = hashlib.sha256(letter.encode()).hexdigest()[:16]
    delivery = Delivery(
        core.parse_notice(taken.content),
        taken.address,
        _parse_language(taken.lang),
        f"plan-{taken.version}-{mark}",
        now,
    )
    hook = dispatcher.find_webhook(taken.channel, taken.who)
    if hook is not None:
        notice_channels.post_webhook(hook, delivery)
    elif dispatcher.mail is not None:
        notice_channels.send_mail(dispatcher.mail, delivery)


def _parse_language(lang: str) -> Language:
    """A language as it was stored; the first one where it is none."""
    return next((language for language in LANGUAGES if language == lang), LANGUAGES[0])


def run_round(
    dispatcher: NoticeDispatcher, service: SnapshotService, clock: Callable[[], datetime]
) -> int:
    """One round: make what is to be told, give up what was lost, send what is due. How many were
    sent or tried.
    """
    now = int(clock().timestamp())
    try:
        create_notices(dispatcher, service, now)
    except Exception:  # what waits is sent all the same, and the next round tries again
        log.exception("notices could not be made")
    with begin_write(dispatcher.engine) as connection:
        notices.abandon_notices(connection, now - LOST_SECONDS, LOST_MESSAGE)
    tried = 0
    while send_next(dispatcher, clock()):
        tried += 1
    return tried
