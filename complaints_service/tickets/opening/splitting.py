"""Two matters in one report: the second gets a ticket of its own, with the ledger up to now (sentence 38)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, words
from complaints_service.moment import Moment
from complaints_service.notify.service import Cause, queue_notice, subscribe, subscribers_opened
from complaints_service.texts import clean, title_of
from complaints_service.tickets import accusing
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.contests import undecided
from complaints_service.tickets.ledger.models import Message, Ticket
from complaints_service.tickets.ledger.numbers import secret_digest, tracking_secret
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.opening.continuing import By
from complaints_service.tickets.opening.numbering import numbers, say
from complaints_service.tickets.public.programs import tell_programs
from complaints_service.tickets.rows.keeping import keep_first_told, told_of
from complaints_service.tickets.search.index import keep_words
from complaints_service.vault.opening import RULE, open_identity
from complaints_service.vault.sealing import keep_identity
from sla import Event, split_ledger


def split_off(
    session: Session, *, ticket: Ticket, history: Sequence[Event], text: str, reason: str, by: By
) -> Ticket:
    """Opens a ticket for `text`, with the clocks of the old one and a custody that begins now; returns it.

    The citizen hears of the new number by the routes of the old one. Raises `contest_undecided` (409): the
    copy would hold a contest of a span that is not in its custody.
    """
    if undecided(history):
        raise DomainError("contest_undecided", words("Putuskan dulu sanggahan pada tiket ini."))
    if by.tracking_key is None:
        raise ValueError("a new ticket needs the tracking key")
    now = max(by.now, history[-1].recorded_at)
    complaint_id, said_row = _say(session, ticket, text, by, now)
    number: str = said_row["number"]
    events = split_ledger(history, parent=ticket.number, at=now, recorded_at=now, by=by.actor.ref)
    state = fold(events)
    rulebook, version = by.rulebook, ticket.policy_version
    judged = deadlines.judge_once(events, rulebook=rulebook, policy_version=version, as_of=now)
    row = ledger.row_of(state, events, rulebook=rulebook, policy_version=version, now=now, judged=judged)
    session.add(
        Ticket(
            id=complaint_id,
            number=number,
            received_at=ticket.received_at,
            policy_version=ticket.policy_version,
            kelurahan=ticket.kelurahan,
            **row,
        )
    )
    session.flush()
    ledger.note_accused(session, ticket_id=complaint_id, references=state.accused)
    ledger.write(session, {complaint_id: events}, origin=by.actor.origin)
    keep_first_told(
        session, told_of(complaint_id, events, judged.found, rulebook=rulebook, policy_version=version)
    )
    _copy_words(session, ticket.id, complaint_id, said_row)
    _announce(session, ticket.number, number, title_of(text), by)
    divided = LedgerChange(
        ticket, [NewEvent(kind="ticket.divided", data={"number": number, "reason": reason})], history
    )
    ledger.append(
        Moment(session=session, now=now, actor=by.actor, rulebook=by.rulebook),
        [divided],
    )
    new = ledger.lock(session, number=number)
    assert new is not None
    moment = Moment(session=session, now=now, actor=by.actor, rulebook=by.rulebook)
    _keep_from_named(moment, new, events, text)
    tell_programs(moment, {new.id: [event for event in events if event.kind == "ticket.split"]})
    return new


def _say(session: Session, ticket: Ticket, text: str, by: By, now: datetime) -> tuple[int, dict[str, Any]]:
    """Writes the complaint of the part under a number of its own; its id, and what was written."""
    assert by.tracking_key is not None  # `split_off` asks
    for number in numbers(by.rulebook, at=now):
        row = {
            "number": number,
            "secret_digest": secret_digest(tracking_secret(by.tracking_key, number, 1)),
            "secret_generation": 1,
            "text": clean(text),
            "title": title_of(text),
            "erased_at": None,
            **{name: getattr(ticket.complaint, name) for name in _KEPT},
        }
        if (complaint_id := say(session, row)) is not None:
            break
    assert complaint_id is not None  # else `numbers` had raised
    return complaint_id, row


def _keep_from_named(moment: Moment, part: Ticket, history: Sequence[Event], text: str) -> None:
    """Whom the matter of the part names has no part in it either."""
    named = accusing.heard(moment, ticket=part, state=fold(history), said=text)
    [fresh] = ledger.append(moment, [LedgerChange(part, named, history)])
    everything = [*history, *fresh]
    accusing.move_away(moment, ticket=part, history=everything, state=fold(everything))


_KEPT = (
    "language",
    "channel",
    "privacy",
    "received_at",
    "kelurahan",
    "lat",
    "lng",
    "address",
    "place_accuracy",
    "place_origin",
    "restricted_at",
)


def _copy_words(session: Session, old: int, new: int, said: Mapping[str, Any]) -> None:
    """Copies the conversation; the new ticket is found by its own words and by what was said before."""
    entries = session.execute(
        select(Message.seq, Message.at, Message.author, Message.act, Message.text)
        .where(Message.ticket_id == old)
        .order_by(Message.seq)
    )
    rows = [{"ticket_id": new, **entry._mapping} for entry in entries]
    if rows:
        session.execute(insert(Message), rows)
    texts = (said["title"], said["text"], said["address"], *(row["text"] for row in rows))
    keep_words(session, ticket_id=new, number=said["number"], texts=texts)


def _announce(session: Session, old: str, number: str, title: str, by: By) -> None:
    opened = open_identity(session, number=old, reader=RULE)
    routes = subscribers_opened(session, opened=opened)
    if routes or not opened.details.empty:
        key = keep_identity(session, number=number, details=opened.details)
        for recipient in routes:
            subscribe(session, number=number, recipient=recipient, now=by.now, key=key)
    queue_notice(
        session,
        cause=Cause(number=number, seq=1, kind="received"),
        recipients=routes,
        params={"title": title},
        actor=by.actor,
        now=by.now,
    )
