"""Which programs write workbooks, and what do they leave in them? What each adds must not get in
the way.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import openpyxl
import xlsxwriter

from tests.ingest.corpus.archive import pack
from tests.ingest.corpus.base import FINE, Case, Config
from tests.ingest.corpus.books import (
    CONTENT,
    CORE,
    HEAD,
    MAIN,
    OFFICE,
    RELS,
    SHEET,
    THEME,
    TYPES,
    Parts,
    cut,
    drop,
    link,
    made,
    override,
    plain,
    relation,
    relations,
    swap,
)

_DATE = datetime(2025, 3, 3, 8, tzinfo=UTC)
_GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


def _by_openpyxl(config: Config) -> bytes:
    """As openpyxl writes it; only the day of its last change is fixed."""
    workbook, output = openpyxl.Workbook(), io.BytesIO()
    page = workbook.worksheets[0]
    page.title = config.sheet
    for row in config.grid():
        page.append(row)
    workbook.save(output)
    with zipfile.ZipFile(output) as archive:
        return pack(
            {
                name: plain(config)[CORE] if name == CORE else archive.read(name)
                for name in archive.namelist()
            }
        )


def _by_xlsxwriter(config: Config) -> bytes:
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    workbook.set_properties({"created": _DATE.replace(tzinfo=None)})
    page = workbook.add_worksheet(config.sheet)
    for number, row in enumerate(config.grid()):
        page.write_row(number, 0, row)
    workbook.close()
    return output.getvalue()


def _libreoffice(parts: Parts) -> Parts:
    """No theme; widths for all columns; a row at the very end that only carries a height."""
    sheet = swap(
        drop(parts, THEME),
        SHEET,
        "<sheetData>",
        '<cols><col collapsed="false" max="16384" min="1" style="0" '
        'width="11.53"/></cols><sheetData>',
    )
    sheet = swap(
        sheet,
        SHEET,
        "</sheetData>",
        '<row r="1048576" customFormat="false" ht="12.8" customHeight="true" '
        'hidden="false"></row></sheetData>',
    )
    sheet = cut(
        cut(sheet, CONTENT, r'<Override PartName="/xl/theme[^>]*>'),
        RELS,
        r"<Relationship [^>]*theme1.xml[^>]*>",
    )
    return {
        **swap(
            sheet,
            SHEET,
            "<dimension",
            '<sheetPr filterMode="false"><pageSetUpPr fitToPage="false"/></sheetPr><dimension',
        )
    }


def _wps(parts: Parts) -> Parts:
    """Custom properties with the product's build, and a customXml item of its own."""
    custom = f'{HEAD}<Properties xmlns="{OFFICE.replace("relationships", "custom-properties")}"/>'
    rels = swap(
        parts,
        "_rels/.rels",
        "</Relationships>",
        relation(7, "custom-properties", "docProps/custom.xml") + "</Relationships>",
    )
    rels = swap(
        rels,
        RELS,
        "</Relationships>",
        relation(8, "customXml", "../customXml/item1.xml") + "</Relationships>",
    )
    more = {
        "docProps/custom.xml": custom.encode(),
        "customXml/item1.xml": b"<s:customData "
        b'xmlns="http://www.wps.cn/officeDocument/2013/wpsCustomData" '
        b'xmlns:s="http://www.wps.cn/officeDocument/2013/wpsCustomData"/>',
        "customXml/itemProps1.xml": b"<ds:datastoreItem "
        b"xmlns:ds='http://schemas.openxmlformats.org/officeDocument/2006/customXml'/>",
        "customXml/_rels/item1.xml.rels": relations(
            relation(1, "customXmlProps", "itemProps1.xml")
        ),
    }
    return {**rels, **more}


def _excel_365(parts: Parts) -> Parts:
    """Sensitivity label, printer settings, calculation chain, persons: what a newer Excel leaves
    behind.
    """
    labelled = link(
        parts,
        "xl/calcChain.xml",
        "calcChain",
        f'{HEAD}<calcChain xmlns="{MAIN}"/>'.encode(),
        f"{TYPES}.spreadsheetml.calcChain+xml",
        91,
    )
    labelled = link(
        labelled,
        "xl/persons/person.xml",
        "person",
        b"<personList/>",
        "application/vnd.ms-excel.person+xml",
        92,
    )
    labelled = swap(
        labelled,
        CONTENT,
        "<Override",
        '<Default Extension="bin" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/><Override',
    )
    labelled = swap(
        labelled,
        SHEET,
        "</worksheet>",
        '<pageSetup paperSize="9" orientation="portrait" r:id="rId1"/></worksheet>',
    )
    return {
        **labelled,
        "docMetadata/LabelInfo.xml": b"<clbl:labelList "
        b'xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"/>',
        "xl/printerSettings/printerSettings1.bin": b"H\x00P\x00 \x00L\x00" * 40,
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            relation(1, "printerSettings", "../printerSettings/printerSettings1.bin")
        ),
    }


def _drawings(parts: Parts) -> Parts:
    """A picture, a cell comment with its shape, and a table over the data."""
    sheet = swap(
        parts,
        SHEET,
        "</worksheet>",
        '<drawing r:id="rId1"/><legacyDrawing r:id="rId2"/></worksheet>',
    )
    types = override("xl/drawings/drawing1.xml", f"{TYPES}.drawing+xml") + override(
        "xl/comments1.xml", f"{TYPES}.spreadsheetml.comments+xml"
    )
    sheet = swap(
        sheet,
        CONTENT,
        "<Override",
        '<Default Extension="gif" ContentType="image/gif"/><Default Extension="vml" '
        f'ContentType="{TYPES}.vmlDrawing"/><Override',
    )
    drawn = "http://schemas.openxmlformats.org/drawingml/2006"
    comment = (
        f'{HEAD}<comments xmlns="{MAIN}"><authors><author>科'
        '长</author></authors><commentList><comment ref="A2" authorId="0"><text><t>请核对 '
        "99999</t></text></comment></commentList></comments>"
    )
    return {
        **swap(sheet, CONTENT, "</Types>", f"{types}</Types>"),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            relation(1, "drawing", "../drawings/drawing1.xml"),
            relation(2, "vmlDrawing", "../drawings/vmlDrawing1.vml"),
            relation(3, "comments", "../comments1.xml"),
        ),
        "xl/drawings/drawing1.xml": f'<xdr:wsDr xmlns:xdr="{drawn}/spreadsheetDrawing"/>'.encode(),
        "xl/drawings/_rels/drawing1.xml.rels": relations(
            relation(1, "image", "../media/image1.gif")
        ),
        "xl/drawings/vmlDrawing1.vml": b'<xml xmlns:v="urn:schemas-microsoft-com:vml"/>',
        "xl/media/image1.gif": _GIF,
        "xl/comments1.xml": comment.encode(),
    }


_PROGRAMS: tuple[tuple[str, Callable[[Config], bytes], str], ...] = (
    ("by-openpyxl", _by_openpyxl, "written by a common library: inline strings, absolute targets"),
    ("by-xlsxwriter", _by_xlsxwriter, "written by another common library"),
    (
        "libreoffice",
        made(_libreoffice),
        "LibreOffice writes a last row at 1048576 and columns up to 16384 that hold nothing",
    ),
    ("wps", made(_wps), "WPS adds customXml and custom properties"),
    (
        "excel-365",
        made(_excel_365),
        "labels, printer settings and calcChain are parts that no reader needs",
    ),
    ("drawings", made(_drawings), "pictures, comments and their shapes are not data"),
)

CASES = tuple(Case(name, "controls", make, FINE, why) for name, make, why in _PROGRAMS)
