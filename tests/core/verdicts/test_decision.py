"""The vectorised ladder and a plain one, written from the text alone, give the same verdicts on
thousands of targets.
"""

from __future__ import annotations

import datetime as dt
import math
import random

import pandas as pd
import pytest

from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.vocabulary.model import Registry, iterate_rows
from dashboard.core.vocabulary.targets import BOUNDS, PERIODS
from tests.bench.plain import judge_all
from tests.conftest import indicator, observe, registry_of

FIELDS = ("actual", "expected", "progress", "elapsed", "ratio", "lag_years", "needed")
UNITS = {"stock": "万人", "flow": "亿元", "rate": "%", "growth": "%", "rank": "位"}
TARGETS_A_SEED = 84


def target(
    random_: random.Random, period: str, bound: str, measure: str, decimals: int
) -> tuple[str, float, float]:
    """A random target of a period and a bound: the inside of its mapping, its goal and its base."""
    last = random_.choice([2022, 2023, 2025])
    first = random_.choice([2021, 2022]) if period in ("every", "total", "average") else last
    goal = round(random_.choice([1, 1, 1, 0, -1]) * random_.uniform(3, 90), decimals)
    if measure in ("rank", "flow") or period == "total":
        goal = abs(goal) or 5.0
    parts = [f"plan: five, {period}: {last if first == last else f'{first}-{last}'}"]
    numbers = {
        "between": f"[{goal}, {round(goal + random_.uniform(1, 20), decimals + 1)}]",
        "in_step_with": "reference",
        "better_than_last_year": "true",
    }
    held = (
        "last_year"
        if bound == "hold" and period in ("in", "every") and random_.random() < 0.5
        else str(goal)
    )
    parts.append(f"{bound}: {numbers.get(bound, held)}")
    if bound == "in_step_with" or (bound in ("about", "hold") and random_.random() < 0.5):
        parts.append(f"tolerance: {random_.choice([0, 0.1, 5])}")
    base = round(random_.choice([goal, 0.0, goal + random_.uniform(-40, 40)]), decimals)
    if period == "by" and random_.random() < 0.85:
        parts.append(f"base: {{year: {random_.choice([2019, 2020, 2021])}, value: {base}}}")
        if bound != "hold" and base * goal > 0 and random_.random() < 0.25:
            parts.append("path: compound")
        elif bound != "hold" and last > 2022 and random_.random() < 0.25:
            parts.append(
                "milestones: "
                f"{{2022: {round(base + (goal - base) * random_.uniform(0, 1), decimals)}}}"
            )
    return ", ".join(parts), goal, base


def figures(
    random_: random.Random, name: str, goal: float, base: float, measure: str, decimals: int
) -> list[tuple[object, ...]]:
    """Random figures around base and goal: gaps, several natures, parts of years, values exactly on
    the edge.
    """
    rows: list[tuple[object, ...]] = []
    for year in range(2017, 2027):
        way = base + (goal - base) * random_.choice(
            [0, 0.2, 0.5, 0.95, 1, 1.05, random_.uniform(-0.5, 1.5)]
        )
        value = round(
            random_.choice([way, goal, base, goal + 10**-decimals, goal - 10**-decimals, way]),
            decimals + random_.choice([0, 2]),
        )
        value = (
            max(1.0, value)
            if measure == "rank"
            else max(0.0, value)
            if measure == "flow"
            else max(-50.0, value)
        )
        quality = random_.choice(["final", "published", "preliminary", "unverified", "disputed"])
        if random_.random() < 0.75:
            rows.append((name, year, value, quality, 12, dt.date(year + 1, 2, 1)))
        if random_.random() < 0.3:
            month = random_.choice([1, 3, 6, 9, 11])
            rows.append(
                (
                    name,
                    year,
                    round(value * random_.choice([month / 12, 1, 1.2]), decimals + 1),
                    "published",
                    month,
                    dt.date(year, month, 28),
                )
            )
    return rows


def random_city(seed: int) -> tuple[Registry, pd.DataFrame]:
    """Many random targets of every allowed kind, with figures."""
    random_ = random.Random(seed)
    kinds = [
        (period, bound)
        for bound in BOUNDS.values()
        for period in bound.periods
        if bound.id not in ("done", "stated")
    ]
    text, rows = indicator("reference"), figures(random_, "reference", 20, 10, "rate", 1)
    for number in range(TARGETS_A_SEED):
        period, bound = kinds[number % len(kinds)]
        measure = random_.choice(["flow", "flow", "rate"] if period == "total" else list(UNITS))
        if period == "average":
            measure = random_.choice(["rate", "growth"])
        better = random_.choice(["higher", "lower", "higher" if bound.directed else "neither"])
        decimals = 0 if measure == "rank" else random_.choice([0, 1])
        inside, goal, base = target(random_, period, bound.id, measure, decimals)
        if bound.directed and better == "neither":
            better = "higher"
        text += indicator(
            f"i{number}",
            inside,
            unit=f'"{UNITS[measure]}"',
            measure=measure,
            better=better,
            decimals=decimals,
        )
        rows += figures(random_, f"i{number}", goal, base, measure, decimals)
    return registry_of(text), observe(*rows)


@pytest.mark.parametrize("seed", range(5))
def test_the_ladder_equals_the_plain_one(seed):
    """Same rows, same statuses, same numbers, year by year."""
    registry, observations = random_city(seed)
    panel = build_panel(registry, observations)
    seen = set()
    for year in range(2020, 2027):
        plain = judge_all(registry, panel, year)
        ours = {
            (row.target, row.region): row
            for row in iterate_rows(judge_panel(registry, panel, year))
        }
        assert ours.keys() == plain.keys()
        for key, row in ours.items():
            wanted = plain[key]
            assert row.status == wanted.status, (key, year, row, wanted)
            seen.add(row.status)
            for field in FIELDS:
                found, expected = float(getattr(row, field)), getattr(wanted, field)
                same = (math.isnan(found) and math.isnan(expected)) or math.isclose(
                    found, expected, rel_tol=1e-9, abs_tol=1e-9
                )
                assert same, (key, year, field, found, expected, row.step)
    assert seen >= {"met", "missed", "pending", "ahead", "behind", "at_risk", "on_course"}


def test_every_allowed_kind_takes_part():
    """The random cities hold every allowed pair of period and bound."""
    registry, _ = random_city(0)
    pairs = {(target.period, target.bound) for target in registry.targets}
    allowed = {
        (period, bound.id)
        for bound in BOUNDS.values()
        for period in bound.periods
        if bound.id not in ("done", "stated")
    }
    assert pairs == allowed
    assert {period for period, _ in allowed} == set(PERIODS)
