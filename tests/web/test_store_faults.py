"""A store that is busy, full or gone: nobody loses a right, and what failed is said in words."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from dashboard.operations import api_keys
from dashboard.operations.authentication import Caller
from dashboard.store import notes
from dashboard.store.database import BUSY_MS, begin_write, open_database
from dashboard.web.request import store_watch
from dashboard.web.request.app_state import AppState
from tests.web.clients import NOW, PASSWORD, Client, house_of


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes that cannot be written are given up at once."""
    monkeypatch.setattr(notes, "NOTE_MS", 50)


def lose_store(house: AppState, tmp_path) -> None:
    """The store's file turns into something else."""
    (tmp_path / "lost.db").write_bytes(b"no database " * 100)
    house.engine.dispose()
    lost = open_database(f"sqlite:///{tmp_path / 'lost.db'}")
    house.__dict__["_engine"] = lost
    house.store.engine = lost
    object.__setattr__(house.auth, "engine", lost)


def test_reading_goes_on_while_somebody_writes(app, clock, caplog):
    """A lock that is held: readers stay signed in and wait less than a second; the note that they
    were seen is left out, and said.
    """
    client = Client(app)
    client.sign_in("张三")
    began_at = clock.at
    with begin_write(house_of(app).engine):
        for minutes in (5, 14, 14, 14):  # longer together than a session may be idle
            clock.on(minutes=minutes)
            began = time.monotonic()
            assert client.get("/data").status_code == 200
            assert "张三" in client.corner()
            waited = (time.monotonic() - began) * 1000
            assert waited < BUSY_MS, "no reader waits as a writer does"
    assert clock.at - began_at > timedelta(minutes=40)
    assert "not written down: when a session was last seen" in caplog.text
    assert "Traceback" not in caplog.text
    clock.on(minutes=16)
    client.get("/data")
    assert "张三" not in client.corner(), "an idle session still ends"


def test_a_key_reads_while_somebody_writes(app, clock):
    """That it was used is a note too."""
    auth = house_of(app).auth
    token = auth.sign_in("张三", PASSWORD, Caller(auth.build_visitor(), "", NOW), "b").token
    known = auth.who(token, NOW)
    assert known is not None
    secret = api_keys.create_key(auth, Caller(known.person, "", clock()), "取数", 30)
    client, headers = Client(app), {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/plans", headers=headers).status_code == 200
    clock.on(days=2)
    with begin_write(house_of(app).engine):
        assert client.get("/api/v1/plans", headers=headers).status_code == 200


ASKED = {
    "/state": "application/json",
    "/api/v1/plans": "application/json",
    "/api/v1/verdicts": "application/json",
    "/api/v1/export/csv": "application/json",
    "/embed/gdp": "text/plain",
    "/export/csv": "application/json",
    "/indicators.csv": "application/json",
    "/template": "application/json",
    "/health/ready": "text/plain",
}


@pytest.mark.parametrize(("path", "kind"), ASKED.items())
@pytest.mark.parametrize("who", ["visitor", "member"])
def test_a_store_that_fails_is_said_in_words(app, tmp_path, caplog, path, kind, who):
    """503 in the form that whoever asks reads, one line in the log, no traceback."""
    client = Client(app)
    if who == "member":
        client.sign_in("张三")
    lose_store(house_of(app), tmp_path)
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (503, kind)
    assert "数据库" in answer.get_data(as_text=True).encode().decode(
        "unicode_escape", "ignore"
    ) or ("数据库" in answer.get_data(as_text=True))
    assert "Traceback" not in caplog.text
    assert caplog.text.count("the store") >= 1


def test_a_page_says_so_and_nobody_is_sent_to_sign_in(app, tmp_path, caplog):
    """The document comes with 503, and the sentence stands in its frame."""
    client = Client(app)
    client.sign_in("张三")
    lose_store(house_of(app), tmp_path)
    assert client.get("/data").status_code == 503
    assert "数据库" in str(client.show("/data"))
    assert "Traceback" not in caplog.text


READ = ("/", "/indicators", "/indicators/gdp", "/gaps", "/checks")


@pytest.mark.parametrize("who", ["member", "visitor"])
def test_what_is_in_memory_is_read_on(app, tmp_path, clock, caplog, who):
    """Pages that nothing else is asked for are drawn from the last state, which they say, other
    years of it too; the name stays in the corner; whatever writes or is for programs is refused.
    """
    client = Client(app)
    if who == "member":
        client.sign_in("张三")
    shown = {path: client.show(path) for path in READ}
    lose_store(house_of(app), tmp_path)
    clock.on(minutes=5)
    for path, before in shown.items():
        assert client.get(path).status_code == 200, path
        page = str(client.show(path))
        assert "数据库暂时没有应答：下面是 " in page, path
        assert str(before["main"]["children"][-2])[:2000] in page, path
        assert "does not answer" in str(client.show(path, "?lang=en")), path
    assert "2024" in str(client.show("/", "?year=2024"))
    assert ("张三" in client.corner()) is (who == "member")
    assert client.get("/rows/indicators?from=0").status_code == 200
    found = client.act(
        "indicators-table.children",
        ("indicators-search.value", "研发"),
        state=(("url.pathname", "/indicators"), ("url.search", "")),
    )
    assert found.status_code == 200
    for path in ("/data", "/meeting", "/what-if"):
        assert client.get(path).status_code in (200, 503)
        assert "数据库" in str(client.show(path)), path
    for path in ASKED:
        assert client.get(path).status_code == 503, path
    assert "Traceback" not in caplog.text


def test_it_is_read_on_for_a_while_by_those_whom_the_store_knew(app, tmp_path, monkeypatch):
    """Not by others, nor for ever; nobody is sent to sign in."""
    client, stranger = Client(app), Client(app)
    client.sign_in("张三")
    client.show("/")
    stranger.http.set_cookie("plan-session", "m." + "x" * 43)
    lose_store(house_of(app), tmp_path)
    assert client.get("/").status_code == 200
    assert stranger.get("/").status_code == 503
    assert "没有应答" not in str(stranger.show("/"))
    monkeypatch.setattr(store_watch, "REMEMBERED_SECONDS", -1)
    assert client.get("/").status_code == 503
    assert "数据库" in str(client.show("/"))
