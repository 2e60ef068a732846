"""Does judging grow with its rows, and no faster? From a thousand rows to ten million, and a
country of 2,900 regions by partition.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from dashboard import demo
from dashboard.core.declaration.registry import parse
from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import Panel, build_panel
from dashboard.core.vocabulary.model import Registry
from dashboard.operations.batch import DEFAULTS
from tests.conftest import ROOT

FIRST, LAST = 2006, 2025
REGIONS, TARGETS, FILES = 2900, 200, 29


def linearity(most: int) -> None:
    """Seconds and peak memory per row from 10³ rows up, each size in a process of its own."""
    for power in range(3, most + 1):
        code = f"from tests.bench.scale import one; one({10**power})"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        print(done.stdout.strip())


def one(rows: int) -> None:
    """Judge some rows and print their rate and what they add to the process's memory."""
    registry, panel = dense(rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    verdicts = judge_panel(registry, panel, 2023)
    seconds = time.perf_counter() - start
    runs = [seconds]
    if rows <= 1_000_000:
        for _ in range(4):
            start = time.perf_counter()
            judge_panel(registry, panel, 2023)
            runs.append(time.perf_counter() - start)
    best = float(np.median(runs))
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    print(
        f"  {len(verdicts):>12,} rows: {best:8.4f} s, {best / len(verdicts) * 1e9:7.0f} ns a "
        f"row, {len(verdicts) / best:>11,.0f} a second; peak memory "
        f"+{added / len(verdicts):,.0f} bytes a row"
    )


def dense(rows: int) -> tuple[Registry, Panel]:
    """A registry and the figures of five years for about so many rows, without a frame of
    observations.
    """
    targets = min(350, max(28, rows // 100))
    regions = max(1, round(rows / targets))
    parsed = _registry(targets)
    codes = {
        f"99{row:06d}": replace(
            next(iter(parsed.regions.values())), code=f"99{row:06d}", within=None
        )
        for row in range(regions)
    }
    registry = replace(
        parsed,
        regions=codes,
        region=next(iter(codes)),
        targets=tuple(replace(target, regions=tuple(codes)) for target in parsed.targets),
    )
    empty = build_panel(
        replace(registry, targets=()),
        pd.DataFrame([], columns=[*DEFAULTS, "indicator", "region", "year", "value"]).astype(
            {"year": int, "month": int, "value": float}
        ),
    )
    shape = (len(registry.indicators), regions, 6)
    goals = np.array([target.x or 1.0 for target in registry.targets])[:, None, None]
    full = goals * np.random.default_rng(1).uniform(0.7, 1.1, shape)
    nothing = np.full((1, 1, 1), np.nan)
    blank = np.broadcast_to(nothing, shape)
    return registry, replace(
        empty,
        first_year=2020,
        full=full,
        quality=np.zeros(shape, np.int8),
        conflict=np.zeros(shape, bool),
        part=np.ascontiguousarray(blank),
        part_month=np.zeros(shape, np.int8),
        part_quality=np.full(shape, -1, np.int8),
        readable_low=full,
        readable_high=full,
    )


def _registry(targets: int) -> Registry:
    parsed = parse(demo.build_declaration(demo.Size(targets, 1)))
    assert parsed.registry is not None
    return parsed.registry


def apply_by_group(registry: Registry, panel: Panel) -> float:
    """Rows a second of the same rule for `by` targets as a pandas groupby-apply, as one would first
    write it.
    """
    targets = {
        target.indicator: target
        for target in registry.targets
        if target.period == "by" and target.base
    }
    frame = panel.in_force[panel.in_force["indicator"].isin(targets)]

    def judged(group: pd.DataFrame) -> str:
        target = targets[str(group.name[0])]
        now = group.loc[group["year"] == 2023, "value"]
        if now.empty or target.base is None or target.base.value is None or target.x is None:
            return "pending"
        share = (2023 - target.base.year) / (target.last - target.base.year)
        due = (target.x - target.base.value) * share
        done = now.iloc[0] - target.base.value
        ratio = done / due if due else 1.0
        return (
            "ahead"
            if ratio >= 1.05
            else "on_course"
            if ratio >= 0.95
            else "behind"
            if ratio >= 0.6
            else "at_risk"
        )

    start = time.perf_counter()
    found = frame.groupby(["indicator", "region"], sort=False)[["year", "value"]].apply(judged)
    return len(found) / (time.perf_counter() - start)


def whole_country() -> None:
    """2,900 regions × 200 targets × 20 years in 29 files: file by file in one process, and on two
    Dask workers.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        rows = _write(home)
        for engine in ("plain", "dask"):
            command = [
                sys.executable,
                "app.py",
                "judge",
                "--indicators",
                str(home / "indicators.yaml"),
                "--actuals",
                str(home / "in"),
                "--to",
                str(home / engine),
                "--years",
                f"{FIRST}-{LAST}",
                "--engine",
                engine,
            ]
            peak = Peak()
            start = time.perf_counter()
            process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
            peak.watch(process.pid)
            _, said = process.communicate()
            seconds = time.perf_counter() - start
            written = (
                int(re.findall(r"(\d+)", said.splitlines()[-1])[-1])
                if process.returncode == 0
                else 0
            )
            print(
                f"country by {engine}: {rows:,} figures, {written:,} verdicts in {seconds:.1f} "
                f"s; largest process {peak.largest / 2**20:,.0f} MiB, all together "
                f"{peak.together / 2**20:,.0f} MiB"
            )
        same = all(
            pd.read_parquet(home / "plain" / file.name).equals(
                pd.read_parquet(home / "dask" / file.name)
            )
            for file in sorted((home / "plain").iterdir())
        )
        print(f"  verdict for verdict the same: {'yes' if same else 'NO'}")


def _write(home: Path) -> int:
    """The declaration and the files of the fictional country; answers how many figures there
    are.
    """
    codes = [f"99{row:04d}" for row in range(REGIONS)]
    tree = YAML(typ="safe").load(demo.build_declaration(demo.Size(TARGETS, 1)))
    tree["regions"] = {code: {"zh": f"区{code}", "en": f"Region {code}"} for code in codes}
    tree["region"] = codes[0]
    tree["plans"]["demo"]["years"] = f"{FIRST}-{LAST}"
    for kind in tree["indicators"].values():
        for target in kind["targets"]:
            if "base" in target:
                target["base"]["year"] = FIRST - 1
            for period in ("every", "total", "average"):
                if period in target:
                    target[period] = f"{FIRST}-{LAST}"
    with (home / "indicators.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(tree, file)
    (home / "in").mkdir()
    random, names, years = (
        np.random.default_rng(1),
        list(tree["indicators"]),
        np.arange(FIRST, LAST + 1),
    )
    goals = np.array(
        [
            next(
                float(v)
                for k, v in kind["targets"][0].items()
                if k in ("reach", "at_least", "at_most", "above", "below", "about", "hold")
            )
            if not kind["targets"][0].get("between")
            else 1.0
            for kind in tree["indicators"].values()
        ]
    )
    for part in range(FILES):
        mine = codes[part * REGIONS // FILES : (part + 1) * REGIONS // FILES]
        shape = (len(names), len(mine), len(years))
        pd.DataFrame(
            {
                "indicator": np.repeat(np.array(names, object), len(mine) * len(years)),
                "region": np.tile(np.repeat(np.array(mine, object), len(years)), len(names)),
                "year": np.tile(years, len(names) * len(mine)),
                "value": (goals[:, None, None] * random.uniform(0.7, 1.1, shape)).ravel(),
            }
        ).to_parquet(home / "in" / f"part-{part:02d}.parquet", index=False)
    return len(names) * REGIONS * len(years)


class Peak:
    """The most memory that a process and its children held while they ran."""

    def __init__(self) -> None:
        self.largest = self.together = 0

    def watch(self, pid: int) -> None:
        """Look five times a second until the process ends."""
        threading.Thread(target=self._look, args=(pid,), daemon=True).start()

    def _look(self, pid: int) -> None:
        while Path(f"/proc/{pid}").exists():
            sizes = [_resident(process) for process in _family(pid)]
            self.largest, self.together = (
                max([self.largest, *sizes]),
                max(self.together, sum(sizes)),
            )
            time.sleep(0.2)


def _family(pid: int) -> list[int]:
    found = [pid]
    for at in found:
        try:
            children = Path(f"/proc/{at}/task/{at}/children").read_text("ascii").split()
        except OSError:
            continue
        found += [int(child) for child in children]
    return found


def _resident(pid: int) -> int:
    try:
        return (
            int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * resource.getpagesize()
        )
    except (OSError, IndexError):
        return 0
