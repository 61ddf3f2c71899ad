"""Evaluations, what former superiors add to them, what follows, and the office's own achievement."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.appraisal.evaluating.kinds import (
    EVALUATION_KINDS,
    EVALUATION_STATES,
    FOLLOW_UP_KINDS,
    FOLLOW_UP_STATES,
    RATINGS,
)
from complaints_service.db import Base, one_of

_RATED = ", ".join(f"'{rating}'" for rating in RATINGS)


class Evaluation(Base):
    """One officer's evaluation over local months in a row, rated by the superior of their last day.

    A second one of the same months is another `generation`, opened with a reason; the one it replaces keeps
    its record. `result_rating` and `behaviour_rating` are those that stand; `first_*` are the superior's own
    where an objection changed them. `record` and `digest` (SHA-256 of its canonical form) are frozen at
    closing. `revision`: as in a plan, a form opened before the last change is refused. The days to object run
    from `opened_at`, when the officer opened it, or from the last of two reminders (`reminded`).
    """

    __tablename__ = "evaluation"
    __table_args__ = (
        one_of("kind", EVALUATION_KINDS),
        one_of("state", EVALUATION_STATES),
        CheckConstraint(f"result_rating IN ({_RATED})", name="result_rating"),
        CheckConstraint(f"behaviour_rating IN ({_RATED})", name="behaviour_rating"),
        CheckConstraint("(state IN ('closed', 'reopened')) = (digest IS NOT NULL)", name="frozen"),
        UniqueConstraint("officer_id", "kind", "first_month", "last_month", "generation"),
        Index("ix_evaluation_rater", "rater_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    kind: Mapped[str] = mapped_column(String(8))
    first_month: Mapped[str] = mapped_column(String(7))
    last_month: Mapped[str] = mapped_column(String(7))
    generation: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation.id"))
    reopen_reason: Mapped[str | None] = mapped_column(Text)
    rater_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    plan_version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"))
    state: Mapped[str] = mapped_column(String(8))
    revision: Mapped[int] = mapped_column(default=1)
    result_rating: Mapped[str | None] = mapped_column(String(5))
    behaviour_rating: Mapped[str | None] = mapped_column(String(5))
    reason: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    reminded_at: Mapped[datetime | None]
    objection_due_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    objected_at: Mapped[datetime | None]
    objection: Mapped[str | None] = mapped_column(Text)
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None] = mapped_column(Text)
    first_result_rating: Mapped[str | None] = mapped_column(String(5))
    first_behaviour_rating: Mapped[str | None] = mapped_column(String(5))
    predicate: Mapped[str | None] = mapped_column(String(24))
    closed_at: Mapped[datetime | None]
    record: Mapped[dict[str, Any] | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]


class EvaluationOpinion(Base):
    """What a superior of a part of the period adds, for the days the officer worked under them."""

    __tablename__ = "evaluation_opinion"
    __table_args__ = (
        CheckConstraint(f"result_rating IN ({_RATED})", name="result_rating"),
        CheckConstraint(f"behaviour_rating IN ({_RATED})", name="behaviour_rating"),
    )

    evaluation_id: Mapped[int] = mapped_column(
        ForeignKey("evaluation.id"), primary_key=True, autoincrement=False
    )
    rater_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True, autoincrement=False)
    first_on: Mapped[date]
    last_on: Mapped[date]
    result_rating: Mapped[str | None] = mapped_column(String(5))
    behaviour_rating: Mapped[str | None] = mapped_column(String(5))
    words: Mapped[str | None] = mapped_column(Text)
    given_at: Mapped[datetime | None]


class FollowUp(Base):
    """What an evaluation leads to, tracked until done.

    `action` points at one of meetings/, `training` at a need of development/; `recognition` and `sanction`
    are recommendations to `decider_id`, who alone decides.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        one_of("kind", FOLLOW_UP_KINDS),
        one_of("state", FOLLOW_UP_STATES),
        Index("ix_follow_up_decider", "decider_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(11))
    words: Mapped[str] = mapped_column(Text)
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    need_id: Mapped[int | None] = mapped_column(ForeignKey("training_need.id"))
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    outcome: Mapped[str | None] = mapped_column(Text)


class Achievement(Base):
    """How the office as a whole did over some months, as the organisation above fixed it."""

    __tablename__ = "achievement"
    __table_args__ = (UniqueConstraint("first_month", "last_month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first_month: Mapped[str] = mapped_column(String(7))
    last_month: Mapped[str] = mapped_column(String(7))
    level: Mapped[str] = mapped_column(String(24))
    basis: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime]
    set_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
