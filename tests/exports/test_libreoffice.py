"""Files opened by an office program: they open, hold their numbers, and lie on the page as they
should.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

from dashboard import demo
from dashboard.core.analysis import provenance
from dashboard.core.declaration.registry import parse
from dashboard.core.reports.deck import Occasion
from dashboard.core.reports.slides import build_deck
from dashboard.core.vocabulary.snapshot import View
from dashboard.exports import ExportRequest, write_export
from dashboard.operations import snapshots
from tests.exports.conftest import MADE, matter

OFFICE, TEXTS = shutil.which("soffice"), shutil.which("pdftotext")


def pages(folder: Path, ending: str, shown: ExportRequest) -> list[str]:
    """The text of each page that the program makes of a file."""
    assert OFFICE is not None
    assert TEXTS is not None
    file = folder / f"a.{ending}"
    file.write_bytes(write_export(ending, shown))
    command: list[str | Path] = [
        OFFICE,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        folder,
        file,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    done = subprocess.run(
        [TEXTS, "-layout", folder / "a.pdf", "-"], check=True, capture_output=True, text=True
    )
    return done.stdout.split("\f")[:-1]


def plain(text: str) -> str:
    """Without spaces: programs set some of their own between letters of different scripts."""
    return re.sub(r"\s+", "", text)


def test_a_briefing_has_22_lines_on_a_full_page(tmp_path):
    """Prose fills its page with 22 lines and no page has more, in a city with much to tell."""
    city = demo.write_demo_city(tmp_path / "city", demo.Size(30, 2))
    registry = parse((city / "indicators.yaml").read_text("utf-8")).registry
    assert registry is not None
    desk = snapshots.SnapshotService(
        registry, snapshots.FolderSource(city / "data"), date(2026, 1, 5)
    )
    found = pages(tmp_path, "docx", ExportRequest(desk.snapshot(View()), MADE))
    prose = [page for page in found if not re.search(r"指标 +单位|序号 +项目", page)]
    lines = [
        len(
            [
                line
                for line in page.splitlines()
                if line.strip() and not re.fullmatch(r"\s*— ?\d+ ?—\s*", line)
            ]
        )
        for page in prose
    ]
    assert max(lines) == 22


def test_a_briefing_opens_with_its_title_and_numbers(tmp_path, plan):
    """Title, table and sentences as they were written."""
    said = plain("".join(pages(tmp_path, "docx", plan)))
    for text in (
        "绍兴市“十四五”规划中期评估报告",
        "7791（初）",
        "一、总体情况",
        "2023年为7791亿元",
    ):
        assert text in said


def test_slides_open_one_to_a_page(tmp_path, desk):
    """As many pages as slides, each with its title and its big numbers."""
    shown = matter(desk, plan="year-2018", year=2018)
    deck = build_deck(shown.snapshot, Occasion("", shown.made.date(), "", 3), shown.follow_up)
    found = pages(tmp_path, "pptx", shown)
    assert len(found) == len(deck.slides)
    for page, one in zip(found, deck.slides, strict=True):
        assert plain(one.title.zh.replace("\u200b", ""))[:12] in plain(page)
        for big in one.big:
            assert plain(big.number.zh) in plain(page)


def test_a_workbook_shows_its_sheets_and_numbers(tmp_path, plan):
    """Every sheet is printed; formulas show numbers and no error."""
    said = plain("".join(pages(tmp_path, "xlsx", plan)))
    assert plain(provenance.format_title(plan.snapshot).zh) in said
    for text in (
        "各项目标的评价",
        "历年实际、序时进度和目标",
        "各地区的基期与最近数据",
        "7,500.4",
        "290.6",
        "60.0%",
    ):
        assert plain(text) in said
    assert not re.search(r"#(REF|NAME|VALUE|DIV/0)|Err:\d", said)
