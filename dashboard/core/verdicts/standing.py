"""How does a plan stand as a whole? Promises counted once, with the worst of their targets, and one
sentence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.core.verdicts.hinges import count_hinges
from dashboard.core.verdicts.releases import list_overdue
from dashboard.core.vocabulary.model import FULL_YEAR, Plan, Registry, Target, iterate_rows
from dashboard.core.vocabulary.qualities import RESTING
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import (
    BAD,
    GOOD,
    OVERDUE,
    STATUSES,
    WAITING,
    find_worst_status,
)
from dashboard.core.vocabulary.text import Text, join_texts

MOST_NAMED = 4


@dataclass(frozen=True)
class Standing:
    """Verdicts of one plan and region: rows with their targets, and which of them the headline
    counts; `overdue` names the targets whose figure should be out.
    """

    rows: tuple[tuple[Any, Target], ...]
    plan: Plan
    candidate: bool
    overdue: frozenset[str] = frozenset()

    @property
    def reported(self) -> bool:
        """Whether any figure was ever reported within the plan's years."""
        first = self.plan.first
        last_years = (row.last_year for row, _ in self.rows if pd.notna(row.last_year))
        if any(year >= first for year in last_years):
            return True
        return any(math.isfinite(row.actual) for row, _ in self.rows)

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
    is_candidate = found.candidate(snapshot.view.known_on)
    overdue = [target.id for row, target in rows if list_overdue(snapshot, row, target)]
    return Standing(rows, found, is_candidate, frozenset(overdue))


@dataclass(frozen=True, slots=True)
class Tally:
    """How the promises of a plan divide: each is judged, waits for a figure or is not judged, so
    that the three sum to all.

    `good` and `missed` are of the judged, `unsure` those on unverified figures; `partly` are of the
    waiting, with figures for a part of the year, `overdue` those whose figure should be out.
    """

    judged: int
    good: int
    missed: int
    unsure: int
    waiting: int
    partly: int
    overdue: int
    aside: int

    @property
    def all(self) -> int:
        """Every promise, in numbers and in words."""
        return self.judged + self.waiting + self.aside


def tally_promises(state: Standing) -> Tally:
    """The one count that headlines, slides and papers speak of."""
    found = list(state.group_promises().items())
    judged = [one for _, one in found if STATUSES[one[0]].judged]
    waiting = {name for name, one in found if one[0] in WAITING}
    partly = {
        target.promise
        for row, target in state.measured
        if row.status in WAITING and row.month < FULL_YEAR
    } & waiting
    return Tally(
        judged=len(judged),
        good=sum(status in GOOD for status, _, _ in judged),
        missed=sum(status in BAD and STATUSES[status].final for status, _, _ in judged),
        unsure=sum(doubtful for _, doubtful, _ in judged),
        waiting=len(waiting),
        partly=len(partly),
        overdue=count_overdue(state),
        aside=len(found) - len(judged) - len(waiting),
    )


def describe_headline(state: Standing, year: int) -> Text:
    """How the plan stands, in one sentence whose numbers sum to all its targets: how many are
    judged and how many of them well, how many wait, how many are not judged.
    """
    count, year = tally_promises(state), min(year, state.plan.last)
    if not count.all or count.aside == count.all:
        return Text("没有可以用数字评价的目标", "No target here can be judged by a number")
    targets = Text.count(count.all, "{n}项目标", "{n} target", "{n} targets")
    if state.candidate:
        words = "{n}项候选目标", "{n} candidate target", "{n} candidate targets"
        targets = Text.count(count.all, *words)
    rest = _describe_unjudged(count)
    if not count.judged and not state.reported:
        return Text(f"{targets.zh}从未有过数据", f"No figure was ever reported for {targets.en}")
    if not count.judged:
        return Text(
            f"到{year}年，{targets.zh}都还不能评价{rest.zh}",
            f"By {year}, none of {targets.en} can be judged{rest.en}",
        )
    well = _describe_judged(count, ended=state.plan.last <= year)
    return Text(
        f"到{year}年，{targets.zh}中{count.judged}项可评价，{well.zh}{rest.zh}",
        f"By {year}, {count.judged} of {targets.en} can be judged: {well.en}{rest.en}",
    )


