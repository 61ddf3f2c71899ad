"""What the citizen said, how it is handled, and the ledger of everything that happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    exists,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from complaints_service.audit.append_only import guard
from complaints_service.db import Base
from complaints_service.tickets.ledger.states import NO_PERSONS, TIED, TURNING, UNDECIDED

OPEN_STATES = ("new", "open", "waiting", "resolved", "referred")
WORKING_STATES = ("new", "open", "waiting")


def _only(condition: str) -> dict[str, Any]:
    """An index over the rows alone that fulfil a condition; SQLite wants it asked word for word."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


_STILL_OPEN, _WORKED_ON = (_only(f"state IN {states!r}") for states in (OPEN_STATES, WORKING_STATES))
_OWED = _only(f"state IN {WORKING_STATES!r} OR turn = 'office'")


class Complaint(Base):
    """What a citizen said, as it was said; never edited, only erased. Who said it is sealed in the vault."""

    __tablename__ = "complaint"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    secret_generation: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2))
    channel: Mapped[str] = mapped_column(String(20))
    privacy: Mapped[str] = mapped_column(String(12))
    received_at: Mapped[datetime]
    kelurahan: Mapped[str | None] = mapped_column(String(13))
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    address: Mapped[str | None] = mapped_column(String(300))
    place_accuracy: Mapped[int | None]
    place_origin: Mapped[str | None] = mapped_column(String(8))
    restricted_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class OtherNumber(Base):
    """The number another office gave a report that reached us through it; no report is taken in twice by one.

    `agency`: its code in the rulebook. `number` is written in one way (`tickets/elsewhere.py`).
    """

    __tablename__ = "other_number"
    __table_args__ = (Index("ix_other_number", "number"),)

    agency: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[str] = mapped_column(String(60), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)


class ReaderLink(Base):
    """A link that letters by one way carry; it opens the report of its generation while that way goes on.

    `way`: the subscription it was made for. The owner's link is the complaint's own `secret_digest`.
    """

    __tablename__ = "reader_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    generation: Mapped[int]
    way: Mapped[int]
    made_at: Mapped[datetime]


