"""How is a target judged, one row at a time? METHODS §2 in plain scalars: an oracle, and the slow
peer of the benchmark.

Written from the specification alone; it shares no code with `core/judge.py` beyond the nouns of
`core/model.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from dashboard.core.verdicts.panel import Panel
from dashboard.core.vocabulary.model import Indicator, Registry, Target

NAN = math.nan
INF = math.inf
Value = Callable[[str, int], float]
Part = Callable[[str, int], tuple[float, int]]
Interval = tuple[float, float]


@dataclass
class Verdict:
    """One target's status with the numbers behind it; NaN where blank."""

    status: str
    actual: float = NAN
    expected: float = NAN
    progress: float = NAN
    elapsed: float = NAN
    ratio: float = NAN
    lag_years: float = NAN
    needed: float = NAN


def judge_all(registry: Registry, panel: Panel, year: int) -> dict[tuple[str, str], Verdict]:
    """Every verdict of a year by (target id, region code): the plain double loop."""
    verdicts: dict[tuple[str, str], Verdict] = {}
    for target in registry.targets:
        indicator, begins = (
            registry.indicators[target.indicator],
            target.begins(registry.plans[target.plan]),
        )
        for region in target.regions:
            value, part = _readers(panel, panel.regions[region])
            verdict = judge_one(target, indicator, begins, year, value, part, panel.first_year)
            if verdict is not None:
                verdicts[target.id, region] = verdict
    return verdicts


def judge_one(
    target: Target,
    indicator: Indicator,
    begins: int,
    year: int,
    value: Value,
    part: Part,
    since: int = 1949,
) -> Verdict | None:
    """The verdict on one target in one region, or None where it has not begun; `since` is the first
    year on record.
    """
    if year < begins:
        return None
    row = Row(target, indicator, min(year, target.last), since, value, part)
    if target.bound == "stated":
        return Verdict("not_judged")
    if target.bound == "done":
        return row.done()
    periods = {
        "by": row.by,
        "in": row.in_,
        "every": row.every,
        "total": row.total,
        "average": row.average,
    }
    return periods[target.period]()


def _readers(panel: Panel, region: int) -> tuple[Value, Part]:
    """How to read one region's values from the panel."""

    def value(indicator: str, year: int) -> float:
        at = year - panel.first_year
        return (
            float(panel.full[panel.indicators[indicator], region, at])
            if 0 <= at < panel.years
            else NAN
        )

    def part(indicator: str, year: int) -> tuple[float, int]:
        at, row = year - panel.first_year, panel.indicators[indicator]
        if not 0 <= at < panel.years or not panel.part_month[row, region, at]:
            return NAN, 0
        return float(panel.part[row, region, at]), int(panel.part_month[row, region, at])

    return value, part


def reaches(x: float, y: float, u: float, strict: bool = False) -> bool:
    """Whether x is at least y (strict: more than y), forgiving the noise of floating point."""
    noise = 1e-9 * max(abs(x), abs(y), u)
    return x - y > noise if strict else x - y >= -noise


def keeps(value: float, interval: Interval, u: float, strict: bool) -> bool:
    """Whether a value lies between the two ends of a bound; an infinite end is always kept."""
    low, high = interval
    return (low == -INF or reaches(value, low, u, strict)) and (
        high == INF or reaches(high, value, u, strict)
    )


def divided(a: float, b: float) -> float:
    """a/b, blank where the divisor is 0."""
    return a / b if b else NAN


def by_ratio(ratio: float) -> str:
    """The rungs of the ladder for a ratio of 1 where all is as due."""
    rungs = ((1.05, "ahead"), (0.95, "on_course"), (0.60, "behind"))
    return next((status for least, status in rungs if reaches(ratio, least, 0.0)), "at_risk")


def at_best(status: str, best: str) -> str:
    """The status, or the given one if that is worse."""
    ladder = ("at_risk", "behind", "on_course", "ahead")
    return min(status, best, key=ladder.index)


