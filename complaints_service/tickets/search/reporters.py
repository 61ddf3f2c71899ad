"""Finds the reports of one person by their whole name, phone or e-mail; it is a look at who complained."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from complaints_service.accounts.access import Rights, roles_on_ticket
from complaints_service.errors import invalid, words
from complaints_service.moment import Moment
from complaints_service.texts import clean, text_problem
from complaints_service.tickets.access import access_of, reporter_seen_by
from complaints_service.tickets.identity import MOST_LETTERS
from complaints_service.tickets.ledger.models import Complaint, Ticket
from complaints_service.tickets.visible import visible_to
from complaints_service.vault.finding import SEARCHED, came_from
from complaints_service.vault.models import Identity
from complaints_service.vault.opening import IdentityReader, record_look

#: So many reports of one person are shown, the newest.
MOST = 50


def find_reporter(moment: Moment, *, typed: str, rights: Rights, purpose: str) -> Sequence[Ticket]:
    """The reports of this person whose identity the reader may have opened, the newest first.

    That somebody looked, what for and what they found is in the audit record, found or not: to know that
    somebody complained is to know who did. Raises `invalid` naming `typed` or `purpose`.
    """
    for name, said in (("typed", typed), ("purpose", purpose)):
        if problem := text_problem(said, maximum=MOST_LETTERS, empty=_MISSING[name]):
            raise invalid(name, problem)
    session = moment.session
    numbers = select(Identity.number).where(came_from(session, clean(typed)))
    known = session.scalars(
        select(Ticket)
        .join(Ticket.complaint)
        .where(Ticket.number.in_(numbers), visible_to(rights), Complaint.restricted_at.is_(None))
        .order_by(Ticket.id.desc())
    )
    found = [one for one in known if reporter_seen_by(roles_on_ticket(rights, access_of(one)), one.complaint)]
    reader = IdentityReader(actor=moment.actor, purpose=clean(purpose), now=moment.now)
    numbered = [one.number for one in found[:MOST]]
    record_look(session, reader=reader, kind=SEARCHED, subject="identities", found=numbered)
    return found[:MOST]


_MISSING = {
    "typed": words("Tulis nama lengkap, nomor telepon, atau surel pelapor."),
    "purpose": words("Tulis untuk apa Anda mencarinya."),
}
