"""Which tables keep the data? Versions, observations and the audit, which only grow; people; and
what is kept for a while.

Triggers refuse UPDATE and DELETE on the first three, so that not even a mistake in this program can
lose what was acknowledged. Moments in the other tables are seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

versions = Table(
    "versions", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(10), nullable=False),
    Column("withdraws", Integer, ForeignKey("versions.number")),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", String(64), nullable=False),
    Column("who", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Column("quality", String(20), nullable=False),
    Column("released", Date),
    Column("key", String(64), unique=True),
    Column("book", LargeBinary),
)  # fmt: skip
"""One accepted workbook, or one withdrawal; `content` is the hash of its rows, `key` makes a retry
harmless.
"""

observations = Table(
    "observations", metadata,
    Column("version", Integer, ForeignKey("versions.number"), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("indicator", String(200), nullable=False),
    Column("region", String(40), nullable=False),
    Column("year", Integer, nullable=False),
    Column("month", Integer, nullable=False),
    Column("value", Float, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("quality", String(20), nullable=False),
    Column("published", Date),
    Column("source", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("correction", Boolean, nullable=False),
    Column("decimals", Integer),
    Index("observations_by_key", "indicator", "region", "year", "month"),
)  # fmt: skip
"""The rows of a version, in the unit they were accepted in; `correction`: supersedes earlier rows
of its key; `decimals`: those that its cell prints, where that was noted.
"""

audit = Table(
    "audit", metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("version", Integer),
    Column("details", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)  # fmt: skip
"""Who did what: each row carries the hash of the one before, so that a changed, lost or moved row
is found.
"""

people = Table(
    "people", metadata,
    Column("key", String(120), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("role", String(20), nullable=False),
    Column("owners", Text, nullable=False),
    Column("themes", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("earlier", Text, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
)  # fmt: skip
"""Everybody with a name here; `key` is the name as it is compared, `owners` and `themes` are the
scope, `seen` the last sign-in.

`password` and `earlier` hold argon2 hashes; empty until the person has set one.
"""

sessions = Table(
    "sessions", metadata,
    Column("id", String(64), primary_key=True),
    Column("person", String(120), ForeignKey("people.key"), nullable=False, index=True),
    Column("opened", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("address", String(64), nullable=False),
    Column("agent", String(200), nullable=False),
)  # fmt: skip
"""Who is signed in, under the hash of what the browser holds."""

links = Table(
    "links", metadata,
    Column("id", String(64), primary_key=True),
    Column("person", String(120), ForeignKey("people.key"), nullable=False),
    Column("expires", BigInteger, nullable=False),
)  # fmt: skip
"""One-time links by which a person sets a password, under the hash of what the link holds."""

counters = Table(
    "counters", metadata,
    Column("kind", String(20), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("uses", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
)  # fmt: skip
"""Tries and uses, counted for all replicas: `since` when the count began, `until` when a lock
ends.
"""

previews = Table(
    "previews", metadata,
    Column("id", String(32), primary_key=True),
    Column("person", String(120), nullable=False, index=True),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("book", LargeBinary),
    Column("state", String(12), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("step", String(20), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("touched", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("terms", Text, nullable=False),
    Column("base", Integer, nullable=False),
    Column("units", String(64), nullable=False),
    Column("rows", LargeBinary),
    Column("shown", LargeBinary),
    Column("version", Integer),
)  # fmt: skip
"""A workbook that a person has uploaded and not yet accepted: its bytes, how far its reading is,
and what it would change.

`turn` counts its readings, so that one that ends late changes nothing of the next.
"""

follow_up = Table(
    "follow_up", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("who", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("indicator", String(200), nullable=False),
    Column("region", String(40), nullable=False),
    Column("year", Integer, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due", Date),
    Column("about", Integer, nullable=False),
    Column("meeting", Integer, nullable=False),
)  # fmt: skip
"""Explanations, actions and what became of them (core/follow_up.py): one entry a row."""

meetings = Table(
    "meetings", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("held", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("deck", LargeBinary, nullable=False),
)  # fmt: skip
"""Meetings with the slides that were frozen for them, so that what a room saw can be shown
again.
"""

scenarios = Table(
    "scenarios", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("plan", String(200), nullable=False),
    Column("region", String(40), nullable=False),
    Column("assumed", Text, nullable=False),
)  # fmt: skip
"""Assumptions about years to come that were kept under a name."""

keys = Table(
    "keys", metadata,
    Column("id", String(64), primary_key=True),
    Column("person", String(120), ForeignKey("people.key"), nullable=False, index=True),
    Column("name", String(60), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False),
)  # fmt: skip
"""What programs read by, under the hash of what they hold."""

subscriptions = Table(
    "subscriptions", metadata,
    Column("channel", String(20), primary_key=True),
    Column("who", String(120), primary_key=True),
    Column("address", String(320), nullable=False),
    Column("lang", String(2), nullable=False),
    Column("wish", String(20), nullable=False),
    Column("since", Integer, nullable=False),
)  # fmt: skip
"""Who is told of what a publish flips: people by e-mail, robots by their name; of versions after
`since`.
"""

outbox = Table(
    "outbox", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("who", String(120), nullable=False),
    Column("address", String(320), nullable=False),
    Column("lang", String(2), nullable=False),
    Column("content", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("said", Text, nullable=False),
    UniqueConstraint("version", "channel", "address", name="outbox_once"),
    Index("outbox_by_state", "state", "due"),
)  # fmt: skip
"""Notices on their way (core/notices.py): one to somebody about a version, whatever happens."""

facts = Table(
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What every replica must agree on."""

APPEND_ONLY = (versions, observations, audit, follow_up, meetings, scenarios)
TRANSIENT = (sessions, links, counters, previews, outbox, keys)
"""What is not copied into backups: a store that is restored lets nobody in, and sends nothing a
second time.
"""


def list_guards(dialect: str, tables: Iterable[str]) -> list[str]:
    """The statements that make tables refuse UPDATE and DELETE."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT "
            f"RAISE(ABORT, '{table} is append-only'); END"
            for table in tables
            for verb in ("UPDATE", "DELETE")
        ]
    refuse = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$ BEGIN RAISE "
        "EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
    )
    return [
        refuse,
        *(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            for table in tables
        ),
    ]
