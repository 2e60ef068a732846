"""A real server and a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from dashboard import demo
from dashboard.web.endpoints.page_cache import DRAW_CALLBACK
from tests import processes, sizes
from tests.conftest import PATIENCE, ROOT, free_port, new_store, until

expect.set_options(timeout=PATIENCE * 1000)
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


PASSWORD = "Plan-monitor-2026"
NEXT_YEAR = date.today().year + 1  # noqa: DTZ011 # a served city goes by the clock
"""The year of what is due in a served city: not over, whenever tests run."""


def serve(environment: dict[str, str], port: int = 0, log: Path | None = None) -> Iterator[str]:
    """The address of a server of our own, ready to answer; ended by its process afterwards."""
    port = port or free_port()
    told = {"DATABASE_URL": new_store(), **environment, "PORT": str(port)}
    server = processes.start(told, log=log)
    address = f"http://127.0.0.1:{port}"
    try:
        until(
            lambda: not server.process.is_alive() or answers(f"{address}/health/ready"),
            "the server did not start",
        )
        assert server.process.is_alive(), server.err.read_text("utf-8")
        yield address
    finally:
        server.process.terminate()
        server.end()


def answers(address: str) -> bool:
    """Whether a server is there, and well."""
    try:
        urllib.request.urlopen(address, timeout=PATIENCE).close()
    except OSError:
        return False
    return True


def link(environment: dict[str, str], address: str, name: str, role: str, *more: str) -> str:
    """Somebody new, added at the machine; answers the one-time link."""
    port = address.rpartition(":")[2]
    told = {**environment, "PORT": port}
    made = processes.run(told, "user", "add", name, "--role", role, *more)
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()


def come_in(page: Page, link_: str) -> None:
    """Follow a one-time link, choose the password of the tests, and be in."""
    page.goto(link_)
    page.locator("#welcome-new").fill(PASSWORD)
    page.locator("#welcome-again").fill(PASSWORD)
    page.locator("#welcome-again").press("Enter")
    page.wait_for_url("**/account**")
    page.locator("#main h1").first.wait_for()


def signed_in(
    browser: Browser, house: tuple[str, dict[str, str]], name: str, role: str
) -> dict[str, object]:
    """What the browser of somebody new holds after coming in."""
    address, environment = house
    for one in visit(browser, address):
        come_in(one.page, link(environment, address, name, role))
        return dict(one.page.context.storage_state())
    raise AssertionError(name)


def fictional(folder: Path, indicators: int, seed: int) -> Iterator[tuple[str, dict[str, str]]]:
    """A fictional city served, with the environment by which people are added to it."""
    demo.write_demo_city(folder, demo.Size(indicators, 4), seed=seed)
    environment = {
        "INDICATORS": str(folder / "indicators.yaml"),
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": new_store(),
        "SESSIONS": "9",
    }
    for address in serve(environment):
        yield address, environment


def sign_in(page: Page, address: str, name: str, then: str = "/") -> None:
    """Sign in by name and the password of the tests."""
    page.goto(f"{address}/sign-in?next={then}")
    page.locator("#sign-in-name").fill(name)
    page.locator("#sign-in-password").fill(PASSWORD)
    page.locator("#sign-in-password").press("Enter")
    page.wait_for_url(f"**{then}")
    page.locator("#main h1").first.wait_for()


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The real plan, served."""
    yield from serve({})


