"""Programs read by a key: what that person may read, for a time, until it is taken back; and
nothing else.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from dash import Dash

from dashboard.operations import api_keys, user_accounts
from dashboard.operations.authentication import ForbiddenError, RefusedError, hash_token
from dashboard.store import accounts, audit, keys
from dashboard.store.database import begin_read, begin_write
from dashboard.store.schema import people
from tests.conftest import PATIENCE, ROOT
from tests.operations.test_authentication import DAY0, GOOD, admit, caller, house
from tests.web.clients import NOW, PASSWORD, Client, add, application, house_of, operator, rules
from tests.web.test_application import words

COVERS = (
    "dashboard.store.keys",
    "dashboard.web.widgets.api_keys_card",
)

OUTPUT = "..keys-said.children...keys-list.children.."
NOW_, DAY = int(DAY0.timestamp()), 86_400


@pytest.fixture
def made() -> tuple[Any, Any, str]:
    """A house, somebody in it, and a key of theirs."""
    door = house()
    found = door.who(admit(door), DAY0)
    assert found is not None
    mine = caller(person=found.person)
    return door, mine, api_keys.create_key(door, mine, "平台", 30)


def test_a_key_reads_and_nothing_else(made):
    """The person's name, the right to read, and no other of an analyst's."""
    door, mine, told = made
    person = api_keys.find_person(door, told, NOW_)
    assert person is not None and (person.name, person.rights) == ("张三", frozenset({"read"}))
    assert mine.person.may("publish") and not person.may("publish") and not person.may("self")


def test_the_store_holds_no_key(made):
    """Its hash alone; the audit says what it is for."""
    door, _, told = made
    with begin_read(door.engine) as connection:
        (one,) = keys.list_keys(connection, "张三")
        acts = [
            (one_.action, one_.details)
            for one_ in audit.list_entries(connection)
            if "key" in one_.action
        ]
    assert (
        told.startswith("k.")
        and told not in repr(one)
        and all(told not in details for _, details in acts)
    )
    assert acts[0][0] == "make key" and "平台" in acts[0][1]


@pytest.mark.parametrize("days", api_keys.DAYS_ALLOWED)
def test_it_ends_with_its_time(made, days):
    door, mine, _ = made
    told = api_keys.create_key(door, mine, "另一个", days)
    with begin_write(door.engine) as connection:
        accounts.update_last_sign_in(connection, "张三", NOW_ + days * DAY)
    assert api_keys.find_person(door, told, NOW_ + days * DAY - 1) is not None
    assert api_keys.find_person(door, told, NOW_ + days * DAY) is None
    assert all(
        one.expires > NOW_ + 40 * DAY
        for one in api_keys.list_keys(door, replace(mine, at=DAY0 + timedelta(days=40)))
    )


def test_it_ends_when_it_is_taken_back_and_with_the_account(made):
    door, mine, told = made
    other = api_keys.create_key(door, mine, "另一个", 90)
    first = next(one for one in api_keys.list_keys(door, mine) if one.name == "平台")
    api_keys.delete_key(door, mine, first.id)
    assert (
        api_keys.find_person(door, told, NOW_) is None
        and api_keys.find_person(door, other, NOW_) is not None
    )
    with pytest.raises(RefusedError, match="没有这个口令"):
        api_keys.delete_key(door, mine, first.id)
    user_accounts.disable_person(
        door, replace(caller(), at_the_machine=True), "张三", disabled=True
    )
    assert api_keys.find_person(door, other, NOW_) is None


def test_it_ends_with_the_right_to_read_and_with_an_account_that_nobody_uses(made):
    """A role that the house no longer grants; more than the days after which an account counts as
    disabled.
    """
    door, mine, told = made
    three = replace(door, policy=replace(door.policy, administrators="three"))
    with begin_write(door.engine) as connection:
        connection.execute(people.update().values(role="admin"))
    assert api_keys.find_person(door, told, NOW_) is not None
    found = api_keys.find_person(three, told, NOW_)
    assert found is not None and found.rights == frozenset()
    long = api_keys.create_key(door, mine, "一年", 365)
    assert (
        api_keys.find_person(door, long, NOW_ + 90 * DAY) is not None
        and api_keys.find_person(door, long, NOW_ + 91 * DAY) is None
    )


def test_it_ends_where_all_sessions_end_and_with_a_password_set_by_a_link(made):
    """Ended by the administrator, because the password was lost, was changed, or by signing out
    everywhere.
    """
    door, mine, told = made
    operator_ = replace(caller(), at_the_machine=True)
    token = door.sign_in("张三", GOOD, caller(), "b").token
    door.change_password(GOOD, GOOD + "x", replace(caller(), person=mine.person), token)
    assert api_keys.find_person(door, told, NOW_) is None
    third = api_keys.create_key(door, mine, "第三个", 30)
    assert api_keys.find_person(door, third, NOW_) is not None
    door.sign_out_everywhere(token, replace(caller(), person=mine.person))
    assert api_keys.find_person(door, third, NOW_) is None
    told = api_keys.create_key(door, mine, "第四个", 30)
    door.set_by_link(
        user_accounts.give_link(door, operator_, "张三"),
        GOOD + "y",
        caller(person=door.build_visitor()),
    )
    assert api_keys.find_person(door, told, NOW_) is None
    other = api_keys.create_key(door, mine, "另一个", 30)
    user_accounts.end_sessions(door, operator_, "张三")
    assert api_keys.find_person(door, other, NOW_) is None


def test_nobody_takes_away_somebody_elses(made):
    door, mine, told = made
    found = door.who(admit(door, "李四"), DAY0)
    assert found is not None
    (one,) = api_keys.list_keys(door, mine)
    with pytest.raises(RefusedError):
        api_keys.delete_key(door, caller(person=found.person), one.id)
    assert api_keys.find_person(door, told, NOW_) is not None


def test_its_use_is_written_down_once_a_day(made):
    door, mine, told = made
    for at in (NOW_, NOW_ + 60, NOW_ + DAY + 60):
        assert api_keys.find_person(door, told, at) is not None
    assert door.notes.settle(PATIENCE)
    assert api_keys.list_keys(door, mine)[0].used == NOW_ + DAY + 60


@pytest.mark.parametrize("told", ["", "k.", "k.x", "m.x", "k." + "x" * 200, "k.\udcff"])
def test_what_is_no_key_is_nobodys(made, told):
    assert api_keys.find_person(made[0], told, NOW_) is None


@pytest.mark.parametrize(
    ("name", "days"), [("", 30), ("  ", 30), ("长" * 41, 30), ("平台", 31), ("a\u202eb", 30)]
)
def test_a_key_needs_a_purpose_and_one_of_the_spans(made, name, days):
    with pytest.raises(RefusedError):
        api_keys.create_key(made[0], made[1], name, days)


def test_ten_keys_are_enough(made):
    door, mine, _ = made
    for at in range(9):
        api_keys.create_key(door, mine, f"第{at}个", 30)
    with pytest.raises(RefusedError, match="10"):
        api_keys.create_key(door, mine, "第十一个", 30)
    assert api_keys.create_key(door, replace(mine, at=DAY0 + timedelta(days=31)), "旧的已到期", 30)


def test_who_may_not_read_makes_none():
    with pytest.raises(ForbiddenError):
        api_keys.create_key(
            house(), caller(person=replace(caller().person, rights=frozenset({"self"}))), "平台", 30
        )


# By HTTP.


@pytest.fixture
def closed() -> Dash:
    app = application(ROOT / "indicators.yaml", ROOT / "data", policy=rules(open_to_all=False))
    add(app, "张三", "analyst")
    return app


def signed_in(app: Dash) -> Client:
    client = Client(app)
    client.sign_in("张三")
    return client


def act(client: Client, by: str, name: str = "平台", days: str = "90", ends: Any = ()) -> str:
    answer = client.act(
        OUTPUT,
        ("keys-go.n_clicks", 1),
        ([({"type": "key-end", "id": id_}, "n_clicks") for id_ in ends], [1] * len(ends)),
        by=by,
        state=(("keys-name.value", name), ("keys-days.value", days), ("url.search", "")),
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return words(list(answer.get_json()["response"].values()))


def test_from_the_page_to_the_program(closed):
    """Made on the own page and shown once; by it the API answers, and nothing but the API."""
    client = signed_in(closed)
    shown = act(client, "keys-go.n_clicks")
    found = re.search(r"k\.[\w-]{43}", shown)
    assert found is not None
    told = found[0]
    program = closed.server.test_client()
    assert program.get("/api/v1/plans").status_code == 401
    headers = {"Authorization": f"Bearer {told}"}
    assert program.get("/api/v1/plans", headers=headers).status_code == 200
    assert program.get("/api/v1/export/csv", headers=headers).status_code == 200
    for path in ("/state", "/export/csv", "/embed/gdp", "/indicators.csv"):
        assert program.get(path, headers=headers).status_code == 401, path
    assert program.post("/data/upload", headers=headers, data=b"x").status_code == 403
    assert "Set-Cookie" not in program.get("/api/v1/plans", headers=headers).headers
    page = words(client.show("/account")["main"]["children"])
    assert "平台" in page and told not in page
    id_ = hash_token(told)
    assert "没有这个口令" in act(
        client, json.dumps({"id": "other", "type": "key-end"}) + ".n_clicks", ends=("other",)
    )
    assert "已收回" in act(
        client, json.dumps({"id": id_, "type": "key-end"}) + ".n_clicks", ends=(id_,)
    )
    assert program.get("/api/v1/plans", headers=headers).status_code == 401


def test_a_wrong_key_is_refused_even_where_everybody_may_look():
    """A program that thinks it is somebody should hear that it is not."""
    app = application(ROOT / "indicators.yaml", ROOT / "data")
    client = app.server.test_client()
    assert client.get("/api/v1/plans").status_code == 200
    for given in ("Bearer k.wrong", "Bearer ", "Basic eDp5", "k.\xff"):
        refused = client.get("/api/v1/plans", headers={"Authorization": given})
        assert refused.status_code == 401 and refused.headers["WWW-Authenticate"] == "Bearer"
        assert "口令不对" in refused.get_data(as_text=True)


def test_requests_by_keys_are_counted_for_the_person(closed):
    """From any address."""
    door = house_of(closed).auth
    known = door.who(door.sign_in("张三", PASSWORD, operator(), "x").token, NOW)
    assert known is not None
    told = api_keys.create_key(door, replace(operator(), person=known.person), "平台", 30)
    client = closed.server.test_client()
    answers = [
        client.get(
            "/api/v1/plans",
            headers={"Authorization": f"Bearer {told}"},
            environ_base={"REMOTE_ADDR": f"10.0.0.{at % 200}"},
        ).status_code
        for at in range(121)
    ]
    assert answers == [200] * 120 + [429]
