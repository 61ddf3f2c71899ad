"""The public satisfaction survey: its periods, answers that lead to nobody, used passes and follow-ups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_ELEMENTS = ("u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9")
_TOLD = {
    "channel": "'poster', 'kiosk', 'slip', 'link', 'chat', 'paper'",
    "sex": "'female', 'male'",
    "age": "'under_25', '25_39', '40_59', 'from_60'",
    "education": "'primary', 'junior', 'senior', 'diploma', 'bachelor', 'above'",
    "work": "'civil', 'private', 'business', 'student', 'home', 'other'",
}


def upgrade() -> None:
    op.create_table(
        "survey_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(40), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(64), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("population >= 0", name="ck_survey_period_population"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_survey_period_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_period"),
        sa.UniqueConstraint("code", name="uq_survey_period_code"),
    )
    op.create_index("ix_survey_period_unit", "survey_period", ["unit_id", "service"])
    op.create_table(
        "survey_answer",
        sa.Column("key", sa.String(22), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(6), nullable=False),
        *(sa.Column(code, sa.Integer(), nullable=False) for code in _ELEMENTS),
        *(sa.Column(told, sa.String(10), nullable=True) for told in _TOLD if told != "channel"),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=False),
        *(
            sa.CheckConstraint(f"{told} IN ({codes})", name=f"ck_survey_answer_{told}")
            for told, codes in _TOLD.items()
        ),
        *(
            sa.CheckConstraint(f"{code} BETWEEN 1 AND 4", name=f"ck_survey_answer_{code}")
            for code in _ELEMENTS
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["survey_period.id"], name="fk_survey_answer_period_id_survey_period"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_survey_answer"),
    )
    op.create_index("ix_survey_answer_period", "survey_answer", ["period_id"])
    op.create_table(
        "survey_pass",
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["period_id"], ["survey_period.id"], name="fk_survey_pass_period_id_survey_period"
        ),
        sa.PrimaryKeyConstraint("period_id", "digest", name="pk_survey_pass"),
    )
    op.create_table(
        "survey_follow_up",
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(2), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["period_id"], ["survey_period.id"], name="fk_survey_follow_up_period_id_survey_period"
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_survey_follow_up_action_id_action"),
        sa.PrimaryKeyConstraint("period_id", "element", name="pk_survey_follow_up"),
    )
    op.create_index("ix_survey_follow_up_action_id", "survey_follow_up", ["action_id"])


def downgrade() -> None:
    for table in ("survey_follow_up", "survey_pass", "survey_answer", "survey_period"):
        op.drop_table(table)
