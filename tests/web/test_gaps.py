"""The page of gaps, and what a person writes about one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from dash import Dash

from dashboard import demo
from dashboard.core.analysis import gaps
from dashboard.core.declaration import phrases
from dashboard.core.verdicts import standing
from dashboard.core.vocabulary import digits
from dashboard.core.vocabulary.model import iterate_rows
from dashboard.core.vocabulary.snapshot import View
from dashboard.core.vocabulary.statuses import BAD, STATUSES
from dashboard.store import audit
from dashboard.store.database import begin_read
from tests.conftest import book, declaration, indicator
from tests.web.clients import Client, add, application, house_of
from tests.web.test_application import parts, show, words

COVERS = (
    "dashboard.web.pages.gaps",
    "dashboard.web.widgets.filters",
    "dashboard.web.widgets.follow_up",
)

ACT = "..follow-up.children...follow-said.children.."


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Dash:
    """A fictional city with gaps, an analyst and an official."""
    folder = demo.write_demo_city(tmp_path_factory.mktemp("demo"), demo.Size(40, 3), seed=3)
    made = application(folder / "indicators.yaml", folder / "data")
    for role in ("analyst", "official"):
        add(made, role, role)
    return made


def rows(app: Dash, search: str = "") -> list[dict[str, Any]]:
    return [
        part["props"]
        for part in parts(show(app, "/gaps", search)["main"]["children"])
        if "data-status" in part["props"]
    ]


def first_gap(app: Dash) -> str:
    """The id of the indicator that stands first."""
    link = next(
        part["props"]["href"]
        for row in rows(app)
        for part in parts(row["children"])
        if "href" in part["props"]
    )
    return str(link).partition("?")[0].rpartition("/")[2]


def follow(client: Client, indicator: str, kind: str, number: int = 0, **typed: str) -> Any:
    """Click one of the buttons with words typed."""
    button = {"kind": kind, "number": number, "type": "follow-do"}
    fields = [{"name": name, "number": number, "type": "follow-field"} for name in typed]
    return client.act(
        ACT,
        ([(button, "n_clicks")], [1]),
        state=(
            ([(one, "value") for one in fields], list(typed.values())),
            ([(one, "id") for one in fields], fields),
            ("url.pathname", f"/indicators/{indicator}"),
            ("url.search", ""),
        ),
        by=json.dumps(button, separators=(",", ":"), sort_keys=True) + ".n_clicks",
    )


def test_only_gaps_stand_there_and_all_of_them(app):
    """Every bad verdict of the plan, the worst status first within a nature."""
    found = [row["data-status"] for row in rows(app)]
    assert found
    assert set(found) <= BAD
    assert found == sorted(found, key=lambda status: STATUSES[status].severity)
    desk, _ = house_of(app).snapshot_service()
    assert desk is not None
    verdicts = desk.snapshot(View()).verdicts
    mine = verdicts[(verdicts["region"] == desk.registry.region) & verdicts["status"].isin(BAD)]
    assert len(found) == len(mine)


def test_from_the_gap_to_closing_it_out(app):
    """An analyst explains and sets an action, reports it done; an official closes it; the gaps page
    tells each.
    """
    analyst, official, name = Client(app), Client(app), first_gap(app)
    analyst.sign_in("analyst")
    official.sign_in("official")
    assert "未填写原因" in words(show(app, "/gaps")["main"]["children"])
    said = follow(analyst, name, "explain", why="订单<b>减少</b>").get_json()["response"]
    assert "原因说明已保存" in words(said["follow-said"]["children"])
    follow(analyst, name, "act", what="派驻专员", who="经信局", due="2026-12-31")
    text = words(show(app, "/gaps")["main"]["children"])
    assert "订单<b>减少</b>" in text
    assert "措施1项" in text
    number = next(
        part["props"]["id"]["number"]
        for part in parts(official.show(f"/indicators/{name}")["main"]["children"])
        if isinstance(part["props"].get("id"), dict) and part["props"]["id"].get("kind") == "done"
    )
    follow(analyst, name, "done", number, words="已派驻")
    refused = follow(analyst, name, "close", number, words="").get_json()["response"]
    assert "没有这项权限" in words(refused["follow-said"]["children"])
    closed = follow(official, name, "close", number, words="").get_json()["response"]
    assert "已销号" in words(closed["follow-said"]["children"])
    assert "1项已销号" in words(show(app, "/gaps")["main"]["children"])
    with begin_read(house_of(app).engine) as connection:
        acts = [one.action for one in audit.list_entries(connection)]
    assert [one for one in acts if one in ("explain", "act", "done", "close", "refuse")] == [
        "explain",
        "act",
        "done",
        "refuse",
        "close",
    ]


def test_a_visitor_reads_what_was_written_without_names_and_writes_nothing(app):
    """Entries are shown, by whom is not; there is no form, and a forged act is refused."""
    analyst, visitor, name = Client(app), Client(app), first_gap(app)
    analyst.sign_in("analyst")
    follow(analyst, name, "explain", why="再说一次")
    shown = json.dumps(visitor.show(f"/indicators/{name}"), ensure_ascii=False)
    assert "再说一次" in shown
    assert "analyst" not in shown
    assert "follow-do" not in shown
    assert follow(visitor, name, "explain", why="冒名").status_code in (401, 403)


def test_another_version_shows_what_had_been_entered_then(app):
    """What is written today is not part of what the first version showed."""
    analyst, name = Client(app), first_gap(app)
    analyst.sign_in("analyst")
    follow(analyst, name, "explain", why="今天才写")
    assert "今天才写" in words(show(app, f"/indicators/{name}", "?version=1")["main"]["children"])
    assert "今天才写" not in words(
        show(app, f"/indicators/{name}", "?known_on=2024-01-01")["main"]["children"]
    )
    assert "follow-do" not in json.dumps(analyst.show(f"/indicators/{name}", "?version=1"))


def test_filters_are_addresses(app):
    """A theme's gaps alone; a filter that fits nothing says so and leads back."""
    registry = house_of(app).declared().registry
    assert registry is not None
    counts = {theme: len(rows(app, f"?theme={theme}")) for theme in registry.themes}
    assert sum(count > 0 for count in counts.values()) > 1
    text = words(show(app, "/gaps", "?owner=%E6%97%A0")["main"]["children"])
    assert "没有符合筛选的指标" in text
    assert "清除筛选" in text


