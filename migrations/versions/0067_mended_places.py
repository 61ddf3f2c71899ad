"""A quick way to where the office mended the places of reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

MENDED = sa.text("kind = 'ticket.relocated'")


def upgrade() -> None:
    op.create_index(
        "ix_ticket_event_mended",
        "ticket_event",
        ["ticket_id", "seq"],
        unique=False,
        sqlite_where=MENDED,
        postgresql_where=MENDED,
    )


def downgrade() -> None:
    op.drop_index(
        "ix_ticket_event_mended", table_name="ticket_event", sqlite_where=MENDED, postgresql_where=MENDED
    )
