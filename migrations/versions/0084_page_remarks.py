"""What the office's people say about the pages they work on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("settled_by", sa.String(40), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name=op.f("ck_page_remark_state")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_page_remark_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_remark")),
    )
    op.create_index(op.f("ix_page_remark_account_id"), "page_remark", ["account_id"])
    op.create_index("ix_page_remark_state", "page_remark", ["state", "written_at"])


def downgrade() -> None:
    op.drop_table("page_remark")
