"""What kind of file is this, whatever its name says? Told by its content."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath

from dashboard.ingest.cells import RefusedError

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"PK\x05\x06", "ZIP"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"SQLite format 3", "SQLite"),
)
ODS, HEAD = b"application/vnd.oasis.opendocument.spreadsheet", 200
"""What stands uncompressed at the beginning of an OpenDocument spreadsheet."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
ENDINGS = {
    "xlsx": (".xlsx", ".xlsm", ".xltx"),
    "xls": (".xls", ".et", ".xlt"),
    "ods": (".ods",),
    "csv": (".csv", ".tsv", ".txt"),
    "html": (".html", ".htm"),
}
"""Kind of content → the endings that say so."""
NAMES = {
    "xlsx": "Excel 工作簿 .xlsx",
    "xls": "Excel 97–2003 .xls",
    "ods": "OpenDocument .ods",
    "csv": "CSV",
    "html": "HTML",
}


def detect_kind(data: bytes) -> str:
    """xlsx, ods, xls or text (which may turn out to be CSV or HTML); raises RefusedError with the
    true reason.
    """
    if not data:
        raise RefusedError("empty-file")
    if data[:4] == _ZIP:
        return "ods" if ODS in data[:HEAD] else "xlsx"
    if data[:8] == _OLE:
        return _detect_compound(data)
    for magic, name in _OTHERS:
        if data.startswith(magic):
            raise RefusedError("not-a-workbook", found=name)
    return "text"


def _detect_compound(data: bytes) -> str:
    """An OLE container: an old workbook, a workbook behind a password, or something else."""
    streams = {
        name
        for name in ("EncryptedPackage", "WordDocument", "PowerPoint Document", "Workbook", "Book")
        if _has_stream(data, name)
    }
    if "EncryptedPackage" in streams:
        raise RefusedError("password-protected")
    if streams & {"Workbook", "Book"}:
        return "xls"
    raise RefusedError("not-a-workbook", found="Word" if "WordDocument" in streams else "OLE")


def _has_stream(data: bytes, stream: str) -> bool:
    """Whether a directory entry of that name is there: UTF-16, closed by a NUL."""
    return (stream + "\0").encode("utf-16-le") in data


def decode_text(data: bytes) -> tuple[str, str]:
    """Text and its encoding: by its mark, else UTF-8, else GB18030; raises RefusedError where it is
    none of them.
    """
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if marked is None and b"\0" in data:
        raise RefusedError("not-a-workbook", found="?")
    try:
        text, encoding = data.decode(marked or "utf-8"), marked or "utf-8"
    except UnicodeDecodeError:
        text, encoding = _decode_strictly(data, marked or "gb18030"), marked or "gb18030"
    for lost in "\0\ufffd":  # what stood there is not known any more
        if lost in text:
            raise RefusedError("text-unreadable", found=text.index(lost))
    return text, encoding.removesuffix("-sig")


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedError("text-unreadable", found=error.start) from error


def detect_text_kind(text: str) -> str:
    """Csv or html; raises RefusedError where a text is no table."""
    if text.lstrip()[:1] == "<":
        if "urn:schemas-microsoft-com:office:spreadsheet" in text[:4096]:
            raise RefusedError("not-a-workbook", found="XML 2003")
        if _TABLE.search(text):
            return "html"
        raise RefusedError("not-a-workbook", found="HTML/XML")
    if not any(mark in text for mark in ",\t;|"):
        raise RefusedError("not-a-workbook", found="TXT")
    return "csv"


def has_wrong_ending(file: str, found: str) -> bool:
    """Whether a file's ending says another kind than its content is."""
    return PurePath(file).suffix.lower() not in ENDINGS[found]
