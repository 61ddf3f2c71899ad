"""The office's reports as they were issued, each once and for good."""

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

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

TABLE, KEYS = "report_issue", (("id",), ("year", "number_in_year"))


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number_in_year", sa.Integer(), nullable=False),
        sa.Column("first_month", sa.String(7), nullable=False),
        sa.Column("last_month", sa.String(7), nullable=False),
        sa.Column("as_of", UtcDateTime(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by", sa.String(40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_issue")),
        sa.UniqueConstraint("year", "number_in_year", name=op.f("uq_report_issue_year_number_in_year")),
    )
    dialect = op.get_bind().dialect.name
    for statement in (*append_only_ddl(TABLE)[dialect], *no_side_door_ddl(TABLE, KEYS)[dialect]):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in (*no_side_door_drop_ddl(TABLE)[dialect], *append_only_drop_ddl(TABLE)[dialect]):
        op.execute(statement)
    op.drop_table(TABLE)
