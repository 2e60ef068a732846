"""How do published methods judge a series? Their formulas as arrays; their cuts and classes stand
in `rules.py`.

Each method takes a `Series` and the rule set whose cuts it reads, and gives one number, one score
and one class per row. Sources stand with each rule set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from dashboard.core.vocabulary.statuses import GOOD
from dashboard.core.vocabulary.targets import Array, Mask, reaches
from dashboard.core.vocabulary.text import Text

Codes = npt.NDArray[np.int64]
ZERO_STANDS_FOR = 0.001
"""Growth from or to nothing has no rate: a base or goal of 0 is taken as this (Open SDG progress
methodology).
"""
NEAR_LIMIT = 4.44
"""How fast the demands fall as the base nears a natural limit (Open SDG progress methodology)."""
WITHIN_ONE_POINT = 1.0


@dataclass(frozen=True, slots=True)
class Cut:
    """From this number on a class holds; `inclusive` says whether reaching it is enough."""

    at: float
    to: str
    inclusive: bool = True


@dataclass(frozen=True, slots=True)
class RuleClass:
    """A class of a rule set in its own words, and the status of the ladder it stands for."""

    id: str
    name: Text
    status: str


@dataclass(frozen=True)
class MethodInput:
    """What a method looks at, one entry per row: NaN where something is unknown, `goal` NaN where
    there is no target.

    `direction` is +1 where higher is better; `limit` a natural limit; `kept` says whether the goal
    is met now, `kept_at_base` whether it was at the base, `past` whether an interval was gone
    through; `percent` whether the unit is a share in per cent.
    """

    base: Array
    base_year: Array
    actual: Array
    year: Array
    goal: Array
    goal_year: Array
    direction: Array
    kept: Mask
    limit: Array
    percent: Mask
    kept_at_base: Mask | bool = False
    past: Mask | bool = False

    @property
    def growth(self) -> Array:
        """The growth a year from base to actual, as a fraction; −1 where nothing is left."""
        return compute_yearly_growth(
            _replace_zeros(self.base), self.actual, self.year - self.base_year
        )

    @property
    def growth_due(self) -> Array:
        """The growth a year that leads from base to goal."""
        return compute_yearly_growth(
            _replace_zeros(self.base), _replace_zeros(self.goal), self.goal_year - self.base_year
        )

    @property
    def sign(self) -> Array:
        """−1 where the base is negative: growth then points the other way."""
        return np.where(self.base < 0, -1.0, 1.0)

    @property
    def known(self) -> Mask:
        """Whether base and actual are there, of one sign, and apart in time."""
        known: Mask = ~np.isnan(self.base) & ~np.isnan(self.actual)
        known &= (self.year != self.base_year) & (self.base * self.actual >= 0)
        return known


@dataclass(frozen=True)
class MethodResult:
    """What a method found: the number its cuts apply to, its printed score, and the class."""

    value: Array
    score: Array
    native: Codes


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many published judgements of one file a rule set reproduces; the tests hold these numbers
    to what they find.
    """

    file: str
    what: Text
    matched: int
    total: int


@dataclass(frozen=True)
class RuleSet:
    """A published or house method (METHODS §3).

    `classes` from best to worst; `cuts` by name ("target", or "free" where there is none), highest
    first; `lowest` holds below them all, `worst_score` is the least that can be. The method speaks
    for targets of `periods` at the lines `speaks_at` of the order of decision, and replaces the
    status at the lines `decides_at`.
    """

    id: str
    name: Text
    about: Text
    formula: Text
    source: Text
    classes: tuple[RuleClass, ...]
    cuts: dict[str, tuple[Cut, ...]]
    lowest: dict[str, str]
    method: Callable[[MethodInput, RuleSet], MethodResult] | None = None
    periods: tuple[str, ...] = ("by",)
    decides_at: tuple[str, ...] = ("path", "maintain", "reached")
    speaks_at: tuple[str, ...] = ("path", "maintain", "reached", "base_missing", "final", "yearly")
    unjudged: str = ""
    worst_score: float = np.nan
    agreement: tuple[Agreement, ...] = ()
    codes: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "codes", {native.id: code for code, native in enumerate(self.classes)}
        )

    def native(self, name: str) -> RuleClass:
        """The class of that name; raises KeyError."""
        return self.classes[self.codes[name]]

    @property
    def worst(self) -> int:
        """The code of the worst class that judges."""
        return max(code for name, code in self.codes.items() if name != self.unjudged)

    @property
    def fallen_short(self) -> int:
        """The code of the best class that is no longer good: what has gone past an interval."""
        return next(code for code, native in enumerate(self.classes) if native.status not in GOOD)

    def at(self, name: str, cuts: str = "target") -> float:
        """The number from which a class holds."""
        return next(cut.at for cut in self.cuts[cuts] if cut.to == name)

    def grade(self, value: Array, cuts: str = "target", scale: Array | float = 1.0) -> Codes:
        """The class of each number, by this set's cuts (each times `scale`)."""
        found = np.full(np.shape(value), self.codes[self.lowest[cuts]])
        for cut in reversed(self.cuts[cuts]):
            found = np.where(
                reaches(value, np.asarray(cut.at * scale), 0.0, strict=not cut.inclusive),
                self.codes[cut.to],
                found,
            )
        return found

    def format_boundary(self, name: str, cuts: str = "target", *, as_percent: bool = False) -> str:
        """Where a class lies, as printed: ≥0.95, 0.60–0.95, <0.60; empty for classes without a
        cut.
        """
        ladder = self.cuts.get(cuts, ())

        def format_cut(cut: Cut) -> str:
            return f"{cut.at:.0%}" if as_percent else f"{cut.at:g}"

        for place, cut in enumerate(ladder):
            if cut.to == name:
                least = f"{'≥' if cut.inclusive else '>'}{format_cut(cut)}"
                return least if place == 0 else f"{format_cut(cut)}–{format_cut(ladder[place - 1])}"
        if ladder and self.lowest[cuts] == name:
            return f"{'<' if ladder[-1].inclusive else '≤'}{format_cut(ladder[-1])}"
        return ""


