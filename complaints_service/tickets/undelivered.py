"""Letters that need a person, as far as they are this person's to see: by the ticket each belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import OFFICE_RIGHTS, Rights, allows, roles_on_ticket
from complaints_service.errors import Actor, NotFound
from complaints_service.notify import trouble
from complaints_service.notify.trouble import Trouble
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger.models import Ticket


@dataclass(frozen=True)
class Undelivered:
    """A letter in trouble. `opens`: whether the reader may open its ticket."""

    letter: Trouble
    opens: bool


def undelivered(session: Session, *, rights: Rights, limit: int = 100) -> list[Undelivered]:
    """The letters in trouble that a person sees, newest first, among the newest `limit`.

    A letter about a ticket is for whoever was granted its unit, and never for whom it accuses; one without a
    ticket, such as a link to a new password, for a grant over the whole office.
    """
    return _seen(session, rights, "view_letters", trouble.troubles(session, limit=limit))


def count_undecided(session: Session, *, rights: Rights) -> int:
    """How many letters wait for this person's decision; nothing is asked for who decides none."""
    if not any(rights.granted(role) for role in OFFICE_RIGHTS["settle_letters"]):
        return 0
    waiting = [letter for letter in trouble.troubles(session) if letter.undecided]
    return len(_seen(session, rights, "settle_letters", waiting))


def decide(
    session: Session, *, outbox_id: int, again: bool, rights: Rights, actor: Actor, now: datetime
) -> None:
    """Has a letter sent again, or lets it be. Raises NotFound, and what the decision raises."""
    letter = trouble.trouble_of(session, outbox_id=outbox_id)
    if not _seen(session, rights, "settle_letters", [letter] if letter else []):
        raise NotFound
    settle = trouble.send_again if again else trouble.let_go
    settle(session, outbox_id=outbox_id, actor=actor, now=now)


def _seen(session: Session, rights: Rights, right: str, letters: Sequence[Trouble]) -> list[Undelivered]:
    numbers = {letter.number for letter in letters if letter.number}
    tickets = {
        ticket.number: ticket for ticket in session.scalars(select(Ticket).where(Ticket.number.in_(numbers)))
    } if numbers else {}  # fmt: skip
    granted = OFFICE_RIGHTS[right]
    everywhere = any(grant.units is None and grant.role in granted for grant in rights.grants)
    found = []
    for letter in letters:
        ticket = tickets.get(letter.number or "")
        if ticket is None:
            if everywhere:
                found.append(Undelivered(letter, opens=False))
            continue
        roles = roles_on_ticket(rights, access_of(ticket))
        if roles & granted:
            found.append(Undelivered(letter, allows(roles, "view_ticket", ticket.complaint.privacy)))
    return found
