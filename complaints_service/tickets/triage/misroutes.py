"""Which routing rules sent reports astray: whoever got one gave it to another unit within a working day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from complaints_service.tickets.visible import visible_to
from sla import Calendar, known

#: So far back one looks.
WITHIN = timedelta(days=30)
_ROUTED, _GIVEN = "ticket.routed", ("ticket.handed_over", "ticket.assigned")


@dataclass(frozen=True, kw_only=True)
class RuleRecord:
    """One rule of one version: how many reports it sent, and how many of them went on to another unit."""

    rule: str
    version: str
    sent: int
    astray: int


def misroutes(session: Session, *, rights: Rights, now: datetime, calendar: Calendar) -> list[RuleRecord]:
    """The rules with what became of the reports they sent lately, the worst first; of those one may read."""
    rows = session.execute(
        select(TicketEvent.ticket_id, TicketEvent.kind, TicketEvent.at, TicketEvent.actor, TicketEvent.data)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(
            TicketEvent.kind.in_((_ROUTED, *_GIVEN)),
            Ticket.received_at > now - WITHIN,
            visible_to(rights),
        )
        .order_by(TicketEvent.ticket_id, TicketEvent.seq)
    )
    ways: dict[int, list[_Move]] = {}
    for ticket_id, kind, at, actor, data in rows:
        ways.setdefault(ticket_id, []).append(
            _Move(
                kind=kind,
                at=at,
                actor=actor,
                unit=data["unit"],
                rule=data.get("rule"),
                version=data.get("version"),
            )
        )
    sent: dict[tuple[str, str], list[bool]] = {}
    for moves in ways.values():
        first = next((move for move in moves if move.kind == _ROUTED and move.rule), None)
        if first is not None:
            rule = (str(first.rule), str(first.version))
            sent.setdefault(rule, []).append(_went_on(first, moves, calendar))
    records = [
        RuleRecord(rule=rule, version=version, sent=len(each), astray=sum(each))
        for (rule, version), each in sent.items()
    ]
    return sorted(records, key=lambda one: (-one.astray, -one.sent, one.rule))


@dataclass(frozen=True, kw_only=True)
class _Move:
    kind: str
    at: datetime
    actor: str
    unit: str
    rule: str | None
    version: str | None


def _went_on(first: _Move, moves: Iterable[_Move], calendar: Calendar) -> bool:
    """Whether a person gave it to another unit within a working day of its coming."""
    for move in moves:
        if move.kind in _GIVEN and move.actor != "rule" and move.unit != first.unit:
            taken = known.elapsed(calendar, first.at, move.at)
            return taken is not None and taken <= calendar.nominal_day_seconds
    return False
