"""The door: passwords, locks, sessions and links, each by the clock of the test."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.vocabulary.people import RIGHTS, Person
from dashboard.operations import authentication, user_accounts
from dashboard.operations.authentication import (
    Authenticator,
    Caller,
    RefusedError,
    hash_token,
)
from dashboard.operations.password_rules import check_password
from dashboard.operations.policy import Policy
from dashboard.store import accounts, audit, counters
from dashboard.store.accounts import normalize_name
from dashboard.store.counters import Limit
from dashboard.store.database import begin_read, begin_write, migrate, open_database
from tests.conftest import ROOT, ready_store, until

COVERS = (
    "dashboard.operations.password_rules",
    "dashboard.operations.policy",
    "dashboard.operations.sign_in_limits",
    "dashboard.store.accounts",
    "dashboard.store.counters",
)

DAY0 = datetime(2026, 1, 5, 8, tzinfo=UTC)
GOOD = "Plan-monitor-2026"
QUARTER = timedelta(minutes=15)
OPERATOR = Person("机房", "", frozenset(RIGHTS))


def caller(
    after: timedelta = timedelta(), person: Person = OPERATOR, address: str = "10.0.0.1"
) -> Caller:
    return Caller(person, address, DAY0 + after, at_the_machine=person is OPERATOR)


def house(url: str = "", **rules: Any) -> Authenticator:
    engine = open_database(url or ready_store())
    migrate(engine)
    return Authenticator(engine, replace(Policy(), **rules), "k" * 40)


def admit(door: Authenticator, name: str = "张三", role: str = "analyst") -> str:
    """Somebody with a password; answers the session's token."""
    door.set_by_link(
        user_accounts.add_person(door, caller(), name, role),
        GOOD,
        caller(person=door.build_visitor()),
    )
    return door.sign_in(name, GOOD, caller(), "browser").token


@pytest.fixture
def door() -> Authenticator:
    return house()


def test_somebody_comes_in_and_goes(door):
    """Link, password, sign-in, who it is, sign-out: and the audit tells it."""
    token = admit(door)
    found = door.who(token, DAY0)
    assert found is not None
    assert (found.person.name, found.person.role) == ("张三", "analyst")
    door.sign_out(token, caller(person=found.person))
    assert door.who(token, DAY0) is None
    with begin_read(door.engine) as connection:
        acts = [(entry.who, entry.action) for entry in audit.list_entries(connection)]
        assert audit.verify_chain(connection).broken is None
    assert acts == [
        ("机房", "add person"),
        ("机房", "give link"),
        ("张三", "set password"),
        ("张三", "sign in"),
        ("张三", "sign out"),
    ]


def test_what_the_browser_holds_is_not_in_the_store(door):
    token = admit(door)
    with begin_read(door.engine) as connection:
        assert [one.id for one in accounts.list_sessions(connection)] == [hash_token(token)]


@pytest.mark.parametrize("name", ["张三", "谁也不是"])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(door, name):
    admit(door)
    with pytest.raises(RefusedError, match="用户名或密码不正确"):
        door.sign_in(name, "Wrong-guess-1", caller(), "")


def test_passwords_are_hashed_with_real_work():
    """In production: Argon2id with what RFC 9106 asks of machines with little memory (64 MiB, three
    rounds), or more.
    """
    code = (
        "from dashboard.operations.authentication import HASHER as h; print(h.type.name, "
        "h.memory_cost, h.time_cost)"
    )
    made = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert made[0] == "ID"
    assert int(made[1]) >= 65536
    assert int(made[2]) >= 3


def test_a_wrong_name_takes_as_long_as_a_wrong_password(door, monkeypatch):
    """The same hash is computed for a name that does not exist: the quickest of each within
    half of each other, with the work of production.
    """
    monkeypatch.setattr(authentication, "HASHER", PasswordHasher())
    monkeypatch.setattr(authentication, "DUMMY_HASH", PasswordHasher().hash("nobody's"))
    admit(door)
    spent: dict[str, list[float]] = {"张三": [], "谁也不是": []}

    def alike() -> bool:
        for name, times in spent.items():
            begun = time.perf_counter()
            with pytest.raises(RefusedError):
                door.sign_in(name, "Wrong-guess-1", caller(timedelta(hours=len(times))), "")
            times.append(time.perf_counter() - begun)
        known, unknown = (min(times) for times in spent.values())
        return len(spent["张三"]) >= 4 and 0.5 < known / unknown < 2

    until(alike, spent)


