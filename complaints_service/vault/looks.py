"""Who looked at identities, out of the audit record: for the citizen, and for the auditors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent
from complaints_service.vault.finding import SEARCHED
from complaints_service.vault.opening import VIEWED

#: A reader who looks more often than this on one day is told to the auditors.
MOST_A_DAY = 20
KINDS = (VIEWED, SEARCHED)


@dataclass(frozen=True, kw_only=True)
class Look:
    """One look: who (`person:7`, `account:3`), when, what for, at which report; None: a search."""

    at: datetime
    by: str
    purpose: str
    number: str | None


def looks_at(session: Session, *, number: str) -> Sequence[Look]:
    """Every look at who complained under a number, newest first."""
    return _looks(session, AuditEvent.subject == f"ticket:{number}", AuditEvent.kind == VIEWED)


def looks_since(session: Session, *, since: datetime) -> Sequence[Look]:
    """Every look since an instant, newest first; searches too."""
    return _looks(session, AuditEvent.kind.in_(KINDS), AuditEvent.at >= since)


def busy_days(looks: Sequence[Look], *, zone: str) -> Sequence[tuple[str, date, int]]:
    """Who looked more often than usual on one local day, on which, and how often; the most first."""
    counted = Counter((each.by, each.at.astimezone(ZoneInfo(zone)).date()) for each in looks)
    return [(by, on, times) for (by, on), times in counted.most_common() if times > MOST_A_DAY]


def _looks(session: Session, *which: ColumnElement[bool]) -> Sequence[Look]:
    rows = session.scalars(select(AuditEvent).where(*which).order_by(AuditEvent.id.desc()))
    return [
        Look(
            at=row.at,
            by=row.actor,
            purpose=str(row.data.get("purpose", "")),
            number=row.subject.removeprefix("ticket:") if row.kind == VIEWED else None,
        )
        for row in rows
    ]
