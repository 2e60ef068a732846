"""What do all targets look like as columns? The registry turned into arrays, one entry per
target.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.core.declaration.paths import find_annual_conflicts, find_goal
from dashboard.core.verdicts.panel import Panel
from dashboard.core.vocabulary.model import BETTER_SIGN, Indicator, Registry, Target
from dashboard.core.vocabulary.targets import BOUND_CODES, BOUNDS, PERIOD_CODES, Array, Mask
from dashboard.core.vocabulary.units import GROWS_BY_RATIO

Ints = npt.NDArray[np.int64]
BOUND_LIST = tuple(BOUNDS.values())
PRICE_WORDS = ("现价", "当年价", "不变价", "可比价", "年价")
RANK_DIGIT = 2.0
"""For ranks one 'printed digit' is two places: shifts of that size are their usual movement."""


@dataclass(frozen=True)
class TargetColumns:
    """Targets as arrays; `pair_target` and `pair_region` list every target × region that is
    judged.
    """

    target_ids: list[str]
    plan_ids: list[str]
    promise_ids: list[str]
    plan: Ints
    promise: Ints
    indicator: Ints
    reference: Ints
    period: Ints
    bound: Ints
    begins: Ints
    first: Ints
    last: Ints
    x: Array
    high: Array
    tolerance: Array
    better: Array
    sign: Array
    strict: Mask
    base_year: Array
    base: Array
    digit: Array
    compound: Mask
    milestones: dict[int, tuple[Array, Array]]
    lagged: Mask
    follows: Mask
    flow: Mask
    stock: Mask
    growth: Mask
    rank: Mask
    ratio_growth: Mask
    percent: Mask
    tolerance_ours: Mask
    question: Mask
    price_assumed: Mask
    path_conflict: Mask
    breaks: dict[int, tuple[int, ...]]
    pair_target: Ints
    pair_region: Ints


def compute_printed_digit(indicator: Indicator) -> float:
    """One printed digit in the indicator's unit; two places for a rank."""
    if indicator.measure == "rank":
        return RANK_DIGIT
    return indicator.last_digit


def is_price_assumed(target: Target, indicator: Indicator) -> bool:
    """Whether a money level is promised without naming its prices, so that current prices are our
    assumption.
    """
    if indicator.unit is None or indicator.unit.dimension != "money":
        return False
    if indicator.measure == "growth" or indicator.prices is None:
        return False
    phrases = [source.phrase for source in target.sources]
    return not any(word in phrase for phrase in phrases for word in PRICE_WORDS)


def build_target_columns(registry: Registry, panel: Panel) -> TargetColumns:
    """The registry's targets as columns, in the order declared."""
    targets = registry.targets
    indicators = [registry.indicators[target.indicator] for target in targets]
    bounds = [BOUNDS[target.bound] for target in targets]
    plans = list(registry.plans)
    promises = list(dict.fromkeys(target.promise for target in targets))
    better = np.array([BETTER_SIGN[indicator.better] for indicator in indicators])
    own_sign = np.array([float(bound.sign) for bound in bounds])
    pairs = zip(targets, indicators, strict=True)
    conflicts = _list_conflicting_targets(registry)
    pair_target, pair_region = _list_pairs(targets, panel)
    return TargetColumns(
        target_ids=[target.id for target in targets],
        plan_ids=plans,
        promise_ids=promises,
        plan=_find_positions(plans, [target.plan for target in targets]),
        promise=_find_positions(promises, [target.promise for target in targets]),
        indicator=_build_ints([panel.indicators[target.indicator] for target in targets]),
        reference=_build_ints(
            [panel.indicators.get(target.reference or "", -1) for target in targets]
        ),
        period=_build_ints([PERIOD_CODES[target.period] for target in targets]),
        bound=_build_ints([BOUND_CODES[target.bound] for target in targets]),
        begins=_build_ints([target.begins(registry.plans[target.plan]) for target in targets]),
        first=_build_ints([target.first for target in targets]),
        last=_build_ints([target.last for target in targets]),
        x=_build_floats([target.x for target in targets]),
        high=_build_floats([target.high for target in targets]),
        tolerance=np.array([target.tolerance or 0.0 for target in targets]),
        better=better,
        sign=np.where(own_sign != 0, own_sign, better),
        strict=_build_mask([bound.strict for bound in bounds]),
        base_year=_build_floats([_find_path_start(target)[0] for target in targets]),
        base=_build_floats([_find_path_start(target)[1] for target in targets]),
        digit=np.array([compute_printed_digit(indicator) for indicator in indicators]),
        compound=_build_mask([target.path == "compound" for target in targets]),
        milestones={
            row: _list_path_points(target)
            for row, target in enumerate(targets)
            if target.milestones and target.base
        },
        lagged=_build_mask([target.reads == "last_year" for target in targets]),
        follows=_build_mask([target.reads == "reference" for target in targets]),
        flow=_mask_measure(indicators, "flow"),
        stock=_mask_measure(indicators, "stock"),
        growth=_mask_measure(indicators, "growth"),
        rank=_mask_measure(indicators, "rank"),
        ratio_growth=_build_mask([_has_ratio_growth(indicator) for indicator in indicators]),
        percent=_build_mask([indicator.unit_text.zh == "%" for indicator in indicators]),
        tolerance_ours=_build_mask([target.tolerance_ours for target in targets]),
        question=_build_mask([target.question is not None for target in targets]),
        price_assumed=_build_mask([is_price_assumed(*pair) for pair in pairs]),
        path_conflict=_build_mask([target.id in conflicts for target in targets]),
        breaks={
            row: tuple(cut.year for cut in indicator.breaks)
            for row, indicator in enumerate(indicators)
            if indicator.breaks
        },
        pair_target=pair_target,
        pair_region=pair_region,
    )


