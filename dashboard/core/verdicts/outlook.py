"""Will the goal be reached? Forecasts of running targets, beside their verdicts and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.core.declaration import phrases
from dashboard.core.verdicts import forecast
from dashboard.core.verdicts.forecast import Backtest, Projection
from dashboard.core.verdicts.panel import Panel
from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.model import BETTER_SIGN, Indicator, Registry, Target
from dashboard.core.vocabulary.targets import BOUNDS, Array, Mask
from dashboard.core.vocabulary.text import Text, join_texts


@dataclass(frozen=True)
class Outlook:
    """A fan of forecasts up to the goal's year, and the probability that the bound will be kept
    then. `overtaken`: later figures are on record, so that no fan may be drawn over them.
    """

    years: list[int]
    projection: Projection
    chance: float
    unverified: bool
    overtaken: bool = False

    @property
    def word(self) -> Text:
        """很可能, 有可能 or 较难."""
        return next(one.name for one in forecast.OUTLOOKS if self.chance >= one.at_least)


def may_forecast(target: Target, indicator: Indicator, year: int) -> bool:
    """Whether a target is still running on a path that a series may be carried along; ranks are
    not.
    """
    return (
        target.period == "by"
        and BOUNDS[target.bound].has_path
        and year < target.last
        and indicator.measure != "rank"
    )


def add_forecasts(registry: Registry, panel: Panel, verdicts: pd.DataFrame) -> pd.DataFrame:
    """The verdicts with `forecast`, `low` and `high` (80 %) at the goal's year, from the figures up
    to the year judged; none where the goal's year has its figure.
    """
    running = {
        t.id
        for t in registry.targets
        if may_forecast(t, registry.indicators[t.indicator], t.last - 1)
    }
    last = (
        verdicts["target"]
        .map({target.id: target.last for target in registry.targets})
        .to_numpy(int)
    )
    rows = np.flatnonzero(
        verdicts["target"].isin(running).to_numpy() & (verdicts["year"].to_numpy() < last)
    )
    if not len(rows):
        return verdicts
    some = verdicts.iloc[rows]
    year = int(some["year"].iloc[0])  # every running target is judged in the year asked for
    made = _forecast_series(
        registry,
        panel,
        list(some["indicator"]),
        list(some["region"]),
        year,
        last[rows].astype(float),
    )
    low, high = made.interval(0.8)
    is_open = ~np.isnan(made.centre) & np.isnan(_read_figures(panel, some, last[rows]))
    columns = {}
    for column, values in (("forecast", made.value), ("low", low), ("high", high)):
        columns[column] = np.full(len(verdicts), np.nan)
        columns[column][rows] = np.where(is_open, values, np.nan)
    return verdicts.assign(**columns)


def _read_figures(panel: Panel, verdicts: pd.DataFrame, years: npt.NDArray[np.integer]) -> Array:
    """The full-year figures in force of some verdicts' series, each in a year of its own."""
    which = [panel.indicators[name] for name in verdicts["indicator"]]
    where = [panel.regions[code] for code in verdicts["region"]]
    found: Array = panel.full[which, where, years - panel.first_year]
    return found


def _forecast_series(
    registry: Registry,
    panel: Panel,
    indicators: list[str],
    regions: list[str],
    year: int,
    at: Array,
) -> Projection:
    """Forecasts of several series by what is known up to a year, never across a break."""
    years = np.arange(panel.first_year, year + 1, dtype=float)
    which = np.array([panel.indicators[name] for name in indicators])
    values = panel.full[which, [panel.regions[code] for code in regions], : len(years)].copy()
    for indicator, breaks in panel.breaks.items():
        passed = [cut for cut in breaks if cut <= year]
        if passed:
            values[np.ix_(which == indicator, years < max(passed))] = np.nan
    limits = [registry.indicators[name].limits or (-np.inf, np.inf) for name in indicators]
    low, high = (np.array(ends, float) for ends in zip(*limits, strict=True))
    return forecast.forecast_series(years, values, at, low, high)


def build_outlook(
    registry: Registry,
    panel: Panel,
    target: Target,
    region: str,
    year: int,
    later: Mapping[int, float] | None = None,
) -> Outlook | None:
    """The forecast of one target from the figures up to a year, for the years that have none; None
    where none may be made, the goal's year has its figure, or there are too few figures. `later`
    are the figures that have come since, where they are at hand.
    """
    indicator = registry.indicators[target.indicator]
    if not may_forecast(target, indicator, year):
        return None
    if later is None:
        later = list_later_figures(panel, target, region, year)
    known_until = max(later, default=year)
    years = list(range(known_until + 1, target.last + 1))
    if not years:
        return None
    made = _forecast_series(
        registry,
        panel,
        [indicator.id] * len(years),
        [region] * len(years),
        year,
        np.array(years, float),
    )
    if np.isnan(made.centre).all():
        return None
    low, high = _find_interval(target, indicator)
    at_goal = len(years) - 1
    chance = float(made.chance(np.full(len(years), low), np.full(len(years), high))[at_goal])
    place = panel.indicators[indicator.id], panel.regions[region]
    used = panel.quality[place][: year + 1 - panel.first_year]
    unverified = bool((used == qualities.UNVERIFIED).any())
    return Outlook(years, made, chance, unverified, overtaken=known_until > year)


