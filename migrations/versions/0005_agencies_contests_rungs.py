"""agencies, contests, rungs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("agency", sa.String(length=40), nullable=True))
    op.add_column("ticket", sa.Column("contests", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_index(
        "ix_ticket_contests",
        "ticket",
        ["contests"],
        unique=False,
        sqlite_where=sa.text("contests > 0"),
        postgresql_where=sa.text("contests > 0"),
    )
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.alter_column(
            "level", existing_type=sa.String(length=20), type_=sa.String(length=80), existing_nullable=False
        )
        batch_op.add_column(sa.Column("officer_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_escalation_officer_id"), "officer", ["officer_id"], ["id"])
        batch_op.create_index("ix_escalation_officer", ["officer_id", "claimed_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.drop_index("ix_escalation_officer")
        batch_op.drop_constraint(op.f("fk_escalation_officer_id"), type_="foreignkey")
        batch_op.drop_column("officer_id")
        batch_op.alter_column(
            "level", existing_type=sa.String(length=80), type_=sa.String(length=20), existing_nullable=False
        )
    op.drop_index("ix_ticket_contests", table_name="ticket")
    op.drop_column("ticket", "contests")
    op.drop_column("ticket", "agency")
