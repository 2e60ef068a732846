"""What a sentence may mention: kept and broken years, and the year of the best pace."""

from __future__ import annotations

from dashboard.core.verdicts.judge import judge
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.verdicts.sentence_data import SentenceData, read_known_values
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
        None,
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
