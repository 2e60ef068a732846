"""A store that does not answer: who may go on reading, how long, and how often it is asked."""

from __future__ import annotations

import pytest

from dashboard.core.vocabulary.people import NOBODY, RIGHTS, Person
from dashboard.store.errors import StoreFaultError, build_error
from dashboard.web.request import store_watch
from dashboard.web.request.store_watch import StoreWatch

LEADER = Person("李四", "leader", frozenset(RIGHTS), frozenset({"发展改革委"}))


class Steady:
    """A clock that only goes forward."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_reader_is_remembered_with_the_right_to_read_alone_and_not_for_long():
    clock = Steady()
    watch = StoreWatch(clock)
    watch.remember("m.token", LEADER)
    reader = watch.recall_reader("m.token")
    assert (reader.name, reader.owners) == ("李四", LEADER.owners)
    assert reader.rights == {"read"}
    assert watch.recall_reader("m.other") == NOBODY
    clock.at = store_watch.REMEMBERED_SECONDS
    assert watch.recall_reader("m.token") != NOBODY
    clock.at += 1
    assert watch.recall_reader("m.token") == NOBODY


def test_whom_the_store_does_not_know_any_more_is_forgotten():
    watch = StoreWatch()
    watch.remember("m.token", LEADER)
    watch.remember("m.token", None)
    assert watch.recall_reader("m.token") == NOBODY


def test_somebody_without_the_right_to_read_is_nobody():
    watch = StoreWatch()
    watch.remember("m.token", Person("李四", "leader", frozenset({"self"})))
    assert watch.recall_reader("m.token") == NOBODY


def test_the_longest_unheard_give_way(monkeypatch):
    monkeypatch.setattr(store_watch, "MOST_REMEMBERED", 2)
    watch = StoreWatch()
    for token in ("m.1", "m.2", "m.1", "m.3"):
        watch.remember(token, LEADER)
    assert watch.recall_reader("m.2") == NOBODY
    assert NOBODY not in (watch.recall_reader("m.1"), watch.recall_reader("m.3"))


@pytest.mark.parametrize(("took", "asked_again"), [(0.1, True), (5.0, False)])
def test_only_a_store_that_lets_people_wait_is_left_alone(took, asked_again):
    clock, asked = Steady(), []
    watch = StoreWatch(clock)

    def ask() -> None:
        asked.append(clock.at)
        clock.at += took
        raise build_error("connection refused")

    for _ in range(2):
        with pytest.raises(StoreFaultError):
            watch.ask(ask)
    assert (len(asked) == 2) is asked_again
    clock.at += store_watch.PAUSE_SECONDS
    with pytest.raises(StoreFaultError):
        watch.ask(ask)
    assert clock.at >= store_watch.PAUSE_SECONDS + took
    assert asked[-1] >= store_watch.PAUSE_SECONDS
