"""On what does each verdict hang? The status that it would have at the base year's prices, and on
another published base; said wherever the verdict is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import Panel
from dashboard.core.verdicts.sensitivity import chain_growth, find_other_values
from dashboard.core.verdicts.target_columns import is_price_assumed
from dashboard.core.vocabulary.model import Registry, Target, iterate_rows
from dashboard.core.vocabulary.statuses import JUDGED, STATUSES, find_worst_status
from dashboard.core.vocabulary.text import Text, join_texts

PRICE, BASE = "price_status", "base_status"
"""The columns of the verdicts frame."""
Cell = tuple[int, int, int]
"""Indicator, region and year in the panel's arrays."""
Variant = tuple[int, Target]
"""A row of the verdicts and its target as it might have been, in the row's region."""


def add_hinges(
    registry: Registry, panel: Panel, verdicts: pd.DataFrame, year: int, rules: str
) -> pd.DataFrame:
    """The verdicts of a year with `price_status` and `base_status`: the status that each would have
    instead; none where nothing else was published or the status stays.
    """
    judged = verdicts[verdicts["status"].isin(JUDGED)]
    found = {
        BASE: _judge(registry, panel, year, rules, list(_vary_bases(registry, panel, judged))),
        PRICE: _judge_at_base_prices(registry, panel, judged, year, rules),
    }
    columns = {}
    for name, other in found.items():
        column: list[str | None] = [None] * len(verdicts)
        for row, status in other.items():
            column[row] = status if status != verdicts["status"].iloc[row] else None
        columns[name] = pd.Categorical(column, list(STATUSES))
    return verdicts.assign(**columns)


def _judge(
    registry: Registry, panel: Panel, year: int, rules: str, variants: list[Variant]
) -> dict[int, str]:
    """Row → the worst status of its variants, all judged together."""
    if not variants:
        return {}
    targets = tuple(
        replace(target, id=f"{number}.{target.id}") for number, (_, target) in enumerate(variants)
    )
    made = judge_panel(replace(registry, targets=targets), panel, year, rules)
    status_of = dict(zip(made["target"], made["status"], strict=True))
    found: dict[int, list[str]] = {}
    for target, (row, _) in zip(targets, variants, strict=True):
        found.setdefault(row, []).append(str(status_of[target.id]))
    return {row: find_worst_status(statuses) for row, statuses in found.items()}


def _vary_bases(registry: Registry, panel: Panel, judged: pd.DataFrame) -> Iterator[Variant]:
    """The verdicts whose base was also published otherwise, once with each other value."""
    for position, row in zip(judged.index, iterate_rows(judged), strict=True):
        target = registry.target(row.target)
        if "base_revised" not in row.flags or target.base is None:
            continue
        place = (
            panel.indicators[row.indicator],
            panel.regions[row.region],
            target.base.year - panel.first_year,
        )
        readable = np.array([panel.readable_low[place], panel.readable_high[place]])
        for value in find_other_values(registry, target, readable):
            base = replace(target.base, value=float(value))
            yield position, replace(target, base=base, regions=(row.region,))


def _judge_at_base_prices(
    registry: Registry, panel: Panel, judged: pd.DataFrame, year: int, rules: str
) -> dict[int, str]:
    """Row → its status on the base chained by constant-price growth, where the plan does not say at
    which prices its level is meant.
    """
    assumed = {
        target.id: target
        for target in registry.targets
        if is_price_assumed(target, registry.indicators[target.indicator])
    }
    mine = judged[judged["target"].isin(assumed)]
    # A cell holds one value at a time: targets with other bases are judged in another round.
    rounds: list[tuple[dict[Cell, float], list[Variant]]] = []
    for position, row in zip(mine.index, iterate_rows(mine), strict=True):
        target = assumed[row.target]
        chained = chain_growth(registry, panel, target, row.region, int(row.year))
        if chained is None:
            continue
        cell = (
            panel.indicators[row.indicator],
            panel.regions[row.region],
            int(row.year) - panel.first_year,
        )
        free = (one for one in rounds if one[0].get(cell, chained.value) == chained.value)
        values, variants = next(free, ({}, []))
        if not variants:
            rounds.append((values, variants))
        values[cell] = chained.value
        variants.append((position, replace(target, regions=(row.region,))))
    found: dict[int, str] = {}
    for values, variants in rounds:
        full = panel.full.copy()
        for cell, value in values.items():
            full[cell] = value
        found |= _judge(registry, replace(panel, full=full), year, rules, variants)
    return found


def describe_hinges(target: Target, row: Any) -> tuple[Text, ...]:
    """What would be said of a verdict instead, and of what it depends."""
    base_year = target.base.year if target.base else 0
    found = []
    for name, words in (
        (PRICE, Text(f"换{base_year}年价格则为", f"at {base_year} prices: ")),
        (BASE, Text("换另一公布的基期则为", "on another published base: ")),
    ):
        status = getattr(row, name)
        if isinstance(status, str):
            word = STATUSES[status].name
            found.append(Text(words.zh + word.zh, words.en + word.en.lower()))
    return tuple(found)


def count_hinges(rows: list[Any]) -> Text | None:
    """How many of some verdicts would be another, by what and to what; None where none would."""
    parts = []
    for name, zh, en in (
        (PRICE, "换价格口径", "at the base year's prices"),
        (BASE, "换另一公布的基期", "on another published base"),
    ):
        others = [status for row in rows if isinstance(status := getattr(row, name), str)]
        for status in STATUSES:
            if count := others.count(status):
                word = STATUSES[status].name
                would = f"would be {word.en.lower()} {en}"
                parts.append(Text(f"{count}项{zh}则为{word.zh}", f"{count} {would}"))
    return join_texts(parts, Text("，", "; ")) if parts else None
