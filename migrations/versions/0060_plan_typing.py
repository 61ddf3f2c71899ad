"""What is typed into a draft of a plan and not saved yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_typing",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(12), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["plan_version.id"], name=op.f("fk_plan_typing_version_id_plan_version")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_plan_typing_account_id_account")
        ),
        sa.PrimaryKeyConstraint("version_id", "account_id", "part", name=op.f("pk_plan_typing")),
    )
    op.create_index("ix_plan_typing_changed_at", "plan_typing", ["changed_at"])


def downgrade() -> None:
    op.drop_index("ix_plan_typing_changed_at", "plan_typing")
    op.drop_table("plan_typing")