def vary_base(one: TargetColumns, bases: Array) -> TargetColumns:
    """The columns of one target as those of many that differ in the value of their base.

    `one` holds a single target with a base; `pair_target` and `pair_region` are none's.
    """
    columns: dict[str, Any] = {field.name: getattr(one, field.name) for field in fields(one)}
    repeated: dict[str, Any] = {
        name: column.repeat(len(bases))
        for name, column in columns.items()
        if isinstance(column, np.ndarray)
    }
    rows = range(len(bases))
    return replace(
        one,
        **{
            **repeated,
            "target_ids": one.target_ids * len(bases),
            "base": bases,
            "milestones": {row: _move_base(one, bases[row]) for row in rows if one.milestones},
            "breaks": {row: one.breaks[0] for row in rows if one.breaks},
        },
    )


def _move_base(one: TargetColumns, base: float) -> tuple[Array, Array]:
    """A path with milestones from another base."""
    years, values = one.milestones[0]
    return years, np.where(years == one.base_year[0], base, values)


def _list_conflicting_targets(registry: Registry) -> set[str]:
    """The annual targets off a path, and the targets whose path that is."""
    conflicts = find_annual_conflicts(registry)
    return {*conflicts, *(goal for goal, _ in conflicts.values())}


def _list_pairs(targets: tuple[Target, ...], panel: Panel) -> tuple[Ints, Ints]:
    """Every target with each of its regions; most targets share one list of regions, which is
    looked up once.
    """
    if not targets:
        return _build_ints([]), _build_ints([])
    columns = {
        regions: _build_ints([panel.regions[region] for region in regions])
        for regions in {target.regions for target in targets}
    }
    counts = [len(target.regions) for target in targets]
    pair_target = np.repeat(np.arange(len(targets)), counts)
    return pair_target, np.concatenate([columns[target.regions] for target in targets])


def _find_path_start(target: Target) -> tuple[int | None, float | None]:
    """Year and value of a base; neither where it is none or stated as a bound."""
    if target.base is None or target.base.value is None:
        return None, None
    return target.base.year, target.base.value


def _list_path_points(target: Target) -> tuple[Array, Array]:
    """Years and values of a path with milestones, from the base to the goal."""
    points = dict(target.milestones)
    if target.base and target.base.value is not None:
        points[target.base.year] = target.base.value
    goal = find_goal(target)
    if goal is None:
        goal = np.nan
    points.setdefault(target.last, goal)
    years = sorted(points)
    return np.array(years, float), np.array([points[year] for year in years], float)


def _has_ratio_growth(indicator: Indicator) -> bool:
    return indicator.unit is not None and indicator.unit.dimension in GROWS_BY_RATIO


def _mask_measure(indicators: list[Indicator], measure: str) -> Mask:
    return _build_mask([indicator.measure == measure for indicator in indicators])


def _find_positions(names: list[str], values: list[str]) -> Ints:
    positions = {name: position for position, name in enumerate(names)}
    return _build_ints([positions[value] for value in values])


def _build_mask(values: list[bool]) -> Mask:
    return np.array(values, bool)


def _build_ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)


def _build_floats(values: list[float | None] | list[int | None]) -> Array:
    return np.array([np.nan if value is None else value for value in values], float)
