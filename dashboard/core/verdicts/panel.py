"""Which value counts for each indicator, region, year and month? Published figures, put in order,
as dense arrays.

One key may have several published values. In force is the best quality, then the latest release,
then the row that comes first (sources hand over the newest first);
a tie that remains is an open conflict (DESIGN §5). Formulas add values of their own, which stand in
the same order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.core.declaration import formulas
from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.model import OBSERVATIONS, Indicator, Registry
from dashboard.core.vocabulary.targets import Array, Mask
from dashboard.core.vocabulary.units import UNITS

Codes = npt.NDArray[np.int8]
Place = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]
NOTHING = np.int8(-1)


@dataclass(frozen=True)
class Panel:
    """The values in force as arrays over indicators × regions × years.

    `full` holds full-year values, NaN where nothing is in force; `part` and `part_month` the latest
    part-year value. `quality` and `part_quality` hold codes of `qualities.CODES`, −1 where there is
    no value. `conflict` marks ties that stay open. `readable_low` and `readable_high` span
    everything readable about a full year, in force or not. `in_force` is the frame those arrays
    were read from, formula values included.
    """

    indicators: dict[str, int]
    regions: dict[str, int]
    first_year: int
    full: Array
    quality: Codes
    conflict: Mask
    part: Array
    part_month: Codes
    part_quality: Codes
    readable_low: Array
    readable_high: Array
    in_force: pd.DataFrame
    breaks: dict[int, tuple[int, ...]]

    @property
    def years(self) -> int:
        """How many years the arrays span."""
        return int(self.full.shape[2])

    @cached_property
    def best_rise(self) -> Array:
        """The largest step up between consecutive years on record, up to each year and never across
        a break.
        """
        return np.fmax.accumulate(self._steps, axis=2)

    @cached_property
    def best_fall(self) -> Array:
        """The largest step down between consecutive years on record (negative or the smallest
        rise), up to each year.
        """
        return np.fmin.accumulate(self._steps, axis=2)

    @cached_property
    def _steps(self) -> Array:
        steps = np.full_like(self.full, np.nan)
        steps[..., 1:] = np.diff(self.full, axis=2)
        for indicator, years in self.breaks.items():
            for year in years:
                if 0 <= year - self.first_year < self.years:
                    steps[indicator, :, year - self.first_year] = np.nan
        return steps


def build_panel(registry: Registry, observations: pd.DataFrame) -> Panel:
    """Put published observations in order; `observations` has the columns of
    `model.OBSERVATIONS`.
    """
    known = observations[
        observations["indicator"].isin(registry.indicators)
        & observations["region"].isin(registry.regions)
    ]
    known = known[known["quality"] != "disputed"]
    first, last = _find_span(registry, known)
    in_force = _select_in_force(registry, known)
    readable = known
    calculated = [indicator for indicator in registry.indicators.values() if indicator.formula]
    for indicator in _sort_inputs_first(registry, calculated):
        derived = _derive_values(
            registry, indicator, _build_arrays(registry, in_force, in_force, first, last)
        )
        if len(derived):
            published = known[known["indicator"] == indicator.id]
            mine = _select_in_force(
                registry,
                pd.concat([published, derived], ignore_index=True) if len(published) else derived,
            )
            in_force = pd.concat(
                [in_force[in_force["indicator"] != indicator.id], mine], ignore_index=True
            )
            readable = pd.concat([readable, derived], ignore_index=True)
    return _build_arrays(registry, in_force, readable, first, last)


def _find_span(registry: Registry, known: pd.DataFrame) -> tuple[int, int]:
    """The years the arrays cover: every year of data and of a target, and one before for
    comparisons.
    """
    years = [year for target in registry.targets for year in (target.first, target.last)]
    years += [target.base.year for target in registry.targets if target.base]
    if len(known):
        years += [int(known["year"].min()), int(known["year"].max())]
    return (min(years) - 1, max(years)) if years else (2000, 2001)


def _select_in_force(registry: Registry, known: pd.DataFrame) -> pd.DataFrame:
    """The first row of each key in the order of quality, release and newness, with a mark where a
    tie stays open.
    """
    if not len(known):
        return known.assign(conflict=np.zeros(0, bool))
    rank = np.array(qualities.RANKS)[_find_codes(known["quality"], qualities.IDS)]
    released = pd.to_datetime(known["published"]).to_numpy(dtype="datetime64[D]").astype(np.int64)
    key = _compute_keys(registry, known)
    order = np.lexsort((~_mask_agreeing_with_base(registry, known), -released, rank, key))
    key, rank, released = key[order], rank[order], released[order]
    first = np.concatenate(([True], key[1:] != key[:-1]))
    group = np.cumsum(first) - 1
    tied = (rank == rank[first][group]) & (released == released[first][group])
    conflict = np.zeros(int(first.sum()), bool)
    if tied.sum() > len(conflict):
        values, of = known["value"].to_numpy(float)[order][tied], group[tied]
        low, high = np.full(len(conflict), np.inf), np.full(len(conflict), -np.inf)
        np.minimum.at(low, of, values)
        np.maximum.at(high, of, values)
        conflict = ~mask_same_figures(low, high)
    return known.iloc[order[first]].assign(conflict=conflict).reset_index(drop=True)


def _find_codes(texts: pd.Series, names: Iterable[str]) -> npt.NDArray[np.int64]:
    """The position of each text in a list of names."""
    return np.asarray(pd.Index(list(names)).get_indexer(pd.Index(texts)), np.int64)


def _compute_keys(registry: Registry, known: pd.DataFrame) -> npt.NDArray[np.int64]:
    """One number for each indicator, region, year and month, rising in the registry's order."""
    indicator, region = (
        _find_codes(known["indicator"], registry.indicators),
        _find_codes(known["region"], registry.regions),
    )
    when = known["year"].to_numpy(np.int64) * 16 + known["month"].to_numpy(np.int64)
    keys: npt.NDArray[np.int64] = (indicator * len(registry.regions) + region) * 65536 + when
    return keys


