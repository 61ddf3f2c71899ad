"""The days to object to an evaluation begin when it is opened, or after two reminders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_EVALUATION = sa.table(
    "evaluation",
    sa.column("sent_at", sa.DateTime(timezone=True)),
    sa.column("opened_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.add_column("evaluation", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "evaluation", sa.Column("reminded", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("evaluation", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    # What was sent before was promised its last day then: it stays.
    sent = _EVALUATION.c.sent_at.is_not(None)
    op.execute(sa.update(_EVALUATION).where(sent).values(opened_at=_EVALUATION.c.sent_at))


def downgrade() -> None:
    for column in ("reminded_at", "reminded", "opened_at"):
        op.drop_column("evaluation", column)
