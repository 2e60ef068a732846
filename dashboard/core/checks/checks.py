"""Does the plan agree with itself, and with the data? Every check with its sentence and the
evidence it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from dashboard.core.checks import relations
from dashboard.core.checks.findings import KINDS, OUTCOMES, Evidence, Finding
from dashboard.core.declaration import paths, phrases
from dashboard.core.verdicts import sensitivity
from dashboard.core.verdicts.panel import Panel, mask_same_figures
from dashboard.core.verdicts.target_columns import compute_printed_digit
from dashboard.core.vocabulary.model import BETTER_SIGN, Indicator, Registry, Target, iterate_rows
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.targets import BOUNDS, inside
from dashboard.core.vocabulary.text import Text, format_untranslated, join_texts

Check = Callable[[Registry, Panel, pd.DataFrame], Iterator[Finding]]
LEVELS = ("rate", "stock", "rank")
MOST_PLACES = 6


def run_checks(registry: Registry, panel: Panel, observations: pd.DataFrame) -> tuple[Finding, ...]:
    """Everything the checks find, by kind, within each what needs a person most first."""
    order = list(KINDS)
    found = [finding for check in CHECKS for finding in check(registry, panel, observations)]
    return tuple(
        sorted(
            found, key=lambda finding: (order.index(finding.kind), OUTCOMES[finding.outcome].rank)
        )
    )


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
    asked: dict[str, None] = {}
    for target in registry.targets:
        if target.question is not None and target.question.zh not in asked:
            asked[target.question.zh] = None
            name = _find_indicator(registry, target).name
            zh, en = (
                text if text.endswith(("？", "?", "。", ".")) else text + stop
                for text, stop in ((target.question.zh, "。"), (target.question.in_("en"), "."))
            )
            sentence = Text(f"{name.zh}：{zh}", f"{name.in_('en')}: {en}")
            yield Finding("question", "open", sentence, (target.indicator,), _list_evidence(target))


def check_annual_targets(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Annual targets beside the path of the same indicator: on it, or how far off."""
    conflicts = paths.find_annual_conflicts(registry)
    for goal in registry.targets:
        line = paths.find_path_points(goal)
        if line is None:
            continue
        on_path = dict(zip(line[0].astype(int).tolist(), line[1].tolist(), strict=True))
        for annual in registry.of(goal.indicator):
            if (
                annual.period != "in"
                or annual.x is None
                or annual.last not in on_path
                or not set(annual.regions) & set(goal.regions)
            ):
                continue
            kind, conflict = _find_indicator(registry, goal), annual.id in conflicts
            path, bound = (
                phrases.format_path_value(kind, on_path[annual.last]),
                phrases.format_bound(registry, annual),
            )
            word = Text("不一致", "off the path") if conflict else Text("在路径上", "on the path")
            sentence = Text(
                f"{kind.name.zh}：{annual.last}年年度目标{bound.zh}，到{goal.last}年的路径为{path.zh}，"
                f"{word.zh}。",
                f"{kind.name.in_('en')}: the annual target of {annual.last} is {bound.en}, the "
                f"path to {goal.last} gives {path.en}: {word.en}.",
            )
            yield Finding(
                "path",
                "differs" if conflict else "agrees",
                sentence,
                (kind.id,),
                (*_list_evidence(annual), *_list_evidence(goal)),
            )


