"""Goals, plans, reported values, feedback, evaluations, meetings, actions and trainings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("lesson_hours", sa.Integer(), nullable=False),
        sa.Column("indicator_code", sa.String(length=40), nullable=True),
        sa.Column("value_code", sa.String(length=24), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("lesson_hours > 0", name=op.f("ck_training_lesson_hours")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
        sa.UniqueConstraint("code", name=op.f("uq_training_code")),
    )
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "level IN ('vision', 'mission', 'objective', 'programme', 'unit_work')",
            name=op.f("ck_goal_level"),
        ),
        sa.CheckConstraint("first_year <= last_year", name=op.f("ck_goal_years")),
        sa.ForeignKeyConstraint(["parent_id"], ["goal.id"], name=op.f("fk_goal_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_goal_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_goal_years", ["first_year", "last_year"], unique=False)

    op.create_table(
        "achievement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_month", sa.String(length=7), nullable=False),
        sa.Column("last_month", sa.String(length=7), nullable=False),
        sa.Column("level", sa.String(length=24), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["officer.id"], name=op.f("fk_achievement_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement")),
        sa.UniqueConstraint("first_month", "last_month", name=op.f("uq_achievement_first_month_last_month")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("chair_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("agenda_as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint("kind IN ('regular', 'dialogue')", name=op.f("ck_meeting_kind")),
        sa.CheckConstraint("state IN ('planned', 'held', 'cancelled')", name=op.f("ck_meeting_state")),
        sa.ForeignKeyConstraint(["chair_id"], ["officer.id"], name=op.f("fk_meeting_chair_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_meeting_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_unit", ["unit_id", "starts_at"], unique=False)

    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_plan_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("officer_id", "year", name=op.f("uq_plan_officer_id_year")),
    )
    op.create_table(
        "training_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("indicator_code", sa.String(length=40), nullable=True),
        sa.Column("gap", sa.Double(), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'declined', 'done')", name=op.f("ck_training_need_state")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["officer.id"], name=op.f("fk_training_need_decided_by")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_training_need_officer_id")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_training_need_training_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_need")),
    )
    with op.batch_alter_table("training_need", schema=None) as batch_op:
        batch_op.create_index("ix_training_need_officer", ["officer_id", "state"], unique=False)

    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("moved_reason", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=7), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_action_state")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_action_meeting_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["officer.id"], name=op.f("fk_action_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_action_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index("ix_action_owner", ["owner_id", "state"], unique=False)
        batch_op.create_index("ix_action_unit", ["unit_id", "state"], unique=False)

    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=9), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('late', 'at_risk', 'time_lost', 'contest', 'indicator', 'action', 'thanks', 'own')",
            name=op.f("ck_agenda_item_kind"),
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "ordinal", name=op.f("uq_agenda_item_meeting_id_ordinal")),
        sa.UniqueConstraint(
            "meeting_id", "kind", "reference", name=op.f("uq_agenda_item_meeting_id_kind_reference")
        ),
    )
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("officer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("present", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_attendance_officer_id")),
        sa.PrimaryKeyConstraint("meeting_id", "officer_id", name=op.f("pk_attendance")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=11), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("value_code", sa.String(length=24), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("indicator_code", sa.String(length=40), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('praise', 'advice')", name=op.f("ck_feedback_kind")),
        sa.CheckConstraint(
            "relation IN ('superior', 'peer', 'subordinate')", name=op.f("ck_feedback_relation")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["officer.id"], name=op.f("fk_feedback_giver_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_feedback_officer_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_feedback_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_officer", ["officer_id", "given_at"], unique=False)

    op.create_table(
        "plan_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(length=60), nullable=False),
        sa.Column("support", sa.Text(), nullable=True),
        sa.Column("accountability", sa.Text(), nullable=True),
        sa.Column("consequence", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("officer_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rater_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'signed', 'dropped')", name=op.f("ck_plan_version_state")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_version_plan_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_plan_version_position_id")),
        sa.ForeignKeyConstraint(["rater_id"], ["officer.id"], name=op.f("fk_plan_version_rater_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_version_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_version_plan_id_number")),
    )
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_version_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index("ix_plan_version_rater", ["rater_id", "state"], unique=False)

    op.create_table(
        "training_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=True),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("lesson_hours", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("certificate", sa.String(length=200), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=40), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_training_record_days")),
        sa.CheckConstraint("lesson_hours > 0", name=op.f("ck_training_record_lesson_hours")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["officer.id"], name=op.f("fk_training_record_confirmed_by")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["training_need.id"], name=op.f("fk_training_record_need_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_training_record_officer_id")),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name=op.f("fk_training_record_training_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_record")),
    )
    with op.batch_alter_table("training_record", schema=None) as batch_op:
        batch_op.create_index("ix_training_record_officer", ["officer_id", "last_on"], unique=False)

    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("first_month", sa.String(length=7), nullable=False),
        sa.Column("last_month", sa.String(length=7), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("reopen_reason", sa.Text(), nullable=True),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("plan_version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("result_rating", sa.String(length=5), nullable=True),
        sa.Column("behaviour_rating", sa.String(length=5), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objection_due_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objection", sa.Text(), nullable=True),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("first_result_rating", sa.String(length=5), nullable=True),
        sa.Column("first_behaviour_rating", sa.String(length=5), nullable=True),
        sa.Column("predicate", sa.String(length=24), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("record", sa.JSON(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state IN ('closed', 'reopened')) = (digest IS NOT NULL)", name=op.f("ck_evaluation_frozen")
        ),
        sa.CheckConstraint(
            "behaviour_rating IN ('below', 'meets', 'above')", name=op.f("ck_evaluation_behaviour_rating")
        ),
        sa.CheckConstraint("kind IN ('periodic', 'annual')", name=op.f("ck_evaluation_kind")),
        sa.CheckConstraint(
            "result_rating IN ('below', 'meets', 'above')", name=op.f("ck_evaluation_result_rating")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'objected', 'closed', 'reopened')", name=op.f("ck_evaluation_state")
        ),
        sa.ForeignKeyConstraint(["decider_id"], ["officer.id"], name=op.f("fk_evaluation_decider_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_evaluation_officer_id")),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_version.id"], name=op.f("fk_evaluation_plan_version_id")
        ),
        sa.ForeignKeyConstraint(["rater_id"], ["officer.id"], name=op.f("fk_evaluation_rater_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["evaluation.id"], name=op.f("fk_evaluation_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint(
            "officer_id",
            "kind",
            "first_month",
            "last_month",
            "generation",
            name=op.f("uq_evaluation_officer_id_kind_first_month_last_month_generation"),
        ),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index("ix_evaluation_rater", ["rater_id", "state"], unique=False)

    op.create_table(
        "plan_expectation",
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value_code", sa.String(length=24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["plan_version.id"], name=op.f("fk_plan_expectation_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "value_code", name=op.f("pk_plan_expectation")),
    )
    op.create_table(
        "plan_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('remark', 'change', 'signature', 'unsigned')", name=op.f("ck_plan_remark_kind")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_plan_remark_officer_id")),
        sa.ForeignKeyConstraint(["version_id"], ["plan_version.id"], name=op.f("fk_plan_remark_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_remark")),
    )
    with op.batch_alter_table("plan_remark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_remark_version_id"), ["version_id"], unique=False)

    op.create_table(
        "plan_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("superior_result_id", sa.Integer(), nullable=True),
        sa.Column("goal_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("duty IN ('main', 'additional')", name=op.f("ck_plan_result_duty")),
        sa.CheckConstraint("weight BETWEEN 0 AND 100", name=op.f("ck_plan_result_weight")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_plan_result_goal_id")),
        sa.ForeignKeyConstraint(
            ["superior_result_id"], ["plan_result.id"], name=op.f("fk_plan_result_superior_result_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["plan_version.id"], name=op.f("fk_plan_result_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_result")),
        sa.UniqueConstraint("version_id", "ordinal", name=op.f("uq_plan_result_version_id_ordinal")),
    )
    with op.batch_alter_table("plan_result", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plan_result_superior_result_id"), ["superior_result_id"], unique=False
        )

    op.create_table(
        "evaluation_opinion",
        sa.Column("evaluation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rater_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("result_rating", sa.String(length=5), nullable=True),
        sa.Column("behaviour_rating", sa.String(length=5), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "behaviour_rating IN ('below', 'meets', 'above')",
            name=op.f("ck_evaluation_opinion_behaviour_rating"),
        ),
        sa.CheckConstraint(
            "result_rating IN ('below', 'meets', 'above')", name=op.f("ck_evaluation_opinion_result_rating")
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_opinion_evaluation_id")
        ),
        sa.ForeignKeyConstraint(["rater_id"], ["officer.id"], name=op.f("fk_evaluation_opinion_rater_id")),
        sa.PrimaryKeyConstraint("evaluation_id", "rater_id", name=op.f("pk_evaluation_opinion")),
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=11), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('action', 'recognition', 'training', 'sanction')", name=op.f("ck_follow_up_kind")
        ),
        sa.CheckConstraint("state IN ('open', 'done', 'declined')", name=op.f("ck_follow_up_state")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_follow_up_action_id")),
        sa.ForeignKeyConstraint(["created_by"], ["officer.id"], name=op.f("fk_follow_up_created_by")),
        sa.ForeignKeyConstraint(["decider_id"], ["officer.id"], name=op.f("fk_follow_up_decider_id")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_follow_up_evaluation_id")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["training_need.id"], name=op.f("fk_follow_up_need_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["officer.id"], name=op.f("fk_follow_up_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index("ix_follow_up_decider", ["decider_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_evaluation_id"), ["evaluation_id"], unique=False)

    op.create_table(
        "plan_indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("aspect", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("indicator_code", sa.String(length=40), nullable=True),
        sa.Column("target_value", sa.Double(), nullable=True),
        sa.Column("target_unit", sa.String(length=40), nullable=True),
        sa.Column("target_words", sa.Text(), nullable=True),
        sa.Column("better", sa.String(length=6), nullable=False),
        sa.CheckConstraint(
            "(source = 'measured') = (indicator_code IS NOT NULL)", name=op.f("ck_plan_indicator_measured")
        ),
        sa.CheckConstraint(
            "aspect IN ('quantity', 'quality', 'time', 'cost')", name=op.f("ck_plan_indicator_aspect")
        ),
        sa.CheckConstraint("source IN ('measured', 'reported')", name=op.f("ck_plan_indicator_source")),
        sa.ForeignKeyConstraint(["result_id"], ["plan_result.id"], name=op.f("fk_plan_indicator_result_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_indicator")),
        sa.UniqueConstraint("result_id", "ordinal", name=op.f("uq_plan_indicator_result_id_ordinal")),
    )
    op.create_table(
        "reported_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'declined', 'withdrawn')", name=op.f("ck_reported_value_state")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["officer.id"], name=op.f("fk_reported_value_decided_by")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["plan_indicator.id"], name=op.f("fk_reported_value_indicator_id")
        ),
        sa.ForeignKeyConstraint(["reported_by"], ["officer.id"], name=op.f("fk_reported_value_reported_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_value")),
    )
    with op.batch_alter_table("reported_value", schema=None) as batch_op:
        batch_op.create_index("ix_reported_value_indicator", ["indicator_id", "month"], unique=False)
        batch_op.create_index("ix_reported_value_state", ["state"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reported_value_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("mime", sa.String(length=80), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(kind = 'file') = (digest IS NOT NULL)", name=op.f("ck_evidence_digest")),
        sa.CheckConstraint("kind IN ('file', 'link')", name=op.f("ck_evidence_kind")),
        sa.ForeignKeyConstraint(
            ["reported_value_id"], ["reported_value.id"], name=op.f("fk_evidence_reported_value_id")
        ),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["officer.id"], name=op.f("fk_evidence_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evidence_reported_value_id"), ["reported_value_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_reported_value_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("reported_value", schema=None) as batch_op:
        batch_op.drop_index("ix_reported_value_state")
        batch_op.drop_index("ix_reported_value_indicator")

    op.drop_table("reported_value")
    op.drop_table("plan_indicator")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_evaluation_id"))
        batch_op.drop_index("ix_follow_up_decider")

    op.drop_table("follow_up")
    op.drop_table("evaluation_opinion")
    with op.batch_alter_table("plan_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_result_superior_result_id"))

    op.drop_table("plan_result")
    with op.batch_alter_table("plan_remark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_remark_version_id"))

    op.drop_table("plan_remark")
    op.drop_table("plan_expectation")
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_index("ix_evaluation_rater")

    op.drop_table("evaluation")
    with op.batch_alter_table("training_record", schema=None) as batch_op:
        batch_op.drop_index("ix_training_record_officer")

    op.drop_table("training_record")
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_version_rater")
        batch_op.drop_index(batch_op.f("ix_plan_version_plan_id"))

    op.drop_table("plan_version")
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_officer")

    op.drop_table("feedback")
    op.drop_table("attendance")
    op.drop_table("agenda_item")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index("ix_action_unit")
        batch_op.drop_index("ix_action_owner")
        batch_op.drop_index(batch_op.f("ix_action_meeting_id"))

    op.drop_table("action")
    with op.batch_alter_table("training_need", schema=None) as batch_op:
        batch_op.drop_index("ix_training_need_officer")

    op.drop_table("training_need")
    op.drop_table("plan")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_unit")

    op.drop_table("meeting")
    op.drop_table("achievement")
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_index("ix_goal_years")
        batch_op.drop_index(batch_op.f("ix_goal_parent_id"))

    op.drop_table("goal")
    op.drop_table("training")
