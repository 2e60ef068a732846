"""Slips by a power of ten are flagged against the series and against what the plan states, and
nothing else is.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.ingest.observations import slips
from tests.conftest import DAY, book, indicator, read, registry_of

REGISTRY = registry_of(
    indicator(
        "gdp",
        "plan: five, by: 2025, reach: 8500, base: {year: 2020, value: 6001}",
        unit="亿元",
        measure="flow",
        decimals=0,
    )
    + indicator("growth", measure="growth")
    + indicator("firms", unit="家", measure="stock")
    + indicator("population", unit="万人", measure="stock")
)


@pytest.mark.parametrize(
    ("value", "others", "power"),
    [
        (67950000, {2020: 6001}, 4),
        (0.6795, {2020: 6001}, -4),
        (679500000000, {2020: 6001}, 8),
        (679500, {2020: 6001}, 2),
        (67950, {2020: 6001, 2022: 7351}, 1),
        (679.5, {2020: 6001, 2022: 7351}, -1),
        (67950, {2020: 6001}, 0),
        (67950, {2020: 6001, 2022: 65000}, 0),
        (6795, {2020: 6001, 2022: 7351}, 0),
        (0, {2020: 6001}, 0),
        (6795, {}, 0),
        (6795, {2020: 0}, 0),
    ],
)
def test_a_slip_is_told_by_its_power(value, others, power):
    assert slips.compute_slip(value, slips.Line(others).near(2021)) == power


@given(st.floats(1, 1e6), st.integers(-4, 4).filter(lambda power: power in slips.POWERS))
def test_a_slip_of_a_steady_series_is_always_told(level, power):
    """Whatever the level, a value a whole power of ten away from two equal ones is flagged as
    that.
    """
    assert slips.compute_slip(level * 10.0**power, [level, level * 1.1]) == power


@given(st.floats(1, 1e6), st.floats(0.6, 1.6))
def test_an_ordinary_change_is_no_slip(level, change):
    """A change by a third or a half is news, not a slip."""
    assert slips.compute_slip(level * change, [level, level]) == 0


def said(
    indicator_id: str, values: dict[int, float], unit: str, **terms: object
) -> list[tuple[str, str | None]]:
    rows = [[indicator_id, "甲市", year, value, unit] for year, value in values.items()]
    found = read(
        book([["指标编码", "地区", "年份", "数值", "单位"], *rows]),
        REGISTRY,
        "书.xlsx",
        DAY,
        **terms,  # type: ignore[arg-type]
    )
    return [(issue.code, issue.cell) for issue in found.issues if issue.severity == "warning"]


def test_the_plans_own_base_and_goal_tell_a_slip_of_every_year_alike():
    assert said("gdp", {2021: 67950000, 2022: 73510000}, "亿元") == [
        ("magnitude-slip", "D2"),
        ("magnitude-slip", "D3"),
    ]


def test_what_is_known_already_tells_a_slip():
    known = {("population", "10"): {2019: 505.7, 2020: 527.1}}
    assert said("population", {2021: 5337000}, "万人", history=known) == [("magnitude-slip", "D2")]
    assert said("population", {2021: 533.7}, "万人", history=known) == []


def test_growth_rates_and_small_counts_jump_in_earnest():
    assert said("growth", {2020: 3.3, 2021: 33, 2022: 3.4}, "%") == []
    assert said("firms", {2020: 3, 2021: 30, 2022: 4}, "家") == []
    assert said("firms", {2020: 300, 2021: 3000, 2022: 310}, "家") == [("magnitude-slip", "D3")]


def test_a_negative_amount_among_positive_ones_is_flagged():
    assert said("population", {2020: 527.1, 2021: -533.7, 2022: 535.3}, "万人") == [
        ("sign-slip", "D3")
    ]


def test_nothing_at_all_among_amounts_is_flagged_and_so_is_what_no_slip_explains():
    assert said("population", {2020: 527.1, 2021: 0, 2022: 535.3}, "万人") == [("zero-slip", "D3")]
    assert said("population", {2020: 527.1, 2021: 1e-12, 2022: 535.3}, "万人") == [
        ("magnitude-slip", "D3")
    ]
    assert said("firms", {2020: 3, 2021: 0, 2022: 4}, "家") == []


@pytest.mark.parametrize(
    ("value", "said_of_it"), [(3000, True), (95, True), (1500, False), (250, False)]
)
def test_a_change_beyond_five_times_is_flagged_though_no_slip_explains_it(value, said_of_it):
    found = said("population", {2020: 527.1, 2021: value, 2022: 535.3}, "万人")
    assert found == ([("large-change", "D3")] if said_of_it else [])


def test_the_message_says_what_it_was_held_against():
    rows: list[list[object]] = [
        ["指标编码", "地区", "年份", "数值", "单位"],
        ["gdp", "甲市", 2021, 67950000, "亿元"],
    ]
    [issue] = [one for one in read(book(rows), REGISTRY).issues if one.code == "magnitude-slip"]
    assert (
        issue.message.zh
        == "67,950,000 比规划所写 2020 年的 6001 大约 10⁴ 倍，可能写错了单位或小数点；请核对数值和单位。"
    )
    assert issue.place == "书.xlsx › Sheet › D2" or issue.cell == "D2"
