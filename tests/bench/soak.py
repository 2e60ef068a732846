"""Everything at once for a long time: viewers, uploads, publishes, undos, and workers that are
killed. `python -m tests.bench.soak [--minutes 30]`

Prints a line a minute (callbacks, p95, errors, memory of all processes, open files, the log of the
database), then what grew. Faults other than those of the requests of a killed worker, and a process
whose memory still grows by over a megabyte a minute once it is ten minutes old, make it exit with
1. Workers are killed in the first third, so that others live long enough.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from dashboard import demo
from tests.bench.load import Browser, House, Met, house, sign_in, upload, viewer
from tests.conftest import book
from tests.web.clients import body

SIZE = demo.Size(150, 7, last_year=2025)
VIEWERS, UPLOAD_EVERY, UNDO_EVERY, KILL_EVERY = 50, 30, 300, 300
WARM_MINUTES, MOST_GROWTH = 10, 1.0
"""Minutes for which a process may grow as it likes, and megabytes a minute that it may after."""


@dataclass
class Course:
    """What has been done, and what was seen at each minute."""

    done: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)
    each: dict[int, list[float]] = field(default_factory=dict)
    files: list[int] = field(default_factory=list)


def open_files(served: House) -> int:
    """Files and sockets that the server's processes hold open."""
    total = 0
    for one in Path("/proc").glob("[0-9]*"):
        try:
            if (
                served.replica.process is not None
                and os.getpgid(int(one.name)) == served.replica.process.pid
            ):
                total += len(list((one / "fd").iterdir()))
        except OSError:
            continue
    return total


def workbook(turn: int) -> bytes:
    """A figure or two of the fictional city, each time others."""
    head = ["指标编码", "地区", "年份", "数值", "单位", "数据性质", "备注"]
    return book(
        [
            head,
            ["demo_001", f"99{turn % 7:04d}", 1950 + turn % 60, 100 + turn, "亿元", "已公布", ""],
        ]
    )


async def analyst(served: House, until: float, course: Course) -> None:
    """An upload every half minute, published; the newest version undone every five minutes."""
    browser, turn, newest, undone = await sign_in(served, "分析员"), 0, 0, time.perf_counter()
    while time.perf_counter() < until:
        begun = time.perf_counter()
        try:
            path = await upload(browser, workbook(turn), f"{turn}.xlsx")
            course.done["uploads" if path else "asked to wait"] += 1
            found = await publish(browser, path) if path else 0
            course.done["published" if found else "not published"] += 1
            newest = found or newest
            if newest and time.perf_counter() - undone > UNDO_EVERY:
                state = (
                    ("undo-note.value", "soak"),
                    ("url.pathname", f"/data/versions/{newest}"),
                    ("url.search", ""),
                )
                sent = json.dumps(
                    body("undo-said.children", (("undo-go.n_clicks", 1),), state)
                ).encode()
                status, _ = await browser.ask("POST", "/_dash-update-component", sent)
                course.done[f"undo {status}"] += 1
                undone = time.perf_counter()
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            course.done[f"analyst met {type(error).__name__}"] += 1
            browser.close()
        turn += 1
        await asyncio.sleep(max(0.0, UPLOAD_EVERY - (time.perf_counter() - begun)))


async def publish(browser: Browser, path: str) -> int:
    """Wait until an upload has been read, and publish it as it is; answers the version, 0 where it
    was refused.
    """
    state = (
        ("preview-quality.value", None),
        ("preview-usual.value", "correction"),
        ("preview-released.value", ""),
        ("preview-note.value", "soak"),
        ("preview-good.checked", True),
        ("preview-turn.value", "0"),
        ("url.pathname", path),
        ("url.search", ""),
    )
    clicks = (
        ("preview-publish.n_clicks", 1),
        ("preview-again.n_clicks", 0),
        ("preview-discard.n_clicks", 0),
    )
    sent = body("preview-said.children", clicks, state)
    fields = sent["state"]
    sent["state"] = [[], [], fields[0], [], [], *fields[1:5], [], [], *fields[5:]]
    for _ in range(60):
        status, answer = await browser.ask(
            "POST", "/_dash-update-component", json.dumps(sent).encode()
        )
        text = (
            answer.decode("utf-8", "replace")
            if not answer.startswith(b"\x1f\x8b")
            else gzip.decompress(answer).decode()
        )
        if status == 200 and "versions" in text:
            return int(json.loads(text)["sideUpdate"]["go"]["href"].rpartition("/")[2])
        await asyncio.sleep(0.5)
    return 0


