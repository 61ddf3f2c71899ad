"""The tables of the public satisfaction survey. Nothing in them leads from an answer to anybody."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base, one_of
from complaints_service.survey.skm.kinds import CHANNELS, PROFILE
from config.entries.survey import ELEMENTS


class SurveyPeriod(Base):
    """A period in which the users of one service of a unit are asked.

    `population`: how many users the service had in it; `digest`: of all answers as they were when it closed.
    """

    __tablename__ = "survey_period"
    __table_args__ = (
        CheckConstraint("population >= 0", name="population"),
        Index("ix_survey_period_unit", "unit_id", "service"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    service: Mapped[str] = mapped_column(String(40))
    population: Mapped[int]
    opened_on: Mapped[date]
    until_on: Mapped[date]
    opened_by: Mapped[str] = mapped_column(String(40))
    closed_at: Mapped[datetime | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[datetime | None]


class SurveyAnswer(Base):
    """One whole answer: nine scores, by the regulation's list. Its key is random and its time a day alone."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        one_of("channel", CHANNELS),
        *(one_of(column, codes) for column, codes in PROFILE.items()),
        *(CheckConstraint(f"{code} BETWEEN 1 AND 4", name=code) for code in ELEMENTS),
        Index("ix_survey_answer_period", "period_id"),
    )

    key: Mapped[str] = mapped_column(String(22), primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("survey_period.id"))
    channel: Mapped[str] = mapped_column(String(6))
    u1: Mapped[int]
    u2: Mapped[int]
    u3: Mapped[int]
    u4: Mapped[int]
    u5: Mapped[int]
    u6: Mapped[int]
    u7: Mapped[int]
    u8: Mapped[int]
    u9: Mapped[int]
    sex: Mapped[str | None] = mapped_column(String(10))
    age: Mapped[str | None] = mapped_column(String(10))
    education: Mapped[str | None] = mapped_column(String(10))
    work: Mapped[str | None] = mapped_column(String(10))
    comment: Mapped[str | None] = mapped_column(Text)
    answered_on: Mapped[date]


class SurveyCell(Base):
    """What a closed period came to: how many whole answers, and the sum of each element's scores.

    Written when it closes, and never again: nobody answers a closed period.
    """

    __tablename__ = "survey_cell"

    period_id: Mapped[int] = mapped_column(
        ForeignKey("survey_period.id"), primary_key=True, autoincrement=False
    )
    answers: Mapped[int]
    u1: Mapped[int]
    u2: Mapped[int]
    u3: Mapped[int]
    u4: Mapped[int]
    u5: Mapped[int]
    u6: Mapped[int]
    u7: Mapped[int]
    u8: Mapped[int]
    u9: Mapped[int]


class SurveyPass(Base):
    """A pass that was used up: its digest, and nothing of the answer it let in."""

    __tablename__ = "survey_pass"

    period_id: Mapped[int] = mapped_column(
        ForeignKey("survey_period.id"), primary_key=True, autoincrement=False
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


class SurveyFollowUp(Base):
    """What is done about one of a period's weakest elements: an agreed action."""

    __tablename__ = "survey_follow_up"

    period_id: Mapped[int] = mapped_column(
        ForeignKey("survey_period.id"), primary_key=True, autoincrement=False
    )
    element: Mapped[str] = mapped_column(String(2), primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
