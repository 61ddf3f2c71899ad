"""A place is one value: how accurate its point is, and how it became known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complaint", sa.Column("place_accuracy", sa.Integer(), nullable=True))
    op.add_column("complaint", sa.Column("place_origin", sa.String(8), nullable=True))
    complaint = sa.table(
        "complaint", *(sa.column(name) for name in ("lat", "kelurahan", "address", "channel", "place_origin"))
    )
    # What was known of a place tells how: a point of a chat was sent there, any other was set on the map.
    op.execute(
        sa.update(complaint).values(
            place_origin=sa.case(
                (complaint.c.lat.is_not(None) & (complaint.c.channel == "telegram"), "chat"),
                (complaint.c.lat.is_not(None), "pin"),
                (complaint.c.kelurahan.is_not(None), "list"),
                (complaint.c.address.is_not(None), "address"),
                else_=None,
            )
        )
    )


def downgrade() -> None:
    for column in ("place_origin", "place_accuracy"):
        op.drop_column("complaint", column)
