"""The tickets behind a figure as its reader may see them: none that accuses them, titles of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, allows, roles_on_ticket
from complaints_service.errors import NotFound
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.hot_spots.table import reports_in_spot, spot_asked
from complaints_service.office_reports.measures import MEASURES, RECEIVED, tickets_behind
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger.models import Ticket

#: So many stand on a page, the longest waits first.
MOST_ROWS = 200


@dataclass(frozen=True, kw_only=True)
class TicketBehind:
    """One ticket, once for each time it counts; its title is empty for whom it is not to be opened by."""

    number: str
    title: str
    received_at: datetime
    seconds: int | None
    may_open: bool


@dataclass(frozen=True)
class TicketsBehind:
    """How many times tickets count in a figure, those that are shown, and how many are withheld."""

    total: int
    rows: Sequence[TicketBehind]
    withheld: int


def _behind(session: Session, basis: Basis, measure: str) -> Sequence[tuple[int, int | None]]:
    corner = spot_asked(measure)
    if corner is not None:
        return [(ticket_id, None) for ticket_id in reports_in_spot(session, basis, corner)]
    if measure != RECEIVED and measure not in MEASURES:
        raise NotFound("report")
    return tickets_behind(session, basis, measure)


def tickets_of(session: Session, *, basis: Basis, measure: str, rights: Rights) -> TicketsBehind:
    """The tickets of a figure, those that took longest first. Raises NotFound for an unknown measure."""
    behind = sorted(_behind(session, basis, measure), key=lambda one: (-(one[1] or 0), one[0]))
    ids = {ticket_id for ticket_id, _seconds in behind[:MOST_ROWS]}
    tickets = {one.id: one for one in session.scalars(select(Ticket).where(Ticket.id.in_(ids))).unique()}
    shown, withheld = [], 0
    for ticket_id, seconds in behind[:MOST_ROWS]:
        ticket = tickets[ticket_id]
        access = access_of(ticket)
        if rights.officer_id in access.accused_officers or rights.unit_code in access.accused_units:
            withheld += 1
            continue
        may_open = allows(roles_on_ticket(rights, access), "view_ticket", access.privacy)
        shown.append(
            TicketBehind(
                number=ticket.number,
                title=ticket.complaint.title if may_open else "",
                received_at=ticket.received_at,
                seconds=seconds,
                may_open=may_open,
            )
        )
    return TicketsBehind(len(behind), shown, withheld)
