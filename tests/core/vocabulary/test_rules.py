"""Rule sets by name: their tables are whole, and a verdict by another rule set says so in its own
words.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.core.verdicts.judge import judge
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.verdicts.reasons import describe_verdict
from dashboard.core.verdicts.sentence_data import read_known_values
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.targets import PERIODS
from tests.conftest import indicator, observe, registry_of

COVERS = ("dashboard.core.verdicts.native",)

OTHERS = [name for name in RULES if name != DEFAULT]
TARGET = "plan: five, by: 2025, reach: 10, base: {year: 2020, value: 5}"


def verdict(
    rules: str, target: str, *rows: tuple[str, int, float], year: int = 2023, **keys: object
):
    registry = registry_of(indicator("x", target, **keys))
    observations = observe(*rows)
    row = next(judge(registry, observations, year, rules).itertuples(index=False))
    said = describe_verdict(
        registry, read_known_values(build_panel(registry, observations).in_force), row, rules
    )
    return row, said


@pytest.mark.parametrize("rules", RULES.values(), ids=list(RULES))
def test_the_table_is_whole(rules):
    """Name, formula and source in both languages; classes map onto the ladder; cuts fall and lead
    to classes.
    """
    for text in (rules.name, rules.about, rules.formula, rules.source):
        assert text.zh
        assert text.en
    assert {native.status for native in rules.classes} <= set(STATUSES)
    assert len({native.id for native in rules.classes}) == len(rules.classes)
    assert set(rules.periods) <= set(PERIODS)
    for name, cuts in rules.cuts.items():
        assert [cut.at for cut in cuts] == sorted((cut.at for cut in cuts), reverse=True)
        assert {cut.to for cut in cuts} | {rules.lowest[name]} <= set(rules.codes)


def test_the_default_comes_first():
    assert next(iter(RULES)) == DEFAULT == "schedule"
    assert set(RULES) >= {
        "schedule",
        "linear_strict",
        "statcan",
        "eurostat",
        "sdsn",
        "un_chart",
        "ndrc",
    }


def test_boundaries_print_their_inclusivity():
    """≥ where reaching counts, > where it does not."""
    assert RULES["statcan"].format_boundary("substantial_progress") == "≥0.95"
    assert RULES["eurostat"].format_boundary("significant_progress") == ">0.95"
    assert RULES["eurostat"].format_boundary("significant_deterioration") == "<0"
    assert RULES["schedule"].format_boundary("behind", as_percent=True) == "60%–95%"
    assert RULES["statcan"].format_boundary("target_achieved") == ""


@pytest.mark.parametrize("name", OTHERS)
def test_a_method_decides_a_target_on_its_way(name):
    """On the way from base to goal the method's class decides the status, and the sentence names
    rule, class and ratio.
    """
    row, said = verdict(name, TARGET, ("x", 2023, 8.0))
    rules = RULES[name]
    native = rules.native(row.native_class)
    assert row.step == "method"
    assert row.status == native.status
    assert np.isfinite(row.native_score)
    assert rules.name.zh in said.zh
    assert native.name.zh in said.zh
    assert STATUSES[row.status].name.zh in said.zh
    assert rules.name.en in said.en
    assert native.name.en in said.en


@pytest.mark.parametrize("name", OTHERS)
def test_the_period_s_end_is_the_end_by_every_rule_set(name):
    """Met and missed are the ladder's, whatever a method calls it."""
    assert verdict(name, TARGET, ("x", 2025, 10.0), year=2025)[0].status == "met"
    assert verdict(name, TARGET, ("x", 2025, 9.9), year=2025)[0].status == "missed"


@pytest.mark.parametrize("name", OTHERS)
def test_without_a_value_it_stays_pending(name):
    """Nothing to judge: no class, no score."""
    row, _ = verdict(name, TARGET, ("x", 2020, 5.0))
    assert row.status == "pending"
    assert pd.isna(row.native_class)
    assert np.isnan(row.native_score)


@pytest.mark.parametrize("name", OTHERS)
def test_other_periods_keep_their_own_lines(name):
    """A rule set says nothing of periods it has no formula for."""
    row, _ = verdict(
        name,
        "plan: five, every: 2021-2025, at_least: 5",
        ("x", 2021, 6),
        ("x", 2022, 6),
        ("x", 2023, 6),
    )
    assert (row.status, row.step) == ("on_course", "every")
    assert pd.isna(row.native_class)


def test_the_barometer_colours_a_single_year():
    """2.9 of 3.0 is within a tenth: missed, and yellow."""
    row, _ = verdict("ndrc", "plan: five, in: 2023, at_least: 3.0", ("x", 2023, 2.9))
    assert (row.status, row.native_class) == ("missed", "yellow")
    assert (
        verdict("ndrc", "plan: five, in: 2023, at_least: 3.0", ("x", 2023, 2.0))[0].native_class
        == "red"
    )
    assert (
        verdict("ndrc", "plan: five, in: 2023, at_least: 3.0", ("x", 2023, 3.0))[0].native_class
        == "green"
    )


def test_the_strict_line_forgives_nothing():
    """A hair below the line is behind, where the default sees half a printed digit."""
    assert verdict(DEFAULT, TARGET, ("x", 2023, 7.97))[0].status == "on_course"
    assert verdict("linear_strict", TARGET, ("x", 2023, 7.97))[0].status == "behind"
    assert verdict("linear_strict", TARGET, ("x", 2023, 8.0))[0].status == "on_course"


def test_a_base_beyond_the_goal_is_no_progress_for_a_method():
    """The default judges by keeping; by growth, a fall from 12 to 9 against 10 is a
    deterioration.
    """
    falling = "plan: five, by: 2025, reach: 10, base: {year: 2020, value: 12}"
    assert verdict(DEFAULT, falling, ("x", 2023, 9.0))[0].step == "maintain"
    row, _ = verdict("statcan", falling, ("x", 2023, 9.0))
    assert (row.native_class, row.status) == ("deterioration", "at_risk")
