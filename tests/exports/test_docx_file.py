"""The briefing in the layout of official papers: paper, lines, letters, fonts, and every sentence
of the report.
"""

from __future__ import annotations

import io
import re
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from dashboard.core.reports.blocks import Grid, Paragraph
from dashboard.core.reports.plan_report import build_plan_report
from dashboard.exports import docx_file
from tests.exports.conftest import MADE, matter

COVERS = ("dashboard.exports.docx_layout",)


@pytest.fixture(scope="module")
def made(plan) -> Any:
    return docx.Document(io.BytesIO(docx_file.write(plan)))


def test_a4_with_22_lines_of_28_letters(made):
    """156 × 225 mm of text: 22 exact lines fit and not 23; 28 letters of 16 pt, drawn together by a
    quarter point, fit and not 29.
    """
    (part,) = made.sections
    assert (part.page_width, part.page_height) == pytest.approx((Mm(210), Mm(297)), abs=Mm(0.05))
    wide = (part.page_width - part.left_margin - part.right_margin) / Pt(1)
    tall = (part.page_height - part.top_margin - part.bottom_margin) / Pt(1)
    usual = made.styles["Normal"]
    line = usual.paragraph_format.line_spacing / Pt(1)
    assert 22 * line <= tall + 0.05 < 23 * line
    closer = int(usual.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    letter = usual.font.size / Pt(1) + closer
    assert 28 * letter <= wide + 0.05 < 29 * letter
    assert usual.font.size == Pt(16)


def test_the_fonts_of_official_papers(made):
    """Title in 小标宋 of the second size, text in 仿宋 of the third, headings in 黑体 and 楷体."""
    assert made.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    title = made.paragraphs[0].runs[0]
    assert (title.font.size, title.element.rPr.rFonts.get(qn("w:eastAsia"))) == (
        Pt(22),
        "方正小标宋简体",
    )
    assert [
        made.styles[f"Heading {level}"].element.rPr.rFonts.get(qn("w:eastAsia")) for level in (1, 2)
    ] == ["黑体", "楷体_GB2312"]
    prose = next(one for one in made.paragraphs if one.text.startswith("到2023年底"))
    assert prose._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert "PAGE" in made.sections[0].footer._element.xml


def test_every_sentence_and_table_of_the_report_is_there(made, plan):
    """Nothing is left out, in its order; heads repeat on every page, rows are not broken."""
    told = build_plan_report(plan.snapshot, plan.rows, plan.follow_up, MADE.date())
    texts = [one.text for one in made.paragraphs]
    prose = [
        (block.lead.zh if block.lead else "") + block.text.zh
        for block in told.blocks
        if isinstance(block, Paragraph)
    ]
    assert [text for text in texts if text in prose] == prose
    grids = [block for block in told.blocks if isinstance(block, Grid)]
    assert [[cell.text for cell in row.cells] for table in made.tables for row in table.rows] == [
        line
        for grid in grids
        for line in (
            [head.zh for head, _ in grid.heads],
            *([text.zh for text in row] for row in grid.rows),
        )
    ]
    assert all(
        "w:tblHeader" in table.rows[0]._tr.xml and "w:cantSplit" in table.rows[1]._tr.xml
        for table in made.tables
    )


def test_it_says_what_it_was_made_from(made, plan):
    """Plan, region, year, version, rules and moment at its end."""
    last = made.paragraphs[-1].text
    for name, value in plan.imprint[:-1]:
        assert f"{name.zh}：{value.zh}" in last
    assert "标“未核实”的数字" in "\n".join(one.text for one in made.paragraphs)


def test_gaps_bring_their_explanation_and_actions(desk):
    """The explanation may begin with an equals sign: here it is text like any other."""
    told = "\n".join(
        one.text
        for one in docx.Document(
            io.BytesIO(docx_file.write(matter(desk, plan="year-2018", year=2018)))
        ).paragraphs
    )
    assert "原因：=外需走弱。" in told
    assert "措施：落实补助（发改委，2026-06-30，进行中）。" in told


def test_english_has_no_chinese_of_ours(desk):
    """But the names of documents and what people wrote."""
    shown = matter(desk, plan="fyp14", year=2023, lang="en")
    told = docx.Document(io.BytesIO(docx_file.write(shown)))
    for text in (
        *(one.text for one in told.paragraphs),
        *(cell.text for table in told.tables for row in table.rows for cell in row.cells),
    ):
        assert not re.search("[\u4e00-\u9fff]", text), text
