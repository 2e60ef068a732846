"""What can be wrong with the list of sheets, their states, the formats and the theme?"""

from __future__ import annotations

from collections.abc import Callable

from tests.ingest.corpus.archive import pack
from tests.ingest.corpus.base import (
    FINE,
    LISTED_OR_REFUSED,
    NOT_SILENT,
    READ_OR_REFUSED,
    SAID,
    WHOLE,
    Case,
    Config,
    Place,
    nothing,
    somewhere,
    without,
)
from tests.ingest.corpus.books import (
    CONTENT,
    RELS,
    SHEET,
    STYLES,
    THEME,
    WORKBOOK,
    Parts,
    Sheet,
    book,
    cut,
    drop,
    made,
    of_grid,
    plain,
    replacing,
    swap,
    with_cell,
)

HIDDEN = "旧版"


def _doubled(config: Config) -> list[list[object]]:
    """The grid with one figure doubled."""
    return with_cell(config, "money", config.value("money") * 2)


def _beside(state: str) -> Callable[[Config], bytes]:
    """A second sheet that nobody sees, with another value for one figure."""
    return lambda config: book(
        Sheet(config.sheet, config.grid()), Sheet(HIDDEN, _doubled(config), state=state)
    )


def _second(title: Callable[[Config], str]) -> Callable[[Config], bytes]:
    """A second sheet under a title, with another value for one figure."""
    return lambda config: book(
        Sheet(config.sheet, config.grid()), Sheet(title(config), _doubled(config))
    )


def _case_variants(config: Config) -> bytes:
    """Two sheets whose titles differ in case alone."""
    return book(Sheet("Data", config.grid()), Sheet("DATA", _doubled(config)))


def _one_part_twice(parts: Parts) -> Parts:
    """Two sheets in the list that are one part."""
    return swap(
        parts, WORKBOOK, "</sheets>", '<sheet name="副本" sheetId="2" r:id="rId1"/></sheets>'
    )


def _hidden_row(config: Config) -> bytes:
    return of_grid(config, config.grid(), rows={config.row("money"): ' hidden="1"'})


def _hidden_column(config: Config) -> bytes:
    place = config.column("money")
    return of_grid(
        config,
        config.grid(),
        before=f'<cols><col min="{place}" max="{place}" width="0" hidden="1" '
        'customWidth="1"/></cols>',
    )


def _no_styles(parts: Parts) -> Parts:
    """No formats and nothing that refers to them."""
    return cut(
        cut(drop(parts, STYLES), CONTENT, r'<Override PartName="/xl/styles[^>]*>'),
        RELS,
        r"<Relationship [^>]*styles.xml[^>]*>",
    )


def _hidden(config: Config) -> Place:
    return HIDDEN, None


_EITHER: tuple[tuple[str, Callable[[Config], bytes], str], ...] = (
    ("styles-missing", made(lambda parts: drop(parts, STYLES)), "referred to and not there"),
    (
        "styles-cut-off",
        made(lambda parts: {**parts, STYLES: parts[STYLES][:200]}),
        "formats that cannot be read; no cell of this sheet needs one",
    ),
    (
        "styles-empty",
        made(lambda parts: {**parts, STYLES: b""}),
        "formats that cannot be read; no cell of this sheet needs one",
    ),
    (
        "styles-unknown-attribute",
        replacing(STYLES, "<styleSheet ", "<styleSheet x='1' "),
        "an attribute that nobody knows",
    ),
    (
        "theme-cut-off",
        made(lambda parts: {**parts, THEME: parts[THEME][:60]}),
        "colours concern no figure",
    ),
    (
        "theme-of-noise",
        made(lambda parts: {**parts, THEME: bytes(range(256))}),
        "colours concern no figure",
    ),
    (
        "sheet-without-number",
        replacing(WORKBOOK, ' sheetId="1"', ""),
        "a number that only programs use",
    ),
    (
        "tab-past-the-end",
        replacing(WORKBOOK, "<workbookView/>", '<workbookView activeTab="99" firstSheet="-4"/>'),
        "which tab was open concerns no figure",
    ),
    (
        "title-with-line-break",
        made(lambda parts: swap(parts, WORKBOOK, '<sheet name="', '<sheet name="甲&#10;乙')),
        "a title that Excel would not allow",
    ),
    (
        "title-too-long",
        made(lambda parts: swap(parts, WORKBOOK, '<sheet name="', f'<sheet name="{"长" * 400}')),
        "a title that Excel would not allow",
    ),
    (
        "title-with-slashes",
        made(lambda parts: swap(parts, WORKBOOK, '<sheet name="', '<sheet name="../[a]:*?/')),
        "a title that Excel would not allow",
    ),
    (
        "title-empty",
        made(lambda parts: cut(parts, WORKBOOK, r'(?<=<sheet name=")[^"]*')),
        "a title that Excel would not allow",
    ),
)

