"""Where a letter that has not left was written: a page, or a chat that is to hear if it cannot leave."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "unsent_letter", sa.Column("origin", sa.String(length=12), server_default="web", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("unsent_letter", "origin")
