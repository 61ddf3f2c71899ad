"""Lets letters leave: at their own instant, or just before anything else is done to their ticket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from complaints_service.accounts.sign_in import account_actor
from complaints_service.errors import DomainError, NotFound, Words, words
from complaints_service.moment import Moment
from complaints_service.people.rights import rights_of
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.unsent.models import UnsentLetter

_NOT_THEIRS = words("Tiket ini tidak bisa Anda buka lagi.")


def leave_all(moment: Moment, *, ticket: Ticket, send: Callable[..., Any], due: bool = False) -> int:
    """Does what waits to leave on a locked ticket, in the order it was pressed; how many were looked at.

    It counts from its own instant, or from now where something else happens to the ticket first. `send`
    performs an act. `due`: only those whose instant has come. One that can no longer be done stops
    nothing else: it is kept, with the reason.
    """
    waiting = [UnsentLetter.ticket_id == ticket.id, UnsentLetter.refused_at.is_(None)]
    if due:
        waiting.append(UnsentLetter.leaves_at <= moment.now)
    asked = select(UnsentLetter).where(*waiting).order_by(UnsentLetter.id)
    letters = moment.session.scalars(asked.execution_options(populate_existing=True)).all()
    for letter in letters:
        moment.session.delete(letter)
    moment.session.flush()
    for letter in letters:
        if (refused := _refused(moment, ticket, letter, send)) is not None:
            _keep(moment, letter, refused)
    return len(letters)


def seen_after(request: Request, *, before: int, ticket: Ticket) -> Request:
    """A request as of the ticket's version now, where it was made at the one before the letters left.

    Whoever waits for a letter to leave knows of it.
    """
    return replace(request, version=ticket.version) if request.version == before else request


def _refused(
    moment: Moment, ticket: Ticket, letter: UnsentLetter, send: Callable[..., Any]
) -> DomainError | None:
    """Sends a letter; why it could not be sent, with nothing of it kept, or None."""
    at = min(letter.leaves_at, moment.now)
    rights = rights_of(moment.session, account_id=letter.account_id, on=moment.rulebook.local_date(at))
    if rights is None:
        return NotFound("ticket")
    savepoint = moment.session.begin_nested()
    try:
        send(
            replace(moment, now=at, actor=account_actor(rights.account_id, rights.officer_id, "web")),
            number=ticket.number,
            leaving=True,
            request=request_for(letter.act, **letter.fields),
            rights=rights,
        )
    except DomainError as refused:
        savepoint.rollback()
        # What the act put into the rows it held stays there otherwise, though nothing of it was kept.
        moment.session.expire_all()
        return refused
    savepoint.commit()
    return None


def _keep(moment: Moment, letter: UnsentLetter, refused: DomainError) -> None:
    said = next(iter(refused.fields.values()))[0] if refused.fields else refused.detail
    if isinstance(refused, NotFound):
        said = _NOT_THEIRS
    template, values = (said.template, said.values) if isinstance(said, Words) else (said, {})
    moment.session.add(
        UnsentLetter(
            ticket_id=letter.ticket_id,
            account_id=letter.account_id,
            act=letter.act,
            fields=letter.fields,
            pressed_at=letter.pressed_at,
            leaves_at=letter.leaves_at,
            refused_at=moment.now,
            refused=[template, {name: str(value) for name, value in values.items()}],
        )
    )
    moment.session.flush()
