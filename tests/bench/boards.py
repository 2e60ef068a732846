"""How long do pages of a large city take? `python -m tests.bench.boards [--indicators 150]
[--regions 7]`: server, wire, browser.

Eleven years of figures for every indicator and region, in memory; a real server and a real browser
beside it on the same cores.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import waitress
from playwright.sync_api import sync_playwright

from dashboard import demo
from dashboard.core.declaration.registry import parse
from dashboard.core.vocabulary.model import OBSERVATIONS, Registry
from dashboard.operations.snapshots import SnapshotService, SourceData, Stamp
from dashboard.settings import Settings
from dashboard.web.application import build_app
from dashboard.web.request.app_state import APP_STATE_KEY
from tests.bench.page_times import load_once, quiet_browser
from tests.conftest import ROOT, free_port
from tests.web.clients import SECRET, Client, add

YEARS = range(2014, 2025)
PAGES = ("/", "/indicators", "/gaps", "/projects", "/regions", "/what-if", "/indicators/demo_001")
MEETING = "/meeting/1"
AGAIN = 40
SCROLL = """async () => {
    const frames = []; let last = performance.now(), y = 0;
    return await new Promise(done => {
        function next() {
            const now = performance.now(); frames.push(now - last); last = now; y += 400; window.scrollTo(0, y);
            if (y < document.documentElement.scrollHeight && frames.length < 600) { requestAnimationFrame(next); return; }
            frames.sort((a, b) => a - b);
            done([frames.length, frames[Math.floor(frames.length * .5)], frames[Math.floor(frames.length * .95)], frames[frames.length - 1]]);
        }
        requestAnimationFrame(next);
    });
}"""


@dataclass(frozen=True)
class Frame:
    """A source that holds its figures in memory."""

    observations: pd.DataFrame

    def stamp(self) -> Stamp:
        return ()

    def recall(
        self, registry: Registry, known_on: date | None, version: int | None = None
    ) -> SourceData:
        return SourceData(self.observations, ())


def figures(registry: Registry) -> pd.DataFrame:
    """A figure a year for every indicator and region, walking slowly upwards."""
    names, places = list(registry.indicators), list(registry.regions)
    size = len(names) * len(places) * len(YEARS)
    walk = (
        np.random.default_rng(7)
        .normal(1.0, 0.6, size)
        .reshape(-1, len(YEARS))
        .cumsum(axis=1)
        .ravel()
        + 50
    )
    columns: dict[str, Any] = {
        "indicator": np.repeat(names, len(places) * len(YEARS)),
        "region": np.tile(np.repeat(places, len(YEARS)), len(names)),
        "year": np.tile(np.array(YEARS), len(names) * len(places)),
        "month": 12,
        "value": walk,
        "quality": "published",
        "published": pd.Timestamp(2025, 1, 20),
        "source": "公报",
        "cell": "年鉴.xlsx › 数据 › A1",
        "note": "",
    }
    return pd.DataFrame(columns)[list(OBSERVATIONS)]


def main(indicators: int, regions: int) -> None:
    folder = Path(tempfile.mkdtemp())
    text = demo.build_declaration(demo.Size(indicators, regions))
    (folder / "indicators.yaml").write_text(text, "utf-8")
    registry = parse(text).registry
    assert registry is not None
    settings = Settings(
        port=0,
        indicators=folder / "indicators.yaml",
        data_dir=folder,
        database_url=f"sqlite:///{folder}/store.db",
        secret_key=SECRET,
    )
    app = build_app(settings, lambda: datetime.now(UTC))
    house: Any = app.server.config[APP_STATE_KEY]
    desk = SnapshotService(house.declared().registry, Frame(figures(registry)), date(2026, 1, 5))
    house._desk, house._started = desk, True
    print(
        f"{indicators:,} indicators × {len(YEARS)} years × {regions} regions: "
        f"{len(desk.source.observations):,} figures"  # type: ignore[attr-defined]
    )
    start = time.perf_counter()
    Client(app).show("/")
    print(f"first page of all, everything judged: {time.perf_counter() - start:.2f} s")
    _server(app)
    _freeze(app)
    port = free_port()
    threading.Thread(
        target=waitress.serve,
        args=(app.server,),
        kwargs={"host": "127.0.0.1", "port": port, "threads": 8, "_quiet": True},
        daemon=True,
    ).start()
    time.sleep(1)
    _browser(f"http://127.0.0.1:{port}")


def _server(app: Any) -> None:
    """Milliseconds of the callback that draws a page: the first time for a view, and again."""
    client = Client(app)
    for path in PAGES:
        first: list[float] = []
        again: list[float] = []
        for at in range(AGAIN):
            start = time.perf_counter()
            client.show(path, f"?q=first{at}" if at < AGAIN // 4 else "")
            (first if at < AGAIN // 4 else again).append((time.perf_counter() - start) * 1000)
        again = again[1:]
        print(
            f"{path:<24} first render p50 {statistics.median(first):6.0f} max {max(first):6.0f} "
            "ms; "
            f"again p50 {statistics.median(again):6.1f} p95 "
            f"{sorted(again)[int(len(again) * 0.95)]:6.1f} ms"
        )


def _freeze(app: Any) -> None:
    """A meeting is frozen, whose slides the browser then opens."""
    add(app, "official", "official")
    client = Client(app)
    client.sign_in("official")
    asked = (
        ("meeting-name.value", "调度会"),
        ("meeting-day.value", "2026-01-05"),
        ("meeting-also.value", None),
        ("url.search", ""),
    )
    start = time.perf_counter()
    client.act("meeting-made.children", ("meeting-go.n_clicks", 1), state=asked)
    print(f"freezing a meeting: {time.perf_counter() - start:.2f} s")


def _browser(address: str) -> None:
    found = subprocess.run(
        ["sh", "scripts/browser.sh"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    with sync_playwright() as playwright:
        browser = quiet_browser(playwright, found)
        for path in (*PAGES[:5], MEETING):
            loads = [load_once(browser, address + path, "#main h1") for _ in range(4)][1:]
            drawn = statistics.median(one[0] for one in loads)
            print(
                f"{path:<24} cold: drawn {drawn:5.0f} ms, {loads[-1][1]:6.0f} KiB, "
                f"{loads[-1][2]} requests",
                end="",
            )
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(address + path)
            page.locator("#main h1").first.wait_for()
            page.wait_for_load_state("networkidle")
            frames, half, most, worst = page.evaluate(SCROLL)
            print(f"; scrolling {frames} frames p50 {half:.0f} p95 {most:.0f} max {worst:.0f} ms")
            page.close()
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indicators", type=int, default=150)
    parser.add_argument("--regions", type=int, default=7)
    given = parser.parse_args()
    main(given.indicators, given.regions)
