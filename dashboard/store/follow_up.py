"""Where are explanations, actions, meetings and scenarios kept? Rows that are added and never
changed.
"""

from __future__ import annotations

import zlib
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, Table, func, select

from dashboard.core.analysis.follow_up import Entry, FollowUp
from dashboard.store.schema import follow_up, meetings, scenarios


def _compute_next_number(connection: Connection, table: Table) -> int:
    last = select(func.coalesce(func.max(table.c.number), 0))
    return int(connection.execute(last).scalar_one()) + 1


def load_last_numbers(connection: Connection) -> tuple[int, int, int]:
    """The last numbers given to entries, meetings and scenarios: what a page that shows them
    depends on.
    """
    entry, meeting, scenario = (
        _compute_next_number(connection, table) - 1 for table in (follow_up, meetings, scenarios)
    )
    return entry, meeting, scenario


def compute_entry_number(connection: Connection) -> int:
    """The number of the next entry."""
    return _compute_next_number(connection, follow_up)


def insert_entry(connection: Connection, entry: Entry) -> None:
    """Write an entry down."""
    connection.execute(follow_up.insert().values(**asdict(entry)))


def load_follow_up(connection: Connection) -> FollowUp:
    """Everything that was entered."""
    oldest_first = select(follow_up).order_by(follow_up.c.number)
    return FollowUp(tuple(Entry(**row) for row in connection.execute(oldest_first).mappings()))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting without its slides; `held` is its day, `version` the data that they were made
    from.
    """

    number: int
    at: str
    who: str
    name: str
    held: date
    version: int


_MEETING_COLUMNS = [column for column in meetings.c if column.name != "deck"]


def insert_meeting(connection: Connection, made: Meeting, deck: str) -> int:
    """Keep a meeting with its slides; answers its number, whatever number it came with."""
    number = _compute_next_number(connection, meetings)
    values = {**asdict(made), "number": number, "deck": zlib.compress(deck.encode("utf-8"))}
    connection.execute(meetings.insert().values(**values))
    return number


def list_meetings(connection: Connection) -> list[Meeting]:
    """Every meeting, the newest first."""
    newest_first = select(*_MEETING_COLUMNS).order_by(meetings.c.number.desc())
    return [Meeting(**row) for row in connection.execute(newest_first).mappings()]


def find_deck(connection: Connection, meeting: int) -> str | None:
    """The slides of a meeting as they were frozen, None where there is no such meeting."""
    asked = select(meetings.c.deck).where(meetings.c.number == meeting)
    packed = connection.execute(asked).scalar()
    if packed is None:
        return None
    return zlib.decompress(packed).decode("utf-8")


@dataclass(frozen=True, slots=True)
class Scenario:
    """Assumptions under a name: `assumed` as an address writes them."""

    number: int
    at: str
    who: str
    name: str
    version: int
    plan: str
    region: str
    assumed: str


def insert_scenario(connection: Connection, made: Scenario) -> int:
    """Keep a scenario; answers its number, whatever number it came with."""
    number = _compute_next_number(connection, scenarios)
    connection.execute(scenarios.insert().values(**{**asdict(made), "number": number}))
    return number


def list_scenarios(connection: Connection) -> list[Scenario]:
    """Every scenario, the newest first."""
    newest_first = select(scenarios).order_by(scenarios.c.number.desc())
    return [Scenario(**row) for row in connection.execute(newest_first).mappings()]
