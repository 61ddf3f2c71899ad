"""Whom of the city's provider an account belongs to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(400), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_provider_link_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_link")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_provider_link_issuer_subject")),
        sa.UniqueConstraint("issuer", "account_id", name=op.f("uq_provider_link_issuer_account_id")),
    )
    op.create_index(op.f("ix_provider_link_account_id"), "provider_link", ["account_id"])


def downgrade() -> None:
    op.drop_table("provider_link")
