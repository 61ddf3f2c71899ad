"""A duplicate goes into the ticket received first; both keep their own ledgers (sla.md, sentence 37)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, invalid, words
from complaints_service.moment import Moment
from complaints_service.tickets import accusing
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.models import OPEN_STATES, Ticket
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.ledger.state import fold
from sla import SlaError, check_merge


def survivor_of(session: Session, *, ticket: Ticket, typed: str | None) -> Ticket:
    """The ticket a duplicate goes into, locked.

    Raises `invalid` naming `into` for one that is not there or the ticket itself, DomainError
    `merged_into_later` for one received later and `survivor_ended` for one nobody works on.
    """
    number = read_number(typed or "")
    survivor = None if number in (None, ticket.number) else ledger.lock(session, number=str(number))
    if survivor is None:
        raise invalid("into", words("Tiket ini tidak ada, atau bukan wewenang Anda."))
    if survivor.state not in OPEN_STATES:
        ended = words("Tiket itu sudah ditutup; buka dulu, atau pilih yang lain.")
        raise DomainError("survivor_ended", ended)
    try:
        check_merge(duplicate_received_at=ticket.received_at, survivor_received_at=survivor.received_at)
    except SlaError as error:
        raise DomainError(
            error.code, words("Satukan ke laporan yang lebih dulu diterima, bukan sebaliknya.")
        ) from None
    return survivor


def note_on_survivor(moment: Moment, *, duplicate: Ticket, survivor: str | None) -> None:
    """Enters in the survivor's ledger which ticket came into it or left it: its citizen hears from here.

    What came into it is read on it: whom that one was kept from, this one is kept from too.
    """
    kept = ledger.lock(moment.session, number=survivor) if survivor else None
    if kept is None:
        return
    kind = "ticket.absorbed" if duplicate.state == "merged" else "ticket.separated"
    entries = [NewEvent(kind=kind, data={"number": duplicate.number, "voices": duplicate.voices})]
    history = ledger.events_of(moment.session, [kept.id])[kept.id]
    if duplicate.state == "merged":
        entries += accusing.naming(fold(history), duplicate.accused, actor="rule")
    [written] = ledger.append(moment, [LedgerChange(kept, entries, history)])
    so_far = [*history, *written]
    accusing.move_away(moment, ticket=kept, history=so_far, state=fold(so_far))
