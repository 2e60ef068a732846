"""What is sent as .xlsx and is no workbook at all? Every one must be refused, with the reason."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from collections.abc import Callable

from tests.ingest.corpus.archive import STORED, Entry, forge, pack
from tests.ingest.corpus.base import READ_OR_REFUSED, WHOLE, Case, Config, nothing
from tests.ingest.corpus.books import CONTENT, HEAD, TYPES, override, relation, relations, unspoilt
from tests.ingest.corpus.compound import LOCKED, MAGIC, biff, compound

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000049454e44ae426082"
)


def noise(count: int, seed: str = "noise") -> bytes:
    """Bytes without any pattern, the same each time."""
    blocks = (
        hashlib.sha256(f"{seed}{number}".encode()).digest() for number in range(-(-count // 32))
    )
    return b"".join(blocks)[:count]


def _part(config: Config, share: float) -> bytes:
    """The first part of the unspoilt workbook."""
    data = unspoilt(config)
    return data[: int(len(data) * share)]


def _document(config: Config) -> bytes:
    """A text document: the same kind of container with other parts."""
    kind = f"{TYPES}.wordprocessingml.document.main+xml"
    return pack(
        {
            CONTENT: f"{HEAD}<Types "
            'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
            'Extension="xml" '
            f'ContentType="application/xml"/>{override("word/document.xml", kind)}</Types>'.encode(),
            "_rels/.rels": relations(relation(1, "officeDocument", "word/document.xml")),
            "word/document.xml": b"<w:document "
            b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>',
        }
    )


def _slides(config: Config) -> bytes:
    kind = f"{TYPES}.presentationml.presentation.main+xml"
    return pack(
        {
            CONTENT: f"{HEAD}<Types "
            'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
            'Extension="xml" '
            f'ContentType="application/xml"/>{override("ppt/presentation.xml", kind)}</Types>'.encode(),
            "_rels/.rels": relations(relation(1, "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": b"<p:presentation "
            b'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>',
        }
    )


def _open_document(config: Config) -> bytes:
    """An .ods file: another standard's spreadsheet."""
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    body = (
        b"<office:document-content "
        b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
    )
    return forge(
        [
            Entry("mimetype", kind, method=STORED),
            Entry("content.xml", body),
            Entry("META-INF/manifest.xml", b"<manifest/>"),
        ]
    )


def _binary_workbook(config: Config) -> bytes:
    """An .xlsb file: the same container with binary parts."""
    kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    return pack(
        {
            CONTENT: f"{HEAD}<Types "
            'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
            f'Extension="bin" ContentType="{kind}"/></Types>'.encode(),
            "_rels/.rels": relations(relation(1, "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": bytes.fromhex("830100") + noise(400),
            "xl/worksheets/sheet1.bin": bytes.fromhex("810100") + noise(900),
        }
    )


def _tape(config: Config) -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w") as archive:
        member = tarfile.TarInfo("book.xlsx")
        member.size = len(unspoilt(config))
        archive.addfile(member, io.BytesIO(unspoilt(config)))
    return output.getvalue()


def _encrypted(config: Config) -> bytes:
    """A workbook with a password to open: a compound file around an encrypted package."""
    info = (
        b"\x04\x00\x04\x00\x40\x00\x00\x00<encryption "
        b'xmlns="http://schemas.microsoft.com/office/2006/encryption"><keyData '
        b'saltSize="16"/></encryption>'
    )
    return compound(
        {
            "EncryptionInfo": info,
            "EncryptedPackage": len(unspoilt(config)).to_bytes(8, "little") + noise(9000),
        }
    )


_KINDS: tuple[tuple[str, Callable[[Config], bytes], str], ...] = (
    ("empty-file", lambda config: b"", "nothing arrived"),
    ("one-byte", lambda config: b"P", "too short for any kind of file"),
    ("noise", lambda config: noise(5000), "no known beginning"),
    ("zeros", lambda config: bytes(20_000), "a disk that filled up leaves zeros"),
    ("magic-only", lambda config: b"PK\3\4", "the beginning of an archive and no more"),
    ("cut-at-a-tenth", lambda config: _part(config, 0.1), "an upload that broke off"),
    ("cut-in-the-middle", lambda config: _part(config, 0.5), "an upload that broke off"),
    ("cut-in-the-directory", lambda config: _part(config, 0.95), "the list of parts is incomplete"),
    (
        "cut-before-the-end",
        lambda config: unspoilt(config)[:-22],
        "only the last record is missing",
    ),
    ("empty-archive", lambda config: forge([]), "an archive without parts"),
    (
        "letter",
        lambda config: "各位同事:请把 2023 年数据发给我。\n".encode() * 20,
        "a text is no table",
    ),
    (
        "pdf",
        lambda config: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
        "a PDF with another ending",
    ),
    ("picture", lambda config: PNG, "a picture with another ending"),
    (
        "photograph",
        lambda config: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + noise(4000),
        "a picture with another ending",
    ),
    ("program", lambda config: b"MZ\x90\x00" + noise(4000), "a program with another ending"),
    ("rar", lambda config: b"Rar!\x1a\x07\x01\x00" + noise(3000), "another kind of archive"),
    (
        "seven-zip",
        lambda config: b"7z\xbc\xaf\x27\x1c\x00\x04" + noise(3000),
        "another kind of archive",
    ),
    (
        "gzip",
        lambda config: gzip.compress(unspoilt(config), mtime=0),
        "a workbook inside another kind of archive",
    ),
    (
        "archive-of-a-workbook",
        lambda config: pack({"book.xlsx": unspoilt(config)}),
        "several files packed for sending",
    ),
    (
        "archive-of-a-csv",
        lambda config: pack({"数据.csv": "指标编码,年份,数值\n".encode()}),
        "an archive that is no workbook",
    ),
    ("text-document", _document, "a .docx with another ending"),
    ("slides", _slides, "a .pptx with another ending"),
    ("open-document", _open_document, "an .ods with another ending"),
    ("binary-workbook", _binary_workbook, "an .xlsb with another ending"),
    ("encrypted", _encrypted, "a password to open: the person must be told so"),
    (
        "old-and-encrypted",
        lambda config: compound({"Workbook": biff(config.sheet, config.grid(), LOCKED)}),
        "an old workbook with a password to open",
    ),
    (
        "old-header-and-noise",
        lambda config: MAGIC + noise(6000),
        "the beginning of an old workbook and no more",
    ),
    ("old-header-alone", lambda config: MAGIC + bytes(504), "a compound file without content"),
    (
        "old-text-document",
        lambda config: compound({"WordDocument": noise(5000), "1Table": noise(4200)}),
        "a .doc with another ending",
    ),
    (
        "old-workbook-of-noise",
        lambda config: compound({"Workbook": noise(9000)}),
        "a compound file whose workbook is noise",
    ),
    (
        "json",
        lambda config: b'[{"indicator": "x", "year": 2021, "value": 1}]',
        "data, but in no layout of ours",
    ),
)

CASES = (
    *(Case(name, "container", make, WHOLE, why, stored=nothing) for name, make, why in _KINDS),
    Case(
        "tar",
        "container",
        _tape,
        READ_OR_REFUSED,
        "a workbook inside an archive that does not pack: its bytes are all there",
    ),
)