def test_a_name_is_locked_after_five_and_free_again_in_time(door):
    """Five wrong ones; then even the right one waits; after the lock, and at an administrator's
    word, it holds.
    """
    admit(door)
    for _ in range(5):
        with pytest.raises(RefusedError, match="不正确"):
            door.sign_in("张三", "Wrong-guess-1", caller(), "")
    with pytest.raises(RefusedError, match="30 分钟后再试"):
        door.sign_in("张三", GOOD, caller(), "")
    with pytest.raises(RefusedError, match="1 分钟后"):
        door.sign_in("张三", GOOD, caller(timedelta(minutes=29, seconds=30)), "")
    assert door.sign_in("张三", GOOD, caller(timedelta(minutes=31)), "").person.name == "张三"
    with begin_read(door.engine) as connection:
        assert sum(entry.action == "lock" for entry in audit.list_entries(connection)) == 1


def test_an_address_beyond_its_share_locks_no_name_and_writes_little(door):
    """Two tries at a name in a quarter of an hour, in each of four: never the five that lock it."""
    for turn in range(30):
        with pytest.raises(RefusedError, match="不正确"):
            door.sign_in(f"名{turn}", "Wrong-guess-1", caller(), "")
    user_accounts.add_person(door, caller(), "张三")
    door.set_by_link(
        user_accounts.give_link(door, caller(), "张三"), GOOD, caller(person=door.build_visitor())
    )
    with begin_read(door.engine) as connection:
        before = len(list(audit.list_entries(connection)))
    for quarter in range(4):
        for turn in range(30):  # it stays beyond its share
            with pytest.raises(RefusedError):
                door.sign_in(f"人{turn}", "Wrong-guess-1", caller(quarter * QUARTER), "")
        for turn in range(50):
            said = "不正确" if turn < 2 else "分钟后再试"
            with pytest.raises(RefusedError, match=said):
                door.sign_in("张三", "Wrong-guess-1", caller(quarter * QUARTER), "")
    with begin_read(door.engine) as connection:
        names = [entry.details for entry in audit.list_entries(connection)][before:]
        assert sum("张三" in details for details in names) == 2 * 4
        assert counters.list_locked(connection, "sign-in", int(DAY0.timestamp())) == {}
    assert door.sign_in("张三", GOOD, caller(address="10.0.0.2"), "").token


def test_a_neighbours_right_password_is_taken(door):
    """Somebody guesses from the address of the whole office: the others sign in there, also after
    a mistake, as often as they like.
    """
    admit(door)
    for turn in range(200):
        with pytest.raises(RefusedError):
            door.sign_in(f"名{turn % 70}", "Wrong-guess-1", caller(), "")
    for _ in range(5):
        with pytest.raises(RefusedError, match="不正确"):
            door.sign_in("张三", "Wrong-guess-1", caller(), "")
        assert door.sign_in("张三", GOOD, caller(), "").token


def test_a_name_that_does_not_exist_is_locked_too(door):
    """No oracle: the sixth try answers the same for anybody."""
    for _ in range(5):
        with pytest.raises(RefusedError, match="不正确"):
            door.sign_in("谁也不是", "Wrong-guess-1", caller(), "")
    with pytest.raises(RefusedError, match="分钟后再试"):
        door.sign_in("谁也不是", "Wrong-guess-1", caller(), "")


def test_an_administrator_unlocks(door):
    admit(door)
    for _ in range(6):
        with pytest.raises(RefusedError):
            door.sign_in("张三", "Wrong-guess-1", caller(), "")
    user_accounts.unlock_person(door, caller(), "张三")
    assert door.sign_in("张三", GOOD, caller(), "").token


def test_an_address_that_tries_many_names_must_wait(door):
    """Spraying passwords over many names: after thirty it is two a name; another address goes
    on.
    """
    for turn in range(30):
        with pytest.raises(RefusedError, match="不正确"):
            door.sign_in(f"名{turn}", "Wrong-guess-1", caller(), "")
    tried = Counter[str]()
    for turn in range(500):
        name = f"名{turn % 50 + 30}"
        with pytest.raises(RefusedError) as refused:
            door.sign_in(name, f"Wrong-guess-{turn}", caller(), "")
        tried[name] += refused.value.wait == 0
    assert set(tried.values()) == {2}
    with pytest.raises(RefusedError, match="不正确"):
        door.sign_in("名98", "Wrong-guess-1", caller(address="10.0.0.2"), "")


def test_people_who_sign_in_rightly_do_not_lock_their_address(door):
    admit(door)
    for _ in range(60):
        door.sign_in("张三", GOOD, caller(), "")


def test_parallel_guesses_take_no_more_than_the_last_place(door):
    """A try is counted before it is made: eight threads get five between them."""
    held, met = Limit("sign-in", 5, 1800, 1800), []

    def guess() -> None:
        with begin_write(door.engine) as connection:
            met.append(counters.count_try(connection, held, "甲", 1000))

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(wait == 0 for wait in met) == [False] * 3 + [True] * 5


