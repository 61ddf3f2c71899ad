"""Sends on what nobody has sorted yet: its category mended where it must be, then by the rules or by hand."""

from __future__ import annotations

from sqlalchemy import select

from complaints_service.accounts.access import Rights
from complaints_service.errors import NotFound, invalid, words
from complaints_service.moment import Moment
from complaints_service.tickets.acts.holding.assign import Assign
from complaints_service.tickets.acts.ruling.classify import Classify
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.listed import Filter
from complaints_service.tickets.service import perform

#: What waits to be sent on.
UNSORTED = Filter(view="queue", state="new")


def send_on(
    moment: Moment, *, number: str, version: int, category: str, to: str, reason: str, rights: Rights
) -> str:
    """Sends a ticket on and returns its number: classify where the category is another, assign where somebody
    is named, each by its own act and its own rights.

    Raises Invalid naming `to` where neither sends it anywhere, and whatever the acts raise.
    """
    ticket = moment.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None:
        raise NotFound("ticket")
    seen: int | None = version
    if category != ticket.category:
        asked = Classify(version=seen, category=category, keep=bool(to), reason=reason)
        perform(moment, number=number, request=asked, rights=rights)
        seen = None  # changed by ourselves
    if to:
        perform(moment, number=number, request=Assign(version=seen, to=to, reason=reason), rights=rights)
    if ticket.state == "new" and ticket.holder_officer_id is None:
        raise invalid("to", words("Aturan tidak menyalurkan kategori ini ke siapa pun: pilih tujuannya."))
    return number
