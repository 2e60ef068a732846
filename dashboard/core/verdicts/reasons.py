"""Why this status? One sentence per verdict, in both languages, from the same numbers as the verdict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.core.declaration import phrases
from dashboard.core.verdicts.sentence_data import NOTHING, Case, Figures, Known
from dashboard.core.vocabulary.model import Registry, Target
from dashboard.core.vocabulary.rule_formulas import Native
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.statuses import NEVER_PUBLISHED, STATUSES
from dashboard.core.vocabulary.text import Text, join, number, percent, telling_decimals, year_text
from dashboard.core.vocabulary.units import GROWS_BY_RATIO

PATHS = {
    "linear": Text("直线路径", "the straight path"),
    "compound": Text("等速增长路径", "the constant-growth path"),
    "milestones": Text("里程碑路径", "the path of milestones"),
}


def sentence(registry: Registry, known: Known, row: Any, rules: str = DEFAULT, as_of: date | None = None) -> Text:
    """The reason for one verdict (a row of the verdicts frame, as a named tuple), as of the end of its year or of a day."""
    target = registry.target(row.target)
    figures = known.get((row.indicator, row.region), Figures())
    case = Case(registry, target, registry.indicators[row.indicator], row, figures.full, figures.part, RULES[rules], as_of)
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
        usual = Text("（位次以2位为正常波动）", " (shifts of two places are usual)")
        return usual if case.indicator.measure == "rank" else NOTHING
    rule = RULES[DEFAULT]
    if rule.classes[int(rule.grade(np.asarray(case.row.ratio)))].id != case.row.status and case.row.step == "path":
        return _beside_the_cuts(case)
    ends = [cut.at for cut in rule.cuts["target"]]
    near = min(ends, key=lambda at: abs(at - case.row.ratio))
    share = percent(case.row.ratio, max(0, telling_decimals(case.row.ratio, near, 2) - 2))
    cut = rule.boundary(case.row.status, as_percent=True)
    if not cut:
        return NOTHING
    return Text(
        f"，为应有进度的{share}（{rule.name.zh}规则：{cut}）", f", {share} of the way due ({rule.name.en.lower()} rule: {cut})"
    )


def _beside_the_cuts(case: Case) -> Text:
    """Why the ratio did not decide: within half a printed digit of the path, or past the interval's other end."""
    if case.row.status == "on_course":
        return Text("，相差不到半个末位", ", within half a printed digit")
    return Text("，已越过区间的另一端", ", past the other end of the interval")


def _method(case: Case) -> Text:
    """By a rule set other than the default: base, actual, goal, the method's number, its cut and its class."""
    row, rules = case.row, case.rules
    base = phrases.path_value(case.indicator, row.base) if np.isfinite(row.base) else Text("未知", "unknown")
    since = case.target.base.year if case.target.base else int(row.year)
    native = rules.native(row.native_class)
    shown = _native_number(case, native)
    return Text(
        f"{since}年基期{base.zh}，{case.when.zh}为{case.actual.zh}，目标为{case.target.last}年{case.goal.zh}；按“{rules.name.zh}”规则{shown.zh}评为“{native.name.zh}”：{case.status.zh}。",
        f"From {base.en} in {since} to {case.actual.en} in {case.when.en}, the target is to {_to(case)} in {case.target.last}; by the rules of {rules.name.en}{shown.en} it is “{native.name.en}”: {case.status.en.lower()}.",
    ) + _still_needed(case)


def _native_number(case: Case, native: Native) -> Text:
    """The number that the rule set's cuts apply to, with the cut."""
    if not np.isfinite(case.row.ratio):
        return NOTHING
    shown = number(case.row.ratio, telling_decimals(case.row.ratio, _nearest_cut(case), 2))
    cut = case.rules.boundary(native.id)
    return Text(f"，比值{shown}{f'（{cut}）' if cut else ''}，", f", with a ratio of {shown}{f' ({cut})' if cut else ''},")


def _nearest_cut(case: Case) -> float:
    return min((cut.at for cut in case.rules.cuts["target"]), key=lambda at: abs(at - case.row.ratio))


