"""Whom a complaint accuses, a row each: what is asked of every list is asked of an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TICKET = sa.table("ticket", sa.column("id", sa.Integer), sa.column("accused", sa.JSON))
_ACCUSED = sa.table("ticket_accused", sa.column("ticket_id", sa.Integer), sa.column("reference", sa.String))


def upgrade() -> None:
    op.create_table(
        "ticket_accused",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_accused_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "reference", name=op.f("pk_ticket_accused")),
    )
    op.create_index("ix_ticket_accused_reference", "ticket_accused", ["reference"], unique=False)
    named = sa.select(_TICKET).where(sa.cast(_TICKET.c.accused, sa.String) != "[]")
    rows = [
        {"ticket_id": ticket_id, "reference": reference}
        for ticket_id, accused in op.get_bind().execute(named)
        for reference in dict.fromkeys(accused)
    ]
    if rows:
        op.bulk_insert(_ACCUSED, rows)
    op.drop_column("ticket", "accused")


def downgrade() -> None:
    op.add_column("ticket", sa.Column("accused", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    accused: dict[int, list[str]] = {}
    for ticket_id, reference in op.get_bind().execute(sa.select(_ACCUSED)):
        accused.setdefault(ticket_id, []).append(reference)
    for ticket_id, references in accused.items():
        changed = sa.update(_TICKET).where(_TICKET.c.id == ticket_id).values(accused=sorted(references))
        op.execute(changed)
    op.drop_index("ix_ticket_accused_reference", table_name="ticket_accused")
    op.drop_table("ticket_accused")
