"""Whether an officer's chat hears each morning what is due, and when it did last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "officer_chat", sa.Column("morning", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.add_column("officer_chat", sa.Column("morning_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("officer_chat", "morning_on")
    op.drop_column("officer_chat", "morning")
