"""Secrets and personal data: canaries sent through every path are in no log, no error, no audit, no
backup and no process list.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from dashboard.web.request.session import SESSION
from tests.browser.conftest import serve
from tests.conftest import PATIENCE, ROOT, declaration, indicator
from tests.test_guessing import Guesser
from tests.web.clients import body

CANARIES = {
    "secret key": "canary-SECRETKEY-0123456789-abcdefgh",
    "provider's secret": "canary-OIDCSECRET-abcdef",
    "right password": "Canary-Right-2026-pass",
    "wrong password": "Canary-Wrong-2026-pass",
    "weak password": "canary-weak",
    "database password": "canary-dbpass",
}


@pytest.fixture
def city(tmp_path) -> dict[str, str]:
    (tmp_path / "indicators.yaml").write_text(
        declaration(indicator("gdp", "plan: five, by: 2025, reach: 100")), "utf-8"
    )
    (tmp_path / "data").mkdir()
    return {
        "INDICATORS": str(tmp_path / "indicators.yaml"),
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 's.db'}",
        "SECRET_KEY": CANARIES["secret key"],
        "OIDC_ISSUER": "http://127.0.0.1:9",
        "OIDC_CLIENT_ID": "plan",
        "OIDC_CLIENT_SECRET": CANARIES["provider's secret"],
        "SESSIONS": "9",
    }


def command(city: dict[str, str], *arguments: str) -> str:
    made = subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **city},
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout + made.stderr


def processes() -> str:
    """The command lines of every process of this machine."""
    found = []
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(one.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
        except OSError:
            continue
    return "\n".join(found)


def test_no_canary_is_anywhere(city, tmp_path):
    """Passwords right, wrong and weak, the link, the session's cookie, both secrets: grep finds
    none of them.
    """
    log = tmp_path / "log"
    for address in serve(city, log=log):
        said = command(city, "user", "add", "张三", "--role", "admin")
        link = said.partition("#")[2].split()[0]
        visitor = Guesser(address, "10.0.0.9")
        for password in (CANARIES["weak password"], CANARIES["right password"]):
            post(
                visitor,
                body(
                    "welcome-said.children",
                    (("welcome-go.n_clicks", 1), ("welcome-again.n_submit", None)),
                    (
                        ("welcome-new.value", password),
                        ("welcome-again.value", password),
                        ("welcome-link.data", f"#{link}"),
                        ("url.search", ""),
                    ),
                ),
            )
        assert visitor.guess("张三", CANARIES["wrong password"]) == "wrong"
        assert visitor.guess(CANARIES["wrong password"], CANARIES["wrong password"]) == "wrong"
        inside = Guesser(address, "10.0.0.9")
        cookie = signed_in(inside)
        for sent in ({"output": "no.such", "state": CANARIES["wrong password"]}, {"output": 7}):
            post(inside, sent)
        listing = processes()
        audit = command(city, "audit", "list")
        command(city, "backup", "--to", str(tmp_path / "b.db"))
        pages = [
            get(address, path, cookie)
            for path in (
                "/admin/settings",
                "/admin/protection",
                "/admin/audit",
                "/_dash-layout",
                "/_dash-dependencies",
            )
        ]
    held = {
        "log": log.read_bytes(),
        "process list": listing.encode(),
        "audit": audit.encode(),
        "backup": (tmp_path / "b.db").read_bytes(),
        "store": (tmp_path / "s.db").read_bytes()
        + b"".join(file.read_bytes() for file in tmp_path.glob("s.db-wal")),
        "pages": "".join(pages).encode(),
    }
    secrets = {**CANARIES, "link": link, "session": cookie}
    for place, data in held.items():
        for what, secret in secrets.items():
            if (place, what) == ("audit", "wrong password") or (
                place in ("store", "backup") and what == "wrong password"
            ):
                continue  # typed where a name belongs; see the next test
            assert secret.encode() not in data, f"{what} in {place}"


def test_what_was_typed_where_a_name_belongs_is_cut(city, tmp_path):
    """A password typed into the name's place is kept at sixty characters at most, and nothing else
    can be done about it.
    """
    for address in serve(city):
        Guesser(address, "10.0.0.9").guess("x" * 500, "y")
        assert "x" * 61 not in command(city, "audit", "list").replace("\n", "")


def test_a_backup_holds_no_session_and_no_upload(city, tmp_path):
    """What passes is not copied: a stolen backup opens no session."""
    for address in serve(city):
        command(city, "user", "add", "张三")
        Guesser(address, "10.0.0.9")
        command(city, "backup", "--to", str(tmp_path / "b.db"))

    with sqlite3.connect(tmp_path / "b.db") as copy:
        for table in ("sessions", "links", "counters", "previews"):
            assert copy.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        assert copy.execute("SELECT count(*) FROM people").fetchone() == (1,)


def post(guesser: Guesser, sent: object) -> None:

    headers = {
        "Content-Type": "application/json",
        "Cookie": guesser.cookie,
        "X-CSRFToken": guesser.token,
    }
    with contextlib.suppress(urllib.error.HTTPError):
        urllib.request.urlopen(
            urllib.request.Request(
                f"{guesser.server}/_dash-update-component", json.dumps(sent).encode(), headers
            ),
            timeout=PATIENCE,
        ).close()


def get(address: str, path: str, token: str) -> str:

    with urllib.request.urlopen(
        urllib.request.Request(address + path, headers={"Cookie": f"{SESSION}={token}"}),
        timeout=PATIENCE,
    ) as answer:
        return str(answer.read().decode("utf-8"))


def signed_in(guesser: Guesser) -> str:
    """The session's cookie after signing in with the canary."""
    sent = body(
        "sign-in-said.children",
        (("sign-in-go.n_clicks", 1), ("sign-in-password.n_submit", None)),
        (
            ("sign-in-name.value", "张三"),
            ("sign-in-password.value", CANARIES["right password"]),
            ("url.search", ""),
        ),
    )
    headers = {
        "Content-Type": "application/json",
        "Cookie": guesser.cookie,
        "X-CSRFToken": guesser.token,
    }
    with urllib.request.urlopen(
        urllib.request.Request(
            f"{guesser.server}/_dash-update-component", json.dumps(sent).encode(), headers
        ),
        timeout=PATIENCE,
    ) as answer:
        held = SimpleCookie()
        for one in answer.headers.get_all("Set-Cookie"):
            held.load(one)
    return held[SESSION].value
