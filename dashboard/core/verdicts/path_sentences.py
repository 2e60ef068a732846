"""How far along its path is a target, and what must each year left bring? The sentences of verdicts
by the path and by other rule sets.
"""

from __future__ import annotations

import numpy as np

from dashboard.core.declaration import phrases
from dashboard.core.verdicts.sentence_data import NOTHING, SentenceData
from dashboard.core.vocabulary.digits import count_telling_decimals, format_number, format_percent
from dashboard.core.vocabulary.model import Target
from dashboard.core.vocabulary.rule_formulas import RuleClass
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.statuses import GOOD
from dashboard.core.vocabulary.targets import BOUNDS
from dashboard.core.vocabulary.text import Text
from dashboard.core.vocabulary.units import GROWS_BY_RATIO

PATHS = {
    "linear": Text("直线序时进度", "the straight path"),
    "compound": Text("等速序时进度", "the constant-growth path"),
    "milestones": Text("里程碑序时进度", "the path of milestones"),
}
RISE, FALL = ("提高", "rise"), ("降低", "fall")
GROW, SHRINK = ("增长", "rise"), ("减少", "fall")
BACK, FORWARD = ("后移", "move down"), ("前移", "move up")


def describe_path(data: SentenceData) -> Text:
    """The value beside what the path expects of the year, and what is needed from then on."""
    path = format_path_name(data.target)
    expected, gap = data.due, data.compare(data.numbers.gap_to_due, Text("序时目标", "that"))
    text = Text(
        f"{data.when.zh}为{data.actual.zh}，按{path.zh}应为{expected.zh}，{gap.zh}",
        f"{data.when.en}: {data.actual.en}; {path.en} expects {expected.en}, {gap.en}",
    )
    verdict = Text(f"：{data.status.zh}。", f": {data.status.en.lower()}.")
    return text + describe_ratio(data) + verdict + _describe_needed(data)


def describe_method(data: SentenceData) -> Text:
    """By a rule set other than the default: base, actual, goal, the method's number, its cut and
    its class.
    """
    row, rules, last = data.row, data.rules, data.target.last
    base = Text("未知", "unknown")
    if np.isfinite(row.base):
        base = phrases.format_path_value(data.indicator, row.base)
    since = data.target.base.year if data.target.base else int(row.year)
    native = rules.native(row.native_class)
    ratio = _format_native_number(data, native)
    return Text(
        f"{since}年基期{base.zh}，{data.when.zh}为{data.actual.zh}，目标为{last}年{data.goal.zh}；"
        f"按“{rules.name.zh}”规则{ratio.zh}评为“{native.name.zh}”：{data.status.zh}。",
        f"From {base.en} in {since} to {data.actual.en} in {data.when.en}, the target is to "
        f"{format_goal(data)} in {last}; by the rules of {rules.name.en}{ratio.en} "
        f"it is “{native.name.en}”: {data.status.en.lower()}.",
    ) + _describe_needed(data)


def describe_ratio(data: SentenceData) -> Text:
    """Progress over the way due, and the cut that decided (not for ranks)."""
    row, rule = data.row, RULES[DEFAULT]
    if not np.isfinite(row.ratio):
        usual = Text("（位次以2位为正常波动）", " (shifts of two places are usual)")
        return usual if data.indicator.measure == "rank" else NOTHING
    by_ratio = rule.classes[int(rule.grade(np.asarray(row.ratio)))].id
    if by_ratio != row.status and row.step == "path":
        return _describe_beside_cuts(data)
    cut = rule.format_boundary(row.status, as_percent=True)
    if not cut:
        return NOTHING
    nearest = min((one.at for one in rule.cuts["target"]), key=lambda at: abs(at - row.ratio))
    # A share that looks like the cut itself gets the digit that tells on which side it lies.
    decimals = max(0, count_telling_decimals(row.ratio, nearest, 2) - 2)
    share = format_percent(row.ratio, decimals)
    return Text(
        f"，为序时进度的{share}（{rule.name.zh}规则：{cut}）",
        f", {share} of the way due ({rule.name.en.lower()} rule: {cut})",
    )


