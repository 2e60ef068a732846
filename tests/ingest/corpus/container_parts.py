"""Which parts does a package lack, have twice, or have that may act? The archive itself is
sound.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.ingest.corpus.archive import pack
from tests.ingest.corpus.base import (
    FINE,
    LISTED_OR_REFUSED,
    READ_OR_REFUSED,
    WARNED_OR_REFUSED,
    WHOLE,
    Case,
    Config,
    nothing,
)
from tests.ingest.corpus.books import (
    CONTENT,
    HEAD,
    MAIN,
    OFFICE,
    RELS,
    SHEET,
    STRINGS,
    TYPES,
    WORKBOOK,
    Parts,
    cut,
    drop,
    link,
    made,
    override,
    plain,
    relation,
    relations,
    replacing,
    swap,
)
from tests.ingest.corpus.compound import compound

_FAR = "http://192.0.2.1/x"
_STRICT = "http://purl.oclc.org/ooxml"


def _external(parts: Parts) -> Parts:
    """A reference to another workbook, as a formula there leaves it."""
    other = (
        f'{HEAD}<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook '
        'r:id="rId1"><sheetNames><sheetName '
        'val="A"/></sheetNames></externalBook></externalLink>'
    )
    linked = link(
        parts,
        "xl/externalLinks/externalLink1.xml",
        "externalLink",
        other.encode(),
        f"{TYPES}.spreadsheetml.externalLink+xml",
    )
    linked = swap(
        linked,
        WORKBOOK,
        "<calcPr",
        '<externalReferences><externalReference r:id="rId90"/></externalReferences><calcPr',
    )
    target = relation(1, "externalLinkPath", f"{_FAR}.xlsx", ' TargetMode="External"')
    return {**linked, "xl/externalLinks/_rels/externalLink1.xml.rels": relations(target)}


def _connected(parts: Parts) -> Parts:
    """A query that fetches the sheet anew whenever the workbook is opened."""
    source = (
        f'{HEAD}<connections xmlns="{MAIN}"><connection id="1" name="q" type="4" '
        'refreshOnLoad="1" refreshedVersion="6"><webPr sourceData="1" '
        f'url="{_FAR}"/></connection></connections>'
    )
    linked = link(
        parts,
        "xl/connections.xml",
        "connections",
        source.encode(),
        f"{TYPES}.spreadsheetml.connections+xml",
    )
    table = f'{HEAD}<queryTable xmlns="{MAIN}" name="q" connectionId="1" refreshOnLoad="1"/>'
    return {**linked, "xl/queryTables/queryTable1.xml": table.encode()}


def _macro(parts: Parts) -> Parts:
    code = compound(
        {"VBA": b'Attribute VB_Name = "ThisWorkbook"\r\nSub Workbook_Open()\r\nEnd Sub\r\n'}
    )
    linked = link(
        parts, "xl/vbaProject.bin", "vbaProject", code, "application/vnd.ms-office.vbaProject"
    )
    return swap(
        linked,
        CONTENT,
        f"{TYPES}.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )


def _old_macro_sheet(parts: Parts) -> Parts:
    code = (
        f"{HEAD}<xm:macrosheet "
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" '
        f'xmlns="{MAIN}"><sheetData><row r="1"><c '
        'r="A1"><f>EXEC("calc")</f><v>0</v></c></row></sheetData></xm:macrosheet>'
    )
    linked = link(
        parts,
        "xl/macrosheets/sheet9.xml",
        "xlMacrosheet",
        code.encode(),
        "application/vnd.ms-excel.macrosheet+xml",
    )
    return swap(
        linked,
        WORKBOOK,
        "</sheets>",
        '<sheet name="Macro1" sheetId="9" state="veryHidden" r:id="rId90"/></sheets>',
    )


def _embedded(parts: Parts) -> Parts:
    sheet = swap(
        parts,
        SHEET,
        "</worksheet>",
        '<oleObjects><oleObject progId="Package" shapeId="1025" '
        'r:id="rId1"/></oleObjects></worksheet>',
    )
    return {
        **swap(
            sheet,
            CONTENT,
            "<Override",
            '<Default Extension="bin" '
            'ContentType="application/vnd.openxmlformats-officedocument.oleObject"/><Override',
        ),
        "xl/embeddings/oleObject1.bin": compound({"\x01Ole10Native": b"MZ calc.exe"}),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            relation(1, "oleObject", "../embeddings/oleObject1.bin")
        ),
    }


def _active(parts: Parts) -> Parts:
    control = (
        b'<ax:ocx xmlns:ax="http://schemas.microsoft.com/office/2006/activeX" '
        b'ax:classid="{8BD21D40-EC42-11CE-9E0D-00AA006002F3}" '
        b'ax:persistence="persistStreamInit"/>'
    )
    sheet = swap(
        parts,
        CONTENT,
        "</Types>",
        override("xl/activeX/activeX1.xml", "application/vnd.ms-office.activeX+xml") + "</Types>",
    )
    links = relations(relation(1, "control", "../activeX/activeX1.xml"))
    return {
        **sheet,
        "xl/activeX/activeX1.xml": control,
        "xl/activeX/activeX1.bin": b"\0" * 64,
        "xl/worksheets/_rels/sheet1.xml.rels": links,
    }


def _hyperlinks(parts: Parts) -> Parts:
    """A link in a cell, and a picture that lies elsewhere."""
    sheet = swap(
        parts,
        SHEET,
        "</worksheet>",
        '<hyperlinks><hyperlink ref="A2" r:id="rId1"/></hyperlinks></worksheet>',
    )
    return {
        **sheet,
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            relation(1, "hyperlink", f"{_FAR}?a=1&amp;b=2", ' TargetMode="External"')
        ),
    }


def _strict(parts: Parts) -> Parts:
    """The same workbook in the strict form of the standard: other namespaces throughout."""
    changed = {}
    for name, data in parts.items():
        text = (
            data.decode()
            .replace(MAIN, f"{_STRICT}/spreadsheetml/main")
            .replace(OFFICE, f"{_STRICT}/officeDocument/relationships")
        )
        changed[name] = text.encode()
    return swap(changed, WORKBOOK, "<workbook ", '<workbook conformance="strict" ')


def _only_a_chart(parts: Parts) -> Parts:
    sheet = (
        f'{HEAD}<chartsheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetViews><sheetView '
        'workbookViewId="0"/></sheetViews></chartsheet>'
    )
    charted = swap(
        swap(parts, CONTENT, "spreadsheetml.worksheet+xml", "spreadsheetml.chartsheet+xml"),
        RELS,
        "relationships/worksheet",
        "relationships/chartsheet",
    )
    return {**charted, SHEET: sheet.encode()}


def _two_roots(parts: Parts) -> Parts:
    """Two main parts: readers take the first or the last."""
    root = swap(
        parts,
        "_rels/.rels",
        "</Relationships>",
        relation(7, "officeDocument", "xl/other.xml") + "</Relationships>",
    )
    root = swap(
        root,
        CONTENT,
        "</Types>",
        override("xl/other.xml", f"{TYPES}.spreadsheetml.sheet.main+xml") + "</Types>",
    )
    return {**root, "xl/other.xml": f'{HEAD}<workbook xmlns="{MAIN}"><sheets/></workbook>'.encode()}


_WHOLE: tuple[tuple[str, Callable[[Config], bytes], str], ...] = (
    ("no-workbook-part", made(lambda parts: drop(parts, WORKBOOK)), "nothing lists the sheets"),
    (
        "no-sheet-part",
        made(lambda parts: drop(parts, SHEET)),
        "the sheet that is listed is not there",
    ),
    (
        "no-sheets",
        made(lambda parts: cut(parts, WORKBOOK, r"<sheet .*?/>")),
        "a workbook without sheets",
    ),
    ("only-a-chart", made(_only_a_chart), "a chart holds no cells"),
    (
        "sheet-on-another-host",
        replacing(RELS, 'Target="worksheets/sheet1.xml"', f'Target="{_FAR}" TargetMode="External"'),
        "a sheet is never fetched",
    ),
    (
        "sheet-is-a-local-file",
        replacing(
            RELS,
            'Target="worksheets/sheet1.xml"',
            'Target="file:///etc/passwd" TargetMode="External"',
        ),
        "a file of this machine is never opened",
    ),
    (
        "sheet-outside-the-package",
        replacing(RELS, 'Target="worksheets/', 'Target="../../../../etc/'),
        "a target must stay inside the package",
    ),
    (
        "sheet-is-the-workbook",
        replacing(RELS, 'Target="worksheets/sheet1.xml"', 'Target="workbook.xml"'),
        "a part that refers to itself",
    ),
    (
        "sheet-is-a-picture",
        made(lambda parts: {**parts, SHEET: b"\x89PNG\r\n\x1a\n" + bytes(200)}),
        "the part is not what it is said to be",
    ),
)
_ACTING: tuple[tuple[str, Callable[[Parts], Parts], str], ...] = (
    ("macro", _macro, "code travels with the data"),
    ("old-macro-sheet", _old_macro_sheet, "code in a hidden sheet"),
    ("external-link", _external, "figures may come from a workbook that nobody sent"),
    ("connection", _connected, "figures may be fetched anew on opening"),
    ("embedded-object", _embedded, "a file inside the file"),
    ("active-control", _active, "a control that programs would start"),
)
_EITHER: tuple[tuple[str, Callable[[Config], bytes], str], ...] = (
    (
        "strings-on-another-host",
        replacing(RELS, 'Target="sharedStrings.xml"', f'Target="{_FAR}" TargetMode="External"'),
        "strings are never fetched",
    ),
    (
        "no-content-types",
        made(lambda parts: drop(parts, CONTENT)),
        "the list of types is missing, the data are whole",
    ),
    (
        "no-package-relationships",
        made(lambda parts: drop(parts, "_rels/.rels")),
        "the main part has to be guessed, the data are whole",
    ),
    (
        "sheet-typed-as-text",
        replacing(CONTENT, f"{TYPES}.spreadsheetml.worksheet+xml", "text/plain"),
        "a wrong type for the right part",
    ),
    (
        "typed-as-template",
        replacing(CONTENT, "spreadsheetml.sheet.main", "spreadsheetml.template.main"),
        "a template renamed to a workbook",
    ),
    (
        "typed-as-macro-workbook",
        replacing(
            CONTENT,
            f"{TYPES}.spreadsheetml.sheet.main",
            "application/vnd.ms-excel.sheet.macroEnabled.main",
        ),
        "said to hold macros, holds none",
    ),
    ("strict", made(_strict), "the strict form is read right, or refused with its name"),
    ("two-main-parts", made(_two_roots), "which of two workbooks counts?"),
    (
        "relationships-twice",
        replacing(RELS, 'Id="rId2"', 'Id="rId1"'),
        "two relationships under one name",
    ),
)

CASES = (
    *(Case(name, "container", make, WHOLE, why, stored=nothing) for name, make, why in _WHOLE),
    *(
        Case(name, "container", made(change), WARNED_OR_REFUSED, why)
        for name, change, why in _ACTING
    ),
    *(Case(name, "container", make, READ_OR_REFUSED, why) for name, make, why in _EITHER),
    Case(
        "hyperlink",
        "container",
        made(_hyperlinks),
        FINE,
        "links in cells are everyday; none is ever followed",
    ),
    Case(
        "no-workbook-relationships",
        "container",
        lambda config: pack(drop(plain(config), RELS)),
        LISTED_OR_REFUSED,
        "nothing says which part is the sheet",
        stored=nothing,
    ),
    Case(
        "no-strings-part",
        "container",
        lambda config: pack(drop(plain(config), STRINGS)),
        LISTED_OR_REFUSED,
        "every text is an index into a part that is missing",
        stored=nothing,
    ),
)
