"""Two questions to the record at once read along one index; PostgreSQL learns how often a purpose is told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0098"
down_revision = "0097"
branch_labels = None
depends_on = None

EVENT, SOURCE = "audit_event", "audit_source"
COLUMNS = ("kind", "actor")
INDEXES = {
    "ix_audit_event_actor_kind": (EVENT, ["actor", "kind", "at", "id"]),
    **{
        f"ix_audit_source_address_{column}": (SOURCE, ["address", column, "at", "event_id"])
        for column in COLUMNS
    },
}
STATISTICS = "audit_event_purpose"


def upgrade() -> None:
    event = sa.table(EVENT, sa.column("id"), *map(sa.column, COLUMNS))
    source = sa.table(SOURCE, sa.column("event_id"), *map(sa.column, COLUMNS))
    for column in COLUMNS:
        op.add_column(SOURCE, sa.Column(column, sa.String(40), server_default="", nullable=False))
    op.execute(
        sa.update(source).values(
            {
                column: sa.select(event.c[column]).where(event.c.id == source.c.event_id).scalar_subquery()
                for column in COLUMNS
            }
        )
    )
    for index, (table, columns) in INDEXES.items():
        op.create_index(index, table, columns)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE STATISTICS {STATISTICS} ON (data ->> 'purpose') FROM {EVENT}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP STATISTICS {STATISTICS}")
    for index, (table, _columns) in INDEXES.items():
        op.drop_index(index, table_name=table)
    for column in COLUMNS:
        op.drop_column(SOURCE, column)
