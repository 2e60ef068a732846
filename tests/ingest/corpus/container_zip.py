"""How can an archive lie? About names, sizes, sums, methods, places, and about how much it unpacks
to.
"""

from __future__ import annotations

import bz2
import lzma
from collections.abc import Callable

from tests.ingest.corpus.archive import (
    ENCRYPTED,
    Ending,
    Entry,
    bomb,
    entries,
    forge,
    pack,
    swapped,
)
from tests.ingest.corpus.base import READ_OR_REFUSED, WHOLE, Case, Config, nothing
from tests.ingest.corpus.books import (
    CORE,
    HEAD,
    MAIN,
    SHEET,
    STRINGS,
    STYLES,
    THEME,
    Sheet,
    parts_of,
    plain,
    unspoilt,
)

_SYMLINK = 0xA1FF << 16
_UNIX = 3


def _other_sheet(config: Config) -> bytes:
    """The sheet with other values: what a reader finds that opens the wrong one of two."""
    grid = [
        [
            cell * 3
            if isinstance(cell, float | int) and number and not 1900 < cell < 2100
            else cell
            for cell in row
        ]
        for number, row in enumerate(config.grid())
    ]
    return parts_of([Sheet(config.sheet, grid)])[SHEET]


def _with(*more: Callable[[Config], Entry]) -> Callable[[Config], bytes]:
    """The unspoilt archive with further entries."""
    return lambda config: forge([*entries(plain(config)), *(entry(config) for entry in more)])


def _extra(
    name: str | bytes, data: bytes = b"x", attributes: int = 0, system: int = 0
) -> Callable[[Config], bytes]:
    return _with(lambda config: Entry(name, data, attributes=attributes, system=system))


def _claiming(part: str, **claims: object) -> Callable[[Config], bytes]:
    """The unspoilt archive in which one entry claims something else."""
    return lambda config: forge(swapped(entries(plain(config)), part, **claims))


def _bombed(
    part: str, head: bytes, filler: bytes, tail: bytes, megabytes: int = 200
) -> Callable[[Config], bytes]:
    """One part of the unspoilt archive unpacks to very much."""

    def make(config: Config) -> bytes:
        kept = [entry for entry in entries(plain(config)) if entry.name != part]
        return forge([*kept, bomb(part, head, filler, tail, megabytes)])

    return make


def _recompressed(method: int, squeeze: Callable[[bytes], bytes]) -> Callable[[Config], bytes]:
    def make(config: Config) -> bytes:
        sheet = plain(config)[SHEET]
        return forge(
            swapped(entries(plain(config)), SHEET, method=method, packed=squeeze(sheet), data=sheet)
        )

    return make


