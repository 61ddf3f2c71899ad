"""Digests of what is written, and signed checkpoints; REPLACE and TRUNCATE no longer pass by the guards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.audit.append_only import (
    append_only_ddl,
    append_only_drop_ddl,
    no_side_door_ddl,
    no_side_door_drop_ddl,
)

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

#: The keys by which a row of each guarded table could be replaced.
KEYS = {
    "ticket_event": (("id",), ("ticket_id", "seq")),
    "audit_event": (("id",),),
    "seal": (("chain", "position"), ("chain", "row_id")),
    "written": (("id",),),
    "checkpoint": (("chain", "position"),),
}
NEW = ("written", "checkpoint")


def upgrade() -> None:
    op.create_table(
        "written",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_written_record", "written", ["record", "key"], unique=False)
    op.create_table(
        "digest_form",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_digest_form")),
    )
    op.create_table(
        "digest_salt",
        sa.Column("record", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("record", "key", name=op.f("pk_digest_salt")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("chain", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("sealed_on_day", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("chain", "position", name=op.f("pk_checkpoint")),
    )
    dialect = op.get_bind().dialect.name
    for table, keys in KEYS.items():
        if table in NEW:
            _execute(append_only_ddl(table)[dialect])
        _execute(no_side_door_ddl(table, keys)[dialect])


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in KEYS:
        _execute(no_side_door_drop_ddl(table)[dialect])
        if table in NEW:
            _execute(append_only_drop_ddl(table)[dialect])
    op.drop_table("checkpoint")
    op.drop_table("digest_salt")
    op.drop_table("digest_form")
    op.drop_index("ix_written_record", table_name="written")
    op.drop_table("written")


def _execute(statements: tuple[str, ...]) -> None:
    for statement in statements:
        op.execute(statement)
