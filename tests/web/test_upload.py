"""The five steps of an analyst, over HTTP: file in, read apart, shown, decided, and taken back."""

from __future__ import annotations

import io
import json
import threading
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from dash import Dash

from dashboard.ingest.limits import FILE_BYTES
from dashboard.store import audit, previews
from dashboard.store.database import begin_read, begin_write
from dashboard.upload_worker import STORE_AWAY
from dashboard.web.endpoints.files import clean_file_name
from dashboard.web.request import upload_pool
from dashboard.web.request.app_state import AppState
from dashboard.web.request.session import CSRF_HEADER
from tests.conftest import PATIENCE, book, until
from tests.operations.test_uploads import YAML, table
from tests.web.clients import NOW, Client, Hands, add, application, house_of
from tests.web.test_application import parts, words
from tests.web.test_people import answered

COVERS = (
    "dashboard.web.endpoints.files",
    "dashboard.web.pages.preview",
    "dashboard.web.pages.version",
    "dashboard.web.request.upload_pool",
    "dashboard.web.widgets.decision_form",
    "dashboard.web.widgets.findings",
    "dashboard.web.widgets.revisions",
    "dashboard.web.widgets.upload_form_values",
)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def app(tmp_path, clock) -> Dash:
    (tmp_path / "indicators.yaml").write_text(YAML, "utf-8")
    (tmp_path / "data").mkdir()
    made = application(tmp_path / "indicators.yaml", tmp_path / "data", clock=clock)
    for name, role in (("甲", "analyst"), ("乙", "analyst"), ("丁", "viewer")):
        add(made, name, role)
    return made


def come(app: Dash, name: str = "甲") -> Client:
    client = Client(app)
    client.sign_in(name)
    return client


def send(client: Client, data: bytes, name: str = "2023年.xlsx") -> str:
    """Upload, and wait until it has been read; answers the page's path."""
    answer = client.post(
        "/data/upload",
        query_string={"name": name},
        data=data,
        content_type="application/octet-stream",
    )
    assert answer.status_code == 202, answer.get_data(as_text=True)
    path = str(answer.get_json()["href"])
    wait(client, path)
    return path


def wait(client: Client, path: str) -> str:
    """Wait until an upload has been read; answers what its page says."""

    def read() -> str:
        page = words(client.show(path)["main"]["children"])
        return "" if "正在读取" in page else page

    return str(until(read, "not read"))


def decide(client: Client, path: str, act: str = "publish", **given: Any) -> dict[str, Any]:
    """Press one of the three buttons with what stands in the form."""
    with begin_read(house_of(client.app).engine) as connection:
        held = previews.find_upload(connection, path.rpartition("/")[2], int(NOW.timestamp()))
    fields = {
        "turn": str(held.turn) if held else "0",
        "quality": None,
        "usual": None,
        "released": "",
        "note": "",
        "good": False,
        "answers": {},
        "reasons": {},
        "slips": {},
        **given,
    }
    clicks = {name: 1 if name == act else 0 for name in ("publish", "again", "discard")}
    places = {
        kind: tuple(({"type": one, "at": at}, "value") for at in fields[kind])
        for kind, one in (("answers", "answer"), ("reasons", "reason"), ("slips", "slip"))
    }
    identities = {kind: tuple((id_, "id") for id_, _ in found) for kind, found in places.items()}
    state: list[tuple[Any, Any]] = [
        (places["answers"], list(fields["answers"].values())),
        (identities["answers"], [id_ for id_, _ in places["answers"]]),
        ("preview-quality.value", fields["quality"]),
        (places["reasons"], list(fields["reasons"].values())),
        (identities["reasons"], [id_ for id_, _ in places["reasons"]]),
        ("preview-usual.value", fields["usual"]),
        ("preview-released.value", fields["released"]),
        ("preview-note.value", fields["note"]),
        ("preview-good.checked", fields["good"]),
        (tuple((id_, "checked") for id_, _ in places["slips"]), list(fields["slips"].values())),
        (identities["slips"], [id_ for id_, _ in places["slips"]]),
        ("preview-turn.value", fields["turn"]),
        ("url.pathname", path),
        ("url.search", ""),
    ]
    answer = client.act(
        "preview-said.children",
        *((f"preview-{name}.n_clicks", count) for name, count in clicks.items()),
        state=tuple(state),
        by=f"preview-{act}.n_clicks",
    )
    assert answer.status_code == 200, answer.status_code
    return answered(answer)


