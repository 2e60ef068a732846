"""What changed between two snapshots: which values, which verdicts, and what changed them?

A verdict depends on the rule set, the declaration, the data and the year judged. They are exchanged
one after the other, in that order, and each exchange at which a status changes is a cause of the
change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.core.declaration import phrases
from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.vocabulary.model import Registry, Snapshot, iterate_rows
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text, format_year_to_date, join_texts

MOST_LISTED = 2
KEY = ["indicator", "region", "year", "month"]

CHANGES: dict[str, Text] = {
    "new": Text("新增", "new"),
    "revised": Text("修订", "revised"),
    "requalified": Text("数据性质改变", "of another nature"),
    "withdrawn": Text("撤回", "withdrawn"),
}
"""What may happen to the value in force."""

CAUSES: dict[str, Text] = {
    "rules": Text("规则集改变", "another rule set"),
    "target": Text("目标改变", "a changed target"),
    "target_new": Text("新的目标", "a new target"),
    "target_removed": Text("目标取消", "a removed target"),
    "data_new": Text("新的数据", "new data"),
    "data_revised": Text("数据修订", "revised data"),
    "data_withdrawn": Text("数据撤回", "withdrawn data"),
    "year": Text("评价年份改变", "another year"),
}
"""What may change a verdict."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value in force and where it stands."""

    amount: float
    quality: str
    cell: str


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One key whose value in force changed; `before` or `after` is None where there was or is
    none.
    """

    indicator: str
    region: str
    year: int
    month: int
    before: Value | None
    after: Value | None

    @property
    def kind(self) -> str:
        """A name of `CHANGES`."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "withdrawn"
        return "revised" if self.before.amount != self.after.amount else "requalified"

    def sentence(self, registry: Registry) -> Text:
        """The change in words: 2022年 2.96% → 2.9%."""
        kind, when = registry.indicators[self.indicator], format_year_to_date(self.year, self.month)
        amounts = [
            phrases.format_published_value(kind, one.amount) if one else Text("—", "—")
            for one in (self.before, self.after)
        ]
        return Text(
            f"{when.zh}{amounts[0].zh} → {amounts[1].zh}",
            f"{when.en}: {amounts[0].en} → {amounts[1].en}",
        )


