"""How does a plan stand as a whole? Promises counted once, with the worst of their targets, and one
sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.core.vocabulary.model import (
    FULL_YEAR,
    Plan,
    Registry,
    Snapshot,
    Target,
    iterate_rows,
)
from dashboard.core.vocabulary.statuses import (
    BAD,
    GOOD,
    NEVER_PUBLISHED,
    STATUSES,
    WAITING,
    find_worst_status,
    format_status,
)
from dashboard.core.vocabulary.text import Text, join_texts

MOST_NAMED = 4


@dataclass(frozen=True)
class Standing:
    """Verdicts of one plan and region: rows with their targets, and which of them the headline
    counts.
    """

    rows: tuple[tuple[Any, Target], ...]
    plan: Plan
    candidate: bool

    @property
    def headline(self) -> list[tuple[Any, Target]]:
        """The rows that count: what the plan itself promises, assumptions left out."""
        return [(row, target) for row, target in self.rows if target.assumption is None]

    @property
    def measured(self) -> list[tuple[Any, Target]]:
        """The headline rows that a number can judge."""
        return [(row, target) for row, target in self.headline if not target.is_stated]

    def group_promises(self) -> dict[str, tuple[str, bool, Target]]:
        """Promise → its status (the worst of its targets), whether that rests on unverified
        figures, and a target.
        """
        groups: dict[str, list[tuple[Any, Target]]] = {}
        for row, target in self.headline:
            groups.setdefault(target.promise, []).append((row, target))
        found = {}
        for promise, group in groups.items():
            status = find_worst_status([row.status for row, _ in group])
            row, target = next((row, target) for row, target in group if row.status == status)
            found[promise] = (status, "rests_on_unverified" in row.flags, target)
        return found

    def counts(self) -> dict[str, tuple[int, int]]:
        """Status → promises on verified figures, promises on unverified ones."""
        counted: dict[str, tuple[int, int]] = {}
        for status, unsure, _ in self.group_promises().values():
            sure_before, unsure_before = counted.get(status, (0, 0))
            apart = unsure and STATUSES[status].judged
            counted[status] = (sure_before + (not apart), unsure_before + apart)
        return counted


def build_standing(snapshot: Snapshot, plan: str, region: str) -> Standing:
    """How one plan stands in one region."""
    registry = snapshot.registry
    verdicts = snapshot.verdicts
    here = verdicts[(verdicts["plan"] == plan) & (verdicts["region"] == region)]
    rows = tuple((row, registry.target(row.target)) for row in iterate_rows(here))
    found = registry.plans[plan]
    return Standing(rows, found, found.candidate(snapshot.view.known_on))


def describe_headline(state: Standing, year: int) -> Text:
    """How the plan stands, in one sentence: how many promises, how many known, how many well, which
    ones need care.
    """
    promises = {
        name: found for name, found in state.group_promises().items() if not found[2].is_stated
    }
    if not promises:
        return Text("没有可以用数字评价的目标", "No target here can be judged by a number")
    year = min(year, state.plan.last)
    targets = Text.count(len(promises), "{n}项目标", "{n} target", "{n} targets")
    if state.candidate:
        targets = Text.count(
            len(promises), "{n}项候选目标", "{n} candidate target", "{n} candidate targets"
        )
    judged = [found for found in promises.values() if STATUSES[found[0]].judged]
    unjudged = {name for name, found in promises.items() if not STATUSES[found[0]].judged}
    rest = _describe_unjudged(state, unjudged)
    if not judged:
        partly = rest if "月" in rest.zh else Text("", "")
        them = f"the one {targets.en[2:]}" if len(promises) == 1 else f"any of the {targets.en}"
        return Text(
            f"{targets.zh}在{year}年都还没有可评价的数据{partly.zh}",
            f"No figure of {year} yet that could judge {them}{partly.en}",
        )
    have = "has" if len(judged) == 1 else "have"
    well = _describe_judged(judged, ended=state.plan.last <= year)
    return Text(
        f"{targets.zh}中，{len(judged)}项有{year}年数据，{well.zh}{rest.zh}",
        f"{len(judged)} of {targets.en} {have} a figure for {year}; {well.en}{rest.en}",
    )


def _describe_judged(judged: list[tuple[str, bool, Target]], *, ended: bool) -> Text:
    """How many of the judged promises do well; once the plan has ended, how many are missed; how
    many rest on unverified figures.
    """
    good = sum(status in GOOD for status, _, _ in judged)
    text = Text.count(good, "{n}项", "{n} is", "{n} are")
    if good == len(judged):
        text = Text.count(good, "全部", "{n} is", "all are")
    text += Text("已经实现", " met") if ended else Text("达到或快于进度", " on course or ahead")
    missed = sum(status in BAD and STATUSES[status].final for status, _, _ in judged)
    if ended and missed:
        text += Text(f"，{missed}项未实现", f", {missed} missed")
    unsure = sum(doubtful for _, doubtful, _ in judged)
    if unsure:
        text += Text.count(
            unsure,
            "（{n}项依据未核实数据）",
            " ({n} on an unverified figure)",
            " ({n} on unverified figures)",
        )
    return text


def _describe_unjudged(state: Standing, promises: set[str]) -> Text:
    """What became of the promises without a verdict: only months known, a figure that cannot be
    judged, or none.
    """
    months = {
        target.promise
        for row, target in state.measured
        if row.status in WAITING and row.month < FULL_YEAR
    } & promises
    known = {
        target.promise for row, target in state.measured if STATUSES[row.status].standing == "aside"
    } & promises - months
    silent = len(promises) - len(months) - len(known)
    text = Text("", "")
    for count, zh, en in (
        (len(months), "项只有部分月份的数据", "with figures for part of the year only"),
        (len(known), "项暂不能评价", "that cannot be judged yet"),
        (silent, "项还没有数据", "still without a figure"),
    ):
        if count:
            text += Text(f"，{count}{zh}", f"; {count} {en}")
    return text


def count_never_published(state: Standing, as_of: date) -> int:
    """How many of the pending promises wait for a figure that is long overdue."""
    return sum(
        format_status(status, target.last, as_of) == NEVER_PUBLISHED
        for status, _, target in state.group_promises().values()
    )


def describe_need_of_care(state: Standing, registry: Registry) -> Text | None:
    """The names of what is behind, at risk or missed, worst first; None where nothing is."""
    bad = [
        (status, target) for status, _, target in state.group_promises().values() if status in BAD
    ]
    if not bad:
        return None
    bad.sort(key=lambda found: STATUSES[found[0]].severity)
    names = [registry.indicators[target.indicator].name for _, target in bad[:MOST_NAMED]]
    more = (
        Text(f"等{len(bad)}项", f" and {len(bad) - MOST_NAMED} more")
        if len(bad) > MOST_NAMED
        else Text("", "")
    )
    return Text("需要关注：", "In need of care: ") + join_texts(names, Text("、", ", ")) + more


def list_caveats(state: Standing) -> list[Text]:
    """What the count rests on and what it leaves out."""
    unsure = any(
        unsure and STATUSES[status].judged for status, unsure, _ in state.group_promises().values()
    )
    stated = len({target.promise for _, target in state.headline if target.is_stated})
    assumed = sum(1 for _, target in state.rows if target.assumption is not None)
    sentences = []
    if unsure:
        sentences.append(
            Text("空心图形表示依据未核实数据", "hollow marks rest on unverified figures")
        )
    if stated:
        sentences.append(
            Text(f"{stated}项定性目标不以数字评价", f"{stated} stated in words, not judged")
        )
    if assumed:
        sentences.append(
            Text(f"{assumed}项为本系统假定，不计入", f"{assumed} our own assumption, not counted")
        )
    return sentences
