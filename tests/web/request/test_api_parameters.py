"""Which values a parameter takes, and what is said of one that it does not."""

from __future__ import annotations

import pytest

from dashboard.web.request.api_parameters import PARAMETERS, find_missing_view, find_parameter_error
from tests.conftest import indicator, registry_of

REGISTRY = registry_of(
    indicator("share", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
)


@pytest.mark.parametrize(
    ("name", "right", "bad"),
    [
        ("plan", ["five"], ["six", "", "FIVE"]),
        ("year", ["1900", "2025"], ["1899", "２０２５", "025", "+2025", "2025.0"]),
        ("known_on", ["2024-02-29"], ["2023-02-29", "2024-2-9", "20240229", "2024-02-29T00:00"]),
        ("version", ["0", "999999999"], ["-1", "1000000000", "one"]),
        ("limit", ["1", "5000"], ["0", "5001"]),
        ("order", ["status", "-status"], ["--status", "none"]),
        ("q", ["", "增长"], ["长" * 61]),
    ],
)
def test_values(name, right, bad):
    one = {name: PARAMETERS[name]}
    assert all(find_parameter_error([(name, value)], one, REGISTRY) is None for value in right)
    for value in bad:
        said = find_parameter_error([(name, value)], one, REGISTRY)
        assert said is not None and name in said.zh and name in said.en


def test_each_is_described_in_both_languages():
    for name, one in PARAMETERS.items():
        assert (
            one.meaning.zh
            and one.meaning.en
            and one.expected(REGISTRY).zh
            and one.expected(REGISTRY).en
        ), name


def test_the_first_that_is_wrong_is_told_and_unknown_names_with_those_that_there_are():
    takes = {name: PARAMETERS[name] for name in ("plan", "year")}
    said = find_parameter_error(
        [("plan", "five"), ("yaer", "2025"), ("year", "x")], takes, REGISTRY
    )
    assert said is not None and "yaer" in said.zh and "plan, year" in said.zh
    twice = find_parameter_error([("year", "2025"), ("year", "2025")], takes, REGISTRY)
    assert twice is not None and "year" in twice.en and "twice" in twice.en


def test_a_version_to_come_and_a_year_outside_the_plan_are_absent():
    assert find_missing_view({"version": "3", "year": "2025"}, REGISTRY, 3) is None
    assert find_missing_view({"version": "4"}, REGISTRY, 3) is not None
    assert find_missing_view({"year": "2026"}, REGISTRY, 3) is not None
    assert find_missing_view({"plan": "five", "year": "2021"}, REGISTRY, 3) is None
