"""How is a zip archive written so that every byte of it can lie?"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

STORED, DEFLATED = 0, 8
ENCRYPTED, STREAMED, UTF8 = 0x1, 0x8, 0x800
_DAY = (1 << 5) | 1  # 1980-01-01, so that equal contents are equal bytes
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Entry:
    """One part of an archive; whatever is not None here is claimed instead of the truth."""

    name: str | bytes
    data: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    packed: bytes | None = None
    crc: int | None = None
    size: int | None = None
    local_name: str | bytes | None = None
    local_size: int | None = None
    local_packed_size: int | None = None
    attributes: int = 0
    system: int = 0
    extra: bytes = b""
    offset: int | None = None


@dataclass(frozen=True)
class Ending:
    """What the end of the central directory claims; None is the truth."""

    count: int | None = None
    size: int | None = None
    offset: int | None = None
    disk: int = 0
    comment: bytes = b""


def deflated(data: bytes) -> bytes:
    """A raw deflate stream."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def entries(parts: Mapping[str, bytes]) -> list[Entry]:
    """Honest entries of a workbook's parts."""
    return [Entry(name, data) for name, data in parts.items()]


def swapped(listed: Sequence[Entry], name: str, **claims: object) -> list[Entry]:
    """The same entries, one of them claiming something else."""
    assert any(entry.name == name for entry in listed), name
    claimed: dict[str, Any] = claims
    return [replace(entry, **claimed) if entry.name == name else entry for entry in listed]


def pack(parts: Mapping[str, bytes]) -> bytes:
    """An honest archive."""
    return forge(entries(parts))


def forge(
    listed: Sequence[Entry], ending: Ending | None = None, prefix: bytes = b"", between: bytes = b""
) -> bytes:
    """An archive as its entries claim, with bytes before it or before its central directory."""
    body, directory = bytearray(prefix), bytearray()
    for entry in listed:
        offset = len(body) - len(prefix) if entry.offset is None else entry.offset
        if entry.offset is None:
            body += _local(entry)
        directory += _central(entry, offset)
    body += between
    end = ending or Ending()
    count = len(listed) if end.count is None else end.count
    size = len(directory) if end.size is None else end.size
    start = len(body) - len(prefix) if end.offset is None else end.offset
    closing = struct.pack(
        "<4s4H2LH",
        b"PK\5\6",
        end.disk,
        end.disk,
        count & 0xFFFF,
        count & 0xFFFF,
        size,
        start,
        len(end.comment),
    )
    return bytes(body + directory) + closing + end.comment


def _bytes(name: str | bytes) -> bytes:
    return name if isinstance(name, bytes) else name.encode()


def _packed(entry: Entry) -> bytes:
    if entry.packed is not None:
        return entry.packed
    return deflated(entry.data) if entry.method == DEFLATED else entry.data


def _sizes(entry: Entry) -> tuple[int, int, int]:
    crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
    return crc, len(_packed(entry)), len(entry.data) if entry.size is None else entry.size


def _flags(entry: Entry) -> int:
    return entry.flags | (0 if _bytes(entry.name).isascii() else UTF8)


def _local(entry: Entry) -> bytes:
    name = _bytes(entry.name if entry.local_name is None else entry.local_name)
    crc, packed, size = _sizes(entry)
    streamed = bool(entry.flags & STREAMED)
    told = (
        (0, 0, 0)
        if streamed
        else (
            crc,
            packed if entry.local_packed_size is None else entry.local_packed_size,
            size if entry.local_size is None else entry.local_size,
        )
    )
    head = struct.pack(
        "<4s5H3L2H", b"PK\3\4", 20, _flags(entry), entry.method, 0, _DAY, *told, len(name), 0
    )
    after = struct.pack("<4s3L", b"PK\7\x08", crc, packed, size) if streamed else b""
    return head + name + _packed(entry) + after


def _central(entry: Entry, offset: int) -> bytes:
    name = _bytes(entry.name)
    crc, packed, size = _sizes(entry)
    return (
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\1\2",
            (entry.system << 8) | 20,
            20,
            _flags(entry),
            entry.method,
            0,
            _DAY,
            crc,
            packed,
            size,
            len(name),
            len(entry.extra),
            0,
            0,
            0,
            entry.attributes,
            offset,
        )
        + name
        + entry.extra
    )


def bomb(name: str, head: bytes, filler: bytes, tail: bytes, megabytes: int) -> Entry:
    """An entry that unpacks to a head, megabytes of filler and a tail, though it is small on disk.

    A deflated block that ends in a full flush can be repeated as it is, so that nothing large is
    ever compressed here.
    """
    block = filler * (_MEGABYTE // len(filler))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = [packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)]
    packed.append((packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)) * megabytes)
    packed.append(packer.compress(tail) + packer.flush())
    crc = zlib.crc32(head)
    for _ in range(megabytes):
        crc = zlib.crc32(block, crc)
    size = len(head) + len(block) * megabytes + len(tail)
    return Entry(name, packed=b"".join(packed), crc=zlib.crc32(tail, crc), size=size)
