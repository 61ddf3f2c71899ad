"""What stands at the end of every replay: facts from the whole ledger, and everything sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.audit.seal import seal_audit
from complaints_service.measurement.facts.service import rebuild
from complaints_service.tickets.ledger.sealing import seal_ledger
from config.rulebook import Rulebook

_BATCH = 5000


def finish(session: Session, *, rulebook: Rulebook, now: datetime) -> None:
    """Rebuilds the facts as of `now` and seals the ledger and the audit record."""
    rebuild(session, now=now, rulebook=rulebook)
    for seal in (seal_ledger, seal_audit):
        while seal(session, now=now, limit=_BATCH) == _BATCH:
            continue