def compute_yearly_growth(start: Array, end: Array, years: Array) -> Array:
    """Constant growth a year as a fraction; NaN where the signs differ or no time has passed."""
    with np.errstate(all="ignore"):
        ratio = end / start
        growth = ratio ** (1 / np.where(years == 0, np.nan, years)) - 1
    return np.where((ratio >= 0) & (years != 0), growth, np.nan)


def _replace_zeros(value: Array) -> Array:
    return np.where(value == 0, ZERO_STANDS_FOR, value)


def _compute_growth_ratio(series: MethodInput) -> Array:
    """Growth so far over the growth that leads to the goal, positive in the better direction."""
    with np.errstate(all="ignore"):
        due = np.abs(series.growth_due)
        ratio = series.sign * series.direction * series.growth / np.where(due == 0, np.nan, due)
    return np.where(series.known, ratio, np.nan)


def _compute_closeness(series: MethodInput) -> Array:
    """1 far from a natural limit, falling to 0 at it: near it, little growth can be asked for."""
    base, limit = series.base, series.limit
    with np.errstate(all="ignore"):
        below = 1 - (base / limit) ** NEAR_LIMIT
        above = 1 - ((2 * limit - base) / limit) ** NEAR_LIMIT
    is_far = np.isnan(limit) | (base >= 2 * limit)
    return np.where(is_far, 1.0, np.where(base <= limit, below, above))


def judge_statcan(series: MethodInput, rules: RuleSet) -> MethodResult:
    """Statistics Canada: growth over the growth needed; without a target, growth against fixed
    rates.
    """
    aimed = ~np.isnan(series.goal)
    free = np.where(series.known, series.sign * series.direction * series.growth, np.nan)
    value = np.where(aimed, _compute_growth_ratio(series), free)
    near = _compute_closeness(series)
    with np.errstate(all="ignore"):
        moderate = rules.at("moderate_progress")
        towards = np.where(
            value >= moderate,
            np.minimum(7.1429 * value - 4.2857, 5),
            np.maximum(4.1667 * value - 2.5, -5),
        )
        best, some = (
            rules.at(name, "free") * near for name in ("substantial_progress", "moderate_progress")
        )
        rising = np.select(
            [near == 0, value >= best, value >= some],
            [
                np.full_like(value, 5.0),
                np.minimum(500 * value / near - 5, 5),
                250 * value / near - 1.25,
            ],
            500 * value / near - 2.5,
        )
    score = np.where(aimed, towards, np.where(value < 0, np.maximum(125 * value - 2.5, -5), rising))
    native = np.where(aimed, rules.grade(value), rules.grade(value, "free", near))
    return _apply_achievement(series, rules, MethodResult(value, score, native), "target_achieved")


def judge_eurostat(series: MethodInput, rules: RuleSet) -> MethodResult:
    """Eurostat: the same ratio with strict cuts; without a target, growth against 1 % and 0.1 % a
    year.
    """
    aimed = ~np.isnan(series.goal)
    free = np.where(series.known, series.direction * series.growth, np.nan)
    value = np.where(aimed, _compute_growth_ratio(series), free)
    near = _compute_closeness(series)
    with np.errstate(all="ignore"):
        towards = np.select(
            [value > 1.3, value >= 0.6, value > -0.6],
            [np.full_like(value, 5.0), 5 / 0.7 * (value - 0.6), 5 / 1.2 * (value + 0.6) - 5],
            -5.0,
        )
        rising = np.where(
            value < 0, value / 0.02 * 5, np.where(near == 0, 5.0, value / (0.02 * near) * 5)
        )
    score = np.where(aimed, towards, np.where(near == 0, 5.0, np.clip(rising, -5, 5)))
    at_limit = ~aimed & (near == 0)
    native = np.where(aimed, rules.grade(value), rules.grade(value, "free", near))
    native = np.where(at_limit, rules.codes["significant_progress"], native)
    return _apply_achievement(
        series, rules, MethodResult(value, score, native), "significant_progress"
    )


