"""Entries of the record outside the tickets without their words; an index for who is of one family."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.audit.append_only import (
    append_only_ddl,
    append_only_drop_ddl,
    erasable_ddl,
    no_side_door_ddl,
    no_side_door_drop_ddl,
)

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None

TABLE, RECORD = "erased_act", "audit_event"
KEYS = (("event_id",),)
OTHERS = ("id", "at", "actor", "kind", "subject", "origin")
INDEX = "ix_ticket_event_tied"
TIES = "kind IN ('ticket.split', 'ticket.linked', 'merged.wrote')"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["audit_event.id"], name=op.f("fk_erased_act_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_erased_act")),
    )
    dialect = op.get_bind().dialect.name
    erasable = erasable_ddl(RECORD, register=TABLE, key="event_id", column="data", others=OTHERS)
    for statement in (
        *append_only_ddl(TABLE)[dialect],
        *no_side_door_ddl(TABLE, KEYS)[dialect],
        *erasable[dialect],
    ):
        op.execute(statement)
    where = sa.text(TIES)
    op.create_index(INDEX, "ticket_event", ["ticket_id", "seq"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.drop_index(INDEX, table_name="ticket_event")
    drop, make = append_only_drop_ddl(RECORD)[dialect][0], append_only_ddl(RECORD)[dialect]
    op.execute(drop)
    for statement in make:
        if "_no_delete" not in statement:
            op.execute(statement)
    for statement in (*no_side_door_drop_ddl(TABLE)[dialect], *append_only_drop_ddl(TABLE)[dialect]):
        op.execute(statement)
    op.drop_table(TABLE)
