"""Assumptions about years to come, and what follows from them."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.analysis.what_if import (
    Assumption,
    WhatIf,
    build_what_if,
    compute_pace,
    describe_what_if,
    format_assumptions,
    parse_assumptions,
)
from dashboard.core.verdicts.standing import build_standing
from dashboard.core.vocabulary.model import Region, Registry
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.text import Text
from tests.conftest import indicator, observe, registry_of, snapshot_of

SHARE = "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}"
LEVEL = "plan: five, by: 2025, reach: 150, base: {year: 2020, value: 100}"
REGISTRY = registry_of(
    indicator("rd", SHARE)
    + indicator("gdp", LEVEL, unit="亿元", measure="flow", decimals=0)
    + indicator("people", unit="万人", measure="stock", decimals=0)
    + indicator(
        "head",
        "plan: five, by: 2025, reach: 1.4, base: {year: 2020, value: 1}",
        unit="万元",
        measure="flow",
        decimals=2,
        formula="gdp / people",
    )
    + indicator("air", "plan: five, every: 2021-2025, at_least: 85", unit="'%'")
    + indicator(
        "rank",
        "plan: five, by: 2025, reach: 30, base: {year: 2020, value: 32}",
        unit="位",
        measure="rank",
        better="lower",
        decimals=0,
    )
)
ROWS = (
    ("rd", 2020, 2.8),
    ("rd", 2021, 2.9),
    ("rd", 2022, 3.0),
    ("rd", 2023, 3.1),
    ("gdp", 2020, 100),
    ("gdp", 2021, 105),
    ("gdp", 2022, 110),
    ("gdp", 2023, 115),
    ("people", 2022, 100),
    ("people", 2023, 100),
    ("air", 2021, 90),
    ("air", 2022, 88),
    ("air", 2023, 86),
    ("rank", 2023, 31),
)


@cache
def known(rows: tuple[tuple[object, ...], ...]) -> tuple[Snapshot, list[Any]]:
    """What was judged in 2023, the same for every assumption."""
    shot = snapshot_of(REGISTRY, observe(*rows), 2023)
    return shot, list(build_standing(shot, "five", "10").rows)


def assume(registry: Registry, rows: tuple[tuple[object, ...], ...], text: str) -> WhatIf:
    return build_what_if(*known(rows), parse_assumptions(text, registry))


def verdict(found: WhatIf, name: str) -> tuple[str, str]:
    """At the present pace, and as assumed."""
    line = next(line for line in found.lines if line.target.indicator == name)
    return line.pace.status, line.then.status


def end(found: WhatIf, name: str) -> float:
    """What an indicator comes to as assumed."""
    line = next(line for line in found.lines if line.target.indicator == name)
    return float(line.then.actual)


def test_the_present_pace_is_carried_on():
    """0.1 points a year reach 3.3 in 2025; 5 a year bring GDP to 125 of 150; a rank stays where it
    is; 2 points a year break the floor.
    """
    found = assume(REGISTRY, ROWS, "")
    assert found.last == 2025
    assert {line.target.indicator: line.pace.actual for line in found.lines} == pytest.approx(
        {"rd": 3.3, "gdp": 125, "head": 1.25, "air": 82, "rank": 31}
    )
    assert [verdict(found, name)[0] for name in ("rd", "gdp", "head", "air", "rank")] == [
        "met",
        "missed",
        "missed",
        "missed",
        "missed",
    ]
    assert not found.flipped
    assert describe_what_if(found, REGISTRY, {}).zh == "尚未作任何假设"
    assumed = parse_assumptions("rd:v:3.4", REGISTRY)
    assert describe_what_if(found, REGISTRY, assumed).zh == "假设不改变任何评价"


def test_an_assumption_flips_what_rests_on_it():
    """R&D at 3.1 in 2025 misses; GDP at 150 meets, and with it what is calculated from it."""
    found = assume(REGISTRY, ROWS, "rd:v:3.1;gdp:v:150")
    assert verdict(found, "rd") == ("met", "missed")
    assert verdict(found, "gdp") == ("missed", "met")
    assert verdict(found, "head") == ("missed", "met")
    assert end(found, "head") == 1.5
    assert (
        describe_what_if(found, REGISTRY, parse_assumptions("rd:v:3", REGISTRY)).zh
        == "3项评价改变：rd、gdp、head"
    )
    assert (
        describe_what_if(found, REGISTRY, parse_assumptions("rd:v:3", REGISTRY)).en
        == "3 verdicts would change: rd, gdp, head"
    )


def test_growth_is_compounded_from_the_last_known_year():
    """115 × 1.1² = 139.15."""
    assert end(assume(REGISTRY, ROWS, "gdp:g:10"), "gdp") == pytest.approx(139.15)


def test_an_assumption_stands_before_a_formula_and_before_what_is_published():
    """The last year may already be known: what is assumed takes its place, and without an
    assumption the figure stays.
    """
    rows = (*ROWS, ("gdp", 2025, 160))
    assert end(assume(REGISTRY, rows, ""), "gdp") == 160
    found = assume(REGISTRY, rows, "gdp:v:120;head:v:2")
    assert (end(found, "gdp"), end(found, "head")) == (120, 2)


def test_years_between_lie_on_a_line():
    """The floor of every year: 85 in 2025 from 86 in 2023 passes 85.5, and holds."""
    assert verdict(assume(REGISTRY, ROWS, "air:v:85"), "air") == ("missed", "met")


def test_the_published_verdicts_are_not_touched():
    """What was known stays as it was: a value before the last known year is never assumed over."""
    found = assume(REGISTRY, ROWS, "rd:v:3.1")
    line = next(line for line in found.lines if line.target.indicator == "rd")
    assert (line.now.actual, line.now.status) == (3.1, "on_course")


def test_other_regions_bear_on_nothing():
    """A second region, with figures and targets of its own, changes no verdict of the first."""
    places = {**REGISTRY.regions, "11": Region("11", Text("乙区", "Other"), within="10")}
    targets = tuple(replace(target, regions=("10", "11")) for target in REGISTRY.targets)
    both = replace(REGISTRY, regions=places, targets=targets)
    elsewhere = observe(*((name, year, value * 0.5) for name, year, value in ROWS), region="11")
    shot = snapshot_of(both, pd.concat([observe(*ROWS), elsewhere], ignore_index=True), 2023)
    alone, together = (
        assume(REGISTRY, ROWS, ""),
        build_what_if(shot, list(build_standing(shot, "five", "10").rows), {}),
    )
    assert [(line.pace.target, line.pace.status, line.pace.actual) for line in together.lines] == [
        (line.pace.target, line.pace.status, line.pace.actual) for line in alone.lines
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("rd:v:3.1", {"rd": ("v", 3.1)}),
        (" gdp:g:-2.5 ;rd:v:3", {"gdp": ("g", -2.5), "rd": ("v", 3.0)}),
        ("rd:g:5", {}),
        ("no:v:1", {}),
        ("rd:v:nan", {}),
        ("rd:v:1e999", {}),
        ("rd:x:1;;;", {}),
        ("rd:v:1;rd:v:2", {"rd": ("v", 2.0)}),
        ("gdp:v:" + "9" * 400, {}),
        ("gdp:v:٣", {}),
        ("rd:v:1e-7", {"rd": ("v", 1e-7)}),
        ("gdp:g:999999999999999", {}),
        ("gdp:g:-100", {}),
        ("gdp:v:9e99", {}),
    ],
)
def test_an_address_of_any_kind_is_read(text, found):
    """What cannot be read is left out; growth of a share means nothing."""
    assert {
        name: (one.kind, one.amount) for name, one in parse_assumptions(text, REGISTRY).items()
    } == found


@given(
    st.dictionaries(
        st.sampled_from(["rd", "gdp", "air"]), st.floats(-1e9, 1e9).map(lambda x: round(x, 6))
    )
)
def test_what_is_written_is_read_again(amounts):
    assumed = {name: Assumption(name, "v", amount) for name, amount in amounts.items()}
    again = parse_assumptions(format_assumptions(assumed), REGISTRY)
    assert {name: one.amount for name, one in again.items()} == pytest.approx(amounts)


@given(st.floats(2, 5), st.floats(2, 5))
def test_more_of_what_is_good_is_never_worse(one, other):
    """Monotone: met with less, met with more."""
    low, high = sorted((round(one, 3), round(other, 3)))
    first, second = (assume(REGISTRY, ROWS, f"rd:v:{amount}") for amount in (low, high))
    assert not (verdict(first, "rd")[1] == "met" and verdict(second, "rd")[1] != "met")


def test_a_pace_needs_two_years_of_one_definition():
    kind = registry_of(
        indicator("a", SHARE, breaks="[{year: 2022, zh: 口径, en: scope}]")
    ).indicators["a"]
    assert compute_pace(kind, {2023: 3.0}) is None
    assert compute_pace(kind, {2020: 1.0, 2021: 2.0, 2022: 5.0, 2023: 5.5}) == 0.5
    steady = {2015 + at: 1 + at / 10 for at in range(9)}
    assert compute_pace(REGISTRY.indicators["rd"], steady) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("rd", [("rd", 2023, 2.8)]),
        ("air", [("air", 2022, 94.0), ("air", 2023, 97.5)]),
        ("head", [("gdp", 2022, 100), ("gdp", 2023, 110), ("people", 2023, 100)]),
    ],
)
def test_what_cannot_be_inferred_is_no_number(name, rows):
    """One figure is no pace and no standstill, a share does not end at 100, and what is calculated
    of such a one is none either; an assumption stands all the same.
    """
    limits = indicator("air", "plan: five, by: 2025, reach: 98", limits="[0, 100]")
    registry = replace(
        REGISTRY, indicators={**REGISTRY.indicators, **registry_of(limits).indicators}
    )
    shot = snapshot_of(registry, observe(*rows), 2023)
    pairs = list(build_standing(shot, "five", "10").rows)
    found = build_what_if(shot, pairs, {})
    line = next(line for line in found.lines if line.target.indicator == name)
    assert math.isnan(line.pace.actual)
    assert verdict(found, name)[0] == "pending"
    assumed = build_what_if(shot, pairs, parse_assumptions("rd:v:3.3;people:v:50", registry))
    assert verdict(assumed, "rd")[1] == "met"


def test_a_sum_ends_as_a_sum():
    """10 and 12 are 22; 14 and 16 follow: 52 and not 16, which the verdict judges."""
    registry = registry_of(
        indicator("homes", "plan: five, total: 2022-2025, at_least: 50", unit="个", measure="flow")
    )
    shot = snapshot_of(registry, observe(("homes", 2022, 10), ("homes", 2023, 12)), 2023)
    (line,) = build_what_if(shot, list(build_standing(shot, "five", "10").rows), {}).lines
    assert (line.pace.actual, line.pace.status) == (52, "met")
