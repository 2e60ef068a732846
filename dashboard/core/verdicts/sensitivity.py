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
from dashboard.core.vocabulary.digits import count_printed_decimals, round_half_up
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
    others = np.unique(readable[np.abs(readable - target.base.value) > half * (1 + 1e-9)])
    if len(others) < 2:
        return others
    return np.array([value for value in others if not _is_rounded(value, others)])


def _is_rounded(value: float, others: Array) -> bool:
    """Whether one of the others is the same figure with more digits: 5963.75 for 5964."""
    decimals = count_printed_decimals(value)
    return any(value != other and value == round_half_up(other, decimals) for other in others)


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


@dataclass(frozen=True, slots=True)
class ChainedValue:
    """A level at the base year's prices, and the years whose growth is unverified."""

    value: float
    unverified: tuple[int, ...]


def chain_growth(
    registry: Registry, panel: Panel, target: Target, region: str, year: int
) -> ChainedValue | None:
    """A money level chained from the plan's base by the constant-price growth that `real_growth`
    names; needs the growth of every year since the base, None otherwise.
    """
    growth_name, base = registry.indicators[target.indicator].real_growth, target.base
    if growth_name is None or base is None or base.value is None:
        return None
    if not base.year < year <= target.last:
        return None
    years = np.arange(base.year + 1, year + 1)
    place = (panel.indicators[growth_name], panel.regions[region], years - panel.first_year)
    growth = panel.full[place]
    if np.isnan(growth).any():
        return None
    doubtful = years[panel.quality[place] == qualities.UNVERIFIED]
    return ChainedValue(float(base.value * np.prod(1 + growth / 100)), tuple(doubtful.tolist()))


def judge_at_base_prices(
    registry: Registry, panel: Panel, target: Target, region: str, year: int, rules: str = DEFAULT
) -> OtherPrices | None:
    """The level at the base year's prices, and the status that value would have."""
    chained = chain_growth(registry, panel, target, region, year)
    if chained is None:
        return None
    full = panel.full.copy()
    at = year - panel.first_year
    full[panel.indicators[target.indicator], panel.regions[region], at] = chained.value
    only = replace(registry, targets=(replace(target, regions=(region,)),))
    status = str(judge_panel(only, replace(panel, full=full), year, rules)["status"].iloc[0])
    return OtherPrices(chained.value, status, chained.unverified)
