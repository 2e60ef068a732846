"""Who contributes, who lags? An indicator across the regions within another: from base to latest,
ranks with ties, parts and whole.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pandas as pd

from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.column_units import Column
from dashboard.core.vocabulary.digits import format_number
from dashboard.core.vocabulary.model import BETTER_SIGN, FULL_YEAR, Indicator, Region, Registry
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.text import Text, join_texts


@dataclass(frozen=True, slots=True)
class Figure:
    """A full-year value with its year and quality."""

    year: int
    value: float
    quality: str


@dataclass(frozen=True, slots=True)
class Place:
    """A region in the comparison: its figure in the base year and in the year compared, and its
    rank there (equal for a tie).
    """

    region: Region
    base: Figure | None
    latest: Figure | None
    rank: int | None
    series: tuple[Figure, ...] = ()

    @property
    def change(self) -> float | None:
        """From the base to the year compared."""
        if self.latest is None or self.base is None:
            return None
        return self.latest.value - self.base.value


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole beside the sum of its parts; `missing` are the regions without a figure of the
    year, `tolerance` is a share.
    """

    figure: Figure
    total: float
    counted: int
    missing: tuple[Region, ...]
    qualities: tuple[str, ...]
    tolerance: float

    @property
    def difference(self) -> float:
        """The sum less the whole."""
        return self.total - self.figure.value

    @property
    def agrees(self) -> bool:
        """Whether they differ by no more than the declaration allows."""
        return abs(self.difference) <= self.tolerance * abs(self.figure.value) * (1 + 1e-9)


@dataclass(frozen=True, slots=True)
class RegionComparison:
    """One indicator across regions: the years compared, the places from best to worst, the whole
    that they lie within.
    """

    indicator: Indicator
    base_year: int
    year: int
    places: tuple[Place, ...]
    city: Place
    whole: Whole | None = None

    @property
    def known(self) -> tuple[Place, ...]:
        """The places with a figure of the year."""
        return tuple(place for place in self.places if place.latest is not None)


def list_part_regions(registry: Registry) -> list[Region]:
    """The regions within the file's own."""
    return [region for region in registry.regions.values() if region.within == registry.region]


def list_comparable_indicators(snapshot: Snapshot) -> list[str]:
    """The indicators with figures of at least two parts in one year up to the year looked at, as
    declared.
    """
    rows = _filter_full_years(snapshot)
    codes = {region.code for region in list_part_regions(snapshot.registry)}
    parts = rows[rows["region"].isin(codes)]
    # A region has one figure in force a year, so that rows count regions.
    counts = parts.groupby(["indicator", "year"], observed=True, sort=False).size()
    comparable = {str(name) for name, _ in counts[counts >= 2].index}
    return [name for name in snapshot.registry.indicators if name in comparable]


def _filter_full_years(snapshot: Snapshot) -> pd.DataFrame:
    rows = snapshot.in_force
    return rows[(rows["month"] == FULL_YEAR) & (rows["year"] <= snapshot.view.year)]


def compare_regions(
    snapshot: Snapshot, indicator_id: str, base_year: int
) -> RegionComparison | None:
    """An indicator across the parts, in the latest year that the most of them have; None where no
    two have one.

    The base is the figure of `base_year`; where a region has none, there is none.
    """
    registry = snapshot.registry
    indicator, parts = registry.indicators[indicator_id], list_part_regions(registry)
    city_region = registry.regions[registry.region]
    series = {
        region.code: _list_figures(snapshot, indicator_id, region.code)
        for region in (*parts, city_region)
    }
    counts = Counter(figure.year for region in parts for figure in series[region.code])
    if max(counts.values(), default=0) < 2:
        return None
    year = max(counts, key=lambda one: (counts[one], one))
    places = [_build_place(region, series[region.code], base_year, year) for region in parts]
    ranked = tuple(_rank_places(indicator, places))
    city = _build_place(city_region, series[city_region.code], base_year, year)
    whole = _build_whole(registry, indicator, places, city)
    return RegionComparison(indicator, base_year, year, ranked, city, whole)