@dataclass(frozen=True)
class Line:
    """A target's path from its base to its goal: milestones, compound or straight."""

    start: int
    base: float
    end: int
    goal: float
    compound: bool
    milestones: tuple[tuple[int, float], ...]

    def stops(self) -> list[tuple[int, float]]:
        """The points between which the path is straight (or compound, where there are no
        milestones).
        """
        return sorted({self.end: self.goal, **dict(self.milestones), self.start: self.base}.items())

    def at(self, moment: float) -> float:
        """The value on the path at a moment between base and goal."""
        for (left, low), (right, high) in pairwise(self.stops()):
            if left <= moment <= right:
                share = (moment - left) / (right - left)
                return (
                    float(low * (high / low) ** share)
                    if self._bends()
                    else low + (high - low) * share
                )
        return NAN

    def when(self, value: float) -> float:
        """The one moment at which the path takes a value; NaN if never or more than once."""
        moments: list[float] = []
        for (left, low), (right, high) in pairwise(self.stops()):
            if not keeps(value, (min(low, high), max(low, high)), 0.0, strict=False):
                continue
            if low == high:
                return NAN
            share = (
                math.log(value / low) / math.log(high / low)
                if self._bends()
                else (value - low) / (high - low)
            )
            moment = left + share * (right - left)
            if not any(abs(moment - other) <= 1e-9 for other in moments):
                moments.append(moment)
        return moments[0] if len(moments) == 1 else NAN

    def _bends(self) -> bool:
        return self.compound and not self.milestones