@dataclass(frozen=True)
class Prospect:
    """What a page says of the years to come: the forecast, its sentence (None where none may be
    made), and the newest year since the one looked at that has a figure.
    """

    outlook: Outlook | None = None
    sentence: Text | None = None
    later: int | None = None


def build_prospect(
    registry: Registry, panel: Panel, target: Target, region: str, year: int
) -> Prospect:
    """Where a series was heading by the figures up to a year, and what has come since."""
    indicator = registry.indicators[target.indicator]
    later = list_later_figures(panel, target, region, year)
    if not may_forecast(target, indicator, year):
        return Prospect(later=max(later, default=None))
    if target.last in later:
        return Prospect(None, describe_later_figures(indicator, target, later), target.last)
    found = build_outlook(registry, panel, target, region, year, later)
    sentence = describe_outlook(registry, target, found)
    if later:
        sentence += Text("", " ") + describe_later_figures(indicator, target, later)
    return Prospect(found, sentence, max(later, default=None))


def list_later_figures(panel: Panel, target: Target, region: str, year: int) -> dict[int, float]:
    """What has come since a year, up to the target's last: year → full-year figure in force."""
    return panel.find_values(target.indicator, region, range(year + 1, target.last + 1))


def describe_later_figures(
    indicator: Indicator, target: Target, later: Mapping[int, float]
) -> Text:
    """What has come since, and that nothing is carried on to a year that has its figure."""
    figures = [
        Text(f"{year}年{value.zh}", f"{value.en} in {year}")
        for year, value in (
            (year, phrases.format_value(indicator, amount)) for year, amount in later.items()
        )
    ]
    listed = join_texts(figures, Text("、", ", "))
    text = Text(f"此后已有{listed.zh}。", f"Since then: {listed.en}.")
    if target.last in later:
        text += Text("目标年已有数据，不再预测。", " The goal's year has its figure: no forecast.")
    return text


def _find_interval(target: Target, indicator: Indicator) -> tuple[float, float]:
    """The lowest and the highest value that keep a target's bound."""
    ends = BOUNDS[target.bound].interval(
        *(
            np.array([np.nan if part is None else part], float)
            for part in (
                target.x,
                target.high,
                target.tolerance or 0.0,
                BETTER_SIGN[indicator.better],
            )
        )
    )
    low, high = (float(end[0]) for end in ends)
    return low, high


def describe_outlook(registry: Registry, target: Target, found: Outlook | None) -> Text:
    """The forecast in words: how many figures, which rule, value and 80 % interval, and how likely
    the goal is.
    """
    if found is None:
        return forecast.TOO_FEW
    indicator, at = registry.indicators[target.indicator], len(found.years) - 1
    value = phrases.format_value(indicator, float(found.projection.value[at]))
    low, high = (
        phrases.format_value(indicator, float(end[at])) for end in found.projection.interval(0.8)
    )
    rule = forecast.METHODS[int(found.projection.method[at])].name
    count = int(found.projection.points[at])
    points = Text.count(count, "{n}个年度数据", "{n} annual figure", "{n} annual figures")
    doubt = (
        Text("，含未核实数据", ", unverified ones among them") if found.unverified else Text("", "")
    )
    goal = phrases.format_bound(registry, target)
    return Text(
        f"按已有{points.zh}预测（{rule.zh}{doubt.zh}），{target.last}年约{value.zh}，八成可能"
        f"在{low.zh}到{high.zh}之间：{found.word.zh}{goal.zh}。",
        f"Carried on from {points.en} ({rule.en}{doubt.en}), {target.last} would "
        f"bring about {value.en}, with four chances in five between {low.en} and {high.en}: it "
        f"is {found.word.en} to {goal.en}.",
    )


def backtest_panel(registry: Registry, panel: Panel) -> Backtest:
    """How the forecasts would have done on every series at hand that may be forecast."""
    years = np.arange(panel.years, dtype=float) + panel.first_year
    forecastable: Mask = np.array(
        [kind.measure not in ("rank", None) for kind in registry.indicators.values()]
    )
    values = panel.full.copy()
    for indicator, breaks in panel.breaks.items():
        values[indicator, :, : max(0, max(breaks) - panel.first_year)] = np.nan
    series = values[forecastable].reshape(-1, panel.years)
    return forecast.backtest(
        years, series[(~np.isnan(series)).sum(axis=1) > forecast.FEWEST_POINTS]
    )