def mask_same_figures(values: Array, others: Array) -> Mask:
    """Whether two publications print one figure: 431 and 431.4 do, to the digits of the coarser.

    A coarser figure of fewer than three digits forgives nothing: 3 and 3.2 are two figures.
    """
    coarser = np.maximum(_compute_last_digit(values), _compute_last_digit(others))
    margin = 0.5 * np.minimum(coarser, np.maximum(np.abs(values), np.abs(others)) / 100)
    return np.abs(values - others) <= margin * (1 + 1e-9)


def _compute_last_digit(values: Array) -> Array:
    digit = np.ones_like(values)
    for decimals in range(1, 7):
        rounded = np.round(values, decimals - 1)
        digit = np.where(
            np.abs(values - rounded) > 1e-9 * np.maximum(np.abs(values), 1), 10.0**-decimals, digit
        )
    return digit


def _mask_agreeing_with_base(registry: Registry, known: pd.DataFrame) -> Mask:
    """In a base year the value that equals the plan's stated base holds among otherwise equal
    ones.
    """
    bases = {
        (target.indicator, region, target.base.year, target.base.value)
        for target in registry.targets
        if target.base and target.base.value is not None
        for region in target.regions
    }
    agrees = np.zeros(len(known), bool)
    near = np.flatnonzero(known["year"].isin({year for _, _, year, _ in bases}).to_numpy())
    some = known.iloc[near]
    agrees[near] = [
        row in bases
        for row in zip(some["indicator"], some["region"], some["year"], some["value"], strict=True)
    ]
    return agrees


def _build_arrays(
    registry: Registry, in_force: pd.DataFrame, readable: pd.DataFrame, first: int, last: int
) -> Panel:
    indicators = {indicator: row for row, indicator in enumerate(registry.indicators)}
    regions = {region: column for column, region in enumerate(registry.regions)}
    shape = (len(indicators), len(regions), last - first + 1)
    full, part = np.full(shape, np.nan), np.full(shape, np.nan)
    low, high = np.full(shape, np.nan), np.full(shape, np.nan)
    quality, part_quality = np.full(shape, NOTHING), np.full(shape, NOTHING)
    month, conflict = np.zeros(shape, np.int8), np.zeros(shape, bool)

    def find_place(frame: pd.DataFrame) -> Place:
        years = frame["year"].to_numpy(np.int64) - first
        return (
            _find_codes(frame["indicator"], indicators),
            _find_codes(frame["region"], regions),
            years,
        )

    whole = in_force[in_force["month"] == 12]
    if len(whole):
        at = find_place(whole)
        full[at], quality[at], conflict[at] = (
            whole["value"],
            _find_codes(whole["quality"], qualities.IDS),
            whole["conflict"],
        )
    partial = in_force[in_force["month"] != 12].sort_values(
        "month", kind="stable"
    )  # the latest month is written last
    if len(partial):
        at = find_place(partial)
        part[at], part_quality[at], month[at] = (
            partial["value"],
            _find_codes(partial["quality"], qualities.IDS),
            partial["month"],
        )
    yearly = readable[readable["month"] == 12]
    if len(yearly):
        at = find_place(yearly)
        np.fmin.at(low, at, yearly["value"].to_numpy(float))
        np.fmax.at(high, at, yearly["value"].to_numpy(float))
    breaks = {
        indicators[kind.id]: tuple(b.year for b in kind.breaks)
        for kind in registry.indicators.values()
        if kind.breaks
    }
    return Panel(
        indicators,
        regions,
        first,
        full,
        quality,
        conflict,
        part,
        month,
        part_quality,
        low,
        high,
        in_force,
        breaks,
    )


