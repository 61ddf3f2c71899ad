"""Tickets: an officer's by right, a citizen's own by its secret."""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.edge.guard import Right
from complaints_service.edge.tracking import secret_of
from complaints_service.edge.tracking_cookie import secret_for
from complaints_service.intake.attachments import attachment_of
from complaints_service.intake.models import Attachment
from complaints_service.tickets import queries
from complaints_service.tickets.queries import Seen

_SEERS = (
    "holder; members and superiors of its unit; whoever had it; whoever decides its contest; dispatcher, "
    "manager and auditor of the unit; nobody whom it accuses"
)


def _seen(session: Session, rights: Rights, *, number: str, **_places: object) -> Seen:
    return queries.ticket_in_view(session, number=number, rights=rights)


def _own(secret: str, session: Session, number: str) -> Seen:
    return queries.own_ticket(session, number=number, secret=secret)


def _file_of(session: Session, seen: Seen, attachment_id: int) -> Attachment:
    return attachment_of(session, ticket_id=seen.ticket.id, attachment_id=attachment_id)


#: A ticket of the office; what may be done with it, each act's own right says.
VIEW_TICKET = Right(code="view_ticket", who=_SEERS, load=_seen)
VIEW_FILE = Right(
    code="view_ticket",
    who=_SEERS,
    load=lambda session, rights, *, number, attachment_id: _file_of(
        session, _seen(session, rights, number=number), attachment_id
    ),
)

_CITIZEN = "whoever has the report's secret"
#: A citizen's own, for pages: the browser has its secret in a cookie.
OWN_TICKET = Right(
    code="own_ticket",
    who=_CITIZEN,
    signed_in=False,
    load=lambda session, *, number, **_places: _own(secret_for(request), session, number),
)
OWN_FILE = Right(
    code="own_ticket",
    who=_CITIZEN,
    signed_in=False,
    load=lambda session, *, number, attachment_id: _file_of(
        session, _own(secret_for(request), session, number), attachment_id
    ),
)
#: The same for programs, who send it in a header.
OWN_TICKET_BY_HEADER = Right(
    code="own_ticket",
    who=_CITIZEN,
    signed_in=False,
    load=lambda session, *, number: _own(secret_of(request), session, number),
)
