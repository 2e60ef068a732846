"""Who contributes, who lags? An indicator across the regions within another: from base to latest,
ranks with ties, parts and whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.column_units import Column
from dashboard.core.vocabulary.model import (
    BETTER_SIGN,
    FULL_YEAR,
    Indicator,
    Region,
    Registry,
    Snapshot,
)
from dashboard.core.vocabulary.text import Text, format_number


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
        return self.latest.value - self.base.value if self.latest and self.base else None


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
    counts = (
        rows[rows["region"].isin(codes)]
        .groupby(["indicator", "year"], observed=True, sort=False)
        .size()
    )  # a region once a year
    found = {str(name) for name, _ in counts[counts >= 2].index}
    return [name for name in snapshot.registry.indicators if name in found]


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
    codes = (*(region.code for region in parts), registry.region)
    series = {code: _list_figures(snapshot, indicator_id, code) for code in codes}
    counts: dict[int, int] = {}
    for region in parts:
        for figure in series.get(region.code, ()):
            counts[figure.year] = counts.get(figure.year, 0) + 1
    if max(counts.values(), default=0) < 2:
        return None
    year = max(counts, key=lambda one: (counts[one], one))
    places = [
        _build_place(region, series.get(region.code, []), base_year, year) for region in parts
    ]
    ranked = _rank_places(indicator, places)
    city = _build_place(
        registry.regions[registry.region], series.get(registry.region, []), base_year, year
    )
    return RegionComparison(
        indicator,
        base_year,
        year,
        tuple(ranked),
        city,
        _build_whole(registry, indicator, places, city),
    )


def _list_figures(snapshot: Snapshot, indicator_id: str, region: str) -> list[Figure]:
    """The full years of one region, up to the year looked at."""
    return [
        Figure(*one)
        for one in snapshot.series(indicator_id, region)
        if one[0] <= snapshot.view.year
    ]


def _build_place(region: Region, series: list[Figure], base_year: int, year: int) -> Place:
    at = {figure.year: figure for figure in series}
    return Place(
        region, at.get(base_year) if base_year < year else None, at.get(year), None, tuple(series)
    )


def _rank_places(indicator: Indicator, places: list[Place]) -> list[Place]:
    """From best to worst (the largest first where no direction is better); equal as printed means
    the same rank; unknown last.
    """
    sign = BETTER_SIGN[indicator.better] or 1.0
    known = sorted(
        (place for place in places if place.latest),
        key=lambda place: -sign * (place.latest.value if place.latest else 0),
    )
    column = Column.of(indicator, [place.latest.value for place in known if place.latest])
    found: list[Place] = []
    for turn, place in enumerate(known, 1):
        before = found[-1] if found else None
        same = (
            before is not None
            and before.latest
            and place.latest
            and _format_figure(column, before.latest) == _format_figure(column, place.latest)
        )
        rank = before.rank if same and before else turn
        found.append(Place(place.region, place.base, place.latest, rank, place.series))
    return [*found, *(place for place in places if place.latest is None)]


def _format_figure(column: Column, figure: Figure) -> str:
    """The figure as the table prints it: what looks equal shares a rank."""
    return format_number(figure.value * column.factor, column.indicator.decimals)


def _build_whole(
    registry: Registry, indicator: Indicator, places: list[Place], city: Place
) -> Whole | None:
    """The city beside the sum of its parts, for the indicators whose parts the declaration says add
    up.
    """
    adds = next(
        (one for one in registry.relations if one.kind == "parts" and indicator.id in one.inputs),
        None,
    )
    known = [place for place in places if place.latest]
    if adds is None or city.latest is None or not known:
        return None
    missing = tuple(place.region for place in places if place.latest is None)
    qualities = tuple(dict.fromkeys(place.latest.quality for place in known if place.latest))
    total = sum(place.latest.value for place in known if place.latest)
    return Whole(city.latest, total, len(known), missing, qualities, adds.tolerance)


def describe_whole(registry: Registry, found: RegionComparison) -> Text:
    """Parts against whole in one sentence, and what the difference may rest on."""
    whole, kind = found.whole, found.indicator
    if whole is None:
        return Text("", "")
    total, city = (
        phrases.format_published_value(kind, round(whole.total, 6)),
        phrases.format_published_value(kind, whole.figure.value),
    )
    place = registry.regions[registry.region].name
    head = Text(
        f"{found.year}年{whole.counted}个地区合计{total.zh}，{place.zh}{city.zh}",
        f"In {found.year} {whole.counted} regions add up to {total.en}; {place.in_('en')} has "
        f"{city.en}",
    )
    if whole.missing:
        names = Text(
            "、".join(one.name.zh for one in whole.missing),
            ", ".join(one.name.in_("en") for one in whole.missing),
        )
        return head + Text(
            f"；缺{names.zh}，不能核对。", f"; without {names.en} they cannot be checked."
        )
    if whole.agrees:
        return head + Text(
            f"，在容差{whole.tolerance:.1%}之内一致。",
            f": they agree within {whole.tolerance:.1%}.",
        )
    size = phrases.format_difference(kind, whole.difference)
    share = f"{abs(whole.difference) / whole.figure.value:.1%}" if whole.figure.value else ""
    more = Text("多", "more") if whole.difference > 0 else Text("少", "less")
    excess = Text(
        f"，合计比全市{more.zh}{size.zh}（{share}）",
        f": {size.en} ({share}) {more.en} than the city",
    )
    mixed = len(set(whole.qualities) | {whole.figure.quality}) > 1
    why = (
        Text("；各数据的性质不同，或口径不同。", "; the figures differ in quality, or in scope.")
        if mixed
        else Text("；可能是口径不同，原因待查。", "; perhaps the scopes differ: to be looked into.")
    )
    return head + excess + why
