"""What stands at the end of every replay: facts from the whole ledger, and everything sealed."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import Engine

from complaints_service import db
from complaints_service.audit.seal import seal_audit
from complaints_service.measurement.service import rebuild
from complaints_service.tickets.sealing import seal_ledger
from config.rulebook import Rulebook

_BATCH = 5000


def finish(engine: Engine, *, rulebook: Rulebook, now: datetime) -> None:
    """Rebuilds the facts as of `now` and seals the ledger and the audit record."""
    with db.writing(engine) as session:
        rebuild(session, now=now, rulebook=rulebook)
    for seal in (partial(seal_ledger, now=now, limit=_BATCH), partial(seal_audit, now=now, limit=_BATCH)):
        sealed = _BATCH
        while sealed == _BATCH:
            with db.writing(engine) as session:
                sealed = seal(session)
