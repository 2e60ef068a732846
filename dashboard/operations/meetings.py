"""How is a meeting prepared and kept? Its slides are frozen under a name and a day; what it decides is followed up like any action."""

from __future__ import annotations

from datetime import date

from dashboard.core.analysis.follow_up import Action
from dashboard.core.vocabulary.text import Text, day
from dashboard.operations.authentication import Admission, Caller, RefusedError, record
from dashboard.operations.follow_up import worded
from dashboard.operations.user_accounts import must
from dashboard.store import follow_up
from dashboard.store.database import reading, writing
from dashboard.store.follow_up import Meeting

LONGEST_NAME = 40


def named(name: str, held: str) -> tuple[str, date]:
    """A meeting's name and day as they are kept; refuses what is neither."""
    called = worded(name, Text("会议名称", "name of the meeting"), LONGEST_NAME)
    on = day(held)
    if on is None:
        raise RefusedError(
            Text(
                f"会议日期“{held.strip()[:20]}”不是日期，请写成 2026-01-31",
                f"the day “{held.strip()[:20]}” is no date; write 2026-01-31",
            )
        )
    return called, on


def freeze(door: Admission, caller: Caller, name: str, held: date, version: int, deck: str) -> int:
    """Keep the slides of a meeting; answers its number. They are never changed afterwards."""
    must(caller, "chair")
    with writing(door.engine) as connection:
        person = door.still(connection, caller, "chair")
        made = Meeting(0, caller.at.isoformat(timespec="seconds"), person.name, name, held, version)
        number = follow_up.freeze(connection, made, deck)
        record(
            connection, caller, "freeze", {"number": number, "name": name, "bytes": len(deck.encode("utf-8")), "version": version}
        )
    return number


def all_(door: Admission) -> list[Meeting]:
    """Every meeting, the newest first."""
    with reading(door.engine) as connection:
        return follow_up.held(connection)


def slides(door: Admission, number: int) -> str | None:
    """The slides of a meeting as they were frozen."""
    with reading(door.engine) as connection:
        return follow_up.deck(connection, number)


def last_decisions(door: Admission) -> tuple[Action, ...]:
    """What the newest meeting that decided anything decided."""
    with reading(door.engine) as connection:
        entered = follow_up.entries(connection)
        for meeting in follow_up.held(connection):
            decided = entered.decided(meeting.number)
            if decided:
                return tuple(decided)
    return ()
