"""Letters that need a person, as far as they are this person's to see: by the ticket each belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import OFFICE_RIGHTS, Rights, may_over_office
from complaints_service.errors import Actor, NotFound
from complaints_service.notify import trouble
from complaints_service.notify.models import Outbox
from complaints_service.notify.trouble import Trouble
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.visible import granted_to, unaccused, visible_to


@dataclass(frozen=True)
class Undelivered:
    """A letter in trouble. `opens`: whether the reader may open its ticket."""

    letter: Trouble
    opens: bool


def undelivered(session: Session, *, rights: Rights, limit: int = 100) -> list[Undelivered]:
    """The letters in trouble that a person sees, newest first.

    A letter about a ticket is for whoever was granted its unit, and never for whom it accuses; one without a
    ticket, such as a link to a new password, for a grant over the whole office.
    """
    letters = trouble.troubles(session, among=_seen_by(rights, "view_letters"), limit=limit)
    numbers = {letter.number for letter in letters if letter.number}
    viewable = set(
        session.scalars(select(Ticket.number).where(Ticket.number.in_(numbers), visible_to(rights)))
        if numbers
        else ()
    )
    return [Undelivered(letter, opens=letter.number in viewable) for letter in letters]


def count_undecided(session: Session, *, rights: Rights) -> int:
    """How many letters wait for this person's decision; nothing is asked for who decides none."""
    asked = counting_undecided(rights)
    return 0 if asked is None else session.scalar(asked) or 0


def counting_undecided(rights: Rights) -> Select[int] | None:
    """Asks how many letters wait for this person's decision; None for who decides none."""
    if not any(rights.granted(role) for role in OFFICE_RIGHTS["settle_letters"]):
        return None
    return trouble.counting_undecided(_seen_by(rights, "settle_letters"))


def letter_to_decide(session: Session, *, outbox_id: int, rights: Rights) -> Trouble:
    """A letter in trouble that this person may decide on. Raises NotFound."""
    found = trouble.troubles(session, among=and_(Outbox.id == outbox_id, _seen_by(rights, "settle_letters")))
    if not found:
        raise NotFound("letter")
    return found[0]


def decide(
    session: Session, *, outbox_id: int, again: bool, rights: Rights, actor: Actor, now: datetime
) -> None:
    """Has a letter sent again, or lets it be. Raises NotFound, and what the decision raises."""
    letter_to_decide(session, outbox_id=outbox_id, rights=rights)
    settle = trouble.send_again if again else trouble.let_go
    settle(session, outbox_id=outbox_id, actor=actor, now=now)


def _seen_by(rights: Rights, right: str) -> ColumnElement[bool]:
    """The letters that a person sees by a right of the office."""
    granted = OFFICE_RIGHTS[right]
    of_tickets = select(Ticket.number).where(granted_to(rights, granted), unaccused(rights))
    seen = Outbox.number.in_(of_tickets)
    if may_over_office(rights, right):
        return or_(seen, ~exists().where(Ticket.number == Outbox.number))
    return seen
