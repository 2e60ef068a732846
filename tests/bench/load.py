"""Many viewers at once, through nginx to two gunicorn workers, and what an upload of the nastiest
kind does to them.

`python -m tests.bench.load [--seconds 60] [--viewers 100 200]`: latencies of what a page asks for,
errors, and the machine's noise (the same again with nobody else). Each viewer opens a page (four
callbacks), thinks for five seconds on average, and goes on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path

from dashboard import demo
from dashboard.web.endpoints.page_cache import DRAW_CALLBACK
from tests.bench import large
from tests.conftest import ROOT, free_port
from tests.deployment.conftest import Replica, nginx
from tests.web.clients import PASSWORD, body

THINK, CALLBACKS_A_PAGE = 5.0, 4
SIZE = demo.Size(200, 20, last_year=2025)
YEARS = 16
ADDRESSES = [
    *[
        ("/", f"?region=99{region:04d}&year={year}")
        for region in range(12)
        for year in (2022, 2023)
    ],
    *[("/indicators", f"?region=99{region:04d}") for region in range(6)],
    ("/checks", ""),
    ("/methods", ""),
    ("/data", ""),
    ("/", ""),
    ("/", "?lang=en"),
]


@dataclass
class House:
    """A fictional city behind nginx, over plain HTTP on loopback."""

    folder: Path
    port: int
    replica: Replica


@contextmanager
def house(size: demo.Size = SIZE) -> Iterator[House]:
    """nginx as shipped (without TLS and without its limits for one address, as all viewers share
    ours) before one gunicorn.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        city = demo.write_demo_city(folder / "city", size, seed=3)
        port, inner = free_port(), free_port()
        environment = {
            "INDICATORS": str(city / "indicators.yaml"),
            "DATA_DIR": str(city / "data"),
            "DATABASE_URL": f"sqlite:///{folder / 's.db'}",
            "TRUSTED_PROXIES": "127.0.0.1",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "SESSIONS": "20",
            "UPLOADS_PER_HOUR": "1000",
            "IDLE_MINUTES": "480",
        }
        replica = Replica(environment, inner, folder / "log")
        replica.start()
        replica.ready()
        text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
        for old, new in (
            ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
            ("127.0.0.1:8050", f"127.0.0.1:{inner}"),
            ("    server 127.0.0.1:8051 max_fails=0;\n", ""),
            ("limit_req zone=plan_acts burst=200 nodelay;", ""),
            ("limit_conn plan_uploads 4;", ""),
            (
                (
                    "    ssl_certificate /etc/nginx/plan.crt;\n    ssl_certificate_key "
                    "/etc/nginx/plan.key;\n    ssl_protocols TLSv1.2 TLSv1.3;\n"
                ),
                "",
            ),
        ):
            assert old in text, old
            text = text.replace(old, new)
        temporary = " ".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/nginx.log; worker_processes 1; "
            f"events {{ worker_connections 1024; }}\nhttp "
            f"{{ access_log off; {temporary}\n{text} }}"
        )
        front = subprocess.Popen([nginx(), "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
        time.sleep(0.5)
        try:
            yield House(folder, port, replica)
        finally:
            front.terminate()
            front.wait(20)
            replica.stop(signal.SIGTERM)


@dataclass
class Browser:
    """One browser's connection, kept open, and what it holds."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, data: bytes = b"", kind: str = "application/json"
    ) -> tuple[int, bytes]:
        """One request; a connection that the other side closes, as nginx does after a thousand, is
        opened anew.
        """
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}",
            f"X-CSRFToken: {self.cookies.get('plan-csrf', '')}",
            "Accept-Encoding: gzip",
            f"Content-Type: {kind}",
            f"Content-Length: {len(data)}",
        ]
        if self.line is None:
            self.line = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        reader, writer = self.line
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + data)
        await writer.drain()
        status, found, is_last = await self._answer(reader)
        if is_last:
            self.close()
        return status, found

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[int, bytes, bool]:
        """Status and body, and whether the connection ends with it."""
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status, length, chunked, is_last = int(lines[0].split()[1]), 0, False, False
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                held: SimpleCookie = SimpleCookie()
                held.load(value)
                self.cookies |= {key: morsel.value for key, morsel in held.items()}
            length = int(value) if name.lower() == "content-length" else length
            chunked |= (name.lower(), value) == ("transfer-encoding", "chunked")
            is_last |= (name.lower(), value) == ("connection", "close")
        if not chunked:
            return status, await reader.readexactly(length), is_last
        parts = []
        while size := int((await reader.readline()).strip(), 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readexactly(2)
        return status, b"".join(parts), is_last

    def close(self) -> None:
        """Hang up."""
        if self.line is not None:
            self.line[1].close()
            self.line = None


@dataclass
class Met:
    """What a run met: seconds of each callback, and every answer that was not a page."""

    taken: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)

    def said(self) -> str:
        if len(self.taken) < 20:
            return f"{len(self.taken)} callbacks, {dict(self.wrong)}"
        cuts = statistics.quantiles(self.taken, n=100)
        return (
            f"{len(self.taken)} callbacks, p50 {1000 * cuts[49]:.0f} ms, p95 "
            f"{1000 * cuts[94]:.0f} ms, p99 {1000 * cuts[98]:.0f} ms, errors "
            f"{sum(self.wrong.values())} {dict(self.wrong) or ''}"
        )

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.taken, n=100)[94]


def draw(path: str, search: str) -> bytes:
    """The body of the callback that draws a page."""
    return json.dumps(
        body(DRAW_CALLBACK, (("url.pathname", path), ("url.search", search)))
    ).encode()


async def viewer(port: int, until: float, met: Met, seed: int) -> None:
    """Somebody who looks at pages until a moment."""
    chance, browser = random.Random(seed), Browser(port)
    await asyncio.sleep(chance.uniform(0, THINK))
    try:
        await browser.ask("GET", "/")
        while time.perf_counter() < until:
            for _ in range(CALLBACKS_A_PAGE):
                begun = time.perf_counter()
                try:
                    status, _ = await browser.ask(
                        "POST", "/_dash-update-component", draw(*chance.choice(ADDRESSES))
                    )
                    if status != 200:
                        met.wrong[str(status)] += 1
                except (OSError, asyncio.IncompleteReadError) as error:
                    met.wrong[type(error).__name__] += 1
                    browser.close()
                met.taken.append(time.perf_counter() - begun)
            await asyncio.sleep(chance.uniform(0, 2 * THINK))
    finally:
        browser.close()


async def crowd(port: int, viewers: int, seconds: float, beside: object = None) -> Met:
    """So many viewers for so long, with something else going on beside them."""
    met, until = Met(), time.perf_counter() + seconds
    work = [viewer(port, until, met, seed) for seed in range(viewers)]
    if callable(beside):
        work.append(beside(until))
    await asyncio.gather(*work)
    return met


def _link(served: House, name: str) -> str:
    """An analyst made at the machine; answers what the link holds."""
    made = subprocess.run(
        [sys.executable, "app.py", "user", "add", name, "--role", "analyst"],
        cwd=ROOT,
        env={**os.environ, **served.replica.environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return "#" + made.stdout.strip().partition("#")[2]


async def sign_in(served: House, name: str) -> Browser:
    """An analyst signed in by the link."""
    link = await asyncio.to_thread(_link, served, name)
    browser = Browser(served.port)
    await browser.ask("GET", "/")
    state = (
        ("welcome-new.value", PASSWORD),
        ("welcome-again.value", PASSWORD),
        ("welcome-link.data", link),
        ("url.search", ""),
    )
    await browser.ask(
        "POST",
        "/_dash-update-component",
        json.dumps(
            body(
                "welcome-said.children",
                (("welcome-go.n_clicks", 1), ("welcome-again.n_submit", None)),
                state,
            )
        ).encode(),
    )
    status, _ = await browser.ask("GET", "/account")
    assert status == 200
    return browser


async def upload(browser: Browser, data: bytes, name: str) -> str:
    """Send a file; answers the path of its page, empty where it was asked to wait."""
    status, answer = await browser.ask(
        "POST", f"/data/upload?name={name}", data, "application/octet-stream"
    )
    return str(json.loads(answer)["href"]) if status == 202 else ""


def run(seconds: float, sizes: list[int]) -> None:
    """Every figure, printed."""
    with house() as served:
        print(
            f"{SIZE.indicators} indicators × {SIZE.regions} regions, {YEARS} years at most, "
            "nginx, 2 workers × 4 threads, SQLite; client on the same 2 cores"
        )
        asyncio.run(crowd(served.port, 60, 40))  # every page drawn once by each worker
        for viewers in sizes:
            print(
                f"{viewers} viewers: "
                f"{asyncio.run(crowd(served.port, viewers, seconds)).said()}; "
                f"{served.replica.memory()} MB"
            )
        nasty = large.made("wide", large.declared())
        quiet = asyncio.run(crowd(served.port, 20, seconds / 2))
        print(f"20 viewers, quiet: {quiet.said()}")

        async def uploading() -> Met:
            analyst = await sign_in(served, "张三")
            sent: Counter[bool] = Counter()

            async def keep_on(until: float) -> None:
                while time.perf_counter() < until:
                    sent[bool(await upload(analyst, nasty, "large.xlsx"))] += 1
                    await asyncio.sleep(1)

            met = await crowd(served.port, 20, seconds / 2, keep_on)
            print(
                "20 viewers while a workbook of a million cells is uploaded again and again "
                f"({sent[True]} taken, {sent[False]} asked to wait): {met.said()}"
            )
            return met

        busy = asyncio.run(uploading())
        print(
            f"p95 under the uploads: {busy.p95 / quiet.p95:.1f} × the quiet one; "
            f"{served.replica.memory()} MB"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--viewers", type=int, nargs="+", default=[100, 200])
    asked = parser.parse_args()
    run(asked.seconds, asked.viewers)
