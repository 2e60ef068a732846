"""What is being judged, and what came of it? Targets paired with regions as columns, and the
columns of the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from dashboard.core.verdicts.panel import Panel
from dashboard.core.verdicts.target_columns import BOUND_LIST, Ints, TargetColumns
from dashboard.core.vocabulary.statuses import CODES as S
from dashboard.core.vocabulary.targets import Array, Mask, inside
from dashboard.core.vocabulary.text import Text

STEPS: dict[str, Text] = {
    "stated": Text("定性目标，不以数字评价", "stated in words"),
    "done": Text("按是否建成评价", "by whether it is done"),
    "under_way": Text("在建", "under way"),
    "no_value": Text("该年数据尚未公布", "no figure of the year"),
    "no_reference": Text("参照指标当年数据尚未公布", "the reference's figure is not out"),
    "no_last_year": Text("缺少上年数据", "last year's figure is missing"),
    "partial": Text("仅有部分月份数据", "part of the year only"),
    "final": Text("期末评价", "at the period's end"),
    "base_missing": Text("缺少基期值", "the base is missing"),
    "maintain": Text("基期已达标，按保持评价", "kept from the base on"),
    "reached": Text("目标已达到", "the goal is reached"),
    "path": Text("按序时进度评价", "against the path"),
    "yearly": Text("当年评价", "for the year alone"),
    "every": Text("逐年评价", "year by year"),
    "gap": Text("期内有年份数据缺失", "a year of the period is unknown"),
    "total": Text("按累计进度评价", "by the sum so far"),
    "average": Text("按平均值评价", "by the average so far"),
    "method": Text("按所选规则集评价", "by the rule set chosen"),
}
"""Which line of the order decided; verdicts carry it, sentences start from it."""

STEP_CODES = {step: code for code, step in enumerate(STEPS)}
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Pairs of a target and a region, each with the year it is judged in (`asked`: the year looked
    at).
    """

    declared: TargetColumns
    panel: Panel
    target: Ints
    region: Ints
    year: Ints
    asked: Ints

    def __len__(self) -> int:
        return len(self.target)

    def take(self, index: Ints | slice) -> Rows:
        """Some of the rows."""
        return replace(
            self,
            target=self.target[index],
            region=self.region[index],
            year=self.year[index],
            asked=self.asked[index],
        )

    def of(self, column: Array) -> Array:
        """A column of the declared targets, one entry per row."""
        return column[self.target]

    @cached_property
    def indicator(self) -> Ints:
        return self.declared.indicator[self.target]

    @cached_property
    def begins(self) -> Ints:
        return self.declared.begins[self.target]

    @cached_property
    def last(self) -> Ints:
        return self.declared.last[self.target]

    @cached_property
    def first(self) -> Ints:
        return self.declared.first[self.target]

    @cached_property
    def period(self) -> Ints:
        return self.declared.period[self.target]

    @cached_property
    def bound(self) -> Ints:
        return self.declared.bound[self.target]

    @cached_property
    def sign(self) -> Array:
        return self.declared.sign[self.target]

    @cached_property
    def follows(self) -> Mask:
        return self.declared.follows[self.target]

    @cached_property
    def digit(self) -> Array:
        return self.declared.digit[self.target]

    @cached_property
    def strict(self) -> Mask:
        return self.declared.strict[self.target]

    @cached_property
    def high(self) -> Array:
        return self.declared.high[self.target]

    @cached_property
    def base(self) -> Array:
        return self.declared.base[self.target]

    @cached_property
    def base_year(self) -> Array:
        return self.declared.base_year[self.target]

    @cached_property
    def is_compound(self) -> Mask:
        return self.declared.compound[self.target]

    @cached_property
    def is_flow(self) -> Mask:
        return self.declared.flow[self.target]

    @cached_property
    def is_stock(self) -> Mask:
        return self.declared.stock[self.target]

    @cached_property
    def is_growth(self) -> Mask:
        return self.declared.growth[self.target]

    @cached_property
    def is_rank(self) -> Mask:
        return self.declared.rank[self.target]

    @cached_property
    def grows_by_ratio(self) -> Mask:
        return self.declared.ratio_growth[self.target]

    @cached_property
    def _start(self) -> Ints:
        return self._find_starts(self.indicator)

    def _find_starts(self, indicator: Ints) -> Ints:
        """Where each row's years begin in a flattened array of the panel."""
        return (indicator * len(self.panel.regions) + self.region) * self.panel.years

    def read(
        self, column: npt.NDArray[np.generic], years: Ints, indicator: Ints | None = None
    ) -> Array:
        """Values of one of the panel's arrays at a year per row; NaN outside its years."""
        start = self._start if indicator is None else self._find_starts(indicator)
        position = years - self.panel.first_year
        flat = column.reshape(-1)
        if not len(position) or (position.min() >= 0 and position.max() < self.panel.years):
            return flat.take(start + position).astype(float, copy=False)
        known = (position >= 0) & (position < self.panel.years)
        values = flat.take(start + np.where(known, position, 0))
        return np.where(known, values, np.nan)

    def _read_reference(self, column: npt.NDArray[np.generic], years: Ints) -> Array:
        """The same of the indicator that a bound refers to; where it refers to none, of any one."""
        reference = np.maximum(self.declared.reference[self.target], 0)
        return self.read(column, years, reference)

    def value(self, years: Ints) -> Array:
        """Full-year values in force."""
        return self.read(self.panel.full, years)

    def quality(self, years: Ints) -> Array:
        """Quality codes of the full-year values, −1 or NaN where there is none."""
        return self.read(self.panel.quality, years)

    def number(self, years: Ints) -> Array:
        """The number each bound compares with in a year: declared, last year's value or the
        reference's.
        """
        number = self.declared.x[self.target]
        lagged = self.declared.lagged[self.target]
        if lagged.any():
            number = np.where(lagged, self.value(years - 1), number)
        if self.follows.any():
            reference = self._read_reference(self.panel.full, years)
            number = np.where(self.follows, reference, number)
        return number

    def number_in_part(self, years: Ints, month: Array, number: Array) -> Array:
        """The number to set beside a part-year value: a reference counts only over the same
        months.
        """
        if not self.follows.any():
            return number
        same_months = self._read_reference(self.panel.part_month, years) == month
        reference = self._read_reference(self.panel.part, years)
        reference = np.where(same_months, reference, np.nan)
        return np.where(self.follows, reference, number)

    def limits(self, x: Array) -> tuple[Array, Array]:
        """The lowest and highest value that keep each row's bound, given its number."""
        low, high = np.full(len(self), np.nan), np.full(len(self), np.nan)
        declared = self.declared
        for code in np.flatnonzero(np.bincount(self.bound, minlength=len(BOUND_LIST))):
            rows = np.flatnonzero(self.bound == code)
            target = self.target[rows]
            low[rows], high[rows] = BOUND_LIST[code].interval(
                x[rows], declared.high[target], declared.tolerance[target], declared.better[target]
            )
        return low, high

    def find_direction(self, goal: Array) -> Array:
        """+1 where a value should rise, −1 where it should fall: as the bound or the indicator has
        it, else from the base to the goal.
        """
        towards_goal = np.where(goal >= self.base, 1.0, -1.0)
        return np.where(self.sign != 0, self.sign, towards_goal)

    def mask_inside(self, value: Array, low: Array, high: Array) -> Mask:
        """Whether values lie within limits, to the digits that the indicators print."""
        return inside(value, low, high, self.digit, self.strict)

    def mask_broken(self, years: Ints) -> Mask:
        """Whether the series is broken at a year: it is not comparable with the year before."""
        broken = np.zeros(len(self), bool)
        for indicator, breaks in self.panel.breaks.items():
            broken |= (self.indicator == indicator) & np.isin(years, breaks)
        return broken

    def mask_kept(self, value: Array, years: Ints) -> Mask:
        """Whether values keep their bounds in a year."""
        return self.mask_inside(value, *self.limits(self.number(years)))


