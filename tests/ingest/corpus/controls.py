"""Which workbooks are odd but sound? Each must be accepted with every figure; refusing one is as
wrong as missing a bad one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.ingest.corpus.archive import STORED, STREAMED, Entry, forge, pack
from tests.ingest.corpus.base import ACCEPTED, FINE, NOT_REFUSED, Case, Config
from tests.ingest.corpus.books import (
    CONTENT,
    CORE,
    HEAD,
    RELS,
    SHEET,
    STRINGS,
    STYLES,
    WORKBOOK,
    Parts,
    Raw,
    Sheet,
    Shown,
    book,
    cut,
    drop,
    made,
    of_grid,
    parts_of,
    plain,
    replacing,
    string,
    swap,
    unspoilt,
)


def _inline(config: Config) -> bytes:
    grid = [
        [
            Raw(f'<c r="{{at}}" t="inlineStr"><is><t>{cell}</t></is></c>')
            if isinstance(cell, str)
            else cell
            for cell in row
        ]
        for row in config.grid()
    ]
    parts = drop(parts_of([Sheet(config.sheet, grid)]), STRINGS)
    return pack(
        cut(
            cut(parts, CONTENT, r'<Override PartName="/xl/shared[^>]*>'),
            RELS,
            r"<Relationship [^>]*sharedStrings[^>]*>",
        )
    )


def _rich(config: Config) -> bytes:
    """Each name in two runs, with a reading aid that is no part of the text."""
    parts = plain(config)
    for name in {*config.names.values(), *config.regions.values()}:
        runs = (
            f"<si><r><rPr><b/></rPr><t>{name[:1]}</t></r><r><t "
            f'xml:space="preserve">{name[1:]}</t></r><rPh sb="0" '
            'eb="1"><t>duyin</t></rPh><phoneticPr fontId="1"/></si>'
        )
        parts = swap(parts, STRINGS, string(name), runs)
    return pack(parts)


def _prefixed(parts: Parts) -> Parts:
    """The main namespace under a prefix, in every part that uses it."""
    for part in (SHEET, STRINGS, STYLES, WORKBOOK):
        text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", parts[part].decode().removeprefix(HEAD))
        parts = {**parts, part: (HEAD + text.replace("xmlns=", "xmlns:x=")).encode()}
    return parts


def _recoded(encoding: str, declared: str, mark: bytes = b"") -> Callable[[Parts], Parts]:
    """The sheet and its strings in another encoding."""

    def change(parts: Parts) -> Parts:
        texts = {part: parts[part].decode().replace("UTF-8", declared) for part in (SHEET, STRINGS)}
        return {**parts, **{part: mark + text.encode(encoding) for part, text in texts.items()}}

    return change


def _indented(parts: Parts) -> Parts:
    """Each element on a line of its own, except where text is data."""
    text = parts[SHEET].decode()
    return {
        **parts,
        SHEET: re.sub(
            r">(?=<(?:row|/row|c |sheetData|/sheetData|/worksheet))", ">\r\n    ", text
        ).encode(),
    }


def _grid_wide(parts: Parts) -> Parts:
    whole = "A1:XFD1048576"
    return swap(
        parts,
        SHEET,
        "</worksheet>",
        f'<conditionalFormatting sqref="{whole}"><cfRule type="containsBlanks" '
        'priority="1"><formula>LEN(TRIM(A1))=0</formula></cfRule></conditionalFormatting>'
        '<dataValidations count="1"><dataValidation type="none" allowBlank="1" '
        f'sqref="{whole}"/></dataValidations></worksheet>',
    )


def _formulas(config: Config) -> bytes:
    """Every value comes from a formula whose result was kept."""
    column = config.column("money")
    grid = [
        [
            Raw(f'<c r="{{at}}"><f>{cell!r}*1</f><v>{cell!r}</v></c>')
            if number > 1 and place >= column and isinstance(cell, int | float)
            else cell
            for place, cell in enumerate(row, 1)
        ]
        for number, row in enumerate(config.grid(), 1)
    ]
    return of_grid(config, grid)


def _moved(config: Config) -> bytes:
    """The first column stands last."""
    return of_grid(config, [[*row[1:], row[0]] for row in config.grid()])


def _remarks(config: Config) -> bytes:
    """A column that no layout knows, with free text."""
    return of_grid(
        config,
        [[*row, "审核人" if number == 0 else "张三"] for number, row in enumerate(config.grid())],
    )


def _explained(config: Config) -> bytes:
    notes = Sheet(
        "说明", [["填表说明"], ["一、本表由各部门填报"], ["二、2025年数据待公布", 2025, 99999]]
    )
    return book(Sheet(config.sheet, config.grid()), notes)


def _numbers_as_written(config: Config) -> bytes:
    """The same numbers as other programs write them: 6.7395E3, 6739.5000000000001, 2022.0"""
    spellings: tuple[Callable[[float], str], ...] = (
        lambda value: f"{value:.16E}",
        lambda value: f"{value:.17g}",
        lambda value: f"{value:.10f}",
    )
    grid = [
        [
            Raw(f'<c r="{{at}}" t="n"><v>{spellings[(number + place) % 3](cell)}</v></c>')
            if isinstance(cell, int | float)
            else cell
            for place, cell in enumerate(row)
        ]
        for number, row in enumerate(config.grid())
    ]
    return of_grid(config, grid)


def _decorated(config: Config) -> bytes:
    """Formats that change how a value looks and not what it is."""
    column = config.column("money")
    shapes = (
        "#,##0.00",
        "0.0_);[Red](0.0)",
        '0.0"(初步)"',
        "[DBNum1]General",
        "_ * #,##0.00_ ;_ * -#,##0.00_ ",
    )
    grid = [
        [
            Shown(cell, shapes[number % 5])
            if number and place >= column and isinstance(cell, int | float)
            else cell
            for place, cell in enumerate(row, 1)
        ]
        for number, row in enumerate(config.grid())
    ]
    return of_grid(config, grid)


def _streamed(config: Config) -> bytes:
    """As a program writes that cannot seek: sizes follow each part."""
    return forge([Entry(name, data, flags=STREAMED) for name, data in plain(config).items()])


def _stored(config: Config) -> bytes:
    return forge([Entry(name, data, method=STORED) for name, data in plain(config).items()])


def _folders(config: Config) -> bytes:
    folders = [
        Entry(name, method=STORED, attributes=0x10)
        for name in ("_rels/", "docProps/", "xl/", "xl/_rels/", "xl/theme/", "xl/worksheets/")
    ]
    return forge([*folders, *(Entry(name, data) for name, data in plain(config).items())])


_PRINT_AREA = (
    '<definedNames><definedName name="_xlnm.Print_Titles" '
    'localSheetId="0">#REF!</definedName><definedName name="汇'
    '率">#REF!</definedName></definedNames><calcPr'
)
_SOUND: tuple[tuple[str, Callable[[Config], bytes], str], ...] = (
    ("inline-strings", _inline, "no shared strings part at all"),
    ("rich-text", _rich, "runs are joined, phonetic text is not"),
    (
        "no-addresses",
        made(lambda parts: cut(parts, SHEET, r' r="[A-Z]*\d+"')),
        "addresses are optional: position counts",
    ),
    ("namespace-prefix", made(_prefixed), "a namespace may have any prefix"),
    (
        "dimension-a1",
        made(
            lambda parts: {
                **parts,
                SHEET: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', parts[SHEET]),
            }
        ),
        "the stated dimension is a hint that several programs get wrong",
    ),
    (
        "blank-at-the-far-corner",
        replacing(
            SHEET, "</sheetData>", '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        ),
        "a formatted blank cell holds nothing, and must not cost memory",
    ),
    (
        "rules-over-the-grid",
        made(_grid_wide),
        "validation and conditional formats usually span whole columns",
    ),
    ("formulas-with-results", _formulas, "a kept result is the value"),
    (
        "date-1904",
        replacing(WORKBOOK, "<workbookPr/>", '<workbookPr date1904="1"/>'),
        "no figure is a date, so the epoch changes nothing",
    ),
    (
        "absolute-targets",
        replacing(RELS, 'Target="worksheets/', 'Target="/xl/worksheets/'),
        "a target may start at the root",
    ),
    ("stored", _stored, "parts need not be deflated"),
    ("streamed", _streamed, "sizes may follow the data"),
    ("folders", _folders, "folders may be listed"),
    ("utf-16", made(_recoded("utf-16", "UTF-16")), "XML may be UTF-16"),
    (
        "utf-8-mark",
        made(_recoded("utf-8", "UTF-8", b"\xef\xbb\xbf")),
        "XML may begin with a byte order mark",
    ),
    ("indented", made(_indented), "white space between elements is not data"),
    (
        "protected",
        replacing(
            SHEET,
            "</sheetData>",
            '</sheetData><sheetProtection algorithmName="SHA-512" hashValue="AAAA" '
            'saltValue="AAAA" spinCount="100000" sheet="1" objects="1"/>',
        ),
        "protection against editing does not hide anything",
    ),
    (
        "read-only-recommended",
        replacing(
            WORKBOOK,
            "<workbookPr/>",
            '<fileSharing readOnlyRecommended="1" userName="统计科"/><workbookPr/>',
        ),
        "a recommendation to the person",
    ),
    (
        "broken-names",
        replacing(WORKBOOK, "<calcPr", _PRINT_AREA),
        "print titles and names that point to #REF! are everyday litter",
    ),
    (
        "empty-fill",
        replacing(STYLES, '<fill><patternFill patternType="none"/></fill>', "<fill/>"),
        "exporters write empty fills",
    ),
    (
        "font-family-99",
        replacing(STYLES, '<family val="3"/>', '<family val="99"/>'),
        "a font's family is none of the importer's business",
    ),
    (
        "bad-date-in-properties",
        replacing(CORE, "2025-03-03T08:00:00Z", "2025-03-03 08:00:00"),
        "a date of creation in another spelling concerns no figure",
    ),
    (
        "numbers-as-written",
        _numbers_as_written,
        "exponents and seventeen digits are the same numbers",
    ),
    ("decorated", _decorated, "colours, brackets and 大写 formats show the same value"),
    (
        "extensions",
        replacing(
            SHEET,
            "</worksheet>",
            '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
            'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="0"/></ext></extLst></worksheet>',
        ),
        "extension lists are to be passed over",
    ),
    ("moved-column", _moved, "columns are found by their headings"),
    ("remarks-column", _remarks, "a column nobody asked for does no harm"),
    (
        "explanations",
        _explained,
        "a sheet of explanations holds no figures, whatever numbers it mentions",
    ),
    (
        "empty-rows-at-the-end",
        lambda config: of_grid(
            config, [*config.grid(), *([Raw('<c r="{at}" s="1"/>')] for _ in range(300))]
        ),
        "formatted empty rows follow the table",
    ),
    (
        "split-over-two-sheets",
        lambda config: book(
            Sheet("上半", config.grid()[:12]),
            Sheet("下半", [config.grid()[0], *config.grid()[12:]]),
        ),
        "a table may go on in a second sheet",
    ),
)

CASES = (
    Case(
        "plain",
        "controls",
        unspoilt,
        frozenset({ACCEPTED}),
        "the unspoilt workbook: nothing to say about it",
    ),
    *(Case(name, "controls", make, FINE, why) for name, make, why in _SOUND),
    Case(
        "id-left-out",
        "controls",
        lambda config: of_grid(
            config,
            [
                ["指标编码" if not number else None, *row[1:]]
                for number, row in enumerate(config.grid())
            ],
        ),
        NOT_REFUSED,
        "the name alone says which indicator it is",
    ),
)