def test_pages_can_tell_that_something_was_written(app):
    """The mark that open pages ask for changes with every entry, and with nothing else."""
    visitor, analyst, name = Client(app), Client(app), first_gap(app)
    analyst.sign_in("analyst")
    before = visitor.get("/state").get_json()
    visitor.show("/gaps")
    assert visitor.get("/state").get_json() == before
    follow(analyst, name, "explain", why="又写了一条")
    assert visitor.get("/state").get_json() != before


@pytest.mark.parametrize(
    "button",
    [
        {"kind": "no such", "number": 1, "type": "follow-do"},
        {"kind": "done", "number": "x", "type": "follow-do"},
        {"kind": None, "number": 1, "type": "follow-do"},
        {"type": "follow-do"},
    ],
)
@pytest.mark.parametrize("ids", [[], [{"type": "follow-field"}], ["x"], None])
def test_a_body_of_another_shape_is_answered_and_writes_nothing(app, button, ids):
    """No fault of the server, whatever a forged act holds."""
    analyst, name = Client(app), first_gap(app)
    analyst.sign_in("analyst")
    before = len(house_of(app).follow_up().entries)
    fields = ids or []
    answer = analyst.act(
        ACT,
        ([(button, "n_clicks")], [1]),
        state=(
            ([(one, "value") for one in fields], ["话"] * len(fields)),
            ([(one, "id") for one in fields], fields),
            ("url.pathname", f"/indicators/{name}"),
            ("url.search", ""),
        ),
        by=json.dumps(button, separators=(",", ":"), sort_keys=True) + ".n_clicks",
    )
    assert answer.status_code in (200, 204, 400)
    assert len(house_of(app).follow_up().entries) == before


