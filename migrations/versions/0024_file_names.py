"""What citizens' files were called is forgotten: a name may say who sent it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("attachment", "name")


def downgrade() -> None:
    op.add_column("attachment", sa.Column("name", sa.String(length=300), nullable=True))
