"""Why this status? One sentence per verdict, in both languages, from the same numbers as the verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.core import phrases
from dashboard.core.model import BETTER_SIGN, Indicator, Registry, Target
from dashboard.core.rules import RULES, RuleSet
from dashboard.core.statuses import NEVER_PUBLISHED, STATUSES, label
from dashboard.core.targets import BOUNDS, inside
from dashboard.core.text import Text, join, months_text, percent, year_text
from dashboard.core.units import GROWS_BY_RATIO

GOAL = Text("目标", "the target")
PATHS = {
    "linear": Text("直线路径", "the straight path"),
    "compound": Text("等速增长路径", "the constant-growth path"),
    "milestones": Text("里程碑路径", "the path of milestones"),
}
_NOTHING = Text("", "")
FULL_YEAR = 12


@dataclass(frozen=True)
class Case:
    """One verdict with all that its sentence may mention; `row` is a row of the verdicts frame."""

    registry: Registry
    target: Target
    indicator: Indicator
    row: Any
    known: Mapping[int, float]
    rules: RuleSet
    as_of: date | None

    @property
    def when(self) -> Text:
        return months_text(int(self.row.year), int(self.row.month))

    @property
    def actual(self) -> Text:
        against = self.row.expected if self.row.step == "path" else self.row.goal
        return phrases.value(self.indicator, self.row.actual, against)

    @property
    def goal(self) -> Text:
        return phrases.bound(self.registry, self.target)

    @property
    def margin(self) -> Text:
        """How the value stands to the bound's number."""
        return phrases.compared(self.indicator, self.row.gap_to_goal, GOAL) if np.isfinite(self.row.gap_to_goal) else _NOTHING

    @property
    def status(self) -> Text:
        """The word for the status: 未见公布 where a figure is long overdue."""
        return label(self.row.status, self.target.last, self.as_of or date(int(self.row.year), 12, 31))

    def years(self, known: bool) -> list[int]:
        """The years of the period up to the one judged that have, or lack, a value."""
        return [year for year in range(self.target.first, int(self.row.year) + 1) if (year in self.known) == known]

    def kept_years(self) -> list[int]:
        """The known years of the period whose value keeps the bound."""
        return [year for year in self.years(known=True) if self._keeps(year)]

    def broken_years(self) -> list[int]:
        """The known years of the period whose value breaks the bound."""
        return [year for year in self.years(known=True) if not self._keeps(year)]

    def _keeps(self, year: int) -> bool:
        bound, target = BOUNDS[self.target.bound], self.target
        x = target.x if bound.reads == "declaration" and not target.hold_last_year else self.known.get(year - 1, np.nan)
        number, high, tolerance, d = (
            np.array([part], float) for part in (x, target.high, target.tolerance or 0, BETTER_SIGN[self.indicator.better])
        )
        low, top = bound.interval(number, high, tolerance, d)
        return bool(
            inside(np.array([self.known[year]]), low, top, np.array([10.0**-self.indicator.decimals]), np.array([bound.strict]))[0]
        )


Known = Mapping[tuple[str, str], Mapping[int, float]]
"""Full-year values in force: (indicator, region) → year → value."""


def known_values(in_force: pd.DataFrame) -> Known:
    """The full-year values of a frame of values in force, for looking up."""
    known: dict[tuple[str, str], dict[int, float]] = {}
    whole = in_force[in_force["month"] == FULL_YEAR]
    for indicator, region, year, value in zip(whole["indicator"], whole["region"], whole["year"], whole["value"], strict=True):
        known.setdefault((indicator, region), {})[int(year)] = float(value)
    return known


def sentence(registry: Registry, known: Known, row: Any, rules: str = "schedule", as_of: date | None = None) -> Text:
    """The reason for one verdict (a row of the verdicts frame, as a named tuple), as of the end of its year or of a day."""
    target = registry.target(row.target)
    values = known.get((row.indicator, row.region), {})
    case = Case(registry, target, registry.indicators[row.indicator], row, values, RULES[rules], as_of)
    said = SENTENCES[row.step](case)
    if "rests_on_unverified" in row.flags:
        said += Text("依据未核实数据。", " It rests on an unverified figure.")
    return said


def _path_name(target: Target) -> Text:
    return PATHS["milestones" if target.milestones else target.path]


