"""A report that adds its voice to a neighbour's: it goes into that one at once, as its citizen chose."""

from __future__ import annotations

from complaints_service.errors import DomainError, words
from complaints_service.moment import Moment
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.opening.merging import note_on_survivor
from complaints_service.tickets.public.similar import followable

#: Why a report went into another one, in its ledger.
FOLLOWED = "followed"
_GONE = words(
    "Laporan tetangga itu tidak bisa diikuti lagi. Kirim laporan Anda sendiri; yang Anda tulis masih ada."
)


def check_followable(moment: Moment, *, number: str) -> None:
    """Raises DomainError `not_followable`, in the same words for whatever cannot be followed."""
    if not followable(moment.session, number=number):
        raise DomainError("not_followable", _GONE)


def join(moment: Moment, *, number: str, into: str) -> bool:
    """Lets a report that was just opened go into a neighbour's.

    False where it stands alone after all: one that accuses somebody is in nobody else's.
    """
    ticket = ledger.lock(moment.session, number=number)
    kept = ledger.lock(moment.session, number=into)
    if ticket is None or kept is None or ticket.accused or kept.received_at >= ticket.received_at:
        return False
    merged = NewEvent(kind="ticket.merged", data={"into": into, "reason": FOLLOWED}, actor="citizen")
    ledger.append(moment, [LedgerChange(ticket, [merged])])
    note_on_survivor(moment, duplicate=ticket, survivor=into)
    return True
