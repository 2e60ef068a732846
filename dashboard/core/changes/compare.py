"""What changed between two snapshots: which values, which verdicts, and what changed them?

A verdict depends on the rule set, the declaration, the data and the year judged. They are exchanged
one after the other, in that order, and each exchange at which a status changes is a cause of the
change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard.core.declaration import phrases
from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import Panel, build_panel
from dashboard.core.vocabulary.model import Indicator, Registry, iterate_rows
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import (
    DASH,
    Text,
    format_untranslated,
    format_year_to_date,
    join_texts,
)

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
DATA_CAUSES = {
    "new": "data_new",
    "revised": "data_revised",
    "requalified": "data_revised",
    "withdrawn": "data_withdrawn",
}
"""Which cause a changed value is, by what happened to it."""


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
        indicator = registry.indicators[self.indicator]
        when = format_year_to_date(self.year, self.month)
        before = _format_optional_value(indicator, self.before)
        after = _format_optional_value(indicator, self.after)
        return Text(f"{when.zh}{before.zh} → {after.zh}", f"{when.en}: {before.en} → {after.en}")


def _format_optional_value(indicator: Indicator, value: Value | None) -> Text:
    if value is None:
        return Text(DASH, DASH)
    return phrases.format_published_value(indicator, value.amount)


@dataclass(frozen=True, slots=True)
class Flip:
    """One target and region whose status changed, what changed it, and the values that did; None:
    there was no verdict. `year` is the one judged.
    """

    target: str
    indicator: str
    region: str
    before: str | None
    after: str | None
    causes: tuple[str, ...]
    changes: tuple[ValueChange, ...]
    year: int = 0

    def sentence(self, registry: Registry) -> Text:
        """The flip in words, with its causes."""
        indicator = registry.indicators.get(self.indicator)
        place = registry.regions.get(self.region)
        name = indicator.name if indicator else format_untranslated(self.indicator)
        where = place.name if place else format_untranslated(self.region)
        before, after = _name_status(self.before), _name_status(self.after)
        why = join_texts([CAUSES[cause] for cause in self.causes], Text("、", ", "))
        detail = Text("", "")
        if indicator and self.changes:
            detail = self._list_changes(registry)
        return Text(
            f"{where.zh}{name.zh}：{before.zh} → {after.zh}（{why.zh}{detail.zh}）",
            f"{where.in_('en')}, {name.in_('en')}: {before.en} → {after.en} ({why.en}{detail.en})",
        )

    def _list_changes(self, registry: Registry) -> Text:
        """The values nearest to the year judged, and how many more there are."""
        listed = [value.sentence(registry) for value in self.changes[-MOST_LISTED:]]
        more = len(self.changes) - len(listed)
        detail = Text("：", ": ") + join_texts(listed, Text("；", "; "))
        if more:
            others = " and {n} more figure", " and {n} more figures"
            detail += Text.count(more, "，另有{n}个数据", *others)
        return detail


def _name_status(status: str | None) -> Text:
    if not status:
        return Text("无", "none")
    return STATUSES[status].name


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two snapshots."""

    changes: tuple[ValueChange, ...]
    flips: tuple[Flip, ...]

    @property
    def counts(self) -> Text:
        """How many values and verdicts differ, in one line."""
        values = Text.count(len(self.changes), "{n} 个数据", "{n} value", "{n} values")
        verdicts = Text.count(len(self.flips), "{n} 项评价", "{n} verdict", "{n} verdicts")
        return Text(
            f"{values.zh}有变化，{verdicts.zh}改变", f"{values.en} and {verdicts.en} changed"
        )


def compare_snapshots(before: Snapshot, after: Snapshot) -> Comparison:
    """Which values in force and which statuses differ, and what changed each status."""
    values = list_changed_values(before.in_force, after.in_force)
    return Comparison(values, _list_flips(before, after, values))


def compare_all_years(before: Snapshot, after: Snapshot) -> Comparison:
    """Which values in force differ, and which statuses in any year and plan: each target and region
    once, in the latest year in which it flips, the newest year first.
    """
    values = list_changed_values(before.in_force, after.in_force)
    exchanges = _list_exchanges(before, after, has_new_data=bool(values))
    latest: dict[tuple[str, str], Flip] = {}
    for year in _list_years_to_judge(before, after, values):
        steps = [(one.name, one.judge(year)) for one in exchanges]
        for flip in _find_flips(before, after, year, steps, values):
            latest[flip.target, flip.region] = flip
    newest_first = sorted(latest.values(), key=lambda one: (-one.year, one.target, one.region))
    return Comparison(values, tuple(newest_first))


def group_by_year(flips: Iterable[Flip]) -> dict[int, list[Flip]]:
    """Flips by the year judged, the newest first."""
    groups: dict[int, list[Flip]] = {}
    for flip in sorted(flips, key=lambda one: -one.year):
        groups.setdefault(flip.year, []).append(flip)
    return groups


def _list_years_to_judge(
    before: Snapshot, after: Snapshot, values: tuple[ValueChange, ...]
) -> list[int]:
    """The years in which a verdict may differ: from the first value that does on, up to the last
    year with a figure; all of them where the targets or the rules are others.
    """
    ends = [int(one.in_force["year"].max()) for one in (before, after) if len(one.in_force)]
    plans = [*before.registry.plans.values(), *after.registry.plans.values()]
    if not plans:
        return []
    first = min((change.year for change in values), default=max(ends, default=0) + 1)
    if before.registry != after.registry or before.view.rules != after.view.rules:
        first = min(plan.first for plan in plans)
    last = min(max(ends, default=first), max(plan.last for plan in plans))
    return list(range(max(first, min(plan.first for plan in plans)), max(last, first) + 1))


