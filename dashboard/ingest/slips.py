"""Has a figure slipped by a power of ten? Held against the other years of its series and against what the plan states."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from dashboard.core.issues import Issue
from dashboard.core.model import OBSERVATIONS, Indicator, Registry
from dashboard.core.text import Text
from dashboard.ingest.repeats import all_digits, within

_AT = {column: position for position, column in enumerate(OBSERVATIONS)}
POWERS = {-8: "10⁸", -4: "10⁴", -3: "10³", -2: "100", -1: "10", 1: "10", 2: "100", 3: "10³", 4: "10⁴", 8: "10⁸"}
"""Slips that happen: 元 for 万元 or 亿元, a fraction for a percentage, a digit too many or too few."""
_NEAR = math.log10(1.6)
"""How near to a whole power of ten a ratio must be, as a factor."""
_SMALL = 30
_NEAREST = 3
_AGREE = math.log10(2)
"""How far apart, as a factor, values may be that agree."""
_LEVELS = ("reach", "at_least", "at_most", "above", "below", "about", "hold")
Series = Mapping[tuple[str, str], Mapping[int, float]]


def find(rows: Sequence[tuple[object, ...]], registry: Registry, history: Series, file: str) -> list[Issue]:
    """A warning at every cell whose figure is a power of ten away from its series, or of the other sign."""
    series: dict[tuple[str, str], dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        series[_key(row)][int(str(row[_AT["year"]]))].append(float(str(row[_AT["value"]])))
    stated = _stated(registry)
    issues = []
    for row in rows:
        key, year, value = _key(row), int(str(row[_AT["year"]])), float(str(row[_AT["value"]]))
        indicator = registry.indicators[key[0]]
        known = {at: other for at, other in {**stated.get(key, {}), **history.get(key, {})}.items() if at != year}
        beside = {at: median(values) for at, values in series[key].items() if at != year}
        for others in (known, {**known, **beside}):
            if power := slip(value, year, others, tenfold=_tells_tenfold(indicator, others)):
                issues.append(_issue(row, power, others, year, file))
                break
        else:
            if (
                value < 0
                and indicator.measure in ("stock", "flow")
                and len(beside) > 1
                and min((*beside.values(), *known.values())) > 0
            ):
                issues.append(_said("sign-slip", row, file, {"value": all_digits(value)}))
    return issues


def slip(value: float, year: int, others: Mapping[int, float], *, tenfold: bool = True) -> int:
    """By which power of ten a value is away from the nearest others of its series; 0 where it is not, or cannot be told.

    One other value tells a slip by 100 or more; a slip by 10 needs two that agree.
    """
    nearest = sorted((at for at, other in others.items() if other), key=lambda at: (abs(at - year), at))
    known = [abs(others[at]) for at in nearest[:_NEAREST]]
    if not known or not value:
        return 0
    usual = median(known)
    ratio = math.log10(abs(value) / usual)
    power = round(ratio)
    spread = math.log10(max(known) / min(known))
    if power not in POWERS or abs(ratio - power) > _NEAR:
        return 0
    if abs(power) == 1:
        return power if tenfold and len(known) > 1 and spread < _AGREE else 0
    return power if spread < 1 else 0


def _tells_tenfold(indicator: Indicator, others: Mapping[int, float]) -> bool:
    """Growth rates, ranks and small counts jump tenfold in earnest: three projects, then thirty."""
    counted = indicator.unit is not None and indicator.unit.dimension == "count" and indicator.unit.factor == 1
    return indicator.measure not in ("growth", "rank") and not (counted and others and median(others.values()) < _SMALL)


def _key(row: tuple[object, ...]) -> tuple[str, str]:
    return str(row[_AT["indicator"]]), str(row[_AT["region"]])


def _stated(registry: Registry) -> dict[tuple[str, str], dict[int, float]]:
    """Bases and goals that the plan states."""
    known: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for target in registry.targets:
        for region in target.regions:
            if target.period in ("by", "in", "every") and target.bound in _LEVELS and target.x is not None:
                known[target.indicator, region].setdefault(target.last, target.x)
            if target.base is not None and target.base.value is not None:
                known[target.indicator, region][target.base.year] = target.base.value
    return known


def _issue(row: tuple[object, ...], power: int, others: Mapping[int, float], year: int, file: str) -> Issue:
    nearest = min((at for at in others if at != year), key=lambda at: (abs(at - year), at))
    values = {
        "value": all_digits(float(str(row[_AT["value"]]))),
        "power": POWERS[power],
        "year": nearest,
        "other": all_digits(others[nearest]),
        "way": Text("大", "above") if power > 0 else Text("小", "below"),
    }
    return _said("magnitude-slip", row, file, values)


def _said(code: str, row: tuple[object, ...], file: str, values: dict[str, object]) -> Issue:
    sheet, cell = within(row, file)
    return Issue(code, values, file, sheet=sheet, cell=cell, row=int("".join(mark for mark in cell if mark.isdigit())))


def known(frames: Iterable[tuple[str, str, int, float]]) -> dict[tuple[str, str], dict[int, float]]:
    """History from values in force."""
    history: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for indicator, region, year, value in frames:
        history[indicator, region][year] = value
    return history
