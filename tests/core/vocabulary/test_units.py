"""What one unit is worth in another."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.vocabulary.units import (
    ALIASES,
    GROWS_BY_RATIO,
    UNITS,
    convert_value,
    find_conversion_factor,
    find_unit,
)

PAIRS = [
    (a, b) for a, b in itertools.product(UNITS.values(), repeat=2) if a.dimension == b.dimension
]
STRANGERS = [
    (a, b) for a, b in itertools.product(UNITS.values(), repeat=2) if a.dimension != b.dimension
]


@pytest.mark.parametrize(
    ("value", "of", "to", "expected"),
    [
        (67950000, "万元", "亿元", 6795.0),
        (6795, "亿元", "万元", 67950000.0),
        (62509, "元", "万元", 6.2509),
        (6.2509, "万元", "元", 62509.0),
        (1, "百万元", "千元", 1000.0),
        (33, "‰", "%", 3.3),
        (1, "比例", "%", 100.0),
        (1, "倍", "比例", 1.0),
        (526.2, "万人", "人", 5262000.0),
        (7, "户", "个", 7.0),
        (1, "毫克/立方米", "微克/立方米", 1000.0),
        (1.5, "小时", "分钟", 90.0),
        (1500, "亩", "平方公里", 1.0),
        (8500, "亿元", "亿元", 8500.0),
    ],
)
def test_a_value_converts(value, of, to, expected):
    assert convert_value(value, UNITS[of], UNITS[to]) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("of", "to", "expected"),
    [("万元", "亿元", 0.0001), ("亿元", "万元", 10000.0), ("元", "亿元", 1e-8), ("元", "元", 1.0)],
)
def test_factors_of_money_are_exact_powers_of_ten(of, to, expected):
    assert find_conversion_factor(UNITS[of], UNITS[to]) == expected


@pytest.mark.parametrize(
    ("of", "to"),
    [("亿元", "亿美元"), ("%", "个"), ("岁", "小时"), ("位", "个"), ("公里", "平方公里")],
)
def test_different_dimensions_do_not_convert(of, to):
    assert find_conversion_factor(UNITS[of], UNITS[to]) is None
    with pytest.raises(ValueError, match=f"{of} does not convert to {to}"):
        convert_value(1.0, UNITS[of], UNITS[to])


@given(st.sampled_from(STRANGERS))
def test_no_two_dimensions_ever_convert(pair):
    """Only units of one dimension have a factor."""
    assert find_conversion_factor(*pair) is None


@given(st.floats(-1e12, 1e12), st.sampled_from(PAIRS))
def test_there_and_back_is_the_same_value(value, pair):
    """Converting to a unit and back loses nothing that shows."""
    of, to = pair
    assert convert_value(convert_value(value, of, to), to, of) == pytest.approx(
        value, rel=1e-12, abs=1e-290
    )


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12), st.sampled_from(PAIRS))
def test_conversion_keeps_order(one, other, pair):
    """The larger value stays the larger in every unit."""
    low, high = sorted((one, other))
    assert convert_value(low, *pair) <= convert_value(high, *pair)


@given(st.floats(1e-6, 1e9), st.sampled_from(PAIRS))
def test_two_steps_are_one(value, pair):
    """Going through a third unit of the dimension changes nothing."""
    of, to = pair
    for between in (unit for unit in UNITS.values() if unit.dimension == of.dimension):
        assert convert_value(convert_value(value, of, between), between, to) == pytest.approx(
            convert_value(value, of, to), rel=1e-12
        )


@given(st.sampled_from(PAIRS))
def test_a_missing_value_stays_missing_in_every_unit(pair):
    """NaN in, NaN out."""
    assert math.isnan(convert_value(math.nan, *pair))


@pytest.mark.parametrize("name", list(UNITS))
def test_every_unit_is_found_by_its_name_and_says_itself_in_both_languages(name):
    unit = find_unit(name)
    assert unit is UNITS[name]
    assert unit.text.zh == name
    assert unit.text.en
    assert unit.factor > 0
    assert unit.difference.zh
    assert unit.difference.en


@pytest.mark.parametrize(("spelling", "name"), list(ALIASES.items()))
def test_every_other_spelling_leads_to_a_unit(spelling, name):
    assert find_unit(spelling) is UNITS[name]


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        (" 亿元 ", "亿元"),
        ("亿 元", "亿元"),
        ("％", "%"),
        ("μg/m³", "微克/立方米"),
        ("亿", "亿元"),
        ("万", "万元"),
    ],
)
def test_a_unit_is_found_however_it_is_spelt(spelling, name):
    assert find_unit(spelling) is UNITS[name]


@pytest.mark.parametrize("spelling", ["", "斤", "亿圆", "亿元/年", "元元"])
def test_what_is_no_unit_is_not_guessed(spelling):
    assert find_unit(spelling) is None


def test_a_difference_of_percentages_is_told_in_points_and_of_ranks_in_places():
    assert (UNITS["%"].difference.zh, UNITS["%"].difference.en) == ("个百分点", "percentage points")
    assert UNITS["位"].difference.zh == "位"
    assert UNITS["亿元"].difference.zh == "亿元"


def test_named_dimensions_exist():
    dimensions = {unit.dimension for unit in UNITS.values()}
    assert dimensions >= GROWS_BY_RATIO
    assert "share" not in GROWS_BY_RATIO
