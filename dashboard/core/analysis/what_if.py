"""What would it take? Values assumed for years to come, and the verdicts that would follow from
them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard.core.analysis.gaps import Pair
from dashboard.core.verdicts import judge, panel
from dashboard.core.verdicts.sentence_data import Figures, read_known_values
from dashboard.core.vocabulary.model import (
    FULL_YEAR,
    OBSERVATIONS,
    Indicator,
    Registry,
    Target,
    iterate_rows,
)
from dashboard.core.vocabulary.snapshot import Snapshot, View
from dashboard.core.vocabulary.text import Text, join_texts
from dashboard.core.vocabulary.units import GROWS_BY_RATIO

STEPS = 5
"""How many of the last steps between years make the pace that is carried on."""
MOST = 200
MOST_LISTED = 4
LEAST_GROWTH, MOST_GROWTH, LARGEST = -99.0, 1000.0, 1e15
QUALITY = "published"
"""What assumed values are taken as, so that they stand before what a formula gives."""
_ONE = re.compile(
    r"([A-Za-z0-9_]{1,200}):(v|g):(-?\d{1,15}(?:\.\d{1,17})?(?:e-?\d{1,2})?)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Assumption:
    """What somebody assumes of an indicator: its value in the last year (`v`), or its growth a year
    in per cent (`g`).
    """

    indicator: str
    kind: str
    amount: float


Assumptions = Mapping[str, Assumption]
"""Indicator → what is assumed of it."""


def parse_assumptions(text: str, registry: Registry) -> dict[str, Assumption]:
    """Assumptions as an address writes them: `gdp:v:8787;rd_share:g:1.5`; what cannot be read is
    left out.
    """
    assumed = {}
    for part in text.split(";")[:MOST]:
        match = _ONE.fullmatch(part.strip())
        if match is None:
            continue
        indicator = registry.indicators.get(registry.find_current("indicator", match[1]))
        if indicator is None:
            continue
        kind, amount = match[2], float(match[3])
        if _is_meaningful(indicator, kind, amount):
            assumed[indicator.id] = Assumption(indicator.id, kind, amount)
    return assumed


def _is_meaningful(indicator: Indicator, kind: str, amount: float) -> bool:
    """Growth is of money and counts alone, and between losing nearly all and growing tenfold a
    year; a value is any number of a usual size.
    """
    if kind == "v":
        return abs(amount) < LARGEST
    return has_growth_rate(indicator) and LEAST_GROWTH <= amount <= MOST_GROWTH


def format_assumptions(assumed: Assumptions) -> str:
    """The same as text, in one order."""
    return ";".join(
        f"{name}:{one.kind}:{_format_amount(one.amount)}" for name, one in sorted(assumed.items())
    )


def _format_amount(amount: float) -> str:
    return f"{amount:.9f}".rstrip("0").rstrip(".")


def has_growth_rate(indicator: Indicator) -> bool:
    """Whether growth in per cent means something: of money and counts, not of shares, rates and
    ranks.
    """
    return indicator.unit is not None and indicator.unit.dimension in GROWS_BY_RATIO


@dataclass(frozen=True)
class WhatIfRow:
    """One target: how it stands now, at the end if the present pace went on, and at the end as
    assumed.
    """

    now: Any
    target: Target
    pace: Any
    then: Any

    @property
    def flips(self) -> bool:
        """Whether the assumption changes the verdict."""
        return bool(self.then.status != self.pace.status)

    @property
    def is_same(self) -> bool:
        """Whether nothing follows from what is assumed."""
        return not self.flips and self.then.actual == self.pace.actual


@dataclass(frozen=True)
class WhatIf:
    """Everything assumed about one plan and region, up to the plan's last year."""

    last: int
    lines: tuple[WhatIfRow, ...]

    @property
    def flipped(self) -> list[WhatIfRow]:
        return [line for line in self.lines if line.flips]


def build_what_if(snapshot: Snapshot, pairs: list[Pair], assumed: Assumptions) -> WhatIf:
    """Judge the targets of a plan at its last year: the present pace carried on, and with what is
    assumed.

    Published values stand unless an assumption says otherwise. Indicators calculated by a formula
    follow from their inputs.
    """
    view = snapshot.view
    registry = _restrict_to_region(snapshot.registry, view.region)
    last = registry.plans[view.plan].last
    by_series = read_known_values(snapshot.filter_region(view.region))
    known = {name: figures for (name, _), figures in by_series.items()}
    here = snapshot.observations[snapshot.observations["region"] == view.region]

    def judge_assuming(assumptions: Assumptions) -> dict[str, Any]:
        carried = _project_values(registry, known, last, assumptions)
        observations = _merge_observations(registry, here, carried, assumptions, view.region)
        return _judge_scenario(registry, observations, view, last)

    usual, other = judge_assuming({}), judge_assuming(assumed)
    judged = usual.keys() & other.keys()
    lines = [
        WhatIfRow(row, target, usual[target.id], other[target.id])
        for row, target in pairs
        if not target.is_stated and target.id in judged
    ]
    return WhatIf(last, tuple(lines))


