"""Versions, observations and audit, each append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dashboard.store.schema import list_guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the triggers that guard them."""
    _versions()
    _observations()
    op.create_table(
        "audit",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    for statement in list_guards(op.get_bind().dialect.name, ("versions", "observations", "audit")):
        op.execute(statement)


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("withdraws", sa.Integer, sa.ForeignKey("versions.number")),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("quality", sa.String(20), nullable=False),
        sa.Column("released", sa.Date),
        sa.Column("key", sa.String(64), unique=True),
        sa.Column("book", sa.LargeBinary),
    )


def _observations() -> None:
    op.create_table(
        "observations",
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.number"), primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("indicator", sa.String(200), nullable=False),
        sa.Column("region", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("month", sa.Integer, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("quality", sa.String(20), nullable=False),
        sa.Column("published", sa.Date),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("cell", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("correction", sa.Boolean, nullable=False),
    )
    op.create_index("observations_by_key", "observations", ["indicator", "region", "year", "month"])
