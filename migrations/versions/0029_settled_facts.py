"""A ticket settled by a rule is so a second after it, and after the law's own period: facts are made anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _forget_facts()


def downgrade() -> None:
    _forget_facts()


def _forget_facts() -> None:
    """All are made anew by the next refresh; figures that were frozen keep what they are."""
    for table in ("clock_fact", "custody_fact", "resolution_fact", "handover_fact", "ticket_fact"):
        op.execute(sa.delete(sa.table(table)))
