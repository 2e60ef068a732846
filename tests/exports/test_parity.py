"""One view, every way out: the numbers on the screen, on slides, in the briefing, on paper, in the
workbook, CSV, JSON and the API are the same.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from dash import Dash
from pptx import Presentation

from dashboard.core.vocabulary.digits import format_number
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.exports import EXPORTS
from tests.conftest import ROOT
from tests.web.clients import Client, application
from tests.web.test_application import parts, words

VIEWS = ("?plan=fyp14&year=2023", "?plan=year-2018&year=2018", "?plan=year-2020&year=2020")


@pytest.fixture(scope="module")
def app() -> Dash:
    return application(ROOT / "indicators.yaml", ROOT / "data")


def fetched(app: Dash, search: str) -> dict[str, bytes]:
    return {
        ending: app.server.test_client().get(f"/export/{ending}{search}").get_data()
        for ending in EXPORTS
    }


def plain(text: str) -> float | None:
    """The number in a cell's text: 7791（初）, 29 位, ≥ 85, —."""
    found = re.search(r"[−-]?[\d,]+(?:\.\d+)?", text)
    return float(found[0].replace(",", "").replace("−", "-")) if found else None


def decimals(text: str) -> int:
    """How many decimals a cell prints."""
    found = re.search(r"\d\.(\d+)", text)
    return len(found[1]) if found else 0


def on_screen(app: Dash, search: str) -> dict[str, dict[str, str]]:
    """Indicator → column → text of the overview's rows."""
    found = {}
    for row in (
        part
        for part in parts(Client(app).show("/indicators", search)["main"]["children"])
        if "data-status" in part["props"]
    ):
        cells = {
            str(cell["props"].get("className", "")).split()[0]: words(cell)
            for cell in parts(row)
            if cell["type"] == "Td"
        }
        link = next(part for part in parts(row) if part["type"] == "Link")
        cells["status"] = row["props"]["data-status"]
        found[link["props"]["href"].split("/")[2].split("?")[0]] = cells
    return found


def in_workbook(data: bytes) -> dict[str, dict[str, Any]]:
    """Indicator's name → head → value of the sheet of verdicts, formulas by what they give."""
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["评价"]
    heads, *rows = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=4))
    return {str(row[1]): dict(zip(map(str, heads), row, strict=True)) for row in rows}


def in_briefing(data: bytes) -> dict[str, list[str]]:
    table = docx.Document(io.BytesIO(data)).tables[0]
    return {row.cells[0].text: [cell.text for cell in row.cells] for row in table.rows[1:]}


def tight(text: str) -> str:
    """A text without the spaces and line ends that pages put between letters; on paper a cross is
    one that every font has.
    """
    return re.sub(r"\s", "", text).replace("✖", "×")


