"""The catalogue of trainings, officers' needs, and the hours they have done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base, one_of

NEED_STATES = ("proposed", "approved", "declined", "done")


class Training(Base):
    """A training one can take, its hours in JP; `indicator_code` and `value_code` say what it helps with."""

    __tablename__ = "training"
    __table_args__ = (CheckConstraint("lesson_hours > 0", name="lesson_hours"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(200))
    lesson_hours: Mapped[int]
    indicator_code: Mapped[str | None] = mapped_column(String(40))
    value_code: Mapped[str | None] = mapped_column(String(24))
    active: Mapped[bool] = mapped_column(default=True)


class TrainingNeed(Base):
    """A gap an officer should close by learning: why, proposed by whom, and what was decided.

    `indicator_code` and `gap` (value minus target then, in the indicator's unit) where a figure shows it.
    """

    __tablename__ = "training_need"
    __table_args__ = (one_of("state", NEED_STATES), Index("ix_training_need_officer", "officer_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    training_id: Mapped[int | None] = mapped_column(ForeignKey("training.id"))
    words: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    indicator_code: Mapped[str | None] = mapped_column(String(40))
    gap: Mapped[float | None]
    month: Mapped[str | None] = mapped_column(String(7))
    state: Mapped[str] = mapped_column(String(8))
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[str] = mapped_column(String(40))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    decision: Mapped[str | None] = mapped_column(Text)


class TrainingRecord(Base):
    """A training an officer has done; its hours count in the local year of `last_on`, once confirmed."""

    __tablename__ = "training_record"
    __table_args__ = (
        CheckConstraint("lesson_hours > 0", name="lesson_hours"),
        CheckConstraint("first_on <= last_on", name="days"),
        Index("ix_training_record_officer", "officer_id", "last_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    training_id: Mapped[int | None] = mapped_column(ForeignKey("training.id"))
    need_id: Mapped[int | None] = mapped_column(ForeignKey("training_need.id"))
    title: Mapped[str] = mapped_column(String(200))
    lesson_hours: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date]
    certificate: Mapped[str | None] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(40))
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
