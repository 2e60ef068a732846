"""On what does a verdict hang? Other published bases, the base at which it tips, and the same at
the base year's prices.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dashboard.core.declaration import phrases
from dashboard.core.verdicts import sensitivity
from dashboard.core.verdicts.panel import Panel
from dashboard.core.vocabulary.model import Indicator, Registry, Target
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text


def describe_sensitivity(
    registry: Registry, panel: Panel, target: Target, row: Any, rules: str
) -> list[Text]:
    """What would change a verdict, a sentence each."""
    return [
        *_describe_other_bases(registry, panel, target, row, rules),
        *_describe_other_prices(registry, panel, target, row, rules),
    ]


def _describe_other_bases(
    registry: Registry, panel: Panel, target: Target, row: Any, rules: str
) -> list[Text]:
    """Other readable values of the base year, what they would change, and the base at which the
    status tips.
    """
    if "base_revised" not in row.flags or target.base is None or target.base.value is None:
        return []
    place = _find_base_place(panel, target, row.region)
    readable = np.array([panel.readable_low[place], panel.readable_high[place]])
    others = sensitivity.find_other_values(registry, target, readable)
    asked = (registry, panel, target, row.region, int(row.year))
    statuses = [row.status] * len(others)
    if row.step != "no_value":  # without a figure nothing is compared: no base decides
        statuses = sensitivity.judge_on_bases(*asked, others, rules)
    sentences = [
        _describe_other_base(registry, target, value, _name_change(row.status, status))
        for value, status in zip(others, statuses, strict=True)
    ]
    tip = sensitivity.find_tipping_base(*asked, rules) if math.isfinite(row.actual) else None
    if tip is not None:
        sentences.append(_describe_tipping_base(registry.indicators[target.indicator], *tip))
    return sentences


def _describe_other_base(registry: Registry, target: Target, value: float, change: Text) -> Text:
    """Another published value of the base year, and what it would change."""
    indicator, base = registry.indicators[target.indicator], target.base
    if base is None or base.value is None:
        raise TypeError(target.id)
    stated = phrases.format_stated_value(indicator, base.value)
    other = phrases.format_published_value(indicator, value)
    return Text(
        f"{base.year}年基期规划为{stated.zh}，另有公布值{other.zh}：按此基期{change.zh}。",
        f"The plan's base of {base.year} is {stated.en}; {other.en} was also published: on that "
        f"base {change.en}.",
    )


def _name_change(status: str, other: str) -> Text:
    if other == status:
        return Text("状态不变", "the status stays")
    name = STATUSES[other].name
    return Text(f"状态将为{name.zh}", f"the status would be {name.en.lower()}")


def _describe_tipping_base(indicator: Indicator, base: float, status: str) -> Text:
    at, name = phrases.format_path_value(indicator, base), STATUSES[status].name
    return Text(
        f"基期为{at.zh}时，状态变为{name.zh}。",
        f"At a base of {at.en} the status becomes {name.en.lower()}.",
    )


def _find_base_place(panel: Panel, target: Target, region: str) -> tuple[int, int, int]:
    base = target.base.year if target.base else 0
    return panel.indicators[target.indicator], panel.regions[region], base - panel.first_year


def _describe_other_prices(
    registry: Registry, panel: Panel, target: Target, row: Any, rules: str
) -> list[Text]:
    """The verdict at the base year's prices, where the plan does not say at which prices its level
    is meant.
    """
    if "price_assumed" not in row.flags or target.base is None:
        return []
    assumed = Text(
        "规划未说明价格口径，暂按现价口径评价（本系统假定）。",
        "The plan does not name its prices; current prices are our assumption.",
    )
    other = sensitivity.judge_at_base_prices(
        registry, panel, target, row.region, int(row.year), rules
    )
    if other is None:
        return [assumed]
    value, name = (
        phrases.format_value(registry.indicators[target.indicator], other.value),
        STATUSES[other.status].name,
    )
    doubt = (
        Text(
            f"（{phrases.format_years(list(other.unverified)).zh}增速未核实）",
            f" (growth of {phrases.format_years(list(other.unverified)).en} unverified)",
        )
        if other.unverified
        else Text("", "")
    )
    return [
        assumed,
        Text(
            f"按{target.base.year}年不变价为{value.zh}{doubt.zh}，状态为{name.zh}。",
            f"At {target.base.year} prices it is {value.en}{doubt.en}: {name.en.lower()}.",
        ),
    ]
