"""An indicator without declared decimals is printed as its publisher prints it, and judged by the
plan's digits.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.verdicts.printed_digits import follow_published_digits
from dashboard.core.vocabulary.model import CALCULATED
from tests.conftest import indicator, observe, registry_of
from tests.sizes import laws

PHRASE = "source: {document: report, section: s, phrase: 5.0%左右}"
SILENT = registry_of(
    indicator("growth", "plan: year, in: 2021, at_least: 5", decimals=None)
    + indicator("told", "plan: year, in: 2021, at_least: 5", decimals=1)
    + indicator("worded", f"plan: year, in: 2021, about: 5, {PHRASE}", decimals=None)
)


@pytest.mark.parametrize(
    ("rows", "decimals"),
    [
        ([], 0),
        ([("growth", 2020, 4.8)], 1),
        ([("growth", 2020, 4.8), ("growth", 2021, 4.85)], 2),
        ([("growth", 2020, 4.8571, "final")], 4),
        ([("growth", 2020, 4.857142857)], 0),
        ([("growth", 2020, 4.85, "derived"), ("growth", 2019, 4.8, "unverified")], 0),
    ],
)
def test_the_most_digits_of_what_an_office_printed(rows, decimals):
    """Not of what was calculated, estimated or not verified, nor of a number with more digits than
    statistics print.
    """
    shown = follow_published_digits(SILENT, observe(*rows))
    assert shown.indicators["growth"].decimals == decimals
    assert shown.indicators["growth"].last_digit == 1


def test_what_a_cell_shows_goes_before_what_its_value_needs():
    """4.80 printed to a hundredth; 4.857 of a formula counts as little as what is derived; a figure
    of which nothing was noted is taken by its value.
    """
    rows = observe(("growth", 2020, 4.8), ("growth", 2021, 4.857), ("growth", 2022, 4.9))
    noted = rows.assign(decimals=[2, CALCULATED, float("nan")])
    assert follow_published_digits(SILENT, noted).indicators["growth"].decimals == 2
    noted = rows.assign(decimals=[float("nan"), CALCULATED, float("nan")])
    assert follow_published_digits(SILENT, noted).indicators["growth"].decimals == 1


def test_declared_decimals_hold():
    shown = follow_published_digits(SILENT, observe(("told", 2020, 4.8571)))
    assert shown.indicators["told"].decimals == 1


def test_the_plans_digits_are_those_of_its_words():
    """5.0%左右 is printed to a tenth: so is its tolerance."""
    assert SILENT.indicators["worded"].last_digit == 0.1
    assert SILENT.target("year.worded.in2021").tolerance == 0.05


@settings(max_examples=laws(30))
@given(st.lists(st.decimals(-50, 50, places=3), min_size=1, max_size=4))
def test_no_figure_decides_how_exactly_it_is_judged(values):
    """Verdicts are the same whatever the figures print."""
    rows = observe(*(("growth", 2021 - step, float(value)) for step, value in enumerate(values)))
    shown = follow_published_digits(SILENT, rows)
    before, after = (
        judge_panel(registry, build_panel(registry, rows), 2021) for registry in (SILENT, shown)
    )
    assert before.equals(after)
