"""Who wants the letter of each month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "monthly_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=44), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("kelurahan", sa.String(length=13), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_month", sa.String(length=7), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_reader")),
        sa.UniqueConstraint("address", name=op.f("uq_monthly_reader_address")),
    )


def downgrade() -> None:
    op.drop_table("monthly_reader")
