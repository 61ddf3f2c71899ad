"""Points of published months in blocks that go together when a report is kept from others later.

Of months that are published already nobody knows which reports their points are of: those points are told no
longer, and the file with them is made anew at the next look.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.openness.watching import watching_ddl, watching_drop_ddl

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None

WATCHED = {"complaint": ("privacy", "restricted_at"), "ticket": ("kind",), "ticket_accused": ()}
INDEX = "ix_block_report_marked"


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
        sa.Column("marked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_block_report_ticket_id_ticket")),
        sa.ForeignKeyConstraint(
            ["month", "number"],
            ["point_block.month", "point_block.number"],
            name=op.f("fk_block_report_month_point_block"),
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_block_report")),
    )
    # As each database asks for it: otherwise the index is not found.
    op.create_index(
        INDEX,
        "block_report",
        ["month", "number"],
        sqlite_where=sa.text("marked = 1"),
        postgresql_where=sa.text("marked"),
    )
    dialect = op.get_bind().dialect.name
    for table, columns in WATCHED.items():
        for statement in watching_ddl(table, columns)[dialect]:
            op.execute(statement)
    op.add_column("published_month", sa.Column("points", sa.JSON(), nullable=True))
    op.add_column("open_file", sa.Column("without", sa.JSON(), nullable=True))


def downgrade() -> None:
    for table in WATCHED:
        for statement in watching_drop_ddl(table)[op.get_bind().dialect.name]:
            op.execute(statement)
    op.drop_column("published_month", "points")
    op.drop_column("open_file", "without")
    op.drop_table("block_report")
    op.drop_table("point_block")
