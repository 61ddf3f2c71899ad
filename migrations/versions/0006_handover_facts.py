"""hand-over facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover_fact",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("giver", sa.String(length=60), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("clock", sa.String(length=20), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_handover_fact_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "seq", name=op.f("pk_handover_fact")),
    )
    with op.batch_alter_table("handover_fact", schema=None) as batch_op:
        batch_op.create_index("ix_handover_fact_month", ["month"], unique=False)
        batch_op.create_index("ix_handover_fact_officer", ["officer_id", "month"], unique=False)
        batch_op.create_index("ix_handover_fact_unit", ["unit", "month"], unique=False)
    _forget_facts()


def downgrade() -> None:
    with op.batch_alter_table("handover_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_handover_fact_unit")
        batch_op.drop_index("ix_handover_fact_officer")
        batch_op.drop_index("ix_handover_fact_month")

    op.drop_table("handover_fact")
    _forget_facts()


def _forget_facts() -> None:
    """The digest of a ticket's facts covers its hand-overs: all are made anew by the next refresh."""
    for table in ("clock_fact", "custody_fact", "resolution_fact", "ticket_fact"):
        op.execute(sa.delete(sa.table(table)))
