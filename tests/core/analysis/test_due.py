"""Figures that are waited for: by the declaration, else by when earlier ones came."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.core.analysis import due
from dashboard.core.verdicts.releases import Release, list_missing_releases
from dashboard.core.verdicts.statement import build_statement
from dashboard.core.vocabulary.statuses import WAITING
from tests.conftest import indicator, registry_of
from tests.core.analysis.test_gaps import BY, state
from tests.sizes import laws

REGISTRY = registry_of(
    indicator("a", BY, released="{month: 9}")
    + indicator("b", BY)
    + indicator("c", BY)
    + indicator("d", BY)
)
ROWS = (
    ("b", 2020, 2.8, "published", 12, date(2021, 2, 26)),
    ("b", 2021, 2.9, "published", 12, date(2022, 3, 1)),
    ("b", 2022, 3.0, "published", 12, date(2023, 3, 9)),
    ("c", 2020, 2.8, "published", 12, date(2026, 1, 1)),
    ("d", 2023, 3.2),
)


def found() -> list[Release]:
    standing, snapshot = state(REGISTRY, *ROWS)
    return due.list_due_figures(snapshot, standing.rows)


def test_a_declared_month_and_a_usual_one():
    """September as declared; March as the median of three releases; no month where no figure came
    in its next year; no wait where one is known.
    """
    assert [(one.indicator, one.year, one.month, one.usual) for one in found()] == [
        ("b", 2023, 3, True),
        ("a", 2023, 9, False),
    ]


@pytest.mark.parametrize(
    ("today", "lines"),
    [
        (date(2024, 3, 31), ["将要公布：b2023年（往年3月公布）、a2023年（2024年9月）"]),
        (
            date(2024, 4, 1),
            [
                "应公布未公布：b2023年（往年3月公布）",
                "将要公布：a2023年（2024年9月）",
            ],
        ),
        (
            date(2024, 10, 1),
            ["应公布未公布：b2023年（往年3月公布）、a2023年（2024年9月）"],
        ),
    ],
)
def test_what_is_late_and_what_comes(today, lines):
    """A figure is late on the first day after its month."""
    assert [line.zh for line in due.describe_due_figures(found(), REGISTRY, today)] == lines
    assert due.describe_due_figures(found(), REGISTRY, today, most=1)[0].en.endswith(
        ("others", "(usually by Mar)")
    )


MULTI = {
    "every": "plan: five, every: 2021-2025, at_least: 85",
    "total": "plan: five, total: 2021-2025, at_least: 400",
    "average": "plan: five, average: 2021-2025, at_least: 85",
    "by": "plan: five, by: 2025, reach: 90, base: {year: 2020, value: 80}",
    "in": "plan: five, in: 2023, at_least: 85",
    "step": "plan: five, in: 2023, in_step_with: other, tolerance: 1",
}


def test_the_year_that_is_missing_is_named():
    """88.5 of 2023 is there; the mean waits for 2022."""
    registry = registry_of(indicator("air", MULTI["average"], released="{month: 3}"))
    standing, snapshot = state(registry, ("air", 2021, 90.0), ("air", 2023, 88.5))
    assert [one.year for one in due.list_due_figures(snapshot, standing.rows)] == [2022]


@settings(max_examples=laws(40))
@given(
    period=st.sampled_from(sorted(MULTI)),
    known=st.dictionaries(st.integers(2021, 2023), st.floats(60, 99), max_size=3),
    others=st.dictionaries(st.integers(2021, 2023), st.floats(60, 99), max_size=3),
)
def test_no_figure_that_exists_is_missing(period, known, others):
    """Whatever is known: what is due is not there, and the sentence names no known year as
    unknown.
    """
    registry = registry_of(
        indicator("air", MULTI[period], released="{month: 3}")
        + indicator("other", released="{month: 3}")
    )
    rows = [("air", year, value) for year, value in known.items()]
    rows += [("other", year, value) for year, value in others.items()]
    standing, snapshot = state(registry, *rows)
    there = {("air", year) for year in known} | {("other", year) for year in others}
    found = due.list_due_figures(snapshot, standing.rows)
    assert not {(one.indicator, one.year) for one in found} & there
    (row, _), *_ = standing.rows
    if row.status in WAITING:
        assert list(list_missing_releases(snapshot, row, registry.targets[0]))
    sentence = build_statement(snapshot, row).sentence.zh
    for year in known:
        assert not re.search(rf"{year}年[^，；。]*(?:未公布|尚未公布)", sentence)


def test_the_missing_years_of_one_indicator_stand_together():
    """2021 and 2022 of one indicator are one thing to ask for."""
    registry = registry_of(indicator("air", MULTI["average"], released="{month: 3}"))
    standing, snapshot = state(registry, ("air", 2023, 88.5))
    late = due.list_due_figures(snapshot, standing.rows)
    (line,) = due.describe_due_figures(late, registry, date(2024, 10, 1))
    assert line.zh == "应公布未公布：air2021、2022年（2022年3月）"
