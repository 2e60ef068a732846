"""Files at the foot of a page: what is seen is what is in them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from dash import Dash

from dashboard.exports import EXPORTS
from dashboard.web.endpoints import downloads
from dashboard.web.pages import PAGES
from tests.conftest import ROOT
from tests.web.clients import Client, application
from tests.web.test_application import parts


@pytest.fixture(scope="module")
def app() -> Dash:
    return application(ROOT / "indicators.yaml", ROOT / "data")


def link(app: Dash, ending: str, path: str, search: str) -> str:
    return next(one for one in links(app, path, search) if one.startswith(f"/export/{ending}"))


def links(app: Dash, path: str, search: str = "") -> list[str]:
    main = Client(app).show(path, search)["main"]["children"]
    return [
        part["props"]["href"]
        for part in parts(main)
        if str(part["props"].get("href", "")).startswith("/export/")
    ]


@pytest.mark.parametrize(
    "path", [page.path.replace("*", "gdp") for page in PAGES if page.downloads != "none"]
)
def test_every_format_is_offered_and_comes(app, path):
    """A link a format, to a file of ours under a name of ours, never shown in the browser."""
    found = links(app, path, "?plan=fyp14&year=2023")
    about = "-gdp" if path.endswith("/gdp") else ""
    wanted = [ending for ending, one in EXPORTS.items() if one.of_one or not path.endswith("/gdp")]
    assert [link.split("/")[2].split("?")[0] for link in found] == wanted
    for link in found:
        answer = app.server.test_client().get(link)
        ending = link.split("/")[2].split("?")[0]
        assert answer.status_code == 200
        assert (
            answer.headers["Content-Disposition"]
            == f'attachment; filename="fyp14-330600-2023{about}.{ending}"'
        )
        assert answer.mimetype == EXPORTS[ending].media


def test_filters_words_and_the_indicator_go_along(app):
    """The file of a filtered list holds its rows alone; that of an indicator's page that indicator
    alone.
    """
    csv_link = link(app, "csv", "/indicators", "?plan=fyp14&year=2023&status=ahead&q=生产")
    rows = list(
        csv.DictReader(
            io.StringIO(app.server.test_client().get(csv_link).get_data().decode("utf-8-sig"))
        )
    )
    assert {row["indicator"] for row in rows} == {"gdp", "gdp_per_capita"}
    json_link = link(app, "json", "/indicators/gdp", "?plan=fyp14&year=2023")
    found = json.loads(app.server.test_client().get(json_link).get_data())
    assert {one["indicator"] for one in found["verdicts"]} == {"gdp"}
    assert found["about"]["version"] == 3


def test_other_pages_offer_none_and_other_formats_are_not_found(app):
    """A page without a view has no files; an unknown ending is 404."""
    assert links(app, "/methods") == []
    assert links(app, "/indicators/none") == []
    assert app.server.test_client().get("/export/exe").status_code == 404


def test_files_never_take_all_the_room(app):
    """While as many are made as may be at once, a further one is asked to come again, and
    afterwards gets its file.
    """
    for _ in range(downloads.MAX_EXPORTS):
        assert downloads.EXPORT_SLOTS.acquire(blocking=False)
    try:
        assert app.server.test_client().get("/export/csv").status_code == 429
        assert links(app, "/"), "pages are drawn all the same"
    finally:
        for _ in range(downloads.MAX_EXPORTS):
            downloads.EXPORT_SLOTS.release()
    assert app.server.test_client().get("/export/csv").status_code == 200
