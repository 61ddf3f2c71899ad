"""How many citizens a ticket speaks for, and the way to neighbours' reports of the same matter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

#: What went into a ticket and stayed, since it was split off from another one, if it was.
_COUNTED = """
UPDATE ticket SET voices = 1 + (
    SELECT coalesce(sum(CASE e.kind WHEN 'ticket.absorbed' THEN 1 ELSE -1 END), 0) FROM ticket_event e
    WHERE e.ticket_id = ticket.id AND e.kind IN ('ticket.absorbed', 'ticket.separated')
    AND e.seq > coalesce(
        (SELECT max(s.seq) FROM ticket_event s WHERE s.ticket_id = ticket.id AND s.kind = 'ticket.split'), 0)
)
WHERE id IN (SELECT ticket_id FROM ticket_event WHERE kind = 'ticket.absorbed')
"""


def upgrade() -> None:
    op.add_column("ticket", sa.Column("voices", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.execute(_COUNTED)
    op.create_index("ix_ticket_similar", "ticket", ["category", "received_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_ticket_similar", table_name="ticket")
    op.drop_column("ticket", "voices")
