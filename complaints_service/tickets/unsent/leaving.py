"""Lets letters leave: at their own instant, or just before anything else is done to their ticket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from complaints_service.accounts.sign_in import account_actor
from complaints_service.errors import DomainError, NotFound, Words, marked, words
from complaints_service.moment import Moment
from complaints_service.notify.chat import Saying, say
from complaints_service.notify.officers.chat import chats_of, link_of_account
from complaints_service.people.rights import rights_of
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.unsent.models import UnsentLetter
from complaints_service.translation import sentence

_NOT_THEIRS = words("Tiket ini tidak bisa Anda buka lagi.")
_DID_NOT_LEAVE = marked("%(number)s: tidak jadi terkirim. %(why)s")


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
            _keep(moment, ticket, letter, refused)
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
            replace(moment, now=at, actor=account_actor(rights.account_id, rights.officer_id, letter.origin)),
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


def _keep(moment: Moment, ticket: Ticket, letter: UnsentLetter, refused: DomainError) -> None:
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
            origin=letter.origin,
            refused_at=moment.now,
            refused=[template, {name: str(value) for name, value in values.items()}],
        )
    )
    moment.session.flush()
    _tell_chat(moment, ticket, letter, said)


def _tell_chat(moment: Moment, ticket: Ticket, letter: UnsentLetter, why: Words | str) -> None:
    """Says it in the chat where the letter was written, while that is its writer's; pages show it anyway."""
    link = link_of_account(moment.session, account_id=letter.account_id)
    found = chats_of(moment.session, officers=[link.officer_id]) if link is not None else {}
    chat = next((one for one in found.values() if one.route == letter.origin), None)
    if chat is None:
        return
    tongue = chat.language
    told = sentence(why, tongue) if isinstance(why, str) else sentence(why.template, tongue, **why.values)
    text = sentence(_DID_NOT_LEAVE, tongue, number=ticket.number, why=told)
    say(
        moment.session,
        route=chat.route,
        chat=chat.address,
        cause=f"unsent|{letter.id}",
        sayings=[Saying({"text": text}, tongue)],
        now=moment.now,
    )