@dataclass(frozen=True)
class Row:
    """A target in one region, to be judged at a year not after its last."""

    target: Target
    indicator: Indicator
    year: int
    since: int
    value: Value
    part: Part

    @property
    def u(self) -> float:
        """One printed digit of the indicator; two places for a rank."""
        return 2.0 if self.is_rank else 10.0**-self.indicator.decimals

    @property
    def is_rank(self) -> bool:
        """Whether the indicator is a place among others."""
        return self.indicator.measure == "rank"

    @property
    def strict(self) -> bool:
        """Whether equality does not count."""
        return self.target.bound in ("above", "below", "better_than_last_year")

    @property
    def at_end(self) -> bool:
        """Whether the year judged is the period's last."""
        return self.year == self.target.last

    def number(self, year: int) -> float:
        """The number that a year's value is held against: declared, last year's, or the reference
        indicator's.
        """
        if self.target.reference is not None:
            return self.value(self.target.reference, year)
        if self.reads_last_year:
            return self.value(self.indicator.id, year - 1)
        return self.target.x if self.target.x is not None else NAN

    @property
    def reads_last_year(self) -> bool:
        """Whether the bound compares with the year before."""
        return self.target.hold_last_year or self.target.bound == "better_than_last_year"

    def interval(self, year: int) -> Interval:
        """The lowest and the highest value that keep the bound in a year; one-sided unless `better`
        is neither.
        """
        bound, better, x = self.target.bound, self.indicator.better, self.number(year)
        if bound in ("at_least", "above"):
            return x, INF
        if bound in ("at_most", "below"):
            return -INF, x
        slack = (
            (self.target.tolerance or 0.0) if bound in ("about", "hold", "in_step_with") else 0.0
        )
        low, high = x - slack, (self.target.high or 0.0) if bound == "between" else x + slack
        if better == "higher":
            return low, INF
        return (-INF, high) if better == "lower" else (low, high)

    def holds(self, value: float, year: int) -> bool:
        """Whether a value keeps the bound of a year."""
        return keeps(value, self.interval(year), self.u, self.strict)

    def known(self, year: int) -> float:
        """A year's value: of the full year, or a flow's part of it that settles the outcome
        already; else NaN.
        """
        whole = self.value(self.indicator.id, year)
        so_far, month = self.part(self.indicator.id, year)
        if (
            not math.isnan(whole)
            or self.indicator.measure != "flow"
            or not month
            or math.isnan(self.number(year))
        ):
            return whole
        if self.target.reference is not None:
            return NAN
        _, high = self.interval(year)
        reached = high == INF and self.holds(so_far, year)
        passed = (
            high < INF
            and (year == self.target.last or self.target.period == "every")
            and not reaches(high, so_far, self.u, self.strict)
        )
        return so_far if reached or passed else NAN

    def shown(self) -> float:
        """The value of the year judged, or the part of it that is known."""
        value = self.known(self.year)
        return self.part(self.indicator.id, self.year)[0] if math.isnan(value) else value

    # ── by ────────────────────────────────────────────────────────────────────────────────

    def by(self) -> Verdict:
        """The order of decision for a goal at the end of a year (steps 4 to 9)."""
        c, moment = self.known(self.year), float(self.year)
        whole = not math.isnan(c)
        so_far, month = self.part(self.indicator.id, self.year)
        if not whole and month and self.indicator.measure == "stock":
            c, moment = so_far, self.year - 1 + month / 12
        verdict = self._on_path(c, moment)
        if math.isnan(c):
            return replace(verdict, status="pending", actual=self.shown())
        holds = self.holds(c, self.year)
        if whole and self.at_end:
            return replace(verdict, status="met" if holds else "missed")
        base = self.target.base.value if self.target.base else None
        if base is None:
            held = "on_course" if self.target.bound == "hold" else "met_early"
            return replace(verdict, status=held if holds else "not_judged")
        if self._maintains():
            return replace(
                verdict,
                status="on_course" if holds else "at_risk" if self._broken_before() else "behind",
            )
        return replace(verdict, status="met_early" if holds else self._climb(verdict, base))

    def _climb(self, verdict: Verdict, base: float) -> str:
        """Step 9: the actual against the path."""
        c, e, u, d = verdict.actual, verdict.expected, self.u, self.direction()
        low, high = self.interval(self.year)
        if keeps(c, (e - u / 2, e + u / 2), u, strict=False):
            status = "on_course"
        elif self.indicator.better == "neither" and not (
            reaches(high, c, u) if d > 0 else reaches(c, low, u)
        ):
            status = "behind"
        else:
            status = by_ratio(self._ratio(c, e, base))
        if (
            self.is_rank
            and self.year == self.target.last - 1
            and not reaches(d * c, d * base, u, strict=True)
        ):
            return at_best(status, "behind")
        return status

    def _ratio(self, c: float, e: float, b: float) -> float:
        """r: progress over the way due, calm where little is due."""
        d = self.direction()
        return 1 + d * (c - e) / max(d * (e - b), abs(self.goal() - b) / 10, 2.5 * self.u)

    def _broken_before(self) -> bool:
        """Whether the year before, if after the base, did not keep the bound either."""
        base, before = self.target.base, self.known(self.year - 1)
        after = base is not None and self.year - 1 > base.year
        return after and not math.isnan(before) and not self.holds(before, self.year - 1)

    def _maintains(self) -> bool:
        """Step 7: whether the target asks to keep what the base already has."""
        base = self.target.base.value if self.target.base else None
        return self.target.bound == "hold" or (base is not None and self.holds(base, self.year))

    def _on_path(self, c: float, moment: float) -> Verdict:
        """The numbers of a `by` target, whatever its status."""
        t, base = self.goal(), self.target.base
        found = Verdict("", actual=c)
        if not math.isnan(c) and not self.holds(c, self.year):
            found.needed = divided(t - c, self.target.last - moment)
        if base is None or base.value is None or self._maintains():
            return found
        line = Line(
            base.year,
            base.value,
            self.target.last,
            t,
            self.target.path == "compound",
            self.target.milestones,
        )
        found.elapsed = (moment - base.year) / (self.target.last - base.year)
        found.expected = line.at(moment)
        found.progress = divided(c - base.value, t - base.value)
        found.lag_years = moment - line.when(c)
        found.ratio = NAN if self.is_rank else self._ratio(c, found.expected, base.value)
        return found

    def goal(self) -> float:
        """t: the number itself; of two numbers the edge nearer the base."""
        low, high, base = self.number(self.year), self.target.high, self.target.base
        if self.target.bound != "between" or high is None or base is None or base.value is None:
            return low
        return low if abs(low - base.value) <= abs(high - base.value) else high

    def direction(self) -> float:
        """d: the bound's own direction, else that of `better`, else from base to goal."""
        if self.target.bound in ("at_least", "above", "at_most", "below"):
            return 1.0 if self.target.bound in ("at_least", "above") else -1.0
        if self.indicator.better in ("higher", "lower"):
            return 1.0 if self.indicator.better == "higher" else -1.0
        base = self.target.base.value if self.target.base else None
        return (
            NAN
            if base is None
            else math.copysign(1.0, self.goal() - base)
            if self.goal() != base
            else 0.0
        )

    # ── in ────────────────────────────────────────────────────────────────────────────────

    def in_(self) -> Verdict:
        """A single year: met or missed; a flow from month 6 is judged as a total of that year."""
        c = self.known(self.year)
        so_far, month = self.part(self.indicator.id, self.year)
        x = self.number(self.year)
        if math.isnan(c):
            summable = (
                self.target.bound in ("reach", "at_least", "at_most", "above", "below") and x > 0
            )
            if self.indicator.measure == "flow" and month >= 6 and summable:
                return self._total_so_far(so_far, month / 12, x, partial=True)
            return Verdict("pending", actual=self.shown())
        if math.isnan(x):
            return Verdict("not_judged" if self.reads_last_year else "pending", actual=c)
        return Verdict("met" if self.holds(c, self.year) else "missed", actual=c)

    # ── every
    # ────────────────────────────────────────────────────────────────────────────────

    def every(self) -> Verdict:
        """Each year by itself: a broken year decides, then an unknown one."""
        kept: list[bool] = []
        years = range(self.target.first, self.year + 1)
        for year in years:
            value = self.known(year)
            if not math.isnan(value) and not math.isnan(self.number(year)):
                kept.append(self.holds(value, year))
        c = self.known(self.year)
        verdict = Verdict("", actual=self.shown(), progress=divided(sum(kept), len(kept)))
        if not all(kept):
            worst = (
                "missed" if self.at_end else "at_risk" if kept[-2:] == [False, False] else "behind"
            )
            return replace(verdict, status=worst)
        if not math.isnan(c) and math.isnan(self.number(self.year)) and self.reads_last_year:
            return replace(verdict, status="not_judged")
        if len(kept) < len(years):
            return replace(verdict, status="pending")
        return replace(verdict, status="met" if self.at_end else "on_course")

    # ── total
    # ────────────────────────────────────────────────────────────────────────────────

    def total(self) -> Verdict:
        """The sum so far against the share of the years gone by."""
        years = range(self.target.first, self.year + 1)
        values = [self.value(self.indicator.id, year) for year in years]
        known = [value for value in values if not math.isnan(value)]
        gaps, counted = len(values) - len(known), float(len(values))
        so_far, month = self.part(self.indicator.id, self.year)
        partial = math.isnan(values[-1]) and self.indicator.measure == "flow" and month > 0
        if partial:
            known.append(so_far)
            counted += month / 12 - 1
            gaps -= month >= 6
        elapsed = counted / (self.target.last - self.target.first + 1)
        if gaps:
            settled = bool(known) and self.holds(sum(known), self.year) == self._is_floor()
            status = self._settled(self._is_floor()) if settled else "pending"
            return Verdict(status, actual=sum(known) if known else NAN, elapsed=elapsed)
        return self._total_so_far(sum(known), elapsed, self.number(self.year), partial=partial)

    def _total_so_far(self, known: float, elapsed: float, x: float, *, partial: bool) -> Verdict:
        """The rungs for a sum: a floor reached or a ceiling passed is settled, the rest goes by the
        ratio.
        """
        floor, holds = self._is_floor(), self.holds(known, self.year)
        ratio = divided(known / x, elapsed) if floor else divided(x * elapsed, known)
        verdict = Verdict("", known, x * elapsed, known / x, elapsed, ratio)
        if floor and not holds and self.target.period == "total":
            verdict.needed = divided(
                x - known, (1 - elapsed) * (self.target.last - self.target.first + 1)
            )
        if holds == floor or (self.at_end and not partial):
            return replace(verdict, status=self._settled(holds))
        status = by_ratio(INF if math.isnan(ratio) else ratio)
        if partial and status == "at_risk":
            status = "behind"
        return replace(verdict, status=status if floor else at_best(status, "on_course"))

    def _settled(self, kept: bool) -> str:
        """The status of a total whose outcome is certain."""
        return ("met" if self.at_end else "met_early") if kept else "missed"

    def _is_floor(self) -> bool:
        """Whether the bound has only a lower end."""
        return self.interval(self.year)[1] == INF

    # ── average
    # ────────────────────────────────────────────────────────────────────────────────

    def average(self) -> Verdict:
        """The average so far, with what the record says of the years that remain."""
        values = [
            self.value(self.indicator.id, year) for year in range(self.target.first, self.year + 1)
        ]
        span = self.target.last - self.target.first + 1
        if any(math.isnan(value) for value in values):
            return Verdict("pending", actual=self.shown(), elapsed=len(values) / span)
        mean = self._mean(values)
        holds, rest = self.holds(mean, self.year), span - len(values)
        verdict = Verdict("", actual=mean, elapsed=len(values) / span)
        if not rest:
            return replace(verdict, status="met" if holds else "missed")
        record = self._record()
        if holds:
            sure = len(record) >= 3 and all(
                self.holds(self._mean(values + [extreme] * rest), self.year)
                for extreme in (min(record), max(record))
            )
            return replace(verdict, status="ahead" if sure else "on_course")
        low, _ = self.interval(self.year)
        needed = self._needed(values, self._edge(mean), rest)
        upwards = low > -INF and not reaches(mean, low, self.u, self.strict)
        beyond = (
            not reaches(max(record), needed, self.u)
            if upwards
            else not reaches(needed, min(record), self.u)
        )
        return replace(
            verdict, status="at_risk" if len(record) >= 3 and beyond else "behind", needed=needed
        )

    def _edge(self, mean: float) -> float:
        """t of an average: x, of two numbers the edge nearer the average so far."""
        low, high = self.number(self.year), self.target.high
        return (
            high
            if self.target.bound == "between"
            and high is not None
            and abs(high - mean) < abs(low - mean)
            else low
        )

    def _record(self) -> list[float]:
        """Every full-year value known up to the year judged."""
        values = [self.value(self.indicator.id, year) for year in range(self.since, self.year + 1)]
        return [value for value in values if not math.isnan(value)]

    def _mean(self, values: list[float]) -> float:
        """The arithmetic mean, of growth rates the compound one."""
        if self.indicator.measure != "growth":
            return sum(values) / len(values)
        one = self.indicator.unit.factor if self.indicator.unit else 1.0
        product = math.prod(1 + value * one for value in values)
        return float(product ** (1 / len(values)) - 1) / one

    def _needed(self, values: list[float], goal: float, rest: int) -> float:
        """The average of the remaining years that brings the whole to the goal."""
        if self.indicator.measure != "growth":
            return (goal * (len(values) + rest) - sum(values)) / rest
        one = self.indicator.unit.factor if self.indicator.unit else 1.0
        product = math.prod(1 + value * one for value in values)
        return float(((1 + goal * one) ** (len(values) + rest) / product) ** (1 / rest) - 1) / one

    # ── done ──────────────────────────────────────────────────────────────────────────────

    def done(self) -> Verdict:
        """Built or not: yes holds for every later year, no is settled only in the last."""
        if 1.0 in self._record():
            return Verdict("met" if self.at_end else "met_early", actual=1.0)
        said = self.value(self.indicator.id, self.year)
        if math.isnan(said):
            return Verdict("pending")
        return Verdict("missed" if self.at_end else "not_judged", actual=said)
