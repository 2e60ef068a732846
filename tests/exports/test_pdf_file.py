"""The printed report: real pages, vector, with fonts in it, and every text as text."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst

from dashboard.core.analysis.follow_up import EXPLAIN, FollowUp
from dashboard.core.vocabulary.text import Text
from dashboard.exports import MissingError, pdf_file
from tests.exports.conftest import entry, matter
from tests.exports.test_parity import on_paper, tight

COVERS = ("dashboard.core.verdicts.sensitivity_report",)


@pytest.fixture(scope="module")
def made(plan) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf_file.write(plan)))


@pytest.fixture(scope="module")
def one(plan) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf_file.write(replace(plan, indicator="gdp"))))


def fonts(page: Any) -> dict[str, Any]:
    """Name → descriptor of the fonts that a page uses."""
    found = {}
    for font in page["/Resources"]["/Font"].values():
        inner = font.get_object()["/DescendantFonts"][0].get_object()
        found[str(inner["/BaseFont"])] = inner["/FontDescriptor"].get_object()
    return found


def test_pages_are_a4_and_more_than_one(made):
    sizes = {
        (
            round(float(page.mediabox.width) / 72 * 25.4),
            round(float(page.mediabox.height) / 72 * 25.4),
        )
        for page in made.pages
    }
    assert sizes == {(210, 297)} and len(made.pages) > 1


def test_every_font_is_inside_and_only_the_letters_that_are_used(made, one):
    """Subsets, as the six letters before the plus sign say."""
    for page in [*made.pages, *one.pages]:
        used = fonts(page)
        assert used
        for name, descriptor in used.items():
            assert name[7] == "+", name
            assert any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")), name


def test_nothing_is_a_picture_and_the_chart_is_drawn_with_lines(one):
    """No image on any page; the dashed path of the plan is a stroke."""
    assert not any(page.images for page in one.pages)
    drawn = b"".join(page.get_contents().get_data() for page in one.pages)
    path = re.search(rb"\]0 d [\d. -]+ m ([^\n]+)", drawn)
    assert path is not None and path[1].count(b" l") == 5  # from 2020 to 2025


def test_letters_can_be_selected(made):
    """What stands on the pages is what is read from them."""
    text = "".join(page.extract_text() for page in made.pages)
    assert "绍兴市“十四五”规划中期评估报告" in tight(text) and "8500" in text


def test_who_listens_is_told_the_structure(made, one):
    """PDF/UA-1: tagged, with language and title; a chart has its numbers as words."""
    for reader in (made, one):
        assert (
            reader.root_object["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in reader.root_object
        )
        assert str(reader.root_object["/Lang"]).startswith("zh")
    assert one.metadata is not None and one.metadata.title == "地区生产总值"
    assert "地区生产总值：2020 5964, 2021 6795" in alternatives(one.root_object["/StructTreeRoot"])


def alternatives(node: Any) -> str:
    """The words that stand for figures, wherever they are in the structure."""
    node = node.get_object()
    if isinstance(node, list):
        return "".join(alternatives(child) for child in node)
    if not isinstance(node, dict):
        return ""
    return str(node.get("/Alt", "")) + (alternatives(node["/K"]) if "/K" in node else "")


def test_one_indicator_has_its_numbers_course_and_words(one):
    text = tight("".join(page.extract_text() for page in one.pages))
    for part in (
        "比序时目标高291亿元",
        "2021年67956500.8初步核算",
        "“全市生产总值达8500亿元”",
        "数据版本：3",
        "标“未核实”的数字",
    ):
        assert tight(part) in text, part
    assert text.count("“全市生产总值达8500亿元”") == 1
    assert (
        "须注意：" in text and "按2020年不变价为7341亿元（2022年增速未核实），状态为滞后。" in text
    )  # what turns the verdict goes along
    assert (
        "基期为6583.9亿元时，状态变为符合预期。" in text
        and "实际（到2023年）、序时进度与目标" in text
    )
    assert all(label in text for label in ("5000", "9000"))  # the axis


def test_a_text_is_never_a_command(desk):
    """Signs that mean something to the program that lays out stay what they are; so do those that
    no XML may hold.
    """
    evil = '#sys.inputs #import "x" $x^2$ *b* <a> @c \\n // "q" ] } \x00'
    followed = FollowUp((entry(1, EXPLAIN, evil),))
    made = pdf_file.write(replace(matter(desk, plan="year-2018", year=2018), follow_up=followed))
    assert tight(evil.replace("\x00", "")) in on_paper(made)


@pytest.mark.parametrize("year", [2018, 2020, 2021])
def test_a_font_of_the_package_that_is_asked_for_is_enough(desk, monkeypatch, year):
    """Every sign of ours is in it: the pages keep the standard."""
    found = {
        font.path
        for font in typst.Fonts().fonts()
        if font.path and "CJK" in font.family and font.family.endswith(" SC")
    }
    few = typst.Fonts(
        include_system_fonts=False, font_paths=sorted({Path(path).parent for path in found})
    )
    assert not any("DejaVu" in font.family and font.path for font in few.fonts())
    monkeypatch.setattr(pdf_file, "_find_fonts", lambda: few)
    asked: list[list[str]] = []
    real = typst.compile

    def seen(*given: Any, **more: Any) -> Any:
        asked.append(more["pdf_standards"])
        return real(*given, **more)

    monkeypatch.setattr(typst, "compile", seen)
    assert pdf_file.write(matter(desk, plan=f"year-{year}", year=year)) and asked == [["ua-1"]]


def test_a_letter_that_no_font_has_spoils_no_paper(desk):
    """Tibetan in an explanation, and a sign that is not to be seen."""
    followed = FollowUp((entry(1, EXPLAIN, "外需\ufeff走弱 \u0f56\U000e0041"),))
    made = on_paper(
        pdf_file.write(replace(matter(desk, plan="year-2018", year=2018), follow_up=followed))
    )
    assert "原因：外需走弱" in made


def test_the_same_matter_gives_the_same_bytes(plan):
    assert pdf_file.write(plan) == pdf_file.write(plan)


def test_english_pages_are_english(desk):
    made = on_paper(pdf_file.write(matter(desk, plan="fyp14", year=2023, lang="en")))
    assert (
        tight("Shaoxing: 14th Five-Year Plan, mid-term evaluation") in made and "规划" not in made
    )


def test_fonts_of_official_papers_come_first():
    """仿宋, 小标宋, 黑体 and 楷体 where they are installed; one serif font for all where nothing else is."""
    wanted = [
        "FangSong_GB2312",
        "FZXiaoBiaoSong-B05S",
        "SimHei",
        "KaiTi_GB2312",
        "SimSun",
        "Times New Roman",
        "Noto Serif CJK SC",
    ]
    assert list(pdf_file.choose_fonts(wanted).values()) == [
        "FangSong_GB2312",
        "FZXiaoBiaoSong-B05S",
        "SimHei",
        "KaiTi_GB2312",
        "SimSun",
        "Times New Roman",
    ]
    alone = pdf_file.choose_fonts(["Noto Serif CJK SC", "Libertinus Serif"])
    assert set(alone.values()) == {"Noto Serif CJK SC", "Libertinus Serif"}


def test_without_a_chinese_font_it_says_what_to_install():
    with pytest.raises(MissingError) as caught:
        pdf_file.choose_fonts(["Liberation Serif", "DejaVu Sans"])
    said: Text = caught.value.text
    assert "fonts-noto-cjk" in said.zh and "fonts-noto-cjk" in said.en
