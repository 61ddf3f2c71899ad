"""Letters that were read once, and how far a mailbox has been read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "read_letter",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("sender", sa.String(44), nullable=True),
        sa.Column("number", sa.String(16), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_read_letter"),
    )
    op.create_index("ix_read_letter_sender", "read_letter", ["sender", "at"])
    op.create_table(
        "mailbox_place",
        sa.Column("mailbox", sa.String(64), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("old_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", name="pk_mailbox_place"),
    )


def downgrade() -> None:
    op.drop_table("mailbox_place")
    op.drop_table("read_letter")
