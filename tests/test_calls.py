"""A page fetches what it says as values, not piece by piece."""

from __future__ import annotations

import re

from dashboard.core.vocabulary import text
from dashboard.core.vocabulary.text import Text
from tests.calls import count_entries, count_page
from tests.conftest import ROOT

MOST_ENTRIES = 356
"""Calls from one module into another for one page of an indicator: two fifths of the 890 that there
were before pages printed from statements.
"""
LATER = re.compile(r" +- {plan: year-2018, in: 2018, about: 2.6,.*\n.*\n")
"""A target that the page has had only since then."""


def test_an_indicators_page_does_not_run_from_room_to_room(tmp_path):
    """Drawing it enters other modules no more often than it did when it was first measured."""
    text, count = LATER.subn("", (ROOT / "indicators.yaml").read_text("utf-8"))
    assert count == 1
    declaration = tmp_path / "indicators.yaml"
    declaration.write_text(text, "utf-8")
    assert sum(count_page("/indicators/rd_share", declaration).values()) <= MOST_ENTRIES


def test_the_hook_counts_calls_into_other_modules_alone():
    """A call from here is one; what a module calls of its own is none."""
    entries = count_entries(lambda: text.join_texts([Text("甲", "A")], Text("、", ", ")))
    assert entries == {("", "dashboard.core.vocabulary.text"): 1}
