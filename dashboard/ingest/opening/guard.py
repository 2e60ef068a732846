"""Is this container safe to open? Every check on a zip that has to pass before a parser sees a byte
of it.

Sizes are counted on the bytes that really come out, because the directory may lie.
"""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable

from dashboard.ingest import limits
from dashboard.ingest.cells import RefusedError

_CHUNK = 256 * 1024
_NAME = re.compile(r"[^\x00-\x1f<>:\"|?*]+")
_FOREIGN = re.compile(r"^(word|ppt|visio)/", re.IGNORECASE)
_LONG_TAG = re.compile(rb"<[^>]{262144}")
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_ACTIVE_CONTENT: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "macros",
        re.compile(
            r"vbaProject|/macrosheets/|/dialogsheets/|/activeX/|/ctrlProps/|^/Basic/|^/Scripts/",
            re.IGNORECASE,
        ),
    ),
    (
        "external-links",
        re.compile(
            r"/externalLinks?/|/connections\.xml$|/queryTables/|/webextensions?/|/model/",
            re.IGNORECASE,
        ),
    ),
    (
        "embedded-objects",
        re.compile(
            r"/embeddings/|/oleObjects?/|/attachments?/|"
            r"\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|js|jar|hta|lnk)$",
            re.IGNORECASE,
        ),
    ),
)
"""Parts that a table of figures never needs and that reach outside it."""

CONTENT_TYPES = "[Content_Types].xml"
Parts = dict[str, bytes]


def unpack_parts(data: bytes) -> Parts:
    """Every part of a container by name; raises RefusedError with the reason."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            members = container.infolist()
            _refuse_incomplete(data, members)
            for check in CHECKS:
                check(members)
            return _read_parts(container, members)
    except RefusedError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        RuntimeError,
    ) as error:
        raise RefusedError("damaged-workbook", found=_format_reason(error)) from error


def _refuse_incomplete(data: bytes, members: list[zipfile.ZipInfo]) -> None:
    """The end of the directory says how many parts there are; a directory of the longer form says
    it elsewhere.
    """
    end = data.rfind(b"PK\x05\x06")
    counted = int.from_bytes(data[end + 10 : end + 12], "little")
    if counted not in (len(members), 0xFFFF):
        raise RefusedError("damaged-workbook", found="ZIP")


def _format_reason(error: Exception) -> str:
    return {"BadZipFile": "ZIP", "EOFError": "EOF"}.get(type(error).__name__, type(error).__name__)


def _refuse_many_parts(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > limits.PARTS:
        raise RefusedError("too-many-parts", found=len(members), limit=limits.PARTS)


def _refuse_repeated_parts(members: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for member in members:
        name = unicodedata.normalize("NFKC", normalize_part(member.filename)).casefold()
        if name in seen:
            raise RefusedError("part-twice", found=member.filename)
        seen.add(name)


def _refuse_part_names(members: list[zipfile.ZipInfo]) -> None:
    names = {normalize_part(member.filename).lower() for member in members}
    if not names & {CONTENT_TYPES.lower(), "xl/workbook.xml", "content.xml"}:
        raise RefusedError("not-a-workbook", found=_describe_content(members))
    for member in members:
        name = normalize_part(member.filename)
        folders = name.split("/")
        climbs = ".." in folders or "." in folders or "" in folders[:-1]
        is_other = member.orig_filename != member.filename or _FOREIGN.match(name)
        if climbs or is_other or not _NAME.fullmatch(name):
            raise RefusedError("part-name", found=member.filename)


def normalize_part(name: str) -> str:
    """The name of a part, however the program that wrote it separates folders."""
    return name.replace("\\", "/")


def _describe_content(members: list[zipfile.ZipInfo]) -> str:
    """What a zip is that holds no workbook."""
    folders = {normalize_part(member.filename).split("/")[0] for member in members}
    if "word" in folders:
        return "Word"
    return "PowerPoint" if "ppt" in folders else "ZIP"


def _refuse_unreadable_parts(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise RefusedError("password-protected")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise RefusedError("part-name", found=member.filename)
        if member.compress_type not in _COMPRESSIONS:
            raise RefusedError("damaged-workbook", found=f"ZIP {member.compress_type}")


def _refuse_active_content(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        for code, pattern in _ACTIVE_CONTENT:
            if pattern.search("/" + normalize_part(member.filename)):
                raise RefusedError(code, found=member.filename)


def _refuse_large_parts(members: list[zipfile.ZipInfo]) -> None:
    if sum(member.file_size for member in members) > limits.UNPACKED_BYTES:
        raise RefusedError("too-large", limit=limits.UNPACKED_BYTES // limits.MIB)


CHECKS: tuple[Callable[[list[zipfile.ZipInfo]], None], ...] = (
    _refuse_many_parts,
    _refuse_repeated_parts,
    _refuse_part_names,
    _refuse_unreadable_parts,
    _refuse_active_content,
    _refuse_large_parts,
)
"""What the directory alone can tell, in this order."""


def _read_parts(container: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Parts:
    parts, left = {}, limits.UNPACKED_BYTES
    for member in members:
        if member.is_dir():
            continue
        pieces = []
        with container.open(member) as part:
            while piece := part.read(_CHUNK):
                left -= len(piece)
                if left < 0:
                    raise RefusedError("too-large", limit=limits.UNPACKED_BYTES // limits.MIB)
                pieces.append(piece)
        name = normalize_part(member.filename)
        parts[name] = b"".join(pieces)
        _refuse_unsafe_xml(name, parts[name])
    return parts


def _refuse_unsafe_xml(name: str, content: bytes) -> None:
    """XML of a workbook never declares a document type; UTF-16 must not hide one. No tag is so long
    that parsers choke on it.
    """
    if name.lower().endswith((".xml", ".rels", ".vml", ".psmdcp")):
        plain = content.replace(b"\0", b"") if b"\0" in content[:4096] else content
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise RefusedError("doctype", found=name)
        if _LONG_TAG.search(plain):
            raise RefusedError("damaged-workbook", found=name)
