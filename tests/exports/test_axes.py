"""Axes with round ends around their values."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from dashboard.exports.axes import STEP_COUNT, compute_axis


def test_round_numbers_around_the_values():
    """2.8 to 3.3 runs from 2.7 to 3.4 by 0.2 or less; close to nothing it begins at 0."""
    axis = compute_axis([2.8, 3.0, 3.3])
    assert axis.low <= 2.8 <= 3.3 <= axis.high
    assert axis.low > 2
    assert compute_axis([1, 40]).low == 0
    assert compute_axis([]).high > compute_axis([]).low


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=12))
def test_no_value_is_cut_off_and_there_are_few_steps(values):
    """Whatever the values: inside the ends, on a handful of steps, without negative numbers where
    there are none.
    """
    axis = compute_axis(values)
    tiny = axis.step * 1e-6
    assert axis.low - tiny <= min(values)
    assert max(values) <= axis.high + tiny
    assert 1 <= round((axis.high - axis.low) / axis.step) <= 2 * STEP_COUNT
    assert min(values) < 0 or axis.low >= 0 or math.isclose(axis.low, 0, abs_tol=tiny)
