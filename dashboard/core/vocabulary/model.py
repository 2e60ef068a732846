"""Which nouns does the product think in? Frozen values, and the columns of the two frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.record_models import (
    ObservationRecord,
    VerdictRecord,
    list_columns,
)
from dashboard.core.vocabulary.targets import BOUNDS, Reads
from dashboard.core.vocabulary.text import Text
from dashboard.core.vocabulary.units import Unit

if TYPE_CHECKING:
    import pandas as pd

Better = Literal["higher", "lower", "neither"]
BETTER_SIGN: dict[str | None, float] = {"higher": 1.0, "lower": -1.0, "neither": 0.0, None: 0.0}
Look = Literal["light", "dark"]
"""How pages and figures are lit: light, or dark for dim rooms."""
LOOKS: tuple[Look, ...] = ("light", "dark")
Measure = Literal["stock", "flow", "rate", "growth", "rank"]

FULL_YEAR = 12
"""The month that stands for a whole year."""
OBSERVATIONS = list_columns(ObservationRecord)
"""Columns of the observations frame: one published value a row, in the indicator's unit; month 12
is a full year.
"""
DECIMALS = "decimals"
"""What readers and the store add to observations: with how many decimals the cell of a value prints
it, in the indicator's unit; CALCULATED where a formula gave it, nothing where that is not known.
"""
CALCULATED = -1
VERDICTS = list_columns(VerdictRecord)
"""Columns of the verdicts frame: one row per target and region; gaps in the unit, progress and
ratio as fractions.

`step` names the line of the order of decision that decided (`rows.STEPS`).
"""

FLAGS: dict[str, Text] = {
    "met_then_lost": Text("曾达到，后又失去", "met, then lost"),
    "below_base": Text("达标但较基期回落", "kept, but worse than at the base"),
    "needs_record_pace": Text("所需速度高于历史最快", "needs more than the best pace on record"),
    **{flag: words for flag, (_, words) in qualities.RESTING.items()},
    "base_revised": Text("基期已修订", "the base has been revised"),
    "crosses_break": Text("跨越口径变化", "crosses a break in the series"),
    "price_assumed": Text("暂按现价口径", "the price basis is our assumption"),
    "partial_year": Text("仅有部分月份数据", "part of the year only"),
    "stale": Text("最近数据已超过两年", "the last figure is more than two years old"),
    "tolerance_ours": Text("容差为本系统设定", "the tolerance is ours"),
    "path_conflict": Text("年度目标与序时进度不一致", "the annual target conflicts with the path"),
    "sources_conflict": Text("同一数据有不同公布值", "published values disagree"),
    "question_open": Text("有待向规划编制单位确认", "a question to the plan's author is open"),
}
"""What may be said of a verdict besides its status. Bit n of a verdict's mask is the n-th flag."""

FLAG_BITS: dict[str, int] = {flag: 1 << bit for bit, flag in enumerate(FLAGS)}


def iterate_rows(frame: pd.DataFrame) -> Iterator[Any]:
    """A frame's rows as named tuples; their types are those of the columns."""
    return iter(frame.itertuples(index=False))


@dataclass(frozen=True, slots=True)
class Document:
    """A text that states targets."""

    id: str
    title: Text
    issued: date | None = None
    url: str = ""


STAGES: dict[str, Text] = {
    "candidate": Text("候选", "candidate"),
    "voted": Text("票决", "voted"),
    "running": Text("实施", "under way"),
    "done": Text("完成", "done"),
    "closed": Text("销号", "closed out"),
}
"""What a plan of projects goes through; a candidate is not a commitment."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step in a plan's life (one of `STAGES`), from a day on."""

    stage: str
    on: date


@dataclass(frozen=True, slots=True)
class Plan:
    """A document's set of targets for some years."""

    id: str
    name: Text
    first: int
    last: int
    stages: tuple[Stage, ...] = ()

    def elapsed(self, year: int) -> float:
        """The share of its time that is over at the end of a year: 0 before it begins, 1 at its end
        and after.
        """
        return min(1.0, max(0.0, (year - self.first + 1) / (self.last - self.first + 1)))

    def candidate(self, on: date | None = None) -> bool:
        """Whether the plan is still only proposed on a day (default: by all that is known)."""
        reached = [stage for stage in self.stages if on is None or stage.on <= on]
        return bool(reached) and max(reached, key=lambda stage: stage.on).stage == "candidate"


