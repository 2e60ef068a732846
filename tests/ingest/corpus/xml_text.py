"""What can be wrong with the text of an XML part: its document type, encoding, form, or how a
number is spelt in it?
"""

from __future__ import annotations

from collections.abc import Callable

from tests.ingest.corpus.archive import DEFLATED, Entry, bomb, entries, forge, pack
from tests.ingest.corpus.base import (
    ANYTHING,
    FINE,
    READ_OR_REFUSED,
    WHOLE,
    Case,
    Config,
    at,
    nothing,
)
from tests.ingest.corpus.books import (
    CONTENT,
    HEAD,
    MAIN,
    SHEET,
    STRINGS,
    STYLES,
    WORKBOOK,
    Raw,
    made,
    plain,
    replacing,
    short,
    string,
    swap,
    typed,
)

_HOST = "http://192.0.2.1"


def _typed(part: str, subset: str, use: str = "", root: str = "") -> Callable[[Config], bytes]:
    """A document type before a part's root, and a use of what it defines in the first string."""

    def make(config: Config) -> bytes:
        parts = plain(config)
        name = root or parts[part].decode().removeprefix(HEAD)[1:].split()[0]
        parts = {
            **parts,
            part: parts[part].replace(
                HEAD.encode(), f"{HEAD}<!DOCTYPE {name} {subset}>\n".encode()
            ),
        }
        return pack(swap(parts, STRINGS, "指标编码</t>", f"指标编码{use}</t>") if use else parts)

    return make


def _laughs(levels: int = 9) -> str:
    lines = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, levels))
    return f'[<!ENTITY l0 "哈">{lines}]'


def _hidden_by_encoding(config: Config) -> bytes:
    """A document type in a part whose bytes do not contain the word."""
    parts = plain(config)
    text = (
        parts[STRINGS]
        .decode()
        .replace(
            HEAD, '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE sst [<!ENTITY e "99999">]>'
        )
    )
    return pack(
        {**parts, STRINGS: text.replace("指标编码</t>", "指标编码&e;</t>").encode("utf-16")}
    )


def _encoded(declared: str, encoding: str, part: str = STRINGS) -> Callable[[Config], bytes]:
    """A part in an encoding that its first line names, rightly or not."""

    def make(config: Config) -> bytes:
        parts = plain(config)
        text = parts[part].decode().replace('encoding="UTF-8"', f'encoding="{declared}"')
        return pack({**parts, part: text.encode(encoding, "xmlcharrefreplace")})

    return make


def _bytes_in(part: str, old: str, new: bytes) -> Callable[[Config], bytes]:
    """Bytes that are no text put in place of a text."""

    def make(config: Config) -> bytes:
        parts = plain(config)
        assert old.encode() in parts[part]
        return pack({**parts, part: parts[part].replace(old.encode(), new, 1)})

    return make