async def killer(served: House, until: float, course: Course) -> None:
    """A worker dies now and then; the master starts another."""
    chance = random.Random(1)
    while time.perf_counter() < until - KILL_EVERY:
        await asyncio.sleep(KILL_EVERY)
        assert served.replica.process is not None
        made = await asyncio.to_thread(
            subprocess.run,
            ["pgrep", "-P", str(served.replica.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        workers = made.stdout.split()
        if workers:
            os.kill(int(chance.choice(workers)), signal.SIGKILL)
            course.done["workers killed"] += 1


async def watch(served: House, until: float, met: Met, course: Course) -> None:
    """A line a minute."""
    begun, seen = time.perf_counter(), 0
    while time.perf_counter() < until:
        await asyncio.sleep(60)
        part = Met(met.taken[seen:], met.wrong)
        seen = len(met.taken)
        memories = served.replica.memories()
        course.memory.append(int(sum(memories.values())))
        for process, held in memories.items():
            course.each.setdefault(process, []).append(held)
        course.files.append(open_files(served))
        log = served.folder / "s.db-wal"
        size = log.stat().st_size // 2**20 if log.exists() else 0
        print(
            f"{(time.perf_counter() - begun) / 60:4.0f} min  {part.said()}; {course.memory[-1]} "
            f"MB, {course.files[-1]} open files, wal {size} MB; {dict(course.done)}",
            flush=True,
        )


async def everything(served: House, minutes: float) -> tuple[Met, Course]:
    met, course, until = Met(), Course(), time.perf_counter() + 60 * minutes
    viewers = [viewer(served.port, until, met, seed) for seed in range(VIEWERS)]
    await asyncio.gather(
        *viewers,
        analyst(served, until, course),
        killer(served, until - 40 * minutes, course),
        watch(served, until, met, course),
    )
    return met, course


def find_growth(held: list[float]) -> float:
    """Megabytes a minute that a process grew by since it was warm: the slope of a line through its
    minutes (least squares); 0 where there are too few.
    """
    warm = held[WARM_MINUTES:]
    return statistics.linear_regression(range(len(warm)), warm).slope if len(warm) > 4 else 0.0


def main(minutes: float) -> int:
    """Run it, and say what grew; 1 where something was wrong."""
    with house(SIZE) as served:
        print(
            f"{SIZE.indicators} indicators × {SIZE.regions} regions; {VIEWERS} viewers, an "
            f"upload every {UPLOAD_EVERY} s, an undo and a killed worker every {UNDO_EVERY} s"
        )
        met, course = asyncio.run(everything(served, minutes))
        log = (served.folder / "log").read_text("utf-8", "replace")
    warm = course.memory[len(course.memory) // 3 :]
    grown = warm[-1] / warm[0] - 1 if warm else 0
    faults = sum(
        count for name, count in met.wrong.items() if name.startswith("5") or not name.isdigit()
    )
    lost = 8 * course.done["workers killed"]
    print(f"whole: {met.said()}")
    print(
        f"memory after warm-up {warm[0]} → {warm[-1]} MB ({100 * grown:+.0f} %), open files "
        f"{course.files[len(course.files) // 3]} → {course.files[-1]}; tracebacks in the log: "
        f"{log.count('Traceback')}"
    )
    print(
        f"faults {faults}, of which a killed worker's own requests may be {lost}; done "
        f"{dict(course.done)}"
    )
    growth = {process: find_growth(held) for process, held in course.each.items()}
    for process, held in course.each.items():
        if len(held) > WARM_MINUTES:
            print(
                f"process {process}: {held[0]:.0f} MB, warm {held[WARM_MINUTES]:.0f}, last "
                f"{held[-1]:.0f} after {len(held)} min; {growth[process]:+.2f} MB a minute"
            )
    nothing = not course.done["published"]
    grows = max(growth.values(), default=0) > MOST_GROWTH
    return int(faults > lost or log.count("Traceback") > 0 or nothing or grows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30)
    sys.exit(main(parser.parse_args().minutes))
