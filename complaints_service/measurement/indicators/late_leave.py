"""Which leave, entered late, moved figures: shown on every figure of the months it reaches into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.measurement.indicators.loading import Subject
from complaints_service.measurement.months import first_day, last_day
from complaints_service.people.models import Leave
from complaints_service.people.queries import cards_in, names_of_officers


@dataclass(frozen=True, kw_only=True)
class LateLeave:
    """Leave that moved figures after the fact: whose, which days, why, who entered and who decided."""

    id: int
    officer_id: int
    name: str
    first_on: date
    last_on: date
    reason: str
    entered_at: datetime
    entered_by: str
    decided_by: str | None


def late_leave_of(session: Session, *, subject: Subject, month: str) -> tuple[LateLeave, ...]:
    """The late leave behind a subject's figures of a month: an officer's own, or that of a unit's people.

    Withdrawn, it moves nothing any more. Of a category it is everybody's: any of them may have had a ticket.
    """
    first_on, last_on = first_day(month), last_day(month)
    rows = session.scalars(
        select(Leave)
        .where(
            Leave.late,
            ~Leave.waiting,
            Leave.cancelled_at.is_(None),
            Leave.first_on <= last_on,
            Leave.last_on >= first_on,
        )
        .order_by(Leave.first_on, Leave.id)
    ).all()
    if rows and subject.kind == "officer":
        rows = [each for each in rows if each.officer_id == subject.officer_id]
    if rows and subject.kind == "unit":
        cards = cards_in(session, first_on=first_on, last_on=last_on)
        there = {who for who, card in cards.items() if card.unit == subject.key}
        rows = [each for each in rows if each.officer_id in there]
    names = names_of_officers(session, ids={each.officer_id for each in rows})
    return tuple(
        LateLeave(
            id=each.id,
            officer_id=each.officer_id,
            name=names[each.officer_id],
            first_on=each.first_on,
            last_on=each.last_on,
            reason=each.reason,
            entered_at=each.approved_at,
            entered_by=each.approved_by,
            decided_by=each.decided_by,
        )
        for each in rows
    )
