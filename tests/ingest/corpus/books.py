"""How is a workbook written part by part, so that each cell and each part can be spoilt?

The parts are those that Excel writes: shared strings, addresses on rows and cells, relative
targets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.ingest.corpus.archive import pack
from tests.ingest.corpus.base import Config, Grid, letters

Parts = dict[str, bytes]
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument"
SHEET, STRINGS, STYLES, WORKBOOK = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
)
THEME, CORE, RELS, CONTENT = (
    "xl/theme/theme1.xml",
    "docProps/core.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
)
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Raw:
    """A cell's own XML, with {at} for its address."""

    xml: str


@dataclass(frozen=True)
class Shown:
    """A cell's value with the number format that it is shown in."""

    value: Any
    format: str


@dataclass(frozen=True)
class Sheet:
    """One sheet: its title and cells, and what stands around them in its XML."""

    title: str
    grid: Grid
    state: str = "visible"
    before: str = ""
    after: str = ""
    rows: Mapping[int, str] = field(default_factory=dict)


@dataclass
class _Book:
    """The strings and number formats that sheets have used so far."""

    strings: dict[str, int] = field(default_factory=dict)
    formats: list[str] = field(default_factory=lambda: ["General", "yyyy-mm-dd"])

    def style(self, shown: str) -> int:
        """The style of a number format."""
        if shown not in self.formats:
            self.formats.append(shown)
        return self.formats.index(shown)

    def cell(self, at: str, value: Any, style: int = 0) -> str:
        """A cell's XML; nothing for one that holds nothing."""
        shape = f' s="{style}"' if style else ""
        match value:
            case None:
                return f'<c r="{at}"{shape}/>' if style else ""
            case Raw(xml):
                return xml.replace("{at}", at)
            case Shown(inner, shown):
                return self.cell(at, inner, self.style(shown))
            case bool():
                return f'<c r="{at}"{shape} t="b"><v>{int(value)}</v></c>'
            case str():
                return (
                    f'<c r="{at}"{shape} '
                    f't="s"><v>{self.strings.setdefault(value, len(self.strings))}</v></c>'
                )
            case date():
                days = (value.date() if isinstance(value, datetime) else value) - _EPOCH
                return f'<c r="{at}" s="{style or 1}"><v>{days.days}</v></c>'
            case _:
                return f'<c r="{at}"{shape}><v>{value!r}</v></c>'


def _sheet(book: _Book, sheet: Sheet) -> str:
    rows = []
    for number, row in enumerate(sheet.grid, 1):
        cells = "".join(
            book.cell(f"{letters(column)}{number}", value) for column, value in enumerate(row, 1)
        )
        rows.append(f'<row r="{number}"{sheet.rows.get(number, "")}>{cells}</row>')
    width = max((len(row) for row in sheet.grid), default=1)
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><dimension '
        f'ref="A1:{letters(width)}{max(len(sheet.grid), 1)}"/>'
        '<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr '
        f'defaultRowHeight="13.5"/>{sheet.before}'
        f"<sheetData>{''.join(rows)}</sheetData>{sheet.after}</worksheet>"
    )


def string(text: str) -> str:
    """A shared string's XML."""
    return f'<si><t xml:space="preserve">{escape(text, {chr(13): "&#13;"})}</t></si>'


def _styles(formats: Sequence[str]) -> str:
    known = {"General": 0, "yyyy-mm-dd": 14}
    numbers = [known.get(shown, 162 + index) for index, shown in enumerate(formats)]
    own = "".join(
        f'<numFmt numFmtId="{number}" formatCode={quoteattr(shown, {chr(34): "&quot;"})}/>'
        for number, shown in zip(numbers, formats, strict=True)
        if shown not in known
    )
    cells = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" '
        'applyNumberFormat="1"/>'
        for number in numbers
    )
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}">'
        + (f'<numFmts count="{len(formats) - 2}">{own}</numFmts>' if own else "")
        + '<fonts count="1"><font><sz val="11"/><name val="宋体"/><family val="3"/><charset '
        'val="134"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
        'patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" '
        'borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats)}">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="常规" xfId="0" '
        'builtinId="0"/></cellStyles></styleSheet>'
    )


def relation(number: int, kind: str, target: str, more: str = "", base: str = OFFICE) -> str:
    """One relationship of a part."""
    return f'<Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"{more}/>'


def relations(*listed: str) -> bytes:
    """A part's relationships."""
    return (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(listed)}</Relationships>'
    ).encode()


def override(part: str, kind: str) -> str:
    """A line of [Content_Types].xml."""
    return f'<Override PartName="/{part}" ContentType="{kind}"/>'


_THEME = (
    f'{HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'name="Office"><a:themeElements/></a:theme>'
).encode()
_CORE = (
    f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>统计科</dc:creator>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">2025-03-03T08:00:00Z</dcterms:created>'
    "<dcterms:modified "
    'xsi:type="dcterms:W3CDTF">2025-03-03T08:00:00Z</dcterms:modified></cp:coreProperties>'
).encode()


