"""Measure judging, pages and start, and pages beside other frameworks where a `peers` folder is at
hand.

`python -m tests.bench [--peers FOLDER]`: prints what was measured, medians of several runs, and
ratios within this run.
"""

from __future__ import annotations

import argparse
import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd

from dashboard import demo
from dashboard.core.declaration.registry import parse
from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import Panel, build_panel
from dashboard.core.vocabulary.model import OBSERVATIONS, Region, Registry
from dashboard.core.vocabulary.text import Text
from dashboard.ingest import workbook
from dashboard.operations import snapshots
from dashboard.operations.publishing import Upload, open_store, preview_upload
from dashboard.settings import Settings
from dashboard.web.application import build_app as build_application
from tests.bench import keeping, page_times, scale
from tests.bench.plain import judge_all
from tests.conftest import ROOT
from tests.web.clients import Client

RUNS = 5


def median(job: Callable[[], object], runs: int = RUNS) -> float:
    """The median seconds of several runs, after one that is not counted."""
    job()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def country(indicators: int, regions: int) -> tuple[Registry, pd.DataFrame]:
    """A fictional country: many targets of every period in many regions, with ten years of
    figures.
    """
    parsed = parse(demo.build_declaration(demo.Size(indicators, 1)))
    assert parsed.registry is not None
    codes = [f"99{row:04d}" for row in range(regions)]
    targets = tuple(replace(target, regions=tuple(codes)) for target in parsed.registry.targets)
    registry = replace(
        parsed.registry,
        regions={code: Region(code, Text(code, code)) for code in codes},
        targets=targets,
    )
    random = np.random.default_rng(1)
    years = np.arange(2015, 2025)
    names = list(registry.indicators)
    goals = np.array([target.x for target in targets])
    shape = (len(names), regions, len(years))
    frame = pd.DataFrame(
        {
            "indicator": np.repeat(np.array(names, object), regions * len(years)),
            "region": np.tile(np.repeat(np.array(codes, object), len(years)), len(names)),
            "year": np.tile(years, len(names) * regions),
            "month": 12,
            "value": (goals[:, None, None] * random.uniform(0.7, 1.1, shape)).ravel(),
            "quality": "final",
            "published": pd.Timestamp("2025-03-01"),
            "source": "",
            "cell": "",
            "note": "",
        },
        columns=list(OBSERVATIONS),
    )
    return registry, frame


def judging() -> None:
    """Targets × regions a second: all of them at once, and one by one."""
    registry, frame = country(indicators=350, regions=2900)
    start = time.perf_counter()
    panel = build_panel(registry, frame)
    ordered = time.perf_counter() - start
    rows = len(judge_panel(registry, panel, 2023))
    seconds = median(lambda: judge_panel(registry, panel, 2023), runs=3)
    print(
        f"judging: {rows:,} targets × regions in {seconds:.2f} s = {rows / seconds:,.0f} a "
        "second (one process)"
    )
    print(
        f"  putting {len(frame):,} figures in order first: {ordered:.1f} s = "
        f"{len(frame) / ordered:,.0f} a second"
    )
    print("  linearity, each size in a process of its own:")
    scale.linearity(7)
    small, few = country(indicators=350, regions=12)
    peers(small, build_panel(small, few), rows / seconds)


def peers(registry: Registry, panel: Panel, rate: float) -> None:
    """The same rows by a plain loop, and by a loop over the rows of a data frame as one would first
    write it.
    """
    rows = len(judge_panel(registry, panel, 2023))
    plain = median(lambda: judge_all(registry, panel, 2023), runs=3)
    print(
        f"  plain loop over targets and regions: {rows / plain:,.0f} a second; ratio "
        f"{rate * plain / rows:,.0f}×"
    )
    grouped = scale.apply_by_group(registry, panel)
    print(
        f"  the same rule for `by` targets as a pandas groupby-apply: {grouped:,.0f} a second; "
        f"ratio {rate / grouped:,.0f}×"
    )
    table = panel.in_force

    def looked_up() -> int:
        met = 0
        for target in registry.targets[:20]:
            for region in target.regions:
                mine = table[
                    (table["indicator"] == target.indicator)
                    & (table["region"] == region)
                    & (table["year"] == 2023)
                ]
                met += int(
                    bool(len(mine))
                    and target.x is not None
                    and float(mine["value"].iloc[0]) >= target.x
                )
        return met

    loop = median(looked_up, runs=3)
    count = 20 * 12
    print(
        f"  row-by-row look-ups in the data frame (comparison only): {count / loop:,.0f} a "
        f"second; ratio {rate * loop / count:,.0f}×"
    )


