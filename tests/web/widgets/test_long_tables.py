"""Long tables: the first rows with the page, the rest in pieces of text, every row once and nothing
of it markup.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from dash import Dash, dcc, html
from hypothesis import given
from hypothesis import strategies as st

from dashboard import demo
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.web.pages import LONG_TABLES, PAGES
from dashboard.web.request.context import Context, build_context
from dashboard.web.request.serialize import serialize_tree
from dashboard.web.widgets.long_tables import FIRST_ROWS, PIECE_ROWS
from dashboard.web.widgets.markup import TEXT_PROP, render_as_text, render_html
from tests.web.clients import OPERATOR, Client, application
from tests.web.test_application import parts, words

COVERS = ("dashboard.web.widgets.markup",)


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Dash:
    folder = demo.write_demo_city(tmp_path_factory.mktemp("demo"), demo.Size(500, 1), seed=3)
    return application(folder / "indicators.yaml", folder / "data")


NAMED = re.compile(r'<a class="open" data-page="yes" href="[^"]*">([^<]+)')


def places(app: Dash, path: str, search: str = "") -> list[str]:
    """Where the rest of a page's rows is to be asked for."""
    return [
        part["props"]["data-src"]
        for part in parts(Client(app).show(path, search)["main"]["children"])
        if "data-src" in part["props"]
    ]


@pytest.mark.parametrize(
    ("path", "search"),
    [
        ("/", ""),
        ("/indicators", "?order=-progress&columns=value,trend"),
        ("/gaps", ""),
        ("/indicators", "?q=总值"),
    ],
)
def test_every_row_comes_once(app, path, search):
    """What the page draws and what its pieces bring are together what one long table would hold, in
    order.
    """
    client = Client(app)
    drawn = [
        part
        for part in parts(client.show(path, search)["main"]["children"])
        if "row" in str(part["props"].get("className", "")).split()
    ]
    fetched = "".join(
        client.get(place).get_data(as_text=True) for place in places(app, path, search)
    )
    shown = [
        next(words(part) for part in parts(row) if part["props"].get("className") == "open")
        for row in drawn
    ]
    listed = [*shown, *NAMED.findall(fetched)]
    with app.server.test_request_context(path):
        here = build_context(path, search, OPERATOR)
        assert isinstance(here, Context)
        whole = [
            render_html(line()) for line in LONG_TABLES[{"/": "overview"}.get(path, path[1:])](here)
        ]
    assert listed == NAMED.findall("".join(whole))
    assert len(drawn) <= FIRST_ROWS
    assert len(listed) > FIRST_ROWS


def test_a_piece_shows_what_the_page_would(app):
    """The same cells, classes and addresses."""
    place = places(app, "/indicators")[0]
    text = Client(app).get(place).get_data(as_text=True)
    assert text.count("<tr") == PIECE_ROWS
    assert set(re.findall(r'data-status="(\w+)"', text)) <= set(STATUSES)
    with app.server.test_request_context("/indicators"):
        here = build_context("/indicators", "", OPERATOR)
        assert isinstance(here, Context)
        one = LONG_TABLES["indicators"](here)[int(place.rpartition("from=")[2])]()
    assert text.startswith(render_html(one))


@pytest.mark.parametrize(
    "address",
    [
        "/rows/nothing?from=0",
        "/rows/indicators",
        "/rows/indicators?from=x",
        "/rows/indicators?from=99999999",
        "/rows/indicators?from=٣",
    ],
)
def test_what_is_no_piece_is_not_there(app, address):
    assert Client(app).get(address).status_code == 404


def test_a_short_table_comes_whole(app):
    """No piece of a row or two."""
    assert places(app, "/indicators", "?q=（7）") == []
    assert {"overview", "indicators", "gaps"} == set(LONG_TABLES)
    assert {"/", "/indicators", "/gaps"} <= {page.path for page in PAGES}


def test_what_is_sent_as_text_is_what_would_be_drawn():
    """A component keeps its own properties; a form cannot be sent so, and is refused."""
    link = dcc.Link("a < b", href="/x?y=1&z=2")
    drawn = html.Ul([html.Li(["1", link]), html.Li(None)], className="c")
    sent = serialize_tree(render_as_text(drawn))
    assert sent["props"] == {
        "className": "c",
        "children": None,
        TEXT_PROP: '<li>1<a data-page="yes" href="/x?y=1&amp;z=2">a &lt; b</a></li><li></li>',
    }
    assert len(drawn.children) == 2
    with pytest.raises(TypeError, match="Input"):
        render_as_text(html.Div(dcc.Input()))


class Seen(HTMLParser):
    """What a browser makes of a text: tags with attributes, and words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


TYPED = st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]))
"""A browser reads a lone carriage return as a new line, and no text holds a zero."""


@given(TYPED, TYPED)
def test_nothing_that_people_wrote_is_markup(name, title):
    """Whatever stands in a name or an attribute, the browser sees one element, one attribute, and
    the text as typed.
    """
    seen = Seen()
    seen.feed(
        render_html(
            html.Td(
                dcc.Link(name, href="/x", title=title),
                className="c",
                colSpan=3,
                **{"data-status": title},
            )
        )
    )
    seen.close()
    assert [tag for tag, _ in seen.tags] == ["td", "a"]
    assert seen.tags[1][1] == {"href": "/x", "title": title, "data-page": "yes"}
    assert seen.tags[0][1]["colspan"] == "3"
    assert seen.text == name


def test_components_that_need_a_script_are_refused():
    """Only plain elements and links can be text."""
    with pytest.raises(TypeError, match="Graph"):
        render_html(dcc.Graph())
    attributes: dict[str, Any] = {"data-X onclick": "x"}
    with pytest.raises(TypeError, match="onclick"):
        render_html(html.Div(**attributes))
    assert (
        render_html(
            [None, html.Img(src="a", alt=""), html.Span("x", hidden=True, style={"--bar": "3%"})]
        )
        == '<img alt="" src="a"><span hidden style="--bar:3%">x</span>'
    )
