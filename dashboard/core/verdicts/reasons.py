"""Why this status? One sentence per verdict, in both languages, from the same numbers as the
verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from dashboard.core.declaration import phrases
from dashboard.core.verdicts.path_sentences import (
    describe_method,
    describe_path,
    describe_ratio,
    format_goal,
    format_path_name,
)
from dashboard.core.verdicts.sentence_data import NOTHING, Figures, Known, SentenceData
from dashboard.core.vocabulary.digits import (
    PrintedNumbers,
    format_number,
    format_percent,
    print_numbers,
)
from dashboard.core.vocabulary.model import Indicator, Registry
from dashboard.core.vocabulary.qualities import RESTING
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.targets import ACCUMULATED
from dashboard.core.vocabulary.text import Text, format_year, join_texts


def describe_verdict(
    registry: Registry,
    known: Known,
    row: Any,
    rules: str = DEFAULT,
    overdue: frozenset[str] = frozenset(),
    numbers: PrintedNumbers | None = None,
) -> Text:
    """The reason for one verdict (a row of the verdicts frame, as a named tuple); `overdue` names
    the indicators whose figure should be out, `numbers` are its printed ones, where at hand.
    """
    data = build_sentence_data(registry, known, row, rules, overdue, numbers)
    text = SENTENCES[row.step](data)
    weakest = next((words for flag, (_, words) in RESTING.items() if flag in row.flags), None)
    return text if weakest is None else text + Text(f"{weakest.zh}。", f" It {weakest.en}.")


def build_sentence_data(
    registry: Registry,
    known: Known,
    row: Any,
    rules: str = DEFAULT,
    overdue: frozenset[str] = frozenset(),
    numbers: PrintedNumbers | None = None,
) -> SentenceData:
    """All that may be mentioned of a verdict."""
    target = registry.target(row.target)
    indicator = registry.indicators[row.indicator]
    figures = known.get((row.indicator, row.region), Figures())
    return SentenceData(
        registry,
        target,
        indicator,
        row,
        figures.full,
        figures.part,
        RULES[rules],
        overdue,
        numbers or print_numbers(indicator, target, row),
        known.get((target.reference or "", row.region), Figures()).full,
    )


def describe_broken_years(registry: Registry, known: Known, row: Any) -> Text | None:
    """Which earlier years decided a verdict on a bound of every year that this year keeps: 2022年未
    达标; None where it is this year or none.
    """
    data = build_sentence_data(registry, known, row)
    broken = data.list_broken_years() if data.target.period == "every" else []
    if not broken or int(row.year) in broken:
        return None
    years = phrases.format_years(broken)
    return Text(f"{years.zh}未达标", f"{years.en} not kept")


def _format_value(data: SentenceData) -> Text:
    """When and how much: 2023年为7791亿元; over several years the sum or the mean, said as such."""
    of = ACCUMULATED.get(data.target.period)
    if of is None:
        return Text(f"{data.when.zh}为{data.actual.zh}", f"{data.when.en}: {data.actual.en}")
    return Text(
        f"截至{data.when.zh}{of.zh}{data.actual.zh}",
        f"Up to {data.when.en}, {of.en}{data.actual.en}",
    )


def _describe_final(data: SentenceData) -> Text:
    return Text(
        f"{_format_value(data).zh}，目标为{data.goal.zh}，{data.margin.zh}：{data.status.zh}。",
        f"{_format_value(data).en}; the target is to {format_goal(data)}, {data.margin.en}: "
        f"{data.status.en.lower()}.",
    )


def _describe_yearly(data: SentenceData) -> Text:
    target = data.target
    if target.reads == "reference" and target.reference:
        return _describe_reference(data, data.registry.indicators[target.reference])
    if target.reads == "last_year":
        return _describe_last_year(data)
    return _describe_final(data)


def _describe_reference(data: SentenceData, other: Indicator) -> Text:
    """The value beside the other indicator's, of the same months."""
    # With the digits at which it is subtracted, whatever its own publisher prints.
    number = format_number(data.row.goal, data.numbers.decimals)
    theirs = phrases.format_with_unit(number, other.unit)
    gap = data.compare(data.numbers.gap_to_goal, Text("其", "it"))
    gap += phrases.format_tolerance(data.registry, data.target) + data.beyond
    return Text(
        f"{data.when.zh}为{data.actual.zh}，同期{other.name.zh}为{theirs.zh}，{gap.zh}："
        f"{data.status.zh}。",
        f"{data.when.en}: {data.actual.en}; {other.name.en} of the same months is "
        f"{theirs.en}, {gap.en}: {data.status.en.lower()}.",
    )


def _describe_last_year(data: SentenceData) -> Text:
    """The value beside last year's."""
    number = format_number(data.row.goal, data.numbers.decimals)
    before = phrases.format_with_unit(number, data.indicator.unit)
    gap = data.compare(data.numbers.gap_to_goal, phrases.LAST_YEAR)
    return Text(
        f"{data.when.zh}为{data.actual.zh}，上年为{before.zh}，{gap.zh}，目标为{data.goal.zh}："
        f"{data.status.zh}。",
        f"{data.when.en}: {data.actual.en}, last year {before.en}, {gap.en}; the target is "
        f"to {format_goal(data)}: {data.status.en.lower()}.",
    )


