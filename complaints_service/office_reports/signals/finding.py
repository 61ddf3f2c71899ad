"""Finds the signs of a month in ledgers, facts, answers, photos and leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.intake.models import Attachment
from complaints_service.measurement.facts.models import ClockFact, CustodyFact
from complaints_service.measurement.months import first_day, last_day, month_after, month_start
from complaints_service.office_reports.signals.rules import (
    LedgerReading,
    SeenSign,
    SentAnswer,
    Signs,
    in_last_minutes,
    person,
    read_answers,
)
from complaints_service.people.models import Leave
from complaints_service.tickets.acts.saying.message import MESSAGE_ACTS
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.deadlines import current, judge, unfinished
from complaints_service.tickets.ledger.models import Message, Ticket
from config.rulebook import Rulebook
from sla import Event, SlaError

_CHUNK = 500


def find_signs(session: Session, *, month: str, rulebook: Rulebook) -> Signs:
    """Every sign of a month, of everybody; who may see which is the reader's matter (`seeing.py`)."""
    calendar = rulebook.calendar(rulebook.office.calendar)
    start, end = month_start(month, calendar), month_start(month_after(month), calendar)
    signs = Signs()
    worked = select(CustodyFact.ticket_id).where(CustodyFact.month == month).distinct()
    versions = dict(
        session.execute(
            select(Ticket.id, Ticket.policy_version).where(Ticket.id.in_(worked)).order_by(Ticket.id)
        ).all()
    )
    ids = [*versions]
    for first in range(0, len(ids), _CHUNK):
        for ticket_id, events in ledger.events_of(session, ids[first : first + _CHUNK]).items():
            LedgerReading(
                signs=signs,
                ticket_id=ticket_id,
                within=lambda at: start <= at < end,
                left=_left(events, versions[ticket_id], rulebook),
            ).read(events)
    _promises(session, signs, month)
    read_answers(signs, _answers(session, start, end))
    _photos(session, signs, start, end)
    _leave(session, signs, month, start)
    signs.found.sort(key=lambda sign: (sign.at, sign.key), reverse=True)
    return signs


def _left(events: Sequence[Event], version: str, rulebook: Rulebook) -> Callable[[int], float | None]:
    """What part of the resolution's time was left before an entry, by the ledger as it was then."""

    def left(place: int) -> float | None:
        try:
            found = judge(events[:place], rulebook=rulebook, policy_version=version, as_of=events[place].at)
        except SlaError:  # what was entered late may stand before what it needs
            return None
        verdict, _number = current(found, "resolution")
        used, rest = verdict.used_seconds, verdict.remaining_seconds
        if not unfinished(verdict) or used is None or rest is None or used + rest <= 0:
            return None
        return max(0, rest) / (used + rest)

    return left


def _promises(session: Session, signs: Signs, month: str) -> None:
    rows = session.execute(
        select(
            ClockFact.owner_officer_id,
            ClockFact.ticket_id,
            ClockFact.round,
            ClockFact.stopped_at,
            ClockFact.due_at,
        ).where(
            ClockFact.clock == "resolution",
            ClockFact.status == "met",
            ClockFact.month == month,
        )
    )
    for officer_id, ticket_id, number, stopped_at, due_at in rows:
        if officer_id is None or stopped_at is None or due_at is None:
            continue
        sign = SeenSign("last_minutes", officer_id, ticket_id, number, stopped_at)
        signs.see(sign, seen=in_last_minutes(stopped_at, due_at))


def _answers(session: Session, start: datetime, end: datetime) -> list[SentAnswer]:
    rows = session.execute(
        select(Message.ticket_id, Message.seq, Message.at, Message.author, Message.text)
        .where(Message.at >= start, Message.at < end, Message.act.in_(MESSAGE_ACTS))
        .order_by(Message.id)
    )
    return [
        SentAnswer(ticket_id, seq, at, who, text)
        for ticket_id, seq, at, author, text in rows
        if (who := person(author)) is not None
    ]


def _photos(session: Session, signs: Signs, start: datetime, end: datetime) -> None:
    """Pictures that look alike on two tickets; where no likeness was worked out, the same file."""
    look = func.coalesce(func.nullif(Attachment.likeness, ""), Attachment.path)
    twice = (
        select(look)
        .where(Attachment.path.is_not(None), Attachment.author.like("person:%"))
        .group_by(look)
        .having(func.count(Attachment.ticket_id.distinct()) > 1)
    )
    again = set(session.scalars(twice))
    rows = session.execute(
        select(Attachment.id, Attachment.ticket_id, Attachment.author, Attachment.received_at, look)
        .where(
            Attachment.received_at >= start,
            Attachment.received_at < end,
            Attachment.kind == "photo",
            Attachment.path.is_not(None),
            Attachment.author.like("person:%"),
        )
        .order_by(Attachment.id)
    )
    for number, ticket_id, author, at, path in rows:
        if (who := person(author)) is not None:
            signs.see(SeenSign("same_photo", who, ticket_id, number, at), seen=path in again)


def _leave(session: Session, signs: Signs, month: str, start: datetime) -> None:
    """Leave that holds in a month; what was entered long after its first day moved figures."""
    rows = session.scalars(
        select(Leave)
        .where(
            ~Leave.waiting,
            Leave.cancelled_at.is_(None),
            Leave.first_on <= last_day(month),
            Leave.last_on >= first_day(month),
        )
        .order_by(Leave.id)
    )
    for row in rows:
        signs.see(SeenSign("late_leave", row.officer_id, None, row.id, row.approved_at), seen=row.late)
