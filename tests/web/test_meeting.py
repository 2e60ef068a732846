"""A meeting: frozen by those who may, the same whatever is published later, decisions that open the
next one.
"""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from dash import Dash
from pptx import Presentation

from dashboard import demo
from dashboard.core.verdicts.statement import build_statement
from dashboard.core.vocabulary.model import iterate_rows
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.snapshot import View
from dashboard.operations import meetings
from dashboard.operations.authentication import Caller
from dashboard.operations.publishing import Decision, Upload, accept_upload, preview_upload
from dashboard.store import audit
from dashboard.store.database import begin_read
from dashboard.web.widgets import frozen_deck
from dashboard.web.widgets.slides import KEYS
from tests.conftest import ROOT, book
from tests.web.clients import Client, add, application, house_of
from tests.web.test_application import parts, words

COVERS = (
    "dashboard.figures.slide",
    "dashboard.operations.meetings",
    "dashboard.web.pages.meeting",
    "dashboard.web.pages.meetings",
    "dashboard.web.widgets.frozen_deck",
    "dashboard.web.widgets.slides",
)

FREEZE, DECIDE = "meeting-made.children", "..decide-list.children...decide-said.children.."


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Dash:
    folder = demo.write_demo_city(tmp_path_factory.mktemp("demo"), demo.Size(40, 3), seed=3)
    made = application(folder / "indicators.yaml", folder / "data")
    for role in ("official", "viewer"):
        add(made, role, role)
    return made


def official(app: Dash) -> Client:
    client = Client(app)
    client.sign_in("official")
    return client


def freeze(
    client: Client, name: str = "调度会", day: str = "2026-11-30", also: list[str] | None = None
) -> dict[str, Any]:
    return dict(
        client.act(
            FREEZE,
            ("meeting-go.n_clicks", 1),
            state=(
                ("meeting-name.value", name),
                ("meeting-day.value", day),
                ("meeting-also.value", also),
                ("url.search", ""),
            ),
        ).get_json()
    )


def decide(
    client: Client,
    number: int,
    what: str = "下达计划",
    who: str = "发改委",
    due: str = "2026-12-31",
) -> Any:
    return client.act(
        DECIDE,
        ("decide-go.n_clicks", 1),
        state=(
            ("decide-what.value", what),
            ("decide-who.value", who),
            ("decide-due.value", due),
            ("url.pathname", f"/meeting/{number}"),
            ("url.search", ""),
        ),
    )


def newest(app: Dash) -> int:
    return meetings.list_meetings(house_of(app).auth)[0].number


def slides(app: Dash, number: int, search: str = "") -> list[dict[str, Any]]:
    main = Client(app).show(f"/meeting/{number}", search)["main"]["children"]
    return [
        part["props"]
        for part in parts(main)
        if str(part["props"].get("className", "")).startswith("slide ")
    ]


def test_a_meeting_is_frozen_and_shown(app):
    """An official freezes it; everybody sees the same slides, in both languages, and the audit has
    it.
    """
    answer = freeze(official(app))
    assert "/meeting/" in json.dumps(answer)
    shown = slides(app, newest(app))
    assert [one["className"].split()[1] for one in shown] == [
        "slide-cover",
        "slide-sentence",
        "slide-status",
        *["slide-gap"] * 6,
        "slide-decide",
    ]
    assert "冻结于 2026-11-30" in words(shown[0]["children"])
    english = words([one["children"] for one in slides(app, newest(app), "?lang=en")])
    quoted = {
        words(part)
        for one in shown
        for part in parts(one["children"])
        if part["props"].get("lang") == "zh-CN"
    }
    for typed in ("调度会", *quoted):
        english = english.replace(typed, "")
    assert not re.findall(r"[\u4e00-\u9fff]+", english)
    with begin_read(house_of(app).engine) as connection:
        assert [one.action for one in audit.list_entries(connection)].count("freeze") == 1


