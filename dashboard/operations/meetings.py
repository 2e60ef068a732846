"""How is a meeting prepared and kept? Its slides are frozen under a name and a day; what it decides
is followed up like any action.
"""

from __future__ import annotations

from datetime import date

from dashboard.core.analysis.follow_up import Action
from dashboard.core.vocabulary.text import Text, parse_date
from dashboard.operations.authentication import Authenticator, Caller, RefusedError, record_action
from dashboard.operations.follow_up import parse_words
from dashboard.operations.user_accounts import refuse_missing_right
from dashboard.store import follow_up
from dashboard.store.database import begin_read, begin_write

Meeting = follow_up.Meeting
LONGEST_NAME = 40


def parse_meeting(name: str, day_text: str) -> tuple[str, date]:
    """A meeting's name and day as they are kept; refuses what is neither."""
    called = parse_words(name, Text("会议名称", "name of the meeting"), LONGEST_NAME)
    day = parse_date(day_text)
    if day is None:
        raise RefusedError(
            Text(
                f"会议日期“{day_text.strip()[:20]}”不是日期，请写成 2026-01-31",
                f"the day “{day_text.strip()[:20]}” is no date; write 2026-01-31",
            )
        )
    return called, day


def freeze_slides(
    auth: Authenticator, caller: Caller, name: str, held_on: date, version: int, deck: str
) -> int:
    """Keep the slides of a meeting; answers its number. They are never changed afterwards."""
    refuse_missing_right(caller, "chair")
    with begin_write(auth.engine) as connection:
        person = auth.reload_person(connection, caller, "chair")
        at = caller.at.isoformat(timespec="seconds")
        meeting = Meeting(0, at, person.name, name, held_on, version)
        number = follow_up.insert_meeting(connection, meeting, deck)
        details: dict[str, object] = {
            "number": number,
            "name": name,
            "bytes": len(deck.encode("utf-8")),
            "version": version,
        }
        record_action(connection, caller, "freeze", details)
    return number


def list_meetings(auth: Authenticator) -> list[Meeting]:
    """Every meeting, the newest first."""
    with begin_read(auth.engine) as connection:
        return follow_up.list_meetings(connection)


def find_slides(auth: Authenticator, number: int) -> str | None:
    """The slides of a meeting as they were frozen."""
    with begin_read(auth.engine) as connection:
        return follow_up.find_deck(connection, number)


def list_last_decisions(auth: Authenticator) -> tuple[Action, ...]:
    """What the newest meeting that decided anything decided."""
    with begin_read(auth.engine) as connection:
        entered = follow_up.load_follow_up(connection)
        for meeting in follow_up.list_meetings(connection):
            decided = entered.decided(meeting.number)
            if decided:
                return tuple(decided)
    return ()
