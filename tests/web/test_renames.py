"""What is renamed keeps its figures, explanations, actions, scenarios, scopes and addresses; what
belongs to nothing any more is told to those who can mend it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.core.analysis import what_if
from dashboard.core.analysis.follow_up import FollowUp
from dashboard.core.reports import slides
from dashboard.core.reports.deck import Occasion, serialize_deck
from dashboard.core.vocabulary.people import build_member
from dashboard.core.vocabulary.snapshot import View
from dashboard.operations import follow_up, meetings, scenarios
from dashboard.operations.authentication import Caller
from dashboard.operations.follow_up import Measure, Subject
from dashboard.web.endpoints.former_addresses import rename_address
from tests.conftest import book, declaration, indicator, ready_store
from tests.core.declaration.test_former_ids import TEXT, read
from tests.web.clients import Client, add, application, house_of

COVERS = (
    "dashboard.core.checks.strays",
    "dashboard.web.endpoints.former_addresses",
)
BEFORE = declaration(
    indicator(
        "share", "plan: five, by: 2025, reach: 75, base: {year: 2020, value: 71}", themes="[t]"
    )
)
AFTER = TEXT.replace('better: "higher"', "better: higher").replace(
    "    formerly: [share]", "    formerly: [share]\n    themes: [topic]"
)
AT = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> tuple[Path, str]:
    """A folder and a store with a figure, an explanation, an action, a scenario and a meeting."""
    folder, url = tmp_path_factory.mktemp("city"), ready_store()
    grid: list[list[object]] = [
        ["指标编码", "地区", "年份", "数值"],
        ["share", "甲市", 2023, 71.5],
    ]
    (folder / "data").mkdir()
    (folder / "data" / "2023年.xlsx").write_bytes(book(grid))
    app = open_house(folder, url, BEFORE)
    state, caller = house_of(app), Caller(build_member("甲", "analyst", "one"), "", AT)
    service, _ = state.snapshot_service()
    assert service is not None
    registry = service.registry
    add(app, "甲", "analyst", ((), ("t",)))
    subject = Subject("share", "10", 2023)
    follow_up.explain_gap(state.auth, registry, caller, subject, "口径调整")
    follow_up.add_action(
        state.auth, registry, caller, subject, Measure("补报数据", "统计局", "2026-12-31")
    )
    scenarios.save_scenario(
        state.auth, registry, caller, View("five", "10", 2023), "稳健", "share:v:74"
    )
    shot = service.snapshot(View("five", "10", 2023))
    on = Occasion("一季度调度会", AT.date(), "2026-11-30 08:00", 1)
    deck = slides.build_deck(shot, on, FollowUp(), ["share"])
    add(app, "乙", "official")
    chair = Caller(build_member("乙", "official", "one"), "", AT)
    frozen = json.dumps({"deck": json.loads(serialize_deck(deck)), "charts": {}})
    meetings.freeze_slides(state.auth, chair, on.name, on.held, 1, frozen)
    return folder, url


def open_house(folder: Path, url: str, text: str) -> Dash:
    """The city's application under a declaration."""
    (folder / "indicators.yaml").write_text(text, "utf-8")
    return application(folder / "indicators.yaml", folder / "data", url=url)


def say(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False)


def test_everything_follows_the_new_names(city):
    """The figure, what was said and done about it, and what was assumed."""
    app = open_house(city[0], city[1], AFTER)
    client = Client(app)
    page = say(client.show("/indicators/portion", "?year=2023"))
    for part in ("71.5", "口径调整", "补报数据"):
        assert part in page
    assert "稳健" in say(client.show("/what-if", "?year=2023"))
    service, _ = house_of(app).snapshot_service()
    assert service is not None
    assert list(what_if.parse_assumptions("share:v:74", service.registry)) == ["portion"]
    assert service.list_strays() == ()
    mine = build_member("甲", "analyst", "one", ((), ("t",)))
    assert mine.answers_for(service.registry, "portion")


def test_a_callback_of_an_old_page_is_answered(city):
    """A browser that has not been loaded anew still asks by the old ids."""
    client = Client(open_house(city[0], city[1], AFTER))
    shown = client.show("/indicators/share", "?plan=five&region=10&year=2023")
    assert "71.5" in say(shown)
    assert "plan=fifth" in say(shown)


@pytest.mark.parametrize(
    ("asked", "current"),
    [
        (
            "/indicators/share?plan=five&region=10&year=2023",
            "/indicators/portion?plan=fifth&region=20&year=2023",
        ),
        ("/?theme=t", "/?theme=topic"),
        ("/api/v1/verdicts?plan=five", "/api/v1/verdicts?plan=fifth"),
        ("/export/csv?indicator=share", "/export/csv?indicator=portion"),
        ("/embed/share", "/embed/portion"),
    ],
)
def test_an_old_address_leads_to_the_new_one(city, asked, current):
    answer = Client(open_house(city[0], city[1], AFTER)).get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (302, current)


@pytest.mark.parametrize("asked", ["/indicators/portion?plan=fifth", "/?region=20", "/checks"])
def test_an_address_of_now_is_answered(city, asked):
    assert Client(open_house(city[0], city[1], AFTER)).get(asked).status_code == 200


def test_nobody_is_sent_to_another_house():
    """Whatever stands before a former id in an address."""
    registry, _ = read(TEXT)
    assert registry is not None
    for path in ("//elsewhere.example/", "/\\elsewhere.example/", "///x"):
        sent = rename_address(registry, path, "plan=five")
        assert sent is not None
        assert sent[:1] == "/"
        assert sent[1:2] not in ("/", "\\")


def test_what_belongs_to_nothing_is_told_to_those_who_publish(city):
    """Without formerly: the band with the likely name, the finding, and nothing to visitors."""
    app = open_house(
        city[0], city[1], AFTER.replace("formerly: [share]", "aliases: [share-of-old]")
    )
    analyst = Client(app)
    analyst.sign_in("甲")
    told = "库中指标“share”的1条数据不属于任何登记的指标"
    assert told in say(analyst.show("/"))
    assert told not in say(Client(app).show("/"))
    assert told in say(Client(app).show("/checks"))
    assert "formerly: [share]" in say(analyst.show("/"))


def test_a_unit_that_no_longer_fits_is_told(city):
    app = open_house(city[0], city[1], AFTER.replace('unit: "%"', 'unit: "亿元"'))
    service, _ = house_of(app).snapshot_service()
    assert service is not None
    (stray,) = service.list_strays()
    assert (stray.kind, stray.name, stray.count, stray.unit) == ("unit", "portion", 1, "%")
    assert any("不能换算为现在登记的“亿元”" in one.sentence.zh for one in service.findings(None))


def test_an_upload_may_use_the_old_names(city):
    """A workbook with the old id is read as the indicator that it is now."""
    from dashboard.ingest import workbook  # noqa: PLC0415
    from dashboard.ingest.workbook import Terms  # noqa: PLC0415

    registry, _ = read(AFTER)
    assert registry is not None
    grid: list[list[object]] = [
        ["指标编码", "地区", "年份", "数值"],
        ["share", "10", 2024, 72.5],
    ]
    reading = workbook.read_file(book(grid), registry, "旧.xlsx", Terms(AT.date()))
    (row,) = reading.observations.itertuples()
    assert (row.indicator, row.region, row.value) == ("portion", "20", 72.5)


def test_a_frozen_deck_shows_what_it_showed(city):
    """Slides are values, whatever the declaration says now."""
    page = say(Client(open_house(city[0], city[1], AFTER)).show("/meeting/1"))
    assert "一季度调度会" in page
    assert "甲市" in page
