"""How often a meeting is to come again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meeting", sa.Column("repeats", sa.String(7), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("meeting", "repeats")
