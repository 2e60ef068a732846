"""Which value counts for each indicator, region, year and month? Published figures, put in order,
as dense arrays.

One key may have several published values. In force is the best quality, then the latest release,
then the row that comes first (sources hand over the newest first); a tie that remains is an open
conflict (DESIGN §5). Formulas add values of their own, which stand in the same order.
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

    @cached_property
    def years(self) -> int:
        """How many years the arrays span."""
        return int(self.full.shape[2])

    def find_value(self, indicator: str, region: str, year: int) -> float | None:
        """The full-year value in force; None where there is none, or the year lies outside."""
        position = year - self.first_year
        if not 0 <= position < self.years:
            return None
        value = float(self.full[self.indicators[indicator], self.regions[region], position])
        return None if np.isnan(value) else value

    def find_values(self, indicator: str, region: str, years: range) -> dict[int, float]:
        """The full-year values in force of some years, of those that have one."""
        found = {year: self.find_value(indicator, region, year) for year in years}
        return {year: value for year, value in found.items() if value is not None}

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
            positions = (year - self.first_year for year in years)
            for position in positions:
                if 0 <= position < self.years:
                    steps[indicator, :, position] = np.nan
        return steps


def build_panel(registry: Registry, observations: pd.DataFrame) -> Panel:
    """Put published observations in order; `observations` has the columns of
    `model.OBSERVATIONS`.
    """
    is_declared = observations["indicator"].isin(registry.indicators)
    is_declared &= observations["region"].isin(registry.regions)
    known = observations[is_declared]
    known = known[known["quality"] != "disputed"]
    first, last = _find_span(registry, known)
    in_force, readable = select_in_force(registry, known), known
    for indicator in _sort_inputs_first(registry):
        so_far = _build_arrays(registry, in_force, in_force, first, last)
        derived = _derive_values(registry, indicator, so_far)
        if not len(derived):
            continue
        candidates = _append_rows(known[known["indicator"] == indicator.id], derived)
        others = in_force[in_force["indicator"] != indicator.id]
        chosen = select_in_force(registry, candidates)
        in_force = pd.concat([others, chosen], ignore_index=True)
        readable = pd.concat([readable, derived], ignore_index=True)
    return _build_arrays(registry, in_force, readable, first, last)


def _append_rows(published: pd.DataFrame, derived: pd.DataFrame) -> pd.DataFrame:
    """Published rows, then derived ones; nothing is joined to an empty frame, which has no types of
    its own.
    """
    if not len(published):
        return derived
    return pd.concat([published, derived], ignore_index=True)


def _find_span(registry: Registry, known: pd.DataFrame) -> tuple[int, int]:
    """The years the arrays cover: every year of data and of a target, and one before for
    comparisons.
    """
    years = [year for target in registry.targets for year in (target.first, target.last)]
    years += [target.base.year for target in registry.targets if target.base]
    if len(known):
        years += [int(known["year"].min()), int(known["year"].max())]
    if not years:
        return 2000, 2001
    return min(years) - 1, max(years)


def select_in_force(registry: Registry, known: pd.DataFrame) -> pd.DataFrame:
    """The first row of each key in the order of quality, release and newness, with a mark where a
    tie stays open.
    """
    if not len(known):
        return known.assign(conflict=np.zeros(0, bool))
    rank = np.array(qualities.RANKS)[_find_codes(known["quality"], qualities.IDS)]
    days = pd.to_datetime(known["published"]).to_numpy(dtype="datetime64[D]")
    released = days.astype(np.int64)
    key = _compute_keys(registry, known)
    agrees = _mask_agreeing_with_base(registry, known)
    # The last key of `lexsort` counts first; what ties in all of them stays in the order it came.
    order = np.lexsort((~agrees, -released, rank, key))
    key, rank, released = key[order], rank[order], released[order]
    is_first = np.concatenate(([True], key[1:] != key[:-1]))
    group = np.cumsum(is_first) - 1
    same_rank = rank == rank[is_first][group]
    tied = same_rank & (released == released[is_first][group])
    conflict = np.zeros(int(is_first.sum()), bool)
    if tied.sum() > len(conflict):
        values = known["value"].to_numpy(float)[order]
        conflict = _mask_conflicts(values[tied], group[tied], len(conflict))
    in_force = known.iloc[order[is_first]].assign(conflict=conflict)
    return in_force.reset_index(drop=True)


def _mask_conflicts(values: Array, group: npt.NDArray[np.int64], groups: int) -> Mask:
    """Which groups of tied values print different figures."""
    low, high = np.full(groups, np.inf), np.full(groups, -np.inf)
    np.minimum.at(low, group, values)
    np.maximum.at(high, group, values)
    return ~mask_same_figures(low, high)


def _find_codes(texts: pd.Series, names: Iterable[str]) -> npt.NDArray[np.int64]:
    """The position of each text in a list of names."""
    return np.asarray(pd.Index(list(names)).get_indexer(pd.Index(texts)), np.int64)


def _compute_keys(registry: Registry, known: pd.DataFrame) -> npt.NDArray[np.int64]:
    """One number for each indicator, region, year and month, rising in the registry's order."""
    indicator = _find_codes(known["indicator"], registry.indicators)
    region = _find_codes(known["region"], registry.regions)
    month = known["year"].to_numpy(np.int64) * 16 + known["month"].to_numpy(np.int64)
    keys: npt.NDArray[np.int64] = (indicator * len(registry.regions) + region) * 65536 + month
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
        rest = np.abs(values - np.round(values, decimals - 1))
        prints_more = rest > 1e-9 * np.maximum(np.abs(values), 1)
        digit = np.where(prints_more, 10.0**-decimals, digit)
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
    base_years = {year for _, _, year, _ in bases}
    of_base_year = np.flatnonzero(known["year"].isin(base_years).to_numpy())
    rows = known.iloc[of_base_year]
    columns = (rows[name] for name in ("indicator", "region", "year", "value"))
    agrees[of_base_year] = [row in bases for row in zip(*columns, strict=True)]
    return agrees


