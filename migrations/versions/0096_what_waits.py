"""Indexes that count what waits for a resolution, what came and what went by themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None

TABLE = "clock_fact"
STOPPED = "ix_clock_fact_stopped"
PARTS = {
    "ix_clock_fact_waits": (
        ["clock", "stopped_at", "owner_unit", "category", "kelurahan", "started_at"],
        "clock = 'resolution' AND stopped_at IS NULL",
    ),
    "ix_clock_fact_came": (
        ["clock", "started_at", "owner_unit", "inherited", "category", "kelurahan"],
        "clock = 'resolution'",
    ),
    "ix_clock_fact_ended": (
        ["clock", "stopped_at", "owner_unit", "inherited", "started_at", "category", "kelurahan"],
        "clock = 'resolution' AND stopped_at IS NOT NULL",
    ),
}


def upgrade() -> None:
    op.drop_index(STOPPED, table_name=TABLE)
    op.create_index(STOPPED, TABLE, ["clock", "stopped_at"])
    for index, (columns, part) in PARTS.items():
        op.create_index(index, TABLE, columns, sqlite_where=sa.text(part), postgresql_where=sa.text(part))


def downgrade() -> None:
    for index in PARTS:
        op.drop_index(index, table_name=TABLE)
    op.drop_index(STOPPED, table_name=TABLE)
    op.create_index(STOPPED, TABLE, ["clock", "stopped_at", "started_at", "ticket_id", "owner_unit"])
