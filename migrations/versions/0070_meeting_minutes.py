"""Why somebody did not come to a meeting; minutes as they were issued, each once and for good."""

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

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

TABLE = "meeting_minutes"
KEYS = (("id",), ("meeting_id",), ("year", "number_in_year"))


def upgrade() -> None:
    op.add_column("attendance", sa.Column("reason", sa.String(200), nullable=True))
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number_in_year", sa.Integer(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by", sa.String(40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_minutes_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_minutes")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_meeting_minutes_meeting_id")),
        sa.UniqueConstraint("year", "number_in_year", name=op.f("uq_meeting_minutes_year_number_in_year")),
    )
    dialect = op.get_bind().dialect.name
    for statement in (*append_only_ddl(TABLE)[dialect], *no_side_door_ddl(TABLE, KEYS)[dialect]):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in (*no_side_door_drop_ddl(TABLE)[dialect], *append_only_drop_ddl(TABLE)[dialect]):
        op.execute(statement)
    op.drop_table(TABLE)
    op.drop_column("attendance", "reason")