def _build_arrays(
    registry: Registry, in_force: pd.DataFrame, readable: pd.DataFrame, first: int, last: int
) -> Panel:
    indicators = {indicator: row for row, indicator in enumerate(registry.indicators)}
    regions = {region: column for column, region in enumerate(registry.regions)}
    shape = (len(indicators), len(regions), last - first + 1)
    panel = Panel(
        indicators,
        regions,
        first,
        full=np.full(shape, np.nan),
        quality=np.full(shape, NOTHING),
        conflict=np.zeros(shape, bool),
        part=np.full(shape, np.nan),
        part_month=np.zeros(shape, np.int8),
        part_quality=np.full(shape, NOTHING),
        readable_low=np.full(shape, np.nan),
        readable_high=np.full(shape, np.nan),
        in_force=in_force,
        breaks={
            indicators[indicator.id]: tuple(cut.year for cut in indicator.breaks)
            for indicator in registry.indicators.values()
            if indicator.breaks
        },
    )
    _fill_values(panel)
    _fill_readable_spans(panel, readable)
    return panel


def _fill_values(panel: Panel) -> None:
    """Write the values in force into the arrays of a panel."""
    whole = panel.in_force[panel.in_force["month"] == 12]
    if len(whole):
        place = _find_places(panel, whole)
        panel.full[place] = whole["value"]
        panel.quality[place] = _find_codes(whole["quality"], qualities.IDS)
        panel.conflict[place] = whole["conflict"]
    partial = panel.in_force[panel.in_force["month"] != 12]
    if len(partial):
        # The latest month is written last and stays.
        partial = partial.sort_values("month", kind="stable")
        place = _find_places(panel, partial)
        panel.part[place] = partial["value"]
        panel.part_quality[place] = _find_codes(partial["quality"], qualities.IDS)
        panel.part_month[place] = partial["month"]


def _fill_readable_spans(panel: Panel, readable: pd.DataFrame) -> None:
    """Write the least and the greatest readable value of each full year into a panel."""
    whole = readable[readable["month"] == 12]
    if len(whole):
        place, values = _find_places(panel, whole), whole["value"].to_numpy(float)
        np.fmin.at(panel.readable_low, place, values)
        np.fmax.at(panel.readable_high, place, values)


