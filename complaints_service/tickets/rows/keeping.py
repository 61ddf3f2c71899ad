"""Keeps what rows tell of tickets, in the transaction of what changed them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from complaints_service.audit.written.putting import put
from complaints_service.db import Base
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.rows.models import TicketListed
from complaints_service.tickets.rows.standing import as_json, entries_told, standing_of
from config.rulebook import Rulebook
from sla import Assessment, Calendar, CalendarSpec, Event

_LISTED = Base.metadata.tables[TicketListed.__tablename__]


def _keep(dialect: Any) -> Executable:
    """Over the table itself and made once: every act passes here."""
    written = dialect.insert(_LISTED)
    anew = {column.name: written.excluded[column.name] for column in _LISTED.c if not column.primary_key}
    upsert: Executable = written.on_conflict_do_update(index_elements=["ticket_id"], set_=anew)
    return upsert


_KEEP: dict[str, Executable] = {"sqlite": _keep(sqlite), "postgresql": _keep(postgresql)}


def told_of(
    ticket_id: int, events: Sequence[Event], found: Assessment, *, rulebook: Rulebook, policy_version: str
) -> dict[str, Any]:
    """What rows tell of a ticket whose ledger was judged just now."""
    _policy, calendar = deadlines.rules_for(events, rulebook=rulebook, policy_version=policy_version)
    clocks, entries = as_json(standing_of(found), entries_told(events))
    return {
        "ticket_id": ticket_id,
        "version": events[-1].seq,
        "calendar": name_of(calendar),
        "as_of": found.as_of,
        "clocks": clocks,
        "entries": entries,
    }


def name_of(calendar: Calendar) -> str:
    """A calendar in its version, as it is stored: also its parents' days are its own."""
    versions: list[str] = []
    spec: CalendarSpec | None = calendar.spec
    while spec is not None:
        versions.append(f"{spec.code}/{spec.version}")
        spec = spec.parent
    return f"{calendar.code}/{sha256(' '.join(versions).encode()).hexdigest()[:20]}"


def keep_first_told(session: Session, told: dict[str, Any]) -> None:
    """Stores what rows tell of a ticket that was just opened."""
    put(session, _LISTED, [told])


def keep_told(session: Session, told: Sequence[dict[str, Any]]) -> None:
    """Stores what rows tell of these tickets."""
    if told:
        session.execute(_KEEP[session.get_bind().dialect.name], told)
