"""Signing in, out and the own account, as a browser does it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dashboard.operations import user_accounts
from dashboard.web.request.session import CSRF, SESSION
from dashboard.web.widgets.forms import restrict_to_local
from tests.conftest import ROOT
from tests.web.clients import PASSWORD, Client, add, application, house_of, operator, rules
from tests.web.test_application import words

COVERS = (
    "dashboard.web.pages.account",
    "dashboard.web.pages.sign_in",
    "dashboard.web.pages.welcome",
    "dashboard.web.widgets.formatting",
    "dashboard.web.widgets.forms",
    "dashboard.web.widgets.shared_texts",
)


def answered(answer: Any) -> dict[str, Any]:
    """Everything that a callback set, side effects too."""
    found = answer.get_json()
    return {**found.get("response", {}), **found.get("sideUpdate", {})}


def test_signing_in_renews_what_the_browser_holds(app):
    """No session from before the sign-in is worth anything after it (session fixation)."""
    client = Client(app)
    before = client.http.get_cookie(SESSION)
    answer = client.sign_in("张三")
    after = client.http.get_cookie(SESSION)
    assert before is not None
    assert after is not None
    assert after.value != before.value
    assert after.value.startswith("m.")
    assert answered(answer)["go"] == {"href": "/"}
    assert client.http.get_cookie(CSRF)
    assert "张三" in client.corner()


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(app):
    client = Client(app)
    headers = client.sign_in("张三").headers.getlist("Set-Cookie")
    session = next(one for one in headers if one.startswith(SESSION))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(session.split("; "))
    assert "Secure" not in session
    assert "SameSite=Strict" in next(one for one in headers if one.startswith(CSRF))


def test_behind_tls_cookies_are_secure():
    """A trusted proxy says that the request came over TLS; an untrusted one is not believed."""
    from ipaddress import ip_network  # noqa: PLC0415

    for trusted, secure in (((ip_network("127.0.0.1"),), True), ((), False)):
        app = application(ROOT / "indicators.yaml", ROOT / "data", trusted_proxies=trusted)
        answer = app.server.test_client().get(
            "/", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.2.3"}
        )
        assert all(("; Secure" in one) == secure for one in answer.headers.getlist("Set-Cookie"))
        assert ("Strict-Transport-Security" in answer.headers) == secure


def test_a_wrong_password_is_a_sentence(app):
    client = Client(app)
    assert (
        words(answered(client.sign_in("张三", "no"))["sign-in-said"]["children"])
        == "用户名或密码不正确"
    )
    assert (
        words(answered(client.sign_in("谁", "no"))["sign-in-said"]["children"])
        == "用户名或密码不正确"
    )


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ("/indicators?year=2023", "/indicators?year=2023"),
        ("//evil.example/", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\nb", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_nobody_is_led_elsewhere(asked, then):
    assert restrict_to_local(asked) == then


def test_a_session_over_is_said(app, clock):
    """After fifteen idle minutes the page asks to sign in again, and says why."""
    client = Client(app)
    client.sign_in("张三")
    clock.on(minutes=16)
    assert client.get("/account").headers["Location"] == "/sign-in?next=%2Faccount&over=1"
    assert "登录已结束" in words(
        client.show("/sign-in", "?next=%2Faccount&over=1")["main"]["children"]
    )
    assert "登录已结束" not in words(client.show("/sign-in")["main"]["children"])


def test_signing_out_is_for_good(app):
    """The cookie of before opens nothing (use after sign-out)."""
    client = Client(app)
    client.sign_in("张三")
    kept = client.http.get_cookie(SESSION)
    assert kept is not None
    answer = client.act(
        "sign-out-said.children", ("sign-out.n_clicks", 1), state=(("url.search", ""),)
    )
    assert answered(answer)["go"] == {"href": "/"}
    assert "张三" not in client.corner()
    client.http.set_cookie(SESSION, kept.value)
    client.http.set_cookie(CSRF, house_of(app).auth.build_csrf_token(kept.value))
    assert client.get("/account").status_code == 302
    assert (
        client.act(
            "sign-out-said.children", ("sign-out.n_clicks", 1), state=(("url.search", ""),)
        ).status_code
        == 401
    )


def test_a_link_leads_to_a_password_and_in(app):
    client = Client(app)
    link = user_accounts.add_person(house_of(app).auth, operator(), "李四", "viewer")

    def choose(new: str, again: str) -> dict[str, Any]:
        return answered(
            client.act(
                "welcome-said.children",
                ("welcome-go.n_clicks", 1),
                ("welcome-again.n_submit", None),
                state=(
                    ("welcome-new.value", new),
                    ("welcome-again.value", again),
                    ("welcome-link.data", f"#{link}"),
                    ("url.search", ""),
                ),
            )
        )

    assert words(choose(PASSWORD, "other")["welcome-said"]["children"]) == "两次输入的密码不同"
    assert "至少 12 位" in words(choose("short", "short")["welcome-said"]["children"])
    assert choose(PASSWORD, PASSWORD)["go"] == {"href": "/account"}
    assert "李四" in words(client.show("/account")["main"]["children"])
    assert "链接无效" in words(choose(PASSWORD + "x", PASSWORD + "x")["welcome-said"]["children"])


def test_changing_the_password(app):
    client = Client(app)
    client.sign_in("张三")

    def change(old: str, new: str, again: str) -> str:
        answer = client.act(
            "password-said.children",
            ("password-go.n_clicks", 1),
            state=(
                ("password-old.value", old),
                ("password-new.value", new),
                ("password-again.value", again),
                ("url.search", ""),
            ),
        )
        return words(answered(answer)["password-said"]["children"])

    assert "两次" in change(PASSWORD, "Another-good-2027", "else")
    assert "现在的密码不正确" in change("no", "Another-good-2027", "Another-good-2027")
    assert "密码已更换" in change(PASSWORD, "Another-good-2027", "Another-good-2027")
    assert "张三" in words(client.show("/account")["main"]["children"])


def test_an_old_password_shows_nothing_but_the_way_to_another(app, clock):
    client = Client(app)
    clock.on(days=80)
    client.sign_in("张三")
    clock.on(days=11)
    assert answered(client.sign_in("张三"))["go"] == {"href": "/account"}
    assert "超过使用期限" in words(client.show("/account")["main"]["children"])
    shown = client.show("/")
    assert "6001" not in words(shown["main"]["children"])
    assert "更换密码" in words(shown["main"]["children"])


def test_the_sessions_of_a_person_are_listed_and_ended():
    app = application(ROOT / "indicators.yaml", ROOT / "data", policy=rules(sessions=3))
    add(app, "张三", "viewer")
    mine, other = Client(app), Client(app)
    other.sign_in("张三")
    mine.sign_in("张三")
    page = words(mine.show("/account")["main"]["children"])
    assert len(re.findall(r"2026-11-\d\d \d\d:\d\d", page)) == 4
    answer = mine.act(
        "sessions-said.children", ("sessions-go.n_clicks", 1), state=(("url.search", ""),)
    )
    assert "已结束 1 个会话" in words(answered(answer)["sessions-said"]["children"])
    assert other.get("/account").status_code == 302
    assert mine.get("/account").status_code == 200


def test_members_only(app):
    """In a house for members a visitor sees no figure, no name of the plan, and no page."""
    closed = application(ROOT / "indicators.yaml", ROOT / "data", policy=rules(open_to_all=False))
    add(closed, "张三", "viewer")
    client = Client(closed)
    for path in ("/", "/indicators", "/indicators/gdp", "/checks", "/data", "/methods", "/nowhere"):
        assert client.get(path).headers["Location"].startswith("/sign-in?next=")
        shown = client.show(path)
        assert words(shown["main"]["children"]).strip().startswith("请先登录")
        assert "绍兴" not in str(shown)
    assert "绍兴" not in str(client.show("/sign-in"))
    assert client.get("/template").status_code == 401
    client.sign_in("张三")
    assert "绍兴" in str(client.show("/"))


def test_a_page_kept_for_one_is_not_shown_to_another():
    """The same address, drawn for a member before: the visitor gets the refusal, and no name
    leaks.
    """
    closed = application(ROOT / "indicators.yaml", ROOT / "data", policy=rules(open_to_all=False))
    add(closed, "张三", "viewer")
    add(closed, "李四", "viewer")
    first, second = Client(closed), Client(closed)
    first.sign_in("张三")
    first.show("/")
    second.sign_in("李四")
    assert "张三" not in str(second.show("/"))
    assert "绍兴" not in str(Client(closed).show("/"))
