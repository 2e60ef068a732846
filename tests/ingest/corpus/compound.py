"""How are the compound files of old and of encrypted workbooks written?"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from tests.ingest.corpus.base import Grid

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR, _SMALLEST = 512, 4096
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams; small ones are filled up so that no mini stream is
    needed.
    """
    contents = [data.ljust(_SMALLEST, b"\0") for data in streams.values()]
    counts = [-(-len(data) // _SECTOR) for data in contents]
    folders = -(-(len(streams) + 1) * 128 // _SECTOR)
    tables = -(-(sum(counts) + folders + 1) // 127)
    table = [_TABLE] * tables + _chain(tables, folders)
    starts = []
    for count in counts:
        starts.append(len(table))
        table += _chain(len(table), count)
    table += [_FREE] * (tables * 128 - len(table))
    header = struct.pack(
        "<8s16s5H6x9L",
        MAGIC,
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        tables,
        tables,
        0,
        _SMALLEST,
        _END,
        0,
        _END,
        0,
    )
    header += struct.pack("<109L", *range(tables), *([_FREE] * (109 - tables)))
    names = [_folder("Root Entry", 5, 1 if streams else _FREE, _END, 0)]
    for number, (name, data) in enumerate(zip(streams, contents, strict=True), 1):
        right = number + 1 if number < len(streams) else _FREE
        names.append(_folder(name, 2, _FREE, starts[number - 1], len(data), right))
    directory = b"".join(names).ljust(folders * _SECTOR, b"\0")
    body = b"".join(data.ljust(-(-len(data) // _SECTOR) * _SECTOR, b"\0") for data in contents)
    return header + struct.pack(f"<{len(table)}L", *table) + directory + body


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _folder(name: str, kind: int, child: int, start: int, size: int, right: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return text.ljust(64, b"\0") + struct.pack(
        "<HBB3L16s4s8s8sLQ",
        len(text),
        kind,
        1,
        _FREE,
        right,
        child,
        b"",
        b"",
        b"",
        b"",
        start,
        size,
    )


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<2H", kind, len(data)) + data


def _start(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<4H2L", 0x0600, kind, 0x0DBB, 0x07CC, 0x41, 0x06))


def _text(text: str, size: str) -> bytes:
    return struct.pack(f"<{size}B", len(text), 1) + text.encode("utf-16-le")


def _cells(grid: Grid) -> bytes:
    found = []
    for row, cells in enumerate(grid):
        for column, value in enumerate(cells):
            at = struct.pack("<3H", row, column, 15)
            if isinstance(value, str):
                found.append(_record(0x0204, at + _text(value, "H")))
            elif value is not None:
                found.append(_record(0x0203, at + struct.pack("<d", value)))
    return b"".join(found)


def biff(title: str, grid: Grid, after_start: bytes = b"") -> bytes:
    """The stream of an old workbook (BIFF8) with one sheet of texts and numbers."""
    font = _record(
        0x0031, struct.pack("<5H4B", 220, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + _text("宋体", "B")
    )
    shape = _record(0x00E0, struct.pack("<3H4B2LH", 0, 0, 0xFFF5, 0x20, 0, 0, 0, 0, 0, 0))
    own = _record(0x00E0, struct.pack("<3H4B2LH", 0, 0, 0x0001, 0x20, 0, 0, 0, 0, 0, 0))
    opening = (
        _start(0x0005)
        + after_start
        + _record(0x0042, struct.pack("<H", 1200))
        + font * 4
        + shape * 15
        + own
    )
    name = _text(title, "B")
    listed = len(opening) + 4 + 6 + len(name)
    sheet = _record(0x0085, struct.pack("<LH", listed + 4, 0) + name)
    width = max(len(row) for row in grid)
    bounds = _record(0x0200, struct.pack("<2L3H", 0, len(grid), 0, width, 0))
    ending = _record(0x000A, b"")
    return opening + sheet + ending + _start(0x0010) + bounds + _cells(grid) + ending


def old_workbook(title: str, grid: Grid) -> bytes:
    """An old .xls workbook."""
    return compound({"Workbook": biff(title, grid)})


LOCKED = _record(0x002F, struct.pack("<3H", 1, 1, 1) + bytes(range(48)))
"""The record that says that everything after it is encrypted."""
