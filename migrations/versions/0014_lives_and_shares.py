"""What a share leaves out or tells apart; whose number a verdict is changed, so facts are made anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = ("inherited", "redone", "at_least")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("clock_fact", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    _forget_facts()


def downgrade() -> None:
    with op.batch_alter_table("clock_fact") as batch_op:
        for name in COLUMNS:
            batch_op.drop_column(name)
    _forget_facts()


def _forget_facts() -> None:
    """All are made anew by the next refresh; figures that were frozen keep what they are."""
    for table in ("clock_fact", "custody_fact", "resolution_fact", "handover_fact", "ticket_fact"):
        op.execute(sa.delete(sa.table(table)))
