"""Requests of people as the office and their own citizens read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.errors import NotFound
from complaints_service.personal_data.models import SubjectRequest
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.visible import unaccused

RIGHT = "answer_data"


def own_requests(session: Session, *, ticket: Ticket) -> Sequence[SubjectRequest]:
    """What the citizen of a report asked, the newest first."""
    mine = select(SubjectRequest).where(SubjectRequest.ticket_id == ticket.id)
    return session.scalars(mine.order_by(SubjectRequest.id.desc())).all()


def granted(requests: Sequence[SubjectRequest], kind: str) -> bool:
    """Whether one of this kind was granted and still holds."""
    return any(one.kind == kind and one.state == "granted" and one.ended_at is None for one in requests)


def requests_listed(
    session: Session, *, rights: Rights, waiting: bool, limit: int = 100
) -> Sequence[tuple[SubjectRequest, Ticket]]:
    """Requests the reader may decide, what is due first above; or the decided ones, the newest first."""
    order = SubjectRequest.due_at if waiting else SubjectRequest.decided_at.desc()
    query = _theirs(rights).where(
        SubjectRequest.state == "asked" if waiting else SubjectRequest.state != "asked"
    )
    return [
        (row, ticket)
        for row, ticket in session.execute(query.order_by(order, SubjectRequest.id).limit(limit))
    ]


def request_of(
    session: Session, *, request_id: int, rights: Rights, lock: bool = False
) -> tuple[SubjectRequest, Ticket]:
    """One of them and its report. Raises NotFound where it is not the reader's to decide."""
    query = _theirs(rights).where(SubjectRequest.id == request_id)
    if lock:
        query = query.with_for_update(of=SubjectRequest).execution_options(populate_existing=True)
    found = session.execute(query).first()
    if found is None or not may_in_office(rights, RIGHT):
        raise NotFound("request")
    return found[0], found[1]


def counting_requests(rights: Rights) -> Select[int] | None:
    """Asks how many requests wait for this reader; None where none ever does."""
    if not may_in_office(rights, RIGHT):
        return None
    return (
        select(func.count(SubjectRequest.id))
        .join(Ticket, Ticket.id == SubjectRequest.ticket_id)
        .where(SubjectRequest.state == "asked", unaccused(rights))
    )


def requests_between(session: Session, *, start: datetime, end: datetime) -> Sequence[SubjectRequest]:
    """What was asked within a span of time, of all reports."""
    within = (SubjectRequest.asked_at >= start, SubjectRequest.asked_at < end)
    return session.scalars(select(SubjectRequest).where(*within).order_by(SubjectRequest.id)).all()


def _theirs(rights: Rights) -> Select[SubjectRequest, Ticket]:
    """Whoever a report is about never decides on it."""
    return (
        select(SubjectRequest, Ticket)
        .join(Ticket, Ticket.id == SubjectRequest.ticket_id)
        .where(unaccused(rights))
    )
