"""Entries whose words were erased: of those that are named there words may go, and nothing else."""

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
from complaints_service.db import UtcDateTime

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

TABLE, LEDGER = "erased_entry", "ticket_event"
KEYS = (("event_id",),)
OTHERS = ("id", "ticket_id", "seq", "kind", "at", "recorded_at", "actor", "origin")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["ticket_event.id"], name=op.f("fk_erased_entry_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_erased_entry")),
    )
    dialect = op.get_bind().dialect.name
    erasable = erasable_ddl(LEDGER, register=TABLE, key="event_id", column="data", others=OTHERS)
    for statement in (
        *append_only_ddl(TABLE)[dialect],
        *no_side_door_ddl(TABLE, KEYS)[dialect],
        *erasable[dialect],
    ):
        op.execute(statement)
    op.add_column("complaint", sa.Column("erased_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.drop_column("complaint", "erased_at")
    drop, make = append_only_drop_ddl(LEDGER)[dialect][0], append_only_ddl(LEDGER)[dialect]
    op.execute(drop)
    for statement in make:
        if "_no_delete" not in statement:
            op.execute(statement)
    for statement in (*no_side_door_drop_ddl(TABLE)[dialect], *append_only_drop_ddl(TABLE)[dialect]):
        op.execute(statement)
    op.drop_table(TABLE)
