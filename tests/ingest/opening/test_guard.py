"""What a container may hold: every check on a zip that has to pass before a parser sees it."""

from __future__ import annotations

import io
import stat
import struct
import zipfile

import pytest

from dashboard.ingest import limits
from dashboard.ingest.cells import RefusedError
from dashboard.ingest.opening import guard
from tests.conftest import book

COVERS = ("dashboard.ingest.limits",)

PLAIN = book([["指标编码", "年份", "数值"], ["a", 2021, 1.5]])


def archive(
    *parts: tuple[str | zipfile.ZipInfo, bytes], packed: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A zip of the given parts beside a workbook's first one."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", packed) as container:
        for name, content in (("xl/workbook.xml", b"<workbook/>"), *parts):
            container.writestr(name, content)
    return output.getvalue()


def declaring(data: bytes, size: int) -> bytes:
    """A zip whose directory declares another unpacked size for its first part."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<I", size) + data[at + 28 :]


def encrypted(data: bytes) -> bytes:
    """A zip whose first part is said to be encrypted."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 8] + struct.pack("<H", 1) + data[at + 10 :]


def link() -> zipfile.ZipInfo:
    """A part that is a symbolic link."""
    part = zipfile.ZipInfo("xl/link.xml")
    part.external_attr = (stat.S_IFLNK | 0o777) << 16
    return part


def refusal(data: bytes) -> tuple[str, dict[str, object]]:
    """The code and values with which a container is refused."""
    with pytest.raises(RefusedError) as refused:
        guard.unpack_parts(data)
    return refused.value.code, refused.value.found


def test_the_parts_of_a_sound_workbook_are_those_that_were_packed():
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as container:
        assert guard.unpack_parts(PLAIN) == {
            name: container.read(name) for name in container.namelist()
        }


@pytest.mark.parametrize(
    ("data", "code", "found"),
    [
        (archive(("word/document.xml", b"<x/>")), "part-name", "word/document.xml"),
        (archive(("xl/../../etc/passwd", b"x")), "part-name", "xl/../../etc/passwd"),
        (archive(("/xl/a.xml", b"x")), "part-name", "/xl/a.xml"),
        (archive(("xl\\..\\a.xml", b"x")), "part-name", "xl\\..\\a.xml"),
        (archive(("C:/a.xml", b"x")), "part-name", "C:/a.xml"),
        (archive(("xl//a.xml", b"x")), "part-name", "xl//a.xml"),
        (archive((link(), b"/etc/passwd")), "part-name", "xl/link.xml"),
        (archive(("xl/a.xml", b"x"), ("XL/A.xml", b"y")), "part-twice", "XL/A.xml"),
        (archive(("xl/vbaProject.bin", b"x")), "macros", "xl/vbaProject.bin"),
        (archive(("xl/activeX/activeX1.xml", b"x")), "macros", "xl/activeX/activeX1.xml"),
        (
            archive(("xl/externalLinks/externalLink1.xml", b"x")),
            "external-links",
            "xl/externalLinks/externalLink1.xml",
        ),
        (archive(("xl/connections.xml", b"x")), "external-links", "xl/connections.xml"),
        (
            archive(("xl/embeddings/oleObject1.bin", b"x")),
            "embedded-objects",
            "xl/embeddings/oleObject1.bin",
        ),
        (archive(("xl/media/a.exe", b"x")), "embedded-objects", "xl/media/a.exe"),
        (archive(("xl/model/item.data", b"x")), "external-links", "xl/model/item.data"),
        (archive()[:-12] + b"\x07\x00" + archive()[-10:], "damaged-workbook", "ZIP"),
        (archive(("xl/a.xml", b"<!DOCTYPE a><a/>")), "doctype", "xl/a.xml"),
        (archive(("xl/a.xml", "<!DOCTYPE a><a/>".encode("utf-16"))), "doctype", "xl/a.xml"),
        (archive(("xl/a.xml", b"<!ENTITY a 'b'>")), "doctype", "xl/a.xml"),
        (
            archive(("xl/a.xml", b"<a b='" + b"x" * 300_000 + b"'/>")),
            "damaged-workbook",
            "xl/a.xml",
        ),
        (archive(packed=zipfile.ZIP_LZMA), "damaged-workbook", "ZIP 14"),
        (PLAIN[: len(PLAIN) // 2], "damaged-workbook", "ZIP"),
        (b"PK\x03\x04", "damaged-workbook", "ZIP"),
    ],
)
def test_a_container_that_is_not_safe_is_refused_with_the_part_at_fault(data, code, found):
    assert refusal(data) == (code, {"found": found})


def test_a_zip_of_something_else_is_named_for_what_it_is():
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as container:
        container.writestr("word/document.xml", b"<x/>")
    assert refusal(output.getvalue()) == ("not-a-workbook", {"found": "Word"})


def test_an_encrypted_part_is_a_password():
    assert refusal(encrypted(archive()))[0] == "password-protected"


def test_too_many_parts_are_refused_by_the_directory():
    many = archive(*((f"xl/{number}.xml", b"") for number in range(limits.PARTS)))
    assert refusal(many) == ("too-many-parts", {"found": limits.PARTS + 1, "limit": limits.PARTS})


def test_a_bomb_is_refused_by_its_declared_size_without_unpacking():
    zeros = archive(("xl/zeros.xml", b"\0" * (limits.UNPACKED_BYTES + 1)))
    assert len(zeros) < 100_000
    assert refusal(zeros) == ("too-large", {"limit": 64})
    assert refusal(declaring(PLAIN, limits.UNPACKED_BYTES + 1))[0] == "too-large"


def test_a_directory_that_lies_about_sizes_does_not_get_more_through():
    """The bytes that really come out are counted, and a part that is longer than it says is
    damaged.
    """
    zeros = archive(("xl/zeros.xml", b"\0" * (limits.UNPACKED_BYTES + 1)))
    at = zeros.index(b"PK\x01\x02", zeros.index(b"PK\x01\x02") + 4)
    lying = zeros[: at + 24] + struct.pack("<I", 10) + zeros[at + 28 :]
    assert refusal(lying)[0] in ("damaged-workbook", "too-large")