def _describe_maintained(data: SentenceData) -> Text:
    return Text(
        f"{data.when.zh}为{data.actual.zh}，基期已达标，按“保持”评价：目标为{data.goal.zh}，{data.margin.zh}："
        f"{data.status.zh}。",
        f"{data.when.en}: {data.actual.en}. The base already kept the target, so it is judged "
        f"by keeping: {format_goal(data)}, {data.margin.en}: {data.status.en.lower()}.",
    )


def _describe_reached(data: SentenceData) -> Text:
    early, ahead = data.target.last - int(data.row.year), NOTHING
    if early > 0:
        ahead = Text.count(early, "，提前{n}年", ", {n} year early", ", {n} years early")
    return Text(
        f"{_format_value(data).zh}，已达到{data.target.last}年目标（{data.goal.zh}）{ahead.zh}，"
        f"{data.margin.zh}：{data.status.zh}。",
        f"{_format_value(data).en}. The target for {data.target.last} ({data.goal.en}) is "
        f"reached{ahead.en}, {data.margin.en}: {data.status.en.lower()}.",
    )


def _describe_base_missing(data: SentenceData) -> Text:
    return Text(
        f"{data.when.zh}为{data.actual.zh}，目标为{data.goal.zh}，{data.margin.zh}；规划未给出基期值，没有序时进度可比："
        f"{data.status.zh}。",
        f"{data.when.en}: {data.actual.en}; the target is to {format_goal(data)}, "
        f"{data.margin.en}. The plan gives no base, so there is no path: "
        f"{data.status.en.lower()}.",
    )


def _describe_every(data: SentenceData) -> Text:
    listed, period = join_texts(_list_years(data), Text("，", ", ")), data.period
    zh = f"目标为{period.zh}{data.goal.zh}；{listed.zh}：{data.status.zh}。"
    en = f"the target is {period.en} to {format_goal(data)}; {listed.en}: "
    en += f"{data.status.en.lower()}."
    if np.isfinite(data.row.actual):
        zh = f"{data.when.zh}为{data.actual.zh}，{data.margin.zh}；{zh}"
        en = f"{data.when.en}: {data.actual.en}, {data.margin.en}; {en}"
    return Text(zh, en[:1].upper() + en[1:])


def _list_years(data: SentenceData) -> list[Text]:
    """Which years kept the bound, which broke it, which are not known."""
    found = []
    for years, word in (
        (data.list_kept_years(), Text("达标", "kept")),
        (data.list_broken_years(), Text("未达标", "broken")),
        (data.years(known=False), Text("未公布", "not yet known")),
    ):
        if years:
            listed = phrases.format_years(years)
            found.append(Text(f"{listed.zh}{word.zh}", f"{listed.en} {word.en}"))
    return found


def _describe_gap(data: SentenceData) -> Text:
    return _describe_every(data) if data.target.period == "every" else _describe_missing_years(data)


def _describe_missing_years(data: SentenceData) -> Text:
    unknown, period = phrases.format_years(data.years(known=False)), data.period
    return Text(
        f"{period.zh}{data.goal.zh}；{unknown.zh}数据尚未公布，暂不评价：{data.status.zh}。",
        f"{period.en.capitalize()}: {data.goal.en}; {unknown.en} not yet known: "
        f"{data.status.en.lower()}.",
    )


def _describe_total(data: SentenceData) -> Text:
    so_far = data.actual
    if not np.isfinite(data.row.progress):
        return _describe_final(data)
    share, elapsed = format_percent(data.row.progress), format_percent(data.row.elapsed)
    ratio = describe_ratio(data)
    return Text(
        f"截至{data.when.zh}累计{so_far.zh}，为目标（{data.goal.zh}）的{share}，"
        f"时间进度{elapsed}{ratio.zh}：{data.status.zh}。",
        f"Up to {data.when.en}: {so_far.en}, {share} of the target ({data.goal.en}) with "
        f"{elapsed} of the time gone{ratio.en}: {data.status.en.lower()}.",
    )


def _describe_average(data: SentenceData) -> Text:
    mean, period = data.actual, data.period
    margin = data.margin
    if np.isfinite(data.row.needed):
        rest = phrases.format_path_value(data.indicator, data.row.needed)
        margin += Text(f"；余下各年平均需{rest.zh}", f"; the years left must average {rest.en}")
    return Text(
        f"截至{data.when.zh}平均{mean.zh}，目标为{period.zh}{data.goal.zh}，{margin.zh}："
        f"{data.status.zh}。",
        f"Average up to {data.when.en}: {mean.en}; the target is {period.en} to "
        f"{format_goal(data)}, {margin.en}: {data.status.en.lower()}.",
    )


