"""What programs read is what pages show: the same rows, filters and rights, marked by the version
and counted.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from dash import Dash

from dashboard.core.vocabulary.record_models import list_columns
from dashboard.exports import EXPORTS
from dashboard.store import versions
from dashboard.web.endpoints.api import RESOURCES
from tests.conftest import ROOT, declaration, indicator
from tests.store.books import accepted
from tests.web.clients import NOW, Client, add, application, house_of, rules
from tests.web.test_application import parts

PLAN = "?plan=fyp14&year=2023"


@pytest.fixture(scope="module")
def app() -> Dash:
    return application(ROOT / "indicators.yaml", ROOT / "data", api_per_minute=100_000)


def read(app: Dash, path: str, status: int = 200, **headers: str) -> Any:
    answer = app.server.test_client().get(f"/api/v1/{path}", headers=headers)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return json.loads(answer.get_data())


def listed(app: Dash, search: str) -> list[str]:
    """The indicators that a page lists, in its order."""
    found = []
    for part in parts(Client(app).show("/indicators", search)["main"]["children"]):
        href = str(part["props"].get("href", ""))
        if (
            part["type"] == "Link"
            and href.startswith("/indicators/")
            and part["props"].get("className") == "open"
        ):
            found.append(href.split("/")[2].split("?", maxsplit=1)[0])
    return found


@pytest.mark.parametrize("name", RESOURCES)
def test_every_list_has_its_columns_and_says_what_it_was_made_from(app, name):
    body = read(app, name)
    assert body["total"] >= len(body["records"]) > 0
    model = RESOURCES[name].model
    assert all(list(one) == list(list_columns(model)) for one in body["records"])
    for one in body["records"]:
        model.model_validate_json(json.dumps(one))
    assert body["about"] == {
        "plan": "fyp14",
        "region": "330600",
        "year": 2025,
        "rules": "schedule",
        "version": 3,
        "known_on": None,
    }


@pytest.mark.parametrize(
    "filters",
    [
        "",
        "&status=ahead",
        "&quality=preliminary",
        "&q=人均",
        "&theme=t1",
        "&order=-progress",
        "&status=pending&order=name",
    ],
)
def test_filters_choose_what_the_page_lists(app, filters):
    """The same address, the same rows, in the same order."""
    body = read(app, f"indicators{PLAN}{filters}&limit=5000")
    shown = listed(app, PLAN + filters)
    names = [one["id"] for one in body["records"]]
    assert names[: len(shown)] == shown and (len(shown) == body["total"] or body["total"] > 60)


def test_a_year_a_day_and_a_version_change_the_verdicts(app):
    """As the address of a page does."""
    now = read(app, f"verdicts{PLAN}&indicator=gdp")["records"][0]
    assert (now["actual"], now["status"]) == (7791.0, "ahead")
    assert (
        read(app, "verdicts?plan=fyp14&year=2022&indicator=gdp")["records"][0]["actual"] == 7351.0
    )
    then = read(app, f"verdicts{PLAN}&indicator=gdp&version=1")
    assert then["about"]["version"] == 1 and then["records"][0]["status"] == "pending"
    assert (
        read(app, f"verdicts{PLAN}&indicator=gdp&known_on=2021-12-31")["about"]["known_on"]
        == "2021-12-31"
    )


def test_pieces_put_together_are_the_whole(app):
    """Following `next` to its end gives every record once."""
    whole = read(app, "observations?limit=5000")["records"]
    path, found = "observations?limit=37", []
    while path:
        body = read(app, path.removeprefix("/api/v1/"))
        found += body["records"]
        path = body["next"]
    assert found == whole and len(whole) > 100


def test_an_unchanged_answer_is_not_sent_again_until_something_is_published(tmp_path):
    """The mark changes with the version and with the question, and with nothing else."""
    (tmp_path / "indicators.yaml").write_text(
        declaration(indicator("share", "plan: five, in: 2021, reach: 3.3")), "utf-8"
    )
    (tmp_path / "data").mkdir()
    app = application(tmp_path / "indicators.yaml", tmp_path / "data")
    client = app.server.test_client()
    first = client.get("/api/v1/verdicts")
    mark = first.headers["ETag"]
    again = client.get("/api/v1/verdicts", headers={"If-None-Match": mark})
    assert (again.status_code, again.get_data()) == (304, b"") and again.headers["ETag"] == mark
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"
    assert client.get("/api/v1/verdicts?year=2021").headers["ETag"] != mark
    home = house_of(app)
    desk, _ = home.snapshot_service()
    assert desk is not None
    versions.publish(home.engine, desk.registry, accepted(("share", 2021, 3.4)))
    after = client.get("/api/v1/verdicts", headers={"If-None-Match": mark})
    assert after.status_code == 200 and after.headers["ETag"] != mark
    assert json.loads(after.get_data())["about"]["version"] == 1


WRONG = {
    "verdicts?foo=1": "foo",
    "verdicts?plan=x": "x",
    "verdicts?plan=": "plan",
    "verdicts?plan=fyp14&plan=fyp14": "plan",
    "verdicts?known_on=2024-02-30": "2024-02-30",
    "verdicts?year=23": "1900",
    "verdicts?limit=0": "5000",
    "verdicts?version=-1": "-1",
    "plans?plan=fyp14": "plan",
    "verdicts?q=" + "长" * 61: "60",
    "export/csv?status=bad": "bad",
    "verdicts?" + "&".join(f"a{at}=1" for at in range(60)): "50",
}


@pytest.mark.parametrize("path", WRONG)
def test_what_is_wrong_is_said_where_a_page_would_forgive(app, path):
    """The parameter, what was found, what it may be, in both languages."""
    said = read(app, path, 400)["message"]
    assert WRONG[path] in said["zh"] and WRONG[path] in said["en"]


@pytest.mark.parametrize(
    "path",
    [
        "verdicts?version=99",
        "verdicts?plan=fyp14&year=2040",
        "nothing",
        "../v2/plans",
        "export/zip",
    ],
)
def test_what_is_not_there_is_not_found(app, path):
    assert read(app, path, 404)["message"]["zh"]


def test_hostile_words_come_back_as_text(app):
    """JSON is never read as a page."""
    answer = app.server.test_client().get("/api/v1/verdicts?plan=<script>alert(1)</script>")
    assert answer.status_code == 400 and answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_members_only_means_programs_too():
    """Nobody without a session reads anything, not even what may be asked; somebody with one reads
    all.
    """
    app = application(ROOT / "indicators.yaml", ROOT / "data", policy=rules(open_to_all=False))
    for path in ("plans", "verdicts", "openapi.json", "export/csv", "nothing"):
        assert read(app, path, 401)["message"]["zh"]
    add(app, "张三", "viewer")
    client = Client(app)
    client.sign_in("张三")
    assert client.get("/api/v1/plans").status_code == 200


def test_too_many_requests_must_wait():
    """Counted for each address; the wait is said, and over after a minute."""
    now = [NOW]
    app = application(
        ROOT / "indicators.yaml", ROOT / "data", api_per_minute=3, clock=lambda: now[0]
    )
    client = app.server.test_client()
    assert [client.get("/api/v1/plans").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get("/api/v1/openapi.json")
    assert refused.status_code == 429 and 0 < int(refused.headers["Retry-After"]) <= 60
    assert client.get("/api/v1/plans", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 200
    now[0] += timedelta(seconds=61)
    assert client.get("/api/v1/plans").status_code == 200


@pytest.mark.parametrize("ending", EXPORTS)
def test_every_file_comes_by_the_api(app, ending):
    answer = app.server.test_client().get(f"/api/v1/export/{ending}{PLAN}&status=ahead&lang=en")
    assert answer.status_code == 200 and answer.mimetype == EXPORTS[ending].media


def test_nothing_can_be_written(app):
    """No method but GET and HEAD; which ones there are is said."""
    client = app.server.test_client()
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)("/api/v1/plans")
        assert answer.status_code == 405 and answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.head("/api/v1/plans").status_code == 200