@dataclass(frozen=True, slots=True)
class Theme:
    """A grouping of indicators, perhaps within another."""

    id: str
    name: Text
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A place with its GB/T 2260 code, perhaps within another."""

    code: str
    name: Text
    within: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document states a target: section and the verbatim phrase."""

    document: str
    section: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Base:
    """The value a target starts from; stated as a bound it gives no path (`value` None)."""

    year: int
    value: float | None
    at_most: float | None = None
    at_least: float | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """The first year of a new definition: never one line across it."""

    year: int
    text: Text


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something measured every year, in one unit, with a direction.

    `taken` says what the figure of a month is for its year where the measure does not: `end`, its
    value, or `mean`, a part. `decimals` are those it is printed with. Where they are not declared,
    `plan_decimals` are those of the plan's own numbers.
    """

    id: str
    name: Text
    unit: Unit | None
    decimals: int
    measure: Measure | None
    better: Better | None
    themes: tuple[str, ...] = ()
    owner: Text | None = None
    aliases: tuple[str, ...] = ()
    limits: tuple[float, float] | None = None
    prices: str | None = None
    real_growth: str | None = None
    breaks: tuple[Break, ...] = ()
    released: int | None = None
    formula: str | None = None
    nature: str | None = None
    assumption: Text | None = None
    plan_decimals: int | None = None
    taken: str | None = None

    @property
    def last_digit(self) -> float:
        """One unit of the last digit by which the indicator is judged (METHODS, u): as declared,
        else as the plan prints it, whatever its figures print.
        """
        decimals = self.decimals if self.plan_decimals is None else self.plan_decimals
        return float(10.0**-decimals)

    @property
    def unit_text(self) -> Text:
        """The unit's name, empty where there is none."""
        return self.unit.text if self.unit else Text("", "")

    @property
    def short_unit(self) -> Text:
        """The same as a column has room for it."""
        return self.unit.short if self.unit else Text("", "")

    @property
    def difference_text(self) -> Text:
        """The word for a difference: 个百分点 where the unit is %."""
        return self.unit.difference if self.unit else Text("", "")


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on an indicator over a period, from a plan."""

    id: str
    indicator: str
    plan: str
    period: str
    first: int
    last: int
    bound: str
    x: float | None = None
    high: float | None = None
    reference: str | None = None
    hold_last_year: bool = False
    stated: Text | None = None
    tolerance: float | None = None
    tolerance_ours: bool = False
    tolerance_by_digit: bool = False
    base: Base | None = None
    path: str = "linear"
    milestones: tuple[tuple[int, float], ...] = ()
    sources: tuple[Source, ...] = ()
    words: str | None = None
    promise: str = ""
    nature: str | None = None
    question: Text | None = None
    assumption: Text | None = None
    themes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    @property
    def reads(self) -> Reads:
        """Where the number comes from that the bound compares with."""
        return "last_year" if self.hold_last_year else BOUNDS[self.bound].reads

    @property
    def is_stated(self) -> bool:
        """Whether the target is kept in words, and never judged."""
        return BOUNDS[self.bound].judged == "never"

    @property
    def is_reported(self) -> bool:
        """Whether the target is judged by a report of yes or no."""
        return BOUNDS[self.bound].judged == "report"

    def begins(self, plan: Plan) -> int:
        """The first year in which the target is judged."""
        if self.period != "by":
            return self.first
        return max(plan.first, self.base.year + 1) if self.base else plan.first


@dataclass(frozen=True, slots=True)
class Relation:
    """What the plan's own figures must agree on: a ratio, product or sum of indicators.

    It equals another indicator (within `tolerance`, in that one's unit), or implies a number of its
    own (`unit`); of kind `parts`, each input's regions add up to the region they lie within, to a
    share of it.
    """

    id: str
    name: Text
    kind: str
    inputs: tuple[str, ...]
    equals: str | None = None
    tolerance: float = 0.0
    implies: Text | None = None
    unit: Unit | None = None


@dataclass(frozen=True)
class Registry:
    """What was promised: the whole declaration, checked."""

    title: Text
    region: str
    regions: dict[str, Region]
    documents: dict[str, Document]
    plans: dict[str, Plan]
    themes: dict[str, Theme]
    indicators: dict[str, Indicator]
    targets: tuple[Target, ...]
    fictional: Text | None = None
    relations: tuple[Relation, ...] = ()
    places: dict[tuple[str | int, ...], tuple[int, int]] = field(
        default_factory=dict, compare=False, repr=False
    )

    former: dict[str, dict[str, str]] = field(default_factory=dict)

    def find_current(self, kind: str, name: str) -> str:
        """The id of now of what is called by an id that it has or once had; `kind` is plan, theme,
        region, indicator or target.
        """
        return self.former.get(kind, {}).get(name, name)

    @cached_property
    def _by_id(self) -> dict[str, Target]:
        return {target.id: target for target in self.targets}

    def target(self, target_id: str) -> Target:
        """The target of that id; raises KeyError."""
        return self._by_id[target_id]

    def of(self, indicator: str) -> tuple[Target, ...]:
        """The targets of an indicator, in the order declared."""
        return self._of.get(indicator, ())

    @cached_property
    def _of(self) -> dict[str, tuple[Target, ...]]:
        found: dict[str, tuple[Target, ...]] = {}
        for target in self.targets:
            found[target.indicator] = (*found.get(target.indicator, ()), target)
        return found

    def known_on(self, day: date) -> Registry:
        """The declaration as known on a day: targets whose documents were all issued later are left
        out.
        """

        def is_issued(target: Target) -> bool:
            dates = [self.documents[source.document].issued for source in target.sources]
            return not dates or any(on is None or on <= day for on in dates)

        return replace(self, targets=tuple(target for target in self.targets if is_issued(target)))


UNSTATED = Text("未明确", "not stated")
"""What is said where neither plan nor file names an owner or a nature."""
NATURES: dict[str, Text] = {
    "binding": Text("约束性", "binding"),
    "indicative": Text("预期性", "indicative"),
    "unstated": UNSTATED,
}
"""Whether a target binds; many plans do not say."""
