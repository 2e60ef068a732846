"""Numbers show the digits that tell what they are."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.vocabulary.digits import (
    count_printed_decimals,
    count_telling_decimals,
    format_number,
    format_percent,
    print_difference,
)
from dashboard.core.vocabulary.text import DASH, MINUS


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (7991.4, 0, "7991"),
        (-0.21, 2, "−0.21"),
        (50000, 0, "50,000"),
        (9999.5, 0, "10,000"),
        (9999.4, 0, "9999"),
        (1234567.891, 1, "1,234,567.9"),
        (2.5, 0, "3"),
        (3.5, 0, "4"),
        (-2.5, 0, "−3"),
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (75, 1, "75.0"),
        (0, 1, "0.0"),
        (-0.0, 0, "0"),
        (-0.04, 1, "0.0"),
        (1e-7, 6, "0.000000"),
        (None, 1, "—"),
        (math.nan, 1, "—"),
        (math.inf, 1, "—"),
        (-math.inf, 1, "—"),
    ],
)
def test_a_number_is_rounded_half_up_as_it_is_read(value, decimals, shown):
    assert format_number(value, decimals) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.7, "+1.7"),
        (-1.7, "−1.7"),
        (0.0, "0.0"),
        (0.04, "0.0"),
        (12345.6, "+12,345.6"),
        (math.nan, "—"),
    ],
)
def test_a_signed_number_shows_its_plus_but_zero_has_none(value, shown):
    assert format_number(value, 1, sign=True) == shown


@given(st.floats(-1e15, 1e15), st.integers(0, 6))
def test_the_display_is_the_decimal_rounding(value, decimals):
    """What is shown is the typed decimal rounded half up, never the binary neighbour."""
    shown = format_number(value, decimals).replace(MINUS, "-").replace(",", "")
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert Decimal(shown) == exact
    assert not (exact == 0 and shown.startswith("-"))


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12), st.integers(0, 4))
def test_display_keeps_order(one, other, decimals):
    """A larger number never shows as a smaller one."""
    low, high = (
        Decimal(format_number(value, decimals).replace(MINUS, "-").replace(",", ""))
        for value in sorted((one, other))
    )
    assert low <= high


@pytest.mark.parametrize(
    ("value", "decimals"),
    [
        (8500, 0),
        (11.6, 1),
        (0.033, 3),
        (75.0, 0),
        (1 / 3, 6),
        (1e-9, 6),
        (-2.50, 1),
        (1e20, 0),
        (0, 0),
        (math.nan, 0),
        (math.inf, 0),
    ],
)
def test_a_number_is_printed_with_the_decimals_it_was_typed_with(value, decimals):
    assert count_printed_decimals(value) == decimals


def test_printed_decimals_stop_where_they_are_told():
    assert count_printed_decimals(1 / 3, 4) == 4


@given(st.integers(-(10**8), 10**8), st.integers(0, 6))
def test_printed_decimals_lose_nothing(whole, decimals):
    """Printed with its own decimals, a typed number is itself."""
    value = float(f"{whole}e-{decimals}")
    assert (
        float(
            format_number(value, count_printed_decimals(value)).replace(MINUS, "-").replace(",", "")
        )
        == value
    )


@pytest.mark.parametrize(
    ("value", "other", "decimals", "telling"),
    [
        (7.96, 8, 1, 2),
        (7.9, 8, 1, 1),
        (8, 8, 1, 1),
        (7.9994, 8, 0, 3),
        (7.9996, 8, 0, 0),
        (7.99999, 8, 0, 0),
        (math.nan, 8, 1, 1),
        (8, math.inf, 1, 1),
    ],
)
def test_two_different_numbers_are_shown_with_enough_decimals_to_look_different(
    value, other, decimals, telling
):
    assert count_telling_decimals(value, other, decimals) == telling


@pytest.mark.parametrize(
    ("share", "decimals", "shown"),
    [(0.79, 0, "79%"), (0.785, 0, "79%"), (-0.5, 0, "−50%"), (None, 0, DASH), (math.nan, 0, DASH)],
)
def test_a_fraction_reads_as_a_percentage(share, decimals, shown):
    assert format_percent(share, decimals) == shown


@pytest.mark.parametrize(
    ("actual", "due", "least", "printed"),
    [
        (7791.0, 7500.4, 0, ("7500", "+291")),
        (5963.75, 6001.0, 0, ("6001.00", "−37.25")),
        (3.06, 3.1, 1, ("3.10", "−0.04")),
        (85.0, 85.0, 1, ("85.0", "0.0")),
    ],
)
def test_a_figure_what_was_due_and_the_gap_subtract(actual, due, least, printed):
    """As in the tile above the table."""
    assert print_difference(actual, due, least=least) == printed
