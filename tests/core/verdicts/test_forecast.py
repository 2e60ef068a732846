"""Forecasts: the rules on series small enough to check, the choice between them, intervals and
their laws.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.verdicts import forecast
from dashboard.core.verdicts.forecast import METHODS, backtest, choose_methods, forecast_series

YEARS = np.arange(2015.0, 2024.0)
CODE = {method.id: code for code, method in enumerate(METHODS)}


def one(values: list[float], at: float = 2025.0, **limits: float):
    """The forecast of one series that ends in 2023."""
    years = np.arange(2024.0 - len(values), 2024.0)
    ends = {name: np.array([end]) for name, end in limits.items()}
    return forecast_series(years, np.array([values], float), np.array([at]), **ends)


def test_a_steady_series_is_carried_on():
    """2, 4, 6, 8 goes on to 12 in two years, without a doubt."""
    made = one([2, 4, 6, 8])
    assert made.value[0] == pytest.approx(12)
    low, high = made.interval(0.8)
    assert (low[0], high[0]) == pytest.approx((12, 12))
    assert METHODS[made.method[0]].id == "drift"


def test_by_hand():
    """Steps 1, 3, 2: mean 2, left over −1, 1, 0: variance 2/2 = 1, a year ahead × (1 + 1/3)."""
    made = one([10, 11, 14, 16], at=2024)
    centre, deviation, freedom = METHODS[0].fit(
        np.arange(4.0), np.array([[10.0, 11, 14, 16]]), np.array([4.0])
    )
    assert (centre[0], deviation[0], freedom) == pytest.approx((18, (4 / 3) ** 0.5, 2))
    assert made.freedom[0] == 2
    assert made.deviation[0] >= deviation[0]


@pytest.mark.parametrize("values", [[], [1.0], [1, 2, 3]])
def test_nothing_under_four_points(values):
    """Too few figures: no value, no interval, no chance."""
    made = (
        one(values)
        if values
        else forecast_series(np.array([2020.0]), np.array([[np.nan]]), np.array([2025.0]))
    )
    assert np.isnan(made.value[0])
    assert np.isnan(made.interval(0.8)[0][0])
    assert np.isnan(made.chance(np.array([0.0]), np.array([np.inf]))[0])


def test_a_gap_is_not_a_step():
    """A missing year counts as two steps of half the size."""
    values = np.array([[2.0, 4.0, np.nan, 8.0, 10.0]])
    made = forecast_series(np.arange(2019.0, 2024.0), values, np.array([2024.0]))
    assert made.value[0] == pytest.approx(12)
    assert made.points[0] == 4


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("growth", [100 * 1.08**n for n in range(9)]),
        ("still", [5.0, 5.0, 5.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0]),
        ("drift", [2.0 * n for n in range(9)]),
        ("line", [10 + 2 * n + (0.9 if n % 2 else -0.9) for n in range(9)]),
    ],
)
def test_each_rule_wins_where_it_fits(rule, values):
    """Constant growth, a level, a steady step and a noisy line each choose their own rule."""
    assert choose_methods(YEARS, np.array([values]))[0][0] == CODE[rule]


def test_a_rule_that_does_not_beat_the_naive_one_gives_way():
    """With too few tests, or without a smaller error, the naive rule stays."""
    assert (
        choose_methods(np.arange(4.0), np.array([[100, 108, 116.64, 125.97]]))[0][0]
        == CODE["drift"]
    )


def test_growth_needs_positive_values():
    """A series that touches zero or goes below is never carried on by growth."""
    values = np.array([[-1.0, 2, 4, 8, 16, 32, 64, 128, 256]])
    assert choose_methods(YEARS, values)[0][0] != CODE["growth"]


def test_natural_limits_hold():
    """A share does not pass 100."""
    made = one([90, 94, 97, 99], low=0.0, high=100.0)
    assert made.value[0] == 100
    assert made.interval(0.8)[1][0] == 100


def test_the_past_is_not_forecast():
    """No forecast for a year that is known or gone."""
    assert np.isnan(one([2, 4, 6, 8], at=2023).value[0])


SERIES = st.lists(st.floats(1, 1e4).map(lambda value: round(value, 2)), min_size=4, max_size=12)


@given(values=SERIES, at=st.integers(2024, 2030))
def test_intervals_nest_and_hold_the_forecast(values, at):
    """The 50 % interval lies inside the 80 % one, the forecast in both."""
    made = one(values, float(at))
    (low80, high80), (low50, high50) = made.interval(0.8), made.interval(0.5)
    noise = 1e-6 * max(values)
    assert low80[0] <= low50[0] + noise
    assert low50[0] <= made.value[0] + noise
    assert made.value[0] <= high50[0] + noise
    assert high50[0] <= high80[0] + noise


@given(values=SERIES)
def test_chances_are_probabilities(values):
    """Below and above any number add up to one, and a nearer goal is never less likely."""
    made = one(values)
    goals = np.array([0.5, 1.0, 1.5]) * values[-1]
    found = [float(made.chance(np.array([goal]), np.array([np.inf]))[0]) for goal in goals]
    assert all(0 <= chance <= 1 for chance in found)
    assert found == sorted(found, reverse=True)
    below = float(made.chance(np.array([-np.inf]), np.array([goals[1]]))[0])
    assert below + found[1] == pytest.approx(1) or made.deviation[0] == 0


@given(values=SERIES, factor=st.sampled_from([0.01, 1e4]))
def test_the_unit_does_not_matter(values, factor):
    """Forecast in another unit, the same forecast in that unit (ties between rules aside)."""
    own, other = one(values), one([value * factor for value in values])
    if own.method[0] == other.method[0]:
        assert other.value[0] == pytest.approx(own.value[0] * factor, rel=1e-6, abs=1e-9 * factor)


def test_intervals_hold_what_they_promise_on_random_walks():
    """On 400 random walks with drift the 80 % interval holds at least 74 % and at most 90 %, the 50
    % one 44 to 60.
    """
    random = np.random.default_rng(5)
    walks = 100 + np.cumsum(random.normal(2, 3, (400, 12)), axis=1)
    found = backtest(np.arange(12.0), walks)
    assert found.series == 400
    assert 0.74 < found.inside_80 / found.tests < 0.90
    assert 0.44 < found.inside_50 / found.tests < 0.60


def test_skill_is_measured_against_the_naive_rule():
    """Constant growth beats the mean step; a walk with drift cannot be beaten by much."""
    growing = 100 * 1.1 ** np.arange(12.0) * np.random.default_rng(1).normal(1, 0.002, (50, 12))
    assert backtest(np.arange(12.0), growing).skill > 0.5
    assert backtest(np.arange(12.0), np.full((3, 12), 7.0)).skill == 0


def test_the_words_cover_every_chance():
    """很可能 from 80 %, 有可能 from 20 %, 较难 below."""
    assert [one.at_least for one in forecast.OUTLOOKS] == [0.8, 0.2, 0.0]
