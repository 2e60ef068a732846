"""Has a figure slipped by a power of ten? Held against the nearest years of its series and against
what the plan states.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import Indicator, Registry, iterate_rows
from dashboard.core.vocabulary.text import Text
from dashboard.ingest.observations.listing import build_issue, format_all_digits, limit_issues

POWERS = {
    -8: "10⁸",
    -4: "10⁴",
    -3: "10³",
    -2: "100",
    -1: "10",
    1: "10",
    2: "100",
    3: "10³",
    4: "10⁴",
    8: "10⁸",
}
"""Slips that happen: 元 for 万元 or 亿元, a fraction for a percentage, a digit too many or too few."""
_NEAR = math.log10(1.6)
"""How near to a whole power of ten a ratio must be, as a factor."""
_SUSPECT = math.log10(4)
"""A series that stays within this factor of its middle has no slip; the others are looked at one by
one.
"""
_FAR = 2.5
"""Beyond this many powers of ten no figure is right, whatever the slip was."""
_JUMP = math.log10(5)
_SMALL = 30
"""Counts below this jump tenfold in earnest: three projects, then thirty."""
_NEAREST = 3
_AGREE = math.log10(2)
"""How far apart, as a factor, values may be that agree."""
Years = Mapping[int, float]
Series = Mapping[tuple[str, str], Years]


def list_slips(
    figures: pd.DataFrame, registry: Registry, history: Series, file: str
) -> list[Issue]:
    """A warning at every cell whose figure is a power of ten away from its series, or of the other
    sign.
    """
    return limit_issues(_iterate_slips(figures, registry, history, file))


def _iterate_slips(
    figures: pd.DataFrame, registry: Registry, history: Series, file: str
) -> Iterator[Issue]:
    stated = _build_stated(registry)
    for key, series in _list_suspects(figures, stated, history):
        indicator = registry.indicators[key[0]]
        of_plan, of_history = stated.get(key, {}), history.get(key, {})
        known = Line({**of_plan, **of_history}, frozenset(of_plan) - frozenset(of_history))
        medians = series.groupby("year")["value"].median()
        beside = Line({int(str(year)): float(value) for year, value in medians.items()})
        both = Line({**known.by_year, **beside.by_year}, known.of_plan - frozenset(beside.by_year))
        for row in iterate_rows(series):
            issue = _find_power_slip(row, indicator, (known, both), file)
            if issue is None:
                issue = _find_sign_slip(row, indicator, beside, file)
            if issue is not None:
                yield issue


@dataclass
class Line:
    """The values of a series by year, for looking up the nearest ones."""

    by_year: Years
    of_plan: frozenset[int] = frozenset()
    """Years whose value is what the plan states, not what happened."""
    years: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.years = sorted(year for year, value in self.by_year.items() if value)

    def near(self, year: int) -> list[float]:
        """The sizes of the nearest values of other years, at most three, the earlier ones first
        among equals.
        """
        at = bisect_left(self.years, year)
        around = self.years[max(0, at - _NEAREST) : at + _NEAREST + 1]
        others = [other for other in around if other != year]
        others.sort(key=lambda other: (abs(other - year), other))
        return [abs(self.by_year[other]) for other in others[:_NEAREST]]


def _list_suspects(
    figures: pd.DataFrame, stated: Series, history: Series
) -> Iterator[tuple[tuple[str, str], pd.DataFrame]]:
    """Series whose figures do not all stay near their middle, or that something known does not."""
    if not len(figures):
        return
    indicators, regions = figures["indicator"], figures["region"]
    with np.errstate(divide="ignore"):
        size = pd.Series(np.log10(figures["value"].abs().to_numpy()), index=figures.index)
    middle = size.groupby([indicators, regions], sort=False).transform("median")
    odd = ((size - middle).abs() > _SUSPECT) | (figures["value"] <= 0)
    suspects = set(zip(indicators[odd], regions[odd], strict=True))
    middles = middle.groupby([indicators, regions], sort=False).first()
    for key, centre in zip(middles.index.to_list(), middles.to_list(), strict=True):
        known = (*stated.get(key, {}).values(), *history.get(key, {}).values())
        if any(value and abs(math.log10(abs(value)) - centre) > _SUSPECT for value in known):
            suspects.add(key)
    rows_by_series = figures.groupby(["indicator", "region"], sort=False).indices
    for key in sorted(suspects):
        yield key, figures.iloc[rows_by_series[key]]


def _find_power_slip(
    row: Any, indicator: Indicator, lines: tuple[Line, ...], file: str
) -> Issue | None:
    """What the plan states and what is known come first; then the other years of the file count as
    well.
    """
    for line in lines:
        near = line.near(row.year)
        tells = _may_tell_tenfold(indicator, near)
        power = compute_slip(row.value, near, tenfold=tells)
        if power:
            way = Text("大", "above") if power > 0 else Text("小", "below")
            size = POWERS.get(power) or f"10^{abs(power)}"
            return _build_issue("magnitude-slip", row, line, file, {"power": size, "way": way})
        if tells and is_jump(row.value, near):
            return _build_issue("large-change", row, line, file, {})
    return None


def is_jump(value: float, near: Sequence[float]) -> bool:
    """Whether a value is more than five times above or below at least two others that agree."""
    if len(near) < 2 or not value or math.log10(max(near) / min(near)) >= _AGREE:
        return False
    return abs(_compute_distance(value, near)) > _JUMP


def _find_sign_slip(row: Any, indicator: Indicator, beside: Line, file: str) -> Issue | None:
    """A negative amount, or nothing at all, among amounts above nought."""
    if row.value > 0 or indicator.measure not in ("stock", "flow"):
        return None
    others = [value for year, value in beside.by_year.items() if year != row.year]
    if len(others) < 2 or min(others) <= 0 or not _may_tell_tenfold(indicator, others):
        return None
    code = "sign-slip" if row.value < 0 else "zero-slip"
    return build_issue(code, row.cell, file, {"value": format_all_digits(row.value)})


def compute_slip(value: float, near: Sequence[float], *, tenfold: bool = True) -> int:
    """By which power of ten a value is away from the sizes of the nearest others; 0 where it is
    not, or cannot be told.

    One other value tells a slip by 100 or more; a slip by 10 needs two that agree.
    """
    if not near or not value:
        return 0
    ratio = _compute_distance(value, near)
    power = round(ratio)
    spread = math.log10(max(near) / min(near))
    if spread >= 1:
        return 0
    if abs(ratio) > _FAR:
        return power
    if power not in POWERS or abs(ratio - power) > _NEAR:
        return 0
    if abs(power) == 1 and not (tenfold and len(near) > 1 and spread < _AGREE):
        return 0
    return power


def _compute_distance(value: float, near: Sequence[float]) -> float:
    """By how many powers of ten a value is above the middle of others; the ratio itself may be less
    than any float.
    """
    return math.log10(abs(value)) - math.log10(median(near))


def _may_tell_tenfold(indicator: Indicator, near: Sequence[float]) -> bool:
    """Growth rates, ranks and small counts jump tenfold in earnest."""
    if indicator.measure in ("growth", "rank"):
        return False
    unit = indicator.unit
    is_count = unit is not None and unit.dimension == "count" and unit.factor == 1
    return not (is_count and near and median(near) < _SMALL)


def _build_stated(registry: Registry) -> dict[tuple[str, str], dict[int, float]]:
    """Bases and goals that the plan states."""
    stated: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for target in registry.targets:
        is_level = target.period in ("by", "in", "every") and target.high is None
        for region in target.regions:
            values = stated[target.indicator, region]
            if is_level and target.x is not None:
                values.setdefault(target.last, target.x)
            if target.base is not None and target.base.value is not None:
                values[target.base.year] = target.base.value
    return stated


def _build_issue(code: str, row: Any, line: Line, file: str, how: dict[str, object]) -> Issue:
    nearest = min(
        (year for year in line.years if year != row.year),
        key=lambda year: (abs(year - row.year), year),
    )
    of = Text("规划所写", "the plan's ") if nearest in line.of_plan else Text("", "the ")
    values = {
        "value": format_all_digits(row.value),
        "year": nearest,
        "other": format_all_digits(line.by_year[nearest]),
        "of": of,
    }
    return build_issue(code, row.cell, file, {**values, **how})
