"""Reopening that comes too late: a new ticket goes on from the old one, and each names the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.errors import Actor, DomainError, words
from complaints_service.moment import Moment
from complaints_service.notify.service import subscribers_opened
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.opening.service import open_ticket
from complaints_service.tickets.where import place_now
from complaints_service.vault.opening import RULE, open_identity
from config.rulebook import Rulebook
from sla import Event, may_reopen


@dataclass(frozen=True)
class By:
    """Who asks, when, under which rules; `tracking_key` makes the new ticket's secret."""

    actor: Actor
    now: datetime
    rulebook: Rulebook
    tracking_key: bytes | None


def too_late(ticket: Ticket, history: Sequence[Event], *, now: datetime, rulebook: Rulebook) -> bool:
    """Whether the policy's limit has passed since the final closing (sla.md, sentence 33)."""
    if ticket.closed_at is None:
        return False
    policy, calendar = deadlines.rules_for(history, rulebook=rulebook, policy_version=ticket.policy_version)
    return not may_reopen(
        closed_at=ticket.closed_at, reason=ticket.close_reason or "", at=now, policy=policy, calendar=calendar
    )


def continue_in_new(
    session: Session, *, ticket: Ticket, history: Sequence[Event], reason: str, by: By
) -> Ticket:
    """Opens a new ticket with the old one's complaint and the reason. Raises `continued_already` (409)."""
    if any(event.kind == "ticket.continued" for event in history):
        raise DomainError("continued_already", words("Laporan ini sudah dilanjutkan dengan nomor baru."))
    if by.tracking_key is None:
        raise ValueError("a new ticket needs the tracking key")
    opened = open_ticket(
        Moment(session=session, now=by.now, actor=by.actor, rulebook=by.rulebook),
        draft=_draft(session, ticket, history, reason, by),
        tracking_key=by.tracking_key,
    )
    new = ledger.lock(session, number=opened.number)
    assert new is not None
    linked = LedgerChange(new, [NewEvent(kind="ticket.linked", data={"continues": ticket.number})])
    continued = LedgerChange(
        ticket, [NewEvent(kind="ticket.continued", data={"in": new.number, "reason": reason})]
    )
    ledger.append(
        Moment(session=session, now=by.now, actor=by.actor, rulebook=by.rulebook),
        [linked, continued],
    )
    return new


def _draft(session: Session, ticket: Ticket, history: Sequence[Event], reason: str, by: By) -> Draft:
    said, opened = ticket.complaint, open_identity(session, number=ticket.number, reader=RULE)
    in_force = {category.code for category in by.rulebook.categories_on(by.rulebook.local_date(by.now))}
    return Draft(
        text=f"{reason}\n\n{said.text}",
        title=said.title,
        language=said.language,
        channel=said.channel,
        privacy=said.privacy,
        kind=ticket.kind,
        category=ticket.category if ticket.category in in_force else "lainnya",
        priority=ticket.priority,
        place=place_now(ticket, history),
        name=opened.details.name,
        phone=opened.details.phone,
        email=opened.details.email,
        routes=tuple(subscribers_opened(session, opened=opened)),
        about=ticket.accused,
        about_office=fold(history).about_office,
    )
