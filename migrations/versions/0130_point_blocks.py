"""Points of published months in blocks that go together when a report is kept from others later.

Of months that are published already nobody knows which reports their points are of: those points are told no
longer, and the file with them is made anew at the next look.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0087"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "point_block",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["month"], ["published_month.month"], name=op.f("fk_point_block_month_published_month")
        ),
        sa.PrimaryKeyConstraint("month", "number", name=op.f("pk_point_block")),
    )
    op.create_table(
        "block_report",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_block_report_ticket_id_ticket")),
        sa.ForeignKeyConstraint(
            ["month", "number"],
            ["point_block.month", "point_block.number"],
            name=op.f("fk_block_report_month_point_block"),
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_block_report")),
    )
    op.create_index("ix_block_report_block", "block_report", ["month", "number"])
    op.add_column("open_file", sa.Column("without", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("open_file", "without")
    op.drop_table("block_report")
    op.drop_table("point_block")