@pytest.mark.parametrize(("minutes", "there"), [(14, True), (15, False)])
def test_a_session_ends_when_nothing_is_done(door, minutes, there):
    token = admit(door)
    assert (door.who(token, DAY0 + timedelta(minutes=minutes)) is not None) == there


def test_a_session_ends_in_any_case(door):
    """Used every ten minutes, it still ends after eight hours."""
    token = admit(door)
    for minutes in range(10, 480, 10):
        assert door.who(token, DAY0 + timedelta(minutes=minutes)) is not None, minutes
    assert door.who(token, DAY0 + timedelta(minutes=480)) is None


def test_a_second_sign_in_ends_the_first(door):
    first = admit(door)
    second = door.sign_in("张三", GOOD, caller(), "other browser").token
    assert door.who(first, DAY0) is None
    assert door.who(second, DAY0) is not None


def test_a_house_may_allow_more_sessions():
    door = house(sessions=2)
    tokens = [
        admit(door),
        *(door.sign_in("张三", GOOD, caller(timedelta(seconds=n)), "").token for n in (1, 2)),
    ]
    assert [door.who(token, DAY0) is not None for token in tokens] == [False, True, True]


def test_signing_out_everywhere_keeps_the_one_at_hand():
    door = house(sessions=3)
    first = admit(door)
    mine = door.sign_in("张三", GOOD, caller(), "").token
    person = door.who(mine, DAY0)
    assert person is not None
    assert door.sign_out_everywhere(mine, caller(person=person.person)) == 1
    assert (door.who(first, DAY0), door.who(mine, DAY0) is not None) == (None, True)


def test_a_changed_password_ends_the_other_sessions():
    door = house(sessions=3)
    first = admit(door)
    mine = door.sign_in("张三", GOOD, caller(), "").token
    person = door.who(mine, DAY0)
    assert person is not None
    door.change_password(GOOD, "Another-good-2027", caller(person=person.person), mine)
    assert (door.who(first, DAY0), door.who(mine, DAY0) is not None) == (None, True)
    with pytest.raises(RefusedError):
        door.sign_in("张三", GOOD, caller(), "")
    assert door.sign_in("张三", "Another-good-2027", caller(), "").token


@pytest.mark.parametrize("act", ["disable", "grant", "end_sessions"])
def test_what_an_administrator_does_ends_sessions_at_once(door, act):
    token = admit(door)
    if act == "disable":
        user_accounts.disable_person(door, caller(), "张三")
    elif act == "grant":
        user_accounts.grant_role(door, caller(), "张三", "viewer")
    else:
        assert user_accounts.end_sessions(door, caller(), "张三") == 1
    assert door.who(token, DAY0) is None


def test_a_disabled_account_is_told_only_to_its_owner(door):
    """Who knows the password hears it; who guesses does not."""
    admit(door)
    user_accounts.disable_person(door, caller(), "张三")
    with pytest.raises(RefusedError, match="已停用"):
        door.sign_in("张三", GOOD, caller(), "")
    with pytest.raises(RefusedError, match="不正确"):
        door.sign_in("张三", "Wrong-guess-1", caller(), "")
    user_accounts.disable_person(door, caller(), "张三", disabled=False)
    assert door.sign_in("张三", GOOD, caller(), "").token


def test_an_account_that_nobody_used_is_disabled(door):
    admit(door)
    with pytest.raises(RefusedError, match="已停用"):
        door.sign_in("张三", GOOD, caller(timedelta(days=91)), "")


def test_an_old_password_leaves_only_the_way_to_another(door):
    admit(door)
    door.sign_in("张三", GOOD, caller(timedelta(days=80)), "")
    late = timedelta(days=91)
    opened = door.sign_in("张三", GOOD, caller(late), "")
    assert opened.person.rights == {"self"}
    door.change_password(GOOD, "Another-good-2027", caller(late, opened.person), opened.token)
    found = door.who(opened.token, DAY0 + late)
    assert found is not None
    assert found.person.may("publish")


def test_a_link_holds_once_and_for_an_hour(door):
    link = user_accounts.add_person(door, caller(), "李四")
    late = caller(timedelta(minutes=60), door.build_visitor())
    with pytest.raises(RefusedError, match="已过期"):
        door.set_by_link(link, GOOD, late)
    link = user_accounts.give_link(door, caller(), "李四")
    with pytest.raises(RefusedError, match="至少 12 位"):
        door.set_by_link(link, "short", caller(person=door.build_visitor()))
    door.set_by_link(link, GOOD, caller(person=door.build_visitor()))
    with pytest.raises(RefusedError, match="已用过"):
        door.set_by_link(link, GOOD, caller(person=door.build_visitor()))


