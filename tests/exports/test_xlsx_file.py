"""The workbook of a view: read again it gives the same figures, its formulas give judge's numbers,
no text is run.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections import Counter

import openpyxl
import pytest

from dashboard.core.analysis import provenance
from dashboard.core.analysis.follow_up import EXPLAIN, FollowUp
from dashboard.core.verdicts.statement import build_statement
from dashboard.exports import sheets, verdict_sheets, xlsx_file
from dashboard.exports.grid import Formula
from tests.conftest import opened, read
from tests.exports.conftest import entry, matter

COVERS = (
    "dashboard.exports.courses",
    "dashboard.exports.grid",
    "dashboard.exports.sheets",
    "dashboard.exports.verdict_sheets",
)

SHEETS = ["说明", "评价", "差距", "民生实事", "地区", "走势", "数据", "口径", "核对"]


@pytest.fixture(scope="module")
def data(plan) -> bytes:
    return xlsx_file.write(plan)


def test_a_sheet_for_every_view(data, plan):
    """The sheets in their order; each names its plan and year and says that it is not read, but for
    the figures.
    """
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == SHEETS
    for sheet in book:
        if sheet.title != "数据":
            assert provenance.NOT_READ.zh in str(sheet["A2"].value)
            assert "2023年" in str(sheet["A2"].value)
    told = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=5) if row[0].value}
    assert {name.zh: value.zh for name, value in plan.imprint}.items() <= told.items()


def test_read_again_it_gives_the_same_figures(data, plan, real):
    """Every figure with its quality; nothing is said about the other sheets."""
    found = read(data, real, "导出.xlsx")
    key = ["indicator", "region", "year", "month", "value", "quality"]
    mine, again = (
        Counter(frame[key].itertuples(index=False, name=None))
        for frame in (plan.snapshot.observations, found.observations)
    )
    assert sum(mine.values()) > 300
    assert again == mine
    assert found.issues == ()


def test_formulas_give_the_numbers_of_the_verdicts(plan):
    """Written only where both agree: most numbers of targets on a path are live. The gaps are those
    that are printed, and the cells of what they lie between show as many decimals.
    """
    rows = verdict_sheets.build_verdicts(plan).rows
    live = [cell.value for row in rows for cell in row if isinstance(cell.value, Formula)]
    assert len(live) >= 20
    keys = list(verdict_sheets._VERDICT)
    for (verdict, _), row in zip(plan.rows, rows, strict=True):
        numbers = build_statement(plan.snapshot, verdict).numbers
        gaps = {"gap_to_path": numbers.gap_to_due, "gap_to_goal": numbers.gap_to_goal}
        for name in (*gaps, "actual", "expected"):
            decimals = row[keys.index(name)].decimals
            assert decimals in (None, numbers.decimals) or verdict.actual in (0, 1), name
        for name in (
            "actual",
            "expected",
            "gap_to_path",
            "gap_to_goal",
            "progress",
            "elapsed",
            "needed",
            "best_pace",
        ):
            value = row[keys.index(name)].value
            shown = value.result if isinstance(value, Formula) else value
            told = gaps.get(name, getattr(verdict, name))
            assert (shown is None and math.isnan(told)) or shown == pytest.approx(told), name


def test_no_text_becomes_a_formula(desk):
    """What people and files wrote stays text, whatever it begins with."""
    nasty = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2",
        "@SUM(1)",
        "\t=1",
        "＝1",
        '=HYPERLINK("http://example.invalid")',
        "http://example.invalid",
    ]
    for text in nasty:
        said = FollowUp((entry(1, EXPLAIN, text),))
        shown = matter(desk, plan="year-2018", year=2018)
        data = xlsx_file.write(type(shown)(shown.snapshot, shown.made, said))
        parts = zipfile.ZipFile(io.BytesIO(data))
        formulas = [
            re.sub(r"<[^>]+>", "", one)
            for name in parts.namelist()
            if "sheet" in name
            for one in re.findall(r"<f>.*?</f>", parts.read(name).decode())
        ]
        assert formulas
        assert not [
            one
            for one in formulas
            if not one.startswith(("COUNTIF(", "(", *"ABCDEFGHIJKLMNOPQRSTU"))
        ]
        assert text in [
            cell.value
            for row in openpyxl.load_workbook(io.BytesIO(data))["差距"].iter_rows()
            for cell in row
        ]
        assert "hyperlink" not in "".join(parts.namelist()).lower()
        assert not any(
            b"<hyperlink" in parts.read(name) for name in parts.namelist() if "sheet" in name
        )


def test_gaps_carry_their_explanation_and_actions(desk):
    """The gap of 2018 with its reason, and the action with who, by when and how it stands."""
    sheet = verdict_sheets.build_gaps(matter(desk, plan="year-2018", year=2018))
    assert [cell.value for cell in sheet.rows[0][-2:]] == [
        "=外需走弱",
        "落实补助（发改委，2026-06-30，进行中）",
    ]


def test_charts_show_what_was_the_path_and_the_goal(data, plan):
    """A native chart a target with a course, its lines on the sheet's own rows, none beginning at a
    wrong zero.
    """
    found = zipfile.ZipFile(io.BytesIO(data))
    charts = [
        found.read(name).decode()
        for name in found.namelist()
        if re.fullmatch(r"xl/charts/chart\d+\.xml", name)
    ]
    sheet = sheets.build_courses(plan)
    assert sheet is not None
    assert len(charts) == len(sheet.charts) >= 7
    assert min(chart.count("<c:ser>") for chart in charts) == 2, "a yearly bound has no path"
    assert max(chart.count("<c:ser>") for chart in charts) == 3
    assert all("<c:min " in chart and "<c:max " in chart for chart in charts)
    by_name = {row[0].value: row for row in sheet.rows if row[2].value == "实际"}
    years = [int(head.zh) for head, _ in sheet.heads[3:]]
    gdp = {year: cell.value for year, cell in zip(years, by_name["地区生产总值"][3:], strict=True)}
    assert (
        gdp[2023]
        == plan.snapshot.filter_full_years("gdp", "330600").query("year == 2023")["value"].item()
    )


def test_an_english_workbook_holds_no_chinese_of_ours(desk):
    """Heads, statuses and reasons in English; sources, phrases and sheet figures keep their own
    language.
    """
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx_file.write(matter(desk, plan="fyp14", year=2023, lang="en")))
    )
    assert book.sheetnames == [
        "About",
        "Verdicts",
        "Gaps",
        "Projects",
        "Regions",
        "Courses",
        "Figures",
        "Definitions",
        "Checks",
    ]
    for name in ("About", "Verdicts", "Gaps", "Projects", "Regions", "Courses"):
        for row in book[name].iter_rows():
            for cell in row:
                assert not re.search("[\u4e00-\u9fff]", str(cell.value or "")), (
                    name,
                    cell.coordinate,
                    cell.value,
                )


def test_the_same_moment_gives_the_same_figures(plan):
    """Made twice, the sheets are equal; the version is told."""
    first, second = (opened(xlsx_file.write(plan)) for _ in range(2))
    assert [list(sheet.rows) for sheet in first.sheets] == [
        list(sheet.rows) for sheet in second.sheets
    ]
