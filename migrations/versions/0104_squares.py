"""Where reports came from, to a square, as facts and in cells of months; facts say which release made them.

Facts that stand are of form 0 and stale: they are made anew, a handful at a time, at the next runs.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"
branch_labels = None
depends_on = None

#: What an older release makes anew: digests of facts name squares.
MADE_ANEW = (
    *("month_cell", "officer_cell", "channel_cell", "custody_cell", "rating_cell"),
    *("clock_fact", "custody_fact", "resolution_fact", "handover_fact", "rating_fact", "ticket_fact"),
)


def upgrade() -> None:
    op.add_column("ticket_fact", sa.Column("form", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "square_fact",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("kelurahan", sa.String(13), nullable=True),
        sa.Column("up", sa.Integer(), nullable=False),
        sa.Column("along", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_square_fact_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_square_fact")),
    )
    op.create_index("ix_square_fact_square", "square_fact", ["up", "along"])
    op.create_table(
        "square_cell",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("kelurahan", sa.String(13), nullable=False),
        sa.Column("up", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("along", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "unit", "category", "kelurahan", "up", "along", name=op.f("pk_square_cell")
        ),
    )


def downgrade() -> None:
    op.drop_table("square_cell")
    op.drop_table("square_fact")
    for table in MADE_ANEW:
        op.execute(sa.delete(sa.table(table)))
    op.drop_column("ticket_fact", "form")
