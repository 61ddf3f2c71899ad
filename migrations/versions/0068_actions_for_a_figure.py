"""The figure that an agreed action is meant for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("action", sa.Column("indicator_code", sa.String(40), nullable=True))


def downgrade() -> None:
    op.drop_column("action", "indicator_code")
