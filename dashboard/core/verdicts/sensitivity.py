"""What would the verdict be on another base, or at other prices? Both decide verdicts, so both are
said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dashboard.core.verdicts.decision import decide
from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import Panel
from dashboard.core.verdicts.rows import Rows
from dashboard.core.verdicts.target_columns import (
    build_target_columns,
    compute_printed_digit,
    vary_base,
)
from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.model import Registry, Target
from dashboard.core.vocabulary.rules import DEFAULT
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.targets import Array

_GRID = 400


@dataclass(frozen=True, slots=True)
class OtherBase:
    """Another readable value of the base year and the status it would give."""

    value: float
    status: str


@dataclass(frozen=True, slots=True)
class OtherPrices:
    """The value at the base year's prices, the status it would give, and the growth years that are
    unverified.
    """

    value: float
    status: str
    unverified: tuple[int, ...]


def judge_on_bases(
    registry: Registry,
    panel: Panel,
    target: Target,
    region: str,
    year: int,
    bases: Array,
    rules: str = DEFAULT,
) -> list[str]:
    """The status a target would have in a year on each of many bases, decided together."""
    if target.base is None or not len(bases):
        return []
    some_base = replace(target.base, value=float(bases[0]))
    only = replace(registry, targets=(replace(target, regions=(region,), base=some_base),))
    declared = vary_base(build_target_columns(only, panel), bases)
    places, years = np.arange(len(bases)), np.full(len(bases), min(year, target.last))
    regions = np.full(len(bases), panel.regions[region])
    outcome = decide(Rows(declared, panel, places, regions, years, years), rules)
    names = list(STATUSES)
    return [names[code] for code in outcome.status]


def list_other_bases(
    registry: Registry,
    panel: Panel,
    target: Target,
    region: str,
    year: int,
    readable: Array,
    rules: str = DEFAULT,
) -> list[OtherBase]:
    """Every readable value of the base year that prints another number than the plan's base, with
    its status.
    """
    others = find_other_values(registry, target, readable)
    statuses = judge_on_bases(registry, panel, target, region, year, others, rules)
    return [OtherBase(float(value), status) for value, status in zip(others, statuses, strict=True)]


def find_other_values(registry: Registry, target: Target, readable: Array) -> Array:
    """Those readable values of the base year that print another number than the plan's base."""
    if target.base is None or target.base.value is None:
        return np.array([])
    half = compute_printed_digit(registry.indicators[target.indicator]) / 2
    return np.unique(readable[np.abs(readable - target.base.value) > half * (1 + 1e-9)])


def find_tipping_base(
    registry: Registry, panel: Panel, target: Target, region: str, year: int, rules: str = DEFAULT
) -> tuple[float, str] | None:
    """The base nearest the plan's at which the status changes, and what it changes to; None where
    none is near.

    Looked for within one whole way (goal − base) on either side, to a thousandth of it.
    """
    if (
        target.base is None
        or target.base.value is None
        or target.x is None
        or target.x == target.base.value
    ):
        return None
    start, way = target.base.value, abs(target.x - target.base.value)
    offsets = np.linspace(0, way, _GRID + 1)
    below, above = (
        judge_on_bases(registry, panel, target, region, year, start + sign * offsets, rules)
        for sign in (-1, 1)
    )
    for step in range(1, _GRID + 1):
        for sign, found in ((-1, below), (1, above)):
            if found[step] != found[0]:
                fine = start + sign * np.linspace(offsets[step - 1], offsets[step], 21)
                statuses = judge_on_bases(registry, panel, target, region, year, fine, rules)
                at = next(place for place, status in enumerate(statuses) if status != found[0])
                return float(fine[at]), statuses[at]
    return None


def judge_at_base_prices(
    registry: Registry, panel: Panel, target: Target, region: str, year: int, rules: str = DEFAULT
) -> OtherPrices | None:
    """A money level chained from the plan's base by constant-price growth, and the status that
    value would have.

    Needs the growth of every year since the base; None otherwise. The growth indicator is
    `real_growth`.
    """
    indicator = registry.indicators[target.indicator]
    base = target.base
    if (
        indicator.real_growth is None
        or base is None
        or base.value is None
        or not base.year < year <= target.last
    ):
        return None
    years = np.arange(base.year + 1, year + 1) - panel.first_year
    growth = panel.full[panel.indicators[indicator.real_growth], panel.regions[region], years]
    quality = panel.quality[panel.indicators[indicator.real_growth], panel.regions[region], years]
    if np.isnan(growth).any():
        return None
    value = float(base.value * np.prod(1 + growth / 100))
    full = panel.full.copy()
    full[panel.indicators[indicator.id], panel.regions[region], year - panel.first_year] = value
    only = replace(registry, targets=(replace(target, regions=(region,)),))
    status = str(judge_panel(only, replace(panel, full=full), year, rules)["status"].iloc[0])
    doubtful = tuple(
        int(at + panel.first_year)
        for at, code in zip(years, quality, strict=True)
        if code == qualities.UNVERIFIED
    )
    return OtherPrices(value, status, doubtful)
