"""Indexes along which a page of the tickets behind a figure is found, in their order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None

#: Index -> its table, its columns before, and those it has now besides.
WIDER = {
    "ix_clock_fact_owner": ("clock_fact", ("owner_officer_id", "month"), ("clock", "status", "ticket_id")),
    "ix_clock_fact_unit": ("clock_fact", ("owner_unit", "month"), ("clock", "status", "ticket_id")),
    "ix_custody_fact_holder": ("custody_fact", ("holder", "month"), ("ticket_id",)),
    "ix_resolution_fact_officer": ("resolution_fact", ("officer_id", "month"), ("ticket_id",)),
}
LATE = {"ix_clock_fact_owner_late": "owner_officer_id", "ix_clock_fact_unit_late": "owner_unit"}


def upgrade() -> None:
    for index, (table, before, more) in WIDER.items():
        op.drop_index(index, table_name=table)
        op.create_index(index, table, [*before, *more])
    late = sa.text("breached_at IS NOT NULL AND stopped_at IS NULL")
    for index, column in LATE.items():
        op.create_index(index, "clock_fact", [column, "ticket_id"], sqlite_where=late, postgresql_where=late)


def downgrade() -> None:
    for index in LATE:
        op.drop_index(index, table_name="clock_fact")
    for index, (table, before, _more) in WIDER.items():
        op.drop_index(index, table_name=table)
        op.create_index(index, table, [*before])
