"""A person asks to be told on the own page; the card is there where a mail server is."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from dash import Dash

from dashboard.operations.notice_channels import MailServer, Webhook
from dashboard.operations.notices import run_round
from dashboard.store.versions import publish
from dashboard.web.endpoints.notice_thread import build_channels, start_notice_thread
from tests.conftest import PATIENCE, declaration, indicator
from tests.letterbox import Letterbox, mail_server, receiver
from tests.operations.test_publishing import save
from tests.store.books import accepted
from tests.web.clients import NOW, Client, add, application, house_of
from tests.web.test_application import words

COVERS = ("dashboard.web.endpoints.notice_thread",)

OUTPUT = "..notices-said.children...notices-state.children.."


def city(tmp_path: Any, box: Letterbox | None = None, **more: Any) -> Dash:
    written = indicator(
        "gdp",
        "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}",
        unit="亿元",
        measure="flow",
        decimals=0,
    )
    (tmp_path / "indicators.yaml").write_text(declaration(written), "utf-8")
    (tmp_path / "data").mkdir()
    app = application(
        tmp_path / "indicators.yaml", tmp_path / "data", mail=box.way() if box else None, **more
    )
    house_of(app).snapshot_service()
    return app


def someone(app: Dash, name: str = "张三") -> Client:
    add(app, name, "viewer")
    client = Client(app)
    client.sign_in(name)
    return client


def act(
    client: Client,
    button: str,
    address: str = "zhang@example.gov.cn",
    wish: str = "all",
    search: str = "",
) -> str:
    answer = client.act(
        OUTPUT,
        ("notices-go.n_clicks", 1),
        ("notices-stop.n_clicks", 1),
        by=f"{button}.n_clicks",
        state=(
            ("notices-address.value", address),
            ("notices-wish.value", wish),
            ("url.search", search),
        ),
    )
    assert answer.status_code == 200
    return words(list(answer.get_json()["response"].values()))


def test_the_card_is_there_where_e_mail_is(tmp_path):
    assert "订阅" not in words(someone(city(tmp_path)).show("/account")["main"]["children"])


def test_from_asking_to_the_letter_and_to_giving_up(tmp_path):
    with mail_server() as box:
        app = city(tmp_path, box)
        client, home = someone(app), house_of(app)
        assert "现在没有订阅" in words(client.show("/account")["main"]["children"])
        assert "从下一次入库起通知你" in act(
            client, "notices-go"
        ) and "zhang@example.gov.cn" in act(client, "notices-go")
        desk, _ = home.snapshot_service()
        assert desk is not None
        publish(home.engine, desk.registry, accepted(("gdp", 2021, 70)))
        assert run_round(build_channels(home), desk, home.clock) == 1
        page = words(client.show("/account")["main"]["children"])
        assert "版本 1：已发送" in page and "从版本 1 起" in page
        assert "不再通知" in act(client, "notices-stop")
        assert "现在没有订阅" in words(client.show("/account")["main"]["children"])
    assert [one["To"] for one in box.taken] == ["zhang@example.gov.cn"]
    assert "http://127.0.0.1:0/data/versions/1" in box.taken[0].get_content()


def test_what_is_wrong_is_said_and_nothing_changes(tmp_path):
    with mail_server() as box:
        client = someone(city(tmp_path, box))
        assert "不是邮箱地址" in act(client, "notices-go", "zhang")
        assert "is no e-mail address" in act(client, "notices-go", "zhang", search="?lang=en")
        assert "现在没有订阅" in act(client, "notices-go", wish="everything")


def test_nobody_asks_for_somebody_else(tmp_path):
    """A visitor is refused at the gate; each sees the own wish alone."""
    with mail_server() as box:
        app = city(tmp_path, box)
        first, second = someone(app, "张三"), someone(app, "李四")
        act(first, "notices-go")
        assert "zhang@example.gov.cn" not in words(second.show("/account")["main"]["children"])
        refused = Client(app).act(OUTPUT, ("notices-go.n_clicks", 1), ("notices-stop.n_clicks", 0))
        assert refused.status_code == 401


def test_what_lay_in_the_folder_at_the_first_start_is_no_news(tmp_path, monkeypatch):
    """A new house with a way out that is set: its first workbooks are told to nobody."""
    with mail_server() as box, receiver() as robot:
        written = indicator(
            "gdp",
            "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}",
            unit="亿元",
            measure="flow",
            decimals=0,
        )
        (tmp_path / "indicators.yaml").write_text(declaration(written), "utf-8")
        save(tmp_path / "data", "2021.xlsx", (2021, 70, "已公布", ""))
        hooks = (Webhook("群", "wecom", robot.url),)
        app = application(
            tmp_path / "indicators.yaml", tmp_path / "data", mail=box.way(), hooks=hooks
        )
        monkeypatch.setattr("dashboard.web.endpoints.notice_thread.EVERY_SECONDS", 0.01)
        rounds, third = [], threading.Event()

        def counted(*given: Any) -> int:
            rounds.append(run_round(*given))
            if len(rounds) > 2:
                third.set()
            return rounds[-1]

        monkeypatch.setattr("dashboard.web.endpoints.notice_thread.run_round", counted)
        carrier = start_notice_thread(app.server)
        assert carrier is not None and third.wait(PATIENCE)
        carrier.end(10)
        assert house_of(app).store.newest() == 1 and robot.taken == [] == box.taken


def test_a_server_carries_notices_where_there_is_a_way_out_and_only_there(tmp_path, monkeypatch):
    """One thread a process; a round that fails does not end it."""
    with mail_server() as box:
        app = city(tmp_path, box)
        monkeypatch.setattr("dashboard.web.endpoints.notice_thread.EVERY_SECONDS", 0.01)
        rounds: list[int] = []
        third = threading.Event()

        def fail_first(*_: Any) -> int:
            rounds.append(1)
            if len(rounds) == 1:
                raise RuntimeError("first")
            if len(rounds) > 3:
                third.set()
            return 0

        monkeypatch.setattr("dashboard.web.endpoints.notice_thread.run_round", fail_first)
        carrier = start_notice_thread(app.server)
        assert carrier is not None and carrier.thread.daemon and third.wait(PATIENCE)
        carrier.end(10)
        assert not carrier.thread.is_alive()
    (tmp_path / "other").mkdir()
    assert start_notice_thread(city(tmp_path / "other").server) is None


@pytest.mark.parametrize("way", [None, MailServer("127.0.0.1", 25, "none", "plan@example.gov.cn")])
def test_what_is_set_is_what_there_is(tmp_path, way):
    app = application(tmp_path / "i.yaml", tmp_path, mail=way)
    assert build_channels(house_of(app)).on is (way is not None) and NOW.year
