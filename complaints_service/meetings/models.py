"""Meetings, their agendas and minutes, and agreed actions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base, one_of

MEETING_KINDS = ("regular", "dialogue")
MEETING_STATES = ("planned", "held", "cancelled")
AGENDA_KINDS = ("late", "at_risk", "time_lost", "contest", "indicator", "action", "thanks", "own")
ACTION_STATES = ("open", "done", "dropped")


class Meeting(Base):
    """A unit's regular meeting, or a dialogue of two; its minutes are fixed when it is marked as held.

    `repeats`: how often it is to come again (`recurring.REPEATS`); each time is a meeting of its own.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        one_of("kind", MEETING_KINDS),
        one_of("state", MEETING_STATES),
        Index("ix_meeting_unit", "unit_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    starts_at: Mapped[datetime]
    place: Mapped[str | None] = mapped_column(String(200))
    chair_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    state: Mapped[str] = mapped_column(String(9))
    revision: Mapped[int] = mapped_column(default=1)
    agenda_as_of: Mapped[datetime | None]
    minutes: Mapped[str | None] = mapped_column(Text)
    held_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(40))
    repeats: Mapped[str] = mapped_column(String(7), default="", server_default="")


class AgendaItem(Base):
    """One point of a meeting: what the figures said when it was drawn up, and what was said about it.

    `reference`: what it opens, such as a ticket's number or an action's id; an own point's is its number.
    `data`: what its words are made of in the reader's language, see `rules.NewItem`.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (
        one_of("kind", AGENDA_KINDS),
        UniqueConstraint("meeting_id", "ordinal"),
        UniqueConstraint("meeting_id", "kind", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    ordinal: Mapped[int]
    kind: Mapped[str] = mapped_column(String(9))
    data: Mapped[dict[str, Any]]
    reference: Mapped[str] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(Text)


class Attendance(Base):
    """Who belongs to a meeting; `present` is None until it was held, `reason` why somebody did not come."""

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True, autoincrement=False)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True, autoincrement=False)
    present: Mapped[bool | None]
    reason: Mapped[str | None] = mapped_column(String(200))


class Action(Base):
    """Something one person agreed to do by a day; it returns on agendas until it is done or dropped.

    `first_due_on`: the day first agreed; `moved_reason`: why the last move of it was granted.
    `indicator_code`: the figure of its owner that it is meant for, if any.
    """

    __tablename__ = "action"
    __table_args__ = (
        one_of("state", ACTION_STATES),
        Index("ix_action_owner", "owner_id", "state"),
        Index("ix_action_unit", "unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    first_due_on: Mapped[date]
    moved_reason: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(7))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(40))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str | None] = mapped_column(Text)
    indicator_code: Mapped[str | None] = mapped_column(String(40))
