"""Parse one file in a process of its own, which can reach nothing: `python -m
dashboard.ingest.opening.child`, bytes in, notes out.

Everything that is needed is imported first; then no file and no socket can be opened any more, and
time and memory are bounded by the kernel. A file that breaks the parser breaks this process, and
nothing else.
"""

from __future__ import annotations

import codecs
import sys

if sys.platform != "win32":
    import resource

if __name__ == "__main__":
    # openpyxl would load it: memory and time for nothing
    sys.modules["numpy"] = None  # type: ignore[assignment]

from dashboard.ingest import limits
from dashboard.ingest.opening import markup, parsing, wire

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


def restrict_process(size: int) -> None:
    """From here on: no new file or socket, no file written, no more memory or time than a file of
    this size may take.
    """
    sys.addaudithook(_refuse_event)
    if sys.platform == "win32":  # the audit hook and the parent's clock alone
        return
    most = limits.compute_seconds(size)
    for what, limit in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, most),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def _refuse_event(event: str, _: tuple[object, ...]) -> None:
    if event.startswith(
        (
            "socket.",
            "subprocess.",
            "os.exec",
            "os.fork",
            "os.posix_spawn",
            "os.system",
            "open",
            "ctypes.",
        )
    ):
        raise PermissionError(event)


def main(*asked: str) -> None:
    """Bytes from stdin, notes to stdout; asked to `mark`, a marked-up workbook instead, after a
    byte that says it is one.
    """
    data, out = sys.stdin.buffer.read(), sys.stdout.buffer
    for codec in CODECS:
        codecs.lookup(codec)
    if asked:
        markup.preload_library()
    restrict_process(len(data))
    if asked == ("mark",):
        out.write(b"=" + markup.build_answer(data))
        out.flush()
        return
    for note in parsing.read_notes(data):
        out.write(wire.encode_note(note))
        if note[0] == "step":
            out.flush()
    out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
