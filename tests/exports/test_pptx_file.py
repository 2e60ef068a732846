"""A presentation of the slides: the same words and numbers, native charts, fonts for every letter,
what stands behind in the notes.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from dashboard.core.analysis.follow_up import FollowUp
from dashboard.core.reports import slides
from dashboard.core.reports.deck import Deck, Occasion
from dashboard.exports import ExportRequest, pptx_file
from tests.conftest import indicator, observe, registry_of, snapshot_of
from tests.exports.conftest import FOLLOWED, MADE, matter

COVERS = ("dashboard.exports.pptx_chart",)

SOURCE = "source: {document: report, section: 主要目标, phrase: 达3.3%}"
REGISTRY = registry_of(
    indicator("a", f"plan: five, by: 2025, reach: 3.3, base: {{year: 2020, value: 2.8}}, {SOURCE}")
    + indicator(
        "rank",
        "plan: five, by: 2025, reach: 10, base: {year: 2020, value: 12}",
        unit="位",
        measure="rank",
        better="lower",
        decimals=0,
    )
    + indicator("air", "plan: five, every: 2021-2025, at_least: 85", unit="'%'")
)
SHOT = snapshot_of(
    REGISTRY,
    observe(
        ("a", 2020, 2.8),
        ("a", 2021, 2.7, "unverified"),
        ("a", 2023, 2.9),
        ("rank", 2020, 12),
        ("rank", 2023, 16),
        ("air", 2022, 84),
        ("air", 2023, 80),
    ),
    2023,
)


def deck(name: str = "一季度调度会") -> Deck:
    return slides.build_deck(
        SHOT, Occasion(name, date(2024, 4, 10), "2024-04-10 09:00", 7), FollowUp()
    )


def pages(data: bytes) -> list[Any]:
    return list(Presentation(io.BytesIO(data)).slides)


def texts(page: Any) -> str:
    found = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
    found += [
        cell.text
        for shape in page.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    return "\n".join(found)


def charts(page: Any) -> list[Any]:
    return [shape.chart for shape in page.shapes if shape.has_chart]


def of(data: bytes, name: str) -> Any:
    """The slide of an indicator."""
    at = [one.target.split(".")[1] if one.target else "" for one in deck().slides].index(name)
    return pages(data)[at]


@pytest.fixture(scope="module")
def data() -> bytes:
    return pptx_file.write_deck(deck(), "zh")


def test_every_word_and_number_of_the_slides_is_there(data):
    """Titles, statuses, big numbers, owners and rows, slide by slide, on 16:9."""
    made = Presentation(io.BytesIO(data))
    assert (made.slide_width, made.slide_height) == (Emu(12192000), Emu(6858000))
    for page, one in zip(made.slides, deck().slides, strict=True):
        said = texts(page)
        assert page.shapes.title.text_frame.text == one.title.zh.replace("\u200b", "")
        for text in (
            one.word,
            one.owner,
            *(part for big in one.big for part in (big.name, big.number, big.unit)),
        ):
            assert text.zh in said
        for line in one.lines:
            assert line.name.zh in said
            assert line.text.zh in said


def test_a_chart_is_native_and_holds_the_course(data):
    """2.8, 2.7 and 2.9 with a gap in 2022, the path from 2.8 to 3.3, the goal: numbers that can be
    edited; no smoothing.
    """
    page = of(data, "a")
    (chart,) = charts(page)
    plot = chart.plots[0]
    assert list(plot.categories) == ["2020", "2021", "2022", "2023", "2024", "2025"]
    values = {
        series.name: [None if value is None else round(value, 6) for value in series.values]
        for series in plot.series
    }
    assert values == {
        "实际": [2.8, 2.7, None, 2.9, None, None],
        "序时进度": [2.8, 2.9, 3.0, 3.1, 3.2, 3.3],
        "目标": [None] * 5 + [3.3],
    }
    assert not any(series.smooth for series in plot.series)
    assert chart.value_axis.minimum_scale <= 2.7
    assert chart.value_axis.minimum_scale > 2, "small steps are seen"
    hollow = plot.series[0].points[1].marker.format.fill.fore_color.rgb
    assert str(hollow) == "FFFFFF"


def test_ranks_stand_upside_down_and_yearly_bounds_hold_every_year(data):
    """The first place is on top; 85 is drawn through all years."""
    found = {
        page.shapes.title.text_frame.text[:4]: charts(page)[0]
        for page in pages(data)
        if charts(page)
    }
    rank = next(chart for name, chart in found.items() if "rank" in name)
    assert rank.value_axis.reverse_order
    air = next(chart for name, chart in found.items() if "air" in name)
    goal = next(series for series in air.plots[0].series if series.name == "目标")
    assert set(goal.values) == {85}


def test_what_stands_behind_is_in_the_notes(data):
    """The reason, and the plan's own words with document and section."""
    page = of(data, "a")
    notes = page.notes_slide.notes_text_frame.text
    assert "2023年为2.9%" in notes
    assert "规划原文：“达3.3%”" in notes
    assert "主要目标" in notes


