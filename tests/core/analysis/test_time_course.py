"""A target's years: figures up to the year judged, the path from its base, and the goal."""

from __future__ import annotations

from dashboard.core.analysis.time_course import TimeCourse, build_time_course
from tests.conftest import indicator, observe, registry_of, snapshot_of

BY = "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}"


def way(target: str, *rows: tuple[object, ...], year: int = 2023) -> TimeCourse:
    registry = registry_of(indicator("a", target))
    return build_time_course(
        snapshot_of(registry, observe(*rows), year), registry.targets[0], "10", year
    )


def test_a_path_begins_at_its_base_and_later_figures_are_left_out():
    """2.8 in 2020 to 3.3 in 2025: 3.1 is due in 2023; what was before the base or after the year
    judged is not shown.
    """
    found = way(
        BY, ("a", 2019, 2.7), ("a", 2020, 2.8), ("a", 2023, 3.0, "unverified"), ("a", 2024, 3.2)
    )
    assert [(one.year, one.value, one.unverified) for one in found.points] == [
        (2020, 2.8, False),
        (2023, 3.0, True),
    ]
    assert round(found.expected[2023], 9) == 3.1
    assert (found.goal, found.level, found.years) == (
        3.3,
        False,
        [2020, 2021, 2022, 2023, 2024, 2025],
    )


def test_without_a_path_the_last_six_years_are_shown():
    """A yearly bound has no path; its goal holds in every year."""
    found = way(
        "plan: five, every: 2021-2025, at_least: 85",
        *(("a", year, 80.0 + year - 2010) for year in range(2012, 2024)),
    )
    assert [one.year for one in found.points] == [2018, 2019, 2020, 2021, 2022, 2023]
    assert (found.path, found.level) == ((), True)


def test_a_sum_over_years_adds_up_until_a_year_is_missing():
    """3, then 3 + 4; what comes after a year without a figure is not added."""
    found = way(
        "plan: five, total: 2021-2025, at_least: 20",
        ("a", 2021, 3),
        ("a", 2022, 4),
        ("a", 2024, 9),
        year=2024,
    )
    assert [(one.year, one.value) for one in found.points] == [(2021, 3), (2022, 7)]
