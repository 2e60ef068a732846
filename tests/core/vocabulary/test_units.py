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
    MAGNITUDES,
    UNITS,
    convert_value,
    find_conversion_factor,
    find_unit,
    split_unit,
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


@pytest.mark.parametrize("spelling", ["", "石", "亿圆", "亿元/年", "元元"])
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


@pytest.mark.parametrize(
    ("name", "dimension", "factor", "english"),
    [
        ("百亿元", "money", 1e10, "ten billion yuan"),
        ("千亿元", "money", 1e11, "hundred billion yuan"),
        ("万亿元", "money", 1e12, "trillion yuan"),
        ("亿亩", "area", 1e8 / 1500, "hundred million mu"),
        ("万名", "count", 1e4, "ten thousand people"),
        ("千名", "count", 1e3, "thousand people"),
        ("万头", "count", 1e4, "ten thousand head"),
        ("千瓦", "power", 1.0, "kW"),
        ("万千瓦", "power", 1e4, "ten thousand kW"),
        ("千克", "mass", 1e-3, "kg"),
        ("千米", "length", 1.0, "km"),
        ("万吨标准煤", "energy", 1e4, "ten thousand tce"),
        ("天", "time", 1440.0, "days"),
        ("10⁴吨", "mass", 1e4, "ten thousand t"),
        ("km²", "area", 1.0, "km²"),
        ("㎡", "area", 1e-6, "m²"),
        ("张/千人", "count/count", 1e-3, "beds per thousand people"),
        ("件/万人", "count/count", 1e-4, "items per ten thousand people"),
        ("人/平方公里", "count/area", 1.0, "people per km²"),
        ("万元/人", "money", 1e4, "ten thousand yuan per person"),
        ("万元/亩", "money/area", 1.5e7, "ten thousand yuan per mu"),
        ("人/百亿元", "count/money", 1e-10, "people per ten billion yuan"),
        ("千克标准煤/万元", "intensity", 1e-3, "kgce per ten thousand yuan"),
        ("毫克/升", "concentration", 1e6, "mg per litre"),
        ("微克每立方米", "concentration", 1.0, "µg/m³"),
        ("EUR", "euros", 1.0, "euros"),
        ("亿欧元", "euros", 1e8, "hundred million euros"),
        ("hundred million yuan", "money", 1e8, "hundred million yuan"),
        ("100m yuan", "money", 1e8, "hundred million yuan"),
    ],
)
def test_a_unit_is_a_magnitude_before_a_row_perhaps_per_another(name, dimension, factor, english):
    unit = find_unit(name)
    assert unit is not None
    assert (unit.dimension, unit.en) == (dimension, english)
    assert unit.factor == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(
    "name",
    ["万%", "亿位", "千", "万万元", "元/", "/人", "人/人/人", "元/斗", "亿岁", "百指数", "元/年"],
)
def test_the_grammar_makes_no_unit_of_what_is_none(name):
    assert find_unit(name) is None


def test_no_rate_is_known_between_currencies():
    currencies = [find_unit(name) for name in ("元", "美元", "欧元", "英镑", "日元", "港元")]
    for one, other in itertools.permutations(currencies, 2):
        assert one is not None
        assert other is not None
        assert find_conversion_factor(one, other) is None


PLAIN = sorted(name for name, unit in UNITS.items() if split_unit(unit)[1] == 1.0)


@given(st.sampled_from(PLAIN), st.sampled_from(["百", "千", "万", "百万", "亿", "万亿"]))
def test_a_magnitude_multiplies(name, word):
    """Where a magnitude and a row make a unit, a value in it is so many of the row's."""
    made, root = find_unit(word + name), UNITS[name]
    if made is None or word + name in UNITS:
        return
    assert convert_value(1.0, made, root) == pytest.approx(MAGNITUDES[word])
    assert split_unit(made)[1] == MAGNITUDES[word]
