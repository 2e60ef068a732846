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
TOO_FEW = Text("数据点不足，不作推断", "too few figures for a forecast")


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
        with np.errstate(all="ignore"):
            return np.log(values) if self.on_logs else values


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
    variance = (
        (left**2).sum(axis=1) / (count - 2) * (1 + 1 / count + (at - middle) ** 2 / (off @ off))
    )
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
            at = np.where(self.on_logs, np.log(np.maximum(value, 0)), value)
            offset = at - self.centre
            score = np.where(self.deviation > 0, offset / self.deviation, np.sign(offset) * np.inf)
        found = _compute_t_share(self.freedom, np.where(np.isnan(score), 0, score))
        return np.where(np.isnan(self.centre), np.nan, found)

    def _clip_to_limits(self, value: Array) -> Array:
        with np.errstate(over="ignore"):
            real = np.where(self.on_logs, np.exp(np.where(self.on_logs, value, 0)), value)
        return np.asarray(np.clip(real, self.low, self.high), float)


def _compute_t_quantile(freedom: Codes, share: float) -> Array:
    from scipy.special import stdtrit  # noqa: PLC0415 - loading it takes longer than a page that needs no forecast

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
    for rows, some_years, some in _group_by_known_years(years, values):
        points[rows] = len(some_years)
        if len(some_years) < FEWEST_POINTS:
            continue
        chosen, usual_error = choose_methods(some_years, some)
        for code, one in enumerate(METHODS):
            mine = np.flatnonzero(chosen == code)
            if len(mine):
                when = at[rows[mine]]
                centre[rows[mine]], fitted, freedom[rows[mine]] = one.fit(
                    some_years, one.used(some[mine]), when
                )
                usual = np.asarray(
                    usual_error[mine] * np.sqrt(np.fmax(when - some_years[-1], 1.0)), float
                )
                deviation[rows[mine]] = np.fmax(fitted, usual)
                method[rows[mine]] = code
    ahead = at > _find_last_known(years, values)
    centre, deviation = np.where(ahead, centre, np.nan), np.where(ahead, deviation, np.nan)
    unbounded = np.full(count, np.inf)
    return Projection(
        centre,
        deviation,
        freedom,
        method,
        points,
        -unbounded if low is None else low,
        unbounded if high is None else high,
    )


def _find_last_known(years: Array, values: Array) -> Array:
    last: Array = np.where(np.isnan(values), -np.inf, years[None, :]).max(axis=1, initial=-np.inf)
    return last


def _group_by_known_years(years: Array, values: Array) -> list[tuple[Codes, Array, Array]]:
    """Series that are known in the same years, together: their rows, those years and their values,
    the latest points only.
    """
    known = ~np.isnan(values)
    patterns, of = np.unique(known, axis=0, return_inverse=True)
    groups = []
    for code, pattern in enumerate(patterns):
        rows, there = np.flatnonzero(of.reshape(-1) == code), np.flatnonzero(pattern)[-MOST_POINTS:]
        groups.append((rows, years[there], values[np.ix_(rows, there)]))
    return groups


def choose_methods(years: Array, values: Array) -> tuple[Codes, Array]:
    """The rule of each series, and its usual error a year ahead (on logs where the rule is).

    The rule with the least mean error in back-tests, where it clearly beats the naive one in enough
    tests to say so.
    """
    tested = [_compute_errors(method, years, values) for method in METHODS]
    errors, usual = (np.array(parts) for parts in zip(*tested, strict=True))
    mean = np.where(np.isnan(errors).any(axis=1), np.inf, np.abs(errors).mean(axis=1))
    better = ~reaches(mean.min(axis=0), MUST_BEAT * mean[0], 0.0) & (
        errors.shape[1] >= FEWEST_ERRORS
    )
    chosen = np.where(better, mean.argmin(axis=0), 0).astype(np.int64)
    return chosen, usual[chosen, np.arange(len(values))]


def _compute_errors(method: Method, years: Array, values: Array) -> tuple[Array, Array]:
    """What a rule would have been wrong by (tests × series), and the root mean square of its errors
    a year ahead.

    From each year with enough before it, one to three points ahead; errors grow with the root of
    the distance.
    """
    found, a_year = [], []
    with np.errstate(all="ignore"):
        used = method.used(values)
        for known in range(FEWEST_TO_FIT, len(years)):
            for ahead in range(known, min(known + FURTHEST_TESTED, len(years))):
                centre, _, _ = method.fit(
                    years[:known], used[:, :known], np.full(len(values), years[ahead])
                )
                found.append((np.exp(centre) if method.on_logs else centre) - values[:, ahead])
                a_year.append((centre - used[:, ahead]) / np.sqrt(years[ahead] - years[known - 1]))
        errors = np.array(found)
        usual = np.sqrt((np.array(a_year) ** 2).mean(axis=0))
    return np.where(np.isfinite(errors), errors, np.nan), np.where(
        np.isfinite(usual), usual, np.nan
    )


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
    tried: set[int] = set()
    own, naive = [], []
    for now in range(FEWEST_POINTS - 1, len(years) - 1):
        for later in range(now + 1, min(now + 1 + FURTHEST_TESTED, len(years))):
            rows = np.flatnonzero(~np.isnan(values[:, later]))
            past = values[rows, : now + 1]
            made = forecast_series(years[: now + 1], past, np.full(len(rows), years[later]))
            there = np.flatnonzero(np.isfinite(made.centre) & ~np.isnan(past[:, -1]))
            actual = values[rows, later][there]
            halves, eighties = (
                _mask_within(actual, *(end[there] for end in made.interval(share)))
                for share in (0.5, 0.8)
            )
            tests, inside_50, inside_80 = (
                tests + len(there),
                inside_50 + int(halves.sum()),
                inside_80 + int(eighties.sum()),
            )
            tried |= set(rows[there].tolist())
            mine, theirs = _scale_errors(
                years[: now + 1], past[there], years[later], actual, made.value[there]
            )
            own.append(mine)
            naive.append(theirs)
    mean = [float(np.concatenate(parts).sum()) if parts else 0.0 for parts in (own, naive)]
    return Backtest(
        tests, len(tried), inside_50, inside_80, 1 - mean[0] / mean[1] if mean[1] else 0.0
    )


def _mask_within(value: Array, low: Array, high: Array) -> Mask:
    return reaches(value, low, 0.0) & reaches(high, value, 0.0)


def _scale_errors(
    years: Array, past: Array, at: float, actual: Array, made: Array
) -> tuple[Array, Array]:
    """Errors of a forecast and of the naive rule, over the mean absolute step so far; series that
    never moved are left out.
    """
    naive, scale = np.full(len(past), np.nan), np.full(len(past), np.nan)
    for rows, some_years, some in _group_by_known_years(years, past):
        naive[rows] = _fit_drift(some_years, some, np.full(len(rows), at))[0]
        scale[rows] = np.abs(np.diff(some, axis=1) / np.diff(some_years)).mean(axis=1)
    moved = np.flatnonzero(scale > 0)
    return np.abs(made - actual)[moved] / scale[moved], np.abs(naive - actual)[moved] / scale[moved]
