"""Cells by channel and of where time went."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

COUNTED = ("received", "met", "breached", "open_late", "stopped")


def upgrade() -> None:
    op.create_table(
        "channel_cell",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("clock", sa.String(20), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTED),
        sa.Column("waits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("month", "unit", "channel", "clock", name=op.f("pk_channel_cell")),
    )
    op.create_table(
        "custody_cell",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(60), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("waits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("month", "unit", "holder", "category", name=op.f("pk_custody_cell")),
    )
    # Facts are computed again: with none the cells are right as they are, and the next run makes both.
    for table in (
        "month_cell",
        "officer_cell",
        "clock_fact",
        "custody_fact",
        "resolution_fact",
        "handover_fact",
        "ticket_fact",
    ):
        op.execute(sa.delete(sa.table(table)))
    op.add_column("ticket_fact", sa.Column("channel", sa.String(20), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("ticket_fact") as table:
        table.drop_column("channel")
    op.drop_table("custody_cell")
    op.drop_table("channel_cell")
