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
from dashboard.core.vocabulary.text import Text, printable
from dashboard.exports import Matter, official
from dashboard.exports.official import LEFT, PAGE, PITCH, TALL, TOP, TRACKING, WIDE

BODY, TITLE, BLACK, REGULAR, LATIN = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "Times New Roman"
"""The fonts of official papers: text, title, first and second headings, and Latin letters."""
THIRD, SECOND, SMALL = Pt(official.TEXT), Pt(official.TITLE), Pt(official.SMALL)
HEADINGS = {1: BLACK, 2: REGULAR}


def write(matter: Matter) -> bytes:
    """The document's bytes."""
    made = docx.Document()
    told = matter.report
    made.core_properties.title, made.core_properties.author = printable(matter.say(told.title))[:255], ""
    _page(made)
    _styles(made)
    _line(made, matter.say(told.title), TITLE, SECOND, centre=True)
    _line(made, matter.say(told.subtitle), REGULAR, THIRD, centre=True)
    made.add_paragraph()
    for block in told.blocks:
        _block(made, matter, block)
    _imprint(made, matter)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _page(made: Any) -> None:
    """Paper, margins, the grid of lines and characters, and the page's number between dashes at its foot."""
    part = made.sections[0]
    part.page_width, part.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    part.top_margin, part.bottom_margin = Mm(TOP), Mm(PAGE[1] - TOP - TALL)
    part.left_margin, part.right_margin = Mm(LEFT), Mm(PAGE[0] - LEFT - WIDE)
    part.footer_distance = Mm(25)
    grid = made.element.body.sectPr.find(qn("w:docGrid"))
    grid = grid if grid is not None else OxmlElement("w:docGrid")
    for name, value in (("type", "lines"), ("linePitch", round(PITCH * 20))):
        grid.set(qn(f"w:{name}"), str(value))
    made.element.body.sectPr.append(grid)
    foot = part.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _single(foot)  # a line of the text's height would push the last one off the page
    for text in ("— ", None, " —"):
        run = foot.add_run(text or "")
        _font(run, "宋体", Pt(14))
        if text is None:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            run.element.addnext(field)


def _styles(made: Any) -> None:
    """The text of the document: size, lines, first line indented by two characters where it is prose."""
    usual = made.styles["Normal"]
    usual.font.size, usual.font.name = THIRD, LATIN
    usual.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    # A grid of characters would do the same, but not every program keeps one.
    usual.element.rPr.rFonts.addnext(_element("w:spacing", val=round(TRACKING * 20)))
    form = usual.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(PITCH)
    form.space_before = form.space_after = Pt(0)
    for level, font in HEADINGS.items():
        style = made.styles[f"Heading {level}"]
        style.font.size, style.font.name, style.font.bold, style.font.color.rgb = THIRD, LATIN, False, RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        fonts.set(qn("w:eastAsia"), font)
        for name in list(fonts.attrib):
            if name.endswith("Theme"):
                del fonts.attrib[name]
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.keep_with_next = True


def _font(run: Any, font: str, size: Any, *, bold: bool = False) -> None:
    run.font.size, run.font.name, run.font.bold = size, LATIN, bold
    run.element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _line(made: Any, text: str, font: str, size: Any, *, centre: bool = False) -> Any:
    paragraph = made.add_paragraph()
    _font(paragraph.add_run(printable(text)), font, size)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _element(name: str, **values: object) -> Any:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def _xml(part: Any) -> Any:
    """What lies under a paragraph or a row, for what the library has no name for."""
    return part._element  # noqa: SLF001


def _single(paragraph: Any) -> None:
    """Lines as high as their letters, off the page's grid."""
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _xml(paragraph).get_or_add_pPr().find(qn("w:spacing")).addprevious(_element("w:snapToGrid", val=0))


def _indent(paragraph: Any) -> None:
    """The first line two characters in, whatever their size."""
    properties = _xml(paragraph).get_or_add_pPr()
    properties.append(_element("w:ind", firstLineChars=200, firstLine=2 * 16 * 20))


def _block(made: Any, matter: Matter, block: Block) -> None:
    if isinstance(block, Heading):
        _indent(made.add_heading(printable(matter.say(block.text)), block.level))
    elif isinstance(block, Paragraph):
        paragraph = made.add_paragraph()
        _indent(paragraph)
        if block.lead:
            _font(paragraph.add_run(printable(matter.say(block.lead))), REGULAR, THIRD)
        paragraph.add_run(printable(matter.say(block.text)))
    elif isinstance(block, Grid):  # of a drawing every number stands in the table that follows it
        _table(made, matter, block)


def _table(made: Any, matter: Matter, grid: Grid) -> None:
    """A caption, and a table over the width of the text whose head is repeated on every page."""
    _line(made, matter.say(grid.caption), BLACK, Pt(14), centre=True).paragraph_format.keep_with_next = True
    table = made.add_table(1, len(grid.heads), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(share for _, share in grid.heads)
    widths = [Mm(WIDE * share / whole) for _, share in grid.heads]
    _row(matter, table.rows[0], [head for head, _ in grid.heads], widths, head=True)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _xml(table.rows[0]).get_or_add_trPr().append(_element("w:tblHeader"))
    for row in grid.rows:
        _row(matter, table.add_row(), list(row), widths)
    made.add_paragraph()


def _row(matter: Matter, row: Any, texts: list[Text], widths: list[Any], *, head: bool = False) -> None:
    for at, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
        cell.width = width
        paragraph = cell.paragraphs[0]
        _single(paragraph)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if at == 0 and not head else WD_ALIGN_PARAGRAPH.CENTER
        _font(paragraph.add_run(printable(matter.say(text))), BLACK if head else "宋体", SMALL)
    _xml(row).get_or_add_trPr().append(_element("w:cantSplit"))


def _imprint(made: Any, matter: Matter) -> None:
    """What everything was judged by, small, at the end."""
    made.add_paragraph()
    _single(_line(made, matter.small_print, REGULAR, SMALL))
