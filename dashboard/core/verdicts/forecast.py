"""Where is a series heading, and how sure may we be?

Four plain rules compete on each series by back-testing; one that does not beat the naive rule (last
value plus mean step) gives way to it (METHODS §4). Nothing under four annual points, nothing across
a break, nothing for ranks. Intervals are Student's t, and their coverage is measured by `backtest`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.core.vocabulary.targets import Array, Mask, reaches
from dashboard.core.vocabulary.text import Text

Codes = npt.NDArray[np.int64]
Fit = tuple[Array, Array, int]
"""Centre and standard deviation of the forecast, and the degrees of freedom behind them."""

FEWEST_POINTS = 4
FEWEST_TO_FIT = 3
FEWEST_ERRORS = 6
MUST_BEAT = 0.9
"""A rule replaces the naive one only where six tests or more give it an error at least a tenth
smaller: fewer would be luck.
"""
MOST_POINTS = 12
FURTHEST_TESTED = 3
NOT_INFERRED = Text("无法推断", "cannot be inferred")
"""What is said wherever a figure of a later year is asked for and the known ones do not tell it."""
TOO_FEW = NOT_INFERRED + Text("：已有年度数据太少", ": too few annual figures")


@dataclass(frozen=True, slots=True)
class Method:
    """One rule of forecasting: years (n), values (rows × n) and a year per row in, centre and
    deviation out.
    """

    id: str
    name: Text
    fit: Callable[[Array, Array, Array], Fit]
    on_logs: bool = False

    def used(self, values: Array) -> Array:
        """The values that the rule is fitted to."""
        if not self.on_logs:
            return values
        with np.errstate(all="ignore"):
            return np.log(values)


@dataclass(frozen=True, slots=True)
class OutlookWord:
    """Words for how probable it is that the goal will be kept: from `at_least` on."""

    id: str
    name: Text
    at_least: float


OUTLOOKS: tuple[OutlookWord, ...] = (
    OutlookWord("likely", Text("很可能", "likely"), 0.8),
    OutlookWord("possible", Text("有可能", "possible"), 0.2),
    OutlookWord("hard", Text("较难", "hard"), 0.0),
)


def _fit_drift(years: Array, values: Array, at: Array) -> Fit:
    """The last value plus the mean step: the naive rule."""
    gaps, span = np.diff(years), years[-1] - years[0]
    step = (values[:, -1] - values[:, 0]) / span
    left = np.diff(values, axis=1) - step[:, None] * gaps
    freedom = len(gaps) - 1
    ahead = at - years[-1]
    variance = (left**2 / gaps).sum(axis=1) / freedom * (ahead + ahead**2 / span)
    return values[:, -1] + step * ahead, np.sqrt(variance), freedom


def _fit_last_value(years: Array, values: Array, at: Array) -> Fit:
    """The last value, unchanged."""
    gaps = np.diff(years)
    variance = (np.diff(values, axis=1) ** 2 / gaps).mean(axis=1) * (at - years[-1])
    return values[:, -1], np.sqrt(variance), len(gaps)


def _fit_line(years: Array, values: Array, at: Array) -> Fit:
    """The line of least squares."""
    middle, count = years.mean(), len(years)
    off = years - middle
    slope = values @ off / (off @ off)
    centre = values.mean(axis=1) + slope * (at - middle)
    left = values - values.mean(axis=1)[:, None] - slope[:, None] * off
    spread = 1 + 1 / count + (at - middle) ** 2 / (off @ off)
    variance = (left**2).sum(axis=1) / (count - 2) * spread
    return centre, np.sqrt(variance), count - 2


METHODS: tuple[Method, ...] = (
    Method("drift", Text("延续平均增量", "the mean step carried on"), _fit_drift),
    Method("still", Text("保持最近值", "the last value kept"), _fit_last_value),
    Method("line", Text("直线趋势", "a straight trend"), _fit_line),
    Method("growth", Text("延续平均增速", "the mean growth carried on"), _fit_drift, on_logs=True),
)
"""The competing rules, the naive one first."""


@dataclass(frozen=True)
class Projection:
    """Forecasts of many series, one row each; NaN where none may be made. `centre` and `deviation`
    are logs where `on_logs`.
    """

    centre: Array
    deviation: Array
    freedom: Codes
    method: Codes
    points: Codes
    low: Array
    high: Array

    @property
    def on_logs(self) -> Mask:
        return np.array([method.on_logs for method in METHODS])[self.method]

    @property
    def value(self) -> Array:
        """The forecast itself, within natural limits."""
        return self._clip_to_limits(self.centre)

    def interval(self, share: float) -> tuple[Array, Array]:
        """The ends between which the value lies with a probability (0.8: the 80 % interval), within
        natural limits.
        """
        reach = _compute_t_quantile(self.freedom, (1 + share) / 2) * self.deviation
        return self._clip_to_limits(self.centre - reach), self._clip_to_limits(self.centre + reach)

    def chance(self, low: Array, high: Array) -> Array:
        """The probability of a value from `low` to `high` (infinite where an end is open)."""
        return np.clip(self._compute_share_below(high) - self._compute_share_below(low), 0, 1)

    def _compute_share_below(self, value: Array) -> Array:
        with np.errstate(all="ignore"):
            scaled = np.where(self.on_logs, np.log(np.maximum(value, 0)), value)
            offset = scaled - self.centre
            # Without a deviation the forecast is certain, and a value lies on one side of it.
            certain = np.sign(offset) * np.inf
            score = np.where(self.deviation > 0, offset / self.deviation, certain)
        share = _compute_t_share(self.freedom, np.where(np.isnan(score), 0, score))
        return np.where(np.isnan(self.centre), np.nan, share)

    def _clip_to_limits(self, value: Array) -> Array:
        with np.errstate(over="ignore"):
            real = np.where(self.on_logs, np.exp(np.where(self.on_logs, value, 0)), value)
        return np.asarray(np.clip(real, self.low, self.high), float)


def _compute_t_quantile(freedom: Codes, share: float) -> Array:
    # Loading scipy takes longer than a page that needs no forecast.
    from scipy.special import stdtrit  # noqa: PLC0415

    return np.asarray(stdtrit(np.maximum(freedom, 1).astype(float), share), float)


def _compute_t_share(freedom: Codes, score: Array) -> Array:
    from scipy.special import stdtr  # noqa: PLC0415 - as above

    return np.asarray(stdtr(np.maximum(freedom, 1).astype(float), score), float)


def forecast_series(
    years: Array, values: Array, at: Array, low: Array | None = None, high: Array | None = None
) -> Projection:
    """Forecasts for one year per series: `years` (n), `values` (series × n, NaN unknown), `at` and
    natural limits (series).
    """
    count = len(values)
    centre, deviation = np.full(count, np.nan), np.full(count, np.nan)
    freedom, method, points = (np.zeros(count, np.int64) for _ in range(3))
    for rows, known_years, known_values in _group_by_known_years(years, values):
        points[rows] = len(known_years)
        if len(known_years) < FEWEST_POINTS:
            continue
        chosen, usual_error = choose_methods(known_years, known_values)
        for code, rule in enumerate(METHODS):
            mine = np.flatnonzero(chosen == code)
            if not len(mine):
                continue
            series, when = rows[mine], at[rows[mine]]
            used = rule.used(known_values[mine])
            centre[series], fitted, freedom[series] = rule.fit(known_years, used, when)
            distance = np.sqrt(np.fmax(when - known_years[-1], 1.0))
            deviation[series] = np.fmax(fitted, usual_error[mine] * distance)
            method[series] = code
    is_ahead = at > _find_last_known(years, values)
    centre = np.where(is_ahead, centre, np.nan)
    deviation = np.where(is_ahead, deviation, np.nan)
    if low is None:
        low = np.full(count, -np.inf)
    if high is None:
        high = np.full(count, np.inf)
    return Projection(centre, deviation, freedom, method, points, low, high)


def _find_last_known(years: Array, values: Array) -> Array:
    last: Array = np.where(np.isnan(values), -np.inf, years[None, :]).max(axis=1, initial=-np.inf)
    return last


def _group_by_known_years(years: Array, values: Array) -> list[tuple[Codes, Array, Array]]:
    """Series that are known in the same years, together: their rows, those years and their values,
    the latest points only.
    """
    patterns, group = np.unique(~np.isnan(values), axis=0, return_inverse=True)
    group = group.reshape(-1)
    groups = []
    for code, pattern in enumerate(patterns):
        rows = np.flatnonzero(group == code)
        columns = np.flatnonzero(pattern)[-MOST_POINTS:]
        groups.append((rows, years[columns], values[np.ix_(rows, columns)]))
    return groups


def choose_methods(years: Array, values: Array) -> tuple[Codes, Array]:
    """The rule of each series, and its usual error a year ahead (on logs where the rule is).

    The rule with the least mean error in back-tests, where it clearly beats the naive one in enough
    tests to say so.
    """
    tested = [_compute_errors(method, years, values) for method in METHODS]
    errors, usual = (np.array(parts) for parts in zip(*tested, strict=True))
    fails_once = np.isnan(errors).any(axis=1)
    mean = np.where(fails_once, np.inf, np.abs(errors).mean(axis=1))
    beats_naive = ~reaches(mean.min(axis=0), MUST_BEAT * mean[0], 0.0)
    beats_naive &= errors.shape[1] >= FEWEST_ERRORS
    chosen = np.where(beats_naive, mean.argmin(axis=0), 0).astype(np.int64)
    return chosen, usual[chosen, np.arange(len(values))]


@np.errstate(all="ignore")
def _compute_errors(method: Method, years: Array, values: Array) -> tuple[Array, Array]:
    """What a rule would have been wrong by (tests × series), and the root mean square of its errors
    a year ahead.

    From each year with enough before it, one to three points ahead; errors grow with the root of
    the distance.
    """
    errors, yearly_errors = [], []
    used = method.used(values)
    for known, ahead in _list_tests(len(years), FEWEST_TO_FIT):
        when = np.full(len(values), years[ahead])
        centre, _, _ = method.fit(years[:known], used[:, :known], when)
        distance = np.sqrt(years[ahead] - years[known - 1])
        yearly_errors.append((centre - used[:, ahead]) / distance)
        if method.on_logs:
            centre = np.exp(centre)
        errors.append(centre - values[:, ahead])
    usual = np.sqrt((np.array(yearly_errors) ** 2).mean(axis=0))
    return _drop_infinite(np.array(errors)), _drop_infinite(usual)


def _list_tests(count: int, fewest: int) -> list[tuple[int, int]]:
    """How many of some years are taken as known, and the position of a later one to be forecast."""
    return [
        (known, ahead)
        for known in range(fewest, count)
        for ahead in range(known, min(known + FURTHEST_TESTED, count))
    ]


def _drop_infinite(values: Array) -> Array:
    return np.where(np.isfinite(values), values, np.nan)


@dataclass(frozen=True, slots=True)
class Backtest:
    """How forecasts would have done on series at hand: tests, how many fell inside each interval,
    and the errors' ratio.

    `skill` is 1 − mean error / naive rule's mean error, each scaled by its series' mean step.
    """

    tests: int
    series: int
    inside_50: int
    inside_80: int
    skill: float


def backtest(years: Array, values: Array) -> Backtest:
    """Forecast every known year from one to three years before by what was known then, and
    compare.
    """
    tests = inside_50 = inside_80 = 0
    own_error = naive_error = 0.0
    tried: set[int] = set()
    own: list[Array] = []
    naive: list[Array] = []
    for known, later in _list_tests(len(years), FEWEST_POINTS):
        rows = np.flatnonzero(~np.isnan(values[:, later]))
        past = values[rows, :known]
        made = forecast_series(years[:known], past, np.full(len(rows), years[later]))
        tested = np.flatnonzero(np.isfinite(made.centre) & ~np.isnan(past[:, -1]))
        actual = values[rows, later][tested]
        tests += len(tested)
        inside_50 += _count_within(actual, made, tested, 0.5)
        inside_80 += _count_within(actual, made, tested, 0.8)
        tried |= set(rows[tested].tolist())
        errors = _scale_errors(
            years[:known], past[tested], years[later], actual, made.value[tested]
        )
        own.append(errors[0])
        naive.append(errors[1])
    if own:
        own_error = float(np.concatenate(own).sum())
        naive_error = float(np.concatenate(naive).sum())
    skill = 1 - own_error / naive_error if naive_error else 0.0
    return Backtest(tests, len(tried), inside_50, inside_80, skill)


def _count_within(actual: Array, made: Projection, tested: Codes, share: float) -> int:
    """How many of the values fall inside the interval of a probability."""
    low, high = (end[tested] for end in made.interval(share))
    return int((reaches(actual, low, 0.0) & reaches(high, actual, 0.0)).sum())


def _scale_errors(
    years: Array, past: Array, at: float, actual: Array, made: Array
) -> tuple[Array, Array]:
    """Errors of a forecast and of the naive rule, over the mean absolute step so far; series that
    never moved are left out.
    """
    naive, scale = np.full(len(past), np.nan), np.full(len(past), np.nan)
    for rows, known_years, known_values in _group_by_known_years(years, past):
        naive[rows] = _fit_drift(known_years, known_values, np.full(len(rows), at))[0]
        steps = np.diff(known_values, axis=1) / np.diff(known_years)
        scale[rows] = np.abs(steps).mean(axis=1)
    moved = np.flatnonzero(scale > 0)
    own_errors, naive_errors = np.abs(made - actual), np.abs(naive - actual)
    return own_errors[moved] / scale[moved], naive_errors[moved] / scale[moved]
