"""Facts for measurement: tickets, clocks, custody, resolutions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock_fact",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("clock", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("owner_officer_id", sa.Integer(), nullable=True),
        sa.Column("owner_unit", sa.String(length=40), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_seconds", sa.Integer(), nullable=True),
        sa.Column("target_kind", sa.String(length=14), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("kelurahan", sa.String(length=13), nullable=True),
        sa.Column("policy_version", sa.String(length=20), nullable=False),
        sa.Column("calendar_version", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_clock_fact_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "clock", "round", name=op.f("pk_clock_fact")),
    )
    with op.batch_alter_table("clock_fact", schema=None) as batch_op:
        batch_op.create_index("ix_clock_fact_month", ["month"], unique=False)
        batch_op.create_index("ix_clock_fact_owner", ["owner_officer_id", "month"], unique=False)
        batch_op.create_index("ix_clock_fact_unit", ["owner_unit", "month"], unique=False)

    op.create_table(
        "custody_fact",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_custody_fact_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "holder", "unit", "month", name=op.f("pk_custody_fact")),
    )
    with op.batch_alter_table("custody_fact", schema=None) as batch_op:
        batch_op.create_index("ix_custody_fact_holder", ["holder", "month"], unique=False)
        batch_op.create_index("ix_custody_fact_month", ["month"], unique=False)
        batch_op.create_index("ix_custody_fact_unit", ["unit", "month"], unique=False)

    op.create_table(
        "resolution_fact",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_resolution_fact_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "seq", name=op.f("pk_resolution_fact")),
    )
    with op.batch_alter_table("resolution_fact", schema=None) as batch_op:
        batch_op.create_index("ix_resolution_fact_month", ["month"], unique=False)
        batch_op.create_index("ix_resolution_fact_officer", ["officer_id", "month"], unique=False)
        batch_op.create_index("ix_resolution_fact_unit", ["unit", "month"], unique=False)

    op.create_table(
        "ticket_fact",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ledger_version", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.String(length=20), nullable=False),
        sa.Column("calendar", sa.String(length=40), nullable=False),
        sa.Column("calendar_version", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("kelurahan", sa.String(length=13), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("final_closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("total_seconds", sa.Integer(), nullable=False),
        sa.Column("disputes", sa.Integer(), nullable=False),
        sa.Column("reopenings", sa.Integer(), nullable=False),
        sa.Column("last_resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_resolved_month", sa.String(length=7), nullable=True),
        sa.Column("resolver_officer_id", sa.Integer(), nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("next_change_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_fact_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_fact")),
    )
    with op.batch_alter_table("ticket_fact", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_fact_stale", ["settled", "as_of"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ticket_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_fact_stale")

    op.drop_table("ticket_fact")
    with op.batch_alter_table("resolution_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_resolution_fact_unit")
        batch_op.drop_index("ix_resolution_fact_officer")
        batch_op.drop_index("ix_resolution_fact_month")

    op.drop_table("resolution_fact")
    with op.batch_alter_table("custody_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_custody_fact_unit")
        batch_op.drop_index("ix_custody_fact_month")
        batch_op.drop_index("ix_custody_fact_holder")

    op.drop_table("custody_fact")
    with op.batch_alter_table("clock_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_clock_fact_unit")
        batch_op.drop_index("ix_clock_fact_owner")
        batch_op.drop_index("ix_clock_fact_month")

    op.drop_table("clock_fact")
