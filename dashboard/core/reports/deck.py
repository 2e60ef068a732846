"""What is a deck made of, and for which meeting? Slides with one finding each, as they are frozen
and read again, whatever the program becomes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter

from dashboard.core.analysis.follow_up import Action
from dashboard.core.analysis.time_course import Chart
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.text import Text

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting's name and day, the moment of freezing, the data's version; what the last meeting
    decided, and how things stood then.
    """

    name: str
    held: date
    frozen: str
    version: int
    last: tuple[Action, ...] = ()
    before: Snapshot | None = None
    before_name: str = ""


@dataclass(frozen=True, slots=True)
class BigNumber:
    """A number that is read from six metres, with what it is above and its unit below."""

    name: Text
    number: Text
    unit: Text


@dataclass(frozen=True, slots=True)
class SlideRow:
    """A row of a slide: a name and what is said of it, with a status where it has one."""

    name: Text
    text: Text
    status: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """The plan's words, and where they stand: the section in its own words too."""

    phrase: str
    document: Text
    section: str


@dataclass(frozen=True, slots=True)
class Slide:
    """One message: its finding is the title. `target` is charted; notes, regions, clauses, and how
    it stood `then` come at a key. `asides` stand small beside the numbers.
    """

    kind: str
    title: Text
    status: str = ""
    word: Text = NOTHING
    big: tuple[BigNumber, ...] = ()
    lines: tuple[SlideRow, ...] = ()
    owner: Text = NOTHING
    source: Text = NOTHING
    notes: tuple[Text, ...] = ()
    regions: tuple[SlideRow, ...] = ()
    then: tuple[SlideRow, ...] = ()
    clauses: tuple[Clause, ...] = ()
    target: str = ""
    hollow: bool = False
    chart: Chart | None = None
    asides: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Deck:
    """The slides of a meeting, and what they were made from."""

    name: str
    held: date
    frozen: str
    plan: Text
    region: Text
    year: int
    version: int
    rules: str
    slides: tuple[Slide, ...]
    answers: tuple[SlideRow, ...] = ()
    """What became of the last meeting's decisions."""


_ADAPTER: TypeAdapter[Deck] = TypeAdapter(Deck)


def serialize_deck(deck: Deck) -> str:
    """A deck as JSON."""
    return _ADAPTER.dump_json(deck).decode("utf-8")


def parse_deck(text: str) -> Deck:
    """The deck of a JSON text; raises ValueError for any other text."""
    return _ADAPTER.validate_json(text)