@dataclass
class Outcome:
    """What was decided, one entry per row; texts are codes (`native` −1 where the rule set has no
    word), `kept` says whether the value itself keeps its bound.
    """

    status: Codes
    native: Codes
    step: Codes
    kept: Mask
    actual: Array
    quality: Codes
    month: Codes
    goal: Array
    expected: Array
    progress: Array
    elapsed: Array
    ratio: Array
    score: Array
    lag_years: Array
    pace: Array
    needed: Array
    needed_growth: Array
    best_pace: Array

    @classmethod
    def blank(cls, rows: int) -> Outcome:
        """Nothing decided yet: pending, without a value."""
        start = {
            "status": S["pending"],
            "native": -1,
            "step": STEP_CODES["no_value"],
            "quality": -1,
            "month": 12,
            "kept": False,
        }
        names = [field.name for field in fields(cls)]
        return cls(**{name: np.full(rows, start.get(name, np.nan)) for name in names})

    def put(self, index: Ints | slice, part: Outcome) -> None:
        """Write the outcome of some rows."""
        for field in fields(self):
            getattr(self, field.name)[index] = getattr(part, field.name)

    def settle(self, where: Mask, status: str | Codes, step: str) -> None:
        """Decide the rows of a mask."""
        self.status[where] = S[status] if isinstance(status, str) else status[where]
        self.step[where] = STEP_CODES[step]

    def settle_at(self, index: Ints, status: Codes, step: str) -> None:
        """Decide the rows at some positions, one status each."""
        self.status[index] = status
        self.step[index] = STEP_CODES[step]
