"""The numbers other offices gave reports that reached us through them, and the reports found by them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, Words, invalid, words
from complaints_service.tickets.ledger.models import OtherNumber, Ticket
from config.rulebook import Rulebook
from sla import Event

#: A number of another office has a digit, and nobody says a sentence in one.
LONGEST = 60
_ASIDE = re.compile(r"[\s#:]+")


@dataclass(frozen=True)
class Elsewhere:
    """Under which number another office knows a report; `agency`: its code in the rulebook."""

    agency: str
    number: str


def one_way(typed: str) -> str:
    """A number as it is kept: capitals, without blanks or the mark people put before it."""
    return _ASIDE.sub("", typed).upper()


def may_be_number(typed: str) -> bool:
    """Whether what was typed could be a number of another office."""
    written = one_way(typed)
    return 0 < len(written) <= LONGEST and any(letter.isdigit() for letter in written)


def elsewhere_problem(told: Elsewhere, rulebook: Rulebook) -> tuple[str, Words] | None:
    """What cannot be taken of another office's number: the field and the sentence; None where it is whole."""
    known = {agency.code for agency in rulebook.agencies if agency.role != "self"}
    if told.agency not in known:
        return "agency", words("Pilih instansi yang memberi nomor itu.")
    if not may_be_number(told.number):
        return "agency_number", words("Tulis nomornya seperti di instansi itu, paling panjang 60 huruf.")
    return None


def note_elsewhere(session: Session, *, number: str, told: Elsewhere) -> None:
    """Writes down the other office's number of a report that was just opened.

    Raises DomainError `known_elsewhere` (409) for a number that a report has already.
    """
    written = one_way(told.number)
    if is_known(session, told):
        raise DomainError(
            "known_elsewhere",
            words("Laporan dengan nomor instansi itu sudah masuk. Carilah nomornya di Meja."),
        )
    ticket_id = session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
    session.execute(insert(OtherNumber).values(agency=told.agency, number=written, ticket_id=ticket_id))


def is_known(session: Session, told: Elsewhere) -> bool:
    """Whether a report came in under this number of that office already."""
    return session.get(OtherNumber, (told.agency, one_way(told.number))) is not None


def is_number_elsewhere(session: Session, typed: str) -> bool:
    """Whether any other office knows a report under what was typed."""
    found = select(OtherNumber.ticket_id).where(OtherNumber.number == one_way(typed)).limit(1)
    return may_be_number(typed) and session.scalar(found) is not None


def elsewhere_of(history: Sequence[Event]) -> Elsewhere | None:
    """As which number another office knows a report, by its ledger; None where no other has it."""
    told = history[0].data.get("elsewhere") if history else None
    return Elsewhere(*told) if told else None


def require_whole(told: Elsewhere, rulebook: Rulebook) -> None:
    """Raises `invalid` naming the field of another office's number that cannot be taken."""
    if (problem := elsewhere_problem(told, rulebook)) is not None:
        raise invalid(*problem)