def test_what_a_meeting_saw_does_not_change(app):
    """A figure published afterwards changes the overview, not the slides."""
    freeze(official(app))
    number, house = newest(app), house_of(app)
    before = meetings.find_slides(house.auth, number)
    desk, _ = house.snapshot_service()
    assert desk is not None
    target = desk.registry.targets[0]
    indicator = desk.registry.indicators[target.indicator]
    year = desk.complete(View()).year
    rows = [
        ("指标编码", "年份", "数值", "单位", "数据性质", "来源"),
        (indicator.id, year, 1, indicator.unit.name if indicator.unit else "", "最终核实", "公报"),
    ]
    upload = Upload("新.xlsx", book(rows), house.today)
    accept_upload(
        desk,
        house.store,
        preview_upload(desk, house.store, upload),
        Decision(),
        Caller(Person("甲", "", frozenset()), "", datetime(2026, 11, 22, 8, tzinfo=UTC)),
    )
    assert meetings.find_slides(house.auth, number) == before
    assert before is not None
    assert frozen_deck.parse_frozen_deck(before).deck.version < house.store.newest()
    assert words([one["children"] for one in slides(app, number)]) == words(
        [one["children"] for one in slides(app, number, "?version=1")]
    )


def test_numbers_on_slides_are_those_of_judge(app):
    """Each slide of a target carries its verdict's gap, need and best pace."""
    freeze(official(app))
    house = house_of(app)
    kept = frozen_deck.parse_frozen_deck(meetings.find_slides(house.auth, newest(app)) or "")
    desk, _ = house.snapshot_service()
    assert desk is not None
    snapshot = desk.snapshot(View(year=kept.deck.year, version=kept.deck.version))
    here = snapshot.verdicts[snapshot.verdicts["region"] == desk.registry.region]
    rows, verdicts = {row.target: row for row in iterate_rows(here)}, here.set_index("target")
    for one in kept.deck.slides:
        if one.kind != "gap":
            continue
        row = verdicts.loc[one.target]
        assert one.status == row["status"]
        told = float(re.findall(r"\d+(?:\.\d+)?", one.title.zh)[-1])
        gap = row["gap_to_path"] if row["gap_to_path"] == row["gap_to_path"] else row["gap_to_goal"]
        assert abs(told - abs(gap)) < abs(gap) / 2, "rounded with what it lies between"
        assert build_statement(snapshot, rows[one.target]).gap_comparison.zh in one.title.zh
        assert float(one.big[0].number.zh.replace("−", "-")) == pytest.approx(
            row["needed"], rel=0.02
        )


def test_what_the_room_decides_opens_the_next_meeting(app):
    """Typed on the spot; the next meeting's slides and its H key show what became of it."""
    client = official(app)
    freeze(client)
    number = newest(app)
    said = decide(client, number).get_json()["response"]
    assert "已记下" in words(said["decide-said"]["children"])
    assert "下达计划" in words(said["decide-list"]["children"])
    refused = decide(client, number, due="明年").get_json()["response"]
    assert "不是日期" in words(refused["decide-said"]["children"])
    assert "没有说明" in words(decide(client, 99).get_json()["response"]["decide-said"]["children"])
    freeze(client, "下次会议")
    shown = slides(app, newest(app))
    last = next(one for one in shown if "slide-last" in one["className"])
    assert "上次议定1项" in words(last["children"])
    assert "下达计划" in words(shown[0]["children"])


def test_decisions_are_followed_up_on_the_page_of_meetings(app):
    """Reported done and closed out there."""
    client = official(app)
    freeze(client)
    decide(client, newest(app), what="核对口径")
    page = client.show("/meeting")["main"]["children"]
    assert "核对口径" in words(page)
    button = next(
        part["props"]["id"]
        for part in parts(page)
        if isinstance(part["props"].get("id"), dict) and part["props"]["id"].get("kind") == "done"
    )
    answer = client.act(
        "..follow-up.children...follow-said.children..",
        ([(button, "n_clicks")], [1]),
        state=(([], []), ([], []), ("url.pathname", "/meeting"), ("url.search", "")),
        by=json.dumps(button, separators=(",", ":"), sort_keys=True) + ".n_clicks",
    ).get_json()["response"]
    assert "已报告完成" in words(answer["follow-said"]["children"])