def _lzma(data: bytes) -> bytes:
    """As the zip format wraps it: version, length of properties, properties, stream."""
    options = {"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}
    packer = lzma.LZMACompressor(lzma.FORMAT_RAW, filters=[options])
    return b"\x09\x04\x05\x00\x5d\x00\x00\x01\x00" + packer.compress(data) + packer.flush()


def _overlapping(config: Config) -> bytes:
    """Many names for one block of data: each of 400 parts unpacks to the same 4 MB."""
    shared = bomb("xl/media/0.xml", b"", b" " * 64, b"", 4)
    copies = [
        Entry(
            f"xl/media/{number}.xml",
            packed=shared.packed,
            crc=shared.crc,
            size=shared.size,
            offset=0,
        )
        for number in range(1, 400)
    ]
    return forge([shared, *copies, *entries(plain(config))])


def _lying_bomb(config: Config) -> bytes:
    """A part that claims a thousand bytes and unpacks to 200 MB."""
    part = bomb(SHEET, plain(config)[SHEET][:-12], b" " * 64, b"</worksheet>", 200)
    kept = [entry for entry in entries(plain(config)) if entry.name != SHEET]
    return forge([*kept, Entry(SHEET, packed=part.packed, crc=part.crc, size=1000)])


def _million_rows(config: Config) -> bytes:
    """A sheet of a million rows with a cell each that holds nothing."""
    head = plain(config)[SHEET].split(b"</sheetData>")[0]
    kept = [entry for entry in entries(plain(config)) if entry.name != SHEET]
    row = b'<row><c s="0"/></row>          '.ljust(32)
    return forge([*kept, bomb(SHEET, head, row, b"</sheetData></worksheet>", 128)])


def _two_workbooks(config: Config) -> bytes:
    """Two archives one after the other; what opens depends on the end from which one reads."""
    other = forge(swapped(entries(plain(config)), SHEET, data=_other_sheet(config)))
    return other + unspoilt(config)


def _shuffled_directory(config: Config) -> bytes:
    data = bytearray(unspoilt(config))
    start = data.index(b"PK\1\2")
    data[start + 60 : start + 200] = bytes(range(140))
    return bytes(data)


_TRICKS: tuple[tuple[str, Callable[[Config], bytes], str], ...] = (
    ("encryption-flag", _claiming(SHEET, flags=ENCRYPTED), "a part with a password of its own"),
    (
        "same-part-twice",
        _with(lambda config: Entry(SHEET, _other_sheet(config))),
        "readers disagree which of two equal names counts",
    ),
    (
        "same-part-in-other-case",
        _with(lambda config: Entry("xl/worksheets/Sheet1.xml", _other_sheet(config))),
        "names are equal without regard to case",
    ),
    (
        "same-part-with-backslash",
        _with(lambda config: Entry("xl\\worksheets\\sheet1.xml", _other_sheet(config))),
        "on some systems both are one file",
    ),
    ("name-goes-up", _extra("../../outside.xml"), "unpacking would write outside the folder"),
    (
        "name-goes-up-inside",
        _extra("xl/../../outside.xml"),
        "unpacking would write outside the folder",
    ),
    (
        "name-from-the-root",
        _extra("/etc/cron.d/outside"),
        "unpacking would write outside the folder",
    ),
    (
        "name-with-backslashes",
        _extra("..\\..\\outside.xml"),
        "unpacking on Windows would write outside the folder",
    ),
    (
        "name-with-a-drive",
        _extra("C:\\Windows\\outside.xml"),
        "unpacking on Windows would write outside the folder",
    ),
    (
        "name-with-a-zero",
        _extra(b"xl/media/a.xml\x00.png"),
        "programs disagree where the name ends",
    ),
    (
        "link-to-a-file",
        _extra("xl/media/image1.png", b"/etc/passwd", _SYMLINK, _UNIX),
        "a symbolic link names a file of this machine",
    ),
    (
        "two-thousand-parts",
        _with(
            *(
                lambda config, number=number: Entry(f"xl/media/{number}.png", b"x")
                for number in range(2000)
            )
        ),
        "no table needs them; each costs time",
    ),
    (
        "sheet-bomb",
        _bombed(
            SHEET,
            f'<worksheet xmlns="{MAIN}"><sheetData>'.encode(),
            b" " * 64,
            b"</sheetData></worksheet>",
        ),
        "half a megabyte that unpacks to 200",
    ),
    ("rows-bomb", _million_rows, "millions of empty rows"),
    (
        "strings-bomb",
        _bombed(
            STRINGS,
            f'{HEAD}<sst xmlns="{MAIN}">'.encode(),
            b"<si><t>aaaaaaaaa</t></si>".ljust(32),
            b"</sst>",
        ),
        "millions of strings",
    ),
    (
        "one-string-bomb",
        _bombed(
            STRINGS, f'{HEAD}<sst xmlns="{MAIN}"><si><t>'.encode(), b"a" * 64, b"</t></si></sst>"
        ),
        "one string of 200 MB",
    ),
    (
        "styles-bomb",
        _bombed(
            STYLES,
            f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs>'.encode(),
            b"<xf/>   ",
            b"</cellXfs></styleSheet>",
        ),
        "millions of formats",
    ),
    ("lying-bomb", _lying_bomb, "the stated size is a claim; only unpacking tells"),
    (
        "other-name-inside",
        _claiming(SHEET, local_name="xl/worksheets/sheet9.xml"),
        "two names for one part: which is it?",
    ),
    ("wrong-sum", _claiming(SHEET, crc=0x12345678), "the data are not what was packed"),
    (
        "damaged-stream",
        _claiming(SHEET, packed=b"\xff\xff\xff\xff" * 40),
        "a part that does not unpack",
    ),
    ("deflate64", _claiming(SHEET, method=9), "a method that workbooks do not use"),
    ("unknown-method", _claiming(SHEET, method=97), "a method that workbooks do not use"),
    ("directory-of-noise", _shuffled_directory, "the list of parts is damaged"),
    (
        "directory-elsewhere",
        lambda config: forge(entries(plain(config)), Ending(offset=7)),
        "the list of parts is not where it should be",
    ),
)
_HARMLESS: tuple[tuple[str, Callable[[Config], bytes], str], ...] = (
    ("overlapping-parts", _overlapping, "one block of data under 400 names"),
    (
        "theme-bomb",
        _bombed(THEME, b"<theme>", b" " * 64, b"</theme>"),
        "a part that no reader needs; unpacking it would cost 200 MB",
    ),
    (
        "properties-bomb",
        _bombed(CORE, b"<coreProperties>", b" " * 64, b"</coreProperties>"),
        "a part that tells only a date",
    ),
    ("strange-part", _extra("a" * 30_000 + ".dat"), "a very long name of a part that nobody needs"),
    (
        "sizes-in-passing-lie",
        _claiming(SHEET, local_size=5, local_packed_size=5),
        "the copy of the sizes beside the data is wrong, the list is right",
    ),
    (
        "larger-than-stated",
        _claiming(SHEET, size=0xFFFFFFF0),
        "a size of 4 GB is stated, the data are small",
    ),
    (
        "shorter-than-stated",
        _claiming(SHEET, size=100),
        "a size smaller than the truth would cut the sheet",
    ),
    ("wrong-sum-of-the-theme", _claiming(THEME, crc=0x12345678), "damage where no figure stands"),
    (
        "bzip2",
        _recompressed(12, bz2.compress),
        "a method that workbooks do not use but some readers know",
    ),
    ("lzma", _recompressed(14, _lzma), "a method that workbooks do not use but some readers know"),
    (
        "bytes-before",
        lambda config: forge(entries(plain(config)), prefix=b"#!/bin/sh\n" * 9),
        "something stands before the archive",
    ),
    (
        "bytes-between",
        lambda config: forge(entries(plain(config)), between=b"\0" * 1000),
        "something stands between data and list",
    ),
    (
        "bytes-after",
        lambda config: unspoilt(config) + b"\r\n--boundary--\r\n" * 3,
        "a mail gateway left its mark behind the archive",
    ),
    (
        "long-comment",
        lambda config: forge(entries(plain(config)), Ending(comment=b"PK\5\6" * 9000)),
        "a comment full of false endings",
    ),
    (
        "other-disk",
        lambda config: forge(entries(plain(config)), Ending(disk=3)),
        "claims to be one disk of several",
    ),
    (
        "wrong-count",
        lambda config: forge(entries(plain(config)), Ending(count=3)),
        "claims fewer parts than it lists",
    ),
    (
        "two-workbooks",
        _two_workbooks,
        "what opens depends on the end one reads from; other values must not slip in",
    ),
    (
        "backslashes-throughout",
        lambda config: pack(
            {name.replace("/", "\\"): data for name, data in plain(config).items()}
        ),
        "some old libraries write backslashes",
    ),
)

CASES = (
    *(Case(name, "container", make, WHOLE, why, stored=nothing) for name, make, why in _TRICKS),
    *(Case(name, "container", make, READ_OR_REFUSED, why) for name, make, why in _HARMLESS),
)