def _on_path(case: Case) -> Text:
    row = case.row
    expected = phrases.path_value(case.indicator, row.expected)
    gap = phrases.compared(case.indicator, row.gap_to_path, Text("应达值", "that"))
    said = Text(
        f"{case.when.zh}为{case.actual.zh}，按{_path_name(case.target).zh}应为{expected.zh}，{gap.zh}",
        f"{case.when.en}: {case.actual.en}; {_path_name(case.target).en} expects {expected.en}, {gap.en}",
    )
    return said + _ratio(case) + Text(f"：{case.status.zh}。", f": {case.status.en.lower()}.") + _still_needed(case)


def _ratio(case: Case) -> Text:
    """Progress over the way due, and the cut that decided (not for ranks)."""
    if not np.isfinite(case.row.ratio):
        return Text("（位次以2位为正常波动）", " (shifts of two places are usual)")
    cuts = {
        "ahead": f"≥{case.rules.ahead:.0%}",
        "on_course": f"{case.rules.on_course:.0%}–{case.rules.ahead:.0%}",
        "behind": f"{case.rules.behind:.0%}–{case.rules.on_course:.0%}",
        "at_risk": f"<{case.rules.behind:.0%}",
    }
    share, cut, rule = percent(case.row.ratio), cuts.get(case.row.status, ""), case.rules.name
    return Text(f"，为应有进度的{share}（{rule.zh}规则：{cut}）", f", {share} of the way due ({rule.en.lower()} rule: {cut})")


def _still_needed(case: Case) -> Text:
    """What each year left must bring, next to the best year on record."""
    row = case.row
    if not np.isfinite(row.needed):
        return _NOTHING
    needed = phrases.difference(case.indicator, row.needed)
    up, amount = row.needed > 0, bool(case.indicator.unit and case.indicator.unit.dimension in GROWS_BY_RATIO)
    word = ("增加" if up else "减少") if amount else ("提高" if up else "降低")
    said = Text(
        f"要在{case.target.last}年{case.goal.zh}，今后每年需{word}{needed.zh}",
        f" To {case.goal.en} in {case.target.last} it must {'rise' if up else 'fall'} by {needed.en} a year",
    )
    if not np.isfinite(row.best_pace):
        return said + Text("。", ".")
    best = phrases.difference_number(case.indicator, row.best_pace, sign=True)
    return said + Text(f"，历史最快一年为{best}。", f"; the best year on record brought {best}.")


def _final(case: Case) -> Text:
    return Text(
        f"{case.when.zh}为{case.actual.zh}，目标为{case.goal.zh}，{case.margin.zh}：{case.status.zh}。",
        f"{case.when.en}: {case.actual.en}; the target is to {_to(case)}, {case.margin.en}: {case.status.en.lower()}.",
    )


def _to(case: Case) -> str:
    said = case.goal.en
    return said if case.target.bound in ("reach", "hold") else f"be {said}"


def _yearly(case: Case) -> Text:
    target, row = case.target, case.row
    if target.bound == "in_step_with" and target.reference:
        other = case.registry.indicators[target.reference]
        theirs, gap = phrases.value(other, row.goal), phrases.compared(case.indicator, row.gap_to_goal, Text("其", "it"))
        return Text(
            f"{case.when.zh}为{case.actual.zh}，同期{other.name.zh}为{theirs.zh}，{gap.zh}{phrases.tolerance(case.registry, target).zh}：{case.status.zh}。",
            f"{case.when.en}: {case.actual.en}; {other.name.en} of the same months is {theirs.en}, {gap.en}{phrases.tolerance(case.registry, target).en}: {case.status.en.lower()}.",
        )
    if target.hold_last_year or target.bound == "better_than_last_year":
        before, gap = phrases.value(case.indicator, row.goal), phrases.compared(case.indicator, row.gap_to_goal, phrases.LAST_YEAR)
        return Text(
            f"{case.when.zh}为{case.actual.zh}，上年为{before.zh}，{gap.zh}，目标为{case.goal.zh}：{case.status.zh}。",
            f"{case.when.en}: {case.actual.en}, last year {before.en}, {gap.en}; the target is to {_to(case)}: {case.status.en.lower()}.",
        )
    return _final(case)


