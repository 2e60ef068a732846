"""How is a file opened without trusting it? In a child process with limits; what comes back is a
book, or the reason against it.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dashboard.core.vocabulary.text import Text
from dashboard.ingest import limits
from dashboard.ingest.cells import Book, RefusedError
from dashboard.ingest.opening import markup, wire

STEPS = {
    "wait": Text("排队", "waiting"),
    "unpack": Text("检查文件", "checking the container"),
    "check": Text("检查内容", "checking its parts"),
    "scan": Text("检查工作表", "checking the sheets"),
    "rows": Text("读取单元格", "reading cells"),
    "recognise": Text("识别与核对", "recognising and checking"),
}
"""The steps that a progress bar names."""
_SLOTS = threading.BoundedSemaphore(limits.AT_ONCE)
_PROJECT = Path(__file__).resolve().parents[3]


def open_book(data: bytes, progress: wire.Progress | None = None) -> Book:
    """The cells of a file; raises RefusedError with the reason."""
    if len(data) > limits.FILE_BYTES:
        raise RefusedError("file-too-large", limit=limits.FILE_BYTES // limits.MIB)
    if progress is not None:
        progress("wait", 0, 1)
    with _SLOTS:
        return wire.assemble_book(_read_notes(data), progress)


def mark_workbook(
    data: bytes, marks: list[markup.Mark], names: dict[str, str], *, wait: bool = True
) -> bytes:
    """The analyst's workbook with marks; raises RefusedError where it is too large to be given
    back.

    Without `wait`, raises BlockingIOError where as many files are open as may be.
    """
    if not _SLOTS.acquire(blocking=wait):
        raise BlockingIOError
    try:
        with _open_child(markup.build_request(data, marks, names), "mark") as output:
            made: bytes = output.read(limits.ANSWER_BYTES)
    finally:
        _SLOTS.release()
    if not made.startswith(b"=PK"):
        raise RefusedError("too-heavy")
    return made[1:]


def _read_notes(data: bytes) -> Iterator[wire.Note]:
    """The child's notes."""
    with _open_child(data) as output:
        answered = 0
        for text in output:
            answered += len(text)
            if answered > limits.ANSWER_BYTES:
                return
            yield wire.decode_note(text)


@contextmanager
def _open_child(data: bytes, *asked: str) -> Iterator[IO[bytes]]:
    """What the child writes; it is gone when this ends, however it ends."""
    environment = None
    if sys.platform != "win32":
        environment = {"PYTHONPATH": str(_PROJECT), "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}
    # our own module, no shell, nothing from the file on the command line
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-s", "-m", "dashboard.ingest.opening.child", *asked],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=_PROJECT,
    )
    clock = threading.Timer(limits.compute_seconds(len(data)) * limits.PATIENCE, process.kill)
    feeder = threading.Thread(target=_feed_input, args=(process, data), daemon=True)
    clock.start()
    feeder.start()
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        clock.cancel()
        process.kill()
        feeder.join()
        process.wait()
        process.stdout.close()


def _feed_input(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(data)
        process.stdin.close()
    except OSError:  # it was ended before it had read everything
        pass