def list_changed_values(before: pd.DataFrame, after: pd.DataFrame) -> tuple[ValueChange, ...]:
    """The keys whose value or nature in force differs, in the order of their keys."""
    old, new = _read_values_by_key(before), _read_values_by_key(after)
    changes = []
    for key in sorted(old.keys() | new.keys()):
        one, other = old.get(key), new.get(key)
        if not _is_same_value(one, other):
            changes.append(ValueChange(*key, one, other))
    return tuple(changes)


def _is_same_value(one: Value | None, other: Value | None) -> bool:
    if one is None or other is None:
        return False
    return (one.amount, one.quality) == (other.amount, other.quality)


def _read_values_by_key(frame: pd.DataFrame) -> dict[tuple[str, str, int, int], Value]:
    return dict(iterate_values(frame))


def iterate_values(frame: pd.DataFrame) -> Iterator[tuple[tuple[str, str, int, int], Value]]:
    """The rows of a frame of observations as keys and values."""
    for row in iterate_rows(frame[[*KEY, "value", "quality", "cell"]]):
        key = (row.indicator, row.region, int(row.year), int(row.month))
        yield key, Value(float(row.value), str(row.quality), str(row.cell))


Statuses = dict[tuple[str, str], str]


def _list_flips(
    before: Snapshot, after: Snapshot, values: tuple[ValueChange, ...]
) -> tuple[Flip, ...]:
    """Statuses at both ends, and at each exchange on the way from one to the other."""
    year = after.view.year
    exchanges = _list_exchanges(before, after, has_new_data=bool(values))
    steps = [(one.name, one.judge(before.view.year)) for one in exchanges]
    if before.view.year != year:
        # Even where no value in force differs, the year is judged on all that is known after.
        last = _Exchange("year", after.registry, after.observations, after.view.rules)
        steps.append(("year", last.judge(year)))
    return tuple(_find_flips(before, after, year, steps, values))


def _find_flips(
    before: Snapshot,
    after: Snapshot,
    year: int,
    steps: list[tuple[str, Statuses]],
    values: tuple[ValueChange, ...],
) -> Iterator[Flip]:
    """What differs between the first and the last step, with the steps at which it did."""
    first, last = steps[0][1], steps[-1][1]
    for key in sorted(first.keys() | last.keys()):
        ends = first.get(key), last.get(key)
        if ends[0] == ends[1]:
            continue
        registry = after.registry if key in last else before.registry
        parts = [
            part for (_, then), (part, now) in pairwise(steps) if now.get(key) != then.get(key)
        ]
        changes = _list_relevant_changes(registry, key[0], year, values)
        judged = min(year, registry.target(key[0]).last)
        yield replace(_build_flip(registry, key, ends, parts, changes), year=judged)


@dataclass(frozen=True)
class _Exchange:
    """What a verdict depends on once one part of it was exchanged, by the name of that part."""

    name: str
    registry: Registry
    observations: pd.DataFrame
    rules: str

    @cached_property
    def _panel(self) -> Panel:
        return build_panel(self.registry, self.observations)

    def judge(self, year: int) -> Statuses:
        """The status of every target and region in a year."""
        verdicts = judge_panel(self.registry, self._panel, year, self.rules)
        return {
            (str(row.target), str(row.region)): str(row.status)
            for row in iterate_rows(verdicts[["target", "region", "status"]])
        }


def _list_exchanges(before: Snapshot, after: Snapshot, *, has_new_data: bool) -> list[_Exchange]:
    """What was before, and each exchange that makes a difference."""
    found = [_Exchange("", before.registry, before.observations, before.view.rules)]
    if before.view.rules != after.view.rules:
        found.append(replace(found[-1], name="rules", rules=after.view.rules))
    if before.registry != after.registry:
        found.append(replace(found[-1], name="target", registry=after.registry))
    if has_new_data:
        found.append(replace(found[-1], name="data", observations=after.observations))
    return found


def _list_relevant_changes(
    registry: Registry, target: str, year: int, values: tuple[ValueChange, ...]
) -> tuple[ValueChange, ...]:
    """Changed values that a verdict may rest on: none later than the year judged, the nearest to it
    last, where they are told first.
    """
    last_year = min(year, registry.target(target).last)
    relevant = [change for change in values if change.year <= last_year]
    return tuple(sorted(relevant, key=lambda change: (change.year, change.month)))


def _build_flip(
    registry: Registry,
    key: tuple[str, str],
    ends: tuple[str | None, str | None],
    parts: list[str],
    values: tuple[ValueChange, ...],
) -> Flip:
    before, after = ends
    target, region = registry.target(key[0]), key[1]
    mine: tuple[ValueChange, ...] = ()
    if "data" in parts:
        read = {target.indicator, target.reference}
        mine = tuple(one for one in values if one.indicator in read and one.region == region)
    causes = tuple(cause for part in parts for cause in _list_causes(part, before, after, mine))
    return Flip(target.id, target.indicator, region, before, after, causes, mine)


def _list_causes(
    part: str, before: str | None, after: str | None, values: tuple[ValueChange, ...]
) -> list[str]:
    """The names of `CAUSES` that an exchange stands for."""
    if part == "target" and before is None:
        return ["target_new"]
    if part == "target" and after is None:
        return ["target_removed"]
    if part == "data":
        causes = dict.fromkeys(DATA_CAUSES[value.kind] for value in values)
        return list(causes) or ["data_revised"]
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
                "year": one.year,
                "before": one.before,
                "after": one.after,
                "causes": list(one.causes),
                "sentence": asdict(one.sentence(registry)),
            }
            for one in comparison.flips
        ],
    }
