"""Letters that were pressed and have not left: they can be taken back until then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unsent_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("pressed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_unsent_letter_account_id_account")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_unsent_letter_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsent_letter")),
    )
    op.create_index(op.f("ix_unsent_letter_account_id"), "unsent_letter", ["account_id"])
    op.create_index(op.f("ix_unsent_letter_leaves_at"), "unsent_letter", ["leaves_at"])
    op.create_index(op.f("ix_unsent_letter_ticket_id"), "unsent_letter", ["ticket_id"])


def downgrade() -> None:
    op.drop_table("unsent_letter")
