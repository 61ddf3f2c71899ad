"""Signs that somebody looked into and dismissed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_dismissal",
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("dismissed_at", UtcDateTime(), nullable=False),
        sa.Column("dismissed_by", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_dismissal")),
    )


def downgrade() -> None:
    op.drop_table("sign_dismissal")
