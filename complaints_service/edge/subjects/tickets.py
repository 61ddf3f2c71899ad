"""Tickets: an officer's by right, a citizen's own by its secret."""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.edge.cookies.tracking_cookie import secrets_for, use_secret
from complaints_service.edge.guard import Right
from complaints_service.edge.tracking import secret_of
from complaints_service.errors import NotFound
from complaints_service.intake.attachments import attachment_of
from complaints_service.intake.models import Attachment
from complaints_service.papers.models import TicketPaper
from complaints_service.papers.queries import paper_of
from complaints_service.tickets import queries
from complaints_service.tickets.links import OwnerLinkNeeded
from complaints_service.tickets.queries import Seen

_SEERS = (
    "holder; members and superiors of its unit; whoever had it; whoever decides its contest; dispatcher, "
    "manager and auditor of the unit; nobody whom it accuses"
)


def _seen(session: Session, rights: Rights, *, number: str, **_places: object) -> Seen:
    return queries.ticket_in_view(session, number=number, rights=rights)


def _own(session: Session, number: str) -> Seen:
    """By the first of the browser's cookies that opens it: an owner's link may have ended."""
    kept = secrets_for(request) or ("",)
    for place, secret in enumerate(kept, 1):
        try:
            seen = queries.own_ticket(session, number=number, secret=secret)
        except NotFound:
            if place == len(kept):
                raise
        else:
            use_secret(secret)
            return seen
    raise AssertionError("there is always a last one")


def _by_header(session: Session, number: str) -> Seen:
    return queries.own_ticket(session, number=number, secret=secret_of(request))


def _owners(seen: Seen) -> Seen:
    """The same, for what the owner alone may do. Raises OwnerLinkNeeded."""
    if "citizen" not in seen.roles:
        raise OwnerLinkNeeded
    return seen


def _file_of(session: Session, seen: Seen, attachment_id: int, *, for_citizen: bool = False) -> Attachment:
    return attachment_of(
        session, ticket_id=seen.ticket.id, attachment_id=attachment_id, for_citizen=for_citizen
    )


def _paper(session: Session, seen: Seen, paper_id: int) -> TicketPaper:
    found = paper_of(session, ticket_id=seen.ticket.id, paper_id=paper_id)
    if found is None:
        raise NotFound("paper")
    return found


#: A ticket of the office; what may be done with it, each act's own right says.
VIEW_TICKET = Right(code="view_ticket", who=_SEERS, load=_seen)
VIEW_FILE = Right(
    code="view_ticket",
    who=_SEERS,
    load=lambda session, rights, *, number, attachment_id: _file_of(
        session, _seen(session, rights, number=number), attachment_id
    ),
)

VIEW_PAPER = Right(
    code="view_ticket",
    who=_SEERS,
    load=lambda session, rights, *, number, paper_id: _paper(
        session, _seen(session, rights, number=number), paper_id
    ),
)

_CITIZEN = "whoever has a link of the report"
#: A citizen's own, for pages: the browser has its secret in a cookie.
OWN_TICKET = Right(
    code="own_ticket",
    who=_CITIZEN,
    signed_in=False,
    load=lambda session, *, number, **_places: _own(session, number),
)
OWN_FILE = Right(
    code="own_ticket",
    who=_CITIZEN,
    signed_in=False,
    load=lambda session, *, number, attachment_id: _file_of(
        session, _own(session, number), attachment_id, for_citizen=True
    ),
)
#: The same for programs, who send it in a header.
OWN_TICKET_BY_HEADER = Right(
    code="own_ticket",
    who=_CITIZEN,
    signed_in=False,
    load=lambda session, *, number: _by_header(session, number),
)
OWN_FILE_BY_HEADER = Right(
    code="own_ticket",
    who=_CITIZEN,
    signed_in=False,
    load=lambda session, *, number, attachment_id: _file_of(
        session, _by_header(session, number), attachment_id, for_citizen=True
    ),
)
_OWNER = "whoever has the link of the receipt; who reads by a letter's link is told what is missing"
#: What only the owner may do: by the cookie, and by the header.
OWNER_TICKET = Right(
    code="owner_ticket",
    who=_OWNER,
    signed_in=False,
    load=lambda session, *, number, **_places: _owners(_own(session, number)),
)
OWNER_TICKET_BY_HEADER = Right(
    code="owner_ticket",
    who=_OWNER,
    signed_in=False,
    load=lambda session, *, number: _owners(_by_header(session, number)),
)
