"""How is a file opened without trusting it? In a child process with limits; what comes back is a book, or the reason against it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from dashboard.core.text import Text
from dashboard.ingest import limits, wire
from dashboard.ingest.cells import Book, RefusedError

STEPS = {
    "wait": Text("排队", "waiting"),
    "unpack": Text("检查文件", "checking the container"),
    "check": Text("检查内容", "checking its parts"),
    "scan": Text("检查工作表", "checking the sheets"),
    "rows": Text("读取单元格", "reading cells"),
    "recognise": Text("识别与核对", "recognising and checking"),
}
"""The steps that a progress bar names."""
_ROOM = threading.BoundedSemaphore(limits.AT_ONCE)
_HOME = Path(__file__).resolve().parents[2]


def open_book(data: bytes, progress: wire.Progress | None = None) -> Book:
    """The cells of a file; raises RefusedError with the reason."""
    if len(data) > limits.FILE_BYTES:
        raise RefusedError("file-too-large", limit=limits.FILE_BYTES // limits.MIB)
    if progress is not None:
        progress("wait", 0, 1)
    with _ROOM:
        return wire.assemble(_answers(data), progress)


def _answers(data: bytes) -> Iterator[wire.Note]:
    """The child's notes; the child is gone when this ends, however it ends."""
    environment = None if sys.platform == "win32" else {"PYTHONPATH": str(_HOME), "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}
    process = subprocess.Popen(
        [sys.executable, "-s", "-m", "dashboard.ingest.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=_HOME,
    )
    clock = threading.Timer(limits.seconds(len(data)) * limits.PATIENCE, process.kill)
    feeder = threading.Thread(target=_feed, args=(process, data), daemon=True)
    clock.start()
    feeder.start()
    try:
        assert process.stdout is not None
        answered = 0
        for text in process.stdout:
            answered += len(text)
            if answered > limits.ANSWER_BYTES:
                return
            yield wire.note(text)
    finally:
        clock.cancel()
        process.kill()
        feeder.join()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(data)
        process.stdin.close()
    except OSError:  # it was ended before it had read everything
        pass