def _maintain(case: Case) -> Text:
    return Text(
        f"{case.when.zh}为{case.actual.zh}，基期已达标，按“保持”评价：目标为{case.goal.zh}，{case.margin.zh}：{case.status.zh}。",
        f"{case.when.en}: {case.actual.en}. The base already kept the target, so it is judged by keeping: {_to(case)}, {case.margin.en}: {case.status.en.lower()}.",
    )


def _reached(case: Case) -> Text:
    early = case.target.last - int(case.row.year)
    ahead = Text(f"，提前{early}年", f", {early} {'year' if early == 1 else 'years'} early") if early > 0 else _NOTHING
    return Text(
        f"{case.when.zh}为{case.actual.zh}，已达到{case.target.last}年目标（{case.goal.zh}）{ahead.zh}，{case.margin.zh}：{case.status.zh}。",
        f"{case.when.en}: {case.actual.en}. The target for {case.target.last} ({case.goal.en}) is reached{ahead.en}, {case.margin.en}: {case.status.en.lower()}.",
    )


def _base_missing(case: Case) -> Text:
    return Text(
        f"{case.when.zh}为{case.actual.zh}，目标为{case.goal.zh}，{case.margin.zh}；规划未给出基期值，没有路径可比：{case.status.zh}。",
        f"{case.when.en}: {case.actual.en}; the target is to {_to(case)}, {case.margin.en}. The plan gives no base, so there is no path: {case.status.en.lower()}.",
    )


def _every(case: Case) -> Text:
    kept, broken, unknown = case.kept_years(), case.broken_years(), case.years(known=False)
    parts = [
        Text(f"{phrases.years(years).zh}{word.zh}", f"{phrases.years(years).en} {word.en}")
        for years, word in (
            (kept, Text("达标", "kept")),
            (broken, Text("未达标", "broken")),
            (unknown, Text("未公布", "not yet known")),
        )
        if years
    ]
    listed = join(parts, Text("，", ", "))
    now = _NOTHING
    if np.isfinite(case.row.actual):
        now = Text(f"{case.when.zh}为{case.actual.zh}，{case.margin.zh}；", f"{case.when.en}: {case.actual.en}, {case.margin.en}; ")
    said = Text(
        f"{now.zh}目标为{phrases.period(case.target).zh}{case.goal.zh}；{listed.zh}：{case.status.zh}。",
        f"{now.en}the target is {phrases.period(case.target).en} to {_to(case)}; {listed.en}: {case.status.en.lower()}.",
    )
    return Text(said.zh, said.en[:1].upper() + said.en[1:])


def _gap(case: Case) -> Text:
    return _every(case) if case.target.period == "every" else _missing_years(case)


def _missing_years(case: Case) -> Text:
    unknown = phrases.years(case.years(known=False))
    return Text(
        f"{phrases.period(case.target).zh}{case.goal.zh}；{unknown.zh}数据尚未公布，暂不评价：{case.status.zh}。",
        f"{phrases.period(case.target).en.capitalize()}: {case.goal.en}; {unknown.en} not yet known: {case.status.en.lower()}.",
    )


def _total(case: Case) -> Text:
    share, elapsed = percent(case.row.progress), percent(case.row.elapsed)
    so_far = phrases.value(case.indicator, case.row.actual)
    return Text(
        f"截至{case.when.zh}累计{so_far.zh}，为目标（{case.goal.zh}）的{share}，时间过去{elapsed}{_ratio(case).zh}：{case.status.zh}。",
        f"Up to {case.when.en}: {so_far.en}, {share} of the target ({case.goal.en}) with {elapsed} of the time gone{_ratio(case).en}: {case.status.en.lower()}.",
    )


def _average(case: Case) -> Text:
    mean = phrases.path_value(case.indicator, case.row.actual)
    left = Text(
        f"；余下各年平均需{phrases.path_value(case.indicator, case.row.needed).zh}",
        f"; the years left must average {phrases.path_value(case.indicator, case.row.needed).en}",
    )
    return Text(
        f"截至{case.when.zh}平均{mean.zh}，目标为{phrases.period(case.target).zh}{case.goal.zh}，{case.margin.zh}{left.zh if np.isfinite(case.row.needed) else ''}：{case.status.zh}。",
        f"Average up to {case.when.en}: {mean.en}; the target is {phrases.period(case.target).en} to {_to(case)}, {case.margin.en}{left.en if np.isfinite(case.row.needed) else ''}: {case.status.en.lower()}.",
    )