def said(answer: dict[str, Any]) -> str:
    return words(answer.get("preview-said", {}).get("children"))


def test_the_five_steps(app):
    """Upload, see, publish, receipt, undo: each by its address."""
    client = come(app)
    assert "把工作簿拖到这里" in words(client.show("/data")["main"]["children"])
    path = send(client, table(("gdp", 2023, 80), ("rd", 2023, 3.1)))
    page = words(client.show(path)["main"]["children"])
    for part in (
        "2023年.xlsx",
        "表头在第 1 行",
        "2 个数据可读",
        "新增 2，修订 0，不变 0",
        "2 项评价将改变",
        "gdp：待公布 → ",
    ):
        assert part in page
    answer = decide(client, path, note="年报", released="2024-03-01")
    assert answer["go"] == {"href": "/data/versions/1"}
    receipt = words(client.show("/data/versions/1")["main"]["children"])
    for part in (
        "版本 1 ·  2023年.xlsx",
        "甲",
        "年报",
        "2024-03-01",
        "数据变化 2 个",
        "撤销此版本",
    ):
        assert part in receipt
    again = decide(client, path)
    assert again["go"] == {"href": "/data/versions/1"}
    undone = answered(
        client.act(
            "undo-said.children",
            ("undo-go.n_clicks", 1),
            state=(
                ("undo-note.value", "错了"),
                ("url.pathname", "/data/versions/1"),
                ("url.search", ""),
            ),
        )
    )
    assert undone["go"] == {"href": "/data/versions/2"}
    assert "已撤销" in words(client.show("/data/versions/1")["main"]["children"])
    assert "撤销版本 1" in words(client.show("/data/versions/2")["main"]["children"])
    with begin_read(house_of(app).engine) as connection:
        acts = [
            (one.who, one.action)
            for one in audit.list_entries(connection)
            if one.action in ("upload", "publish", "undo")
        ]
    assert acts == [("甲", "upload"), ("甲", "publish"), ("甲", "undo")]


def test_a_visitor_sees_the_history_and_no_way_to_upload(app):
    main = Client(app).show("/data")["main"]["children"]
    assert "把工作簿拖到这里" not in words(main)
    assert not [one for one in parts(main) if one["props"].get("id") == "upload"]


def test_a_date_that_is_none_and_a_reason_that_is_missing_are_said(app):
    client = come(app)
    decide(client, send(client, table(("gdp", 2023, 80))))
    path = send(client, table(("gdp", 2023, 81)))
    assert "修订原因" in words(client.show(path)["main"]["children"]) or "修订的数据" in words(
        client.show(path)["main"]["children"]
    )
    assert "选择原因" in said(decide(client, path))
    assert "应写成 2026-03-20" in said(decide(client, path, usual="final", released="昨天"))
    assert "选择原因" in said(decide(client, path, usual="because"))
    assert decide(
        client,
        path,
        reasons={0: "census", 7: "final"},
        released="2024/3/1".replace("/3/1", "-03-01"),
    )["go"] == {"href": "/data/versions/2"}


def test_a_stale_preview_says_how_much_changed_and_goes_through_after_another_look(app):
    """Two analysts, one year: the second is told, presses once, and publishes."""
    first, second = come(app, "甲"), come(app, "乙")
    mine, other = (
        send(first, table(("gdp", 2023, 80))),
        send(second, table(("gdp", 2023, 81), ("rd", 2023, 3.1))),
    )
    decide(first, mine)
    assert "已有版本 1" in said(decide(second, other))
    assert "1 个数据有变化" in words(second.show(other)["main"]["children"])
    assert decide(second, other, "again")["go"] == {"href": other}
    wait(second, other)
    assert decide(second, other, usual="correction")["go"] == {"href": "/data/versions/2"}


