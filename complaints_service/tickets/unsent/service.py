"""Holds a letter for half a minute, lets its writer take it back, and lets it leave in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.errors import DomainError, NotFound, Words, words
from complaints_service.idempotency import Key, first_answer, remember
from complaints_service.moment import Moment
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.registry import act_of
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.service import Performed, perform
from complaints_service.tickets.unsent.leaving import leave_all
from complaints_service.tickets.unsent.models import UnsentLetter

#: How long a letter may be taken back.
HELD = timedelta(seconds=30)
#: How long the words of one that could not leave are kept for whoever wrote them.
KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class LetterView:
    """A letter of one's own that has not left; `refused`: why it could not, where its time came in vain."""

    id: int
    ticket_id: int
    number: str
    act: str
    text: str
    leaves_at: datetime
    refused: Words | None


def hold(
    moment: Moment,
    *,
    number: str,
    request: Request,
    rights: Rights,
    key: Key | None = None,
    tried: Callable[[Performed], None] | None = None,
) -> Performed:
    """Takes a letter that is to leave in half a minute; what would be refused then is refused now.

    Raises what `perform` does. A `key` that came before gets the first answer, and nothing is held.
    `tried` is shown what the letter will have done, before that is rolled back.
    """
    if key is not None and (first := first_answer(moment.session, key=key)) is not None:
        known = moment.session.scalars(select(Ticket).where(Ticket.number == first["number"])).one()
        return Performed(ticket=known, created=False, first=first)
    leaving = replace(moment, now=moment.now + HELD)
    _try_out(leaving, number=number, request=request, rights=rights, tried=tried)
    ticket = ledger.lock(moment.session, number=number)
    if ticket is None:
        raise NotFound
    moment.session.add(
        UnsentLetter(
            ticket_id=ticket.id,
            account_id=rights.account_id,
            act=act_of(request).code,
            fields=asdict(replace(request, version=None)),
            pressed_at=moment.now,
            leaves_at=leaving.now,
            origin=moment.actor.origin,
        )
    )
    moment.session.flush()
    done = Performed(ticket=ticket)
    if key is not None:
        remember(moment.session, key=key, answer=done.answer, now=moment.now)
    return done


def take_back(moment: Moment, *, number: str, letter_id: int, rights: Rights) -> LetterView:
    """Takes one's own letter back before it leaves, or the words of one that could not; nobody reads of it.

    Raises DomainError `letter_left` where it has left, or was taken back.
    """
    ticket = ledger.lock(moment.session, number=number)
    found = moment.session.scalar(
        select(UnsentLetter)
        .where(
            UnsentLetter.id == letter_id,
            UnsentLetter.ticket_id == (ticket.id if ticket else 0),
            UnsentLetter.account_id == rights.account_id,
        )
        .execution_options(populate_existing=True)
    )
    if found is None or (found.refused_at is None and found.leaves_at <= moment.now):
        raise DomainError(
            "letter_left", words("Sudah terkirim atau sudah diurungkan, jadi tidak bisa diurungkan lagi.")
        )
    view = _view(found, number)
    moment.session.delete(found)
    moment.session.flush()
    return view


def let_leave(moment: Moment, *, number: str) -> int:
    """Lets the letters of one ticket leave whose instant has come; how many there were."""
    ticket = ledger.lock(moment.session, number=number)
    return 0 if ticket is None else leave_all(moment, ticket=ticket, send=perform, due=True)


def let_all_leave(moment: Moment) -> int:
    """Lets the letters of the ticket leave that has waited longest; 0 when nothing is due."""
    number = moment.session.scalar(_due(moment.now).order_by(UnsentLetter.leaves_at).limit(1))
    return 0 if number is None else let_leave(moment, number=number)


def is_due(session: Session, *, now: datetime, number: str | None = None) -> bool:
    """Whether a letter, of this ticket where one is named, should have left by now; a read."""
    asked = _due(now) if number is None else _due(now).where(Ticket.number == number)
    return session.scalar(asked.limit(1)) is not None


def own_letters(session: Session, *, account_id: int, now: datetime) -> list[LetterView]:
    """Somebody's letters that may still be taken back, and those that could not leave; oldest first."""
    rows = session.execute(
        select(UnsentLetter, Ticket.number)
        .join(Ticket, Ticket.id == UnsentLetter.ticket_id)
        .where(
            UnsentLetter.account_id == account_id,
            UnsentLetter.refused_at.is_not(None) | (UnsentLetter.leaves_at > now),
        )
        .order_by(UnsentLetter.id)
    )
    return [_view(letter, number) for letter, number in rows]


def counting_refused(account_id: int) -> Select[int]:
    """How many letters of somebody could not leave."""
    return select(func.count(UnsentLetter.id)).where(
        UnsentLetter.account_id == account_id, UnsentLetter.refused_at.is_not(None)
    )


def forget_refused(session: Session, *, now: datetime) -> None:
    """Forgets the words of letters that could not leave long ago."""
    session.execute(delete(UnsentLetter).where(UnsentLetter.refused_at < now - KEPT))


def _try_out(
    moment: Moment,
    *,
    number: str,
    request: Request,
    rights: Rights,
    tried: Callable[[Performed], None] | None,
) -> None:
    """Raises what would be refused; nothing is kept."""
    savepoint = moment.session.begin_nested()
    try:
        done = perform(moment, number=number, request=request, rights=rights)
        if tried is not None:
            tried(done)
    finally:
        savepoint.rollback()
        # What the act put into the rows it held stays there otherwise, though nothing of it was kept.
        moment.session.expire_all()


def _due(now: datetime) -> Select[str]:
    return (
        select(Ticket.number)
        .join(UnsentLetter, UnsentLetter.ticket_id == Ticket.id)
        .where(UnsentLetter.refused_at.is_(None), UnsentLetter.leaves_at <= now)
    )


def _view(letter: UnsentLetter, number: str) -> LetterView:
    return LetterView(
        id=letter.id,
        ticket_id=letter.ticket_id,
        number=number,
        act=letter.act,
        text=str(letter.fields.get("text") or ""),
        leaves_at=letter.leaves_at,
        refused=words(letter.refused[0], **letter.refused[1]) if letter.refused else None,
    )