def _still_needed(case: Case) -> Text:
    """What each year left must bring, next to the best year on record."""
    row = case.row
    if not np.isfinite(row.needed):
        return NOTHING
    needed = phrases.difference(case.indicator, row.needed)
    up, amount = row.needed > 0, bool(case.indicator.unit and case.indicator.unit.dimension in GROWS_BY_RATIO)
    word = ("增长" if up else "减少") if amount else ("提高" if up else "降低")
    way = "rise" if up else "fall"
    if case.indicator.measure == "rank":
        word, way = ("后移", "move down") if up else ("前移", "move up")
    rate = f"（{percent(abs(row.needed_growth), 2)}）" if np.isfinite(row.needed_growth) else ""
    said = Text(
        f"要在{case.target.last}年{_reach(case)}，还需年均{word}{needed.zh}{rate}",
        f" To {_to(case)} in {case.target.last} it must {way} by {needed.en} a year" + rate.replace("（", " (").replace("）", ")"),
    )
    if not np.isfinite(row.best_pace):
        return said + Text("。", ".")
    if row.best_pace * row.needed <= 0:
        return said + Text("，有记录的各年都没有朝目标前进。", "; no year on record went that way.")
    sign = "+" if row.best_pace > 0 else "−"
    size, year = phrases.difference(case.indicator, row.best_pace), case.best_year
    best = Text(sign + size.zh, sign + size.en)
    record = "needs_record_pace" in row.flags
    return said + Text(
        f"，{'超过' if record else ''}历史最快{'的' if record else '为'}{best.zh}（{year}年）。",
        f"{', more than' if record else ';'} the best year on record {'' if record else 'brought '}{best.en} ({year}).",
    )


def _reach(case: Case) -> str:
    """The goal behind 要在…年: with a verb where the bound has none."""
    return f"{'达到' if case.target.bound in ('about', 'between') else ''}{case.goal.zh}"


ACCUMULATED = {"total": Text("累计", "in total, "), "average": Text("平均", "on average, ")}
"""What a value of several years is, by period."""


def _value(case: Case) -> Text:
    """When and how much: 2023年为7791亿元; over several years the sum or the mean, said as such."""
    of = ACCUMULATED.get(case.target.period)
    if of is None:
        return Text(f"{case.when.zh}为{case.actual.zh}", f"{case.when.en}: {case.actual.en}")
    return Text(f"截至{case.when.zh}{of.zh}{case.actual.zh}", f"Up to {case.when.en}, {of.en}{case.actual.en}")


def _final(case: Case) -> Text:
    return Text(
        f"{_value(case).zh}，目标为{case.goal.zh}，{case.margin.zh}：{case.status.zh}。",
        f"{_value(case).en}; the target is to {_to(case)}, {case.margin.en}: {case.status.en.lower()}.",
    )


def _to(case: Case) -> str:
    said = case.goal.en
    return said if case.target.bound in ("reach", "hold", "stated") else f"be {said}"


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
    ahead = Text(f"，提前{early}年", f", {early} {'year' if early == 1 else 'years'} early") if early > 0 else NOTHING
    return Text(
        f"{_value(case).zh}，已达到{case.target.last}年目标（{case.goal.zh}）{ahead.zh}，{case.margin.zh}：{case.status.zh}。",
        f"{_value(case).en}. The target for {case.target.last} ({case.goal.en}) is reached{ahead.en}, {case.margin.en}: {case.status.en.lower()}.",
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
    now = NOTHING
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
    so_far = phrases.value(case.indicator, case.row.actual)
    if not np.isfinite(case.row.progress):
        return _final(case)
    share, elapsed = percent(case.row.progress), percent(case.row.elapsed)
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
        said += Text(f"，目标为{case.goal.zh}", f"; the target is: {case.goal.en}") if case.target.bound != "done" else NOTHING
    return said + Text("。", ".") + _last_known(case)


def _last_known(case: Case) -> Text:
    """The last figure with its year and how the target stood then."""
    row = case.row
    if pd.isna(row.last_year):
        return Text("此前没有公布过数据。", " No earlier figure was published.")
    year = int(row.last_year)
    figure = phrases.value(case.indicator, case.known[year])
    figure = Text(f"“{figure.zh}”", f"“{figure.en}”") if case.target.bound == "done" else figure
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
        f"{case.when.en}: {case.actual.en}{beside.en}; there is no full year's figure: {case.status.en.lower()}.",
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
    stated = case.target.stated or NOTHING
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
    "method": _method,
}
"""Step of the order of decision → its sentence."""
