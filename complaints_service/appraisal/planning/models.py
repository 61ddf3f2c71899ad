"""Goals of the office and the yearly plans (SKP) of its officers, version by version."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.appraisal.planning.kinds import (
    ASPECTS,
    DUTIES,
    GOAL_LEVELS,
    REMARK_KINDS,
    SOURCES,
    VERSION_STATES,
)
from complaints_service.db import Base, one_of


class Goal(Base):
    """What the office is for, level by level: vision, mission, objective, programme, a unit's work of a year.

    `unit_id` is set at the level `unit_work` alone; `measure` says by what one sees that it is reached.
    """

    __tablename__ = "goal"
    __table_args__ = (
        one_of("level", GOAL_LEVELS),
        CheckConstraint("first_year <= last_year", name="years"),
        Index("ix_goal_years", "first_year", "last_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    first_year: Mapped[int]
    last_year: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    measure: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(40))
    retired_at: Mapped[datetime | None]


class Plan(Base):
    """An officer's plan (SKP) of one year; what it says stands in its versions."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("officer_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    year: Mapped[int]


class PlanVersion(Base):
    """What a plan says from one local day on, until the next signed version begins.

    `unit_id` and `position_id` are the officer's while it holds, `rater_id` the superior who agrees to it.
    `basis`: `blank`, `template:<code>` or `version:<id>`. Whoever signs, signs `digest` (SHA-256 of the
    canonical content, which is `content`); any change empties both signatures. Once both stand, it is frozen.
    `revision` counts changes: a form that was opened before the last one is refused.
    """

    __tablename__ = "plan_version"
    __table_args__ = (
        one_of("state", VERSION_STATES),
        UniqueConstraint("plan_id", "number"),
        Index("ix_plan_version_rater", "rater_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(8))
    effective_from: Mapped[date]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"))
    rater_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    basis: Mapped[str] = mapped_column(String(60))
    support: Mapped[str | None] = mapped_column(Text)
    accountability: Mapped[str | None] = mapped_column(Text)
    consequence: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    officer_signed_at: Mapped[datetime | None]
    rater_signed_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    content: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(40))


class PlanResult(Base):
    """A work result (RHK) of a version; `weight` in percent, all of a version summing to 100.

    It cascades from `superior_result_id` (a result of the superior's plan) or, at the top, from `goal_id`.
    """

    __tablename__ = "plan_result"
    __table_args__ = (
        one_of("duty", DUTIES),
        CheckConstraint("weight BETWEEN 0 AND 100", name="weight"),
        UniqueConstraint("version_id", "ordinal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"))
    ordinal: Mapped[int]
    duty: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Text)
    weight: Mapped[int]
    superior_result_id: Mapped[int | None] = mapped_column(ForeignKey("plan_result.id"), index=True)
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"))


class PlanIndicator(Base):
    """An individual indicator (IKI) of a result, with its target.

    `measured`: `indicator_code` names one of the registry, whose unit and direction hold. `reported`: the
    officer tells the value with evidence. A target is a number with its unit, or (qualitative) words alone.
    `spread`: how that of the year falls to its periods, whose `period_targets` are as many as the year has.
    """

    __tablename__ = "plan_indicator"
    __table_args__ = (
        one_of("aspect", ASPECTS),
        one_of("source", SOURCES),
        CheckConstraint("(source = 'measured') = (indicator_code IS NOT NULL)", name="measured"),
        UniqueConstraint("result_id", "ordinal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("plan_result.id"))
    ordinal: Mapped[int]
    aspect: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(8))
    indicator_code: Mapped[str | None] = mapped_column(String(40))
    target_value: Mapped[float | None]
    target_unit: Mapped[str | None] = mapped_column(String(40))
    target_words: Mapped[str | None] = mapped_column(Text)
    better: Mapped[str] = mapped_column(String(6), default="higher")
    spread: Mapped[str | None] = mapped_column(String(4))
    period_targets: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))


class PlanExpectation(Base):
    """What the superior expects beyond the statements of one BerAKHLAK value (ekspektasi khusus)."""

    __tablename__ = "plan_expectation"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("plan_version.id"), primary_key=True, autoincrement=False
    )
    value_code: Mapped[str] = mapped_column(String(24), primary_key=True)
    words: Mapped[str] = mapped_column(Text)


class PlanRemark(Base):
    """One line of the dialogue about a version: who said or did what, perhaps about one result."""

    __tablename__ = "plan_remark"
    __table_args__ = (one_of("kind", REMARK_KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"), index=True)
    ordinal: Mapped[int | None]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    kind: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]


class PlanTyping(Base):
    """What somebody typed into a part of a draft and has not saved: `fields` as the form sends them.

    `revision` is the draft's that the form was opened with. It binds nobody and goes when the part is saved.
    """

    __tablename__ = "plan_typing"
    __table_args__ = (Index("ix_plan_typing_changed_at", "changed_at"),)

    version_id: Mapped[int] = mapped_column(
        ForeignKey("plan_version.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    part: Mapped[str] = mapped_column(String(12), primary_key=True)
    fields: Mapped[dict[str, Any]]
    revision: Mapped[int]
    changed_at: Mapped[datetime]