def _content(count: int) -> bytes:
    sheets = "".join(
        override(f"xl/worksheets/sheet{number}.xml", f"{TYPES}.spreadsheetml.worksheet+xml")
        for number in range(1, count + 1)
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{override(WORKBOOK, f'{TYPES}.spreadsheetml.sheet.main+xml')}{sheets}{override(THEME, f'{TYPES}.theme+xml')}"
        f"{override(STYLES, f'{TYPES}.spreadsheetml.styles+xml')}{override(STRINGS, f'{TYPES}.spreadsheetml.sharedStrings+xml')}"
        f"{override(CORE, 'application/vnd.openxmlformats-package.core-properties+xml')}</Types>"
    ).encode()


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.title)} sheetId="{number}"'
        + ("" if sheet.state == "visible" else f' state="{sheet.state}"')
        + f' r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" '
        f'xmlns:r="{OFFICE}"><workbookPr/><bookViews><workbookView/></bookViews>'
        f'<sheets>{listed}</sheets><calcPr calcId="191029"/></workbook>'
    ).encode()


def parts_of(sheets: Sequence[Sheet]) -> Parts:
    """The parts of a workbook with these sheets, as Excel names and orders them."""
    book, count = _Book(), len(sheets)
    pages = {
        f"xl/worksheets/sheet{number}.xml": _sheet(book, sheet).encode()
        for number, sheet in enumerate(sheets, 1)
    }
    strings = "".join(string(text) for text in book.strings)
    links = [
        relation(number, "worksheet", f"worksheets/sheet{number}.xml")
        for number in range(1, count + 1)
    ]
    more = (
        ("theme", "theme/theme1.xml"),
        ("styles", "styles.xml"),
        ("sharedStrings", "sharedStrings.xml"),
    )
    links += [
        relation(number, kind, target) for number, (kind, target) in enumerate(more, count + 1)
    ]
    return {
        CONTENT: _content(count),
        "_rels/.rels": relations(
            relation(1, "officeDocument", WORKBOOK),
            relation(2, "metadata/core-properties", CORE, base=f"{PACKAGE}/relationships"),
        ),
        WORKBOOK: _workbook(sheets),
        RELS: relations(*links),
        **pages,
        THEME: _THEME,
        STYLES: _styles(book.formats).encode(),
        STRINGS: f'{HEAD}<sst xmlns="{MAIN}" count="{len(book.strings)}" '
        f'uniqueCount="{len(book.strings)}">{strings}</sst>'.encode(),
        CORE: _CORE,
    }


def plain(config: Config) -> Parts:
    """The parts of the unspoilt workbook."""
    return parts_of([Sheet(config.sheet, config.grid())])


def unspoilt(config: Config) -> bytes:
    """The unspoilt workbook."""
    return pack(plain(config))


def book(*sheets: Sheet) -> bytes:
    """A workbook of these sheets."""
    return pack(parts_of(sheets))


def of_grid(config: Config, grid: Grid, **more: Any) -> bytes:
    """The workbook with another grid in its sheet."""
    return book(Sheet(config.sheet, grid, **more))


def with_cell(config: Config, role: str, value: Any, heading: str | None = None) -> Grid:
    """The grid with another value in one cell: a figure's, or one in its row."""
    grid = config.grid()
    grid[config.row(role) - 1][config.column(role, heading) - 1] = value
    return grid


def with_year(config: Config, role: str, year: Any) -> Grid:
    """The grid with another year where a figure's year is stated."""
    grid = config.grid()
    if config.wide:
        grid[0][config.column(role) - 1] = year
    else:
        grid[config.row(role) - 1][config.column(role, "年份") - 1] = year
    return grid


def just(value: Any) -> Callable[[Config], Any]:
    """A maker of one and the same cell."""
    return lambda config: value


def typed(
    role: str, value: Callable[[Config], Any], heading: str | None = None
) -> Callable[[Config], bytes]:
    """A maker of workbooks with one cell changed."""
    return lambda config: of_grid(config, with_cell(config, role, value(config), heading))


def swap(parts: Parts, part: str, old: str, new: str) -> Parts:
    """The parts with one text replaced in one of them, once; it must be there."""
    text = parts[part].decode()
    assert old in text, (part, old)
    return {**parts, part: text.replace(old, new, 1).encode()}


def cut(parts: Parts, part: str, pattern: str) -> Parts:
    """The parts without what matches a pattern in one of them; it must match."""
    text, count = re.subn(pattern, "", parts[part].decode())
    assert count, (part, pattern)
    return {**parts, part: text.encode()}


def drop(parts: Parts, *names: str) -> Parts:
    """The parts without some of them."""
    assert all(name in parts for name in names), names
    return {name: data for name, data in parts.items() if name not in names}


def link(
    parts: Parts, part: str, kind: str, data: bytes, content: str, number: int = 90, more: str = ""
) -> Parts:
    """The parts with one more that the workbook refers to."""
    target = part.removeprefix("xl/")
    parts = swap(
        parts, RELS, "</Relationships>", f"{relation(number, kind, target, more)}</Relationships>"
    )
    parts = swap(parts, CONTENT, "</Types>", f"{override(part, content)}</Types>")
    return {**parts, part: data}


def made(change: Callable[[Parts], Parts]) -> Callable[[Config], bytes]:
    """A maker of workbooks from a change of the unspoilt parts."""
    return lambda config: pack(change(plain(config)))


def replacing(part: str, old: str, new: str) -> Callable[[Config], bytes]:
    """A maker of workbooks with one text of one part replaced."""
    return made(lambda parts: swap(parts, part, old, new))


def short(value: float) -> str:
    """A number as a person types it: 6739.5, 8911500."""
    return str(int(value)) if value == int(value) else repr(float(value))
