"""What is being done about a gap? Explanations, actions with who and by when, and what became of
them, from entries that only grow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.text import Text, join_texts

EXPLAIN, ACT, DONE, SEND_BACK, CLOSE = "explain", "act", "done", "send back", "close"
KINDS: dict[str, Text] = {
    EXPLAIN: Text("说明原因", "explained"),
    ACT: Text("提出措施", "action set"),
    DONE: Text("报告完成", "reported done"),
    SEND_BACK: Text("退回", "sent back"),
    CLOSE: Text("销号", "closed out"),
}
"""What can be entered."""


@dataclass(frozen=True, slots=True)
class State:
    """A step in an action's life, and which entries lead on from it."""

    id: str
    name: Text
    next: frozenset[str]


STATES: dict[str, State] = {
    state.id: state
    for state in (
        State("open", Text("进行中", "under way"), frozenset({DONE})),
        State(
            "done", Text("已完成，待销号", "done, to be closed out"), frozenset({CLOSE, SEND_BACK})
        ),
        State("closed", Text("已销号", "closed out"), frozenset()),
    )
}
"""进行中 → 已完成 → 已销号; what is done can be sent back."""
LEADS_TO = {ACT: "open", DONE: "done", SEND_BACK: "open", CLOSE: "closed"}
OVERDUE, LATE = Text("已逾期", "overdue"), Text("曾逾期", "was late")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody wrote down, never changed afterwards.

    `at` is the moment (ISO 8601), `day` its day where the machine stands, `version` the newest
    version of the data then. `indicator`, `region` and `year` say what it is about; an action that
    a meeting decided may be about none. `about` is the number of the action that a later entry
    speaks of, `meeting` that of the meeting that decided it.
    """

    number: int
    at: str
    day: date
    who: str
    version: int
    kind: str
    text: str
    indicator: str = ""
    region: str = ""
    year: int = 0
    owner: str = ""
    due: date | None = None
    about: int = 0
    meeting: int = 0


@dataclass(frozen=True, slots=True)
class Action:
    """A measure, with everything that was entered about it."""

    entry: Entry
    steps: tuple[Entry, ...] = ()

    @property
    def number(self) -> int:
        return self.entry.number

    @property
    def state(self) -> State:
        """Where it stands."""
        if not self.steps:
            return STATES["open"]
        return STATES[LEADS_TO[self.steps[-1].kind]]

    @property
    def was_late(self) -> bool:
        """Whether it was ever reported done after its day: the mark stays, whatever follows."""
        due = self.entry.due
        if due is None:
            return False
        return any(step.kind == DONE and step.day > due for step in self.steps)

    def is_overdue(self, on: date) -> bool:
        """Whether it should be done by a day and is not."""
        return self.state.id == "open" and self.entry.due is not None and self.entry.due < on

    def list_marks(self, on: date) -> list[Text]:
        """What must be seen beside its state: overdue, or late once."""
        if self.is_overdue(on):
            return [OVERDUE]
        if self.was_late:
            return [LATE]
        return []


Subject = tuple[str, str]
"""Indicator and region."""


@dataclass(frozen=True)
class FollowUp:
    """All entries in order, folded."""

    entries: tuple[Entry, ...] = ()

    def until(self, version: int | None, day: date | None) -> FollowUp:
        """What had been entered while a version was the newest, and by a day."""
        entries = self.entries
        if version is not None:
            entries = tuple(entry for entry in entries if entry.version <= version)
        if day is not None:
            entries = tuple(entry for entry in entries if entry.day <= day)
        if entries is self.entries:
            return self
        return FollowUp(entries)

    def rename(self, registry: Registry) -> FollowUp:
        """The same under the ids of now of indicators and regions that were renamed."""
        return FollowUp(
            tuple(
                replace(
                    entry,
                    indicator=registry.find_current("indicator", entry.indicator),
                    region=registry.find_current("region", entry.region),
                )
                for entry in self.entries
            )
        )

    @cached_property
    def _explanations_by_subject(self) -> dict[Subject, dict[int, list[Entry]]]:
        explanations: dict[Subject, dict[int, list[Entry]]] = {}
        for entry in reversed(self.entries):
            if entry.kind == EXPLAIN:
                by_year = explanations.setdefault((entry.indicator, entry.region), {})
                by_year.setdefault(entry.year, []).append(entry)
        return explanations

    @cached_property
    def _all_actions(self) -> tuple[Action, ...]:
        steps: dict[int, list[Entry]] = {}
        for entry in self.entries:
            if entry.about:
                steps.setdefault(entry.about, []).append(entry)
        acts = [entry for entry in self.entries if entry.kind == ACT]
        return tuple(Action(act, tuple(steps.get(act.number, ()))) for act in acts)

    @cached_property
    def _actions_by_subject(self) -> dict[Subject, list[Action]]:
        found: dict[Subject, list[Action]] = {}
        for one in self._all_actions:
            found.setdefault((one.entry.indicator, one.entry.region), []).append(one)
        return found

    def find_explanations(self, indicator: str, region: str) -> dict[int, list[Entry]]:
        """Year → explanations of an indicator, the newest, which holds, first."""
        return self._explanations_by_subject.get((indicator, region), {})

    def list_actions(self) -> tuple[Action, ...]:
        """Every action with its steps, in the order they were set."""
        return self._all_actions

    def list_actions_about(self, indicator: str, region: str) -> list[Action]:
        """The actions about one indicator."""
        return self._actions_by_subject.get((indicator, region), [])

    def decided(self, meeting: int) -> list[Action]:
        """The actions that a meeting decided."""
        return [one for one in self.list_actions() if one.entry.meeting == meeting]

    def action(self, number: int) -> Action | None:
        """The action of a number."""
        return next((one for one in self.list_actions() if one.number == number), None)


def describe_action(action: Action, on: date) -> Text:
    """An action in one line: what, by whom, by when, and how it stands."""
    entry = action.entry
    how = join_texts([action.state.name, *action.list_marks(on)], Text("，", ", "))
    return Text(
        f"{entry.text}（{entry.owner}，{entry.due}，{how.zh}）",
        f"{entry.text} ({entry.owner}, {entry.due}, {how.en})",
    )


def describe_action_counts(actions: Iterable[Action], on: date) -> Text:
    """How many actions there are, and how they stand, in one line."""
    actions = list(actions)
    if not actions:
        return Text("尚无措施", "no action yet")
    parts = [Text.count(len(actions), "措施{n}项", "{n} action", "{n} actions")]
    for state in (STATES["done"], STATES["closed"]):
        count = sum(action.state is state for action in actions)
        if count:
            parts.append(Text(f"{count}项{state.name.zh}", f"{count} {state.name.en}"))
    overdue = sum(action.is_overdue(on) for action in actions)
    if overdue:
        parts.append(Text(f"{overdue}项逾期", f"{overdue} overdue"))
    late = sum(action.was_late and not action.is_overdue(on) for action in actions)
    if late:
        parts.append(Text(f"{late}项曾逾期", f"{late} late once"))
    return join_texts(parts, Text("，", ", "))
