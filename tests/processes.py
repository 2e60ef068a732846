"""How does a test run the program as a process of its own? Forked from one that has loaded it:
what is killed is a real process, and none spends two seconds on loading.

`python app.py` itself is run where what is tested is the start, the command line or the list of
processes.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import itertools
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOADED = [
    "alembic.command",
    "dashboard.commands.main",
    "dashboard.operations.publishing",
    "dashboard.web.application",
    "dashboard.web.endpoints.notice_thread",
    "dashboard.web.endpoints.startup_checks",
    "tests.processes",
    "waitress",
]
"""What is there in every process from its beginning."""
LONGEST = 120
"""Seconds after which a command that has not ended is a fault."""

_FOLDER = Path(tempfile.mkdtemp(prefix="processes-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
_NUMBERS = itertools.count()
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(LOADED)


@dataclass(frozen=True)
class Running:
    """A process that runs a command, and the files that it writes to."""

    process: BaseProcess
    out: Path
    err: Path

    def kill(self) -> None:
        """SIGKILL, at once."""
        self.process.kill()

    def end(self, seconds: float = LONGEST) -> subprocess.CompletedProcess[str]:
        """Wait for its end; a signal's number is negative, as everywhere."""
        self.process.join(seconds)
        if self.process.exitcode is None:
            self.kill()
            raise TimeoutError(self.err.read_text("utf-8", "replace"))
        said = [file.read_text("utf-8", "replace") for file in (self.out, self.err)]
        return subprocess.CompletedProcess([], self.process.exitcode, *said)


def start(
    environment: Mapping[str, str],
    *arguments: str,
    log: Path | None = None,
    is_bound: bool = False,
) -> Running:
    """Begin `python app.py ARGUMENTS` in an environment beside ours; `log` takes what goes to
    standard error, `is_bound` has permissions of files hold, which they do not for root.
    """
    number = next(_NUMBERS)
    out, err = _FOLDER / f"{os.getpid()}-{number}.out", _FOLDER / f"{os.getpid()}-{number}.err"
    for file in (out, log or err):
        file.touch()  # whoever is killed at once has written nothing
    given = {**os.environ, **environment}
    process = _FORKS.Process(target=_become, args=(arguments, given, out, log or err, is_bound))
    process.start()
    return Running(process, out, log or err)


def run(
    environment: Mapping[str, str], *arguments: str, is_bound: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return start(environment, *arguments, is_bound=is_bound).end()


def _become(
    arguments: tuple[str, ...], given: dict[str, str], out: Path, err: Path, is_bound: bool
) -> None:
    """Be that command, in a process just forked."""
    if is_bound:
        _drop_override()
    os.environ.clear()
    os.environ.update(given)
    for stream, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    sys.argv = ["app.py", *arguments]
    from dashboard.commands.main import main  # noqa: PLC0415 # whoever only starts needs none of it

    code = main(arguments)
    gc.collect()  # what an interpreter does at its end: a store that nobody uses is closed
    raise SystemExit(code)


def _drop_override() -> None:
    """Give up what lets root pass by the permissions of files: CAP_DAC_OVERRIDE (1) and
    CAP_DAC_READ_SEARCH (2) of capabilities(7), both effective and permitted; capset(2).
    """
    system, whole = ctypes.CDLL(None, use_errno=True), ctypes.c_uint32 * 6
    header, held = (ctypes.c_uint32 * 2)(0x20080522, 0), whole()
    assert system.capget(header, held) == 0
    for place in (0, 1):
        held[place] &= ~0b110
    assert system.capset(header, held) == 0
