"""With how many decimals the cell of each figure prints it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of figures that are there nobody noted it."""
    op.add_column("observations", sa.Column("decimals", sa.Integer))
