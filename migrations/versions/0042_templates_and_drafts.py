"""Templates of answers with their versions, and letters that are half written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=6), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("scope IN ('person', 'unit', 'office')", name=op.f("ck_answer_template_scope")),
        sa.CheckConstraint(
            "(scope = 'person') = (officer_id IS NOT NULL)", name=op.f("ck_answer_template_of_person")
        ),
        sa.CheckConstraint(
            "(scope = 'unit') = (unit_id IS NOT NULL)", name=op.f("ck_answer_template_of_unit")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_answer_template_officer_id_officer")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_answer_template_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_template")),
    )
    op.create_index(op.f("ix_answer_template_officer_id"), "answer_template", ["officer_id"])
    op.create_index(op.f("ix_answer_template_unit_id"), "answer_template", ["unit_id"])
    op.create_table(
        "answer_template_version",
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "act IN ('message', 'question', 'resolve', 'reject')", name=op.f("ck_answer_template_version_act")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["answer_template.id"],
            name=op.f("fk_answer_template_version_template_id_answer_template"),
        ),
        sa.PrimaryKeyConstraint("template_id", "version", name=op.f("pk_answer_template_version")),
    )
    op.create_table(
        "answer_draft",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_answer_draft_account_id_account")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_answer_draft_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", "account_id", name=op.f("pk_answer_draft")),
    )
    op.create_index(op.f("ix_answer_draft_changed_at"), "answer_draft", ["changed_at"])


def downgrade() -> None:
    op.drop_table("answer_draft")
    op.drop_table("answer_template_version")
    op.drop_table("answer_template")
