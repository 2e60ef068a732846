"""The one grammar of numbers: what is read, how it is marked, and what is refused rather than
guessed.
"""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.vocabulary.digits import format_number
from dashboard.core.vocabulary.units import UNITS
from dashboard.ingest.numbers import (
    BLANKS,
    LARGEST,
    Look,
    NoNumber,
    Typed,
    choose_section,
    is_blank,
    parse,
    parse_section,
    plain_text,
    round_noise,
)


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
        ("12\u00a0345.6", 12345.6),
        ("4 513 600", 4513600.0),
        ("105，471", 105471.0),
    ],
)
def test_a_number_stored_as_text_is_read_and_marked_as_text(content, value):
    assert parse(content) == Typed(value, percent=False, text=True)


@pytest.mark.parametrize(
    ("content", "value"), [("3.3%", 3.3), ("3.3 %", 3.3), ("３.３％", 3.3), ("1,200%", 1200.0)]
)
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
        "1 23",
        "1 2345",
        "12,34",
        "1,2345",
        "1,234 567",
        ",123",
        ".5",
        "5.",
        "1.2.3",
        "--5",
        "1e5",
        "0x10",
        "nan",
        "inf",
        "NaN",
        "Infinity",
        "9_341",
        "５五",
        "٣",
        "½",
        "5²",
        "1/3",
        "3.3%%",
        "%",
        "(5)",
        "5~6",
        "5\n6",
        "'5",
        "五",
        "\u202e1977",
        "78\u200e",
        "5个半",
        None,
        dt.time(1, 2),
    ],
)
def test_anything_that_is_not_plainly_one_number_is_refused(content):
    assert parse(content) == NoNumber("not-a-number")


@pytest.mark.parametrize(
    "content", ["约5", "5左右", "5以上", "5 以下", "近5", "超过5", "5多", "≥5", ">5", "<5", "5余"]
)
def test_what_is_only_about_a_number_is_refused_as_that(content):
    assert parse(content) == NoNumber("not-exact")


@pytest.mark.parametrize(
    "content",
    [
        "1" * 26,
        "1" * 400,
        1e15,
        -1e15,
        10**400,
        1e308,
        math.nan,
        math.inf,
        -math.inf,
        "999,999,999,999,999,999",
    ],
)
def test_a_number_beyond_every_figure_is_refused(content):
    assert parse(content) == NoNumber("number-too-large")


@pytest.mark.parametrize("content", [True, False])
def test_a_truth_value_is_no_number(content):
    assert parse(content) == NoNumber("boolean")


@pytest.mark.parametrize(
    "content", [dt.date(2024, 1, 1), dt.datetime.fromisoformat("2024-01-01T08:00")]
)
def test_a_day_is_no_number(content):
    assert parse(content) == NoNumber("date-for-number")


@pytest.mark.parametrize(
    ("content", "value", "unit", "magnitude"),
    [
        ("1.2万", 1.2, None, 1e4),
        ("85亿", 85.0, None, 1e8),
        ("8500亿元", 8500.0, "亿元", 1.0),
        ("524.7 万人", 524.7, "万人", 1.0),
        ("33‰", 33.0, "‰", 1.0),
        ("3万亿", 3.0, None, 1e12),
    ],
)
def test_a_unit_or_a_multiple_behind_a_number_is_kept_for_the_table_to_agree_with(
    content, value, unit, magnitude
):
    assert parse(content) == Typed(
        value, text=True, unit=UNITS[unit] if unit else None, magnitude=magnitude
    )


@pytest.mark.parametrize(
    ("content", "value"), [("8500①", 8500.0), ("8500*", 8500.0), ("72.4 [3]", 72.4), ("3.3%※", 3.3)]
)
def test_a_footnote_mark_becomes_no_digit_and_is_said(content, value):
    assert parse(content) == Typed(value, percent="%" in content, text=True, marked=True)


