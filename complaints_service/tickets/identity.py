"""Looking at who complained: allowed to few, and never without a record of who looked and what for."""

from __future__ import annotations

from complaints_service.accounts.access import Rights
from complaints_service.errors import NotFound, invalid
from complaints_service.moment import Moment
from complaints_service.texts import clean, text_problem
from complaints_service.tickets.access import reporter_seen_by
from complaints_service.tickets.queries import ticket_in_view
from complaints_service.vault.opening import OpenedIdentity, Reader, open_identity

MOST_LETTERS = 200


def see_reporter(moment: Moment, *, number: str, rights: Rights, purpose: str) -> OpenedIdentity:
    """Who complained, for somebody who may know it and says what for; recorded before it is opened.

    Raises NotFound where they may not, and `invalid` naming `purpose`.
    """
    seen = ticket_in_view(moment.session, number=number, rights=rights)
    if not reporter_seen_by(seen.roles, seen.ticket.complaint):
        raise NotFound("ticket")
    if problem := text_problem(purpose, maximum=MOST_LETTERS):
        raise invalid("purpose", problem)
    reader = Reader(actor=moment.actor, purpose=clean(purpose), now=moment.now)
    return open_identity(moment.session, number=seen.ticket.number, reader=reader)
