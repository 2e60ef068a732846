"""What can a plan promise? A target is a period and a bound: the two tables of the declaration's
grammar.

A bound, given its number, tolerance and direction, is an interval; whether a value keeps it is one
comparison. All comparisons of values in `core` go through `reaches`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from dashboard.core.vocabulary.text import Text

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Period:
    """When a target is due: a row of the table of periods."""

    id: str
    name: Text
    spans: bool
    measures: Text


PERIODS: dict[str, Period] = {
    period.id: period
    for period in (
        Period(
            "by",
            Text("到{last}年", "by {last}"),
            False,
            Text(
                "期末达到，按序时进度评价",
                "reached at the end of that year, on a path from the base",
            ),
        ),
        Period("in", Text("{last}年", "in {last}"), False, Text("只看当年", "for that year alone")),
        Period(
            "every",
            Text("{first}–{last}年每年", "every year {first}–{last}"),
            True,
            Text("每一年都要做到", "in each of those years"),
        ),
        Period(
            "total",
            Text("{first}–{last}年累计", "total of {first}–{last}"),
            True,
            Text("各年相加", "summed over those years"),
        ),
        Period(
            "average",
            Text("{first}–{last}年平均", "average of {first}–{last}"),
            True,
            Text("各年平均，增速按复合平均", "average over those years, growth rates compounded"),
        ),
    )
}

YEARLY = ("in", "every")
ALL_PERIODS = tuple(PERIODS)

Interval = tuple[Array, Array]


def _compute_above(x: Array, high: Array, tolerance: Array, d: Array) -> Interval:
    return x, np.full_like(x, np.inf)


def _compute_below(x: Array, high: Array, tolerance: Array, d: Array) -> Interval:
    return np.full_like(x, -np.inf), x


def _compute_towards(x: Array, high: Array, tolerance: Array, d: Array) -> Interval:
    """At x or beyond it in the direction that is better."""
    return np.where(d > 0, x, -np.inf), np.where(d > 0, np.inf, x)


def _compute_around(x: Array, high: Array, tolerance: Array, d: Array) -> Interval:
    """Not worse than x by more than the tolerance; two-sided where neither direction is better."""
    return np.where(d >= 0, x - tolerance, -np.inf), np.where(d <= 0, x + tolerance, np.inf)


def _compute_within(x: Array, high: Array, tolerance: Array, d: Array) -> Interval:
    return np.where(d >= 0, x, -np.inf), np.where(d <= 0, high, np.inf)


def _compute_unbounded(x: Array, high: Array, tolerance: Array, d: Array) -> Interval:
    return np.full_like(x, np.nan), np.full_like(x, np.nan)


Takes = Literal["number", "pair", "hold", "indicator", "flag", "text"]
Reads = Literal["declaration", "last_year", "reference"]
Judged = Literal["number", "report", "never"]


ACCUMULATED = {"total": Text("累计", "in total, "), "average": Text("平均", "on average, ")}
"""What a value of several years is, by period, in a sentence."""
ACCUMULATED_NAMES = {"total": Text("累计", "Total"), "average": Text("平均", "Average")}
"""The same as the name of a figure, before its years in English."""
COMPLETION = {
    "by": Text("（现值−基期）÷（目标−基期）", "(actual − base) ÷ (target − base)"),
    "total": Text("累计÷目标", "sum ÷ target"),
    "every": Text("达标年数÷已知年数", "years kept ÷ years known"),
}
"""What 完成率 is of what, by period."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What is promised: a row of the table of bounds.

    `interval(x, high, tolerance, d)` gives the lowest and highest value that keep the bound, with d
    the better direction (+1 higher, −1 lower, 0 neither). `sign` is the bound's own direction where
    it has one. `strict` bounds do not count equality. `takes` is what the plan states for it,
    `reads` where x comes from: the declaration, last year's value or another indicator. `judged`
    says by what: a number, a report of yes or no, or never. `one_sided` bounds may be judged by
    what is done so far; one that `maintains` asks that a level be kept, and has no path to it.
    `verb`: its English name is an act (“reach 85”), and takes no “be”.
    """

    id: str
    name: Text
    short: Text
    meaning: Text
    periods: tuple[str, ...]
    interval: Callable[[Array, Array, Array, Array], Interval]
    sign: int = 0
    strict: bool = False
    tolerance: bool = False
    directed: bool = False
    takes: Takes = "number"
    reads: Reads = "declaration"
    judged: Judged = "number"
    one_sided: bool = False
    maintains: bool = False
    verb: bool = False

    @property
    def may_be_surpassed(self) -> bool:
        """Whether it names a place to be at, so that going further in the better direction has to
        be said to be kept.
        """
        return self.tolerance or self.takes == "pair"

    @property
    def has_path(self) -> bool:
        """Whether a number is reached step by step, so that a path may lead to it."""
        return self.judged == "number" and not self.maintains


BOUNDS: dict[str, Bound] = {
    bound.id: bound
    for bound in (
        Bound(
            "reach",
            Text("达到{x}", "reach {x}"),
            Text("{x}", "{x}"),
            Text(
                "达 x：按指标方向判断",
                "an unqualified number, judged in the direction that is better",
            ),
            ALL_PERIODS,
            _compute_towards,
            directed=True,
            one_sided=True,
            verb=True,
        ),
        Bound(
            "at_least",
            Text("不低于{x}", "at least {x}"),
            Text("≥ {x}", "≥ {x}"),
            Text("以上、不低于", "x or more"),
            ALL_PERIODS,
            _compute_above,
            sign=1,
            one_sided=True,
        ),
        Bound(
            "at_most",
            Text("不高于{x}", "at most {x}"),
            Text("≤ {x}", "≤ {x}"),
            Text("以内、不超过", "x or less"),
            ALL_PERIODS,
            _compute_below,
            sign=-1,
            one_sided=True,
        ),
        Bound(
            "above",
            Text("超过{x}", "above {x}"),
            Text("> {x}", "> {x}"),
            Text("超过：等于不算", "more than x; equality does not count"),
            ALL_PERIODS,
            _compute_above,
            sign=1,
            strict=True,
            one_sided=True,
        ),
        Bound(
            "below",
            Text("低于{x}", "below {x}"),
            Text("< {x}", "< {x}"),
            Text("低于：等于不算", "less than x; equality does not count"),
            ALL_PERIODS,
            _compute_below,
            sign=-1,
            strict=True,
            one_sided=True,
        ),
        Bound(
            "about",
            Text("{x}左右", "about {x}"),
            Text("≈ {x}", "≈ {x}"),
            Text("左右：不比 x 差出容差", "not worse than x by more than the tolerance"),
            ("by", "in", "every", "average"),
            _compute_around,
            tolerance=True,
        ),
        Bound(
            "between",
            Text("{x}至{high}", "{x} to {high}"),
            Text("{x}–{high}", "{x}–{high}"),
            Text("区间", "between two numbers"),
            ("by", "in", "every", "average"),
            _compute_within,
            takes="pair",
        ),
        Bound(
            "hold",
            Text("保持{x}", "hold {x}"),
            Text("保持 {x}", "hold {x}"),
            Text("保持在 x 或上年水平", "kept at x or at last year's value"),
            ("by", "in", "every", "average"),
            _compute_around,
            tolerance=True,
            takes="hold",
            maintains=True,
            verb=True,
        ),
        Bound(
            "in_step_with",
            Text("与{reference}基本同步", "in step with {reference}"),
            Text("同步", "in step"),
            Text("与另一指标基本同步", "in step with another indicator of the same months"),
            YEARLY,
            _compute_around,
            tolerance=True,
            takes="indicator",
            reads="reference",
        ),
        Bound(
            "better_than_last_year",
            Text("好于上年", "better than last year"),
            Text("好于上年", "better"),
            Text("双下降、稳步提高", "strictly better than last year"),
            YEARLY,
            _compute_towards,
            strict=True,
            directed=True,
            takes="flag",
            reads="last_year",
        ),
        Bound(
            "done",
            Text("建成", "done"),
            Text("建成", "done"),
            Text("建成、贯通、完成：报告 是/否", "reported yes or no"),
            ("by", "in"),
            _compute_unbounded,
            takes="flag",
            judged="report",
        ),
        Bound(
            "stated",
            Text("{stated}", "{stated}"),
            Text("定性", "in words"),
            Text("定性：保留、展示，不以数字评价", "kept in words, never judged by a number"),
            ALL_PERIODS,
            _compute_unbounded,
            takes="text",
            judged="never",
            verb=True,
        ),
    )
}

PERIOD_CODES = {period: code for code, period in enumerate(PERIODS)}
BOUND_CODES = {bound: code for code, bound in enumerate(BOUNDS)}
UNMEASURED = tuple(bound.id for bound in BOUNDS.values() if bound.judged != "number")
SMALLEST = 1e-9


def list_bound_codes(applies: Callable[[Bound], bool]) -> list[int]:
    """The codes of the bounds to which something applies."""
    return [BOUND_CODES[bound.id] for bound in BOUNDS.values() if applies(bound)]


def reaches(x: Array, y: Array, digit: Array | float, strict: Mask | bool = False) -> Mask:
    """Whether x is at least y (strict: more than y), forgiving the noise of floating point.

    `digit` is one printed digit in the values' unit; NaN reaches nothing and is reached by nothing.
    """
    with np.errstate(invalid="ignore"):
        noise = np.maximum(np.maximum(np.abs(x), np.abs(y)), digit) * SMALLEST
        difference = np.asarray(x) - y
        if not np.any(strict):
            loose: Mask = difference >= -noise
            return loose
        return np.where(strict, difference > noise, difference >= -noise)


def inside(value: Array, low: Array, high: Array, digit: Array, strict: Mask) -> Mask:
    """Whether values keep an interval; an infinite end is always kept, a missing value never keeps
    anything.
    """
    above = np.isneginf(low) | reaches(value, low, digit, strict)
    below = np.isposinf(high) | reaches(high, value, digit, strict)
    return above & below & ~np.isnan(value) & ~np.isnan(low) & ~np.isnan(high)
