"""Requests that no page of ours sends: another host, bodies without their parts or with values that
no field has, pages that are not there. Each is refused as what it is, and nothing fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from dash import Dash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.web.pages import PAGES
from dashboard.web.request.permissions import CALLBACKS
from tests.conftest import ROOT
from tests.sizes import laws
from tests.web.clients import Client, add, application

COVERS = ("dashboard.web.request.callback_bodies",)

ODD: list[Any] = [
    "²", "９" * 20, "9" * 5000, "-1", "1e999", "NaN", "\u0000", "\ud800", "", " ", "<b>", "a" * 9000,
    "2023-13-45", "{}", "[1]", None, True, 0, -1, 10**18, 10**400, 1.5, 1e308, [], ["x"], [["x"]],
    [1], {}, {"a": 1},
]  # fmt: skip
"""What a field of ours does not send, or hardly ever."""
ENOUGH = ("director", "analyst", "leader", "auditor")


@pytest.fixture(scope="module")
def app() -> Dash:
    made = application(ROOT / "indicators.yaml", ROOT / "data", sessions=20)
    for name, role in zip(ENOUGH, ("admin", "analyst", "official", "auditor"), strict=True):
        add(made, name, role)
    return made


@pytest.fixture(scope="module")
def people(app) -> list[Client]:
    """A visitor, and people who have every right between them."""
    clients = [Client(app) for _ in range(1 + len(ENOUGH))]
    for client, name in zip(clients[1:], ENOUGH, strict=True):
        client.sign_in(name)
    return clients


def part(declared: dict[str, Any], value: Any) -> Any:
    """An input or a state as Dash sends it."""
    if not declared["id"].startswith("{"):
        own = declared["id"] if declared["property"] == "id" else value
        return {"id": declared["id"], "property": declared["property"], "value": own}
    names = {
        key: "gdp" if isinstance(given, list) else given
        for key, given in json.loads(declared["id"]).items()
    }
    held = names if declared["property"] == "id" else value
    return [{"id": names, "property": declared["property"], "value": held}]


def body(app: Dash, output: str, inputs: list[Any], state: list[Any]) -> dict[str, Any]:
    """A body with a value for each input and each state of a callback."""
    declared = app.callback_map[output]
    given = {
        kind: [part(one, value) for one, value in zip(declared[kind], values, strict=True)]
        for kind, values in (("inputs", inputs), ("state", state))
    }
    first = declared["inputs"][0]
    names = output.strip(".").split("...")
    outputs = [
        part(dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)), None)
        for name in names
    ]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        **given,
        "changedPropIds": [f"{first['id']}.{first['property']}"],
    }


def check(people: list[Client], sent: str | bytes, caplog: Any) -> set[int]:
    """Nobody gets more than a refusal or an answer, and nothing fails on the way."""
    found = set()
    for client in people:
        answer = client.post("/_dash-update-component", data=sent, content_type="application/json")
        assert answer.status_code in (200, 204, 400, 401, 403), (answer.status_code, sent[:500])
        assert "出现意外错误" not in answer.get_data(as_text=True), sent[:500]
        found.add(answer.status_code)
    assert "Traceback" not in caplog.text, sent[:500]
    caplog.clear()
    return found


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
PLACES = [
    "/", "/data/versions/²", "/data/versions/1", "/meeting/9", "/indicators/gdp", "/admin/people/x",
    "/nowhere", "/data/previews/" + "0" * 32,
]  # fmt: skip


@pytest.mark.parametrize("output", CALLBACKS)
@settings(max_examples=laws(3), suppress_health_check=QUIET, deadline=None)
@given(data=st.data())
def test_no_value_makes_a_callback_fail(app, people, output, caplog, data):
    """Each field in turn, and several, hold what they never should."""
    app.server.test_client().get("/_dash-dependencies")
    declared = app.callback_map[output]
    values = st.sampled_from([*ODD, 1, "gdp", *PLACES])
    drawn = {
        kind: [
            data.draw(st.sampled_from(PLACES) if one["property"] == "pathname" else values)
            for one in declared[kind]
        ]
        for kind in ("inputs", "state")
    }
    sent = body(app, output, drawn["inputs"], drawn["state"])
    check(people, json.dumps(sent), caplog)


@pytest.mark.parametrize("output", CALLBACKS)
def test_a_body_without_its_parts_is_refused(app, people, output, caplog):
    """An input or a state less, one more, another one's, in another order."""
    app.server.test_client().get("/_dash-dependencies")
    declared = app.callback_map[output]
    whole = body(app, output, [None] * len(declared["inputs"]), [None] * len(declared["state"]))
    assert check(people, json.dumps(whole), caplog) & {200, 204}
    for changed in change(whole):
        assert check(people, json.dumps(changed), caplog) <= {400, 401, 403}, changed


def change(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    other = {"id": "other", "property": "value", "value": 1}
    yield {**whole, "outputs": [other]}
    yield {**whole, "outputs": []}
    yield {**whole, "inputs": whole["inputs"][1:]}
    yield {**whole, "inputs": [*whole["inputs"], other]}
    yield {**whole, "inputs": [other, *whole["inputs"][1:]]}
    yield {**whole, "state": [*whole["state"], other]}
    yield {key: value for key, value in whole.items() if key != "inputs"}
    if whole["state"]:
        yield {**whole, "state": whole["state"][:-1]}
        yield {key: value for key, value in whole.items() if key != "state"}


@pytest.mark.parametrize(
    "host", ["evil.example", "plan.example:8443", "plan.example.evil", "[", ""]
)
def test_another_host_is_refused(host):
    """Where the address that people use is set, nothing else is answered, but a probe."""
    made = application(ROOT / "indicators.yaml", ROOT / "data", public="https://plan.example")
    client = made.server.test_client()
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code in (400, 421)
    assert client.get("/health", headers={"Host": host}).status_code in (200, 400)
    for fine in ("plan.example", "PLAN.example:443"):
        assert client.get("/", headers={"Host": fine}).status_code == 200


def test_any_host_will_do_where_none_is_set(app):
    assert app.server.test_client().get("/", headers={"Host": "10.0.0.7:8050"}).status_code == 200


def test_what_is_not_there_is_not_found(app, people):
    """The document of a page says so by its status, as the page does in words."""
    director, analyst = people[1], people[2]
    for path in (
        "/nowhere",
        "/indicators/nothing",
        "/data/versions/99",
        "/data/versions/²",
        "/meeting/99",
        "/admin/people/nobody",
    ):
        assert director.get(path).status_code == 404, path
    assert analyst.get("/data/previews/" + "0" * 32).status_code == 404
    for path in ("/", "/indicators/gdp", "/data/versions/1", "/admin/people/analyst"):
        assert director.get(path).status_code == 200, path
    assert {page.path for page in PAGES if "*" in page.path} == {
        page.path for page in PAGES if page.exists
    }
