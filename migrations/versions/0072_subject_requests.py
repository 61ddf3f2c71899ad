"""What people ask about what is kept of them, and reports whose use they restricted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'asked'")


def upgrade() -> None:
    op.create_table(
        "subject_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_subject_request_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request")),
    )
    op.create_index("ix_subject_request_ticket", "subject_request", ["ticket_id", "id"], unique=False)
    op.create_index(
        "ix_subject_request_asked",
        "subject_request",
        ["due_at"],
        unique=False,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.add_column("complaint", sa.Column("restricted_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("complaint", "restricted_at")
    op.drop_index("ix_subject_request_asked", table_name="subject_request")
    op.drop_index("ix_subject_request_ticket", table_name="subject_request")
    op.drop_table("subject_request")
