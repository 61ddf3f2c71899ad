"""Officers' chats: linked by a code, and which messages spoke to an officer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_LIVE = "linked_at IS NOT NULL AND ended_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "officer_chat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chat", sa.String(length=32), nullable=True),
        sa.Column("chat_name", sa.String(length=120), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_officer_chat_account_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_officer_chat_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_chat")),
        sa.UniqueConstraint("code", name=op.f("uq_officer_chat_code")),
    )
    with op.batch_alter_table("officer_chat", schema=None) as batch_op:
        batch_op.create_index("ix_officer_chat_session", ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_officer_chat_officer_id"), ["officer_id"], unique=False)
        for name in ("account_id", "chat"):
            batch_op.create_index(
                f"uq_officer_chat_{name}",
                [name],
                unique=True,
                sqlite_where=sa.text(_LIVE),
                postgresql_where=sa.text(_LIVE),
            )
    op.create_table(
        "chat_link_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_link_try")),
    )
    with op.batch_alter_table("chat_link_try", schema=None) as batch_op:
        batch_op.create_index("ix_chat_link_try_chat", ["chat", "at"], unique=False)
    op.add_column("sent_message", sa.Column("desk", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("sent_message", "desk")
    op.drop_table("chat_link_try")
    op.drop_table("officer_chat")
