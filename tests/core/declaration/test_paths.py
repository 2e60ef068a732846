"""The path from base to goal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.declaration import paths
from tests.conftest import indicator, registry_of

POSITIVE = st.floats(1, 1e6)


def one(value: float) -> np.ndarray:
    return np.array([float(value)])


@given(base=POSITIVE, goal=POSITIVE, compound=st.booleans())
def test_a_path_starts_at_the_base_and_ends_at_the_goal(base, goal, compound):
    """Share 0 is the base, share 1 the goal, on either path."""
    kind = np.array([compound])
    assert paths.compute_expected(one(base), one(goal), one(0), kind)[0] == pytest.approx(base)
    assert paths.compute_expected(one(base), one(goal), one(1), kind)[0] == pytest.approx(goal)


@given(base=POSITIVE, goal=POSITIVE, share=st.floats(0, 1), compound=st.booleans())
def test_when_is_the_inverse_of_the_path(base, goal, share, compound):
    """The moment at which the path takes its own value is that moment."""
    if abs(goal - base) > 1e-3 * base:
        kind = np.array([compound])
        value = paths.compute_expected(one(base), one(goal), one(share), kind)
        assert paths.compute_time_share(value, one(base), one(goal), kind)[0] == pytest.approx(
            share, abs=1e-6
        )


def test_a_value_off_the_path_has_no_moment():
    """Worse than the base or beyond the goal the path never takes the value."""
    kind = np.array([False])
    assert np.isnan(paths.compute_time_share(one(90), one(100), one(200), kind)[0])
    assert np.isnan(paths.compute_time_share(one(201), one(100), one(200), kind)[0])


def test_compound_through_zero_is_no_path():
    """Signs that differ leave the compound path blank."""
    assert np.isnan(paths.compute_compound(one(-1), one(2), one(0.5))[0])


def test_milestones_bend_the_path():
    """Straight between its points; a value taken twice has no single moment."""
    years, values = np.array([2020.0, 2022, 2025]), np.array([100.0, 80, 130])
    assert paths.interpolate_path(years, values, np.array([2021.0]))[0] == 90
    assert np.isnan(paths.find_moment(years, values, 90))
    assert paths.find_moment(years, values, 110) == pytest.approx(2023.8)


def test_the_citys_own_annual_target_lies_on_its_path(real):
    """R&D: 2.8 in 2020 and 3.3 in 2025 give 2.9 for 2021, equal to the stated 2.9左右; no annual
    target conflicts.
    """
    years, values = paths.find_path_points(real.target("fyp14.rd_share.by2025")) or ([], [])
    assert dict(zip(years, values, strict=True))[2021] == pytest.approx(2.9)
    assert paths.find_annual_conflicts(real) == {}


def test_a_conflicting_annual_target_is_found():
    """An annual target off the path is reported with the path's value."""
    text = (
        indicator("a", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
        + "      - {plan: year, in: 2021, about: 3.1}\n"
    )
    conflicts = paths.find_annual_conflicts(registry_of(text))
    assert list(conflicts) == ["year.a.in2021"]
    goal, value = conflicts["year.a.in2021"]
    assert goal == "five.a.by2025"
    assert value == pytest.approx(2.9)
