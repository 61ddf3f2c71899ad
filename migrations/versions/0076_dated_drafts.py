"""The day from which a draft of rules holds, who asks for its release, and closures told at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rulebook_draft", sa.Column("holds_from", sa.Date(), nullable=True))
    op.add_column("rulebook_draft", sa.Column("proposed_by", sa.String(40), nullable=True))
    op.add_column("rulebook_draft", sa.Column("proposed_at", UtcDateTime(), nullable=True))
    op.add_column("rulebook_release", sa.Column("proposed_by", sa.String(40), nullable=True))
    op.add_column("rulebook_release", sa.Column("holds_from", sa.Date(), nullable=True))
    op.create_table(
        "office_closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(40), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(40), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_closure")),
    )


def downgrade() -> None:
    op.drop_table("office_closure")
    op.drop_column("rulebook_release", "holds_from")
    op.drop_column("rulebook_release", "proposed_by")
    op.drop_column("rulebook_draft", "proposed_at")
    op.drop_column("rulebook_draft", "proposed_by")
    op.drop_column("rulebook_draft", "holds_from")
