"""By which pictures that look alike are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("likeness", sa.String(length=16), nullable=True))
    op.create_index("ix_attachment_likeness", "attachment", ["likeness"])


def downgrade() -> None:
    op.drop_index("ix_attachment_likeness", table_name="attachment")
    op.drop_column("attachment", "likeness")
