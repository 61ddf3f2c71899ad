"""How the target of a year falls to its periods."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan_indicator", sa.Column("spread", sa.String(4), nullable=True))
    op.add_column("plan_indicator", sa.Column("period_targets", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("plan_indicator", "period_targets")
    op.drop_column("plan_indicator", "spread")
