"""Indexes along which a list of tickets is read in its order: everybody's, and what one member holds."""

from __future__ import annotations

from alembic import op

revision = "0099"
down_revision = "0098"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_ticket_due": ["due_at", "id"],
    "ix_ticket_holder_turn": ["holder_officer_id", "turn", "due_at", "id"],
}


def upgrade() -> None:
    for index, columns in INDEXES.items():
        op.create_index(index, "ticket", columns)


def downgrade() -> None:
    for index in INDEXES:
        op.drop_index(index, table_name="ticket")
