"""From which month on a reader's reports wait for a calendar that does not reach their day yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_reader", sa.Column("waits_from", sa.String(7), nullable=True))


def downgrade() -> None:
    op.drop_column("report_reader", "waits_from")
