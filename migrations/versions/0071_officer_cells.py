"""What counted for each member of the office in a month, added up; and quick ways to when facts hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "officer_cell",
        sa.Column("officer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("sort", sa.String(12), nullable=False),
        sa.Column("clock", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("kelurahan", sa.String(13), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("waits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "officer_id",
            "month",
            "sort",
            "clock",
            "outcome",
            "category",
            "kelurahan",
            name=op.f("pk_officer_cell"),
        ),
    )
    op.create_index("ix_officer_cell_month", "officer_cell", ["sort", "month"], unique=False)
    op.create_index("ix_ticket_fact_as_of", "ticket_fact", ["as_of"], unique=False)
    op.create_index("ix_ticket_fact_received", "ticket_fact", ["received_at"], unique=False)
    # Facts are computed again: with none the cells are right as they are, and the next run makes both.
    for table in (
        "month_cell",
        "clock_fact",
        "custody_fact",
        "resolution_fact",
        "handover_fact",
        "ticket_fact",
    ):
        op.execute(sa.delete(sa.table(table)))


def downgrade() -> None:
    op.drop_index("ix_ticket_fact_received", table_name="ticket_fact")
    op.drop_index("ix_ticket_fact_as_of", table_name="ticket_fact")
    op.drop_index("ix_officer_cell_month", table_name="officer_cell")
    op.drop_table("officer_cell")
