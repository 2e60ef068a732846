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

from sqlalchemy import Engine

from dashboard.core.changes.compare import Flip, list_changed_values
from dashboard.core.reports import notices as core
from dashboard.core.reports.notices import WISHES
from dashboard.core.vocabulary.model import View
from dashboard.core.vocabulary.people import Administrators, build_member
from dashboard.core.vocabulary.text import LANGUAGES, Text
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
"""A notice taken longer ago than any sending can last is nobody's."""
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
        return next((one for one in self.hooks if (one.kind, one.name) == (kind, name)), None)

    def may_reach(self, one: Subscription) -> bool:
        """Whether there is a way to somebody now, who still may read."""
        if one.channel != MAIL:
            return self.find_webhook(one.channel, one.who) is not None
        return self.mail is not None and build_member(one.who, one.role, self.administrators).may(
            "read"
        )

    @property
    def ways(self) -> set[str]:
        """Every way out, by its channel and, of a webhook, its name."""
        return {f"{one.kind} {one.name}" for one in self.hooks} | ({MAIL} if self.mail else set())


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
    with begin_write(auth.engine) as connection:
        auth.reload_person(connection, caller, "read")
        notices.subscribe(
            connection, MAIL, accounts.normalize_name(caller.person.name), address, lang, wish
        )
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
    key = accounts.normalize_name(caller.person.name)
    with begin_read(auth.engine) as connection:
        asked = next(
            (
                one
                for one in notices.list_subscriptions(connection)
                if (one.channel, one.who) == (MAIL, key)
            ),
            None,
        )
        return OwnNotices(asked, tuple(notices.list_notices(connection, 5, key)))


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
    with begin_write(dispatcher.engine) as connection:
        if MAIL in after - before:
            notices.restart_subscriptions(connection, MAIL)
        for one in dispatcher.hooks:
            if f"{one.kind} {one.name}" in after - before:
                notices.subscribe(connection, one.kind, one.name, one.name, LANGUAGES[0], "all")
                notices.restart_subscriptions(connection, one.kind, one.name)
        notices.save_fact(connection, notices.CHANNELS_FACT, "\n".join(sorted(after)))


def create_notices(dispatcher: NoticeDispatcher, service: SnapshotService, now: int) -> int:
    """Make the notices of versions that were not told yet; how many were made. What nobody is to
    hear is told to nobody, for good.
    """
    with begin_read(dispatcher.engine) as connection:
        last, newest = (
            notices.load_noticed_version(connection),
            versions.load_latest_number(connection),
        )
        reached = [
            one.since for one in notices.list_subscriptions(connection) if dispatcher.may_reach(one)
        ]
    begin, made = max(last, min(reached, default=newest)), 0
    if begin > last:
        with begin_write(dispatcher.engine) as connection:
            notices.insert_notices(
                connection, max(begin, notices.load_noticed_version(connection)), [], now
            )
    for version in range(begin + 1, newest + 1):
        with begin_read(dispatcher.engine) as connection:
            asked = [
                one
                for one in notices.list_subscriptions(connection)
                if dispatcher.may_reach(one) and one.since < version
            ]
        found = list_flips(service, version) if asked else []
        link, source = (
            f"{dispatcher.public_url}/data/versions/{version}",
            _describe_source(dispatcher, version) if found else None,
        )
        notes = [
            (one, core.build_notice(version, found, service.registry, one.wish, link, source))
            for one in asked
        ]
        letters = [(one, notice) for one, notice in notes if notice is not None]
        letters.sort(
            key=lambda letter: -len(letter[1].told)
        )  # of two people with one mailbox, who wants more
        with begin_write(dispatcher.engine) as connection:
            if notices.load_noticed_version(connection) >= version:  # another replica was first
                continue
            notices.insert_notices(
                connection,
                version,
                [(one, core.serialize_notice(notice)) for one, notice in letters],
                now,
            )
        failpoints.reach("notice.made")
        made += len(letters)
    return made


def _describe_source(dispatcher: NoticeDispatcher, version: int) -> Text:
    """What made a version: a workbook by its name, or that another was taken back."""
    made = next(one for one in versions.list_versions(dispatcher.engine) if one.number == version)
    if made.withdraws is not None:
        return Text(f"撤销版本{made.withdraws}", f"version {made.withdraws} was taken back")
    return Text(made.file[:60], made.file[:60])


def list_flips(service: SnapshotService, version: int) -> list[tuple[int, Flip]]:
    """What a version flipped, each in the latest year in which it did; every year is judged whose
    values differ.
    """
    # A desk apart: what is worked out here pushes nothing out that pages look at.
    apart = SnapshotService(service.registry, service.source, service.today, service.rules)
    ends = [apart.known(None, number)[1].in_force for number in (version - 1, version)]
    found: dict[tuple[str, str], tuple[int, Flip]] = {}
    for year in sorted({change.year for change in list_changed_values(*ends)}):
        for one in compare_versions(apart, version - 1, version, View(year=year)).flips:
            found[one.target, one.region] = (
                min(year, service.registry.target(one.target).last),
                one,
            )
    return list(found.values())


def send_next(dispatcher: NoticeDispatcher, now: datetime) -> bool:
    """Send the next notice that is due; whether there was one."""
    with begin_write(dispatcher.engine) as connection:
        taken = notices.claim_notice(connection, int(now.timestamp()))
    if taken is None:
        return False
    failpoints.reach("notice.claimed")
    state, due, error = (
        _try_delivery(dispatcher, taken, now)
        if _is_wanted(dispatcher, taken)
        else ("dropped", 0, "")
    )
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
        asked = notices.list_subscriptions(connection)
    return any(
        (one.channel, one.who, one.address) == place and dispatcher.may_reach(one) for one in asked
    )


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
    mark = hashlib.sha256(f"{taken.channel} {taken.address} {taken.content}".encode()).hexdigest()[
        :16
    ]
    language = LANGUAGES[1] if taken.lang == LANGUAGES[1] else LANGUAGES[0]
    delivery = Delivery(
        core.parse_notice(taken.content),
        taken.address,
        language,
        f"plan-{taken.version}-{mark}",
        now,
    )
    hook = dispatcher.find_webhook(taken.channel, taken.who)
    if hook is not None:
        notice_channels.post_webhook(hook, delivery)
    elif dispatcher.mail is not None:
        notice_channels.send_mail(dispatcher.mail, delivery)


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