def _describe_no_value(data: SentenceData) -> Text:
    row, year = data.row, format_year(int(data.row.year))
    what = Text(f"{year.zh}数据尚未公布", f"The figure of {row.year} is not out yet")
    if data.indicator.id in data.overdue:
        what = Text(
            f"{year.zh}数据应公布未公布", f"The figure of {row.year} should be out and is not"
        )
    due = Text("", "")
    if np.isfinite(row.expected):
        expected = phrases.format_with_unit(data.numbers.due_text, data.indicator.unit)
        path = format_path_name(data.target)
        due = Text(f"，按{path.zh}应为{expected.zh}", f"; {path.en} expects {expected.en}")
    elif not data.target.is_reported:
        due = Text(f"，目标为{data.goal.zh}", f"; the target is: {data.goal.en}")
    last = _describe_last_known(data)
    return Text(f"{what.zh}{due.zh}。{last.zh}", f"{what.en}{due.en}.{last.en}")


def _describe_last_known(data: SentenceData) -> Text:
    """The last figure with its year and how the target stood then."""
    row = data.row
    if pd.isna(row.last_year):
        return Text("此前没有公布过数据。", " No earlier figure was published.")
    year = int(row.last_year)
    figure = phrases.format_value(data.indicator, data.known[year])
    if data.target.is_reported:
        figure = Text(f"“{figure.zh}”", f"“{figure.en}”")
    if pd.isna(row.last_status):
        return Text(
            f"最近一次为{year}年{figure.zh}，规划期内尚无可评价的数据。",
            f" The last figure is {figure.en} of {year}; none since the plan began can be judged.",
        )
    then = STATUSES[row.last_status].name
    return Text(
        f"最近一次为{year}年{figure.zh}，当时{then.zh}。",
        f" The last figure is {figure.en} of {year}, {then.en.lower()} at that time.",
    )


def _describe_partial(data: SentenceData) -> Text:
    row = data.row
    beside = Text("", "")
    if np.isfinite(row.gap_to_goal):
        word = Text("暂等于", "so far equal to")
        if row.gap_to_goal > 0:
            word = Text("暂高于", "so far above")
        elif row.gap_to_goal < 0:
            word = Text("暂低于", "so far below")
        beside = Text(
            f"，{word.zh}目标（{data.goal.zh}）", f", {word.en} the target ({data.goal.en})"
        )
    return Text(
        f"{data.when.zh}为{data.actual.zh}{beside.zh}；尚无全年数据：{data.status.zh}。",
        f"{data.when.en}: {data.actual.en}{beside.en}; there is no full year's figure: "
        f"{data.status.en.lower()}.",
    )


def _describe_no_reference(data: SentenceData) -> Text:
    other = data.registry.indicators[data.target.reference or ""]
    name, news = other.name, Text("尚未公布", "is not out yet")
    if other.id in data.overdue:
        news = Text("应公布未公布", "should be out and is not")
    return Text(
        f"{data.when.zh}为{data.actual.zh}；参照的{name.zh}当年数据{news.zh}。",
        f"{data.when.en}: {data.actual.en}; the figure of {name.en} for the year {news.en}.",
    )


def _describe_no_last_year(data: SentenceData) -> Text:
    before = int(data.row.year) - 1
    return Text(
        f"{data.when.zh}为{data.actual.zh}；缺少{before}年数据，无法与上年比较：不评价。",
        f"{data.when.en}: {data.actual.en}; without the figure of {before} it cannot be "
        "compared: not judged.",
    )


def _describe_stated(data: SentenceData) -> Text:
    stated = data.target.stated or NOTHING
    return Text(
        f"定性目标：{stated.zh}。不以数字评价。",
        f"Stated in words: {stated.in_('en')}. Not judged by a number.",
    )


def _describe_under_way(data: SentenceData) -> Text:
    return Text(
        f"{data.when.zh}尚在建设中，{data.target.last}年应建成。",
        f"Under way in {data.when.en}; due in {data.target.last}.",
    )


def _describe_done(data: SentenceData) -> Text:
    done = data.row.actual == 1
    result = Text("已建成", "It is done") if done else Text("未建成", "It is not done")
    return Text(
        f"{data.when.zh}{result.zh}：{data.status.zh}。",
        f"{result.en} by {data.when.en}: {data.status.en.lower()}.",
    )


SENTENCES: dict[str, Callable[[SentenceData], Text]] = {
    "stated": _describe_stated,
    "done": _describe_done,
    "under_way": _describe_under_way,
    "no_value": _describe_no_value,
    "no_reference": _describe_no_reference,
    "no_last_year": _describe_no_last_year,
    "partial": _describe_partial,
    "final": _describe_final,
    "base_missing": _describe_base_missing,
    "maintain": _describe_maintained,
    "reached": _describe_reached,
    "path": describe_path,
    "yearly": _describe_yearly,
    "every": _describe_every,
    "gap": _describe_gap,
    "total": _describe_total,
    "average": _describe_average,
    "method": describe_method,
}
"""Step of the order of decision → its sentence."""
