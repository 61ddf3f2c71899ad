"""Whose turn it is on a ticket, kept beside its state; tickets that may differ are looked at again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TICKET = sa.table(
    "ticket",
    sa.column("state", sa.String),
    sa.column("turn", sa.String),
    sa.column("changed_at", sa.DateTime(timezone=True)),
    sa.column("sweep_at", sa.DateTime(timezone=True)),
)
_BY_STATE = {"waiting": "citizen", "resolved": "citizen", "referred": "agency"}
_OVER = ("closed", "rejected", "cancelled", "merged")


def upgrade() -> None:
    op.add_column(
        "ticket", sa.Column("turn", sa.String(length=8), server_default=sa.text("'office'"), nullable=False)
    )
    op.create_index("ix_ticket_turn", "ticket", ["turn", "due_at"], unique=False)
    for state, turn in _BY_STATE.items():
        op.execute(sa.update(_TICKET).where(_TICKET.c.state == state).values(turn=turn))
    op.execute(sa.update(_TICKET).where(_TICKET.c.state.in_(_OVER)).values(turn="nobody"))
    # What the ledger says of an open round no statement can tell: the worker reads these ledgers once.
    unsure = _TICKET.c.state.in_(("waiting", "resolved", "closed"))
    op.execute(sa.update(_TICKET).where(unsure).values(sweep_at=_TICKET.c.changed_at))


def downgrade() -> None:
    op.drop_index("ix_ticket_turn", table_name="ticket")
    op.drop_column("ticket", "turn")
