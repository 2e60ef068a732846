"""The one grammar of numbers: what is read, how it is marked, and what is refused rather than guessed."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.text import number
from dashboard.ingest.numbers import Typed, is_percent, parse, plain_text, round_noise


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("12.5", 12.5),
        ("1,234.5", 1234.5),
        ("1,234,567", 1234567.0),
        ("+3", 3.0),
        ("-0.21", -0.21),
        ("−0.21", -0.21),
        ("－0.21", -0.21),
        ("１２．５", 12.5),
        ("１，２３４", 1234.0),
        ("\u00a07.9 ", 7.9),
        ("7\u200b8", 78.0),
        ("007", 7.0),
    ],
)
def test_a_number_stored_as_text_is_read_and_marked_as_text(content, value):
    assert parse(content) == Typed(value, percent=False, text=True)


@pytest.mark.parametrize(("content", "value"), [("3.3%", 3.3), ("3.3 %", 3.3), ("３.３％", 3.3), ("1,200%", 1200.0)])
def test_a_percent_sign_in_text_is_marked_and_not_multiplied(content, value):
    assert parse(content) == Typed(value, percent=True, text=True)


@pytest.mark.parametrize(
    "content",
    [
        "",
        " ",
        "—",
        "-",
        "…",
        "约5",
        "5左右",
        "3.3万",
        "1 234",
        "12,34",
        "1,2345",
        ",123",
        ".5",
        "5.",
        "1.2.3",
        "--5",
        "1e5",
        "0x10",
        "nan",
        "inf",
        "５五",
        "٣",
        "½",
        "1/3",
        "3.3%%",
        "%",
        "(5)",
        "1" * 26,
        True,
        False,
        None,
        math.nan,
        math.inf,
        -math.inf,
        dt.date(2024, 1, 1),
        dt.datetime.fromisoformat("2024-01-01T08:00"),
        dt.time(1, 2),
    ],
)
def test_anything_that_is_not_plainly_one_number_is_refused(content):
    assert parse(content) is None


@pytest.mark.parametrize(("content", "value"), [(3.3, 3.3), (8500, 8500.0), (0, 0.0), (-1, -1.0)])
def test_a_stored_number_is_itself(content, value):
    assert parse(content) == Typed(value, percent=False, text=False)


@pytest.mark.parametrize(
    ("content", "number_format", "typed"),
    [
        (0.033, "0.0%", Typed(3.3, percent=True)),
        (0.79, "0%", Typed(79.0, percent=True)),
        (1, "0.00%", Typed(100.0, percent=True)),
        (3.3, '0.0"%"', Typed(3.3)),
        (3.3, "General", Typed(3.3)),
    ],
)
def test_a_percent_format_is_stored_as_a_fraction_and_comes_back_times_a_hundred(content, number_format, typed):
    assert parse(content, number_format) == typed


@pytest.mark.parametrize(
    ("number_format", "percent"),
    [
        ("0.0%", True),
        ("0%", True),
        ("[Red]0.0%", True),
        ("0.0%;[Red]-0.0%", True),
        ('0.0"%"', False),
        (r"0.0\%", False),
        ("0.0_%", False),
        ("0.0*%", False),
        ('"占比%"0.0', False),
        ("0.0;0.0%", False),
        ("General", False),
        ("#,##0.00", False),
    ],
)
def test_a_format_multiplies_only_where_the_percent_sign_is_live(number_format, percent):
    assert is_percent(number_format) is percent


def test_a_percent_format_says_nothing_about_text():
    assert parse("3.3", "0.0%") == Typed(3.3, percent=False, text=True)


@pytest.mark.parametrize(
    ("content", "plain"), [("９月", "9月"), (" a\u00a0b ", "a b"), ("\ufeff2021", "2021"), ("−5", "-5"), ("﹣5", "-5"), ("　", "")]
)
def test_full_width_forms_and_invisible_marks_are_made_plain(content, plain):
    assert plain_text(content) == plain


@pytest.mark.parametrize(("value", "clean"), [(0.033 * 100, 3.3), (0.1 + 0.2, 0.3), (0.57 * 100, 57.0), (1e-9, 1e-9), (0.0, 0.0)])
def test_noise_of_binary_fractions_is_rounded_off(value, clean):
    assert round_noise(value) == clean


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_what_we_print_is_what_we_read(whole, decimals):
    """Reading the display of a number with that many decimals gives the number back."""
    value = float(f"{whole}e-{decimals}")
    assert parse(number(value, decimals)) == Typed(value, text=True)


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_reading_a_rounded_display_is_off_by_half_a_digit_at_most(value, decimals):
    """Display rounds, and reading it back adds nothing to that."""
    typed = parse(number(value, decimals))
    assert typed is not None
    assert abs(typed.value - value) <= 0.5 * 10.0**-decimals * (1 + 1e-6) + 1e-12 * abs(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_finite_number_is_never_changed_without_a_percent_format(value):
    """A stored float comes back as it is."""
    assert parse(value) == Typed(value)


@given(st.decimals(-1000, 1000, places=4))
def test_a_percentage_reads_as_the_percent_that_excel_shows(shown):
    """A fraction stored for x% reads as x without noise."""
    typed = parse(float(shown) / 100, "0.00%")
    assert typed == Typed(float(shown), percent=True)


@given(st.text(max_size=12))
def test_reading_text_never_raises_and_only_answers_finite_numbers(content):
    """Any text is a finite number or no number."""
    typed = parse(content)
    assert typed is None or (typed.text and math.isfinite(typed.value))
    if not any(character.isdigit() or character.isnumeric() for character in content):
        assert typed is None
