"""Papers of tickets as they were made, each once and for good."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.audit.append_only import (
    append_only_ddl,
    append_only_drop_ddl,
    no_side_door_ddl,
    no_side_door_drop_ddl,
)
from complaints_service.db import UtcDateTime

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

TABLE = "ticket_paper"
KEYS = (("id",), ("kind", "year", "number_in_year"), ("ticket_id", "seq"))


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number_in_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by", sa.String(40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_paper_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_paper")),
        sa.UniqueConstraint(
            "kind", "year", "number_in_year", name=op.f("uq_ticket_paper_kind_year_number_in_year")
        ),
        sa.UniqueConstraint("ticket_id", "seq", name=op.f("uq_ticket_paper_ticket_id_seq")),
    )
    dialect = op.get_bind().dialect.name
    for statement in (*append_only_ddl(TABLE)[dialect], *no_side_door_ddl(TABLE, KEYS)[dialect]):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in (*no_side_door_drop_ddl(TABLE)[dialect], *append_only_drop_ddl(TABLE)[dialect]):
        op.execute(statement)
    op.drop_table(TABLE)
