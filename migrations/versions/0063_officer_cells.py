"""What counted for each member of the office in a month, added up; and quick ways to when facts hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

WORKED_ON = sa.text("state IN ('new', 'open', 'waiting') OR turn = 'office'")
RUNS = sa.text("status IN ('running', 'at_risk')")
OF_CLOCKS = {
    "ix_clock_fact_stopped": ["clock", "stopped_at", "started_at", "ticket_id", "owner_unit"],
    "ix_clock_fact_started": ["clock", "started_at"],
}
#: Indexes that hold more than before, so that they answer by themselves: their table, before and after.
WIDENED = {
    "ix_clock_fact_month": ("clock_fact", ["month"], ["month", "clock", "status"]),
    "ix_custody_fact_month": (
        "custody_fact",
        ["month"],
        ["month", "unit", "holder", "ticket_id", "seconds"],
    ),
    "ix_ticket_turn": ("ticket", ["turn", "due_at"], ["turn", "due_at", "holder_officer_id"]),
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
    op.create_index("ix_rating_rated_at", "rating", ["rated_at"], unique=False)
    for name, (table, _before, columns) in WIDENED.items():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns, unique=False)
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
    for name, (table, before, _columns) in WIDENED.items():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, before, unique=False)
    op.drop_index("ix_rating_rated_at", table_name="rating")
    op.drop_index("ix_ticket_worked_on", table_name="ticket")
    op.drop_index("ix_ticket_fact_received", table_name="ticket_fact")
    op.drop_index("ix_ticket_fact_as_of", table_name="ticket_fact")
    op.drop_index("ix_officer_cell_month", table_name="officer_cell")
    op.drop_table("officer_cell")
