"""Who looked at identities, out of the audit record: for the citizen, and for the auditors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent
from complaints_service.vault.finding import SEARCHED
from complaints_service.vault.opening import VIEWED

#: A reader who looks more often than this within 24 hours is told to the auditors.
MOST_A_DAY, DAY = 20, timedelta(days=1)
#: So long the auditors' list reaches back.
LISTED = timedelta(days=7)
KINDS = (VIEWED, SEARCHED)


@dataclass(frozen=True, kw_only=True)
class IdentityLook:
    """One look: who (`person:7`, `account:3`), when, what for, at which report; None: a search."""

    at: datetime
    by: str
    purpose: str
    number: str | None

    @property
    def officer_id(self) -> int | None:
        """The member of the office who looked; None for anybody else."""
        kind, _, name = self.by.partition(":")
        return int(name) if kind == "person" else None


def looks_at(session: Session, *, number: str) -> Sequence[IdentityLook]:
    """Every look at who complained under a number, newest first."""
    return _looks(session, AuditEvent.subject == f"ticket:{number}", AuditEvent.kind == VIEWED)


def looks_since(session: Session, *, since: datetime) -> Sequence[IdentityLook]:
    """Every look since an instant, newest first; searches too."""
    return _looks(session, AuditEvent.kind.in_(KINDS), AuditEvent.at >= since)


def busy_readers(looks: Sequence[IdentityLook]) -> Mapping[str, int]:
    """Who looked more often than usual within 24 hours, and how often at most."""
    mine: dict[str, list[datetime]] = {}
    for each in sorted(looks, key=lambda look: look.at):
        mine.setdefault(each.by, []).append(each.at)
    most = {by: max(_within_a_day(instants)) for by, instants in mine.items()}
    return {by: times for by, times in most.items() if times > MOST_A_DAY}


def _within_a_day(instants: Sequence[datetime]) -> Iterator[int]:
    """How many there were in the 24 hours up to each."""
    first = 0
    for place, at in enumerate(instants):
        while instants[first] <= at - DAY:
            first += 1
        yield place - first + 1


def counting_looks(*, since: datetime) -> Select[int]:
    """Asks how many looks there were since an instant."""
    return select(func.count()).where(AuditEvent.kind.in_(KINDS), AuditEvent.at >= since)


def _looks(session: Session, *which: ColumnElement[bool]) -> Sequence[IdentityLook]:
    rows = session.scalars(select(AuditEvent).where(*which).order_by(AuditEvent.id.desc()))
    return [
        IdentityLook(
            at=row.at,
            by=row.actor,
            purpose=str(row.data.get("purpose", "")),
            number=row.subject.removeprefix("ticket:") if row.kind == VIEWED else None,
        )
        for row in rows
    ]
