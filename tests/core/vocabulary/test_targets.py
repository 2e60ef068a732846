"""The two tables of the grammar, and the one function that compares values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.vocabulary.targets import ALL_PERIODS, BOUNDS, PERIODS, inside, reaches

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)


def keeps(
    bound: str, value: float, x: float, d: int, high: float = np.nan, tolerance: float = 0.0
) -> bool:
    """Whether one value keeps one bound."""
    row = BOUNDS[bound]
    low, top = row.interval(*(np.array([part], float) for part in (x, high, tolerance, d)))
    return bool(inside(np.array([value]), low, top, np.array([0.1]), np.array([row.strict]))[0])


@pytest.mark.parametrize(
    ("bound", "value", "x", "d", "kept"),
    [
        ("reach", 7, 7, 1, True),
        ("reach", 6.9, 7, 1, False),
        ("reach", 6.9, 7, -1, True),
        ("at_least", 7, 7, 1, True),
        ("at_most", 3, 3, -1, True),
        ("at_most", 3.01, 3, -1, False),
        ("above", 82.5, 82.5, 1, False),
        ("above", 82.6, 82.5, 1, True),
        ("below", 5, 5, -1, False),
        ("below", 4.9, 5, -1, True),
        ("better_than_last_year", 120, 120, -1, False),
        ("better_than_last_year", 119, 120, -1, True),
    ],
)
def test_equality_counts_where_the_words_say_so(bound, value, x, d, kept):
    """达 and 以上 include the number, 超过 and 低于 do not."""
    assert keeps(bound, value, x, d) is kept


@pytest.mark.parametrize("bound", ["about", "hold", "in_step_with"])
def test_tolerance_is_one_sided_where_a_direction_is_better(bound):
    """Going further is never punished; without a direction both sides count."""
    assert keeps(bound, 9.0, 2.9, 1, tolerance=0.05)
    assert not keeps(bound, 2.84, 2.9, 1, tolerance=0.05)
    assert keeps(bound, 1.0, 2.9, -1, tolerance=0.05)
    assert not keeps(bound, 9.0, 2.9, 0, tolerance=0.05)
    assert keeps(bound, 2.95, 2.9, 0, tolerance=0.05)


def test_an_interval_is_one_sided_where_a_direction_is_better():
    """between follows the same rule as about."""
    assert keeps("between", 60, 45, 1, high=50)
    assert not keeps("between", 60, 45, 0, high=50)
    assert keeps("between", 47, 45, 0, high=50)
    assert not keeps("between", 52, 45, -1, high=50)


@given(x=NUMBERS, y=NUMBERS)
def test_reaching_is_antisymmetric(x, y):
    """One of two numbers reaches the other; strictly at most one exceeds it."""
    one, two = np.array([x]), np.array([y])
    assert reaches(one, two, 0.1)[0] or reaches(two, one, 0.1)[0]
    assert not (reaches(one, two, 0.1, strict=True)[0] and reaches(two, one, 0.1, strict=True)[0])


def test_floating_point_noise_decides_nothing():
    """2.9 − 2.8 reaches 0.1, and 0.1 + 0.2 does not exceed 0.3."""
    assert reaches(np.array([2.8 + 0.1]), np.array([2.9]), 0.1)[0]
    assert not reaches(np.array([0.1 + 0.2]), np.array([0.3]), 0.1, strict=True)[0]


@given(value=NUMBERS)
def test_what_is_missing_keeps_nothing(value):
    """NaN as value or as bound never holds."""
    for bound in ("reach", "at_least", "above", "about", "hold"):
        assert not keeps(bound, np.nan, value, 1)
        assert not keeps(bound, value, np.nan, 1)


def test_tables_agree_with_each_other():
    """Every bound names known periods and speaks both languages; by and average never look at last
    year.
    """
    for bound in BOUNDS.values():
        assert set(bound.periods) <= set(ALL_PERIODS)
        for text in (bound.name, bound.short, bound.meaning):
            assert text.zh
            assert text.en
        if bound.reads != "declaration":
            assert bound.periods == ("in", "every")
    assert set(PERIODS) == {"by", "in", "every", "total", "average"}
    assert BOUNDS["done"].periods == ("by", "in")
