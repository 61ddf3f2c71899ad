"""Of a browser its kind of device is kept, not its whole description; sessions of before end within hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _swap("user_agent", "device", sa.String(length=40))


def downgrade() -> None:
    _swap("device", "user_agent", sa.String(length=80))


def _swap(old: str, new: str, kind: sa.String) -> None:
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column(new, kind, nullable=False, server_default=""))
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.alter_column(new, existing_type=kind, server_default=None)
        batch_op.drop_column(old)
