"""One unit per column: the plan's own where it reads well, else 亿, 万 or the plain one by the
median.
"""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.column_units import Column, choose_unit
from dashboard.core.vocabulary.digits import format_number
from dashboard.core.vocabulary.model import Indicator
from dashboard.core.vocabulary.text import Text, format_untranslated
from dashboard.core.vocabulary.units import UNITS, find_unit


def kind(unit: str, decimals: int = 0) -> Indicator:
    return Indicator("x", Text("甲", "A"), UNITS[unit], decimals, "flow", "higher")


@pytest.mark.parametrize(
    ("unit", "median", "shown"),
    [
        ("亿元", 7791, "亿元"),
        ("亿元", 0.05, "万元"),
        ("亿元", 0.00002, "元"),
        ("万元", 11.6, "万元"),
        ("万元", 60_010_000, "亿元"),
        ("万元", 99_999, "万元"),
        ("万元", 100_000, "亿元"),
        ("元", 66_694, "元"),
        ("元", 123_456, "万元"),
        ("元", 850_000_000_000, "亿元"),
        ("千元", 250_000, "亿元"),
        ("百万元", 0.05, "万元"),
        ("人", 5_393_000, "万人"),
        ("万人", 539.4, "万人"),
        ("万人", 0.02, "人"),
        ("个", 107, "个"),
        ("个", 250_000, "万个"),
        ("户", 1_500_000, "万户"),
        ("辆", 1_500_000, "辆"),
        ("万美元", 500_000, "亿美元"),
        ("%", 0.01, "%"),
        ("位", 31, "位"),
        ("岁", 82.2, "岁"),
    ],
)
def test_the_unit_of_a_column(unit, median, shown):
    """Shares, ranks and ages keep their unit; money and counts follow their size."""
    assert choose_unit(UNITS[unit], median).name == shown


def test_every_value_of_a_column_has_the_same_unit():
    """The median decides for all: a small value beside large ones is not printed in a unit of its
    own.
    """
    column = Column.of(kind("万元"), [60_010_000, 85_000_000, 12.0])
    assert column.indicator.unit is UNITS["亿元"]
    assert [
        format_number(value * column.factor, column.indicator.decimals)
        for value in (60_010_000, 85_000_000, 12.0)
    ] == [
        "6001",
        "8500",
        "0",
    ]


def test_a_column_that_reads_well_is_left_alone():
    assert Column.of(kind("亿元"), [6001, 8500]) == Column(kind("亿元"))
    assert Column.of(kind("亿元"), [math.nan]).factor == 1
    assert (
        Column.of(Indicator("x", format_untranslated("甲"), None, 0, None, None), [1.0]).factor == 1
    )


@given(
    values=st.lists(st.floats(1, 1e15), min_size=1, max_size=8),
    unit=st.sampled_from(["元", "万元", "亿元", "人", "万人"]),
)
def test_order_survives_and_the_number_stays_the_same(values, unit):
    """What is larger prints larger, and value × unit is what was published."""
    column = Column.of(kind(unit), values)
    assert column.indicator.unit is not None
    assert [
        value * column.factor * column.indicator.unit.factor for value in values
    ] == pytest.approx([value * UNITS[unit].factor for value in values])


FORMATS = [
    (phrases.format_value, "亿元", 0, 7791.4, "7791亿元", "779.1 billion yuan"),
    (phrases.format_value, "亿元", 0, 12345.0, "12,345亿元", "1234.5 billion yuan"),
    (phrases.format_value, "亿元", 1, 2153.3, "2153.3亿元", "215.33 billion yuan"),
    (phrases.format_value, "万元", 1, 11.6, "11.6万元", "116 thousand yuan"),
    (phrases.format_value, "万元", 1, 15.0, "15.0万元", "150 thousand yuan"),
    (phrases.format_value, "元", 0, 66694, "66,694元", "66,694 yuan"),
    (phrases.format_value, "%", 1, 3.3, "3.3%", "3.3%"),
    (phrases.format_value, "%", 1, 75, "75.0%", "75.0%"),
    (phrases.format_value, "%", 0, -3.2, "−3%", "−3%"),
    (phrases.format_value, "‰", 1, 12.4, "12.4‰", "12.4‰"),
    (phrases.format_value, "倍", 2, 1.7235, "1.72倍", "1.72 times"),
    (phrases.format_value, "位", 0, 31, "第31位", "rank 31"),
    (phrases.format_value, "岁", 1, 82.87, "82.9岁", "82.9 years"),
    (phrases.format_value, "微克/立方米", 0, 27, "27微克/立方米", "27 µg/m³"),
    (phrases.format_value, "万人", 2, 539.4, "539.40万人", "5394.0 thousand people"),
    (phrases.format_value, "个", 0, 0, "0个", "0 units"),
    (phrases.format_stated_value, "万元", 1, 15.0, "15万元", "150 thousand yuan"),
    (phrases.format_stated_value, "岁", 1, 82.2, "82.2岁", "82.2 years"),
    (
        phrases.format_published_value,
        "亿元",
        0,
        5963.75,
        "5963.75亿元",
        "596.375 billion yuan",
    ),
    (phrases.format_published_value, "%", 1, 2.87, "2.87%", "2.87%"),
    (phrases.format_path_value, "亿元", 0, 7500.4, "7500.4亿元", "750.04 billion yuan"),
    (phrases.format_path_value, "万元", 1, 13.64, "13.64万元", "136.4 thousand yuan"),
    (phrases.format_difference, "%", 1, 0.5, "0.5个百分点", "0.5 percentage points"),
    (phrases.format_difference, "%", 1, -0.04, "0.04个百分点", "0.04 percentage points"),
    (phrases.format_difference, "‰", 1, 1.2, "1.2个千分点", "1.2 per mille points"),
    (phrases.format_difference, "亿元", 0, 290.6, "290.6亿元", "29.06 billion yuan"),
    (phrases.format_difference, "位", 0, 2, "2位", "2 places"),
    (phrases.format_difference, "位", 0, 1, "1位", "1 place"),
    (phrases.format_difference, "%", 1, 0.0004, "0.0004个百分点", "0.0004 percentage points"),
]


@pytest.mark.parametrize(("form", "unit", "decimals", "amount", "zh", "en"), FORMATS)
def test_numbers_as_a_planner_prints_them(form, unit, decimals, amount, zh, en):
    """个百分点 for differences of shares, 第n位 for ranks, trailing zeros as the publisher prints them, −
    for minus.
    """
    assert form(kind(unit, decimals), amount) == Text(zh, en)


def test_a_bare_yi_is_money():
    """As bureaus write it in a unit column."""
    assert find_unit("亿") is UNITS["亿元"]
