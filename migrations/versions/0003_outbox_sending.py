"""What a sender notes: claims, tries, faults and reasons in the outbox; dead routes; routes with a sender."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "route_state",
        sa.Column("route", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("route", name=op.f("pk_route_state")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("claim", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("faults", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("parts", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(length=200), nullable=True))
        batch_op.alter_column("number", existing_type=sa.VARCHAR(length=16), nullable=True)
        batch_op.create_index("ix_outbox_address", ["route", "address", "id"], unique=False)
        batch_op.create_index("ix_outbox_message", ["number", "message"], unique=False)

    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_subscription_address", ["route", "address"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_address")
        batch_op.drop_column("dead_at")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_message")
        batch_op.drop_index("ix_outbox_address")
        batch_op.alter_column("number", existing_type=sa.VARCHAR(length=16), nullable=False)
        batch_op.drop_column("reason")
        batch_op.drop_column("settled_at")
        batch_op.drop_column("parts")
        batch_op.drop_column("faults")
        batch_op.drop_column("tries")
        batch_op.drop_column("lease_until")
        batch_op.drop_column("claim")
        batch_op.drop_column("not_before")
        batch_op.drop_column("message")

    op.drop_table("route_state")
