"""Who asked to be told, and what became of it? Subscriptions, and the outbox in which each notice
to somebody stands once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, func, or_, select

from dashboard.core.vocabulary.text import Text
from dashboard.store.schema import facts, outbox, people, subscriptions
from dashboard.store.versions import load_latest_number

LONGEST_WAIT = 86_400
"""Seconds that a notice may wait for its next try; one that should wait longer was put off before
the clock was set back.
"""
MAIL = "mail"
"""The channel of people; any other is that of a webhook's kind."""
NOTICED_FACT, CHANNELS_FACT = "noticed", "ways"
"""The names under which the last version that was told stands, and the ways out that there were at
the last start.
"""
STATES: dict[str, Text] = {
    "due": Text("待发送", "to be sent"),
    "sending": Text("正在发送", "being sent"),
    "sent": Text("已发送", "sent"),
    "failed": Text("发送失败", "failed"),
    "unsure": Text("是否送达不明，未重发", "not known whether it arrived, not sent again"),
    "dropped": Text("已退订，未发送", "given up before it was sent"),
}
"""What may become of a notice."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A person (by the key of the name) or a robot (by its name) that is told of versions after
    `since`; `role` is a person's.
    """

    channel: str
    who: str
    address: str
    lang: str
    wish: str
    since: int
    role: str = ""


@dataclass(frozen=True, slots=True)
class OutboxNotice:
    """A notice to somebody and how it stands; `due` is the moment of the next try, `said` what the
    last one met.
    """

    number: int
    version: int
    channel: str
    who: str
    address: str
    lang: str
    content: str
    state: str
    tries: int
    due: int
    said: str


def subscribe(
    connection: Connection, channel: str, who: str, address: str, lang: str, wish: str
) -> None:
    """Tell somebody of what comes from now on; whoever was told before goes on without a gap."""
    mine = (subscriptions.c.channel == channel) & (subscriptions.c.who == who)
    before = connection.execute(select(subscriptions.c.since).where(mine)).scalar()
    connection.execute(delete(subscriptions).where(mine))
    since = load_latest_number(connection) if before is None else before
    connection.execute(
        subscriptions.insert().values(
            channel=channel, who=who, address=address, lang=lang, wish=wish, since=since
        )
    )


def unsubscribe(connection: Connection, channel: str, who: str) -> bool:
    """Tell somebody no more; whether anything was told before."""
    mine = (subscriptions.c.channel == channel) & (subscriptions.c.who == who)
    return connection.execute(delete(subscriptions).where(mine)).rowcount > 0


def list_subscriptions(connection: Connection) -> list[Subscription]:
    """Everybody who is to be told; people whose account is disabled are not."""
    is_person = (subscriptions.c.channel == MAIL) & (people.c.key == subscriptions.c.who)
    is_enabled = (subscriptions.c.channel != MAIL) | (people.c.disabled.is_(False))
    asked = (
        select(subscriptions, func.coalesce(people.c.role, "").label("role"))
        .outerjoin(people, is_person)
        .where(is_enabled)
        .order_by(subscriptions.c.channel, subscriptions.c.who)
    )
    return [Subscription(**row) for row in connection.execute(asked).mappings()]


def restart_subscriptions(connection: Connection, channel: str, who: str | None = None) -> None:
    """A way that is there again after it was not: whoever is told by it hears of what comes from
    now on.
    """
    restart = subscriptions.update().where(subscriptions.c.channel == channel)
    if who is not None:
        restart = restart.where(subscriptions.c.who == who)
    connection.execute(restart.values(since=load_latest_number(connection)))


def load_fact(connection: Connection, name: str) -> str:
    """What every replica agrees on under a name; empty where nothing was said."""
    return str(connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar() or "")


def save_fact(connection: Connection, name: str, value: str) -> None:
    """Say it."""
    connection.execute(delete(facts).where(facts.c.name == name))
    connection.execute(facts.insert().values(name=name, value=value))


def load_noticed_version(connection: Connection) -> int:
    """The last version whose notices were made."""
    return int(load_fact(connection, NOTICED_FACT) or 0)


def insert_notices(
    connection: Connection, version: int, letters: list[tuple[Subscription, str]], now: int
) -> None:
    """Put a version's notices into the outbox and remember that it is told, in the transaction of
    the caller.

    Of two letters to one address the one that stands first is sent.
    """
    last = select(func.coalesce(func.max(outbox.c.number), 0))
    number = int(connection.execute(last).scalar_one())
    places: set[tuple[str, str]] = set()
    for to, content in letters:
        if (to.channel, to.address) in places:  # two people with one mailbox get one letter
            continue
        places.add((to.channel, to.address))
        number += 1
        notice = OutboxNotice(
            number,
            version,
            to.channel,
            to.who,
            to.address,
            to.lang,
            content,
            state="due",
            tries=0,
            due=now,
            said="",
        )
        connection.execute(outbox.insert().values(**asdict(notice)))
    save_fact(connection, NOTICED_FACT, str(version))


def claim_notice(connection: Connection, now: int) -> OutboxNotice | None:
    """Take the next notice that is due; nobody else gets it. `due` becomes the moment at which it
    was taken.
    """
    asked = (
        select(outbox)
        .where(
            outbox.c.state == "due",
            or_(outbox.c.due <= now, outbox.c.due > now + LONGEST_WAIT),
        )
        .order_by(outbox.c.due, outbox.c.number)
        .limit(1)
    )
    row = connection.execute(asked).mappings().first()
    if row is None:
        return None
    taken = {"state": "sending", "tries": row["tries"] + 1, "due": now}
    connection.execute(outbox.update().where(outbox.c.number == row["number"]).values(**taken))
    return OutboxNotice(**{**row, **taken})


def settle_notice(
    connection: Connection, number: int, state: str, due: int = 0, error: str = ""
) -> None:
    """Write down what became of a notice that was taken."""
    mine = (outbox.c.number == number) & (outbox.c.state == "sending")
    connection.execute(outbox.update().where(mine).values(state=state, due=due, said=error[:400]))


def abandon_notices(connection: Connection, before: int, error: str) -> int:
    """Notices taken before a moment by somebody who never came back: perhaps sent, and not sent
    again. How many.
    """
    is_lost = (outbox.c.state == "sending") & (outbox.c.due < before)
    abandon = outbox.update().where(is_lost).values(state="unsure", said=error)
    return connection.execute(abandon).rowcount


def retry_notice(connection: Connection, number: int, now: int) -> bool:
    """Send a notice that failed, or of which nobody knows, once more: a person's decision. Whether
    there is one.
    """
    mine = (outbox.c.number == number) & outbox.c.state.in_(("failed", "unsure"))
    retry = outbox.update().where(mine).values(state="due", due=now, tries=0)
    return connection.execute(retry).rowcount > 0


def list_notices(connection: Connection, most: int, who: str | None = None) -> list[OutboxNotice]:
    """The newest notices, to everybody or to one person."""
    asked = select(outbox).order_by(outbox.c.number.desc()).limit(most)
    if who is not None:
        asked = asked.where(outbox.c.channel == MAIL, outbox.c.who == who)
    return [OutboxNotice(**row) for row in connection.execute(asked).mappings()]