def check_reached_goals(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Goals that stood below what was already there: kept on day one, so only a fall can break
    them.
    """
    for target in registry.targets:
        kind, bound = _find_indicator(registry, target), BOUNDS[target.bound]
        if (
            kind.measure not in LEVELS
            or bound.reads != "declaration"
            or target.x is None
            or target.bound == "hold"
        ):
            continue
        start = _find_start(registry, panel, target)
        if start is None or not _keeps_bound(kind, target, start[1]):
            continue
        year, value = start
        sentence = Text(
            f"{kind.name.zh}：目"
            f"标{phrases.format_period(target).zh}{phrases.format_bound(registry, target).zh}，"
            f"{year}年已为{phrases.format_value(kind, value).zh}，按保持评价。",
            f"{kind.name.in_('en')}: the target {phrases.format_period(target).en} is to "
            f"{phrases.format_bound(registry, target).en}; {year} already stood at "
            f"{phrases.format_value(kind, value).en}, so it is judged by keeping.",
        )
        yield Finding("reached", "note", sentence, (kind.id,), _list_evidence(target))


def _find_start(registry: Registry, panel: Panel, target: Target) -> tuple[int, float] | None:
    """The base of a target, or the value of the year before its period."""
    if target.base is not None:
        return (target.base.year, target.base.value) if target.base.value is not None else None
    year = target.first - 1
    at = year - panel.first_year
    value = (
        float(panel.full[panel.indicators[target.indicator], panel.regions[target.regions[0]], at])
        if 0 <= at < panel.years
        else np.nan
    )
    return None if np.isnan(value) else (year, value)


def _keeps_bound(kind: Indicator, target: Target, value: float) -> bool:
    bound = BOUNDS[target.bound]
    x, high, tolerance, d = (
        np.array([np.nan if part is None else part], float)
        for part in (target.x, target.high, target.tolerance or 0.0, BETTER_SIGN[kind.better])
    )
    low, top = bound.interval(x, high, tolerance, d)
    return bool(
        inside(
            np.array([value]),
            low,
            top,
            np.array([compute_printed_digit(kind)]),
            np.array([bound.strict]),
        )[0]
    )


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
    kind, base = _find_indicator(registry, target), target.base
    year = _find_latest_year(panel, target, region)
    others = sensitivity.list_other_bases(
        registry, panel, target, region, year or target.last, rows["value"].to_numpy(float)
    )
    if base is None or base.value is None or not others:
        return
    stated = sensitivity.judge_on_bases(
        registry, panel, target, region, year or target.last, np.array([base.value])
    )[0]
    tip = sensitivity.find_tipping_base(registry, panel, target, region, year) if year else None
    for other in others:
        where = next(row for row in iterate_rows(rows) if row.value == other.value)
        value, plan = (
            phrases.format_stated_value(kind, other.value),
            phrases.format_stated_value(kind, base.value),
        )
        sentence = Text(
            f"{kind.name.zh}：规划的{base.year}年基期为{plan.zh}，另有公布值{value.zh}；"
            f"{_describe_effect(year, stated, other.status, kind, tip).zh}",
            f"{kind.name.in_('en')}: the plan's base of {base.year} is {plan.en}, {value.en} "
            f"was also published; {_describe_effect(year, stated, other.status, kind, tip).en}",
        )
        if _keeps_bound(kind, target, other.value) and not _keeps_bound(kind, target, base.value):
            sentence += Text(
                "按此值目标在规划期前已达到。",
                " On that figure the goal was kept before the plan began.",
            )
        yield Finding(
            "base",
            "differs",
            sentence,
            (kind.id,),
            (
                Evidence(format_untranslated(where.source), value, where.cell),
                *_list_evidence(target),
            ),
        )


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
    sentence = (
        Text(f"{year}年状态不变（{old.zh}）", f"the status of {year} stays {old.en.lower()}")
        if stated == other
        else Text(
            f"{year}年状态将由{old.zh}变为{new.zh}",
            f"the status of {year} would turn from {old.en.lower()} to {new.en.lower()}",
        )
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
    return int(known[-1]) + start + panel.first_year if len(known) else None


def check_price_bases(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Constant-price growth is never chained onto a current-price level: what either says, side by
    side.
    """
    for target in registry.targets:
        kind, region = _find_indicator(registry, target), target.regions[0]
        year = _find_latest_year(panel, target, region)
        if kind.real_growth is None or target.base is None or year is None:
            continue
        other = sensitivity.judge_at_base_prices(registry, panel, target, region, year)
        if other is None:
            continue
        now = float(
            panel.full[panel.indicators[kind.id], panel.regions[region], year - panel.first_year]
        )
        growth = registry.indicators[kind.real_growth].name
        here = sensitivity.judge_on_bases(
            registry, panel, target, region, year, np.array([target.base.value or np.nan])
        )[0]
        current, constant = phrases.format_value(kind, now), phrases.format_value(kind, other.value)
        mine, theirs = STATUSES[here].name, STATUSES[other.status].name
        sentence = Text(
            f"{kind.name.zh}：{year}年现价为{current.zh}（{mine.zh}），按{target.base.year}年价格"
            f"为{constant.zh}（{theirs.zh}）；{growth.zh}为不变价，与现价水平不连乘，规划未说明用哪个口径。",
            f"{kind.name.in_('en')}: {current.en} in {year} at current prices "
            f"({mine.en.lower()}), {constant.en} at {target.base.year} prices "
            f"({theirs.en.lower()}); {growth.in_('en')} is at constant prices and is not "
            "chained onto the current level. The plan does not say which it means.",
        )
        yield Finding(
            "prices",
            "note" if here == other.status else "differs",
            sentence,
            (kind.id, kind.real_growth),
            _list_evidence(target),
        )


def check_shared_promises(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Promises that stand in several places, or targets that share a sentence: counted once."""
    groups: dict[str, list[Target]] = {}
    for target in registry.targets:
        groups.setdefault(target.promise, []).append(target)
    for group in groups.values():
        places = list(
            dict.fromkeys(
                (source.section, source.phrase) for target in group for source in target.sources
            )
        )
        if len(group) == 1 and len(places) == 1:
            continue
        names = join_texts(
            list(dict.fromkeys(_find_indicator(registry, target).name for target in group)),
            Text("、", ", "),
        )
        count = Text(
            f"{len(group)}个目标、{len(places)}处原文",
            f"{len(group)} targets, {len(places)} places",
        )
        sentence = Text(
            f"{names.zh}：{count.zh}，计为一项承诺。",
            f"{names.in_('en')}: {count.en}, counted as one promise.",
        )
        evidence = tuple(
            dict.fromkeys(entry for target in group for entry in _list_evidence(target))
        )
        yield Finding(
            "promise",
            "note",
            sentence,
            tuple(dict.fromkeys(target.indicator for target in group)),
            evidence,
        )


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
    for kind in registry.indicators.values():
        for region, place in panel.regions.items():
            at = np.flatnonzero(differ[panel.indicators[kind.id], place])
            if not len(at):
                continue
            years = [panel.first_year + int(year) for year in at]
            tied = [
                year
                for year in years
                if panel.conflict[panel.indicators[kind.id], place, year - panel.first_year]
            ]
            rows = whole[
                (whole["indicator"] == kind.id)
                & (whole["region"] == region)
                & whole["year"].isin(years)
            ]
            yield _build_source_finding(
                registry, kind, region, years, tied, rows.sort_values("year")
            )


def _build_source_finding(
    registry: Registry,
    kind: Indicator,
    region: str,
    years: list[int],
    tied: list[int],
    rows: pd.DataFrame,
) -> Finding:
    place = registry.regions[region].name
    rule = Text("按数据性质和发布日期取一个", "one is in force by nature and release date")
    if tied:
        rule = Text(
            f"{phrases.format_years(tied).zh}无从取舍，暂取先列的",
            f"nothing decides for {phrases.format_years(tied).en}; the first stands for now",
        )
    sentence = Text(
        f"{place.zh}{kind.name.zh}：{phrases.format_years(years).zh}有不同公布值，{rule.zh}。",
        f"{place.in_('en')}, {kind.name.in_('en')}: differing figures for "
        f"{phrases.format_years(years).en}; {rule.en}.",
    )
    evidence = tuple(
        Evidence(
            Text(f"{row.year}年 · {row.source}", f"{row.year} · {row.source}"),
            phrases.format_published_value(kind, float(row.value)),
            row.cell,
        )
        for row in iterate_rows(rows)
    )
    return Finding("sources", "open" if tied else "note", sentence, (kind.id,), evidence)


CHECKS: tuple[Check, ...] = (
    check_questions,
    relations.check_stated_values,
    relations.check_published_values,
    relations.check_calculated_values,
    check_annual_targets,
    check_bases,
    check_reached_goals,
    check_price_bases,
    check_shared_promises,
    relations.check_parts,
    check_sources,
)
"""The checks. To add one: a function above, or in `relations.py`, and its name here."""