def _apply_achievement(
    series: MethodInput, rules: RuleSet, found: MethodResult, achieved: str
) -> MethodResult:
    """A goal that is met counts as achieved with the full score, whatever the growth; the unknown
    has no class.
    """
    unknown = np.isnan(found.value)
    score = np.where(series.kept, 5.0, np.where(unknown, np.nan, found.score))
    native = np.where(unknown, rules.codes[rules.unjudged], found.native)
    return MethodResult(found.value, score, np.where(series.kept, rules.codes[achieved], native))


RATINGS = ("green", "yellow", "orange", "red")
"""SDSN's ratings by threshold, best first; they need thresholds that plans do not state, so
verdicts carry the trend.
"""


def compute_sdsn_position(value: Array, best: Array, worst: Array) -> Array:
    """Where a value lies from worst (0) to best (100), not clipped; the printed score is
    clipped.
    """
    with np.errstate(all="ignore"):
        return 100 * (value - worst) / (best - worst)


def compute_sdsn_rating(value: Array, green: Array, red: Array) -> Codes:
    """Positions in `RATINGS`: by the thresholds and their middle; equality reaches."""
    d = np.where(green > red, 1.0, -1.0)
    middle = (green + red) / 2
    reached = [reaches(d * value, d * edge, 0.0) for edge in (green, middle, red)]
    return np.select(reached, [0, 1, 2], 3)


def compute_sdsn_trend(
    start: Array, end: Array, goal: Array, window: Array, required: Array, rules: RuleSet
) -> tuple[Array, Codes]:
    """Pace over the pace required, and the trend's class; positions in the direction that is
    better, `goal` the green one.
    """
    with np.errstate(all="ignore"):
        pace = ((end - start) / window) / ((goal - start) / required)
    arrived = reaches(end, goal, 0.0)
    code = {name: rules.codes[name] for name in ("on_track", "decreasing")}
    trend = np.where(reaches(start, end, 0.0, strict=True), code["decreasing"], rules.grade(pace))
    return pace, np.where(arrived, code["on_track"], trend)


def judge_sdsn(series: MethodInput, rules: RuleSet) -> MethodResult:
    """Sustainable Development Report: the linear trend to the goal, scored from base (0) to goal
    (100).
    """
    d = series.direction
    pace, trend = compute_sdsn_trend(
        d * series.base,
        d * series.actual,
        d * series.goal,
        series.year - series.base_year,
        series.goal_year - series.base_year,
        rules,
    )
    score = np.clip(compute_sdsn_position(series.actual, series.goal, series.base), 0, 100)
    known = ~np.isnan(series.base) & ~np.isnan(series.actual) & ~np.isnan(series.goal)
    native = np.where(
        series.kept, rules.codes["on_track"], np.where(known, trend, rules.codes[rules.unjudged])
    )
    return MethodResult(pace, np.where(series.kept, 100.0, score), native)


def judge_un_chart(series: MethodInput, rules: RuleSet) -> MethodResult:
    """UN Progress Chart: where the observed growth leads by the goal's year, as a share of the
    way.
    """
    aimed = ~np.isnan(series.goal)
    with np.errstate(all="ignore"):
        ahead = series.actual * (1 + series.growth) ** (series.goal_year - series.year)
        share = (ahead - series.base) / (series.goal - series.base)
    free = series.direction * series.growth
    value = np.where(series.known, np.where(aimed, share, free), np.nan)
    value = np.where(np.isfinite(value), value, np.nan)
    close = (
        series.percent
        & np.isin(series.goal, (0.0, 100.0))
        & reaches(np.asarray(WITHIN_ONE_POINT), np.abs(series.goal - series.actual), 0.0)
    )
    native = np.where(aimed, rules.grade(value), rules.grade(value, "free"))
    native = np.where(np.isnan(value), rules.codes[rules.unjudged], native)
    return MethodResult(
        value, value, np.where(series.kept | close, rules.codes["achieved"], native)
    )


def judge_ndrc(series: MethodInput, rules: RuleSet) -> MethodResult:
    """NDRC barometer: what was done of what the period asked for; the base's distance is the
    target, without one the number itself.
    """
    start = np.where(np.isnan(series.base), 0.0, series.base)
    with np.errstate(all="ignore"):
        share = (series.year - series.base_year) / (series.goal_year - series.base_year)
        asked = np.where(np.isnan(series.base), series.goal, (series.goal - series.base) * share)
        missing = series.direction * (start + asked - series.actual) / np.abs(asked)
        value = np.where(np.isfinite(missing), 1 - missing, np.nan)
    native = np.where(np.isnan(value), rules.codes[rules.unjudged], rules.grade(value))
    return MethodResult(value, value, np.where(series.kept, rules.codes["green"], native))


def judge_linear_strict(series: MethodInput, rules: RuleSet) -> MethodResult:
    """The straight line without mercy: progress over time elapsed, behind as soon as it is less."""
    with np.errstate(all="ignore"):
        progress = (series.actual - series.base) / (series.goal - series.base)
        elapsed = (series.year - series.base_year) / (series.goal_year - series.base_year)
        value = progress / elapsed
    value = np.where(np.isfinite(value), value, np.nan)
    return MethodResult(value, value, rules.grade(value))
