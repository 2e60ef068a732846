"""Does a verdict hang on digits that nobody declared? Where an indicator states no decimals, the
plan's own digits say how exactly it is judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
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
    silent = {
        name
        for name, one in registry.indicators.items()
        if one.plan_decimals is not None and np.isfinite(panel.full[panel.indicators[name]]).any()
    }
    targets = tuple(one for one in registry.targets if one.indicator in silent)
    if not targets:
        return
    guessed = replace(registry, targets=targets)
    others = {shift: _shift_digits(guessed, shift) for shift in (1, -1)}
    told: set[str] = set()
    for year in range(min(one.first for one in targets), max(one.last for one in targets) + 1):
        now = judge_panel(guessed, panel, year)
        for shift, other in others.items():
            then = judge_panel(other, panel, year)["status"]
            is_other = (now["status"].cat.codes != then.cat.codes) & (now["year"] == year)
            for row, status in zip(iterate_rows(now[is_other]), then[is_other], strict=True):
                if row.target not in told:
                    told.add(row.target)
                    key = (row.target, row.region, year)
                    yield _build_finding(registry, key, shift, (row.status, status))


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
