"""Does the plan agree with itself, and with the data? Every check with its sentence and the
evidence it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.core.checks import relations
from dashboard.core.checks.findings import OUTCOMES, Evidence, Finding
from dashboard.core.checks.guessed_digits import check_guessed_digits
from dashboard.core.checks.strays import Stray, check_strays
from dashboard.core.checks.worded_goals import check_worded_goals
from dashboard.core.declaration import paths, phrases
from dashboard.core.verdicts import sensitivity
from dashboard.core.verdicts.panel import Panel, mask_same_figures
from dashboard.core.verdicts.target_columns import compute_printed_digit
from dashboard.core.vocabulary.model import BETTER_SIGN, Indicator, Registry, Target, iterate_rows
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.targets import BOUNDS, Array, inside
from dashboard.core.vocabulary.text import Text, format_untranslated, join_texts

Finder = Callable[[Registry, Panel, pd.DataFrame], Iterator[Finding]]
LEVELS = ("rate", "stock", "rank")


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of check: the kind that its findings carry, its name, and what finds them."""

    kind: str
    name: Text
    finders: tuple[Finder, ...]


def run_checks(
    registry: Registry,
    panel: Panel,
    observations: pd.DataFrame,
    strays: tuple[Stray, ...] = (),
) -> tuple[Finding, ...]:
    """Everything the checks find, by kind, within each what needs a person most first; `strays` are
    stored figures that belong to nothing declared.
    """
    kinds = list(KINDS)

    def build_sort_key(finding: Finding) -> tuple[int, int]:
        return kinds.index(finding.kind), OUTCOMES[finding.outcome].rank

    finders = [find for check in CHECKS for find in check.finders]
    findings = [finding for find in finders for finding in find(registry, panel, observations)]
    findings += check_strays(registry, strays)
    return tuple(sorted(findings, key=build_sort_key))


def _find_indicator(registry: Registry, target: Target) -> Indicator:
    return registry.indicators[target.indicator]


def _list_evidence(target: Target) -> tuple[Evidence, ...]:
    """Where the plan states a target."""
    return tuple(
        Evidence(
            Text("原文", "the plan's words"), format_untranslated(source.phrase), source.section
        )
        for source in target.sources
    )


