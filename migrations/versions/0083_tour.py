"""How far an account has come with the tour of its first visit; nothing for those that signed in before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("tour_step", sa.SmallInteger(), nullable=True))
    op.add_column("account", sa.Column("tour_left", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("account", "tour_left")
    op.drop_column("account", "tour_step")
