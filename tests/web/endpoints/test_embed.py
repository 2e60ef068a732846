"""A chart in another site's page: whom the policy lets frame it, and that it needs neither script
nor cookie.
"""

from __future__ import annotations

import pytest
from dash import Dash

from dashboard.core.vocabulary.rules import RULES
from dashboard.web.endpoints.embed import format_frame_ancestors
from tests.conftest import ROOT, declaration, indicator
from tests.web.clients import application, rules

SITE = "https://portal.example.gov.cn"


@pytest.fixture(scope="module")
def app() -> Dash:
    return application(ROOT / "indicators.yaml", ROOT / "data", embed_from=(SITE,))


def test_named_sites_may_frame_a_chart_and_nothing_else(app):
    """Every other page stays without a frame; the older header, which knows no list, is left out
    where it would forbid.
    """
    client = app.server.test_client()
    chart, page = client.get("/embed/gdp"), client.get("/")
    assert (
        f"frame-ancestors {SITE}" in chart.headers["Content-Security-Policy"]
        and "X-Frame-Options" not in chart.headers
    )
    assert (
        "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        and page.headers["X-Frame-Options"] == "DENY"
    )


def test_without_the_setting_nobody_may():
    chart = (
        application(ROOT / "indicators.yaml", ROOT / "data").server.test_client().get("/embed/gdp")
    )
    assert (
        "frame-ancestors 'none'" in chart.headers["Content-Security-Policy"]
        and chart.headers["X-Frame-Options"] == "DENY"
    )


def test_it_has_no_script_and_sets_no_cookie(app):
    answer = app.server.test_client().get("/embed/gdp?plan=fyp14&year=2023")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert "<script" not in text and text.count("<svg") == 2 and "7791" in text
    assert (
        'href="/indicators/gdp?plan=fyp14&amp;region=330600&amp;year=2023' in text
        and 'rel="noopener"' in text
    )


def test_language_and_light_come_by_the_address(app):
    text = app.server.test_client().get("/embed/gdp?lang=en&look=dark").get_data(as_text=True)
    assert '<html lang="en">' in text and "Path of the plan" in text and "序时进度" not in text
    assert "background: #17202c" in text


def test_an_indicator_without_numbers_says_so_much(app):
    """A target in words has a verdict and no chart; what does not exist is not found."""
    client = app.server.test_client()
    missing = client.get("/embed/none")
    assert missing.status_code == 404 and "没有指标“none”" in missing.get_data(as_text=True)
    worded = client.get("/embed/pioneer_city").get_data(as_text=True)
    assert "<svg" not in worded and "<h1><b>" in worded


def test_names_are_escaped(tmp_path):
    """A name that looks like markup is shown as it is written."""
    evil = "<img src=x onerror=alert(1)>"
    written = declaration(
        indicator("share", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
    )
    (tmp_path / "indicators.yaml").write_text(
        written.replace("{zh: share,", f"{{zh: '{evil}',"), "utf-8"
    )
    (tmp_path / "data").mkdir()
    text = (
        application(tmp_path / "indicators.yaml", tmp_path / "data")
        .server.test_client()
        .get("/embed/share")
        .get_data(as_text=True)
    )
    assert "<img" not in text and "&lt;img src=x" in text


def test_it_names_the_verdicts_own_plan_and_year_and_what_it_was_judged_by(app):
    """A target of another year's plan stands under its own name; other rules, another day and a
    fictional city are said.
    """
    client = app.server.test_client()
    annual = client.get("/embed/gdp_growth?plan=fyp14&year=2023").get_data(as_text=True)
    assert (
        "2021年度目标 · 绍兴市 · % · 2021年" in annual
        and "“十四五”规划" not in annual.partition("<small>")[2]
    )
    other = client.get(
        "/embed/gdp?plan=fyp14&year=2023&rules=eurostat&known_on=2024-12-31"
    ).get_data(as_text=True)
    assert "按2024-12-31已知" in other and RULES["eurostat"].name.zh in other
    assert (
        "按"
        not in client.get("/embed/gdp?plan=fyp14&year=2023")
        .get_data(as_text=True)
        .partition("<small>")[2]
    )


@pytest.mark.parametrize(
    ("search", "status"),
    [
        ("plan=zzz", 400),
        ("plan=fyp14&year=1999", 404),
        ("yaer=2023", 400),
        ("look=blue", 400),
        ("version=99", 404),
    ],
)
def test_a_wrong_address_is_said_and_no_other_year_is_shown(app, search, status):
    """A page of another site that asks for what is not there should not publish something else."""
    answer = app.server.test_client().get(f"/embed/gdp?{search}")
    assert (
        answer.status_code == status
        and "<svg" not in answer.get_data(as_text=True)
        and answer.mimetype == "text/plain"
    )


def test_members_only_says_so_in_the_frame():
    answer = (
        application(ROOT / "indicators.yaml", ROOT / "data", policy=rules(open_to_all=False))
        .server.test_client()
        .get("/embed/gdp")
    )
    assert answer.status_code == 401 and "请重新登录" in answer.get_data(as_text=True)


def test_only_addresses_of_charts_are_framed(app):
    with app.server.test_request_context("/"):
        assert (
            format_frame_ancestors("/embed/gdp"),
            format_frame_ancestors("/"),
            format_frame_ancestors("/x/embed/gdp"),
        ) == (
            SITE,
            "'none'",
            "'none'",
        )
