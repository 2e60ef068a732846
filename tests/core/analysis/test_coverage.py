"""How many targets have a figure of each year, and which year is looked at first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.core.analysis.coverage import choose_first_year, count_reported_targets
from dashboard.core.verdicts.panel import build_panel
from tests.conftest import indicator, observe, registry_of
from tests.sizes import laws

REGISTRY = registry_of(
    indicator("share", "plan: five, by: 2025, reach: 75, base: {year: 2020, value: 71}")
    + indicator("air", "plan: five, every: 2021-2025, at_least: 85")
    + indicator("one", "plan: year, in: 2021, at_least: 8")
    + indicator("ours", "plan: five, every: 2021-2025, at_least: 1, assumption: {zh: 假定, en: A}")
    + indicator("words", "plan: five, by: 2025, stated: {zh: 提升, en: better}")
)


def count(*rows: tuple[object, ...], plan: str = "five") -> dict[int, int]:
    """How many targets of a plan have a figure, by year; years without are left out."""
    values = build_panel(REGISTRY, observe(*rows))
    counted = count_reported_targets(REGISTRY, values, plan, "10")
    return {year: number for year, number in counted.items() if number}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], {}),
        ([("share", 2021, 71), ("air", 2021, 90), ("share", 2023, 73)], {2021: 2, 2023: 1}),
        ([("share", 2023, 73, "unverified"), ("air", 2023, 90)], {2023: 2}),
        ([("share", 2023, 73, "disputed")], {}),
        ([("share", 2020, 71), ("share", 2026, 76)], {}),
        ([("air", 2023, 90, "published", 9)], {}),
        ([("ours", 2022, 3), ("words", 2022, 3)], {}),
    ],
)
def test_a_figure_in_force_counts_for_its_year(rows, expected):
    """Unverified ones too; disputed ones, months, and years outside the plan do not. Our own
    assumption and what is stated in words stand aside.
    """
    assert count(*rows) == expected


def test_a_target_of_one_year_has_figures_of_that_year_alone():
    assert count(("one", 2021, 9), ("one", 2022, 9), plan="year") == {2021: 1}


@pytest.mark.parametrize(
    ("reported", "this_year", "first"),
    [
        ({2021: 8, 2022: 3, 2023: 1, 2024: 0, 2025: 0}, 2026, 2023),
        ({2021: 8, 2022: 3, 2023: 1, 2024: 0, 2025: 2}, 2024, 2023),
        ({2021: 0, 2022: 0, 2023: 0}, 2022, 2022),
        ({2021: 0, 2022: 0, 2023: 0}, 2019, 2021),
        ({2026: 0}, 2030, 2026),
    ],
)
def test_the_newest_year_with_a_figure_is_looked_at_first(reported, this_year, first):
    """Not the fullest one; not one after the clock's. Without any figure this year, held within the
    plan: its last year once it is over.
    """
    assert choose_first_year(reported, this_year) == first


@settings(max_examples=laws(60))
@given(
    st.dictionaries(st.integers(2021, 2025), st.integers(0, 3), min_size=1),
    st.integers(2015, 2030),
)
def test_the_first_year_is_one_of_the_plan(counts, this_year):
    """With a figure wherever a year up to now has one."""
    reported = {year: counts.get(year, 0) for year in range(2021, 2026)}
    first = choose_first_year(reported, this_year)
    assert first in reported
    past = [year for year in reported if year <= this_year and reported[year]]
    assert (first in past) == bool(past)
    assert not past or first == max(past)
