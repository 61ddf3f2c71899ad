"""The figures of each month as they were published, and the files made of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published_month",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_published_month")),
    )
    op.create_table(
        "open_file",
        sa.Column("form", sa.String(8), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("form", name=op.f("pk_open_file")),
    )


def downgrade() -> None:
    op.drop_table("open_file")
    op.drop_table("published_month")
