"""By which pictures that look alike are found, and whether somebody wants keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("likeness", sa.String(length=16), nullable=True))
    op.create_index("ix_attachment_likeness", "attachment", ["likeness"])
    op.add_column("account", sa.Column("shortcuts", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    op.drop_column("account", "shortcuts")
    op.drop_index("ix_attachment_likeness", table_name="attachment")
    op.drop_column("attachment", "likeness")