def test_somebody_elses_upload_does_not_exist(app):
    """Page, buttons, files: nothing of it for another analyst, and it stays as it was."""
    client, other = come(app, "甲"), come(app, "乙")
    path = send(client, table(("gdp", 2023, 80)))
    assert "不是你的" in words(other.show(path)["main"]["children"])
    for act in ("publish", "again", "discard"):
        assert "不是你的" in said(decide(other, path, act))
    assert other.get(path + "/marked").status_code == 404
    assert other.get(path + "/issues").status_code == 404
    assert come(app, "丁").get(path + "/marked").status_code == 403
    assert decide(client, path)["go"] == {"href": "/data/versions/1"}


def test_files_that_go_out_are_attachments_under_our_names(app):
    client = come(app)
    path = send(client, table(("gdp", 2023, "八十"), ("rd", 2023, 3.1)), '../../"; evil.xlsx')
    marked, listed = client.get(path + "/marked"), client.get(path + "/issues")
    assert marked.headers["Content-Disposition"] == 'attachment; filename="marked.xlsx"'
    assert openpyxl.load_workbook(io.BytesIO(marked.data)).sheetnames == ["数据", "核对结果"]
    assert listed.headers["Content-Disposition"] == 'attachment; filename="issues.csv"'
    assert "八十" in listed.data.decode("utf-8-sig")
    decide(client, path, good=True)
    original = client.get("/data/versions/1/file")
    assert original.headers["Content-Disposition"] == 'attachment; filename="version-1.xlsx"'
    assert original.headers["Content-Type"] == "application/octet-stream"
    assert Client(app).get("/data/versions/1/file").status_code == 401
    assert client.get("/data/versions/9/file").status_code == 404


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("书.xlsx", "书.xlsx"),
        ("C:\\a\\书.xlsx", "书.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb.csv", "a  b.csv"),
        ("", "—"),
        ("/", "—"),
        ("\u202exslx.exe", "·xslx.exe"),
        ("x" * 500 + ".xlsx", "x" * 59 + "….xlsx"),
        (".htaccess", ".htaccess"),
    ],
)
def test_the_name_of_a_file_is_made_harmless(given, shown):
    assert clean_file_name(given) == shown


@pytest.mark.parametrize(
    "path",
    [
        "/data/previews/../../etc",
        "/data/previews/%2e%2e",
        "/data/previews/x",
        "/data/previews/" + "0" * 32,
        "/data/versions/999",
        "/data/versions/x",
        "/data/versions/-1",
        "/data/versions/1e3",
    ],
)
def test_an_address_of_nothing_shows_nothing(app, path):
    text = words(come(app).show(path)["main"]["children"])
    assert "不是你的" in text or "没有这个页面" in text


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(app):
    """By its length, and by its bytes where the length lies or is not given; the person is told."""
    client = come(app)
    assert (
        client.post(
            "/data/upload", data=b"x", environ_overrides={"CONTENT_LENGTH": str(FILE_BYTES + 1)}
        ).status_code
        == 413
    )
    assert client.post("/data/upload", data=b"x" * (FILE_BYTES + 1)).status_code == 413


def test_an_empty_file_and_too_many_are_sentences(app, monkeypatch):
    monkeypatch.setattr(house_of(app).upload_pool, "start", lambda *_: None)
    client = come(app)
    assert client.post("/data/upload", data=b"").get_json()["message"]["zh"] == "文件是空的"
    policy = house_of(app).settings.policy
    for _ in range(policy.uploads_per_hour):
        client.post("/data/upload", data=b"x")
    answer = client.post("/data/upload", data=b"x")
    assert answer.status_code == 429
    assert "分钟后再试" in answer.get_json()["message"]["zh"]


