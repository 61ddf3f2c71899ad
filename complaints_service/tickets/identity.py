"""Looking at who complained: allowed to few, and never without a record of who looked and what for."""

from __future__ import annotations

from sqlalchemy import delete, select

from complaints_service.accounts.access import Rights
from complaints_service.errors import DomainError, NotFound, invalid, words
from complaints_service.moment import Moment
from complaints_service.notify.citizens.forgetting import forget_ways
from complaints_service.notify.fates import Fate
from complaints_service.texts import clean, text_problem
from complaints_service.tickets.access import reporter_seen_by
from complaints_service.tickets.ledger.models import Complaint, ReaderLink
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.queries import ticket_in_view
from complaints_service.vault.erasing import erase_identity
from complaints_service.vault.opening import IdentityReader, OpenedIdentity, open_identity

MOST_LETTERS = 200
_RESTRICTED = words("Pelapor membatasi pemakaian datanya: siapa dia tidak dibuka. Kabari lewat percakapan.")


def see_reporter(moment: Moment, *, number: str, rights: Rights, purpose: str) -> OpenedIdentity:
    """Who complained, for somebody who may know it and says what for; recorded before it is opened.

    Raises NotFound where they may not, DomainError `identity_restricted` where its citizen lets nobody, and
    `invalid` naming `purpose`.
    """
    seen = ticket_in_view(moment.session, number=number, rights=rights)
    if not reporter_seen_by(seen.roles, seen.ticket.complaint):
        raise NotFound("ticket")
    if seen.ticket.complaint.restricted_at is not None:
        raise DomainError("identity_restricted", _RESTRICTED)
    if problem := text_problem(purpose, maximum=MOST_LETTERS):
        raise invalid("purpose", problem)
    reader = IdentityReader(actor=moment.actor, purpose=clean(purpose), now=moment.now)
    return open_identity(moment.session, number=seen.ticket.number, reader=reader)


def erase_reporter(moment: Moment, *, number: str, reason: str) -> list[Fate]:
    """Forgets for good who complained and every way they were told; the report, its words and figures stay.

    Raises NotFound for a report without an identity, IdentityErased, and `invalid` naming `reason`.
    """
    session, number = moment.session, read_number(number) or number
    if problem := text_problem(reason, maximum=MOST_LETTERS):
        raise invalid("reason", problem)
    said = clean(reason)
    erase_identity(session, number=number, reason=said, actor=moment.actor, now=moment.now)
    report = select(Complaint.id).where(Complaint.number == number).scalar_subquery()
    session.execute(delete(ReaderLink).where(ReaderLink.complaint_id == report))
    return forget_ways(session, number=number, now=moment.now)