def _list_figures(snapshot: Snapshot, indicator_id: str, region: str) -> list[Figure]:
    """The full years of one region, up to the year looked at."""
    figures = [Figure(*figure) for figure in snapshot.series(indicator_id, region)]
    return [figure for figure in figures if figure.year <= snapshot.view.year]


def _build_place(region: Region, series: list[Figure], base_year: int, year: int) -> Place:
    by_year = {figure.year: figure for figure in series}
    base = by_year.get(base_year) if base_year < year else None
    return Place(region, base, by_year.get(year), None, tuple(series))


def _rank_places(indicator: Indicator, places: list[Place]) -> list[Place]:
    """From best to worst (the largest first where no direction is better); equal as printed means
    the same rank; unknown last.
    """
    sign = BETTER_SIGN[indicator.better] or 1.0
    known = [(place, place.latest) for place in places if place.latest]
    known.sort(key=lambda pair: -sign * pair[1].value)
    column = Column.of(indicator, [latest.value for _, latest in known])
    ranked: list[Place] = []
    rank, printed_before = 0, ""
    for position, (place, latest) in enumerate(known, 1):
        printed = _format_figure(column, latest)
        if printed != printed_before:
            rank = position
        printed_before = printed
        ranked.append(replace(place, rank=rank))
    return [*ranked, *(place for place in places if place.latest is None)]


def _format_figure(column: Column, figure: Figure) -> str:
    """The figure as the table prints it: what looks equal shares a rank."""
    return format_number(figure.value * column.factor, column.indicator.decimals)


def _build_whole(
    registry: Registry, indicator: Indicator, places: list[Place], city: Place
) -> Whole | None:
    """The city beside the sum of its parts, for the indicators whose parts the declaration says add
    up.
    """
    additions = [one for one in registry.relations if one.kind == "parts"]
    relation = next((one for one in additions if indicator.id in one.inputs), None)
    known = [place.latest for place in places if place.latest]
    if relation is None or city.latest is None or not known:
        return None
    missing = tuple(place.region for place in places if place.latest is None)
    qualities = tuple(dict.fromkeys(figure.quality for figure in known))
    total = sum(figure.value for figure in known)
    return Whole(city.latest, total, len(known), missing, qualities, relation.tolerance)


def describe_whole(registry: Registry, found: RegionComparison) -> Text:
    """Parts against whole in one sentence, and what the difference may rest on."""
    whole, indicator = found.whole, found.indicator
    if whole is None:
        return Text("", "")
    total = phrases.format_published_value(indicator, round(whole.total, 6))
    city = phrases.format_published_value(indicator, whole.figure.value)
    place = registry.regions[registry.region].name
    words = "{n} region adds up to", "{n} regions add up to"
    regions = Text.count(whole.counted, "{n}个地区合计", *words)
    head = Text(
        f"{found.year}年{regions.zh}{total.zh}，{place.zh}{city.zh}",
        f"In {found.year} {regions.en} {total.en}; {place.in_('en')} has {city.en}",
    )
    if whole.missing:
        names = join_texts([region.name for region in whole.missing], Text("、", ", "))
        return head + Text(
            f"；缺{names.zh}，不能核对。", f"; without {names.en} they cannot be checked."
        )
    if whole.agrees:
        return head + Text(
            f"，在容差{whole.tolerance:.1%}之内一致。",
            f": they agree within {whole.tolerance:.1%}.",
        )
    return head + _describe_excess(indicator, whole)


def _describe_excess(indicator: Indicator, whole: Whole) -> Text:
    """By how much the parts differ from the whole, and what that may rest on."""
    size = phrases.format_difference(indicator, whole.difference)
    share = f"{abs(whole.difference) / whole.figure.value:.1%}" if whole.figure.value else ""
    more = Text("多", "more") if whole.difference > 0 else Text("少", "less")
    excess = Text(
        f"，合计比全市{more.zh}{size.zh}（{share}）",
        f": {size.en} ({share}) {more.en} than the city",
    )
    if {*whole.qualities} != {whole.figure.quality}:
        return excess + Text(
            "；各数据的性质不同，或口径不同。", "; the figures differ in quality, or in scope."
        )
    return excess + Text(
        "；可能是口径不同，原因待查。", "; perhaps the scopes differ: to be looked into."
    )