@pytest.fixture(scope="session")
def served_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The fictional city, served."""
    folder = demo.write_demo_city(tmp_path_factory.mktemp("demo"), demo.Size(28, 7), seed=5)
    yield from serve(
        {"INDICATORS": str(folder / "indicators.yaml"), "DATA_DIR": str(folder / "data")}
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The installed Chromium, Chrome or Edge."""
    found = subprocess.run(
        ["sh", "scripts/browser.sh"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if found.returncode:
        pytest.fail(found.stderr.strip())
    arguments = [
        *QUIET,
        *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.stdout.strip(), args=arguments)
        yield chromium
        USED.clear()
        chromium.close()


DRAWN = """() => !document.querySelector("[data-dash-is-loading=true]")
    && Array.from(document.querySelectorAll(".dash-graph")).every(graph => graph.querySelector(".main-svg"))"""


FITTED = """() => Array.from(document.querySelectorAll(".js-plotly-plot")).every(plot => {
    const drawn = plot.querySelector(".main-svg").getBoundingClientRect().width;
    return !plot.clientWidth || Math.abs(plot.clientWidth - drawn) < 2;
})"""


def fitted(page: Page) -> None:
    """Wait until every chart has taken the width that it has now."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(FITTED):
        assert time.monotonic() < end, "a chart does not take its width"
        page.wait_for_timeout(25)


FOLLOW = """path => {
    history.pushState({}, "", path);
    window.dispatchEvent(new PopStateEvent("popstate"));
}"""


def draws(request: Request, path: str) -> bool:
    """Whether a request asks for the page at an address."""
    body = request.post_data_json if request.method == "POST" else None
    if not isinstance(body, dict) or body.get("output") != DRAW_CALLBACK:
        return False
    asked = "".join(given.get("value") or "" for given in body["inputs"])
    return unquote(asked) == unquote(path)


@dataclass
class Visit:
    """A page being looked at, with everything it asked for and complained about."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    under_way: set[Request] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    spoiled: bool = False

    @property
    def listeners(self) -> list[tuple[Any, Callable[..., None]]]:
        """What is heard of the page, by its event."""
        return [
            ("request", self.begins),
            ("requestfinished", self.ends),
            ("requestfailed", self.ends),
            ("console", self.says),
            ("pageerror", self.fails),
        ]

    def says(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def fails(self, error: object) -> None:
        self.complaints.append(str(error))

    def begins(self, request: Request) -> None:
        self.asked.append(request.url)
        self.under_way.add(request)

    def ends(self, request: Request) -> None:
        self.under_way.discard(request)

    def open(self, path: str) -> Page:
        """Go to an address and wait until its content is drawn."""
        self.page.goto(self.address + path)
        self.page.locator("#main h1").first.wait_for()
        return self.page

    def settle(self, path: str) -> Page:
        """Go to an address and wait until nothing asked for is on its way and every chart is
        drawn.
        """
        self.open(path)
        self.rest()
        return self.page

    def go(self, path: str) -> Page:
        """Go on to an address as by a link, and wait until nothing is on its way."""
        with self.page.expect_response(lambda answer: draws(answer.request, path)):
            self.page.evaluate(FOLLOW, path)
        self.rest()
        return self.page

    def rest(self) -> None:
        """Wait until nothing asked for is on its way and every chart is drawn."""
        quiet, end = 0, time.monotonic() + PATIENCE
        while quiet < 3 and time.monotonic() < end:
            self.page.wait_for_timeout(25)
            quiet = 0 if self.under_way or not self.page.evaluate(DRAWN) else quiet + 1
        waiting = [request.url for request in self.under_way]
        assert quiet, f"{self.page.url} does not come to rest: {waiting}"

    @property
    def strangers(self) -> list[str]:
        """Requests to any other host."""
        return [url for url in self.asked if not url.startswith((self.address, "data:", "blob:"))]


USED: dict[tuple[Browser, str], list[Page]] = {}
"""Empty pages of visits that are over, by their browser and options: a new one has none of the
scripts, and to read them takes a browser longer than most visits.
"""


def visit(
    browser: Browser,
    address: str,
    width: int = 1440,
    height: int = 900,
    storage_state: dict[str, Any] | None = None,
    **options: Any,
) -> Iterator[Visit]:
    """A page at an address, with nothing of an earlier visit; where a test fails, or `spoiled` it
    (a clock, scripts of its own, no network), nobody uses it again.
    """
    used = USED.setdefault((browser, repr(options)), [])
    page = used.pop() if used else browser.new_context(locale="zh-CN", **options).new_page()
    page.context.set_default_timeout(PATIENCE * 1000)
    page.context.add_cookies((storage_state or {}).get("cookies", []))
    page.set_viewport_size({"width": width, "height": height})
    one = Visit(page, address)
    for event, listener in one.listeners:
        page.on(event, listener)
    yield one
    if one.spoiled or page.is_closed() or len(page.context.pages) > 1:
        page.context.close()
        return
    for event, listener in one.listeners:
        page.remove_listener(event, listener)
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.emulate_media(media="null", color_scheme="null", reduced_motion="null")
    page.goto("about:blank")
    page.context.clear_cookies()
    used.append(page)


@pytest.fixture
def visitor(browser: Browser, served: str) -> Iterator[Visit]:
    """A visitor at a desk."""
    yield from visit(browser, served)


AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(
    page: Page, *, kind: str = "tag", asked: list[str] = RULES
) -> list[tuple[str, list[object]]]:
    """What axe finds against WCAG 2.2 A and AA and best practice, or against some rules: rules with
    some of the places.

    What it finds in order is not listed: that takes longest.
    """
    options = {"runOnly": {"type": kind, "values": asked}, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        (rule["id"], [node["target"] for node in rule["nodes"]][:3])
        for rule in result["violations"]
    ]


def unfold(page: Page, summary: str, label: str) -> Locator:
    """A field of a form that is opened; pressed again where the form was drawn anew under it."""
    field = page.get_by_label(label)

    def is_open() -> bool:
        if not field.is_visible():
            page.locator("#follow summary", has_text=summary).click()
            page.wait_for_timeout(200)
        return field.is_visible()

    until(is_open, label)
    return field


def check_widths(reader: Visit, path: str, screens: Sequence[tuple[int, int]]) -> None:
    """Nothing scrolls sideways on these screens; `make soak` keeps a picture of each."""
    for width, height in screens:
        reader.page.set_viewport_size({"width": width, "height": height})
        fitted(reader.page)
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width, path
        if sizes.FULL:
            take_picture(reader.page, path, width)
    reader.page.set_viewport_size(DESK)


def take_picture(page: Page, path: str, width: int) -> None:
    """A picture for those who build, of a phone's page to its end."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", path).strip("-") or "overview"
    page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=width < 700)


SCREENS = (
    (1920, 1080),
    (1440, 900),
    (1366, 768),
    (1280, 800),
    (1024, 768),
    (768, 1024),
    (390, 844),
)
"""A wall, a desk, notebooks, projectors, tablets, a phone."""
SCREENS_OF = {
    "zh": SCREENS if sizes.FULL else SCREENS[::2],
    "en": SCREENS if sizes.FULL else (*SCREENS[1::2], SCREENS[-1]),
}
"""Those on which a page is looked at in a language: each in one of them, the phone in both."""
DESK: ViewportSize = {"width": 1440, "height": 900}
PICTURES = Path(__file__).resolve().parents[2] / "build" / "pictures"
