"""When is a page of ours there, beside the same small page in other frameworks? One probe for all,
one run.
"""

from __future__ import annotations

import os
import shlex
import statistics
import subprocess
import sys
import time
import urllib.request
import venv
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.conftest import QUIET
from tests.conftest import ROOT, free_port

LOADS = 5
BARS, ROWS, LINE = ".barlayer .point path", "tr.row td", ".scatterlayer .trace path"
WATCH = """
window.__deep = (selector, root = document) => {
  const hit = root.querySelector(selector); if (hit) return hit;
  for (const node of root.querySelectorAll('*')) if (node.shadowRoot) { const found = window.__deep(selector, node.shadowRoot); if (found) return found; }
  return null;
};
(() => { const look = () => { if (window.__deep(%r)) { window.__there = performance.now(); } else { requestAnimationFrame(look); } }; look(); })();
"""


@dataclass(frozen=True)
class Subject:
    """A page to measure: how its server starts, where it lies, and what must be there to call it
    drawn.
    """

    name: str
    command: list[str]
    folder: Path
    path: str
    drawn: str


def peers(folder: Path, made: Path) -> list[Subject]:
    """The pages of a peers folder, each in an environment of its own, made on first use."""
    commands = {
        "dash": "{python} apps/dash_app.py {port}",
        "vizro": "{python} apps/vizro_app.py {port}",
        "streamlit": "{python} -m streamlit run apps/streamlit_app.py --server.headless true "
        "--server.address 127.0.0.1 --server.port {port} "
        "--browser.gatherUsageStats false --server.fileWatcherType none",
        "panel": "{python} -m panel serve apps/panel_app.py --address 127.0.0.1 --port {port} "
        "--index panel_app",
    }
    found = []
    for name, command in commands.items():
        wanted = folder / f"requirements-{name}.txt"
        if wanted.is_file():
            python = _environment(made / name, wanted)
            path = "/panel_app" if name == "panel" else "/"
            found.append(
                Subject(
                    name, shlex.split(command.replace("{python}", str(python))), folder, path, BARS
                )
            )
    return found


def _environment(place: Path, wanted: Path) -> Path:
    python = place / "bin" / "python"
    if not python.is_file():
        venv.create(place, with_pip=True)
        subprocess.run(
            [
                python,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
                wanted,
            ],
            check=True,
        )
    return python


def ours() -> list[Subject]:
    """Our overview, drawn when its rows are there, and an indicator's page, drawn when its line
    is.
    """
    command = [sys.executable, "app.py"]
    return [
        Subject("our overview", command, ROOT, "/", ROWS),
        Subject("our indicator", command, ROOT, "/indicators/gdp", LINE),
    ]


def measure(subjects: list[Subject], browser_path: str) -> None:
    """Print start, time until drawn, and what came over the wire: medians of several cold loads, in
    turn.
    """
    with sync_playwright() as playwright:
        browser = quiet_browser(playwright, browser_path)
        heads = ("page", "start s", "drawn ms", "[min–max]", "KiB", "requests")
        print("{:<14}{:>9}{:>10}{:>14}{:>8}{:>10}".format(*heads))
        for subject in subjects:
            started, drawn, kib, requests = _one(browser, subject)
            spread = f"[{min(drawn):.0f}–{max(drawn):.0f}]"
            middle = statistics.median(drawn)
            print(f"{subject.name:<14}{started:>9.2f}{middle:>10.0f}{spread:>14}", end="")
            print(f"{kib:>8.0f}{requests:>10}")
        browser.close()


def quiet_browser(playwright: Playwright, path: str) -> Browser:
    """A browser that asks for nothing of its own."""
    flags = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return playwright.chromium.launch(executable_path=path, args=flags)


def _one(browser: Browser, subject: Subject) -> tuple[float, list[float], float, int]:
    port = free_port()
    command = [part.replace("{port}", str(port)) for part in subject.command]
    environment = {**os.environ, "PORT": str(port), "PYTHONPATH": str(subject.folder / "apps")}
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=subject.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}{subject.path}"
        _wait(address)
        started = time.perf_counter() - begun
        loads = [load_once(browser, address, subject.drawn) for _ in range(LOADS + 1)][1:]
    finally:
        process.terminate()
        process.wait(10)
    return started, [drawn for drawn, _, _ in loads], loads[-1][1], loads[-1][2]


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=30).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(address)


def load_once(browser: Browser, address: str, drawn: str) -> tuple[float, float, int]:
    """One cold load: milliseconds until drawn, KiB over the wire, requests."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="zh-CN")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    counted = {"bytes": 0.0, "requests": 0.0}
    wire.on(
        "Network.loadingFinished",
        lambda event: counted.update(bytes=counted["bytes"] + event["encodedDataLength"]),
    )
    page.on("request", lambda _: counted.update(requests=counted["requests"] + 1))
    page.add_init_script(WATCH % drawn)
    page.goto(address, wait_until="load")
    there = None
    for _ in range(600):
        there = page.evaluate("window.__there")
        if there:
            break
        page.wait_for_timeout(20)
    page.wait_for_timeout(800)
    context.close()
    if there is None:
        raise TimeoutError(address)
    return float(there), counted["bytes"] / 1024, int(counted["requests"])