@pytest.mark.parametrize("mark", sorted(BLANKS))
def test_a_mark_for_no_number_is_a_blank_and_no_number(mark):
    assert is_blank(f" {mark.upper()} ")
    assert isinstance(parse(mark), NoNumber)


@pytest.mark.parametrize("content", ["0", "0.0", "零", "5", "nan", "合计", 0, None, True])
def test_what_says_something_is_no_blank(content):
    assert not is_blank(content)


@pytest.mark.parametrize(
    ("number_format", "look"),
    [
        ("General", Look()),
        ("#,##0.00", Look()),
        ("0.00_);(0.00)", Look()),
        ("[$-804]0.0", Look()),
        ("@", Look()),
        ("0.0%", Look(percent=True)),
        ('0.0"%"', Look(literal="%")),
        ('0!.0,"万"', Look(shown_in=1e4, literal="万")),
        (r'0\.0,"万元"', Look(shown_in=1e4, literal="万元")),
        ('0!.0000"万"', Look(shown_in=1e4, literal="万")),
        ("#,##0,", Look(shown_in=1e3)),
        ('0.00,,"百万"', Look(shown_in=1e6, literal="百万")),
        ('0.00"亿元"', Look(literal="亿元")),
        ('"约"0.0', Look()),
    ],
)
def test_what_a_format_shows_beside_the_number_that_is_stored(number_format, look):
    assert parse_section(number_format) == look


@pytest.mark.parametrize(("content", "value"), [(3.3, 3.3), (8500, 8500.0), (0, 0.0), (-1, -1.0)])
def test_a_stored_number_is_itself(content, value):
    assert parse(content) == Typed(value, percent=False, text=False)


@pytest.mark.parametrize(
    ("content", "number_format", "typed"),
    [
        (0.033, "0.0%", Typed(3.3, percent=True)),
        (0.79, "0%", Typed(79.0, percent=True)),
        (1, "0.00%", Typed(100.0, percent=True)),
        (3.3, '0.0"%"', Typed(3.3, unit=UNITS["%"])),
        (3.3, "General", Typed(3.3)),
    ],
)
def test_a_percent_format_is_stored_as_a_fraction_and_comes_back_times_a_hundred(
    content, number_format, typed
):
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
    assert parse_section(choose_section(number_format, 1.0)).percent is percent


def test_a_percent_format_says_nothing_about_text():
    assert parse("3.3", "0.0%") == Typed(3.3, percent=False, text=True)


@pytest.mark.parametrize(
    ("content", "plain"),
    [
        ("９月", "9月"),
        (" a\u00a0b ", "a b"),
        ("\ufeff2021", "2021"),
        ("−5", "-5"),
        ("﹣5", "-5"),
        ("　", ""),
    ],
)
def test_full_width_forms_and_invisible_marks_are_made_plain(content, plain):
    assert plain_text(content) == plain


@pytest.mark.parametrize(
    ("value", "clean"),
    [(0.033 * 100, 3.3), (0.1 + 0.2, 0.3), (0.57 * 100, 57.0), (1e-9, 1e-9), (0.0, 0.0)],
)
def test_noise_of_binary_fractions_is_rounded_off(value, clean):
    assert round_noise(value) == clean


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_what_we_print_is_what_we_read(whole, decimals):
    """Reading the display of a number with that many decimals gives the number back."""
    value = float(f"{whole}e-{decimals}")
    assert parse(format_number(value, decimals)) == Typed(value, text=True)


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_reading_a_rounded_display_is_off_by_half_a_digit_at_most(value, decimals):
    """Display rounds, and reading it back adds nothing to that."""
    typed = parse(format_number(value, decimals))
    assert isinstance(typed, Typed)
    assert abs(typed.value - value) <= 0.5 * 10.0**-decimals * (1 + 1e-6) + 1e-12 * abs(value)


@given(st.floats(-LARGEST, LARGEST, exclude_min=True, exclude_max=True))
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
    if isinstance(typed, NoNumber):
        return
    assert typed.text
    assert math.isfinite(typed.value)
    assert any(character.isdigit() for character in content)
