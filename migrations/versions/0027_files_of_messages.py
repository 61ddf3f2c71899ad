"""A file belongs to what was said with it, and some are for the office alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("seq", sa.Integer(), nullable=True))
    op.add_column(
        "attachment", sa.Column("author", sa.String(length=20), server_default="citizen", nullable=False)
    )
    op.add_column("attachment", sa.Column("role", sa.String(length=6), nullable=True))
    op.add_column(
        "attachment", sa.Column("shown_to_citizen", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.create_index("ix_attachment_path", "attachment", ["path"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_attachment_path", table_name="attachment")
    for column in ("shown_to_citizen", "role", "author", "seq"):
        op.drop_column("attachment", column)