def test_an_explanation_belongs_to_the_year_of_the_verdict(tmp_path):
    """A target of 2021 that was missed, looked at in a later year: what is written is about 2021,
    and the gaps page has it.
    """
    (tmp_path / "indicators.yaml").write_text(
        declaration(indicator("a", "plan: year, in: 2021, at_least: 7")), "utf-8"
    )
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "书.xlsx").write_bytes(
        book([["指标编码", "年份", "数值", "单位"], ["a", 2021, 5, "%"], ["a", 2023, 9, "%"]])
    )
    city = application(tmp_path / "indicators.yaml", tmp_path / "data")
    add(city, "analyst", "analyst")
    client = Client(city)
    client.sign_in("analyst")
    follow(client, "a", "explain", why="疫情影响")
    (entry,) = house_of(city).follow_up().entries
    assert entry.year == 2021
    assert "疫情影响" in words(client.show("/gaps", "?plan=year")["main"]["children"])


def test_open_actions_say_what_they_are_about(app):
    """In the list of all, each leads to its indicator; those of another region stand on that
    region's page.
    """
    analyst, name = Client(app), first_gap(app)
    analyst.sign_in("analyst")
    follow(analyst, name, "act", what="再派驻", who="经信局", due="2026-12-31")
    card = next(
        part
        for part in parts(show(app, "/gaps")["main"]["children"])
        if part["props"].get("id") == "gaps-actions"
    )
    registry = house_of(app).declared().registry
    assert registry is not None
    assert registry.indicators[name].name.zh in words(card)
    other = next(code for code in registry.regions if code != registry.region)
    assert not [
        part
        for part in parts(show(app, "/gaps", f"?region={other}")["main"]["children"])
        if part["props"].get("id") == "gaps-actions"
    ]


def test_the_page_of_a_version_holds_what_was_written_then(app):
    """Explanations and acts are part of the version's history; by whom is for those who have signed
    in.
    """
    analyst, name = Client(app), first_gap(app)
    analyst.sign_in("analyst")
    follow(analyst, name, "explain", why="写在第一版时")
    page = analyst.show("/data/versions/1")["main"]["children"]
    card = next(part for part in parts(page) if part["props"].get("id") == "version-written")
    assert "写在第一版时" in words(card)
    assert "analyst" in words(card)
    assert "analyst" not in words(Client(app).show("/data/versions/1")["main"]["children"])


def test_the_numbers_on_the_page_are_those_of_judge(app):
    """Status, value, due, gap, need and best pace of every gap equal the verdict, as the phrases
    print them.
    """
    desk, _ = house_of(app).snapshot_service()
    assert desk is not None
    snapshot = desk.snapshot(View())
    verdicts = snapshot.verdicts[snapshot.verdicts["region"] == desk.registry.region]
    by_target = {row.target: row for row in iterate_rows(verdicts)}
    state = standing.build_standing(snapshot, snapshot.view.plan, snapshot.view.region)
    told = [
        [words(cell) for cell in parts(row["children"]) if cell["type"] == "Td"]
        for row in rows(app)
    ]
    for (_, target), cells in zip(gaps.list_gaps(state, desk.registry), told, strict=False):
        row, kind = by_target[target.id], desk.registry.indicators[target.indicator]
        assert STATUSES[row.status].name.zh in cells[0]
        assert kind.name.zh in cells[1]
        assert float(cells[2].split()[0].replace(",", "")) == pytest.approx(
            row.actual, abs=0.5 * 10**-kind.decimals + 1e-9
        )
        if row.needed == row.needed:
            assert cells[5].split()[0] == phrases.format_needed_number(kind, target, row.needed)
        if row.best_pace == row.best_pace:
            assert cells[6] == digits.format_difference_number(kind, row.best_pace, sign=True)
    assert told
