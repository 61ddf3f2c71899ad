"""The draft of a rulebook, and the rulebooks that were released."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rulebook_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(40), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook_draft")),
    )
    op.create_table(
        "rulebook_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("released_by", sa.String(40), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook_release")),
    )


def downgrade() -> None:
    op.drop_table("rulebook_release")
    op.drop_table("rulebook_draft")