def on_paper(data: bytes) -> str:
    """The text of printed pages, without the numbers at their feet."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return "".join(re.sub(r"—\d+—", "", tight(page)) for page in pages)


@pytest.mark.parametrize("search", VIEWS)
def test_every_way_out_tells_the_same_numbers(app, search):
    """Value, due, goal and status of every target: exact in workbook, CSV and JSON, and printed
    alike on screen and paper.
    """
    files, screen = fetched(app, search), on_screen(app, search)
    judged = json.loads(files["json"])["verdicts"]
    rows = {
        row["target"]: row for row in csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig")))
    }
    book, paper, compared = in_workbook(files["xlsx"]), in_briefing(files["docx"]), 0
    for one in judged:
        line = rows[one["target"]]
        name, cells = line["indicator_name"], screen[one["indicator"]]
        assert cells["status"] == one["status"] == line["status"]
        for column, head, place, at in (
            ("actual", "现值", "c-value", 4),
            ("expected", "序时目标", "c-due", 5),
            ("goal", "目标值", None, None),
        ):
            value = one[column]
            assert line[column] == ("" if value is None else str(value))
            told = book[name][head]
            assert (told is None) == (value is None) and (
                value is None or told == pytest.approx(value, rel=1e-12)
            ), (name, column)
            compared += 1
            if place is None or at is None:
                continue
            shown = plain(cells.get(place, ""))
            if name in paper:
                printed = plain(paper[name][at])
                assert printed == shown or (one["status"] == "not_judged" and value is None), (
                    name,
                    column,
                )
            if value is not None and shown is not None:
                digits = len(str(shown).partition(".")[2].rstrip("0"))
                assert plain(format_number(value, max(digits, 0))) == pytest.approx(shown), (
                    name,
                    column,
                )
            compared += 2
        gap, shown = one["gap_to_path"], plain(cells.get("c-gap", ""))
        if gap is None or STATUSES[one["status"]].final:
            gap = one["gap_to_goal"]
        if one["actual"] is not None and shown is not None and gap is not None:
            assert abs(shown) == pytest.approx(
                abs(gap), abs=0.5 * 10.0 ** -decimals(cells["c-gap"]) + 1e-9
            ), name
            compared += 1
    assert compared >= 5 * len(judged) > 0


@pytest.mark.parametrize("search", VIEWS)
def test_programs_read_the_files_numbers(app, search):
    """Verdicts with their reasons, and every published figure below them, value for value."""
    file, client = json.loads(fetched(app, search)["json"]), app.server.test_client()
    for name, held in (("verdicts", "verdicts"), ("observations", "figures")):
        told = json.loads(client.get(f"/api/v1/{name}{search}&limit=5000").get_data())["records"]
        ids = {one["indicator"] for one in file[held]}
        assert [one for one in told if one["indicator"] in ids] == file[held] and len(
            file[held]
        ) > 0


def test_an_indicators_page_its_print_and_its_embedded_chart_tell_the_same(app):
    """The sentence and every number of the chart."""
    client, search = app.server.test_client(), "?plan=fyp14&year=2023"
    page = words(Client(app).show("/indicators/gdp", search)["main"]["children"])
    (verdict,) = json.loads(client.get(f"/api/v1/verdicts{search}&indicator=gdp").get_data())[
        "records"
    ]
    printed = on_paper(client.get(f"/export/pdf{search}&indicator=gdp").get_data())
    embedded = html.unescape(client.get(f"/embed/gdp{search}").get_data(as_text=True))
    for told in (page, embedded):
        assert verdict["reason"]["zh"] in told
    assert tight(verdict["reason"]["zh"]) in printed
    shown = [
        format_number(one["value"], 0)
        for one in json.loads(client.get(f"/api/v1/observations{search}&indicator=gdp").get_data())[
            "records"
        ]
        if one["in_force"] and one["month"] == 12 and 2020 <= one["year"] <= 2023
    ]
    assert len(shown) == 4 and all(
        f">{value}</text>" in embedded and value in printed for value in shown
    )


@pytest.mark.parametrize("search", VIEWS)
def test_the_printed_briefing_has_every_row_and_sentence_of_the_other(app, search):
    """Cell for cell, in their order, as text that can be selected."""
    files = fetched(app, search)
    printed = on_paper(files["pdf"])
    document = docx.Document(io.BytesIO(files["docx"]))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    for row in rows:
        assert tight("".join(row)) in printed, row
    for paragraph in document.paragraphs[:-1]:
        assert tight(paragraph.text) in printed, paragraph.text
    assert len(rows) > 1


@pytest.mark.parametrize("search", VIEWS)
def test_slides_and_their_charts_hold_the_verdicts_numbers(app, search):
    """Every number of a chart is a published figure, a point of the path or the goal; the notes
    carry judge's own sentence.
    """
    files = fetched(app, search)
    content = json.loads(files["json"])
    reasons = {one["reason"]["zh"] for one in content["verdicts"]}
    published = {round(one["value"], 6) for one in content["figures"] if one["in_force"]}
    goals = {round(one["goal"], 6) for one in content["verdicts"] if one["goal"] is not None}
    seen = 0
    for page in Presentation(io.BytesIO(files["pptx"])).slides:
        for shape in page.shapes:
            if not shape.has_chart:
                continue
            assert any(reason in page.notes_slide.notes_text_frame.text for reason in reasons)
            for series in shape.chart.plots[0].series:
                values = {round(value, 6) for value in series.values if value is not None}
                if series.name == "实际":
                    assert values <= published
                if series.name == "目标":
                    assert values <= goals
                seen += len(values)
    assert seen or "year-2020" in search or "fyp14" in search
