"""Second eyes: which endings wait for the superior of whoever has a ticket, and who that is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, words
from complaints_service.people.directory import Directory
from complaints_service.people.roster import directory_on
from complaints_service.tickets.access import roles_of
from complaints_service.tickets.acts.act import ActCase, Surroundings, as_it_is
from complaints_service.tickets.acts.receiving import telling
from complaints_service.tickets.clocks.escalation import first_fit
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook


def superior_of(ticket: Ticket, directory: Directory) -> int | None:
    """Who stands above whoever has a ticket, at work on that day where anybody is; None: nobody does.

    Never whom the ticket is about. A queue has no person: whoever leads its unit stands above it.
    """
    holder = ticket.holder_officer_id
    above = (
        directory.superiors.get(holder, ()) if holder is not None else directory.leaders.get(ticket.unit, ())
    )
    return first_fit([each for each in above if each != holder], ticket, directory)


def endings_that_wait(
    session: Session, *, ticket: Ticket, roles: Collection[str], now: datetime, rulebook: Rulebook
) -> frozenset[str]:
    """The endings that this person may only ask for. A superior's own word is enough, and so is anybody's
    where nobody stands above.
    """
    asked = frozenset(rulebook.office.second_eyes)
    if not asked or "superior" in roles:
        return frozenset()
    directory = directory_on(session, on=rulebook.local_date(now))
    return asked if superior_of(ticket, directory) is not None else frozenset()


def ending(act: str, session: Session, case: ActCase[Any]) -> Surroundings:
    """What surrounds an ending: how its words arrive. Raises `second_eyes` (409) where it waits.

    What a replay tells has happened already.
    """
    if case.actor.origin != "replay" and act in _waits(session, case):
        raise DomainError(
            "second_eyes",
            words("Ini menunggu atasan pemegang tiket. Pakai “Minta persetujuan”; tulisan Anda masih ada."),
        )
    return telling(session, case)


def asked_ending(act: str, session: Session, case: ActCase[Any]) -> Surroundings:
    """What surrounds a request for an ending. Raises `no_second_eyes` (409) where nobody need be asked."""
    if act not in _waits(session, case):
        raise DomainError("no_second_eyes", words("Ini tidak perlu persetujuan: lakukan langsung."))
    return as_it_is(session, case)


def _waits(session: Session, case: ActCase[Any]) -> frozenset[str]:
    roles = roles_of(case.ticket, actor=case.actor, rights=case.rights, history=case.history)
    return endings_that_wait(session, ticket=case.ticket, roles=roles, now=case.now, rulebook=case.rulebook)
