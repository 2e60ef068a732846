"""What a sentence may mention: kept and broken years, and the year of the best pace."""

from __future__ import annotations

from dashboard.core.verdicts.judge import judge
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.verdicts.sentence_data import SentenceData, read_known_values
from dashboard.core.vocabulary.digits import print_numbers
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from tests.conftest import indicator, observe, registry_of


def case(target: str, *rows: tuple[str, int, float], year: int, **keys: object) -> SentenceData:
    registry = registry_of(indicator("x", target, **keys))
    observations = observe(*rows)
    row = next(judge(registry, observations, year).itertuples(index=False))
    figures = read_known_values(build_panel(registry, observations).in_force)[("x", "10")]
    return SentenceData(
        registry,
        registry.targets[0],
        registry.indicators["x"],
        row,
        figures.full,
        figures.part,
        RULES[DEFAULT],
        frozenset(),
        print_numbers(registry.indicators["x"], registry.targets[0], row),
    )


def test_kept_broken_and_unknown_years():
    """Every year of the period up to the one judged is one of the three."""
    found = case(
        "plan: five, every: 2021-2025, at_least: 5",
        ("x", 2021, 6),
        ("x", 2022, 4),
        ("x", 2024, 5),
        year=2024,
    )
    assert (found.list_kept_years(), found.list_broken_years(), found.years(known=False)) == (
        [2021, 2024],
        [2022],
        [2023],
    )


def test_the_year_of_the_best_pace():
    """The step into 2022 was the largest; a step across a missing year or a break is none."""
    target = "plan: five, by: 2025, reach: 20, base: {year: 2020, value: 5}"
    rows = [("x", 2020, 5.0), ("x", 2021, 6.0), ("x", 2022, 8.0), ("x", 2023, 9.0)]
    assert case(target, *rows, year=2023).best_year == 2022
    broken = case(
        target, *rows, year=2023, breaks="[{year: 2022, zh: 口径变化, en: new definition}]"
    )
    assert broken.best_year in (2021, 2023)
    assert broken.row.best_pace == 1.0


def test_the_base_that_the_plan_alone_states_is_on_record():
    """50 in 2020 by the plan, 53, 54: the best year is 2021 whether or not 2020 was reported, and a
    break after the base hides it.
    """
    target = "plan: five, by: 2025, reach: 60, base: {year: 2020, value: 50}"
    rows = [("x", 2021, 53.0), ("x", 2022, 54.0)]
    reported = case(target, ("x", 2020, 50.0), *rows, year=2022)
    stated = case(target, *rows, year=2022)
    for found in (reported, stated):
        assert (found.best_year, found.row.best_pace, found.row.flags) == (2021, 3.0, ())
    broken = case(
        target, *rows, year=2022, breaks="[{year: 2021, zh: 口径变化, en: new definition}]"
    )
    assert (broken.best_year, broken.row.best_pace) == (2022, 1.0)
