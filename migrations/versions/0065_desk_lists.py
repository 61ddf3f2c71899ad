"""How somebody wants the lists of the desk: dense or not, and with which columns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("dense", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("account", sa.Column("columns", sa.String(length=120), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "columns")
    op.drop_column("account", "dense")
