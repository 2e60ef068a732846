"""What do all targets look like as columns? The registry turned into arrays, one entry per
target.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.core.declaration.paths import find_annual_conflicts, find_goal
from dashboard.core.verdicts.panel import Panel
from dashboard.core.vocabulary.model import BETTER_SIGN, Indicator, Registry, Target
from dashboard.core.vocabulary.targets import BOUND_CODES, BOUNDS, PERIOD_CODES, Array, Mask
from dashboard.core.vocabulary.units import GROWS_BY_RATIO

Ints = npt.NDArray[np.int64]
BOUND_LIST = tuple(BOUNDS.values())
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
    hold_last_year: Mask
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
    return RANK_DIGIT if indicator.measure == "rank" else float(10.0**-indicator.decimals)


def is_price_assumed(target: Target, indicator: Indicator) -> bool:
    """Whether a money level is promised without naming its prices, so that current prices are our
    assumption.
    """
    if (
        indicator.unit is None
        or indicator.unit.dimension != "money"
        or indicator.measure == "growth"
    ):
        return False
    named = ("现价", "当年价", "不变价", "可比价", "年价")
    return indicator.prices is not None and not any(
        word in source.phrase for source in target.sources for word in named
    )


def build_target_columns(registry: Registry, panel: Panel) -> TargetColumns:
    """The registry's targets as columns, in the order declared."""
    targets = registry.targets
    kinds = [registry.indicators[target.indicator] for target in targets]
    bounds = [BOUNDS[target.bound] for target in targets]
    plans, promises = (
        list(registry.plans),
        list(dict.fromkeys(target.promise for target in targets)),
    )
    better = np.array([BETTER_SIGN[kind.better] for kind in kinds])
    own_sign = np.array([float(bound.sign) for bound in bounds])
    base = [target.base for target in targets]
    conflicts = find_annual_conflicts(registry)
    conflicts |= {goal: (annual, at) for annual, (goal, at) in conflicts.items()}
    pair_target, pair_region = _list_pairs(targets, panel)
    return TargetColumns(
        target_ids=[target.id for target in targets],
        plan_ids=plans,
        promise_ids=promises,
        plan=_build_ints([plans.index(target.plan) for target in targets]),
        promise=_build_ints(_find_positions(promises, [target.promise for target in targets])),
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
        strict=np.array([bound.strict for bound in bounds], bool),
        base_year=_build_floats([b.year if b and b.value is not None else None for b in base]),
        base=_build_floats([b.value if b else None for b in base]),
        digit=np.array([compute_printed_digit(kind) for kind in kinds]),
        compound=np.array([target.path == "compound" for target in targets], bool),
        milestones={
            row: _list_path_points(target)
            for row, target in enumerate(targets)
            if target.milestones and target.base
        },
        hold_last_year=np.array([target.hold_last_year for target in targets], bool),
        flow=np.array([kind.measure == "flow" for kind in kinds], bool),
        stock=np.array([kind.measure == "stock" for kind in kinds], bool),
        growth=np.array([kind.measure == "growth" for kind in kinds], bool),
        rank=np.array([kind.measure == "rank" for kind in kinds], bool),
        ratio_growth=np.array(
            [kind.unit is not None and kind.unit.dimension in GROWS_BY_RATIO for kind in kinds],
            bool,
        ),
        percent=np.array([kind.unit is not None and kind.unit.name == "%" for kind in kinds], bool),
        tolerance_ours=np.array([target.tolerance_ours for target in targets], bool),
        question=np.array([target.question is not None for target in targets], bool),
        price_assumed=np.array(
            [is_price_assumed(*pair) for pair in zip(targets, kinds, strict=True)], bool
        ),
        path_conflict=np.array([target.id in conflicts for target in targets], bool),
        breaks={
            row: tuple(b.year for b in kind.breaks) for row, kind in enumerate(kinds) if kind.breaks
        },
        pair_target=pair_target,
        pair_region=pair_region,
    )


def _list_pairs(targets: tuple[Target, ...], panel: Panel) -> tuple[Ints, Ints]:
    """Every target with each of its regions; most targets share one list of regions, which is
    looked up once.
    """
    places = {
        regions: _build_ints([panel.regions[region] for region in regions])
        for regions in {target.regions for target in targets}
    }
    counts = [len(target.regions) for target in targets]
    regions = [places[target.regions] for target in targets]
    return np.repeat(np.arange(len(targets)), counts), np.concatenate(
        regions
    ) if regions else _build_ints([])


def _list_path_points(target: Target) -> tuple[Array, Array]:
    """Years and values of a path with milestones, from the base to the goal."""
    points = dict(target.milestones)
    if target.base and target.base.value is not None:
        points[target.base.year] = target.base.value
    goal = find_goal(target)
    points.setdefault(target.last, np.nan if goal is None else goal)
    years = sorted(points)
    return np.array(years, float), np.array([points[year] for year in years], float)


def _find_positions(names: list[str], values: list[str]) -> list[int]:
    place = {name: position for position, name in enumerate(names)}
    return [place[value] for value in values]


def _build_ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)


def _build_floats(values: list[float | None] | list[int | None]) -> Array:
    return np.array([np.nan if value is None else value for value in values], float)
