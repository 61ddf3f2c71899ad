"""Who gets a report of the office each month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(254), nullable=True),
        sa.Column("called", sa.String(200), nullable=False),
        sa.Column("route", sa.String(5), nullable=False),
        sa.Column("last_month", sa.String(7), nullable=True),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("letter", sa.String(64), nullable=True),
        sa.Column("problem", sa.String(16), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(40), nullable=False),
        sa.CheckConstraint("route IN ('email', 'chat')", name=op.f("ck_report_reader_route")),
        sa.CheckConstraint(
            "(officer_id IS NULL) <> (address IS NULL)", name=op.f("ck_report_reader_one_reader")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_report_reader_officer_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["report_issue.id"], name=op.f("fk_report_reader_issue_id_report_issue")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reader")),
        sa.UniqueConstraint("code", "officer_id", name=op.f("uq_report_reader_code_officer_id")),
        sa.UniqueConstraint("code", "address", name=op.f("uq_report_reader_code_address")),
    )


def downgrade() -> None:
    op.drop_table("report_reader")
