"""Requests to hand a ticket over that wait for an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "ticket", sa.Column("handover_requests", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.create_index(
        "ix_ticket_handover_requests",
        "ticket",
        ["handover_requests"],
        unique=False,
        sqlite_where=sa.text("handover_requests > 0"),
        postgresql_where=sa.text("handover_requests > 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_ticket_handover_requests", table_name="ticket")
    op.drop_column("ticket", "handover_requests")
