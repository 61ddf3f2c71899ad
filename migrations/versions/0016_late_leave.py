"""Leave entered late has its reason and its second decider; what was entered before was decided then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("late", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("waiting", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decided_by", sa.String(length=40), nullable=True))


def downgrade() -> None:
    for column in ("decided_by", "decided_at", "waiting", "late", "reason"):
        op.drop_column("leave", column)
