"""Parse one file in a process of its own, which can reach nothing: `python -m dashboard.ingest.child`, bytes in, notes out.

Everything that is needed is imported first; then no file and no socket can be opened any more, and time and memory are
bounded by the kernel. A file that breaks the parser breaks this process, and nothing else.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator

if sys.platform != "win32":
    import resource

if __name__ == "__main__":
    sys.modules["numpy"] = None  # type: ignore[assignment] # openpyxl would load it: memory and time for nothing

from dashboard.ingest import kinds, limits, texts, wire, xls, xlsx
from dashboard.ingest.cells import RefusedError

CODECS = (
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "gb18030",
    "gbk",
    "gb2312",
    "big5",
    "latin-1",
    "ascii",
    "cp1252",
    "cp437",
)
"""Encodings that files may be written in; they are loaded while files can still be opened."""
READERS = {"xlsx": xlsx.read, "xls": xls.read, "text": texts.read}


def notes(data: bytes) -> Iterator[wire.Note]:
    """Everything a file says, note by note, the last one `end` or `refused`."""
    try:
        yield from READERS[kinds.kind(data)](data)
        yield ("end",)
    except RefusedError as error:
        yield wire.refused(error)
    except (MemoryError, RecursionError):
        yield wire.refused(RefusedError("too-heavy"))
    except Exception as error:  # noqa: BLE001 - whatever a parser raises, the file is at fault and is named
        yield wire.refused(RefusedError("damaged-workbook", found=type(error).__name__))


def lock(size: int) -> None:
    """From here on: no new file or socket, no file written, no more memory or time than a file of this size may take."""
    sys.addaudithook(_forbid)
    if sys.platform == "win32":  # the audit hook and the parent's clock alone
        return
    most = limits.seconds(size)
    for what, limit in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, most),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def _forbid(event: str, _: tuple[object, ...]) -> None:
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "open", "ctypes.")):
        raise PermissionError(event)


def main() -> None:
    """Bytes from stdin, notes to stdout."""
    data, out = sys.stdin.buffer.read(), sys.stdout.buffer
    for codec in CODECS:
        codecs.lookup(codec)
    lock(len(data))
    for note in notes(data):
        out.write(wire.line(note))
        if note[0] == "step":
            out.flush()
    out.flush()


if __name__ == "__main__":
    main()