def _find_places(panel: Panel, frame: pd.DataFrame) -> Place:
    """Where the rows of a frame stand in the arrays of a panel."""
    indicator = _find_codes(frame["indicator"], panel.indicators)
    region = _find_codes(frame["region"], panel.regions)
    return indicator, region, frame["year"].to_numpy(np.int64) - panel.first_year


def _sort_inputs_first(registry: Registry) -> list[Indicator]:
    """Calculated indicators in an order in which each one's inputs come before it (cycles are
    errors of the file).
    """
    inputs = {
        indicator.id: set(formulas.parse(indicator.formula).inputs)
        for indicator in registry.indicators.values()
        if indicator.formula
    }
    ordered: list[Indicator] = []
    waiting = list(inputs)
    while waiting:
        ready = [name for name in waiting if not inputs[name].intersection(waiting) - {name}]
        if not ready:
            break
        ordered += [registry.indicators[name] for name in ready]
        waiting = [name for name in waiting if name not in ready]
    return ordered


def _derive_values(registry: Registry, indicator: Indicator, panel: Panel) -> pd.DataFrame:
    """Full-year values of a calculated indicator as observations, with their inputs as evidence."""
    formula = formulas.parse(indicator.formula or "")

    def read_base_units(name: str) -> Array:
        factor = _find_base_factor(registry.indicators[name])
        return np.asarray(panel.full[panel.indicators[name]] * factor)

    calculated = formulas.evaluate_formula(formula, read_base_units) / _find_base_factor(indicator)
    worst = _find_worst_qualities(panel, formula, calculated.shape)
    evidence = _read_evidence(panel.in_force, formula)
    codes = list(panel.regions)
    rows = []
    for region, position in zip(*np.nonzero(np.isfinite(calculated)), strict=True):
        year = panel.first_year + int(position)
        used = _list_used_figures(formula, evidence, codes[region], year)
        cells = ";".join(
            f"{registry.indicators[name].name.zh} {used_year} ← {cell}"
            for (name, used_year), (_, cell) in used.items()
        )
        rows.append(
            (
                indicator.id,
                codes[region],
                year,
                12,
                float(calculated[region, position]),
                qualities.IDS[worst[region, position]],
                max((released for released, _ in used.values()), default=pd.NaT),
                f"{indicator.id} = {formula.text}",
                cells,
                "",
            )
        )
    return pd.DataFrame(rows, columns=list(OBSERVATIONS))


def _find_worst_qualities(
    panel: Panel, formula: formulas.Formula, shape: tuple[int, ...]
) -> npt.NDArray[np.int64]:
    """The worst quality of the figures that a formula reads; derived where they are better."""
    worst = np.full(shape, qualities.DERIVED)
    for name, years in formula.reads:
        codes = panel.quality[panel.indicators[name]].astype(float)
        lagged = formulas.lag_series(codes, years)
        worst = np.where(np.isnan(lagged), worst, np.maximum(worst, lagged)).astype(int)
    return worst


Evidence = dict[tuple[str, str, int], tuple[pd.Timestamp, str]]


def _read_evidence(in_force: pd.DataFrame, formula: formulas.Formula) -> Evidence:
    """Release date and cell of every full-year value that a formula may read."""
    rows = in_force[in_force["indicator"].isin(formula.inputs) & (in_force["month"] == 12)]
    keys = zip(rows["indicator"], rows["region"], rows["year"], strict=True)
    sources = zip(pd.to_datetime(rows["published"]), rows["cell"], strict=True)
    return dict(zip(keys, sources, strict=True))


def _list_used_figures(
    formula: formulas.Formula, evidence: Evidence, region: str, year: int
) -> dict[tuple[str, int], tuple[pd.Timestamp, str]]:
    """The figures that a formula reads in a region for a year: indicator and year → evidence."""
    reads = [(name, year - back) for name, back in formula.reads]
    return {
        (name, used_year): evidence[name, region, used_year]
        for name, used_year in reads
        if (name, region, used_year) in evidence
    }


def _find_base_factor(indicator: Indicator) -> float:
    unit = indicator.unit or UNITS["个"]
    return unit.factor
