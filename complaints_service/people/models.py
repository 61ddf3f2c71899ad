"""Units, positions, members of the office, and their leave."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base, one_of
from complaints_service.office_stamp import stamped
from complaints_service.people.kinds import EMPLOYMENTS, POSTING_KINDS, UNIT_KINDS

_OPEN = text("kind = 'own' AND until_on IS NULL")


class Unit(Base):
    """A part of the office, such as a section, a kelurahan or the complaint desk.

    Name, place and whether it is open are today's, so since `since_on` (null: ever) and until another
    record begins on `until_on`: whoever asks about another day reads `StructureRecord`.
    """

    __tablename__ = "unit"
    __table_args__ = (one_of("kind", UNIT_KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(8))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    kelurahan_code: Mapped[str | None] = mapped_column(String(13))
    active: Mapped[bool] = mapped_column(default=True)
    since_on: Mapped[date | None]
    until_on: Mapped[date | None]


class Position(Base):
    """A post in a unit. Its superior is the named post, or else the head of the unit or of one above it.

    Where `handles_tickets` is false, routing passes over whoever holds it. Title and whether it is open are
    today's, as with a unit.
    """

    __tablename__ = "position"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    superior_position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"))
    is_head: Mapped[bool] = mapped_column(default=False)
    handles_tickets: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    since_on: Mapped[date | None]
    until_on: Mapped[date | None]


class StructureRecord(Base):
    """What a unit or post is called, what it is under, and whether it is open, from one local day on.

    `subject`: `unit:` or `position:` and its code; `above_id`: the unit above a unit, or that of a post. None
    is there as long as nothing was changed; then the first says what had held since ever.
    """

    __tablename__ = "structure_record"
    __table_args__ = (Index("ix_structure_record_subject", "subject", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(60))
    from_on: Mapped[date]
    name: Mapped[str] = mapped_column(String(120))
    above_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    active: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(400))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(40))


class Officer(Base):
    """A member of the office, civil servant or not.

    `nip` is the civil servant's number; `code` stands for it where there is none. Post, unit, name, number,
    employment and rank are today's, as the open posting and the newest personnel record have them: whoever
    asks about another day reads those.
    """

    __tablename__ = "officer"
    __table_args__ = (one_of("employment", EMPLOYMENTS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nip: Mapped[str | None] = mapped_column(String(18), unique=True)
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(4))
    employment: Mapped[str] = mapped_column(String(8))
    rank: Mapped[str | None] = mapped_column(String(40))
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    works_from: Mapped[date]
    active: Mapped[bool] = mapped_column(default=True)


class Posting(Base):
    """Where a member stands from one local day until another begins: `until_on` is the first day after it.

    `own`: the member's own post, one at a time; `plt` and `plh`: another post led as well, vacant or while
    its own holder is away. Nothing is deleted: a posting put right on its first day ends as it begins.
    """

    __tablename__ = "posting"
    __table_args__ = (
        one_of("kind", POSTING_KINDS),
        CheckConstraint("until_on IS NULL OR from_on <= until_on", name="days"),
        Index("ix_posting_officer", "officer_id", "from_on"),
        Index("ix_posting_position", "position_id", "from_on"),
        Index("uq_posting_open", "officer_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(3))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(400))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(40))


class PersonnelRecord(Base):
    """What a member is called from one local day on: name, number, employment, rank (pangkat/golongan)."""

    __tablename__ = "personnel_record"
    __table_args__ = (
        one_of("employment", EMPLOYMENTS),
        Index("ix_personnel_record_officer", "officer_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    from_on: Mapped[date]
    name: Mapped[str] = mapped_column(String(120))
    nip: Mapped[str | None] = mapped_column(String(18))
    employment: Mapped[str] = mapped_column(String(8))
    rank: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(400))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(40))


class Leave(Base):
    """Approved absence: whole local days, both ends included.

    `late`: entered when its first day was long past, so that it moves figures of months gone by; it has a
    `reason`, and while it is `waiting` for somebody above whoever entered it, it counts for nothing.
    """

    __tablename__ = "leave"
    __table_args__ = (
        CheckConstraint("first_on <= last_on", name="days"),
        Index("ix_leave_officer", "officer_id", "last_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approved_at: Mapped[datetime]
    approved_by: Mapped[str] = mapped_column(String(40))
    cancelled_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(400), default="")
    late: Mapped[bool] = mapped_column(default=False)
    waiting: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(40))


for _kind in (Unit, Position, StructureRecord, Officer, Posting, PersonnelRecord, Leave):
    stamped(_kind.__table__)