@dataclass(frozen=True, slots=True)
class Flip:
    """One target and region whose status changed, what changed it, and the values that did; None:
    there was no verdict.
    """

    target: str
    indicator: str
    region: str
    before: str | None
    after: str | None
    causes: tuple[str, ...]
    changes: tuple[ValueChange, ...]

    def sentence(self, registry: Registry) -> Text:
        """The flip in words, with its causes."""
        kind, place = registry.indicators.get(self.indicator), registry.regions.get(self.region)
        name = kind.name if kind else Text(self.indicator, self.indicator)
        where = place.name if place else Text(self.region, self.region)
        ends = [
            STATUSES[one].name if one else Text("无", "none") for one in (self.before, self.after)
        ]
        why = join_texts([CAUSES[cause] for cause in self.causes], Text("、", ", "))
        detail = Text("", "")
        if kind and self.changes:
            listed = [value.sentence(registry) for value in self.changes[-MOST_LISTED:]]
            more = len(self.changes) - len(listed)
            detail = Text("：", ": ") + join_texts(listed, Text("；", "; "))
            detail += (
                Text(f"，另有{more}个数据", f" and {more} more figures") if more else Text("", "")
            )
        return Text(
            f"{where.zh}{name.zh}：{ends[0].zh} → {ends[1].zh}（{why.zh}{detail.zh}）",
            f"{where.in_('en')}, {name.in_('en')}: {ends[0].en} → {ends[1].en} "
            f"({why.en}{detail.en})",
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two snapshots."""

    changes: tuple[ValueChange, ...]
    flips: tuple[Flip, ...]


def compare_snapshots(before: Snapshot, after: Snapshot) -> Comparison:
    """Which values in force and which statuses differ, and what changed each status."""
    values = list_changed_values(before.in_force, after.in_force)
    return Comparison(values, _list_flips(before, after, values))


def list_changed_values(before: pd.DataFrame, after: pd.DataFrame) -> tuple[ValueChange, ...]:
    """The keys whose value or nature in force differs, in the order of their keys."""
    old, new = _read_values_by_key(before), _read_values_by_key(after)
    found = []
    for key in sorted(old.keys() | new.keys()):
        one, other = old.get(key), new.get(key)
        if (
            one is None
            or other is None
            or (one.amount, one.quality) != (other.amount, other.quality)
        ):
            found.append(ValueChange(*key, one, other))
    return tuple(found)


def _read_values_by_key(frame: pd.DataFrame) -> dict[tuple[str, str, int, int], Value]:
    return {
        (row.indicator, row.region, int(row.year), int(row.month)): Value(
            float(row.value), str(row.quality), str(row.cell)
        )
        for row in iterate_rows(frame[[*KEY, "value", "quality", "cell"]])
    }


Statuses = dict[tuple[str, str], str]


def _judge_statuses(
    registry: Registry, observations: pd.DataFrame, year: int, rules: str
) -> Statuses:
    verdicts = judge_panel(registry, build_panel(registry, observations), year, rules)
    return {
        (str(row.target), str(row.region)): str(row.status)
        for row in iterate_rows(verdicts[["target", "region", "status"]])
    }


def _list_flips(
    before: Snapshot, after: Snapshot, values: tuple[ValueChange, ...]
) -> tuple[Flip, ...]:
    """Statuses at both ends, and at each exchange on the way from one to the other."""
    old, new = before.view, after.view
    steps: list[tuple[str, Statuses]] = [
        ("", _judge_statuses(before.registry, before.observations, old.year, old.rules))
    ]
    for part, differs, state in (
        (
            "rules",
            old.rules != new.rules,
            (before.registry, before.observations, old.year, new.rules),
        ),
        (
            "target",
            before.registry != after.registry,
            (after.registry, before.observations, old.year, new.rules),
        ),
        ("data", bool(values), (after.registry, after.observations, old.year, new.rules)),
        ("year", old.year != new.year, (after.registry, after.observations, new.year, new.rules)),
    ):
        if differs:
            steps.append((part, _judge_statuses(*state)))
    first, last = steps[0][1], steps[-1][1]
    flips = []
    for key in sorted(first.keys() | last.keys()):
        if first.get(key) != last.get(key):
            registry = after.registry if key in last else before.registry
            parts = [
                part
                for (part, now), (_, then) in zip(steps[1:], steps, strict=False)
                if now.get(key) != then.get(key)
            ]
            flips.append(
                _build_flip(
                    registry,
                    key,
                    first.get(key),
                    last.get(key),
                    parts,
                    _list_relevant_changes(registry, key[0], new.year, values),
                )
            )
    return tuple(flips)


def _list_relevant_changes(
    registry: Registry, target: str, year: int, values: tuple[ValueChange, ...]
) -> tuple[ValueChange, ...]:
    """Changed values that a verdict may rest on: none later than the year judged, the nearest to it
    last, where they are told first.
    """
    last_year = min(year, registry.target(target).last)
    return tuple(
        sorted(
            (one for one in values if one.year <= last_year), key=lambda one: (one.year, one.month)
        )
    )


def _build_flip(
    registry: Registry,
    key: tuple[str, str],
    before: str | None,
    after: str | None,
    parts: list[str],
    values: tuple[ValueChange, ...],
) -> Flip:
    target = registry.target(key[0])
    read = {target.indicator, target.reference}
    mine = (
        tuple(value for value in values if value.indicator in read and value.region == key[1])
        if "data" in parts
        else ()
    )
    causes = tuple(cause for part in parts for cause in _list_causes(part, before, after, mine))
    return Flip(key[0], target.indicator, key[1], before, after, causes, mine)


def _list_causes(
    part: str, before: str | None, after: str | None, values: tuple[ValueChange, ...]
) -> list[str]:
    """The names of `CAUSES` that an exchange stands for."""
    if part == "target":
        return ["target_new" if before is None else "target_removed" if after is None else "target"]
    if part == "data":
        kinds = {
            "new": "data_new",
            "revised": "data_revised",
            "requalified": "data_revised",
            "withdrawn": "data_withdrawn",
        }
        return list(dict.fromkeys(kinds[value.kind] for value in values)) or ["data_revised"]
    return [part]


def build_record(comparison: Comparison, registry: Registry) -> dict[str, Any]:
    """A comparison as plain values, for JSON."""
    return {
        "values": [
            {
                "indicator": one.indicator,
                "region": one.region,
                "year": one.year,
                "month": one.month,
                "change": one.kind,
                "before": one.before.amount if one.before else None,
                "after": one.after.amount if one.after else None,
            }
            for one in comparison.changes
        ],
        "flips": [
            {
                "target": one.target,
                "region": one.region,
                "before": one.before,
                "after": one.after,
                "causes": list(one.causes),
                "sentence": {"zh": one.sentence(registry).zh, "en": one.sentence(registry).en},
            }
            for one in comparison.flips
        ],
    }
