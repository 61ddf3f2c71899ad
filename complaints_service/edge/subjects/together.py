"""Acts on several tickets at once: who reads what became of them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.edge.guard import Right
from complaints_service.tickets.together.models import BulkRun
from complaints_service.tickets.together.queries import own_run


def _own(session: Session, rights: Rights, *, run_id: int) -> BulkRun:
    return own_run(session, rights=rights, run_id=run_id)


OWN_RUN = Right(code="own_run", who="who did it", load=_own)
