"""The page of components shows every state of what pages are made of."""

from __future__ import annotations

import re

import pytest
from dash import Dash

from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.figures.theme import TOKENS
from dashboard.web.pages.design import BANDS
from tests.conftest import ROOT
from tests.web.clients import Client, add, application
from tests.web.test_application import parts, words

COVERS = ("dashboard.web.pages.design",)


@pytest.fixture(scope="module")
def app() -> Dash:
    made = application(ROOT / "indicators.yaml", ROOT / "data")
    add(made, "admin", "admin")
    return made


def test_every_status_token_and_band_stands_there(app):
    """Nine statuses solid, hollow and large; every colour; every kind of band that some page
    uses.
    """
    client = Client(app)
    client.sign_in("admin")
    found = list(parts(client.show("/design")["main"]["children"]))
    classes = " ".join(str(part["props"].get("className", "")) for part in found)
    for name in STATUSES:
        assert classes.split().count(f"mark-{name}") == 3
    assert [
        words(part) for part in found if part["type"] == "Code" and words(part) in TOKENS
    ] == list(TOKENS)
    assert {
        part["props"]["className"].split()[1]
        for part in found
        if str(part["props"].get("className", "")).startswith("notice")
    } == set(BANDS)
    used = set()
    for file in (ROOT / "dashboard" / "web").rglob("*.py"):
        used |= set(re.findall(r'kind="([a-z-]+)"\)', file.read_text("utf-8")))
    assert used - {"password", "text", "stable"} <= set(BANDS)


def test_only_those_who_may_see_settings_see_it(app):
    assert "请先登录" in words(Client(app).show("/design")["main"]["children"])


def test_nothing_chinese_in_english(app):
    client = Client(app)
    client.sign_in("admin")
    assert not re.search(
        r"[\u4e00-\u9fff]", words(client.show("/design", "?lang=en")["main"]["children"])
    )
