"""The what-if page: typed values are judged at once, nothing is stored, and a scenario is found
again under its link.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from dash import Dash

from dashboard.operations import scenarios
from dashboard.store import follow_up
from dashboard.store.database import begin_read
from dashboard.web.pages import what_if
from tests.conftest import ROOT
from tests.web.clients import Client, add, application, house_of
from tests.web.test_application import parts, show, words

COVERS = (
    "dashboard.web.pages.what_if",
    "dashboard.web.widgets.assumption_table",
    "dashboard.web.widgets.scenario_card",
)

JUDGE = '..{"target":["ALL"],"type":"what-if-then"}.children...what-if-said.children..'


@pytest.fixture(scope="module")
def app() -> Dash:
    made = application(ROOT / "indicators.yaml", ROOT / "data")
    add(made, "analyst", "analyst")
    return made


def fields(app: Dash, search: str = "") -> list[tuple[dict[str, str], Any]]:
    """The ids of the numbers to assume, with what stands in them."""
    found = [part["props"] for part in parts(show(app, "/what-if", search)["main"]["children"])]
    return [
        (one["id"], one.get("value"))
        for one in found
        if isinstance(one.get("id"), dict) and one["id"].get("type") == "assume"
    ]


def judge(app: Dash, **amounts: float) -> dict[str, Any]:
    """What the page answers when numbers have been typed."""
    ids = [id_ for id_, _ in fields(app)]
    values = [amounts.get(id_["indicator"]) if id_["kind"] == "v" else None for id_ in ids]
    thens = [
        part["props"]["id"]
        for part in parts(show(app, "/what-if")["main"]["children"])
        if isinstance(part["props"].get("id"), dict)
        and part["props"]["id"]["type"] == "what-if-then"
    ]
    asked = {
        "output": JUDGE,
        "outputs": [
            [{"id": one, "property": "children"} for one in thens],
            {"id": "what-if-said", "property": "children"},
        ],
        "inputs": [
            [
                {"id": one, "property": "value", "value": value}
                for one, value in zip(ids, values, strict=True)
            ]
        ],
        "state": [
            [{"id": one, "property": "id", "value": one} for one in ids],
            {"id": "url", "property": "pathname", "value": "/what-if"},
            {"id": "url", "property": "search", "value": ""},
        ],
        "changedPropIds": [],
    }
    return dict(Client(app).post("/_dash-update-component", json=asked).get_json()["response"])


def test_what_cannot_be_inferred_is_said(app):
    """R&D has one figure, its base of 2020: neither 2.8 for 2025 nor a verdict."""
    page = words(show(app, "/what-if")["main"]["children"])
    row = page[page.index("研发经费支出占生产总值比重") :][:400]
    assert "无法推断" in row
    assert "未实现" not in row.partition("无法推断")[0]


def test_a_typed_value_flips_the_verdict_and_stores_nothing(app):
    """Urbanisation of 74 instead of the present pace misses 75."""
    before = stored(app)
    answer = judge(app, urbanization_rate=74)
    assert answer["what-if-said"]["children"].startswith("1项评价改变：常住人口城镇化率")
    then = answer['{"target":"fyp14.urbanization_rate.by2025","type":"what-if-then"}']["children"]
    assert "未实现" in words(then)
    assert "改变" in words(then)
    assert stored(app) == before


def stored(app: Dash) -> tuple[int, int, int]:
    with begin_read(house_of(app).engine) as connection:
        return follow_up.load_last_numbers(connection)


def test_an_address_carries_what_is_assumed(app):
    """A link with assumptions opens with them, in both languages."""
    assert ({"indicator": "rd_share", "kind": "v", "type": "assume"}, 3.1) in fields(
        app, "?assume=rd_share:v:3.1"
    )
    assert "verdict" in words(
        show(app, "/what-if", "?assume=urbanization_rate:v:74&lang=en")["main"]["children"]
    )


def test_a_scenario_is_kept_and_linked(app):
    """Kept by an analyst under a name; anybody opens it by its link; a viewer has no form."""
    analyst = Client(app)
    analyst.sign_in("analyst")
    one = {"indicator": "rd_share", "kind": "v", "type": "assume"}
    answer = analyst.act(
        "what-if-kept.children",
        ("what-if-keep.n_clicks", 1),
        state=(
            ("what-if-name.value", "保守"),
            ([(one, "value")], [3.1]),
            ([(one, "id")], [one]),
            ("url.search", ""),
        ),
    ).get_json()["response"]["what-if-kept"]["children"]
    link = next(part["props"]["href"] for part in parts(answer) if "href" in part["props"])
    page = show(app, "/what-if", "?" + link.partition("?")[2])["main"]["children"]
    assert "情景测算 ： 保守" in words(page)
    assert "analyst" not in json.dumps(page, ensure_ascii=False)
    assert (one, 3.1) in fields(app, "?" + link.partition("?")[2])
    assert "what-if-keep" not in json.dumps(page)


def test_where_nothing_can_be_assumed_it_says_so(app):
    assert "没有可以测算的目标" in words(
        show(app, "/what-if", "?region=330602")["main"]["children"]
    )


def test_what_the_address_assumes_of_others_is_kept(app):
    """A filter leaves some without a field: what was assumed of them still counts, and is kept with
    the scenario.
    """
    analyst = Client(app)
    analyst.sign_in("analyst")
    search = "?theme=t1&assume=urbanization_rate:v:74"
    shown = [id_["indicator"] for id_, _ in fields(app, search)]
    assert shown
    assert "urbanization_rate" not in shown
    assert "1项评价改变：常住人口城镇化率" in words(
        show(app, "/what-if", search)["main"]["children"]
    )
    one = {"indicator": "rd_share", "kind": "v", "type": "assume"}
    analyst.act(
        "what-if-kept.children",
        ("what-if-keep.n_clicks", 1),
        state=(
            ("what-if-name.value", "两项"),
            ([(one, "value")], [3.1]),
            ([(one, "id")], [one]),
            ("url.search", search),
        ),
    )
    assert (
        scenarios.list_scenarios(house_of(app).auth)[0].assumed
        == "rd_share:v:3.1;urbanization_rate:v:74"
    )


@pytest.mark.parametrize(
    ("ids", "values"),
    [([{"indicator": "gdp", "kind": "v"}], []), (["x"], [1]), ([{}], [1]), ([], [1, 2])],
)
def test_fields_of_another_shape_are_nothing(ids, values):
    """What is no field of ours assumes nothing."""
    assert what_if.format_assumptions(values, ids) == ""
    assert what_if.format_assumptions(None, None) == ""
