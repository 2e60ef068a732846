"""The formulas of published methods, on series small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.vocabulary import rule_formulas
from dashboard.core.vocabulary.rule_formulas import MethodInput, MethodResult
from dashboard.core.vocabulary.rules import RULES

PUBLISHED = [rules for rules in RULES.values() if rules.method is not None]


def series(
    base: float, actual: float, goal: float, direction: int = 1, year: float = 2023, **more: object
) -> MethodInput:
    """One row from 2020 to 2025."""
    met = direction * actual >= direction * goal
    return MethodInput(
        np.array([base]),
        np.array([2020.0]),
        np.array([actual]),
        np.array([year]),
        np.array([goal]),
        np.array([2025.0]),
        np.array([float(direction)]),
        np.array([met]),
        np.array([float(more.get("limit", np.nan))]),  # type: ignore[arg-type]
        np.array([bool(more.get("percent"))]),
    )


def judged(rules: str, *numbers: float, **more: object) -> tuple[float, float, str]:
    """Number, score and class of one row."""
    method = RULES[rules].method
    assert method is not None
    found: MethodResult = method(series(*numbers, **more), RULES[rules])  # type: ignore[arg-type]
    return (
        float(found.value[0]),
        float(found.score[0]),
        RULES[rules].classes[int(found.native[0])].id,
    )


@pytest.mark.parametrize(
    ("rules", "numbers", "value", "native"),
    [
        # growth 2023: (121/100)^(1/3) − 1 = 6.56 %; due (161.051/100)^(1/5) − 1 = 10 %
        ("statcan", (100, 121, 161.051), 0.6560, "moderate_progress"),
        ("statcan", (100, 133.1, 161.051), 1.0, "substantial_progress"),
        ("statcan", (100, 100, 161.051), 0.0, "limited_progress"),
        ("statcan", (100, 99, 161.051), -0.0334, "deterioration"),
        ("statcan", (100, 170, 161.051), 1.9348, "target_achieved"),
        ("statcan", (100, -5, 161.051), np.nan, "not_available"),
        ("eurostat", (100, 133.1, 161.051), 1.0, "significant_progress"),
        ("eurostat", (100, 121, 161.051), 0.6560, "moderate_progress"),
        ("eurostat", (100, 110, 161.051), 0.3228, "moderate_deterioration"),
        ("eurostat", (100, 99, 161.051), -0.0334, "significant_deterioration"),
        ("sdsn", (0, 6, 10), 1.0, "on_track"),
        ("sdsn", (0, 3, 10), 0.5, "moderately_improving"),
        ("sdsn", (0, 2.9, 10), 0.4833, "stagnating"),
        ("sdsn", (0, -1, 10), -0.1667, "decreasing"),
        ("sdsn", (0, 11, 10), 1.8333, "on_track"),
        # projected: 121 × 1.21^(2/3) = 137.3965; 37.3965 / 61.051 = 0.61254
        ("un_chart", (100, 121, 161.051), 0.61254, "fair_progress"),
        ("un_chart", (100, 133.1, 161.051), 1.0, "on_track"),
        ("un_chart", (100, 100.1, 161.051), 0.0027, "stagnation_or_regression"),
        # 162 × 1.62^(2/3) = 223.4546; 123.4546 / 61.051 = 2.0222
        ("un_chart", (100, 162, 161.051), 2.02218, "achieved"),
        ("ndrc", (0, 6, 10), 1.0, "green"),
        ("ndrc", (0, 5.4, 10), 0.9, "yellow"),
        ("ndrc", (0, 5.3, 10), 0.8833, "red"),
        ("ndrc", (0, -1, 10), -0.1667, "red"),
        ("linear_strict", (0, 6, 10), 1.0, "on_schedule"),
        ("linear_strict", (0, 5.99, 10), 0.9983, "behind_schedule"),
    ],
)
def test_by_hand(rules, numbers, value, native):
    """Each method gives the number and the class that its formula gives on paper."""
    found = judged(rules, *numbers)
    assert found[0] == pytest.approx(value, abs=5e-5, nan_ok=True)
    assert found[2] == native


@pytest.mark.parametrize(
    ("value", "score"),
    [(0.6, 0.0), (0.95, 2.5), (1.3, 5.0), (0.0, -2.5), (-0.6, -5.0), (-9.0, -5.0)],
)
def test_statcans_score_is_a_bent_line(value, score):
    """0 at a ratio of 0.6, 2.5 at 0.95, at most 5 and at least −5."""
    growth = 0.1 * value
    actual = 100 * (1 + growth) ** 3 if growth > -1 else 0.0
    assert judged("statcan", 100, actual, 161.051)[1] == pytest.approx(score, abs=2e-3)


def test_equality_passes_statcans_cut_and_not_eurostats():
    """0.95 is substantial for Statistics Canada and only moderate for Eurostat."""
    ratio = np.array([0.95])
    assert (
        RULES["statcan"].classes[int(RULES["statcan"].grade(ratio)[0])].id == "substantial_progress"
    )
    assert (
        RULES["eurostat"].classes[int(RULES["eurostat"].grade(ratio)[0])].id == "moderate_progress"
    )


def test_nothing_left_is_a_growth_of_minus_one():
    """A count that falls to zero falls by 100 %, and a base of zero is taken as a thousandth."""
    assert (
        float(rule_formulas.compute_yearly_growth(np.array(5.0), np.array(0.0), np.array(3.0)))
        == -1
    )
    assert judged("statcan", 0, 3, 10)[2] != "not_available"


def test_near_a_natural_limit_little_is_asked():
    """Without a target, 0.4 % a year is limited far from the limit and substantial next to it."""
    far = judged("statcan", 50, 50.6, np.nan)[2]
    near = judged("statcan", 97, 98.16, np.nan, limit=100)[2]
    assert (far, near) == ("limited_progress", "substantial_progress")


def test_within_one_point_of_full_coverage_counts_as_achieved():
    """The Progress Chart takes 99.2 % for 100 %, of shares only."""
    assert judged("un_chart", 90, 99.2, 100, percent=True)[2] == "achieved"
    assert judged("un_chart", 90, 99.2, 100)[2] != "achieved"


def test_ratings_reach_by_equality():
    """At green it is green, at the middle yellow, at red orange, below it red; either direction."""
    values = np.array([30.0, 35.0, 40.0, 40.1])
    found = rule_formulas.compute_sdsn_rating(values, np.full(4, 30.0), np.full(4, 40.0))
    assert [rule_formulas.RATINGS[code] for code in found] == ["green", "yellow", "orange", "red"]
    assert (
        rule_formulas.RATINGS[
            int(
                rule_formulas.compute_sdsn_rating(
                    np.array([70.0]), np.array([80.0]), np.array([60.0])
                )[0]
            )
        ]
        == "yellow"
    )


NUMBERS = st.floats(1, 1000)


@given(base=NUMBERS, actual=NUMBERS, goal=NUMBERS, factor=st.sampled_from([0.001, 7.0, 1e4]))
@pytest.mark.parametrize("rules", PUBLISHED, ids=lambda rules: rules.id)
def test_the_unit_does_not_matter(rules, base, actual, goal, factor):
    """Counting in 万 instead of 亿 changes no class."""
    d = 1 if goal >= base else -1
    near = [
        abs(a - b) < 1e-6 * max(a, b) for a, b in ((base, goal), (base, actual), (actual, goal))
    ]
    if not any(near):
        assert (
            judged(rules.id, base, actual, goal, d)[2]
            == judged(rules.id, base * factor, actual * factor, goal * factor, d)[2]
        )


@given(base=NUMBERS, goal=NUMBERS, actuals=st.tuples(NUMBERS, NUMBERS))
@pytest.mark.parametrize("rules", PUBLISHED, ids=lambda rules: rules.id)
def test_better_is_never_worse(rules, base, goal, actuals):
    """A better actual never gets a worse status."""
    d = 1 if goal >= base else -1
    worse, better = sorted(actuals, key=lambda value: d * value)
    order = {"at_risk": 0, "behind": 1, "on_course": 2, "met_early": 3, "not_judged": -1}
    found = [
        order[rules.native(judged(rules.id, base, actual, goal, d)[2]).status]
        for actual in (worse, better)
    ]
    if abs(goal - base) > 1e-6 * base and -1 not in found:
        assert found[0] <= found[1]


@pytest.mark.parametrize("rules", PUBLISHED, ids=lambda rules: rules.id)
def test_an_unknown_value_has_no_class(rules):
    """NaN in, not judged out."""
    without_base = (
        [] if rules.id == "ndrc" else [(np.nan, 5, 10)]
    )  # the barometer judges a single year without one
    for numbers in (*without_base, (1, np.nan, 10)):
        found = judged(rules.id, *numbers)
        assert np.isnan(found[0])
        assert rules.id == "linear_strict" or rules.native(found[2]).status == "not_judged"