def _sort_inputs_first(registry: Registry, calculated: list[Indicator]) -> list[Indicator]:
    """Calculated indicators in an order in which each one's inputs come before it (cycles are
    errors of the file).
    """
    ordered: list[Indicator] = []
    waiting = {indicator.id for indicator in calculated}
    while waiting:
        ready = [
            i
            for i in calculated
            if i.id in waiting
            and not waiting & set(formulas.parse(i.formula or "").inputs) - {i.id}
        ]
        if not ready:
            break
        ordered += ready
        waiting -= {indicator.id for indicator in ready}
    return ordered


def _derive_values(registry: Registry, indicator: Indicator, panel: Panel) -> pd.DataFrame:
    """Full-year values of a calculated indicator as observations, with their inputs as evidence."""
    formula = formulas.parse(indicator.formula or "")
    calculated = formulas.evaluate_formula(
        formula,
        lambda name: (
            panel.full[panel.indicators[name]] * _find_base_factor(registry.indicators[name])
        ),
    )
    calculated = calculated / _find_base_factor(indicator)
    worst = np.full(calculated.shape, qualities.DERIVED)
    for name, years in formula.reads:
        code = formulas.lag_series(panel.quality[panel.indicators[name]].astype(float), years)
        worst = np.where(np.isnan(code), worst, np.maximum(worst, code)).astype(int)
    evidence = _read_evidence(panel.in_force, formula)
    rows = [
        _build_derived_row(
            registry,
            indicator,
            formula,
            evidence,
            list(panel.regions)[region],
            panel.first_year + int(year),
            float(calculated[region, year]),
            int(worst[region, year]),
        )
        for region, year in zip(*np.nonzero(np.isfinite(calculated)), strict=True)
    ]
    return pd.DataFrame(rows, columns=list(OBSERVATIONS))


Evidence = dict[tuple[str, str, int], tuple[pd.Timestamp, str]]


def _read_evidence(in_force: pd.DataFrame, formula: formulas.Formula) -> Evidence:
    """Release date and cell of every full-year value that a formula may read."""
    rows = in_force[in_force["indicator"].isin(formula.inputs) & (in_force["month"] == 12)]
    keys = zip(rows["indicator"], rows["region"], rows["year"], strict=True)
    return dict(
        zip(keys, zip(pd.to_datetime(rows["published"]), rows["cell"], strict=True), strict=True)
    )


def _find_base_factor(indicator: Indicator) -> float:
    return indicator.unit.factor if indicator.unit else UNITS["个"].factor


def _build_derived_row(
    registry: Registry,
    indicator: Indicator,
    formula: formulas.Formula,
    evidence: Evidence,
    region: str,
    year: int,
    value: float,
    worst: int,
) -> tuple[object, ...]:
    used = {
        (name, region, year - back): evidence[name, region, year - back]
        for name, back in formula.reads
        if (name, region, year - back) in evidence
    }
    published = max((released for released, _ in used.values()), default=pd.NaT)
    cells = ";".join(
        f"{registry.indicators[name].name.zh} {at} ← {cell}"
        for (name, _, at), (_, cell) in used.items()
    )
    return (
        indicator.id,
        region,
        year,
        12,
        value,
        qualities.IDS[worst],
        published,
        f"{indicator.id} = {formula.text}",
        cells,
        "",
    )
