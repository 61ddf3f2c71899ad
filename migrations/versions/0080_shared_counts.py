"""Counts of limits that all web processes share; not in the database's log, as they are worth minutes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared_count",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_shared_count")),
    )
    op.create_index(op.f("ix_shared_count_ends_at"), "shared_count", ["ends_at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE shared_count SET UNLOGGED")


def downgrade() -> None:
    op.drop_table("shared_count")