def _cut_off(part: str) -> Callable[[Config], bytes]:
    return made(lambda parts: {**parts, part: parts[part][: len(parts[part]) * 2 // 3]})


def _deep(config: Config) -> bytes:
    """A hundred thousand elements, one inside the other, in a place for extensions."""
    head, tail = plain(config)[SHEET].decode().rsplit("</worksheet>", 1)
    depth = 100_000
    text = (
        f"{head}<extLst><ext "
        f'uri="x">{"<a>" * depth}{"</a>" * depth}</ext></extLst></worksheet>{tail}'
    )
    return pack({**plain(config), SHEET: text.encode()})


def _long_attribute(config: Config) -> bytes:
    """One attribute of ten megabytes."""
    head, tail = plain(config)[SHEET].decode().split("<dimension", 1)
    part = bomb(
        SHEET, f'{head}<sheetPr codeName="'.encode(), b"a" * 64, f'"/><dimension{tail}'.encode(), 10
    )
    return forge([*(entry for entry in entries(plain(config)) if entry.name != SHEET), part])


def _many_attributes(config: Config) -> bytes:
    """A hundred thousand attributes on one element."""
    more = "".join(f' a{number}=""' for number in range(100_000))
    parts = swap(plain(config), SHEET, "<sheetFormatPr", f"<sheetFormatPr{more}")
    return forge([Entry(name, data, method=DEFLATED) for name, data in parts.items()])


def _number(between: str, after: str = "") -> Callable[[Config], bytes]:
    """The figure `money` spelt with something after its second digit and at its end; XML sees one
    number.
    """

    def spelt(config: Config) -> Raw:
        digits = short(config.value("money"))
        return Raw(f'<c r="{{at}}"><v>{digits[:2]}{between}{digits[2:]}{after}</v></c>')

    return typed("money", spelt)


_REFUSED: tuple[tuple[str, Callable[[Config], bytes], str], ...] = (
    ("doctype", _typed(SHEET, ""), "no part of a workbook has a document type"),
    (
        "doctype-in-workbook",
        _typed(WORKBOOK, '[<!ENTITY e "x">]'),
        "no part of a workbook has a document type",
    ),
    (
        "doctype-in-types",
        _typed(CONTENT, '[<!ENTITY e "x">]'),
        "no part of a workbook has a document type",
    ),
    (
        "doctype-in-styles",
        _typed(STYLES, '[<!ENTITY e "x">]'),
        "no part of a workbook has a document type",
    ),
    (
        "entity",
        _typed(STRINGS, '[<!ENTITY e "99999">]', "&e;"),
        "an entity of one's own can write any text",
    ),
    ("billion-laughs", _typed(STRINGS, _laughs(), "&l8;"), "a kilobyte that grows to a gigabyte"),
    (
        "quadratic",
        _typed(STRINGS, f'[<!ENTITY a "{"a" * 50_000}">]', "&a;" * 20_000),
        "one long entity used many times",
    ),
    (
        "local-file",
        _typed(STRINGS, '[<!ENTITY e SYSTEM "file:///etc/passwd">]', "&e;"),
        "a file of this machine as text of the workbook",
    ),
    (
        "other-host",
        _typed(STRINGS, f'[<!ENTITY e SYSTEM "{_HOST}/e">]', "&e;"),
        "reading must call nobody",
    ),
    (
        "parameter-entity",
        _typed(STRINGS, f'[<!ENTITY % p SYSTEM "{_HOST}/e.dtd"> %p;]'),
        "reading must call nobody",
    ),
    ("external-subset", _typed(SHEET, f'SYSTEM "{_HOST}/e.dtd"'), "reading must call nobody"),
    (
        "doctype-in-utf-16",
        _hidden_by_encoding,
        "a search for the word in the bytes does not find it",
    ),
    ("sheet-cut-off", _cut_off(SHEET), "a part of the rows is missing; nobody knows which"),
    ("strings-cut-off", _cut_off(STRINGS), "a part of the texts is missing"),
    ("workbook-cut-off", _cut_off(WORKBOOK), "the list of sheets breaks off"),
    (
        "tags-crossed",
        replacing(SHEET, "</sheetData>", "</row></sheetData>"),
        "elements that are not nested",
    ),
    (
        "bare-ampersand",
        replacing(STRINGS, "指标名称</t>", "指标 & 名称</t>"),
        "a character that XML reserves",
    ),
    ("zero-character", _bytes_in(STRINGS, "指标名称", b"\x00"), "U+0000 in the text"),
    (
        "reference-to-zero",
        replacing(STRINGS, "指标名称</t>", "指标名称&#0;</t>"),
        "U+0000 by reference",
    ),
    (
        "reference-to-control",
        replacing(STRINGS, "指标名称</t>", "指标名称&#1;</t>"),
        "control characters do not stand in XML",
    ),
    (
        "half-a-character",
        _bytes_in(STRINGS, "指标名称", "指标名称".encode()[:-1]),
        "bytes that are no UTF-8",
    ),
    (
        "surrogate",
        _bytes_in(STRINGS, "指标名称", b"\xed\xa0\x80"),
        "half of a pair, written as UTF-8",
    ),
    ("not-a-character", _bytes_in(STRINGS, "指标名称", b"\xef\xbf\xbe"), "U+FFFE is no character"),
    ("empty-sheet-part", made(lambda parts: {**parts, SHEET: b""}), "a part of no bytes"),
    (
        "page-as-sheet",
        made(
            lambda parts: {
                **parts,
                SHEET: b"<html><body><table><tr><td>1</td></tr></table></body></html>",
            }
        ),
        "a page where a sheet should be",
    ),
)
_READ_RIGHT: tuple[tuple[str, Callable[[Config], bytes], str], ...] = (
    (
        "two-roots",
        made(lambda parts: {**parts, SHEET: parts[SHEET] + b"<worksheet/>"}),
        "a second document after the first",
    ),
    ("unknown-encoding", _encoded("X-UNKNOWN-99", "utf-8"), "an encoding that does not exist"),
    (
        "other-namespace",
        replacing(SHEET, MAIN, "urn:example:sheet"),
        "the elements are not those of the standard",
    ),
    ("declared-gb18030", _encoded("GB18030", "gb18030"), "an encoding that few parsers know"),
    (
        "version-1.1",
        replacing(SHEET, 'version="1.0"', 'version="1.1"'),
        "a version that few parsers know",
    ),
    ("deep", _deep, "depth must not break the stack"),
    ("long-attribute", _long_attribute, "ten megabytes in one attribute"),
    ("many-attributes", _many_attributes, "a hundred thousand attributes"),
    (
        "comment-with-doctype",
        replacing(SHEET, "<sheetData>", "<!-- <!DOCTYPE x> --><sheetData>"),
        "the word alone does no harm",
    ),
)
_SPELT: tuple[tuple[str, Callable[[Config], bytes], str], ...] = (
    (
        "comment-in-number",
        _number("<!-- -->"),
        "XML sees one number; a reader that takes the first text sees another",
    ),
    ("cdata-in-number", _number("<![CDATA[", "]]>"), "marked sections are plain text"),
    ("instruction-in-number", _number("<?x y?>"), "instructions are no text"),
    (
        "reference-in-number",
        typed(
            "money",
            lambda config: Raw(
                "<c "
                f'r="{{at}}"><v>{"".join(f"&#{ord(digit)};" for digit in short(config.value("money")))}</v></c>'
            ),
        ),
        "digits by reference",
    ),
    (
        "lines-around-number",
        typed(
            "money",
            lambda config: Raw(f'<c r="{{at}}"><v>\n  {short(config.value("money"))}\n</v></c>'),
        ),
        "white space around a number",
    ),
)

CASES = (
    *(Case(name, "xml", make, WHOLE, why, stored=nothing) for name, make, why in _REFUSED),
    *(Case(name, "xml", make, READ_OR_REFUSED, why) for name, make, why in _READ_RIGHT),
    *(Case(name, "xml", make, ANYTHING, why, place=at("money")) for name, make, why in _SPELT),
    Case(
        "comment-in-id",
        "xml",
        lambda config: pack(
            swap(
                plain(config),
                STRINGS,
                string(config.roles["money"][0]),
                string(config.roles["money"][0]).replace("</t>", "<!-- --></t>"),
            )
        ),
        ANYTHING,
        "a comment inside a text is no text",
    ),
    Case(
        "doctype-as-text",
        "xml",
        lambda config: pack(
            swap(plain(config), STRINGS, "</sst>", f"{string('<!DOCTYPE html><!ENTITY e>')}</sst>")
        ),
        FINE,
        "a text that mentions a document type has none; refusing it would be a false alarm",
    ),
    Case(
        "declared-ascii",
        "xml",
        _encoded("US-ASCII", "ascii"),
        FINE,
        "characters by reference are the same characters",
    ),
)
