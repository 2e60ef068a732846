"""What tests are built from: a small declaration, grids that become workbooks, figures in one line
each.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import random
import shutil
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from dashboard.core.declaration.registry import parse
from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.vocabulary.model import OBSERVATIONS, Registry
from dashboard.core.vocabulary.snapshot import Snapshot, View
from dashboard.ingest import workbook
from dashboard.ingest.cells import Book, RefusedError
from dashboard.ingest.opening import parsing, wire
from dashboard.ingest.workbook import Reading
from dashboard.operations import authentication
from dashboard.store.database import migrate, open_database
from tests import floors, opened_books, sharing, sizes
from tests.opened_books import forgetful  # noqa: F401 # a fixture for all

# No test touches the store of the folder it runs in.
_STORES = Path(tempfile.mkdtemp(prefix="stores-"))
atexit.register(shutil.rmtree, _STORES, ignore_errors=True)


def new_store() -> str:
    """The address of a store that nobody has used."""
    return f"sqlite:///{tempfile.mkdtemp(dir=_STORES)}/store.db"


@cache
def _with_tables() -> bytes:
    """A store as its first start leaves it, before anything is in it."""
    url = new_store()
    engine = open_database(url)
    migrate(engine)
    engine.dispose()
    return Path(url.removeprefix("sqlite:///")).read_bytes()


def ready_store() -> str:
    """The address of a store that nobody has used and that has its tables.

    Making them anew takes longer than most tests.
    """
    url = new_store()
    Path(url.removeprefix("sqlite:///")).write_bytes(_with_tables())
    return url


os.environ["DATABASE_URL"] = new_store()
# Passwords are hashed here with the least work; test_admission holds the parameters of production
# to what they must be.
authentication.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
authentication.DUMMY_HASH = authentication.HASHER.hash("nobody's")
# Figures are judged here as in production, where no pyarrow is installed and pandas keeps texts as
# Python strings.
pd.set_option("mode.string_storage", "python")
# How long an example takes depends on the machine; what it must be does not.
settings.register_profile(
    "house",
    max_examples=sizes.laws(40),
    deadline=None,
    derandomize=not sizes.SEED,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")
opened_books.remember()
PATIENCE = 120
"""Seconds that a test waits for what must come: more than a busy machine needs, no measure."""

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 1, 1)
MATCHES: list[str] = []
"""Figures that a run found, a line each, for its summary: published cases, kills, races,
restarts.
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make test` holds what the suite reaches against the floors; a part of it reaches less."""
    parser.addoption(
        "--floors",
        action="store_true",
        help="fail where less is reached than pyproject.toml asks for (with --cov)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Hypothesis starts from the seed of the run, where one is given."""
    if sizes.SEED:
        config.option.hypothesis_seed = str(sizes.SEED)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Measure once."""
    floors.end_first_measuring(session.config)


def pytest_report_header() -> str:
    """Say by which seed and sizes this run can be had again."""
    return sizes.said()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that the run found, whichever process found them."""
    for line in sorted(set(MATCHES)):
        terminalreporter.write_line(line)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of a parallel run hands its figures over; the one that reports holds what was
    reached against the floors.
    """
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["matches"] = MATCHES
    elif session.config.getoption("floors"):
        MATCHES.extend(floors.check(session))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the figures of a process that has ended."""
    MATCHES.extend(getattr(node, "workeroutput", {}).get("matches", []))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing.Pieces:
    """A parallel run takes piece after piece, the longest first."""
    return sharing.Pieces(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a parallel run the longest pieces come first, otherwise tests keep the order of files;
    some are measured, where that is asked for.
    """
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: sharing.place(item.nodeid))
    _tell_apart(items)
    if config.getoption("cov_source", []):
        floors.choose(items)


def _tell_apart(items: list[pytest.Item]) -> None:
    """Number the tests of one name: schemathesis names its tests by their function alone, and a
    parallel run would do one of them.
    """
    names = Counter(item.nodeid for item in items)
    seen: Counter[str] = Counter()
    for item in items:
        name = item.nodeid
        if names[name] > 1:
            seen[name] += 1
            item._id = replace(item.id, params=str(seen[name]))


def until(holds: Callable[[], Any], what: object = "") -> Any:
    """Wait until a condition holds, as long as it takes on a busy machine; answers what it gave."""
    end = time.monotonic() + PATIENCE
    while not (found := holds()):
        assert time.monotonic() < end, (
            f"waited {PATIENCE} s in vain: {what() if callable(what) else what}"
        )
        time.sleep(0.05)
    return found


_PORTS = iter(random.SystemRandom().sample(range(20_000, 32_000), 12_000))


def free_port() -> int:
    """A port of loopback on which nobody listens: below those that the system gives to whoever
    connects, and others for each run.
    """
    for port in _PORTS:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def opened(data: bytes) -> Book:
    """The book of a file, by the notes of the reader, without a process of its own."""
    return wire.assemble_book(
        wire.decode_note(wire.encode_note(note)) for note in parsing.read_notes(data)
    )


def read(
    data: bytes,
    registry: Registry,
    file: str = "书.xlsx",
    received: date = DAY,
    quality: str = "published",
    **terms: Any,
) -> Reading:
    """A reading of a file that keeps no record of its last change."""
    try:
        held = replace(opened(data), changed=None)
    except RefusedError as refused:
        return workbook.build_refusal(refused, file)
    return workbook.read_book(held, registry, file, workbook.Terms(received, quality, **terms))


HEAD = """\
title: {zh: 试验, en: Trial}
region: "10"
regions:
  "10": {zh: 甲市, en: City A}
  "11": {zh: 乙区, en: District B, within: "10"}
documents:
  report: {title: {zh: 报告, en: Report}, issued: 2021-02-03}
plans:
  five: {name: {zh: 五年规划, en: Five-year plan}, years: 2021-2025}
  year: {name: {zh: 年度目标, en: Annual targets}, years: 2021-2021}
themes:
  t: {zh: 主题, en: Theme}
indicators:
"""


def declaration(indicators: str) -> str:
    """A whole declaration around the lines of its indicators (indented by two spaces)."""
    return HEAD + indicators


def indicator(name: str, target: str = "", **keys: object) -> str:
    """One indicator's lines: `target` is the inside of a flow mapping; keys override the usual
    ones.
    """
    given = {"unit": '"%"', "measure": "rate", "better": "higher", "decimals": 1, **keys}
    lines = [f"  {name}:", f"    name: {{zh: {name}, en: {name}}}"]
    lines += [f"    {key}: {value}" for key, value in given.items() if value is not None]
    if target:
        lines += ["    targets:", f"      - {{{target}}}"]
    return "\n".join(lines) + "\n"


def registry_of(indicators: str) -> Registry:
    """The registry of a declaration that must be without errors."""
    parsed = parse(declaration(indicators))
    assert parsed.registry is not None, [
        f"{issue.place} {issue.message.en}" for issue in parsed.issues
    ]
    return parsed.registry


def observe(*rows: Sequence[Any], region: str = "10") -> pd.DataFrame:
    """Observations from (indicator, year, value) with optional quality, month and release date."""
    full: list[tuple[Any, ...]] = []
    for row in rows:
        name, year, value, *rest = row
        defaults: list[Any] = ["published", 12, DAY]
        quality, month, published = [*rest, *defaults[len(rest) :]]
        full.append(
            (
                name,
                region,
                year,
                month,
                float(value),
                quality,
                pd.Timestamp(published),
                "来源",
                f"书.xlsx › 数据 › F{len(full) + 2}",
                "",
            )
        )
    frame = pd.DataFrame(full, columns=list(OBSERVATIONS))
    return frame.astype({"year": "int64", "month": "int64"})


def book(
    grid: Iterable[Sequence[Any]], sheet: str = "数据", **more: Iterable[Sequence[Any]]
) -> bytes:
    """A workbook from rows of cells, one sheet or several."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in {sheet: grid, **more}.items():
        page = workbook.create_sheet(name)
        for row in rows:
            page.append(list(row))
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


@pytest.fixture(scope="session")
def real() -> Registry:
    """The registry of the repository's own indicators.yaml."""
    parsed = parse((ROOT / "indicators.yaml").read_text("utf-8"))
    assert parsed.registry is not None, [
        f"{issue.place} {issue.message.en}" for issue in parsed.issues
    ]
    return parsed.registry


def snapshot_of(
    registry: Registry,
    observations: pd.DataFrame,
    year: int,
    plan: str = "five",
    region: str = "10",
    **view: Any,
) -> Snapshot:
    """Everything judged in a year, as the end of that year knows it."""
    panel = build_panel(registry, observations)
    asked = View(plan, region, year, **{"rules": "schedule", **view})
    verdicts = judge_panel(registry, panel, year)
    return Snapshot(
        registry, asked, observations, panel.in_force, verdicts, as_of=date(year, 12, 31)
    )
