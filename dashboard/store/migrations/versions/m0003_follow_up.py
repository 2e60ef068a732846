"""Explanations and actions, meetings, and scenarios."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dashboard.store.schema import list_guards

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the triggers that guard them."""
    _follow_up()
    op.create_table(
        "meetings",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("held", sa.Date, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deck", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "scenarios",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("plan", sa.String(200), nullable=False),
        sa.Column("region", sa.String(40), nullable=False),
        sa.Column("assumed", sa.Text, nullable=False),
    )
    for statement in list_guards(
        op.get_bind().dialect.name, ("follow_up", "meetings", "scenarios")
    ):
        op.execute(statement)


def _follow_up() -> None:
    op.create_table(
        "follow_up",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("indicator", sa.String(200), nullable=False),
        sa.Column("region", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("about", sa.Integer, nullable=False),
        sa.Column("meeting", sa.Integer, nullable=False),
    )
