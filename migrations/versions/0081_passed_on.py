"""Reports handed to the installations of other offices, and what those say of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passed_on",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(40), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("passed_at", UtcDateTime(), nullable=True),
        sa.Column("their_number", sa.String(60), nullable=True),
        sa.Column("token", sa.String(120), nullable=True),
        sa.Column("their_state", sa.String(20), nullable=True),
        sa.Column("their_words", sa.String(500), nullable=True),
        sa.Column("their_change_at", UtcDateTime(), nullable=True),
        sa.Column("their_promise_at", UtcDateTime(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_passed_on_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", "seq", name=op.f("pk_passed_on")),
    )
    op.create_index(
        "ix_passed_on_due",
        "passed_on",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("passed_on")
