"""The letter by mail with which a referral went to an office that has no installation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("passed_on", sa.Column("letter", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("passed_on", "letter")