@pytest.mark.parametrize(
    ("name", "day", "said"),
    [
        ("", "2026-11-30", "请填写会议名称"),
        ("会", "22日", "不是日期"),
        ("长" * 41, "2026-11-30", "最多 40 字"),
    ],
)
def test_what_is_no_meeting_is_refused(app, name, day, said):
    before = len(meetings.list_meetings(house_of(app).auth))
    assert said in json.dumps(freeze(official(app), name, day), ensure_ascii=False)
    assert len(meetings.list_meetings(house_of(app).auth)) == before


def test_a_viewer_sees_but_neither_freezes_nor_decides(app):
    freeze(official(app))
    client = Client(app)
    client.sign_in("viewer")
    page = json.dumps(client.show("/meeting"), ensure_ascii=False)
    assert "meeting-go" not in page
    assert "official" in page
    assert "official" not in json.dumps(Client(app).show("/meeting"), ensure_ascii=False)
    assert "decide-go" not in json.dumps(client.show(f"/meeting/{newest(app)}"))
    assert decide(client, newest(app)).status_code in (401, 403)


@pytest.mark.parametrize("number", ["999", "0", "x", "٣", "9" * 30])
def test_a_meeting_that_is_not_there_is_not_there(app, number):
    assert "没有这个页面" in words(Client(app).show(f"/meeting/{number}")["main"]["children"])


def test_every_key_is_told(app):
    """The list of keys stands on every slide, and names what the script does."""
    freeze(official(app))
    script = (ROOT / "dashboard" / "web" / "assets" / "slides.js").read_text("utf-8")
    told = " ".join(keys for keys, _ in KEYS)
    for key in re.findall(r'"(\w)": (?:function|full|large|fold)', script):
        assert key.upper() in told
    assert all(words(one["children"]).count("黑屏") == 1 for one in slides(app, newest(app)))


def test_charts_come_after_the_first_slide(app):
    """No slide holds a chart when it is drawn: each has its place, and what goes there waits
    beside.
    """
    freeze(official(app))
    main = Client(app).show(f"/meeting/{newest(app)}")["main"]["children"]
    assert "Graph" not in {part["type"] for part in parts(main)}
    places = [
        part["props"]["id"]["slide-chart"]
        for part in parts(main)
        if isinstance(part["props"].get("id"), dict)
    ]
    waiting = next(
        part["props"]["data"] for part in parts(main) if part["props"].get("id") == "slide-charts"
    )
    assert places
    assert set(places) == {target for target, chart in waiting.items() if chart}


def test_large_text_is_larger(app):
    """大字 makes a chart's text a quarter larger and changes no number."""
    freeze(official(app))

    def sizes(search: str) -> set[float]:
        main = Client(app).show(f"/meeting/{newest(app)}", search)["main"]["children"]
        charts = next(
            part["props"]["data"]
            for part in parts(main)
            if part["props"].get("id") == "slide-charts"
        )
        figures = [chart["props"]["figure"] for chart in charts.values()]
        return {
            trace["textfont"]["size"]
            for figure in figures
            for trace in figure["data"]
            if "textfont" in trace
        } | {
            replace_["font"]["size"]
            for figure in figures
            for replace_ in figure["layout"].get("annotations", ())
        }

    assert sizes("") == {40}
    assert sizes("?large=1") == {50}


def test_a_meeting_can_be_taken_away_as_it_was_frozen(app):
    """The presentation holds the frozen slides and what was decided, whatever was published since;
    no meeting, no file.
    """
    freeze(official(app), "调度会")
    number = newest(app)
    decide(official(app), number, what="补齐台账")
    answer = app.server.test_client().get(f"/meeting/{number}/slides.pptx")
    made = Presentation(io.BytesIO(answer.get_data()))
    titles = [page.shapes.title.text_frame.text for page in made.slides]
    assert titles == [
        words(one["children"][0]["props"]["children"][0]).replace("\u200b", "")
        for one in slides(app, number)
    ]
    assert "补齐台账" in [
        cell.text
        for shape in made.slides[-1].shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    assert app.server.test_client().get("/meeting/999/slides.pptx").status_code == 404
    links = [
        part["props"].get("href", "")
        for part in parts(Client(app).show(f"/meeting/{number}")["main"]["children"])
    ]
    assert any(str(link).startswith(f"/meeting/{number}/slides.pptx") for link in links)
