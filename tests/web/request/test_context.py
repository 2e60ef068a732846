"""An address becomes a view, and a view an address."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.vocabulary.snapshot import View
from dashboard.web.request.context import format_query, parse_view

COVERS = ("dashboard.web.request.query_values",)

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12).map(
    str.strip
)


@given(
    plan=WORDS,
    region=WORDS,
    year=st.one_of(st.just(0), st.integers(1900, 2200)),
    known_on=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2100, 1, 1))),
    theme=WORDS,
    status=st.sampled_from(["", "behind", "met"]),
    rules=st.sampled_from(["", "statcan"]),
    lang=st.sampled_from(["zh", "en"]),
)
def test_a_view_survives_its_address(plan, region, year, known_on, theme, status, rules, lang):
    """What is written into a query string is read back."""
    view = View(plan, region, year, known_on, None, rules, theme, status, lang)
    assert parse_view(format_query(view))[0] == view


@pytest.mark.parametrize(
    "search",
    [
        "",
        "?",
        "?year=abc",
        "?year=99999",
        "?known_on=yesterday",
        "?rules=none",
        "?status=red",
        "?lang=fr",
        "?plan=%00",
        "?" + "a=1&" * 40,
        "?" + "x" * 9000,
        None,
    ],
)
def test_what_cannot_be_read_stays_at_its_default(search):
    """A broken address is the default view, never an error."""
    view, words = parse_view(search)
    assert (view.year, view.known_on, view.rules, view.status, view.lang) == (0, None, "", "", "zh")
    assert words == ""


def test_search_words_are_trimmed():
    """The words of the search box come along, at most sixty of them."""
    assert parse_view("?q=%E7%A0%94%E5%8F%91")[1] == "研发"
    assert len(parse_view("?q=" + "x" * 300)[1]) == 60
