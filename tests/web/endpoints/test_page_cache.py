"""Pages that are sent again as they were: only while nothing they show has changed, and only to
people of the same rights.
"""

from __future__ import annotations

import gzip
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.web.endpoints import page_cache
from dashboard.web.endpoints.page_cache import DRAW_CALLBACK
from dashboard.web.request.lru import LruCache
from tests.operations.test_uploads import YAML, table
from tests.web.clients import Client, add, application, body, house_of
from tests.web.test_application import words
from tests.web.test_upload import come, decide, send

COVERS = ("dashboard.web.request.lru",)


@pytest.fixture
def app(tmp_path):
    (tmp_path / "indicators.yaml").write_text(YAML, "utf-8")
    (tmp_path / "data").mkdir()
    made = application(tmp_path / "indicators.yaml", tmp_path / "data")
    add(made, "甲", "analyst")
    return made


def text(client: Client, path: str = "/", search: str = "?year=2023") -> str:
    return words(client.show(path, search)["main"]["children"])


def test_the_same_page_is_sent_as_it_was(app, monkeypatch):
    """The second time nothing is drawn; the bytes are the same, compressed or not."""
    client = Client(app)
    first = client.act(DRAW_CALLBACK, ("url.pathname", "/"), ("url.search", "?year=2023"))
    monkeypatch.setattr("dashboard.web.application._render_document", lambda *_: 1 / 0)
    again = client.act(DRAW_CALLBACK, ("url.pathname", "/"), ("url.search", "?year=2023"))
    assert again.data == first.data
    packed = client.post(
        "/_dash-update-component", json=_body(), headers={"Accept-Encoding": "gzip"}
    )
    assert gzip.decompress(packed.data) == first.data
    assert packed.headers["Cache-Control"] == "no-store"


def _body() -> dict[str, Any]:
    return body(DRAW_CALLBACK, (("url.pathname", "/"), ("url.search", "?year=2023")))


def test_a_publish_is_seen_at_the_next_look(app):
    client, analyst = Client(app), come(app)
    assert "从未公布过数据" in text(client, "/indicators/gdp")
    decide(analyst, send(analyst, table(("gdp", 2023, 80))))
    assert "从未公布过数据" not in text(client, "/indicators/gdp")


def test_a_change_of_the_declaration_is_seen_at_the_next_look(app, tmp_path):
    client = Client(app)
    assert "rd" in text(client)
    file = tmp_path / "indicators.yaml"
    file.write_text(file.read_text("utf-8").replace("zh: rd", "zh: 研发强度"), "utf-8")
    assert "研发强度" in text(client)
    file.write_text("title: [", "utf-8")
    assert "目标登记文件有错误" in text(client)


def test_rights_are_part_of_what_a_page_is_kept_under(app):
    """A visitor is never sent what an analyst was, nor the other way round."""
    analyst, visitor = come(app), Client(app)
    decide(analyst, send(analyst, table(("gdp", 2023, 80))))
    assert "撤销此版本" in text(analyst, "/data/versions/1")
    assert "撤销此版本" not in text(visitor, "/data/versions/1")
    assert "撤销此版本" in text(analyst, "/data/versions/1")


def test_a_fault_is_not_kept(app, monkeypatch):
    client = Client(app)
    monkeypatch.setattr("dashboard.web.application._render_document", lambda *_: 1 / 0)
    assert "意外错误" in text(client)
    monkeypatch.undo()
    assert "意外错误" not in text(client)


def test_pages_of_one_person_are_not_kept(app):
    come(app).show("/account")
    come(app).show("/data")
    assert not [
        name for name in house_of(app).page_cache._kept if "account" in name or "/data'" in name
    ]


def test_no_kept_page_holds_a_name(app):
    """Names stand in the frame, which is drawn for each browser."""
    analyst = come(app)
    for path in ("/", "/indicators", "/checks", "/methods"):
        analyst.show(path)
    held = b"".join(house_of(app).page_cache._kept.values()).decode()
    assert house_of(app).page_cache._kept
    assert "甲" not in held.replace("甲市", "").replace("\\u7532\\u5e02", "")
    assert "\\u7532" not in held.replace("\\u7532\\u5e02", "")
    assert "甲" in analyst.corner()
    assert '"甲"' not in Client(app).corner()


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=40), st.integers(1, 4)
)
def test_the_newest_are_those_used_last(acts, most):
    """Against a plain list: never more than so many, and those used last."""
    store = LruCache(most)
    model: list[str] = []
    for name, writes in acts:
        if writes:
            store.set(name, name.encode())
        found = store.get(name)
        if writes or name in model:
            model = [*(one for one in model if one != name), name][-most:]
        assert (found is not None) == (name in model)
    assert list(store._kept) == model


def test_many_threads_keep_their_senses():
    store = LruCache(5)

    def work(seed: int) -> None:
        for turn in range(2000):
            name = str((seed * turn) % 17)
            store.set(name, name.encode())
            assert store.get(name) in (None, name.encode())

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(1, 7)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(store._kept) <= 5


def test_files_are_kept_compressed_for_good(app):
    client = Client(app)
    for _ in range(2):
        assert (
            client.get("/assets/dashboard.css", headers={"Accept-Encoding": "br"}).headers[
                "Content-Encoding"
            ]
            == "br"
        )
    made = page_cache.CompressedCache()
    made.set("br;/assets/x.css?", b"1")
    made.set("br;", b"2")
    made.set("br;page1", b"3")
    assert (made.get("br;/assets/x.css?"), made.get("br;"), made.get("br;page1")) == (
        b"1",
        None,
        b"3",
    )
