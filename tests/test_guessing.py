"""Guessing passwords from a hundred addresses over two servers: five guesses at a name, and not one
more.
"""

from __future__ import annotations

import json
import socket
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.cookies import SimpleCookie

import pytest

from dashboard.commands.output import now
from dashboard.operations import user_accounts
from dashboard.operations.authentication import Authenticator, Caller
from dashboard.operations.policy import Policy
from dashboard.store import audit
from dashboard.store.database import begin_read, open_database
from dashboard.web.request.session import CSRF, CSRF_HEADER, SESSION
from tests.browser.conftest import serve
from tests.conftest import MATCHES, PATIENCE, declaration, indicator, new_store
from tests.sizes import dice, size
from tests.web.clients import OPERATOR, PASSWORD, body

GUESSES = size("SOAK_GUESSES")
ADDRESSES, NAMES = 100, ["张三", "李四", "谁也不是"]


@pytest.fixture
def city(tmp_path) -> dict[str, str]:
    """A city whose servers sit behind a proxy on this machine."""
    (tmp_path / "indicators.yaml").write_text(
        declaration(indicator("gdp", "plan: five, by: 2025, reach: 100")), "utf-8"
    )
    (tmp_path / "data").mkdir()
    return {
        "INDICATORS": str(tmp_path / "indicators.yaml"),
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": new_store(),
        "TRUSTED_PROXIES": "127.0.0.1",
        "SECRET_KEY": "a key of the tests, which signs nothing else",
    }


class Guesser:
    """A browser without a screen, at an address of its own."""

    def __init__(self, server: str, address: str) -> None:
        self.server, self.address = server, address
        with urllib.request.urlopen(
            urllib.request.Request(f"{server}/sign-in", headers={"X-Forwarded-For": address}),
            timeout=PATIENCE,
        ) as answer:
            held = SimpleCookie()
            for one in answer.headers.get_all("Set-Cookie"):
                held.load(one)
        self.cookie = f"{SESSION}={held[SESSION].value}; {CSRF}={held[CSRF].value}"
        self.token = held[CSRF].value

    def guess(self, name: str, password: str) -> str:
        """What the page would say."""
        sent = body(
            "sign-in-said.children",
            (("sign-in-go.n_clicks", 1), ("sign-in-password.n_submit", None)),
            (
                ("sign-in-name.value", name),
                ("sign-in-password.value", password),
                ("url.search", ""),
            ),
        )
        headers = {
            "Content-Type": "application/json",
            "X-Forwarded-For": self.address,
            "Cookie": self.cookie,
            CSRF_HEADER: self.token,
        }
        asked = urllib.request.Request(
            f"{self.server}/_dash-update-component", json.dumps(sent).encode(), headers
        )
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
                text = json.dumps(json.loads(answer.read()), ensure_ascii=False)
        except urllib.error.HTTPError as error:
            return f"{error.code}"
        return (
            "wrong"
            if "不正确" in text
            else "wait"
            if "分钟后再试" in text
            else "in"
            if '"go"' in text
            else text
        )


@contextmanager
def two_servers(city: dict[str, str]) -> Iterator[list[str]]:
    with ExitStack() as stack:
        yield [stack.enter_context(contextmanager(serve)(city)) for _ in range(2)]


def test_ten_thousand_guesses_are_fifteen(city):
    """Whatever the address and the server: five passwords are tried at each name, known or not; the
    right one then waits too.
    """
    met: Counter[tuple[str, str]] = Counter()
    lock = threading.Lock()
    with two_servers(city) as servers:
        door = Authenticator(open_database(city["DATABASE_URL"]), Policy(), "")
        for name in NAMES[:2]:
            caller = Caller(OPERATOR, "", now())
            door.set_by_link(
                user_accounts.add_person(door, caller, name, "analyst"), PASSWORD, caller
            )
        guessers = [Guesser(servers[turn % 2], f"10.1.{turn}.7") for turn in range(ADDRESSES)]
        chance = dice(7)
        queue = [
            (chance.choice(guessers), chance.choice(NAMES), f"Guess-number-{turn}")
            for turn in range(GUESSES)
        ]

        def work() -> None:
            while True:
                with lock:
                    if not queue:
                        return
                    guesser, name, password = queue.pop()
                said = guesser.guess(name, password)
                with lock:
                    met[name, said] += 1

        threads = [threading.Thread(target=work) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert {key: count for key, count in met.items() if key[1] == "wrong"} == dict.fromkeys(
            [(name, "wrong") for name in NAMES], 5
        )
        assert {said for _, said in met} == {"wrong", "wait"}
        assert guessers[0].guess("张三", PASSWORD) == "wait"
    with begin_read(open_database(city["DATABASE_URL"])) as connection:
        entries = list(audit.list_entries(connection))
        acts = Counter(entry.action for entry in entries)
        assert audit.verify_chain(connection).broken is None
    assert (
        len(
            {
                json.loads(entry.details)["address"]
                for entry in entries
                if entry.action == "sign in refused"
            }
        )
        > 2
    ), "the forwarded addresses count"
    assert acts["lock"] == len(NAMES)
    assert acts["sign in refused"] == 5 * len(NAMES)
    MATCHES.append(
        f"password guessing: {GUESSES} guesses from {ADDRESSES} addresses over 2 servers, 5 "
        f"tried at each of {len(NAMES)} names, 0 beyond"
    )


def test_the_single_server_knows_its_proxy_and_bounds_what_it_keeps(city):
    """waitress, as `make run` starts it: a trusted proxy's word on TLS counts, and a body beyond
    the bound is refused before it has come.
    """
    with ExitStack() as stack:
        address = stack.enter_context(contextmanager(serve)(city))
        asked = urllib.request.Request(
            f"{address}/", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.2.3"}
        )
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            assert all("Secure" in one for one in answer.headers.get_all("Set-Cookie"))
        with socket.create_connection(
            ("127.0.0.1", int(address.rpartition(":")[2])), timeout=PATIENCE
        ) as line:
            line.sendall(
                b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 62914560\r\n\r\n"
                + b"x" * 1000
            )
            assert b" 413 " in line.recv(200)
