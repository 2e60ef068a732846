"""Which tables keep the data? Versions with their workbook and observations, and the audit; nothing is ever changed or deleted.

Triggers refuse UPDATE and DELETE, so that not even a mistake in this program can lose what was acknowledged.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

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
"""One accepted workbook, or one withdrawal; `content` is the hash of its rows, `key` makes a retry harmless."""

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
    Index("observations_by_key", "indicator", "region", "year", "month"),
)  # fmt: skip
"""The rows of a version, in the unit they were accepted in; `correction`: supersedes earlier rows of its key."""

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
"""Who did what: each row carries the hash of the one before, so that a changed, lost or moved row is found."""

APPEND_ONLY = (versions, observations, audit)


def guards(dialect: str) -> list[str]:
    """The statements that make every table refuse UPDATE and DELETE."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table.name}_no_{verb} BEFORE {verb} ON {table.name} BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
            for table in APPEND_ONLY for verb in ("UPDATE", "DELETE")
        ]  # fmt: skip
    refuse = "CREATE FUNCTION refuse_change() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
    return [
        refuse,
        *(
            f"CREATE TRIGGER {table.name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            for table in APPEND_ONLY
        ),
    ]
