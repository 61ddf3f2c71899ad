"""The way to what one person did in a span of time: their diary."""

from __future__ import annotations

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ticket_event_actor", "ticket_event", ["actor", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_ticket_event_actor", table_name="ticket_event")
