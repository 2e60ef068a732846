"""The server that `make run` starts, with more connections than threads: idle ones, and people who
send and read slowly, hold nobody up.
"""

from __future__ import annotations

import resource
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from dashboard.commands import main
from tests.browser.conftest import serve
from tests.conftest import PATIENCE
from tests.sizes import FULL

IDLE = 1000
THREADS = 2


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of the real plan, with two threads."""
    yield from serve({"THREADS": str(THREADS)})


@contextmanager
def connected(address: str, many: int) -> Iterator[list[socket.socket]]:
    """So many open connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    port = int(address.rpartition(":")[2])
    with ExitStack() as stack:
        yield [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE))
            for _ in range(many)
        ]
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def check_answers(address: str) -> None:
    """A reader beside them gets a page."""
    with urllib.request.urlopen(f"{address}/", timeout=PATIENCE) as answer:
        assert answer.status == 200


def test_a_thousand_idle_connections_are_held(address):
    """None is closed before its time, and whoever comes is answered while they are there."""
    started = time.monotonic()
    with connected(address, IDLE) as lines:
        check_answers(address)
        if time.monotonic() - started < main.IDLE_SECONDS:
            for line in lines:
                line.setblocking(False)
                with pytest.raises(BlockingIOError):
                    line.recv(1)
        if FULL:
            time.sleep(main.IDLE_SECONDS + 2 * main.CLEANUP_SECONDS)
            assert [line.recv(1) for line in lines] == [b""] * IDLE
        check_answers(address)


def test_slow_senders_and_readers_hold_no_thread(address):
    """Half a request, half a body, and a megabyte that nobody takes."""
    halves = [
        b"GET / HT",
        b"POST /_dash-update-component HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{",
    ]
    large = (
        b"GET /_dash-component-suites/plotly/package_data/plotly.min.js HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    with connected(address, 10 * THREADS) as lines:
        for turn, line in enumerate(lines):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.sendall([*halves, large][turn % 3])
        for _ in range(5):
            check_answers(address)


def test_the_system_is_asked_for_what_it_allows(monkeypatch):
    """Up to the hard limit; where that is less, so many connections fewer."""
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits))
    for limits, allowed, new in (
        ((256, 100_000), 1200, [(1500, 100_000)]),
        ((256, 1024), 724, [(1024, 1024)]),
        ((1_000_000, 1_000_000), 1200, []),
        ((256, resource.RLIM_INFINITY), 1200, [(1500, resource.RLIM_INFINITY)]),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), 1200, []),
    ):
        asked.clear()
        monkeypatch.setattr(resource, "getrlimit", lambda _, limits=limits: limits)
        assert main.allow_connections(1200) == allowed
        assert asked == new