def _restrict_to_region(registry: Registry, region: str) -> Registry:
    """The declaration as if there were that region alone: no other one's figures bear on its
    verdicts.
    """
    targets = tuple(
        replace(target, regions=(region,))
        for target in registry.targets
        if region in target.regions
    )
    return replace(registry, regions={region: registry.regions[region]}, targets=targets)


def _judge_scenario(
    registry: Registry, observations: pd.DataFrame, view: View, year: int
) -> dict[str, Any]:
    """The verdict of every target in a year, by its id."""
    made = panel.build_panel(registry, observations)
    verdicts = judge.judge_panel(registry, made, year, view.rules)
    return {row.target: row for row in iterate_rows(verdicts)}


Values = dict[tuple[str, int], float]
"""Indicator and year → value."""


def _project_values(
    registry: Registry, known: Mapping[str, Figures], last: int, assumed: Assumptions
) -> Values:
    """A value for every year to come of every indicator: at the present pace, or along what is
    assumed.
    """
    values: Values = {}
    for name, indicator in registry.indicators.items():
        full: dict[int, float] = {}
        if name in known:
            full = {year: value for year, value in known[name].full.items() if year <= last}
        projected: dict[int, float] = {}
        if name in assumed:
            projected = _project_assumed(full, last, assumed[name])
        elif full and indicator.unit is not None and indicator.formula is None:
            projected = _project_pace(indicator, full, last)
        values |= {(name, year): value for year, value in projected.items()}
    return values


def _project_assumed(
    full: Mapping[int, float], last: int, assumption: Assumption
) -> dict[int, float]:
    """The years between the last known value before the end and what is assumed of it."""
    start = max((year for year in full if year < last), default=last)
    years = range(start + 1, last + 1)
    base, amount = full.get(start), assumption.amount
    if assumption.kind == "g":
        factor = 1 + amount / 100
        if base is None or factor <= 0:
            return {}
        return {year: base * factor ** (year - start) for year in years}
    if not years or base is None:
        return {last: amount}
    return {year: base + (amount - base) * (year - start) / (last - start) for year in years}


def _project_pace(indicator: Indicator, full: Mapping[int, float], last: int) -> dict[int, float]:
    """The present pace carried on: the mean of the last steps; growth rates and ranks stay where
    they are. Nothing where no pace is known, nor from where it would pass a natural limit.
    """
    start = max(full)
    pace = compute_pace(indicator, full)
    if pace is None:
        return {}
    low, high = indicator.limits or (-math.inf, math.inf)
    values = {year: full[start] + pace * (year - start) for year in range(start + 1, last + 1)}
    return {year: value for year, value in values.items() if low <= value <= high}


def compute_pace(indicator: Indicator, full: Mapping[int, float]) -> float | None:
    """The mean of the last five steps between consecutive years of one definition; None where there
    is none, 0 for growth rates and ranks.
    """
    if indicator.measure in ("growth", "rank"):
        return 0.0
    broken = max((cut.year for cut in indicator.breaks if cut.year <= max(full)), default=0)
    years = sorted(year for year in full if year >= broken)[-STEPS - 1 :]
    if len(years) < 2:
        return None
    first, last = years[0], years[-1]
    return (full[last] - full[first]) / (last - first)


def _merge_observations(
    registry: Registry, here: pd.DataFrame, carried: Values, assumed: Assumptions, region: str
) -> pd.DataFrame:
    """The observations with what is carried on or assumed, which for an indicator that is assumed
    takes the place of what is known.
    """
    rows = [
        (name, region, year, FULL_YEAR, value, QUALITY, pd.NaT, "", "", "")
        for (name, year), value in carried.items()
        if name in registry.indicators
    ]
    added = pd.DataFrame(rows, columns=list(OBSERVATIONS)).astype(
        {"year": "int64", "month": "int64", "value": "float64"}
    )
    added["published"] = pd.to_datetime(added["published"])
    replaced = {key for key in carried if key[0] in assumed}
    keys = zip(here["indicator"], here["year"], strict=True)
    remaining = here[[key not in replaced for key in keys]]
    if not len(remaining):
        return added
    return pd.concat([remaining, added], ignore_index=True)


def describe_what_if(found: WhatIf, registry: Registry, assumed: Assumptions) -> Text:
    """Which verdicts the assumptions change, in one sentence."""
    if not assumed:
        return Text("尚未作任何假设", "Nothing is assumed yet")
    if not found.flipped:
        return Text("假设不改变任何评价", "The assumptions change no verdict")
    count = len(found.flipped)
    listed = found.flipped[:MOST_LISTED]
    names = [registry.indicators[line.target.indicator].name for line in listed]
    listing = join_texts(names, Text("、", ", "))
    if count > MOST_LISTED:
        listing += Text(f"等{count}项", f" and {count - MOST_LISTED} more")
    verdicts = Text.count(count, "{n}项评价", "{n} verdict", "{n} verdicts")
    return Text(f"{verdicts.zh}改变：{listing.zh}", f"{verdicts.en} would change: {listing.en}")
