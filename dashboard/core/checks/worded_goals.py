"""Which goals rest on words that nobody can hold against their number? `words` of the declaration
that the grammar of phrases does not read.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from dashboard.core.checks.findings import Evidence, Finding
from dashboard.core.declaration import phrases
from dashboard.core.declaration.phrase_numbers import states_amount
from dashboard.core.verdicts.panel import Panel
from dashboard.core.vocabulary.model import Registry, Target
from dashboard.core.vocabulary.text import Text, format_untranslated


def check_worded_goals(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Goals in numbers whose words state none of them in the indicator's unit."""
    for target in registry.targets:
        unit = registry.indicators[target.indicator].unit
        numbers = [number for number in (target.x, target.high) if number is not None]
        if target.words is None or not numbers:
            continue
        if not any(states_amount(target.words, number, unit) for number in numbers):
            yield _build_finding(registry, target)


def _build_finding(registry: Registry, target: Target) -> Finding:
    name, bound = registry.indicators[target.indicator].name, phrases.format_bound(registry, target)
    sentence = Text(
        f"{name.zh}：目标“{bound.zh}”按文字“{target.words}”登记，数字无法由程序核对。",
        f"{name.in_('en')}: the goal “{bound.en}” is declared by words of the plan; no program can "
        "check the number.",
    )
    evidence = tuple(
        Evidence(
            Text("原文", "the plan's words"), format_untranslated(source.phrase), source.section
        )
        for source in target.sources
    )
    return Finding("words", "note", sentence, (target.indicator,), evidence)