CASES = (
    *(Case(name, "xml", make, READ_OR_REFUSED, why) for name, make, why in _EITHER),
    Case(
        "no-styles",
        "xml",
        made(_no_styles),
        FINE,
        "formats are optional; the numbers stand without them",
    ),
    Case(
        "sheet-target-missing",
        "xml",
        replacing(RELS, "worksheets/sheet1.xml", "worksheets/sheet7.xml"),
        WHOLE,
        "the part that is referred to does not exist",
        stored=nothing,
    ),
    Case(
        "sheet-reference-missing",
        "xml",
        replacing(WORKBOOK, 'r:id="rId1"', 'r:id="rId77"'),
        WHOLE,
        "a reference to nothing",
        stored=nothing,
    ),
    Case(
        "title-with-control-character",
        "xml",
        made(lambda parts: swap(parts, WORKBOOK, '<sheet name="', '<sheet name="&#7;')),
        WHOLE,
        "not XML any more",
        stored=nothing,
    ),
    Case(
        "same-title-twice",
        "xml",
        _second(lambda config: config.sheet),
        LISTED_OR_REFUSED,
        "two sheets under one title with different values: a place in one is none",
        stored=without("money"),
    ),
    Case(
        "titles-differ-in-case",
        "xml",
        _case_variants,
        LISTED_OR_REFUSED,
        "two titles that are one to Excel, with different values",
        stored=without("money"),
    ),
    Case(
        "one-part-as-two-sheets",
        "xml",
        made(_one_part_twice),
        NOT_SILENT,
        "every figure stands twice, as the same cell",
    ),
    Case(
        "hidden-sheet",
        "xml",
        _beside("hidden"),
        NOT_SILENT,
        "nobody sees this sheet; its other values must not slip in",
        place=_hidden,
        instead=lambda config: ((config.sheet, config.cell("money")),),
    ),
    Case(
        "very-hidden-sheet",
        "xml",
        _beside("veryHidden"),
        NOT_SILENT,
        "cannot even be shown from the menu",
        place=_hidden,
        instead=lambda config: ((config.sheet, config.cell("money")),),
    ),
    Case(
        "unknown-state",
        "xml",
        _beside("invisible"),
        NOT_SILENT,
        "a state that does not exist",
        place=_hidden,
        instead=lambda config: ((config.sheet, config.cell("money")),),
    ),
    Case(
        "only-sheet-hidden",
        "xml",
        lambda config: book(
            Sheet("封面", [["封面"]]), Sheet(config.sheet, config.grid(), state="hidden")
        ),
        NOT_SILENT,
        "the data are where nobody sees them",
        place=somewhere,
    ),
    Case(
        "hidden-row",
        "xml",
        _hidden_row,
        SAID,
        "a filter hides rows; the person who checks the sheet does not see them",
        place=somewhere,
    ),
    Case(
        "hidden-column",
        "xml",
        _hidden_column,
        SAID,
        "a column that the person does not see",
        place=somewhere,
    ),
    Case(
        "filtered",
        "xml",
        lambda config: pack(
            swap(
                plain(config),
                SHEET,
                "</sheetData>",
                f'</sheetData><autoFilter ref="A1:{config.cell("money")}"/>',
            )
        ),
        FINE,
        "a filter that hides nothing",
    ),
)
