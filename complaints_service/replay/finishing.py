"""What stands at the end of every replay: facts from the whole ledger, and everything sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.audit.written.settling import settle
from complaints_service.measurement.facts.service import rebuild
from complaints_service.tickets.ledger.sealing import SEALED
from config.rulebook import Rulebook

_BATCH = 5000


def finish(session: Session, *, rulebook: Rulebook, now: datetime) -> None:
    """Rebuilds the facts as of `now` and seals everything there is so far."""
    rebuild(session, now=now, rulebook=rulebook)
    settle(session)
    for table in SEALED:
        while table.seal(session, now=now, limit=_BATCH):
            continue
