"""Rows are chosen and ordered as the address says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.core.analysis import filtering
from dashboard.core.vocabulary.snapshot import View
from tests.conftest import indicator, registry_of
from tests.core.analysis.test_gaps import BY, state

REGISTRY = registry_of(
    indicator("a", BY, nature="binding", owner="乙局", themes="[t]")
    + indicator("b", BY, owner="甲局", aliases='["研发强度"]')
    + indicator("c", BY)
)
STATE, _ = state(REGISTRY, ("a", 2023, 3.0), ("b", 2023, 3.3, "preliminary"))


def names(**asked: str) -> list[str]:
    view = replace(View("five", "10", 2023), **asked)  # type: ignore[arg-type]
    rows = filtering.filter_rows(REGISTRY, view, STATE.rows)
    return [target.indicator for _, target in filtering.sort_view_rows(REGISTRY, view, rows)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["a", "b", "c"]),
        ({"status": "pending"}, ["c"]),
        ({"nature": "binding"}, ["a"]),
        ({"nature": "unstated"}, ["b", "c"]),
        ({"owner": "甲局"}, ["b"]),
        ({"owner": "未明确"}, ["c"]),
        ({"quality": "preliminary"}, ["b"]),
        ({"theme": "t"}, ["a"]),
        ({"theme": "t", "owner": "甲局"}, []),
        ({"order": "status"}, ["a", "c", "b"]),
        ({"order": "-status"}, ["b", "c", "a"]),
        ({"order": "progress"}, ["a", "b", "c"]),
        ({"order": "-progress"}, ["b", "a", "c"]),
        ({"order": "ratio"}, ["a", "b", "c"]),
        ({"order": "owner"}, ["a", "c", "b"]),
        ({"order": "no such"}, ["a", "b", "c"]),
    ],
)
def test_filters_and_orders(asked, found):
    """Each filter alone, two together, each order both ways; what has no value comes last."""
    assert names(**asked) == found


def test_rows_without_a_value_keep_their_order_at_the_end():
    assert names(order="progress")[-1] == "c"
    assert names(order="-progress")[-1] == "c"
    assert "needed" not in filtering.ORDERS


def test_words_find_names_and_aliases():
    view = View("five", "10", 2023)
    assert [
        target.indicator for _, target in filtering.filter_rows(REGISTRY, view, STATE.rows, "研发")
    ] == ["b"]


def test_a_filter_offers_what_there_is():
    """With names in both languages; themes in the order declared."""
    assert [
        (value, text.en) for value, text in filtering.list_options(REGISTRY, "nature", STATE.rows)
    ] == [
        ("binding", "binding"),
        ("unstated", "not stated"),
    ]
    assert [text.zh for _, text in filtering.list_options(REGISTRY, "owner", STATE.rows)] == [
        "乙局",
        "甲局",
        "未明确",
    ]
    assert [text.en for _, text in filtering.list_options(REGISTRY, "owner", STATE.rows)][
        -1
    ] == "not stated"
    assert [value for value, _ in filtering.list_options(REGISTRY, "theme", STATE.rows)] == ["t"]
    assert [value for value, _ in filtering.list_options(REGISTRY, "quality", STATE.rows)] == [
        "published",
        "preliminary",
    ]
