"""The report as a document in the layout of official papers: what can be edited and sent on."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from dashboard.core.reports.blocks import Block, Grid, Heading, Paragraph
from dashboard.core.vocabulary.text import Text, remove_unprintable
from dashboard.exports import ExportRequest, docx_layout
from dashboard.exports.docx_layout import LEFT, PAGE, PITCH, TALL, TOP, TRACKING, WIDE

BODY, TITLE, BLACK, REGULAR, LATIN = (
    "仿宋_GB2312",
    "方正小标宋简体",
    "黑体",
    "楷体_GB2312",
    "Times New Roman",
)
"""The fonts of official papers: text, title, first and second headings, and Latin letters."""
THIRD, SECOND, SMALL = Pt(docx_layout.TEXT), Pt(docx_layout.TITLE), Pt(docx_layout.SMALL)
HEADINGS = {1: BLACK, 2: REGULAR}


def write(request: ExportRequest) -> bytes:
    """The document's bytes."""
    document = docx.Document()
    report = request.report
    document.core_properties.title = remove_unprintable(request.say(report.title))[:255]
    document.core_properties.author = ""
    _apply_page(document)
    _apply_styles(document)
    _add_line(document, request.say(report.title), TITLE, SECOND, centre=True)
    _add_line(document, request.say(report.subtitle), REGULAR, THIRD, centre=True)
    document.add_paragraph()
    for block in report.blocks:
        _add_block(document, request, block)
    _add_imprint(document, request)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _apply_page(document: Any) -> None:
    """Paper, margins, the grid of lines and characters, and the page's number between dashes at its
    foot.
    """
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(PAGE[1] - TOP - TALL)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(PAGE[0] - LEFT - WIDE)
    section.footer_distance = Mm(25)
    properties = document.element.body.sectPr
    grid = properties.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(PITCH * 20)))
    properties.append(grid)
    _add_page_number(section.footer.paragraphs[0])


def _add_page_number(foot: Any) -> None:
    """The page's number between dashes."""
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _apply_single_spacing(foot)  # a line of the text's height would push the last one off the page
    before, number, after = (foot.add_run(text) for text in ("— ", "", " —"))
    for run in (before, number, after):
        _apply_font(run, "宋体", Pt(14))
    number.element.addnext(_build_element("w:fldSimple", instr="PAGE"))


def _apply_styles(document: Any) -> None:
    """The text of the document: size, lines, first line indented by two characters where it is
    prose.
    """
    usual = document.styles["Normal"]
    usual.font.size, usual.font.name = THIRD, LATIN
    usual.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    # A grid of characters would do the same, but not every program keeps one.
    usual.element.rPr.rFonts.addnext(_build_element("w:spacing", val=round(TRACKING * 20)))
    form = usual.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(PITCH)
    form.space_before = form.space_after = Pt(0)
    for level, font in HEADINGS.items():
        _apply_heading_style(document.styles[f"Heading {level}"], font)


def _apply_heading_style(style: Any, font: str) -> None:
    style.font.size, style.font.name, style.font.bold = THIRD, LATIN, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), font)
    # A font of the theme would go before the one that is named.
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.keep_with_next = True


def _apply_font(run: Any, font: str, size: Any, *, bold: bool = False) -> None:
    run.font.size, run.font.name, run.font.bold = size, LATIN, bold
    run.element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _add_line(document: Any, text: str, font: str, size: Any, *, centre: bool = False) -> Any:
    paragraph = document.add_paragraph()
    _apply_font(paragraph.add_run(remove_unprintable(text)), font, size)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _build_element(name: str, **values: object) -> Any:
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


def _find_element(part: Any) -> Any:
    """What lies under a paragraph or a row, for what the library has no name for."""
    return part._element  # noqa: SLF001


def _apply_single_spacing(paragraph: Any) -> None:
    """Lines as high as their letters, off the page's grid."""
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _find_element(paragraph).get_or_add_pPr().find(qn("w:spacing")).addprevious(
        _build_element("w:snapToGrid", val=0)
    )


def _indent_first_line(paragraph: Any) -> None:
    """The first line two characters in, whatever their size."""
    properties = _find_element(paragraph).get_or_add_pPr()
    properties.append(_build_element("w:ind", firstLineChars=200, firstLine=2 * 16 * 20))


def _add_block(document: Any, request: ExportRequest, block: Block) -> None:
    if isinstance(block, Heading):
        text = remove_unprintable(request.say(block.text))
        _indent_first_line(document.add_heading(text, block.level))
    elif isinstance(block, Paragraph):
        paragraph = document.add_paragraph()
        _indent_first_line(paragraph)
        if block.lead:
            lead = paragraph.add_run(remove_unprintable(request.say(block.lead)))
            _apply_font(lead, REGULAR, THIRD)
        paragraph.add_run(remove_unprintable(request.say(block.text)))
    elif isinstance(block, Grid):  # of a drawing every number stands in the table that follows it
        _add_table(document, request, block)


def _add_table(document: Any, request: ExportRequest, grid: Grid) -> None:
    """A caption, and a table over the width of the text whose head is repeated on every page."""
    caption = _add_line(document, request.say(grid.caption), BLACK, Pt(14), centre=True)
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(1, len(grid.heads), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(share for _, share in grid.heads)
    widths = [Mm(WIDE * share / whole) for _, share in grid.heads]
    _fill_row(request, table.rows[0], [head for head, _ in grid.heads], widths, head=True)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _find_element(table.rows[0]).get_or_add_trPr().append(_build_element("w:tblHeader"))
    for row in grid.rows:
        _fill_row(request, table.add_row(), list(row), widths)
    document.add_paragraph()


def _fill_row(
    request: ExportRequest, row: Any, texts: list[Text], widths: list[Any], *, head: bool = False
) -> None:
    font = BLACK if head else "宋体"
    for column, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
        cell.width = width
        paragraph = cell.paragraphs[0]
        _apply_single_spacing(paragraph)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if column == 0 and not head:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        _apply_font(paragraph.add_run(remove_unprintable(request.say(text))), font, SMALL)
    _find_element(row).get_or_add_trPr().append(_build_element("w:cantSplit"))


def _add_imprint(document: Any, request: ExportRequest) -> None:
    """What everything was judged by, small, at the end."""
    document.add_paragraph()
    _apply_single_spacing(_add_line(document, request.small_print, REGULAR, SMALL))