def _no_value(case: Case) -> Text:
    row = case.row
    said = Text(f"{year_text(int(row.year)).zh}数据尚未公布", f"The figure of {row.year} is not out yet")
    if case.status == NEVER_PUBLISHED:
        said = Text(f"{year_text(int(row.year)).zh}数据至今未见公布", f"The figure of {row.year} was never published")
    if np.isfinite(row.expected):
        expected = phrases.path_value(case.indicator, row.expected)
        said += Text(f"，按{_path_name(case.target).zh}应为{expected.zh}", f"; {_path_name(case.target).en} expects {expected.en}")
    else:
        said += Text(f"，目标为{case.goal.zh}", f"; the target is: {case.goal.en}") if case.target.bound != "done" else _NOTHING
    return said + Text("。", ".") + _last_known(case)


def _last_known(case: Case) -> Text:
    """The last figure with its year and how the target stood then."""
    row = case.row
    if pd.isna(row.last_year):
        return Text("此前没有公布过数据。", " No earlier figure was published.")
    year = int(row.last_year)
    figure = phrases.value(case.indicator, case.known[year])
    if pd.isna(row.last_status):
        return Text(
            f"最近一次为{year}年{figure.zh}，规划期内尚无数据。",
            f" The last figure is {figure.en} of {year}, before the plan began.",
        )
    then = STATUSES[row.last_status].name
    return Text(
        f"最近一次为{year}年{figure.zh}，当时{then.zh}。",
        f" The last figure is {figure.en} of {year}, {then.en.lower()} at that time.",
    )


def _partial(case: Case) -> Text:
    row = case.row
    beside = Text("", "")
    if np.isfinite(row.gap_to_goal):
        word = (
            Text("暂高于", "so far above")
            if row.gap_to_goal > 0
            else Text("暂低于", "so far below")
            if row.gap_to_goal < 0
            else Text("暂等于", "so far equal to")
        )
        beside = Text(f"，{word.zh}目标（{case.goal.zh}）", f", {word.en} the target ({case.goal.en})")
    return Text(
        f"{case.when.zh}为{case.actual.zh}{beside.zh}；尚无全年数据：{case.status.zh}。",
        f"{case.when.en}: {case.actual.en}{beside.en}; a full year's figure is not out yet.",
    )


def _no_reference(case: Case) -> Text:
    other = case.registry.indicators[case.target.reference or ""].name
    return Text(
        f"{case.when.zh}为{case.actual.zh}；参照的{other.zh}当年数据尚未公布。",
        f"{case.when.en}: {case.actual.en}; the figure of {other.en} for the year is not out yet.",
    )


def _no_last_year(case: Case) -> Text:
    before = int(case.row.year) - 1
    return Text(
        f"{case.when.zh}为{case.actual.zh}；缺少{before}年数据，无法与上年比较：不评价。",
        f"{case.when.en}: {case.actual.en}; without the figure of {before} it cannot be compared: not judged.",
    )


def _stated(case: Case) -> Text:
    stated = case.target.stated or _NOTHING
    return Text(f"定性目标：{stated.zh}。不以数字评价。", f"Stated in words: {stated.in_('en')}. Not judged by a number.")


def _under_way(case: Case) -> Text:
    return Text(
        f"{case.when.zh}尚在建设中，{case.target.last}年应建成。", f"Under way in {case.when.en}; due in {case.target.last}."
    )


def _done(case: Case) -> Text:
    done = case.row.actual == 1
    said = Text("已建成", "It is done") if done else Text("未建成", "It is not done")
    return Text(f"{case.when.zh}{said.zh}：{case.status.zh}。", f"{said.en} by {case.when.en}: {case.status.en.lower()}.")


SENTENCES: dict[str, Callable[[Case], Text]] = {
    "stated": _stated,
    "done": _done,
    "under_way": _under_way,
    "no_value": _no_value,
    "no_reference": _no_reference,
    "no_last_year": _no_last_year,
    "partial": _partial,
    "final": _final,
    "base_missing": _base_missing,
    "maintain": _maintain,
    "reached": _reached,
    "path": _on_path,
    "yearly": _yearly,
    "every": _every,
    "gap": _gap,
    "total": _total,
    "average": _average,
}
"""Step of the order of decision → its sentence."""
