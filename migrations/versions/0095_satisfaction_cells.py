"""Ratings as facts and in the cells of months, and the sums of closed surveys.

Ratings that were given before become facts at the next run: until then their tickets are stale.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None

SCORES = ("score_1", "score_2", "score_3", "score_4")
ELEMENTS = ("u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9")


def upgrade() -> None:
    op.create_table(
        "rating_fact",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("rated_at", UtcDateTime(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("kelurahan", sa.String(13), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_rating_fact_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_rating_fact")),
    )
    op.create_index("ix_rating_fact_officer", "rating_fact", ["officer_id", "month"])
    op.create_index("ix_rating_fact_month", "rating_fact", ["month", "unit"])
    op.create_table(
        "rating_cell",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("kelurahan", sa.String(13), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in SCORES),
        sa.PrimaryKeyConstraint(
            "month", "unit", "category", "kelurahan", "kind", "channel", name=op.f("pk_rating_cell")
        ),
    )
    op.create_table(
        "survey_cell",
        sa.Column("period_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        *(sa.Column(code, sa.Integer(), nullable=False) for code in ELEMENTS),
        sa.ForeignKeyConstraint(
            ["period_id"], ["survey_period.id"], name=op.f("fk_survey_cell_period_id_survey_period")
        ),
        sa.PrimaryKeyConstraint("period_id", name=op.f("pk_survey_cell")),
    )
    answer = sa.table("survey_answer", sa.column("period_id"), *map(sa.column, ELEMENTS))
    period = sa.table("survey_period", sa.column("id"), sa.column("closed_at"))
    sums = (
        sa.select(period.c.id, sa.func.count(), *(sa.func.sum(answer.c[code]) for code in ELEMENTS))
        .join_from(period, answer, answer.c.period_id == period.c.id)
        .where(period.c.closed_at.is_not(None))
        .group_by(period.c.id)
    )
    columns = ("period_id", "answers", *ELEMENTS)
    op.execute(sa.insert(sa.table("survey_cell", *map(sa.column, columns))).from_select(columns, sums))


def downgrade() -> None:
    op.drop_table("survey_cell")
    op.drop_table("rating_cell")
    # Officers' cells and digests that name ratings go with the facts: all are made anew.
    for table in (
        "month_cell",
        "officer_cell",
        "channel_cell",
        "custody_cell",
        "clock_fact",
        "custody_fact",
        "resolution_fact",
        "handover_fact",
        "ticket_fact",
    ):
        op.execute(sa.delete(sa.table(table)))
    op.drop_table("rating_fact")
