"""Ways to the open reports of a span and of a service, past none of the closed ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('new', 'open', 'waiting', 'resolved', 'referred')")
COLUMNS = {
    "ix_ticket_open_received": ["received_at", "id"],
    "ix_ticket_open_service": ["category", "received_at", "id"],
}


def upgrade() -> None:
    for name, columns in COLUMNS.items():
        op.create_index(name, "ticket", columns, unique=False, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_index(name, table_name="ticket")
