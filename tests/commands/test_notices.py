"""The command on notices: listed, sent and sent again, each refusal in a sentence."""

from __future__ import annotations

import json

import pytest

from dashboard.commands.main import main
from dashboard.commands.output import FINE, WRONG_USE
from dashboard.store.database import begin_write, open_database
from dashboard.store.notices import MAIL, subscribe
from tests.conftest import book, declaration, indicator
from tests.letterbox import Letterbox, mail_server

LONG = ("指标编码", "地区", "年份", "数值", "单位", "发布日期")


@pytest.fixture(autouse=True)
def city(tmp_path, monkeypatch) -> None:
    (tmp_path / "data").mkdir()
    share = indicator("share", "plan: five, by: 2025, reach: 75, base: {year: 2020, value: 70}")
    (tmp_path / "indicators.yaml").write_text(declaration(share), "utf-8")
    (tmp_path / "new.xlsx").write_bytes(
        book([LONG, ("share", "甲市", 2021, 74, "%", "2022-03-01")])
    )
    for name, value in (
        ("INDICATORS", tmp_path / "indicators.yaml"),
        ("DATA_DIR", tmp_path / "data"),
    ):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")


def told(capsys: pytest.CaptureFixture[str]) -> str:
    found = capsys.readouterr()
    return found.out + found.err


def publish(tmp_path, monkeypatch, box: Letterbox, robots: str = "") -> None:
    """A robot asks, then something is published."""
    for name, value in (
        ("SMTP_HOST", "127.0.0.1"),
        ("SMTP_PORT", str(box.port)),
        ("SMTP_FROM", "plan@example.gov.cn"),
        ("WEBHOOKS", robots),
    ):
        monkeypatch.setenv(name, value)
    assert main(["notices", "send"]) == FINE
    assert main(["import", str(tmp_path / "new.xlsx")]) == FINE


def test_without_a_way_out_it_says_what_to_set(capsys):
    assert main(["notices", "send"]) == WRONG_USE
    assert "SMTP_HOST" in told(capsys) and main(["notices", "list"]) == FINE


def test_an_import_at_the_machine_is_told(tmp_path, monkeypatch, capsys):
    """What is sent, listed as a table and as JSON; nothing of it can be sent again."""
    with mail_server() as box:
        engine = open_database(f"sqlite:///{tmp_path / 'store.db'}")
        publish(tmp_path, monkeypatch, box, "局里 json http://127.0.0.1:9/")
        assert main(["notices", "send"]) == FINE
        assert main(["notices", "list"]) == FINE
        assert "待发送" in told(capsys)
        assert main(["notices", "list", "--format", "json"]) == FINE
        (one,) = json.loads(capsys.readouterr().out)
        assert (one["channel"], one["address"], one["state"], one["tries"]) == (
            "json",
            "局里",
            "due",
            1,
        ) and "127.0.0.1" not in one["said"]
        assert main(["notices", "again", "1"]) == WRONG_USE
        with begin_write(engine) as connection:
            subscribe(connection, MAIL, "nobody", "x@example.gov.cn", "zh", "all")
        assert main(["notices", "send"]) == FINE
        engine.dispose()
    assert box.taken == []  # somebody who is not among the people is told nothing


@pytest.mark.parametrize("number", [[], ["7"]])
def test_again_needs_a_number_that_failed(number, capsys):
    assert main(["notices", "again", *number]) == WRONG_USE
    assert "notices list" in told(capsys)