def test_a_new_link_voids_the_one_before(door):
    first = user_accounts.add_person(door, caller(), "李四")
    user_accounts.give_link(door, caller(), "李四")
    with pytest.raises(RefusedError):
        door.set_by_link(first, GOOD, caller(person=door.build_visitor()))


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Short-1", "至少 12 位"),
        ("alllowercaseletters", "3 类"),
        ("Zhang-San-2026!zhangsan", None),
        ("Plan 监测 monitor 1", None),
        ("aA1-aA1-aA1-", "重复"),
        ("My-name-is-李四-Li", "用户名"),
        ("\ufdfaaA1", "至少 12 位"),
        ("Password2026!", "常见"),
        ("My-name-is-李 四-Li", "用户名"),
    ],
)
def test_what_a_password_must_be(password, said):
    found = check_password(password, "李四四" if said != "用户名" else "李四-", Policy())
    assert (found == []) if said is None else any(said in one.zh for one in found)


@given(st.text(max_size=40), st.text(max_size=10))
def test_a_longer_demand_never_allows_more(password, name):
    """What the stricter rule accepts the laxer one accepts."""
    if not check_password(password, name, Policy(password_length=14, password_classes=4)):
        assert not check_password(password, name, Policy(password_length=8, password_classes=2))


def test_the_last_passwords_are_barred(door):
    token = admit(door)
    found = door.who(token, DAY0)
    assert found is not None
    person, old = found.person, GOOD
    for turn in range(5):
        new = f"Another-good-{turn}-2027"
        door.change_password(old, new, caller(person=person), token)
        old = new
    with pytest.raises(RefusedError, match="最近用过"):
        door.change_password(old, "Another-good-1-2027", caller(person=person), token)
    door.change_password(old, GOOD, caller(person=person), token)


def test_guessing_the_present_password_is_counted_too(door):
    """A stolen session cannot try passwords without end."""
    token = admit(door)
    found = door.who(token, DAY0)
    assert found is not None
    for _ in range(5):
        with pytest.raises(RefusedError, match="现在的密码"):
            door.change_password(
                "Wrong-guess-1", "Another-good-2027", caller(person=found.person), token
            )
    with pytest.raises(RefusedError, match="分钟后再试"):
        door.change_password(GOOD, "Another-good-2027", caller(person=found.person), token)


def test_names_are_compared_without_width_case_and_blanks():
    assert normalize_name("Ｌｉ  Si") == normalize_name("li si") == "li si"
    door = house()
    admit(door, "Li Si")
    with pytest.raises(RefusedError, match="已有名为"):
        user_accounts.add_person(door, caller(), "ｌｉ ｓｉ")


def test_a_link_of_somebody_disabled_or_newly_granted_is_void(door):
    """What was given out before does not outlive the account's change."""
    link = user_accounts.add_person(door, caller(), "李四")
    user_accounts.grant_role(door, caller(), "李四", "analyst")
    with pytest.raises(RefusedError):
        door.set_by_link(link, GOOD, caller(person=door.build_visitor()))
    link = user_accounts.give_link(door, caller(), "李四")
    user_accounts.disable_person(door, caller(), "李四")
    with pytest.raises(RefusedError):
        door.set_by_link(link, GOOD, caller(person=door.build_visitor()))


def test_a_password_that_changed_meanwhile_opens_nothing(door):
    """Signing in with what was right a moment ago, while it is changed: the account is looked at
    again when the session begins.
    """
    admit(door)
    with begin_read(door.engine) as connection:
        account = accounts.find_account(connection, "张三")
    assert account is not None
    door.set_by_link(
        user_accounts.give_link(door, caller(), "张三"),
        "Another-good-2027",
        caller(person=door.build_visitor()),
    )
    with pytest.raises(RefusedError):
        door.open(account, caller(), "")


@pytest.mark.parametrize("rules", [{"idle_minutes": 1}, {"idle_minutes": 2}])
def test_a_short_idle_time_is_kept_by_requests(rules):
    """A request every ten seconds keeps the session, however short the idle time."""
    door = house(**rules)
    token = admit(door)
    for seconds in range(10, 300, 10):
        assert door.who(token, DAY0 + timedelta(seconds=seconds)) is not None, seconds


def test_a_clock_set_back_keeps_no_session(door):
    token = admit(door)
    assert door.who(token, DAY0 - timedelta(hours=10)) is None


def test_csrf_is_bound_to_the_session_and_the_secret(door):
    assert door.build_csrf_token("a") != door.build_csrf_token("b")
    assert door.build_csrf_token("a") != Authenticator(
        door.engine, door.policy, "j" * 40
    ).build_csrf_token("a")


def test_sweeping_erases_what_is_over(door):
    admit(door)
    user_accounts.add_person(door, caller(), "李四")
    door.sweep(DAY0 + timedelta(days=1))
    with begin_read(door.engine) as connection:
        assert accounts.list_sessions(connection) == []
