"""Rows of the record tell where they came from: a digest under the chain, the words beside it for a while.

Older rows stay as they were sealed: they have no such digest.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.audit.append_only import erasable_ddl

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None

TABLE, RECORD = "audit_source", "audit_event"
OTHERS = ("id", "at", "actor", "kind", "subject", "origin")
PURPOSE = "ix_audit_event_purpose"
SAYS_PURPOSE = {
    "sqlite": "json_extract(data, '$.purpose') IS NOT NULL",
    "postgresql": "(data ->> 'purpose') IS NOT NULL",
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(43), nullable=True),
        sa.Column("session", sa.String(16), nullable=True),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_audit_source_event_id_audit_event")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_source")),
    )
    op.create_index("ix_audit_source_at", TABLE, ["at"])
    op.create_index("ix_audit_source_address", TABLE, ["address", "at", "event_id"])
    op.create_index("ix_audit_source_session", TABLE, ["session", "at", "event_id"])
    op.add_column(RECORD, sa.Column("source", sa.String(64), nullable=True))
    _erasable((*OTHERS, "source"))
    op.create_index(
        PURPOSE,
        RECORD,
        ["at", "id"],
        sqlite_where=sa.text(SAYS_PURPOSE["sqlite"]),
        postgresql_where=sa.text(SAYS_PURPOSE["postgresql"]),
    )


def downgrade() -> None:
    op.drop_index(PURPOSE, table_name=RECORD)
    _erasable(OTHERS)
    op.drop_column(RECORD, "source")
    op.drop_table(TABLE)


def _erasable(others: tuple[str, ...]) -> None:
    """Lets `data` alone change once a row is erased; `others`: all other columns there are."""
    statements = erasable_ddl(RECORD, register="erased_act", key="event_id", column="data", others=others)
    for statement in statements[op.get_bind().dialect.name]:
        op.execute(statement)
