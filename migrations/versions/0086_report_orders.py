"""Reports that were ordered, and the files that came of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("first_month", sa.String(7), nullable=False),
        sa.Column("last_month", sa.String(7), nullable=False),
        sa.Column("compare", sa.String(4), nullable=False),
        sa.Column("narrowed", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("ordered_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("units", sa.JSON(), nullable=True),
        sa.Column("problem", sa.String(16), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_report_order_state")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_report_order_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_report_order_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_order")),
    )
    op.create_index("ix_report_order_account_id", "report_order", ["account_id"])
    op.create_index("ix_report_order_state", "report_order", ["state", "id"])
    op.create_table(
        "report_file",
        sa.Column("order_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["report_order.id"], name=op.f("fk_report_file_order_id_report_order")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_report_file")),
    )


def downgrade() -> None:
    op.drop_table("report_file")
    op.drop_table("report_order")
