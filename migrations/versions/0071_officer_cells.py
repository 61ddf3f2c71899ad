"""What counted for each member of the office in a month, added up; and quick ways to when facts hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0055"
branch_labels = None
depends_on = None

WORKED_ON = sa.text("state IN ('new', 'open', 'waiting') OR turn = 'office'")
RUNS = sa.text("status IN ('running', 'at_risk')")
OF_CLOCKS = {
    "ix_clock_fact_stopped": ["clock", "stopped_at", "started_at"],
    "ix_clock_fact_started": ["clock", "started_at"],
}


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
    op.create_index(
        "ix_ticket_worked_on",
        "ticket",
        ["unit", "received_at"],
        unique=False,
        sqlite_where=WORKED_ON,
        postgresql_where=WORKED_ON,
    )
    for name, columns in OF_CLOCKS.items():
        op.create_index(name, "clock_fact", columns, unique=False)
    op.create_index(
        "ix_clock_fact_due",
        "clock_fact",
        ["clock", "due_at"],
        unique=False,
        sqlite_where=RUNS,
        postgresql_where=RUNS,
    )
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
    for name in ("ix_clock_fact_due", *reversed(OF_CLOCKS)):
        op.drop_index(name, table_name="clock_fact")
    op.drop_index("ix_ticket_worked_on", table_name="ticket")
    op.drop_index("ix_ticket_fact_received", table_name="ticket_fact")
    op.drop_index("ix_ticket_fact_as_of", table_name="ticket_fact")
    op.drop_index("ix_officer_cell_month", table_name="officer_cell")
    op.drop_table("officer_cell")
