"""Ways to what came and what changed in a span of time, for whoever follows the office from outside."""

from __future__ import annotations

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ticket_received", "ticket", ["received_at", "id"], unique=False)
    op.create_index("ix_ticket_changed", "ticket", ["changed_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_ticket_changed", table_name="ticket")
    op.drop_index("ix_ticket_received", table_name="ticket")
