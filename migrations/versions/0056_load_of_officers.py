"""A way to what an officer has open, by category, without a look at the tickets themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

WORKED_ON = sa.text("state IN ('new', 'open', 'waiting')")


def upgrade() -> None:
    op.create_index(
        "ix_ticket_load",
        "ticket",
        ["holder_officer_id", "category", "state"],
        unique=False,
        sqlite_where=WORKED_ON,
        postgresql_where=WORKED_ON,
    )


def downgrade() -> None:
    op.drop_index("ix_ticket_load", table_name="ticket")
