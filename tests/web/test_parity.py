"""What `judge` prints, what a page shows and what a file holds are one, for every plan, year and
region of the real declaration.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import Any

import pytest
from dash import Dash

from dashboard.commands.main import main
from dashboard.core.verdicts.statement import build_statement
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.snapshot import View
from dashboard.core.vocabulary.statuses import STATUSES
from tests.conftest import MATCHES, ROOT
from tests.web.clients import Client, application, house_of
from tests.web.test_application import parts, show, words
from tests.web.widgets.test_long_tables import places

COVERS = ("dashboard.commands.judging",)

LIST = "/indicators"
ROW = re.compile(
    r'<tr[^>]*data-status="(\w+)"(?:(?!</tr>).)*?href="/indicators/(\w+)\?'
    r'(?:(?!</tr>).)*?<td class="c-value n"[^>]*>([^<]*)',
    re.DOTALL,
)
"""A row of a table that is fetched as text."""


@pytest.fixture(scope="module")
def app() -> Dash:
    return application(ROOT / "indicators.yaml", ROOT / "data")


def list_views(registry: Registry) -> list[View]:
    """Every plan in every of its years, in every region that has a target of it."""
    return [
        View(plan.id, region, year)
        for plan in registry.plans.values()
        for region in {code for one in registry.targets for code in one.regions}
        for year in range(plan.first, plan.last + 1)
    ]


def judge(year: int, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The verdicts of a year as the command prints them."""
    books = [str(file) for file in sorted((ROOT / "data").glob("*.xlsx"))]
    assert main(["judge", "--format", "json", "--year", str(year), "--actuals", *books]) == 0
    return list(json.loads(capsys.readouterr().out)["verdicts"])


def test_command_pages_and_files_agree(app, capsys):
    """Status and number of every target: a page's row, a row of the CSV, a record of `judge`."""
    service, _ = house_of(app).snapshot_service()
    assert service is not None
    views = list_views(service.registry)
    printed = {year: judge(year, capsys) for year in {view.year for view in views}}
    seen = shown = 0
    for view in views:
        query = f"?plan={view.plan}&region={view.region}&year={view.year}"
        mine = [
            one
            for one in printed[view.year]
            if (one["plan"], one["region"]) == (view.plan, view.region)
        ]
        told = [(one["target"], one["status"], one["actual"]) for one in mine]
        assert sorted(read_file(app, query)) == sorted(told), view
        rows = Counter(list_page_rows(app, query))
        expected = Counter(describe_rows(service.snapshot(view), mine))
        assert not rows - expected, view
        # What is folded away waits for a figure, or is stated in words.
        folded = expected - rows
        assert {status for _, status, _ in folded} <= {"pending", "not_judged"}, view
        assert {number for _, _, number in folded} <= {"—"}, view
        seen, shown = seen + len(mine), shown + rows.total()
    assert len(views) >= 10
    assert seen > 150
    assert shown > 60
    MATCHES.append(
        f"judge, pages and CSV of the real plan agree: {len(views)} views, {seen} verdicts, "
        f"{shown} rows shown"
    )


def list_page_rows(app: Dash, query: str) -> list[tuple[str, str, str]]:
    """Indicator, status and printed number of every row that the page of indicators shows, and of
    those that it fetches.
    """
    found = []
    for row in parts(show(app, LIST, query)["main"]["children"]):
        status = row["props"].get("data-status")
        if row["type"] != "Tr" or status not in STATUSES:
            continue
        cells = {
            str(cell["props"].get("className", "")).partition(" ")[0]: cell
            for cell in parts(row)
            if cell["type"] in ("Td", "Th")
        }
        (link,) = (
            part["props"]["href"] for part in parts(cells["c-name"]) if part["type"] == "Link"
        )
        name = str(link).removeprefix("/indicators/").partition("?")[0]
        value = words(cells["c-value"]).strip().partition(" ")[0]
        found.append((name, str(status), value))
    pieces = "".join(Client(app).get(place).get_data(True) for place in places(app, LIST, query))
    return [*found, *((name, status, value) for status, name, value in ROW.findall(pieces))]


def describe_rows(snapshot: Any, records: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """The rows that the page should show for the records of `judge`."""
    by_target = {
        row.target: row
        for row in snapshot.verdicts.itertuples(index=False)
        if row.region == snapshot.view.region
    }
    return [
        (
            one["indicator"],
            one["status"],
            build_statement(snapshot, by_target[one["target"]]).actual_number.zh,
        )
        for one in records
    ]


def read_file(app: Dash, query: str) -> list[tuple[str, str, float | None]]:
    """Target, status and value of every row of the CSV of a view."""
    text = app.server.test_client().get(f"/export/csv{query}").get_data().decode("utf-8-sig")
    return [
        (row["target"], row["status"], float(row["actual"]) if row["actual"] else None)
        for row in csv.DictReader(io.StringIO(text))
    ]