def check_questions(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """What only the plan's author can say: shown, never guessed."""
    asked: set[str] = set()
    for target in registry.targets:
        question = target.question
        if question is None or question.zh in asked:
            continue
        asked.add(question.zh)
        name = _find_indicator(registry, target).name
        zh, en = _end_sentence(question.zh, "。"), _end_sentence(question.in_("en"), ".")
        sentence = Text(f"{name.zh}：{zh}", f"{name.in_('en')}: {en}")
        yield Finding("question", "open", sentence, (target.indicator,), _list_evidence(target))


def _end_sentence(text: str, stop: str) -> str:
    if text.endswith(("？", "?", "。", ".")):
        return text
    return text + stop


def check_annual_targets(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Annual targets beside the path of the same indicator: on it, or how far off."""
    conflicts = paths.find_annual_conflicts(registry)
    for goal in registry.targets:
        points = paths.find_path_points(goal)
        if points is None:
            continue
        on_path = dict(zip(points[0].astype(int).tolist(), points[1].tolist(), strict=True))
        for annual, _ in paths.list_annual_targets(registry, goal):
            if annual.last in on_path:
                value, is_conflict = on_path[annual.last], annual.id in conflicts
                yield _build_path_finding(registry, goal, annual, value, is_conflict=is_conflict)


def _build_path_finding(
    registry: Registry, goal: Target, annual: Target, value: float, *, is_conflict: bool
) -> Finding:
    indicator = _find_indicator(registry, goal)
    path = phrases.format_path_value(indicator, value)
    bound = phrases.format_bound(registry, annual)
    outcome, word = "agrees", Text("与序时目标一致", "on the path")
    if is_conflict:
        outcome, word = "differs", Text("不一致", "off the path")
    sentence = Text(
        f"{indicator.name.zh}：{annual.last}年年度目标{bound.zh}，"
        f"按到{goal.last}年目标的序时进度应为{path.zh}，{word.zh}。",
        f"{indicator.name.in_('en')}: the annual target of {annual.last} is {bound.en}, the "
        f"path to {goal.last} gives {path.en}: {word.en}.",
    )
    evidence = (*_list_evidence(annual), *_list_evidence(goal))
    return Finding("path", outcome, sentence, (indicator.id,), evidence)


def check_reached_goals(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Goals that stood below what was already there: kept on day one, so only a fall can break
    them.
    """
    for target in registry.targets:
        indicator = _find_indicator(registry, target)
        start = _find_start(panel, target)
        if start is None or not _is_level(indicator, target):
            continue
        year, value = start
        if not _keeps_bound(indicator, target, value):
            continue
        period, bound = phrases.format_period(target), phrases.format_bound(registry, target)
        stood = phrases.format_value(indicator, value)
        sentence = Text(
            f"{indicator.name.zh}：目标{period.zh}{bound.zh}，{year}年已为{stood.zh}，按保持评价。",
            f"{indicator.name.in_('en')}: the target {period.en} is to {bound.en}; {year} already "
            f"stood at {stood.en}, so it is judged by keeping.",
        )
        yield Finding("reached", "note", sentence, (indicator.id,), _list_evidence(target))


def _is_level(indicator: Indicator, target: Target) -> bool:
    """Whether a target states a level that might have been there before it; to hold one asks for
    that.
    """
    if target.x is None or BOUNDS[target.bound].maintains:
        return False
    return indicator.measure in LEVELS and target.reads == "declaration"


def _find_start(panel: Panel, target: Target) -> tuple[int, float] | None:
    """The base of a target, or the value of the year before its period."""
    if target.base is not None:
        year, value = target.base.year, target.base.value
    else:
        year = target.first - 1
        value = panel.find_value(target.indicator, target.regions[0], year)
    if value is None:
        return None
    return year, value


def _keeps_bound(indicator: Indicator, target: Target, value: float) -> bool:
    bound = BOUNDS[target.bound]
    x, high = _build_array(target.x), _build_array(target.high)
    tolerance = _build_array(target.tolerance or 0.0)
    better = _build_array(BETTER_SIGN[indicator.better])
    low, top = bound.interval(x, high, tolerance, better)
    digit = _build_array(compute_printed_digit(indicator))
    return bool(inside(_build_array(value), low, top, digit, np.array([bound.strict]))[0])


def _build_array(number: float | None) -> Array:
    return np.array([np.nan if number is None else number], float)


def check_bases(registry: Registry, panel: Panel, observations: pd.DataFrame) -> Iterator[Finding]:
    """Published figures of a base year that differ from the plan's base, the status each would
    give, and the tipping base.
    """
    counted = observations[(observations["month"] == 12) & (observations["quality"] != "disputed")]
    of_key = dict(iter(counted.groupby(["indicator", "region", "year"], sort=False)))
    for target in registry.targets:
        if target.base is None or target.base.value is None:
            continue
        for region in target.regions:
            mine = of_key.get((target.indicator, region, target.base.year))
            if mine is not None:
                yield from _check_other_bases(registry, panel, target, region, mine)


def _check_other_bases(
    registry: Registry, panel: Panel, target: Target, region: str, rows: pd.DataFrame
) -> Iterator[Finding]:
    indicator, base = _find_indicator(registry, target), target.base
    year = _find_latest_year(panel, target, region)
    judged_year = year or target.last
    values = rows["value"].to_numpy(float)
    others = sensitivity.list_other_bases(registry, panel, target, region, judged_year, values)
    if base is None or base.value is None or not others:
        return
    bases = np.array([base.value])
    stated = sensitivity.judge_on_bases(registry, panel, target, region, judged_year, bases)[0]
    tip = sensitivity.find_tipping_base(registry, panel, target, region, year) if year else None
    plan = phrases.format_stated_value(indicator, base.value)
    is_kept = _keeps_bound(indicator, target, base.value)
    for other in others:
        published = next(row for row in iterate_rows(rows) if row.value == other.value)
        value = phrases.format_stated_value(indicator, other.value)
        effect = _describe_effect(year, stated, other.status, indicator, tip)
        sentence = Text(
            f"{indicator.name.zh}：规划的{base.year}年基期为{plan.zh}，另有公布值{value.zh}；"
            f"{effect.zh}",
            f"{indicator.name.in_('en')}: the plan's base of {base.year} is {plan.en}, {value.en} "
            f"was also published; {effect.en}",
        )
        if not is_kept and _keeps_bound(indicator, target, other.value):
            sentence += Text(
                "按此值目标在规划期前已达到。",
                " On that figure the goal was kept before the plan began.",
            )
        evidence = Evidence(format_untranslated(published.source), value, published.cell)
        places = (evidence, *_list_evidence(target))
        yield Finding("base", "differs", sentence, (indicator.id,), places)


def _describe_effect(
    year: int | None, stated: str, other: str, kind: Indicator, tip: tuple[float, str] | None
) -> Text:
    """What another base would do to the status of the latest known year."""
    if year is None:
        return Text(
            "规划期内尚无数据，暂不影响状态。",
            "no figure of the plan's years yet, so no status changes.",
        )
    old, new = STATUSES[stated].name, STATUSES[other].name
    sentence = Text(
        f"{year}年状态将由{old.zh}变为{new.zh}",
        f"the status of {year} would turn from {old.en.lower()} to {new.en.lower()}",
    )
    if stated == other:
        sentence = Text(
            f"{year}年状态不变（{old.zh}）", f"the status of {year} stays {old.en.lower()}"
        )
    if tip is not None:
        at = phrases.format_path_value(kind, tip[0])
        sentence += Text(f"，临界基期为{at.zh}", f"; the tipping base is {at.en}")
    return sentence + Text("。", ".")


def _find_latest_year(panel: Panel, target: Target, region: str) -> int | None:
    """The latest year of a target's period that has a value."""
    series = panel.full[panel.indicators[target.indicator], panel.regions[region]]
    start = (target.base.year + 1 if target.base else target.first) - panel.first_year
    known = np.flatnonzero(~np.isnan(series[start : target.last + 1 - panel.first_year]))
    if not len(known):
        return None
    return int(known[-1]) + start + panel.first_year


def check_price_bases(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Constant-price growth is never chained onto a current-price level: what either says, side by
    side.
    """
    for target in registry.targets:
        indicator, region = _find_indicator(registry, target), target.regions[0]
        year = _find_latest_year(panel, target, region)
        if indicator.real_growth is None or target.base is None or year is None:
            continue
        other = sensitivity.judge_at_base_prices(registry, panel, target, region, year)
        value = panel.find_value(indicator.id, region, year)
        if other is None or value is None:
            continue
        growth = registry.indicators[indicator.real_growth].name
        bases = np.array([target.base.value or np.nan])
        status = sensitivity.judge_on_bases(registry, panel, target, region, year, bases)[0]
        current = phrases.format_value(indicator, value)
        constant = phrases.format_value(indicator, other.value)
        now, then = STATUSES[status].name, STATUSES[other.status].name
        sentence = Text(
            f"{indicator.name.zh}：{year}年现价为{current.zh}（{now.zh}），"
            f"按{target.base.year}年价格为{constant.zh}（{then.zh}）；"
            f"{growth.zh}为不变价，与现价水平不连乘，规划未说明用哪个口径。",
            f"{indicator.name.in_('en')}: {current.en} in {year} at current prices "
            f"({now.en.lower()}), {constant.en} at {target.base.year} prices "
            f"({then.en.lower()}); {growth.in_('en')} is at constant prices and is not "
            "chained onto the current level. The plan does not say which it means.",
        )
        outcome = "note" if status == other.status else "differs"
        concerned = (indicator.id, indicator.real_growth)
        yield Finding("prices", outcome, sentence, concerned, _list_evidence(target))


def check_shared_promises(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Promises that stand in several places, or targets that share a sentence: counted once."""
    groups: dict[str, list[Target]] = {}
    for target in registry.targets:
        groups.setdefault(target.promise, []).append(target)
    for group in groups.values():
        places = {(source.section, source.phrase) for target in group for source in target.sources}
        if len(group) == 1 and len(places) == 1:
            continue
        different = dict.fromkeys(_find_indicator(registry, target).name for target in group)
        names = join_texts(list(different), Text("、", ", "))
        counts = [
            Text.count(len(group), "{n}个目标", "{n} target", "{n} targets"),
            Text.count(len(places), "{n}处原文", "{n} place", "{n} places"),
        ]
        count = join_texts(counts, Text("、", ", "))
        sentence = Text(
            f"{names.zh}：{count.zh}，计为一项承诺。",
            f"{names.in_('en')}: {count.en}, counted as one promise.",
        )
        indicators = dict.fromkeys(target.indicator for target in group)
        evidence = dict.fromkeys(one for target in group for one in _list_evidence(target))
        yield Finding("promise", "note", sentence, tuple(indicators), tuple(evidence))


def check_sources(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Years of an indicator for which sources print different figures; open where nothing decides
    between them.
    """
    differ = ~np.isnan(panel.readable_low) & ~mask_same_figures(
        np.nan_to_num(panel.readable_low), np.nan_to_num(panel.readable_high)
    )
    whole = observations[observations["month"] == 12]
    for indicator in registry.indicators.values():
        for region, column in panel.regions.items():
            series = panel.indicators[indicator.id], column
            positions = np.flatnonzero(differ[series])
            if not len(positions):
                continue
            tied = positions[panel.conflict[series][positions]]
            years = (panel.first_year + positions).tolist()
            is_same_series = (whole["indicator"] == indicator.id) & (whole["region"] == region)
            rows = whole[is_same_series & whole["year"].isin(years)].sort_values("year")
            name = registry.regions[region].name
            tied_years = (panel.first_year + tied).tolist()
            yield _build_source_finding(name, indicator, rows, years, tied_years)


def _build_source_finding(
    region: Text, indicator: Indicator, rows: pd.DataFrame, years: list[int], tied_years: list[int]
) -> Finding:
    outcome = "note"
    rule = Text("按数据性质和发布日期取一个", "one is in force by nature and release date")
    if tied_years:
        outcome = "open"
        tied = phrases.format_years(tied_years)
        rule = Text(
            f"{tied.zh}无从取舍，暂取先列的",
            f"nothing decides for {tied.en}; the first stands for now",
        )
    name, differing = indicator.name, phrases.format_years(years)
    sentence = Text(
        f"{region.zh}{name.zh}：{differing.zh}有不同公布值，{rule.zh}。",
        f"{region.in_('en')}, {name.in_('en')}: differing figures for {differing.en}; {rule.en}.",
    )
    evidence = tuple(
        Evidence(
            Text(f"{row.year}年 · {row.source}", f"{row.year} · {row.source}"),
            phrases.format_published_value(indicator, float(row.value)),
            row.cell,
        )
        for row in iterate_rows(rows)
    )
    return Finding("sources", outcome, sentence, (indicator.id,), evidence)


CHECKS: tuple[Check, ...] = (
    Check("stray", Text("无所归属的数据", "Figures that belong to nothing"), ()),
    Check(
        "question", Text("待规划编制单位确认", "Questions to the plan's author"), (check_questions,)
    ),
    Check(
        "relation",
        Text("数字之间的关系", "Relations between figures"),
        (relations.check_stated_values, relations.check_published_values),
    ),
    Check(
        "formula",
        Text("公布值与推算值", "Published against calculated"),
        (relations.check_calculated_values,),
    ),
    Check(
        "path", Text("年度目标与序时进度", "Annual targets and the path"), (check_annual_targets,)
    ),
    Check("base", Text("基期与公布值", "Bases and published figures"), (check_bases,)),
    Check(
        "reached",
        Text("基期已达标的目标", "Goals that the base already kept"),
        (check_reached_goals,),
    ),
    Check("prices", Text("价格口径", "Price basis"), (check_price_bases,)),
    Check(
        "promise",
        Text("多处写明的同一承诺", "Promises stated in several places"),
        (check_shared_promises,),
    ),
    Check("words", Text("以文字登记的目标", "Goals declared by words"), (check_worded_goals,)),
    Check("digits", Text("未声明的小数位数", "Decimals not declared"), (check_guessed_digits,)),
    Check("parts", Text("各地区之和与全市", "Parts and the whole"), (relations.check_parts,)),
    Check(
        "sources",
        Text("同一数据的不同公布值", "Differing published figures"),
        (check_sources,),
    ),
)
"""The checks, in the order in which pages show them. To add one: a function above, or in
`relations.py`, and its row here.
"""
KINDS: dict[str, Text] = {one.kind: one.name for one in CHECKS}