def _describe_beside_cuts(data: SentenceData) -> Text:
    """Why the ratio did not decide: within half a printed digit of the path, or past the interval's
    other end.
    """
    if data.row.status in GOOD:
        return Text("，相差不到半个末位", ", within half a printed digit")
    return Text("，已越过区间的另一端", ", past the other end of the interval")


def _format_native_number(data: SentenceData, native: RuleClass) -> Text:
    """The number that the rule set's cuts apply to, with the cut."""
    if not np.isfinite(data.row.ratio):
        return NOTHING
    decimals = count_telling_decimals(data.row.ratio, _find_nearest_cut(data), 2)
    ratio = format_number(data.row.ratio, decimals)
    cut = data.rules.format_boundary(native.id)
    decided = data.rules.classes[int(data.rules.grade(np.asarray(data.row.ratio)))] is native
    if not cut or not decided:
        return Text(f"，比值{ratio}，", f", with a ratio of {ratio},")
    return Text(f"，比值{ratio}（{cut}），", f", with a ratio of {ratio} ({cut}),")


def _find_nearest_cut(data: SentenceData) -> float:
    return min(
        (cut.at for cut in data.rules.cuts["target"]), key=lambda at: abs(at - data.row.ratio)
    )


def _describe_needed(data: SentenceData) -> Text:
    """What each year left must bring, next to the best year on record."""
    row, last = data.row, data.target.last
    if not np.isfinite(row.needed):
        return NOTHING
    needed = phrases.format_difference(data.indicator, row.needed)
    word, way = _find_direction(data)
    zh = f"要在{last}年{_format_goal_to_reach(data)}，还需年均{word}{needed.zh}"
    en = f" To {format_goal(data)} in {last} it must {way} by {needed.en} a year"
    if np.isfinite(row.needed_growth):
        rate = format_percent(abs(row.needed_growth), 2)
        zh, en = f"{zh}（{rate}）", f"{en} ({rate})"
    return Text(zh, en) + _describe_best_year(data)


def _find_direction(data: SentenceData) -> tuple[str, str]:
    """The word for the change that is needed: amounts grow, shares rise, places move."""
    is_up, unit = data.row.needed > 0, data.indicator.unit
    if data.indicator.measure == "rank":
        return BACK if is_up else FORWARD
    if unit and unit.dimension in GROWS_BY_RATIO:
        return GROW if is_up else SHRINK
    return RISE if is_up else FALL


def _describe_best_year(data: SentenceData) -> Text:
    """The best year on record, as the end of the sentence on what is needed."""
    row = data.row
    if not np.isfinite(row.best_pace):
        return Text("。", ".")
    if row.best_pace * row.needed <= 0:
        return Text("，有记录的各年都没有朝目标前进。", "; no year on record went that way.")
    size, year = phrases.format_difference(data.indicator, row.best_pace), data.best_year
    sign = phrases.format_sign(row.best_pace)
    zh, en = f"{sign}{size.zh}（{year}年）", f"{sign}{size.en} ({year})"
    if "needs_record_pace" in row.flags:
        return Text(f"，超过历史最快的{zh}。", f", more than the best year on record {en}.")
    return Text(f"，历史最快为{zh}。", f"; the best year on record brought {en}.")


def _format_goal_to_reach(data: SentenceData) -> str:
    """The goal behind 要在…年: with a verb where the bound's name begins with its number."""
    verb = "达到" if BOUNDS[data.target.bound].name.zh.startswith("{x}") else ""
    return f"{verb}{data.goal.zh}"


def format_goal(data: SentenceData) -> str:
    """The goal behind the English word “to”: with a verb where the bound has none."""
    goal = data.goal.en
    return goal if BOUNDS[data.target.bound].verb else f"be {goal}"


def format_path_name(target: Target) -> Text:
    """The way from base to goal by its name."""
    return PATHS["milestones" if target.milestones else target.path]
