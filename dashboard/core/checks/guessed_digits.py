"""Does a verdict hang on digits that nobody declared? Where an indicator states no decimals, the
plan's own digits say how exactly it is judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from dashboard.core.checks.findings import Evidence, Finding
from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import Panel
from dashboard.core.vocabulary.model import Registry, iterate_rows
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text, format_untranslated

Key = tuple[str, str, int]


def check_guessed_digits(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Verdicts of any year that would be another at one digit more or less: the first of each
    target, with what to declare.
    """
    silent = {one.id for one in registry.indicators.values() if one.plan_decimals is not None}
    targets = tuple(one for one in registry.targets if one.indicator in silent)
    if not targets:
        return
    guessed = replace(registry, targets=targets)
    now = _judge_all_years(guessed, panel)
    others = {shift: _judge_all_years(_shift_digits(guessed, shift), panel) for shift in (1, -1)}
    told: set[str] = set()
    for (target_id, region, year), status in now.items():
        for shift, judged in others.items():
            other = judged.get((target_id, region, year), status)
            if other != status and target_id not in told:
                told.add(target_id)
                yield _build_finding(registry, (target_id, region, year), shift, (status, other))


def _judge_all_years(registry: Registry, panel: Panel) -> dict[Key, str]:
    """The status of every target, region and year of its period."""
    first = min(target.first for target in registry.targets)
    last = max(target.last for target in registry.targets)
    found: dict[Key, str] = {}
    for year in range(first, last + 1):
        verdicts = judge_panel(registry, panel, year)[["target", "region", "year", "status"]]
        for row in iterate_rows(verdicts):
            found[str(row.target), str(row.region), int(row.year)] = str(row.status)
    return found


def _shift_digits(registry: Registry, shift: int) -> Registry:
    """The same with so many digits more wherever they are the plan's; tolerances that nobody stated
    go with them.
    """
    indicators = {
        name: replace(one, plan_decimals=max(0, one.plan_decimals + shift))
        if one.plan_decimals is not None
        else one
        for name, one in registry.indicators.items()
    }
    targets = tuple(
        replace(target, tolerance=0.5 * indicators[target.indicator].last_digit)
        if target.tolerance_by_digit
        else target
        for target in registry.targets
    )
    return replace(registry, indicators=indicators, targets=targets)


def _build_finding(registry: Registry, key: Key, shift: int, statuses: tuple[str, str]) -> Finding:
    target_id, region, year = key
    target = registry.target(target_id)
    indicator = registry.indicators[target.indicator]
    decimals = indicator.plan_decimals or 0
    now, then = (STATUSES[status].name for status in statuses)
    zh, en = registry.regions[region].name.zh, registry.regions[region].name.in_("en")
    sentence = Text(
        f"{zh}{indicator.name.zh}：未声明小数位数，按规划原文取{decimals}位，"
        f"{year}年为{now.zh}；取{decimals + shift}位则为{then.zh}。请声明 decimals。",
        f"{en}, {indicator.name.in_('en')}: no decimals are declared; with the plan's own "
        f"({decimals}) {year} is {now.en.lower()}, with {decimals + shift} it would be "
        f"{then.en.lower()}. Declare decimals.",
    )
    evidence = tuple(
        Evidence(
            Text("原文", "the plan's words"), format_untranslated(source.phrase), source.section
        )
        for source in target.sources
    )
    return Finding("digits", "open", sentence, (indicator.id,), evidence)
