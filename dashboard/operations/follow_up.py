"""How is a gap followed up? Explaining it, setting actions, reporting them done, and closing them
out: by those who may.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from dashboard.core.analysis.follow_up import (
    ACT,
    CLOSE,
    DONE,
    EXPLAIN,
    KINDS,
    SEND_BACK,
    Action,
    Entry,
    FollowUp,
)
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.text import Text, parse_date
from dashboard.operations.authentication import (
    Authenticator,
    Caller,
    ForbiddenError,
    RefusedError,
    record_action,
)
from dashboard.operations.scope import find_name
from dashboard.operations.user_accounts import refuse_missing_right
from dashboard.store import follow_up, versions
from dashboard.store.database import begin_read, begin_write

LONGEST_TEXT, LONGEST_OWNER = 500, 60
RIGHTS: dict[str, str] = {
    EXPLAIN: "explain",
    ACT: "explain",
    DONE: "explain",
    SEND_BACK: "chair",
    CLOSE: "chair",
}
"""Kind of entry → the right it takes: nobody closes out by the right with which it was reported
done.
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: an indicator in a region and year, or nothing of the plan (all
    empty).
    """

    indicator: str = ""
    region: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """What is to be done, by whom, and by when."""

    what: str
    owner: str
    due: str


def load_follow_up(auth: Authenticator) -> FollowUp:
    """Everything that was entered."""
    with begin_read(auth.engine) as connection:
        return follow_up.load_follow_up(connection)


def explain_gap(
    auth: Authenticator, registry: Registry, caller: Caller, subject: Subject, text: str
) -> int:
    """Say why an indicator stands where it does; the newest explanation of a year holds. Answers
    the entry's number.
    """
    explanation = parse_words(text, Text("原因说明", "explanation"), LONGEST_TEXT)
    _refuse_unknown(registry, subject)
    return _insert_entry(auth, registry, caller, _build_draft(EXPLAIN, subject, explanation))


def add_action(
    auth: Authenticator,
    registry: Registry,
    caller: Caller,
    subject: Subject,
    measure: Measure,
    meeting: int = 0,
) -> int:
    """Set an action about a gap, or one that a meeting decided. Answers the entry's number, which
    is the action's.
    """
    right, called = RIGHTS[ACT], Text("措施", "action")
    if meeting:
        right, called = "chair", Text("议定事项", "decision")
    what = parse_words(measure.what, called, LONGEST_TEXT)
    owner = parse_words(measure.owner, Text("责任单位", "responsible department"), LONGEST_OWNER)
    due = _parse_due_day(measure.due, caller.at.astimezone().date())
    if subject.indicator:
        _refuse_unknown(registry, subject)
    elif not meeting:
        raise RefusedError(
            Text("没有说明针对哪项指标", "it does not say which indicator it is about")
        )
    draft = replace(_build_draft(ACT, subject, what), owner=owner, due=due, meeting=meeting)
    return _insert_entry(auth, registry, caller, draft, right)


def advance_action(
    auth: Authenticator, registry: Registry, caller: Caller, number: int, kind: str, text: str
) -> int:
    """Lead an action on: reported done, sent back, or closed out; what its state does not allow is
    refused.
    """
    with begin_read(auth.engine) as connection:
        action = _load_action(connection, number)
    remark = ""
    if kind == SEND_BACK or text.strip():
        remark = parse_words(text, Text("退回意见", "remark, to send it back"), LONGEST_TEXT)
    subject = Subject(action.entry.indicator, action.entry.region, action.entry.year)
    draft = replace(_build_draft(kind, subject, remark), about=number, meeting=action.entry.meeting)
    return _insert_entry(auth, registry, caller, draft)


def _load_action(connection: Connection, number: int) -> Action:
    found = follow_up.load_follow_up(connection).action(number)
    if found is None:
        raise RefusedError(Text(f"没有第 {number} 号措施", f"there is no action {number}"))
    return found


def _build_draft(kind: str, subject: Subject, text: str) -> Entry:
    """An entry before it is known by whom, when and on which data it is written."""
    return Entry(
        0, "", date.min, "", 0, kind, text, subject.indicator, subject.region, subject.year
    )


def _insert_entry(
    auth: Authenticator, registry: Registry, caller: Caller, draft: Entry, right: str = ""
) -> int:
    """Write an entry and its audit in one transaction, by somebody who holds the right at that
    moment.
    """
    needed = right or RIGHTS[draft.kind]
    refuse_missing_right(caller, needed)
    with begin_write(auth.engine) as connection:
        person = auth.reload_person(connection, caller, needed)
        _refuse_out_of_scope(person, registry, draft.indicator)
        if draft.about:
            _refuse_step(_load_action(connection, draft.about), draft.kind)
        entry = replace(
            draft,
            number=follow_up.compute_entry_number(connection),
            at=caller.at.isoformat(timespec="seconds"),
            day=caller.at.astimezone().date(),
            who=person.name,
            version=versions.load_latest_number(connection),
        )
        follow_up.insert_entry(connection, entry)
        record_action(connection, caller, entry.kind, _build_details(entry))
    return entry.number


def _build_details(entry: Entry) -> dict[str, object]:
    """What the audit says of an entry: only what it holds."""
    details = {
        "number": entry.about or entry.number,
        "due": entry.due.isoformat() if entry.due else "",
        "indicator": entry.indicator,
        "region": entry.region,
        "year": entry.year,
        "text": entry.text,
        "owner": entry.owner,
        "meeting": entry.meeting,
    }
    return {name: value for name, value in details.items() if value}


def _refuse_out_of_scope(person: Person, registry: Registry, indicator: str) -> None:
    if not indicator or person.answers_for(registry, indicator):
        return
    name = find_name(registry, indicator)
    raise ForbiddenError(
        Text(f"“{name.zh}”不在你负责的范围内", f"{name.in_('en')} is not within your scope")
    )


def _refuse_step(action: Action, kind: str) -> None:
    if kind not in action.state.next:
        state, what = action.state.name, KINDS[kind]
        raise RefusedError(
            Text(
                f"该措施{state.zh}，不能{what.zh}；请刷新页面",
                f"the action is {state.en} and cannot be {what.en}; reload the page",
            )
        )


def _refuse_unknown(registry: Registry, subject: Subject) -> None:
    is_declared = subject.indicator in registry.indicators and subject.region in registry.regions
    if not is_declared or not 1900 <= subject.year <= 2200:
        raise RefusedError(Text("没有这项指标或地区", "there is no such indicator or region"))


def parse_words(text: str, what: Text, longest: int) -> str:
    """Words as they are kept: on one line, with nothing that cannot be seen; refuses none, and too
    many.
    """
    # Blanks part words before what cannot be seen is dropped: a tab is both.
    parts = map(_drop_invisible, text.split())
    words = unicodedata.normalize("NFC", " ".join(filter(None, parts)))
    if not words:
        raise RefusedError(Text(f"请填写{what.zh}", f"fill in: {what.en}"))
    if len(words) > longest:
        size = Text.count(len(words), "{n} 字", "{n} character", "{n} characters")
        raise RefusedError(
            Text(
                f"{what.zh}有 {size.zh}，最多 {longest} 字",
                f"{what.en}: {size.en}, at most {longest}",
            )
        )
    return words


def _drop_invisible(text: str) -> str:
    return "".join(filter(str.isprintable, text))


def _parse_due_day(text: str, today: date) -> date:
    due = parse_date(text)
    if due is None:
        raise RefusedError(
            Text(
                f"完成时限“{text.strip()[:20]}”不是日期，请写成 {today.year}-12-31",
                f"the day “{text.strip()[:20]}” is no date; write {today.year}-12-31",
            )
        )
    if due < today:
        raise RefusedError(Text(f"完成时限 {due} 早于今天", f"the day {due} is before today"))
    return due