def test_a_line_of_readers_has_an_end(app, monkeypatch):
    """A hundred uploads at once: those beyond the line are asked to wait, and nothing is kept of
    them.
    """
    monkeypatch.setattr(house_of(app).upload_pool, "full", lambda: True)
    answer = come(app).post("/data/upload", data=b"x")
    assert (answer.status_code, answer.get_json()["message"]["en"]) == (429, upload_pool.BUSY.en)


def test_a_reader_that_dies_is_told_and_may_be_asked_again(app, monkeypatch):
    """Killed at a step (F1): nothing stored, the page says so, one press reads the file once
    more.
    """
    home, client = house_of(app), come(app)
    monkeypatch.setattr(
        type(home.settings), "environment", _with_failpoint(home.settings.environment())
    )
    path = send(client, table(("gdp", 2023, 80)))
    assert "读取中断" in words(client.show(path)["main"]["children"])
    monkeypatch.undo()
    decide(client, path, "again")
    page = wait(client, path)
    assert "新增 1" in page
    assert home.store.newest() == 0


def test_a_reading_whose_server_died_is_told(app, clock, monkeypatch):
    """A worker killed with an upload in hand, or a store that was away when the reading ended:
    what nobody says goes on has failed, and may be read once more; what waits in the line goes on.
    """
    home, client = house_of(app), come(app)
    monkeypatch.setattr(upload_pool, "BEAT_SECONDS", 0.02)
    reading = threading.Event()
    monkeypatch.setattr(home.upload_pool, "_read", lambda *_: reading.wait(PATIENCE))
    monkeypatch.setattr(home.upload_pool, "settle", lambda *_: None)
    data = table(("gdp", 2023, 80))
    path = str(client.post("/data/upload?name=x.xlsx", data=data).get_json()["href"])
    for _ in range(3):
        clock.on(seconds=previews.STALLED_SECONDS)
        until(lambda: _touched(home, path) == int(clock().timestamp()), "nothing was noted")
        assert "正在读取" in words(client.show(path)["main"]["children"])
    reading.set()
    until(lambda: not home.upload_pool.__dict__["_in_hand"], "the reading did not end")
    clock.on(seconds=previews.STALLED_SECONDS + 1)
    assert "读取中断" in words(client.show(path)["main"]["children"])
    monkeypatch.undo()
    decide(client, path, "again")
    assert "新增 1" in wait(client, path)


