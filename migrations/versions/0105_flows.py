"""What came to a unit and went by day and month, and whose time went by without a unit, as facts and cells.

Facts that stand are of an older form and stale: they are made anew, a handful at a time, at the next runs.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0105"
down_revision = "0104"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flow_fact",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("came", sa.String(10), nullable=False),
        sa.Column("went", sa.String(10), nullable=False),
        sa.Column("inherited", sa.Boolean(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_flow_fact_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", "round", name=op.f("pk_flow_fact")),
    )
    op.create_index("ix_ticket_fact_form", "ticket_fact", ["form"])
    op.create_index("ix_flow_fact_received", "flow_fact", ["received_at", "came", "went", "unit"])
    op.create_table(
        "elsewhere_fact",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("holder", sa.String(60), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_elsewhere_fact_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("ticket_id", "month", "holder", name=op.f("pk_elsewhere_fact")),
    )
    op.create_table(
        "flow_cell",
        sa.Column("every", sa.String(5), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("came", "went", "more")),
        sa.PrimaryKeyConstraint("every", "since", "unit", name=op.f("pk_flow_cell")),
    )
    op.create_table(
        "elsewhere_cell",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(60), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", "unit", "holder", name=op.f("pk_elsewhere_cell")),
    )


def downgrade() -> None:
    op.drop_index("ix_ticket_fact_form", "ticket_fact")
    for table in ("elsewhere_cell", "flow_cell", "elsewhere_fact", "flow_fact"):
        op.drop_table(table)
