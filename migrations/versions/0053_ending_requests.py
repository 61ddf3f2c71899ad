"""Requests to refuse or stop a report that wait for a superior."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "ticket", sa.Column("ending_requests", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.create_index(
        "ix_ticket_ending_requests",
        "ticket",
        ["ending_requests"],
        unique=False,
        sqlite_where=sa.text("ending_requests > 0"),
        postgresql_where=sa.text("ending_requests > 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_ticket_ending_requests", table_name="ticket")
    op.drop_column("ticket", "ending_requests")