def test_a_reading_waits_for_a_store_that_is_away(app, monkeypatch):
    """Read again until what was found is taken, and no further."""
    home, codes = house_of(app), [STORE_AWAY, STORE_AWAY, 0, 0]
    monkeypatch.setattr(upload_pool, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(home.upload_pool, "_read", lambda *_: codes.pop(0))
    come(app).post("/data/upload?name=x.xlsx", data=table(("gdp", 2023, 80)))
    until(lambda: not home.upload_pool.__dict__["_in_hand"], "the reading did not end")
    assert codes == [0]


def _touched(home: AppState, path: str) -> int:
    with begin_read(home.engine) as connection:
        found = previews.find_upload(connection, path.rpartition("/")[2], 0)
    assert found is not None
    return found.touched


def _with_failpoint(environment: dict[str, str]):
    return lambda _: {**environment, "FAILPOINT": "preview.read"}


def test_the_page_tells_how_far_the_reading_is(app):
    """The real step and its share, in both languages, and it is over when the reading is."""
    client, home = come(app), house_of(app)
    path = send(client, table(("gdp", 2023, 80)))
    id_ = path.rpartition("/")[2]
    with begin_write(home.engine) as connection:
        held = previews.find_upload(connection, id_, int(NOW.timestamp()))
        assert held is not None
        turn = previews.restart_reading(
            connection, held, held.terms, int(NOW.timestamp()), held.expires
        )
        previews.update_step(connection, id_, turn, ("rows", 420, 1000), int(NOW.timestamp()))
    assert "读取单元格 42%" in words(client.show(path)["main"]["children"])
    assert "reading cells 42%" in words(client.show(path, "?lang=en")["main"]["children"])
    answer = answered(
        client.act(
            "preview-state.children",
            ("preview-tick.n_intervals", 1),
            state=(("url.pathname", path), ("url.search", "")),
        )
    )
    assert "42%" in words(answer["preview-state"]["children"])
    assert "preview-tick" not in answer


def test_what_waits_is_listed_and_discarded(app, clock):
    client = come(app)
    path = send(client, table(("gdp", 2023, 80)))
    assert "等待你决定的上传 2023年.xlsx" in " ".join(
        words(client.show("/data")["main"]["children"]).split()
    )
    assert decide(client, path, "discard")["go"] == {"href": "/data"}
    assert "等待你决定" not in words(client.show("/data")["main"]["children"])
    clock.at += timedelta(0)


def test_a_question_is_answered_on_the_page(app):
    """A name that is only alike is asked; yes reads it, and the page shows the line that makes the
    answer last.
    """
    client = come(app)
    path = send(client, book([("指标名称", "年份", "数值", "单位"), ("gdpp", 2023, 80, "亿元")]))
    assert "“gdpp”是否就是“gdp”？" in json.dumps(client.show(path), ensure_ascii=False)
    decide(client, path, "again", answers={0: "gdp"})
    page = wait(client, path)
    assert 'aliases: ["gdpp"]' in page
    assert "新增 1" in page


def test_an_unknown_name_may_be_any_declared_indicator(app):
    """Not the one alone that it is like."""
    client = come(app)
    path = send(client, book([("指标名称", "年份", "数值", "单位"), ("gdpp", 2023, 3.1, "%")]))
    assert "是：rd" in json.dumps(client.show(path), ensure_ascii=False)
    decide(client, path, "again", answers={0: "rd"})
    page = wait(client, path)
    assert "新增 1" in page
    assert "甲市rd" in page


def test_a_sheet_called_after_a_place_is_asked_of_which_region_it_is(app):
    """Nothing is stored until somebody says so; then its figures are that region's."""
    client = come(app)
    rows = [("指标名称", "单位", "2022", "2023"), ("gdp", "亿元", 70, 80)]
    path = send(client, book(rows, "滨江"))
    asked = json.dumps(client.show(path), ensure_ascii=False)
    assert "工作表“滨江”是哪个地区的？" in asked
    assert "可能是地名" not in asked  # what is asked is not held against the file as well
    assert '"disabled": true' in asked  # nothing to publish yet
    decide(client, path, "again", answers={0: "11"})
    page = wait(client, path)
    assert "新增 2" in page
    assert "乙区gdp" in page
    assert '"disabled": true' not in page


def test_a_figure_that_has_probably_slipped_is_confirmed_by_itself(app):
    """Open on the page, each with its own tick; taking the good rows alone is no confirmation."""
    client = come(app)
    rows = [
        ("指标编码", "年份", "数值", "单位"),
        ("gdp", 2022, 700000, "亿元"),
        ("gdp", 2023, 800000, "亿元"),
    ]
    path = send(client, book(rows))
    shown = json.dumps(client.show(path), ensure_ascii=False)
    assert "以下数据可能差了若干位" in shown
    assert shown.count('"type": "slip"') == 2
    assert "请逐条核对" in said(decide(client, path))
    assert "请逐条核对" in said(decide(client, path, good=True, slips={0: True}))
    assert "请逐条核对" in said(decide(client, path, slips={0: True, 1: False}))
    decide(client, path, slips={0: True, 1: True})
    assert house_of(app).store.newest() == 1


def test_an_act_without_its_token_uploads_nothing(app):
    client = come(app)
    assert client.post("/data/upload", data=b"x", headers={CSRF_HEADER: ""}).status_code == 403
    with begin_read(house_of(app).engine) as connection:
        assert previews.list_uploads(connection, "甲", int(NOW.timestamp())) == []
