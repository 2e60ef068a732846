"""The outbox on both databases: a place for each notice once, one taker for each, and nothing told
that was told.
"""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from dashboard.store import notices
from dashboard.store.database import begin_read, begin_write
from dashboard.store.errors import StoreError
from dashboard.store.notices import STATES, OutboxNotice, Subscription
from dashboard.store.schema import outbox

ROBOT = Subscription("wecom", "群", "群", "zh", "all", 0)


def letters(count: int) -> list[tuple[Subscription, str]]:
    return [
        (Subscription("json", f"平台{at}", f"平台{at}", "zh", "all", 0), "{}")
        for at in range(count)
    ]


def taken(engine: Engine, now: int = 100) -> OutboxNotice | None:
    with begin_write(engine) as connection:
        return notices.claim_notice(connection, now)


def states(engine: Engine) -> list[str]:
    with begin_read(engine) as connection:
        return [one.state for one in reversed(notices.list_notices(connection, 100))]


def test_each_notice_is_taken_by_one(engine):
    """Six takers at once, thirty notices."""
    with begin_write(engine) as connection:
        notices.insert_notices(connection, 1, letters(30), 0)
    found: list[int] = []

    def work() -> None:
        while (one := taken(engine)) is not None:
            found.append(one.number)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(1, 31))


def test_the_oldest_that_is_due_comes_first_and_none_before_its_time(engine):
    with begin_write(engine) as connection:
        notices.insert_notices(connection, 1, letters(2), 50)
    assert taken(engine, 49) is None
    first = taken(engine, 50)
    assert first is not None and (first.number, first.tries, first.state) == (1, 1, "sending")
    with begin_write(engine) as connection:
        notices.settle_notice(connection, 1, "due", 90, "later")
    second = taken(engine, 90)
    assert second is not None and second.number == 2


def test_what_nobody_holds_cannot_be_settled(engine):
    """An answer that comes after a notice was given up changes nothing."""
    with begin_write(engine) as connection:
        notices.insert_notices(connection, 1, letters(1), 0)
    assert taken(engine) is not None
    with begin_write(engine) as connection:
        assert notices.abandon_notices(connection, 101, "lost") == 1
        notices.settle_notice(connection, 1, "sent")
    assert states(engine) == ["unsure"]


def test_a_version_has_one_place_for_each_receiver(engine):
    """The database itself refuses a second one."""
    with begin_write(engine) as connection:
        notices.insert_notices(connection, 1, [(ROBOT, "{}"), (ROBOT, "{}")], 0)
        assert notices.load_noticed_version(connection) == 1
    assert states(engine) == ["due"]
    with pytest.raises((IntegrityError, StoreError)), begin_write(engine) as connection:
        row = {
            **dict.fromkeys(("who", "address"), "群"),
            "version": 1,
            "channel": "wecom",
            "lang": "zh",
            "content": "",
            "state": "due",
            "tries": 0,
            "due": 0,
            "said": "",
        }
        connection.execute(outbox.insert().values(number=2, **row))


@pytest.mark.parametrize(
    ("state", "may"), [("failed", True), ("unsure", True), ("sent", False), ("due", False)]
)
def test_only_what_failed_or_is_not_known_can_be_sent_again(engine, state, may):
    with begin_write(engine) as connection:
        notices.insert_notices(connection, 1, letters(1), 0)
    assert taken(engine) is not None
    with begin_write(engine) as connection:
        notices.settle_notice(connection, 1, state, 3600)
        assert notices.retry_notice(connection, 1, 100) is may
    assert (taken(engine, 100) is not None) is may


def test_asking_anew_replaces_and_giving_up_ends(engine):
    with begin_write(engine) as connection:
        notices.subscribe(connection, "wecom", "群", "群", "zh", "all")
        notices.subscribe(connection, "wecom", "群", "群", "en", "worse")
        assert [
            (one.lang, one.wish, one.since) for one in notices.list_subscriptions(connection)
        ] == [("en", "worse", 0)]
        assert notices.unsubscribe(connection, "wecom", "群") and not notices.unsubscribe(
            connection, "wecom", "群"
        )
        assert notices.list_subscriptions(connection) == []


def test_every_state_has_words() -> None:
    for name in ("due", "sending", "sent", "failed", "unsure", "dropped"):
        assert STATES[name].zh
        assert STATES[name].en
