"""What is being done about a gap? Explanations, actions with who and by when, and what became of
them, from entries that only grow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboard.core.vocabulary.text import Text

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
        return STATES[LEADS_TO[self.steps[-1].kind] if self.steps else "open"]

    @property
    def was_late(self) -> bool:
        """Whether it was ever reported done after its day: the mark stays, whatever follows."""
        return any(
            step.kind == DONE and self.entry.due is not None and step.day > self.entry.due
            for step in self.steps
        )

    def is_overdue(self, on: date) -> bool:
        """Whether it should be done by a day and is not."""
        return self.state.id == "open" and self.entry.due is not None and self.entry.due < on

    def list_marks(self, on: date) -> list[Text]:
        """What must be seen beside its state: overdue, or late once."""
        return [OVERDUE] if self.is_overdue(on) else [LATE] if self.was_late else []


Subject = tuple[str, str]
"""Indicator and region."""


@dataclass(frozen=True)
class FollowUp:
    """All entries in order, folded."""

    entries: tuple[Entry, ...] = ()

    def until(self, version: int | None, day: date | None) -> FollowUp:
        """What had been entered while a version was the newest, and by a day."""
        if version is None and day is None:
            return self
        return FollowUp(
            tuple(
                one
                for one in self.entries
                if (version is None or one.version <= version) and (day is None or one.day <= day)
            )
        )

    @cached_property
    def _explanations_by_subject(self) -> dict[Subject, dict[int, list[Entry]]]:
        found: dict[Subject, dict[int, list[Entry]]] = {}
        for one in reversed(self.entries):
            if one.kind == EXPLAIN:
                found.setdefault((one.indicator, one.region), {}).setdefault(one.year, []).append(
                    one
                )
        return found

    @cached_property
    def _all_actions(self) -> tuple[Action, ...]:
        steps: dict[int, list[Entry]] = {}
        for one in self.entries:
            if one.about:
                steps.setdefault(one.about, []).append(one)
        return tuple(
            Action(one, tuple(steps.get(one.number, ()))) for one in self.entries if one.kind == ACT
        )

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
    entry, state = action.entry, action.state.name
    marks = action.list_marks(on)
    zh, en = (
        "，".join([state.zh, *(mark.zh for mark in marks)]),
        ", ".join([state.en, *(mark.en for mark in marks)]),
    )
    return Text(
        f"{entry.text}（{entry.owner}，{entry.due}，{zh}）",
        f"{entry.text} ({entry.owner}, {entry.due}, {en})",
    )


def describe_action_counts(actions: Iterable[Action], on: date) -> Text:
    """How many actions there are, and how they stand, in one line."""
    found = list(actions)
    if not found:
        return Text("尚无措施", "no action yet")
    overdue = sum(one.is_overdue(on) for one in found)
    late = sum(one.was_late and not one.is_overdue(on) for one in found)
    parts = [(f"措施{len(found)}项", f"{len(found)} action{'s' if len(found) > 1 else ''}")]
    for state in ("done", "closed"):
        count = sum(one.state.id == state for one in found)
        name = STATES[state].name
        parts += [(f"{count}项{name.zh}", f"{count} {name.en}")] if count else []
    parts += [(f"{overdue}项逾期", f"{overdue} overdue")] if overdue else []
    parts += [(f"{late}项曾逾期", f"{late} late once")] if late else []
    return Text("，".join(zh for zh, _ in parts), ", ".join(en for _, en in parts))
