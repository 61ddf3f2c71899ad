"""The numbers other offices gave reports that reached us through them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "other_number",
        sa.Column("agency", sa.String(40), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_other_number_ticket_id_ticket"),
        sa.PrimaryKeyConstraint("agency", "number", name="pk_other_number"),
    )
    op.create_index("ix_other_number", "other_number", ["number"])
    op.create_index("ix_other_number_ticket_id", "other_number", ["ticket_id"])


def downgrade() -> None:
    op.drop_table("other_number")
