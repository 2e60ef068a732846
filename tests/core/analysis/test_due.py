"""Figures that are waited for: by the declaration, else by when earlier ones came."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.core.analysis import due
from tests.conftest import indicator, registry_of
from tests.core.analysis.test_gaps import BY, state

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


def found() -> list[due.DueFigure]:
    standing, snapshot = state(REGISTRY, *ROWS)
    return due.list_due_figures(snapshot, standing.rows)


def test_a_declared_month_and_a_usual_one():
    """September as declared; March as the median of three releases; no month where no figure came
    in its next year; no wait where one is known.
    """
    assert [(one.indicator.id, one.year, one.month, one.usual) for one in found()] == [
        ("b", 2023, 3, True),
        ("a", 2023, 9, False),
    ]


@pytest.mark.parametrize(
    ("today", "lines"),
    [
        (date(2024, 3, 31), ["将要公布：b2023年（往年3月公布）、a2023年（2024年9月）"]),
        (
            date(2024, 4, 1),
            ["已到公布时间仍缺：b2023年（往年3月公布）", "将要公布：a2023年（2024年9月）"],
        ),
        (date(2024, 10, 1), ["已到公布时间仍缺：b2023年（往年3月公布）、a2023年（2024年9月）"]),
    ],
)
def test_what_is_late_and_what_comes(today, lines):
    """A figure is late on the first day after its month."""
    assert [line.zh for line in due.describe_due_figures(found(), REGISTRY, today)] == lines
    assert due.describe_due_figures(found(), REGISTRY, today, most=1)[0].en.endswith(
        ("more", "(usually by Mar)")
    )


def test_december_ends_with_the_year():
    kind = REGISTRY.indicators["a"]
    assert due.DueFigure(kind, 2023, 12, usual=False).by == date(2025, 1, 1)
