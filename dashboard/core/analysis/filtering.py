"""Which rows does a view choose, and in which order? Filters and orders that pages and exports
share.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dashboard.core.analysis.gaps import Pair, find_owner
from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.verdicts.standing import build_standing
from dashboard.core.verdicts.statement import find_nature
from dashboard.core.vocabulary.model import NATURES, UNSTATED, Registry
from dashboard.core.vocabulary.people import list_enclosing_themes
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.snapshot import Snapshot, View
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text, format_untranslated


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to choose: what it is called, what an unset one says, and which values a row has."""

    name: Text
    every: Text
    of: Callable[[Registry, Any, Any], Iterable[str]]
    describe_value: Callable[[Registry, str], Text]


def _find_department(registry: Registry, value: str) -> Text:
    owners = (indicator.owner for indicator in registry.indicators.values())
    return next(
        (known for known in (*owners, UNSTATED) if known is not None and known.zh == value),
        format_untranslated(value),
    )


def _list_qualities(row: Any) -> list[str]:
    if isinstance(row.quality, str) and row.quality:
        return [row.quality]
    return []


FILTERS: dict[str, Filter] = {
    "theme": Filter(
        Text("主题", "Theme"),
        Text("全部主题", "All themes"),
        lambda registry, _, target: list_enclosing_themes(registry, target.themes),
        lambda registry, value: registry.themes[value].name,
    ),
    "nature": Filter(
        Text("性质", "Nature"),
        Text("全部性质", "Binding or not"),
        lambda registry, _, target: [find_nature(registry, target) or "unstated"],
        lambda _, value: NATURES[value],
    ),
    "owner": Filter(
        Text("责任单位", "Owner"),
        Text("全部单位", "All owners"),
        lambda registry, _, target: [find_owner(registry, target).zh],
        _find_department,
    ),
    "quality": Filter(
        Text("数据性质", "Quality"),
        Text("全部数据性质", "All qualities"),
        lambda _, row, __: _list_qualities(row),
        lambda _, value: QUALITIES[value].name,
    ),
}
"""Name in the address → filter; the status is chosen by the counts above the rows."""


def filter_rows(
    registry: Registry, view: View, rows: Iterable[Pair], words: str = ""
) -> list[Pair]:
    """The rows that fit every filter of the view and the words searched for."""
    wanted = normalize_name(words)
    chosen = {name: str(getattr(view, name)) for name in FILTERS if getattr(view, name)}

    def is_selected(row: Any, target: Any) -> bool:
        if view.status and row.status != view.status:
            return False
        for name, value in chosen.items():
            if value not in FILTERS[name].of(registry, row, target):
                return False
        return not wanted or has_matching_name(registry, target.indicator, wanted)

    return [(row, target) for row, target in rows if is_selected(row, target)]


def has_matching_name(registry: Registry, indicator_id: str, wanted: str) -> bool:
    """Whether one of an indicator's names holds words (as `normalize_name` writes them)."""
    indicator = registry.indicators[indicator_id]
    names = (indicator.id, indicator.name.zh, indicator.name.en, *indicator.aliases)
    return any(wanted in normalize_name(name) for name in names)


def list_options(registry: Registry, name: str, rows: Iterable[Pair]) -> list[tuple[str, Text]]:
    """The values that a filter can take among rows, with their names, in the order of the
    declaration.
    """
    kind = FILTERS[name]
    values: dict[str, None] = {}
    for row, target in rows:
        values |= dict.fromkeys(kind.of(registry, row, target))
    if name == "theme":
        values = dict.fromkeys(theme for theme in registry.themes if theme in values)
    return [(value, kind.describe_value(registry, value)) for value in values]


def list_selected_rows(snapshot: Snapshot, view: View, words: str = "") -> list[Pair]:
    """The rows of a view's plan and region that fit its filters and some words, in its order."""
    registry, standing = snapshot.registry, build_standing(snapshot, view.plan, view.region)
    return sort_view_rows(registry, view, filter_rows(registry, view, standing.rows, words))


ORDERS: dict[str, tuple[Text, Callable[[Registry, Pair], Any]]] = {
    "status": (Text("状态", "Status"), lambda _, pair: STATUSES[pair[0].status].severity),
    "name": (
        Text("指标", "Indicator"),
        lambda registry, pair: registry.indicators[pair[1].indicator].name.zh,
    ),
    "progress": (Text("完成率", "Progress"), lambda _, pair: pair[0].progress),
    "ratio": (Text("与序时进度之比", "Way due"), lambda _, pair: pair[0].ratio),
    "owner": (Text("责任单位", "Owner"), lambda registry, pair: find_owner(registry, pair[1]).zh),
}
"""Name in the address → heading and key; a minus before the name turns the order. What has no value
comes last either way.
"""


def sort_view_rows(registry: Registry, view: View, rows: list[Pair]) -> list[Pair]:
    """The rows in the order the view asks for; as declared where it asks for none."""
    name, down = view.order.removeprefix("-"), view.order.startswith("-")
    if name not in ORDERS:
        return rows
    _, read_key = ORDERS[name]
    known, unknown = [], []
    for pair in rows:
        key = read_key(registry, pair)
        if _has_value(key):
            known.append((key, pair))
        else:
            unknown.append(pair)
    known.sort(key=lambda keyed: keyed[0], reverse=down)
    return [*(pair for _, pair in known), *unknown]


def _has_value(value: object) -> bool:
    return not (isinstance(value, float) and math.isnan(value))
