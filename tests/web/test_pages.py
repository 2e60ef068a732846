"""Every page, from its own row: drawn in both languages for whoever may look, refused to others."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from dashboard.web.pages import LONG_TABLES, PAGES, find_page
from tests.conftest import ROOT
from tests.web.clients import Client, add, application, rules
from tests.web.test_application import parts, words

FOLDER = ROOT / "dashboard" / "web" / "pages"
COVERS = ("dashboard.web.pages", "dashboard.web.pages.admin", "dashboard.web.widgets.page")
NAMES = {
    "/indicators/*": "gdp",
    "/data/versions/*": "1",
    "/admin/people/*": "director",
    "/meeting/*": "1",
    "/data/previews/*": "0" * 32,
}
"""A name that may follow in an address; what is not there is said to be so."""


@pytest.fixture(scope="module")
def director() -> Iterator[Client]:
    """Somebody who may open every page."""
    app = application(ROOT / "indicators.yaml", ROOT / "data", policy=rules(sessions=9))
    add(app, "director", "admin")
    client = Client(app)
    client.sign_in("director")
    yield client


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_draws(director, page, lang):
    """One heading, no fault, and links to files where the row says so."""
    path = page.path.replace("*", NAMES.get(page.path, ""))
    main = director.show(path, f"?lang={lang}")["main"]["children"]
    text = words(main)
    assert "出现意外错误" not in text
    assert "unexpected error" not in text
    assert sum(part["type"] == "H1" for part in parts(main)) == 1
    offers = "/export/" in json.dumps(main)
    assert offers == (page.downloads != "none")
    found = find_page(path)
    assert found is not None
    assert found[0] is page


def test_every_file_is_a_page():
    """No two files have one name, by which their long tables go."""
    files = [path.stem for path in FOLDER.rglob("*.py") if path.name != "__init__.py"]
    assert len(PAGES) == len(files) == len(set(files))


def test_rows_of_pages_are_told_apart():
    """Addresses are unique; a long table goes by the name of its page's file."""
    assert len({page.path for page in PAGES}) == len(PAGES)
    assert {page.list_rows for page in PAGES if page.list_rows} == set(LONG_TABLES.values())
