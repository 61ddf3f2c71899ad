"""An index along which what a member is done with is read, the newest first."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0100"
down_revision = "0099"
branch_labels = None
depends_on = None

INDEX = "ix_ticket_ended"


def upgrade() -> None:
    op.create_index(INDEX, "ticket", ["holder_officer_id", text("coalesce(closed_at, changed_at)"), "id"])


def downgrade() -> None:
    op.drop_index(INDEX, table_name="ticket")
