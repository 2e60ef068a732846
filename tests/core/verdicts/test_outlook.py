"""Forecasts of running targets: only what was known, only where they may be made, in words that
agree with the numbers.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.core.verdicts import outlook
from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import build_panel
from tests.conftest import indicator, observe, registry_of

TARGET = "plan: five, by: 2025, reach: 20, base: {year: 2020, value: 10}"
ROWS = [
    ("x", 2019, 8.0),
    ("x", 2020, 10.0),
    ("x", 2021, 12.0),
    ("x", 2022, 14.0),
    ("x", 2023, 16.0),
    ("x", 2024, 99.0),
]


def setting(target: str = TARGET, rows=ROWS, **keys):
    registry = registry_of(indicator("x", target, **keys))
    return registry, build_panel(registry, observe(*rows))


def filled(year: int, *args, **keys):
    registry, panel = setting(*args, **keys)
    return outlook.add_forecasts(registry, panel, judge_panel(registry, panel, year)).iloc[0]


def test_only_what_was_known_then_counts():
    """2023's forecast does not know 2024: two a year lead to 20. 2024 itself has its figure, and
    no fan is drawn over it; that is told.
    """
    row = filled(2023)
    assert (row["forecast"], row["low"], row["high"]) == pytest.approx((20, 20, 20))
    registry, panel = setting()
    found = outlook.build_outlook(registry, panel, registry.targets[0], "10", 2023)
    assert found is not None
    assert found.years == [2025]


@pytest.mark.parametrize("years", [(2025,), (2024, 2025)])
def test_a_goals_year_with_its_figure_has_no_forecast(years):
    """Neither in the verdict nor as a fan; the page says what has come since."""
    rows = [*ROWS[:5], *(("x", year, 18.0) for year in years)]
    registry, panel = setting(rows=rows)
    target = registry.targets[0]
    assert np.isnan(filled(2023, rows=rows)[["forecast", "low", "high"]].astype(float)).all()
    assert outlook.build_outlook(registry, panel, target, "10", 2023) is None
    later = outlook.list_later_figures(panel, target, "10", 2023)
    assert list(later) == list(years)
    said = outlook.describe_later_figures(registry.indicators["x"], target, later)
    assert said.zh.endswith("2025年18.0%。目标年已有数据，不再预测。")
    assert "18.0% in 2025" in said.en


def test_known_on_says_what_could_be_said_then():
    """A figure released later is not known on a day, and so the forecast stands."""
    rows = [*ROWS[:5], ("x", 2025, 18.0, "published", 12, date(2026, 3, 1))]
    registry = registry_of(indicator("x", TARGET))
    observations = observe(*rows)
    then = build_panel(registry, observations[observations["published"] < pd.Timestamp(2026, 2, 1)])
    verdicts = judge_panel(registry, then, 2023)
    row = outlook.add_forecasts(registry, then, verdicts).iloc[0]
    assert row["forecast"] == pytest.approx(20)


def test_the_words_are_the_numbers():
    """The sentence holds count, rule, value, interval and the word for the chance."""
    registry, panel = setting(
        rows=[
            ("x", 2019, 8.0),
            ("x", 2020, 10.0),
            ("x", 2021, 12.5),
            ("x", 2022, 14.0),
            ("x", 2023, 16.0),
        ]
    )
    found = outlook.build_outlook(registry, panel, registry.targets[0], "10", 2023)
    assert found is not None
    said = outlook.describe_outlook(registry, registry.targets[0], found)
    low, high = (float(end[-1]) for end in found.projection.interval(0.8))
    for printed in (
        f"{found.projection.value[-1]:.1f}%",
        f"{low:.1f}%",
        f"{high:.1f}%",
        "5个年度数据",
        "2025年",
    ):
        assert printed in said.zh
    assert found.word.zh in said.zh
    assert found.word.en in said.en


@pytest.mark.parametrize(
    ("target", "keys"),
    [
        (TARGET, {"measure": "rank", "unit": "位", "decimals": 0, "better": "lower"}),
        ("plan: five, every: 2021-2025, at_least: 5", {}),
        ("plan: five, by: 2023, reach: 20, base: {year: 2020, value: 10}", {}),
        ("plan: five, by: 2025, hold: 20", {}),
    ],
)
def test_ranks_and_targets_without_a_way_ahead_have_none(target, keys):
    """No forecast for ranks, other periods, targets that are over, and holding."""
    registry, panel = setting(target, **keys)
    assert outlook.build_outlook(registry, panel, registry.targets[0], "10", 2023) is None
    assert np.isnan(filled(2023, target, **keys)["forecast"])


def test_too_few_figures_are_said():
    """Three figures: 无法推断：已有年度数据太少."""
    registry, panel = setting(rows=ROWS[1:4])
    found = outlook.build_outlook(registry, panel, registry.targets[0], "10", 2023)
    assert (
        outlook.describe_outlook(registry, registry.targets[0], found).zh
        == "无法推断：已有年度数据太少"
    )


def test_never_across_a_break():
    """A new definition in 2021 leaves three figures: too few."""
    assert np.isnan(
        filled(2023, breaks="[{year: 2021, zh: 新口径, en: new definition}]")["forecast"]
    )


def test_an_unverified_figure_is_said():
    """A forecast that rests on unverified figures says so."""
    rows = [*ROWS[:4], ("x", 2023, 16.0, "unverified")]
    registry, panel = setting(rows=rows)
    found = outlook.build_outlook(registry, panel, registry.targets[0], "10", 2023)
    assert "含未核实数据" in outlook.describe_outlook(registry, registry.targets[0], found).zh


def test_lower_is_better():
    """A concentration that falls by two a year very likely falls below its ceiling."""
    registry, panel = setting(
        "plan: five, by: 2025, at_most: 30, base: {year: 2020, value: 40}",
        [("x", year, 40.0 - 2.6 * (year - 2020)) for year in range(2018, 2024)],
        better="lower",
        unit="微克/立方米",
    )
    found = outlook.build_outlook(registry, panel, registry.targets[0], "10", 2023)
    assert found is not None
    assert found.chance > 0.99


def test_how_good_forecasts_are_is_measured_on_the_series_at_hand():
    """Ranks are left out; every tested interval is counted."""
    registry, panel = setting(rows=[("x", 2010 + n, 100.0 + 3 * n + (n % 3)) for n in range(12)])
    found = outlook.backtest_panel(registry, panel)
    assert found.series == 1
    assert 0 < found.inside_50 <= found.inside_80 <= found.tests