def pages() -> None:
    """The overview's first drawing and the same view again, on a full fictional city."""
    with tempfile.TemporaryDirectory() as folder:
        city = demo.write_demo_city(Path(folder), demo.Size(150, 7, last_year=2025))
        settings = Settings(
            port=0, indicators=city / "indicators.yaml", data_dir=city / "data", threads=4
        )
        app = build_application(settings, lambda: datetime(2026, 1, 1, tzinfo=UTC))
        show = Client(app).show
        show("/")
        regions = [f"?region=99{row:04d}&year={year}" for row in range(7) for year in (2022, 2023)]
        first = []
        for search in regions:
            start = time.perf_counter()
            show("/", search)
            first.append(time.perf_counter() - start)
        again = [_timed(partial(show, "/", search)) for search in regions * 3]
    print(
        "overview, 150 indicators × 11 years × 7 regions: first drawing of a view "
        f"{statistics.median(first) * 1000:.0f} ms (slowest {max(first) * 1000:.0f}), again p50 "
        f"{statistics.median(again) * 1000:.0f} ms"
    )


def _timed(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def reading() -> None:
    """A workbook of 50,000 cells against one pass of openpyxl over the same cells."""
    with tempfile.TemporaryDirectory() as folder:
        data = (
            demo.write_demo_city(Path(folder), demo.Size(40, 16)) / "data" / "示范市.xlsx"
        ).read_bytes()
    parsed = parse(demo.build_declaration(demo.Size(40, 16)))
    assert parsed.registry is not None
    registry = parsed.registry

    def one_pass() -> int:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        count = sum(
            1 for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None
        )
        book.close()
        return count

    cells = one_pass()
    peer, ours = (
        median(one_pass),
        median(
            lambda: workbook.read_file(
                data, registry, "示范市.xlsx", workbook.Terms(date(2026, 1, 1))
            )
        ),
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "示范市.xlsx"
        file.write_bytes(data)
        stored = open_store(f"sqlite:///{folder}/store.db", Path(folder) / "none", registry)
        desk = snapshots.SnapshotService(registry, stored, date(2026, 1, 1))
        diffed = median(lambda: preview_upload(desk, stored, Upload.of(file)))
        stored.engine.dispose()
    print(
        f"reading {cells:,} cells: {ours:.2f} s, read, checked and diffed {diffed:.2f} s, one "
        f"openpyxl pass {peer:.2f} s; "
        f"ratio {diffed / peer:.1f}×, hold {3 * peer + 1:.2f} s"
    )
    for layout in ("wide", "long"):
        subprocess.run([sys.executable, "-m", "tests.bench.large", layout], cwd=ROOT, check=True)


def starting() -> None:
    """Seconds until the server can be asked, and what `check` takes."""
    python = sys.executable
    bare = median(
        lambda: subprocess.run(
            [python, "-c", "import dash, dash_mantine_components, pandas"], check=True
        ),
        runs=3,
    )
    ours = median(
        lambda: subprocess.run([python, "-c", "import app; app.server"], cwd=ROOT, check=True),
        runs=3,
    )
    checked = median(
        lambda: subprocess.run(
            [python, "app.py", "check"], cwd=ROOT, check=True, capture_output=True
        ),
        runs=3,
    )
    print(
        f"start: building the server {ours:.2f} s, importing dash, its components and pandas "
        f"alone {bare:.2f} s; ratio {ours / bare:.2f}×; check {checked:.2f} s"
    )


def forecasts() -> None:
    """How far the intervals hold and what the forecasts gain on the naive rule, on the figures at
    hand and on the fictional city.
    """
    with tempfile.TemporaryDirectory() as folder:
        city = demo.write_demo_city(Path(folder), demo.Size(60, 7, last_year=2025))
        for name, home, data in (
            ("figures at hand", ROOT / "indicators.yaml", ROOT / "data"),
            ("fictional city", city / "indicators.yaml", city / "data"),
        ):
            registry = parse(home.read_text("utf-8")).registry
            assert registry is not None
            found = snapshots.SnapshotService(
                registry, snapshots.FolderSource(data), date(2026, 1, 1)
            ).forecasts_measured(None)
            print(
                f"forecasts, {name}: {found.series} series, {found.tests} tests; the 50 % "
                f"interval held {found.inside_50 / found.tests:.0%}, the 80 % one "
                f"{found.inside_80 / found.tests:.0%}; error {found.skill:.1%} less than the "
                "naive rule's"
            )


def beside_others(folder: Path) -> None:
    """Page times beside the same small page in other frameworks, whose sources lie in the folder
    (if there is one).
    """
    found = subprocess.run(
        ["sh", "scripts/browser.sh"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    others = page_times.peers(folder, ROOT / "build" / "peers") if folder.is_dir() else []
    page_times.measure([*page_times.ours(), *others], found)


def main() -> None:
    """Measure everything, one thing at a time."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--peers",
        type=Path,
        default=ROOT.parent / "shared" / "peers",
        help="folder of peers, if there is one",
    )
    options.add_argument(
        "--only",
        choices=(
            "judging",
            "country",
            "forecasts",
            "pages",
            "reading",
            "starting",
            "store",
            "peers",
        ),
    )
    chosen = options.parse_args()
    for name, job in {
        "starting": starting,
        "reading": reading,
        "pages": pages,
        "judging": judging,
        "forecasts": forecasts,
        "country": scale.whole_country,
        "store": keeping.measure,
    }.items():
        if chosen.only in (None, name):
            job()
    if chosen.only in (None, "peers"):
        beside_others(chosen.peers)


if __name__ == "__main__":
    main()