def test_every_letter_has_its_font_and_no_text_is_small(data):
    """Latin and East Asian fonts on every run and in the charts; nothing under 32 pixels of the
    wall.
    """
    for page in pages(data):
        for run in page.element.iter(qn("a:r")):
            look = run.find(qn("a:rPr"))
            assert (
                look.find(qn("a:latin")).get("typeface")
                == look.find(qn("a:ea")).get("typeface")
                == pptx_file.FONT
            )
            assert int(look.get("sz")) >= Pt(16) / 127
        for chart in charts(page):
            assert chart.element.find(".//" + qn("a:ea")).get("typeface") == pptx_file.FONT
            assert chart.font.size >= Pt(16)
    theme = Presentation(io.BytesIO(data)).slide_master.part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    )
    assert re.search(
        rb'<a:majorFont>\s*<a:latin typeface="Microsoft YaHei"[^>]*/>\s*<a:ea '
        rb'typeface="Microsoft YaHei"',
        theme.blob,
    )


def test_what_rests_on_unverified_figures_says_so():
    """Beside the status, in words."""
    kept = deck()
    doubtful = replace(
        kept,
        slides=tuple(
            replace(one, hollow=True) if one.kind == "gap" else one for one in kept.slides
        ),
    )
    said = [texts(page) for page in pages(pptx_file.write_deck(doubtful, "zh"))]
    assert sum("依据未核实数据" in text for text in said) >= sum(
        one.kind == "gap" for one in kept.slides
    )


def test_decisions_can_be_typed_and_those_taken_are_there():
    """An empty table with its heads; what a meeting decided fills it."""
    last = pages(pptx_file.write_deck(deck(), "zh"))[-1]
    table = next(shape.table for shape in last.shapes if shape.has_table)
    assert [cell.text for cell in table.rows[0].cells] == ["议定事项", "责任单位", "完成时限"]
    assert len(table.rows) == 6
    taken = pages(pptx_file.write_deck(deck(), "zh", decided=FOLLOWED.list_actions()))[-1]
    assert "落实补助\n发改委\n2026-06-30" in texts(taken)


def test_long_english_titles_stay_on_two_lines(desk):
    """A title takes a smaller size rather than a third line; sources end in an ellipsis rather than
    below the slide.
    """
    shown = matter(desk, plan="year-2018", year=2018, lang="en")
    made = pages(pptx_file.write(ExportRequest(shown.snapshot, MADE, FOLLOWED)))
    for page in made:
        run = page.shapes.title.text_frame.paragraphs[0].runs[0]
        assert (
            pptx_file._measure_text(run.text) * run.font.size.pt * 2 <= 2 * 1360
            or run.font.size == Pt(22)
            or page is made[0]
        )
        assert not re.search("[\u4e00-\u9fff]", texts(page))


def test_any_text_can_stand_on_a_slide():
    """Control characters, markup and long names of a meeting do no harm."""
    nasty = deck("<b>&会议\x0b\x00]]>" + "长" * 30)
    data = pptx_file.write_deck(nasty, "zh")
    assert "<b>&会议" in texts(pages(data)[0])
