"""Other bases and other prices, on the real plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.core.verdicts import sensitivity
from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.vocabulary.model import Base
from dashboard.core.vocabulary.rules import RULES
from tests.conftest import indicator, observe, registry_of

GDP = indicator(
    "gdp",
    "plan: five, by: 2025, reach: 8500, base: {year: 2020, value: 6001}",
    unit='"亿元"',
    measure="flow",
    decimals=0,
    prices="current",
    real_growth="growth",
) + indicator("growth", measure="growth")


def test_gdp_of_2023_at_2020_prices_is_behind():
    """6001 × 1.087 × 1.044 × 1.078 = 7341: behind, and the unverified year is named."""
    registry = registry_of(GDP)
    panel = build_panel(
        registry,
        observe(
            ("gdp", 2023, 7791),
            ("growth", 2021, 8.7),
            ("growth", 2022, 4.4, "unverified"),
            ("growth", 2023, 7.8),
        ),
    )
    other = sensitivity.judge_at_base_prices(registry, panel, registry.targets[0], "10", 2023)
    assert other is not None
    assert other.value == pytest.approx(7341.3, abs=0.1)
    assert (other.status, other.unverified) == ("behind", (2022,))


def test_without_every_years_growth_there_is_no_other_price():
    """A missing year is not bridged."""
    registry = registry_of(GDP)
    panel = build_panel(
        registry, observe(("gdp", 2023, 7791), ("growth", 2021, 8.7), ("growth", 2023, 7.8))
    )
    assert (
        sensitivity.judge_at_base_prices(registry, panel, registry.targets[0], "10", 2023) is None
    )


def test_another_base_is_judged_as_if_it_were_the_plans():
    """Life expectancy: on the health report's base the goal was met before the plan began."""
    text = indicator(
        "a", "plan: five, by: 2025, above: 82.5, base: {year: 2020, value: 82.2}", unit='"岁"'
    )
    registry = registry_of(text)
    panel = build_panel(registry, observe(("a", 2020, 82.87), ("a", 2022, 82.6)))
    others = sensitivity.list_other_bases(
        registry, panel, registry.targets[0], "10", 2022, np.array([82.2, 82.87])
    )
    assert [(other.value, other.status) for other in others] == [(82.87, "on_course")]


@pytest.mark.parametrize(
    ("published", "told"),
    [((5963.75, 5964.0), [5963.75]), ((5963.0, 5964.0), [5963.0, 5964.0]), ((6001.4, 6001.0), [])],
)
def test_a_base_and_the_same_base_rounded_are_one(published, told):
    """The one with more digits is told; what prints the plan's own base is none."""
    bound = "plan: five, by: 2025, reach: 8500, base: {year: 2020, value: 6001}"
    registry = registry_of(indicator("a", bound, unit="亿元", measure="flow", decimals=0))
    found = sensitivity.find_other_values(registry, registry.targets[0], np.array(published))
    assert list(found) == told


def test_the_tipping_base_is_where_the_status_changes():
    """Just on this side of it the status is the plan's, on it another."""
    registry = registry_of(GDP)
    panel = build_panel(registry, observe(("gdp", 2023, 7791)))
    target = registry.targets[0]
    tip = sensitivity.find_tipping_base(registry, panel, target, "10", 2023)
    assert tip is not None
    base, status = tip
    step = 2499 / 400 / 20
    inside, at = sensitivity.judge_on_bases(
        registry, panel, target, "10", 2023, np.array([base - step, base])
    )
    assert (inside, at) == ("ahead", status)
    assert status == "on_course"


def test_a_target_without_a_base_has_no_other_base():
    """Nothing is invented where the plan gives no base."""
    registry = registry_of(indicator("a", "plan: five, by: 2025, reach: 1"))
    panel = build_panel(registry, observe(("a", 2022, 0.5)))
    assert (
        sensitivity.list_other_bases(
            registry, panel, registry.targets[0], "10", 2022, np.array([1.0])
        )
        == []
    )
    assert sensitivity.find_tipping_base(registry, panel, registry.targets[0], "10", 2022) is None


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("year", range(2021, 2026))
def test_no_base_changes_a_verdict_without_a_figure(rules, year):
    """What is not compared with a path has the same status on every base."""
    registry = registry_of(GDP)
    panel = build_panel(registry, observe(("gdp", 2020, 6001), ("growth", year, 5)))
    row = next(judge_panel(registry, panel, year, rules).itertuples())
    bases = 6001 * np.array([0.5, 0.99, 1.01, 2])
    statuses = sensitivity.judge_on_bases(
        registry, panel, registry.targets[0], "10", year, bases, rules
    )
    assert (row.step, set(statuses)) == ("no_value", {row.status})


VARIED = (
    "reach: 8500, base: {year: 2020, value: 6001}",
    "reach: 8500, path: compound, base: {year: 2020, value: 6001}",
    "reach: 8500, milestones: {2022: 7000}, base: {year: 2020, value: 6001}",
    "at_least: 6000, base: {year: 2020, value: 6001}",
    "below: 5000, base: {year: 2020, value: 6001}",
    "at_least: 5000, base: {year: 2020, at_least: 6001}",
)


@pytest.mark.parametrize("rules", RULES)
@given(
    declared=st.sampled_from(VARIED),
    values=st.lists(st.none() | st.floats(1000, 9999), min_size=5, max_size=5),
    bases=st.lists(st.floats(1000, 9999), min_size=1, max_size=4),
)
@settings(max_examples=12)
def test_bases_judged_together_are_judged_as_one_by_one(rules, declared, values, bases):
    """Many bases at once give the status that a plan with each of them would have."""
    registry = registry_of(indicator("gdp", f"plan: five, by: 2025, {declared}", unit='"亿元"'))
    known = [("gdp", 2021 + i, value) for i, value in enumerate(values) if value is not None]
    panel, target = build_panel(registry, observe(("gdp", 2020, 6001), *known)), registry.targets[0]
    for year in (2021, 2023, 2025):
        together = sensitivity.judge_on_bases(
            registry, panel, target, "10", year, np.array(bases), rules
        )
        for base, status in zip(bases, together, strict=True):
            moved = replace(target, base=replace(target.base or Base(2020, None), value=base))
            alone = judge_panel(replace(registry, targets=(moved,)), panel, year, rules)
            assert list(alone["status"]) == [status]