def _describe_judged(count: Tally, *, ended: bool) -> Text:
    """How many of the judged promises do well; once the plan has ended, how many are missed; how
    many rest on unverified figures.
    """
    text = Text.count(count.good, "{n}项", "{n} is", "{n} are")
    if count.good == count.judged:
        text = Text.count(count.good, "全部", "{n} is", "all are")
    text += Text("已经实现", " met") if ended else Text("符合或快于预期", " on course or ahead")
    if ended and count.missed:
        text += Text(f"，{count.missed}项未实现", f", {count.missed} missed")
    if count.unsure:
        text += Text.count(
            count.unsure,
            "（{n}项依据未核实数据）",
            " ({n} on an unverified figure)",
            " ({n} on unverified figures)",
        )
    return text


def _describe_unjudged(count: Tally) -> Text:
    """How many wait, some of them with months alone, and how many are not judged."""
    text = Text("", "")
    if 0 < count.overdue == count.waiting:
        text += Text.count(
            count.waiting,
            "，{n}项应公布未公布",
            "; {n} waits for a figure that is overdue",
            "; {n} wait for figures that are overdue",
        )
    elif count.waiting:
        text += Text.count(
            count.waiting,
            "，{n}项待公布",
            "; {n} waits for its figure",
            "; {n} wait for their figures",
        )
        if count.overdue:
            text += Text(f"（其中{count.overdue}项应公布未公布）", f" ({count.overdue} overdue)")
    if count.partly:
        text += Text.count(
            count.partly,
            "（{n}项有部分月份的数据）",
            " ({n} has a part of the year)",
            " ({n} have a part of the year)",
        )
    if count.aside:
        text += Text.count(
            count.aside, "，{n}项不评价", "; {n} is not judged", "; {n} are not judged"
        )
    return text


def count_overdue(state: Standing) -> int:
    """How many of the waiting promises wait for a figure that should be out."""
    return sum(
        status in WAITING and target.id in state.overdue
        for status, _, target in state.group_promises().values()
    )


def name_status(state: Standing, status: str) -> Text:
    """The word for all promises of one status: 应公布未公布 where all that wait are, else how many
    of them.
    """
    return name_waiting(tally_promises(state)) if status in WAITING else STATUSES[status].name


def name_waiting(count: Tally) -> Text:
    """The word for all promises that wait."""
    word = join_texts([STATUSES[status].name for status in WAITING], Text("、", ", "))
    if not count.overdue:
        return word
    if count.overdue == count.waiting:
        return OVERDUE
    return word + Text(
        f"（其中{count.overdue}项{OVERDUE.zh}）", f" ({count.overdue} {OVERDUE.en.lower()})"
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


def describe_hinges(state: Standing) -> Text | None:
    """How many of the verdicts that count would be others at other prices or on another base: the
    headline's second line; None where none would.
    """
    return count_hinges([row for row, _ in state.headline])


def list_caveats(state: Standing) -> list[Text]:
    """What the count rests on and what it leaves out."""
    unsure = any(
        unsure and STATUSES[status].judged for status, unsure, _ in state.group_promises().values()
    )
    stated = len({target.promise for _, target in state.headline if target.is_stated})
    shared = len(state.headline) - len({target.promise for _, target in state.headline})
    assumed = sum(1 for _, target in state.rows if target.assumption is not None)
    sentences = []
    if unsure:
        sentences.append(
            Text("空心图形表示依据未核实数据", "hollow marks rest on unverified figures")
        )
    sentences += _list_weak_figures(state)
    if stated:
        sentences.append(
            Text(f"{stated}项定性目标不以数字评价", f"{stated} stated in words, not judged")
        )
    if shared:
        sentences.append(
            Text.count(
                shared,
                "{n}个目标与另一目标同为一项承诺，合计一次",
                "{n} target shares a promise with another and counts with it",
                "{n} targets share a promise with another and count with it",
            )
        )
    if assumed:
        sentences.append(
            Text(f"{assumed}项为本系统假定，不计入", f"{assumed} our own assumption, not counted")
        )
    return sentences


def _list_weak_figures(state: Standing) -> list[Text]:
    """How many of the judged promises rest on estimates, and on calculated figures; how many on
    unverified ones the headline says.
    """
    said = []
    for flag, (_, words) in RESTING.items():
        promises = {
            target.promise
            for row, target in state.headline
            if flag in row.flags and STATUSES[row.status].judged
        }
        if promises and flag != "rests_on_unverified":
            count = len(promises)
            said.append(Text(f"{count}项{words.zh}", f"{words.en}: {count}"))
    return said
