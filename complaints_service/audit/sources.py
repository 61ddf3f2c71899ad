"""From where an act came: which part of the network, which signed-in browser or key; kept for a while.

The edge says it: it leaves in the session of a request how to learn it, and whatever writes into the record
there has it written, too. Of citizens nothing is kept.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent, AuditSource

#: So long it is kept; the act itself stays.
KEPT = timedelta(days=730)
#: So long before its term is over nobody asks after it: clocks and jobs differ.
GRACE = timedelta(days=2)
#: Who works here, or tries to sign in as somebody who does.
_STAFF = ("person:", "account:", "nobody")
_ASKED = "came_from"
#: Of an address so many bits stay: a part of a network, not one machine.
_BITS = {4: 24, 6: 48}


@dataclass(frozen=True)
class CameFrom:
    """Where a request comes from. `session` names what is signed in and opens nothing."""

    address: str | None
    session: str | None


@dataclass(frozen=True)
class SourceFault:
    """An act whose source is not the one that was written."""

    event_id: int
    what: str


def shortened(address: str) -> str | None:
    """The part of the network an address lies in, `203.0.113.0/24`; None for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, _BITS[found.version]), strict=False))


def tell_source(session: Session, ask: Callable[[], CameFrom]) -> None:
    """Has every act that is written in this session tell where it came from."""
    session.info[_ASKED] = ask


def note_source(session: Session, row: AuditEvent) -> AuditSource | None:
    """Puts the digest of its source into an act that is about to be written; what is kept beside it."""
    ask = session.info.get(_ASKED)
    if ask is None or not row.actor.startswith(_STAFF):
        return None
    came: CameFrom = ask()
    if came.address is None and came.session is None:
        return None
    kept = AuditSource(
        at=row.at,
        kind=row.kind,
        actor=row.actor,
        address=came.address,
        session=came.session,
        salt=secrets.token_hex(16),
    )
    row.source = _digest(kept)
    return kept


def source_faults(session: Session, *, now: datetime) -> Iterator[SourceFault]:
    """Every act whose source is another, was made later, or is gone before its term is over."""
    rows = session.execute(
        select(
            AuditEvent.id, AuditEvent.at, AuditEvent.kind, AuditEvent.actor, AuditEvent.source, AuditSource
        )
        .outerjoin(AuditEvent.came)
        .where(or_(AuditEvent.source.is_not(None), AuditSource.event_id.is_not(None)))
        .order_by(AuditEvent.id)
        .execution_options(yield_per=1000)
    )
    for row in rows:
        event_id, at, kind, actor, digest = row[:5]
        kept: AuditSource | None = row[5]
        said = (at, kind, actor)
        if kept is not None and ((kept.at, kept.kind, kept.actor) != said or _digest(kept) != digest):
            yield SourceFault(event_id, "says another source than the one that was written")
        elif kept is None and at > now - KEPT + GRACE:
            yield SourceFault(event_id, "has lost its source before its time")


def forget_sources(session: Session, *, now: datetime) -> None:
    """Deletes what is kept no longer; the acts and their chain stay as they are."""
    session.execute(delete(AuditSource).where(AuditSource.at < now - KEPT))


def _digest(kept: AuditSource) -> str:
    said = json.dumps([kept.salt, kept.address, kept.session], separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
