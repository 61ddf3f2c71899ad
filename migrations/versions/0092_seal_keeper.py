"""Who gets the day's signed checkpoints by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None

TABLE = "seal_keeper"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(254), nullable=True),
        sa.Column("called", sa.String(200), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("letter", sa.String(64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(40), nullable=False),
        sa.CheckConstraint(
            "(officer_id IS NULL) <> (address IS NULL)", name=op.f("ck_seal_keeper_one_keeper")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_seal_keeper_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_keeper")),
        sa.UniqueConstraint("address", name=op.f("uq_seal_keeper_address")),
        sa.UniqueConstraint("officer_id", name=op.f("uq_seal_keeper_officer_id")),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
