"""Laws that hold for every period and bound of the tables, not only for those one thinks of."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.core.verdicts.judge import judge
from dashboard.core.vocabulary.model import Base, Registry, Target
from dashboard.core.vocabulary.targets import BOUNDS, PERIODS
from dashboard.core.vocabulary.units import UNITS
from tests.conftest import indicator, observe, registry_of
from tests.sizes import laws

PAIRS = [
    (period, bound.id)
    for bound in BOUNDS.values()
    for period in bound.periods
    if bound.takes != "text" and bound.id != "done"
]
YEARS = {
    "by": "2025",
    "in": "2024",
    "every": "2021-2025",
    "total": "2021-2025",
    "average": "2021-2025",
}
NUMBERS = {
    "between": "[10, 14]",
    "in_step_with": "other, tolerance: 1",
    "better_than_last_year": "true",
}
ORDER = {
    "missed": 0,
    "at_risk": 1,
    "behind": 2,
    "on_course": 3,
    "ahead": 4,
    "met_early": 5,
    "met": 5,
}
VALUE = st.floats(1, 30).map(lambda value: round(value, 1))
SERIES = st.lists(VALUE, min_size=5, max_size=5)


@cache
def declared(period: str, bound: str, better: str) -> Registry:
    """One target of a pair, from 5 in 2020 to 10."""
    parts = f"plan: five, {period}: {YEARS[period]}, {bound}: {NUMBERS.get(bound, '10')}"
    if period == "by":
        parts += (
            ", base: {year: 2020, value: 5}"
            if better == "higher"
            else ", base: {year: 2020, value: 15}"
        )
    return registry_of(
        indicator("x", parts, better=better, unit="亿元", measure="flow")
        + indicator("other", better=better, unit="亿元", measure="flow")
    )


def statuses(
    registry: Registry, values: list[float], others: list[float], *, scale: float = 1.0
) -> list[str]:
    """The status in 2022, 2024 and 2025, each known up to that year."""
    found = []
    for last in (2022, 2024, 2025):
        rows = [
            ("x", year, value * scale)
            for year, value in zip(range(2021, 2026), values, strict=True)
            if year <= last
        ]
        rows += [
            ("other", year, value * scale)
            for year, value in zip(range(2021, 2026), others, strict=True)
            if year <= last
        ]
        verdicts = judge(registry, observe(("x", 2020, values[0] * scale), *rows), last)
        found += verdicts["status"].astype(str).tolist() or ["none"]
    return found


def scaled(target: Target, factor: float) -> Target:
    """A target whose numbers are all multiplied."""

    def times(value: float | None) -> float | None:
        return None if value is None else value * factor

    base = Base(target.base.year, times(target.base.value)) if target.base else None
    return replace(
        target,
        x=times(target.x),
        high=times(target.high),
        tolerance=times(target.tolerance),
        base=base,
    )


@pytest.mark.parametrize(("period", "bound"), PAIRS)
@settings(max_examples=laws(3))
@given(values=SERIES, others=SERIES)
def test_the_unit_does_not_matter(period, bound, values, others):
    """Written in 万元 instead of 亿元, with its last printed digit, every verdict stays."""
    registry = declared(period, bound, "higher")
    kinds = {
        name: replace(kind, unit=UNITS["万元"], decimals=kind.decimals - 4)
        for name, kind in registry.indicators.items()
    }
    other = replace(
        registry,
        indicators=kinds,
        targets=tuple(scaled(target, 1e4) for target in registry.targets),
    )
    assert statuses(registry, values, others) == statuses(other, values, others, scale=1e4)


MIRRORED = {"at_least": "at_most", "above": "below", "at_most": "at_least", "below": "above"}


@pytest.mark.parametrize(
    ("period", "bound"),
    [pair for pair in PAIRS if pair[0] != "total" and pair != ("average", "between")],
)
@settings(max_examples=laws(3))
@given(values=SERIES, others=SERIES)
def test_direction_is_a_mirror(period, bound, values, others):
    """Everything negated, better and bound turned round: the same verdicts."""
    registry = declared(period, bound, "higher")
    kinds = {name: replace(kind, better="lower") for name, kind in registry.indicators.items()}
    (target,) = registry.targets
    mirror = scaled(target, -1)
    low, high = (mirror.high, mirror.x) if bound == "between" else (mirror.x, mirror.high)
    mirror = replace(
        mirror, bound=MIRRORED.get(bound, bound), x=low, high=high, tolerance=target.tolerance
    )
    turned = replace(registry, indicators=kinds, targets=(mirror,))
    assert statuses(registry, values, others) == statuses(turned, values, others, scale=-1)


@pytest.mark.parametrize(
    ("period", "bound"),
    [
        pair
        for pair in PAIRS
        if pair[1] not in ("between", "better_than_last_year", "at_most", "below")
    ],
)
@settings(max_examples=laws(3))
@given(values=SERIES, others=SERIES, more=st.floats(0, 10).map(lambda value: round(value, 1)))
def test_more_in_the_last_year_is_never_worse(period, bound, values, others, more):
    """Where higher is better, a higher last figure never lowers the status of its year."""
    registry = declared(period, bound, "higher")
    better = [*values[:-1], values[-1] + more]
    worse, now = (statuses(registry, series, others)[-1] for series in (values, better))
    if worse in ORDER and now in ORDER and (bound != "hold" or period != "by"):
        assert ORDER[now] >= ORDER[worse]


@pytest.mark.parametrize(("period", "bound"), PAIRS)
def test_without_figures_nothing_is_judged(period, bound):
    """No figure in: pending or not judged out, and no number beside it."""
    verdicts = judge(declared(period, bound, "higher"), observe(), 2024)
    assert set(verdicts["status"]) <= {"pending", "not_judged"}
    assert verdicts[["actual", "gap_to_goal", "gap_to_path", "needed", "ratio"]].isna().all().all()


@pytest.mark.parametrize(("period", "bound"), PAIRS)
@settings(max_examples=laws(2))
@given(values=SERIES, others=SERIES)
def test_the_order_of_rows_does_not_matter(period, bound, values, others):
    """The same figures in another order: the same verdicts, column for column."""
    registry = declared(period, bound, "higher")
    rows: list[Any] = [("x", 2020 + n, value) for n, value in enumerate(values)] + [
        ("other", 2020 + n, value) for n, value in enumerate(others)
    ]
    there, back = (judge(registry, observe(*some), 2024) for some in (rows, rows[::-1]))
    pd.testing.assert_frame_equal(there, back)


def test_every_pair_of_the_tables_is_here():
    """Nothing that a plan may say with a number escapes these laws."""
    assert len(PAIRS) == sum(
        len(bound.periods)
        for bound in BOUNDS.values()
        if bound.takes != "text" and bound.id != "done"
    )
    assert {period for period, _ in PAIRS} == set(PERIODS)
    assert np.isfinite(len(PAIRS))
