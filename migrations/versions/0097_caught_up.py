"""Indexes along which what was late and open at the end of a month that is over is found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"
branch_labels = None
depends_on = None

TABLE = "clock_fact"
LATE = "breached_at IS NOT NULL AND stopped_at IS NULL"
CAUGHT_UP = "breached_at IS NOT NULL AND stopped_at IS NOT NULL"
UNIT_LATE = "ix_clock_fact_unit_late"
OPEN = ["ticket_id", "breached_at", "clock", "status"]
AFTER = ["stopped_at", "breached_at", "clock", "status", "ticket_id"]
PARTS = {
    UNIT_LATE: (["owner_unit", *OPEN], LATE),
    "ix_clock_fact_category_late": (["category", *OPEN], LATE),
    "ix_clock_fact_owner_caught_up": (["owner_officer_id", *AFTER], CAUGHT_UP),
    "ix_clock_fact_unit_caught_up": (["owner_unit", *AFTER], CAUGHT_UP),
    "ix_clock_fact_category_caught_up": (["category", *AFTER], CAUGHT_UP),
}
CUSTODY = "ix_custody_fact_category"


def upgrade() -> None:
    op.drop_index(UNIT_LATE, table_name=TABLE)
    for index, (columns, part) in PARTS.items():
        create(index, columns, part)
    op.create_index(CUSTODY, "custody_fact", ["category", "month", "ticket_id", "unit", "seconds"])


def create(index: str, columns: list[str], part: str) -> None:
    op.create_index(index, TABLE, columns, sqlite_where=sa.text(part), postgresql_where=sa.text(part))


def downgrade() -> None:
    op.drop_index(CUSTODY, table_name="custody_fact")
    for index in PARTS:
        op.drop_index(index, table_name=TABLE)
    create(UNIT_LATE, ["owner_unit", "ticket_id"], LATE)
