"""A way to what became of reports in a span of time, past none of the other entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

TURNING = sa.text(
    "kind IN ('ticket.received', 'ticket.referred', 'ticket.returned', 'ticket.resolved', 'ticket.disputed', "
    "'ticket.reopened', 'ticket.unmerged', 'ticket.closed', 'ticket.rejected', 'ticket.cancelled', "
    "'ticket.merged')"
)


def upgrade() -> None:
    op.create_index(
        "ix_ticket_event_turning",
        "ticket_event",
        ["recorded_at", "id"],
        unique=False,
        sqlite_where=TURNING,
        postgresql_where=TURNING,
    )


def downgrade() -> None:
    op.drop_index("ix_ticket_event_turning", table_name="ticket_event")