class OwnerCode(Base):
    """A code sent to a second way, by which whoever reads by the first one shows that both are theirs.

    `way`: by which they read; `sent_to`: the other subscription. The code itself is derived, never stored.
    """

    __tablename__ = "owner_code"
    __table_args__ = (Index("ix_owner_code_complaint", "complaint_id", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    way: Mapped[int]
    sent_to: Mapped[int]
    asked_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    used_at: Mapped[datetime | None]


class TicketAccused(Base):
    """Somebody whom a complaint accuses: `person:7`, `unit:SARPRAS`. Written when its ticket opens."""

    __tablename__ = "ticket_accused"
    __table_args__ = (Index("ix_ticket_accused_reference", "reference"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), primary_key=True)


class Ticket(Base):
    """The handling of one complaint. Every column but the keys follows from the ledger (`state.fold`).

    `turn` is whose turn it is (`turns.turn_of`); lists, board and news ask it, not the state.
    `agency` is who else has it until it is returned; `contests` counts the contests nobody has decided yet,
    `handover_requests` the requests to hand it over, `ending_requests` those to refuse or
    stop it; `voices` for how many citizens it speaks: its own and those whose reports went into it.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_holder_open", "holder_officer_id", "state", "due_at"),
        Index("ix_ticket_unit_open", "unit", "state", "due_at"),
        Index("ix_ticket_due", "due_at", "id"),
        Index("ix_ticket_holder_turn", "holder_officer_id", "turn", "due_at", "id"),
        Index("ix_ticket_ended", "holder_officer_id", text("coalesce(closed_at, changed_at)"), "id"),
        Index("ix_ticket_turn", "turn", "due_at", "holder_officer_id"),
        Index("ix_ticket_similar", "category", "received_at"),
        *(Index(f"ix_ticket_{name}", f"{name}_at") for name in ("sweep", "changed")),
        # By these anybody asks what came in a span of time, and of a service or of all past every closed one.
        Index("ix_ticket_received", "received_at", "id"),
        Index("ix_ticket_open_received", "received_at", "id", **_STILL_OPEN),
        Index("ix_ticket_open_service", "category", "received_at", "id", **_STILL_OPEN),
        Index("ix_ticket_load", "holder_officer_id", "category", "state", **_WORKED_ON),
        Index("ix_ticket_worked_on", "unit", "received_at", **_OWED),
        *(Index(f"ix_ticket_{name}", name, **_only(f"{name} > 0")) for name in UNDECIDED),
    )

    id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    received_at: Mapped[datetime]
    policy_version: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    turn: Mapped[str] = mapped_column(String(8), default="office", server_default=text("'office'"))
    close_reason: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    category: Mapped[str] = mapped_column(String(40))
    priority: Mapped[str] = mapped_column(String(8))
    kelurahan: Mapped[str | None] = mapped_column(String(13))
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    holder_officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    agency: Mapped[str | None] = mapped_column(String(40))
    contests: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    handover_requests: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    ending_requests: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    voices: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    version: Mapped[int]
    due_at: Mapped[datetime | None]
    due_clock: Mapped[str | None] = mapped_column(String(20))
    sweep_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    complaint: Mapped[Complaint] = relationship(lazy="joined", innerjoin=True)
    # Comes with the ticket in one statement, however many are read: the references are few and short.
    accused_references: Mapped[str | None] = column_property(
        select(func.aggregate_strings(TicketAccused.reference, ","))
        .where(TicketAccused.ticket_id == id)  # noqa: A003  # the column above
        .correlate_except(TicketAccused)
        .scalar_subquery()
    )

    @property
    def accused(self) -> tuple[str, ...]:
        """Whom the complaint accuses, as holder references."""
        return tuple(sorted(self.accused_references.split(","))) if self.accused_references else ()


def accuses(*references: str) -> ColumnElement[bool]:
    """Whether a ticket accuses any of these."""
    return _accused_by(TicketAccused.reference.in_(references))


def accuses_somebody() -> ColumnElement[bool]:
    """Whether a ticket accuses anybody at all."""
    return _accused_by()


def accuses_a_person() -> ColumnElement[bool]:
    """Whether a ticket accuses a person, not units alone."""
    return _accused_by(TicketAccused.reference.startswith("person:"))


def _accused_by(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(TicketAccused.ticket_id == Ticket.id, *which).correlate(Ticket)


class TicketEvent(Base):
    """One thing that happened to a ticket; appended, never changed (a trigger refuses it)."""

    __tablename__ = "ticket_event"
    __table_args__ = (
        UniqueConstraint("ticket_id", "seq"),
        Index("ix_ticket_event_actor", "actor", "at", **_only(f"actor NOT IN {NO_PERSONS!r}")),
        Index("ix_ticket_event_turning", "recorded_at", "id", **_only(f"kind IN {tuple(TURNING)!r}")),
        Index("ix_ticket_event_mended", "ticket_id", "seq", **_only("kind = 'ticket.relocated'")),
        Index("ix_ticket_event_tied", "ticket_id", "seq", **_only(TIED)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    origin: Mapped[str] = mapped_column(String(12))
    data: Mapped[dict[str, Any]]


class Message(Base):
    """One entry of the conversation, or an internal note; its instant is its event's."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_ticket", "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    author: Mapped[str] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)


class ReleasedReport(Base):
    """The words of an open report that an officer showed to everybody, as they were edited for that.

    `code` names it there and says nothing of the ticket. `answer`: what the office says to it; `photos`: its
    pictures of before and after stand beside it. Withdrawn, the words are gone and only that they were shown
    stays. What holds now decides besides (`tickets/public/openly.py`).
    """

    __tablename__ = "released_report"
    __table_args__ = (Index("ix_released_report_at", "released_at"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    released_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    photos: Mapped[bool]


class ToldEscalation(Base):
    """A warning, a breach or a rung (`level`) that has been told, to whom: the row a worker claims first."""

    __tablename__ = "escalation"
    __table_args__ = (
        UniqueConstraint("ticket_id", "clock", "level", "due_at"),
        Index("ix_escalation_officer", "officer_id", "claimed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    clock: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(80))
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))


class RulebookVersion(Base):
    """A version of the rulebook as it was when it came into use."""

    __tablename__ = "rulebook_version"
    __table_args__ = (UniqueConstraint("kind", "code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(40))
    effective_from: Mapped[date]
    canonical_json: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    stored_at: Mapped[datetime]


guard(TicketEvent.__table__, erasable=("data", "erased_entry", "event_id"))
