"""What changes about a member on a local day: the post, posts led as well, name and number, the end.

Each is written beside what was, never over it; the officer's row keeps today's. What it does to tickets,
plans and approvals is `staffing`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import Actor
from complaints_service.people.models import Officer, PersonnelRecord, Posting
from complaints_service.people.postings import OWN

LONGEST_REASON = 400


@dataclass(frozen=True)
class StaffEntry:
    """Who enters a change, when, and why; `on`: the local day from which it holds."""

    on: date
    now: datetime
    actor: Actor
    reason: str = ""


def place(session: Session, *, officer: Officer, position_id: int, unit_id: int, by: StaffEntry) -> None:
    """Opens a member's own posting from a day on; the one before ends there."""
    _end_own(session, officer, by.on)
    _open(session, officer, position_id, unit_id, OWN, by, None)
    officer.position_id, officer.unit_id, officer.active = position_id, unit_id, True
    session.flush()


def lead_as_well(
    session: Session,
    *,
    officer: Officer,
    position_id: int,
    unit_id: int,
    kind: str,
    until_on: date | None,
    by: StaffEntry,
) -> Posting:
    """Lets a member lead another post too, until the first day after; None: until it is ended."""
    return _open(session, officer, position_id, unit_id, kind, by, until_on)


def end_leading(session: Session, *, officer: Officer, on: date, position_id: int | None = None) -> int:
    """Ends what a member leads as well, one post or all, from a day on; how many."""
    query = select(Posting).where(
        Posting.officer_id == officer.id,
        Posting.kind != OWN,
        Posting.until_on.is_(None) | (Posting.until_on > on),
    )
    if position_id is not None:
        query = query.where(Posting.position_id == position_id)
    led = session.scalars(query).all()
    for each in led:
        each.until_on = max(each.from_on, on)
    session.flush()
    return len(led)


def end_all(session: Session, *, officer: Officer, on: date) -> None:
    """Ends whatever a member holds: nobody's from that day on."""
    _end_own(session, officer, on)
    end_leading(session, officer=officer, on=on)
    officer.active = False
    session.flush()


def write_record(session: Session, *, officer: Officer, by: StaffEntry) -> None:
    """Writes down what a member is called from a day on, where that is not what was written last."""
    last = called_on(session, officer_id=officer.id, on=None)
    called = {name: getattr(officer, name) for name in ("name", "nip", "employment", "rank")}
    if last is not None and all(getattr(last, name) == value for name, value in called.items()):
        return
    session.add(
        PersonnelRecord(
            officer_id=officer.id,
            from_on=by.on,
            reason=by.reason,
            recorded_at=by.now,
            recorded_by=by.actor.ref,
            **called,
        )
    )
    session.flush()


def called_on(session: Session, *, officer_id: int, on: date | None) -> PersonnelRecord | None:
    """What a member was called on a local day (None: what was written last); before the first, as in it."""
    records = session.scalars(
        select(PersonnelRecord)
        .where(PersonnelRecord.officer_id == officer_id)
        .order_by(PersonnelRecord.from_on, PersonnelRecord.id)
    ).all()
    held = [each for each in records if on is None or each.from_on <= on]
    return held[-1] if held else next(iter(records), None)


def note(session: Session, *, officer_id: int, kind: str, by: StaffEntry, **data: object) -> None:
    """The audit record's line about a change of a member."""
    told = {"on": by.on.isoformat(), "reason": by.reason, **data}
    record(session, now=by.now, actor=by.actor, kind=kind, subject=f"person:{officer_id}", data=told)


def _open(
    session: Session,
    officer: Officer,
    position_id: int,
    unit_id: int,
    kind: str,
    by: StaffEntry,
    until_on: date | None,
) -> Posting:
    posting = Posting(
        officer_id=officer.id,
        position_id=position_id,
        unit_id=unit_id,
        kind=kind,
        from_on=by.on,
        until_on=until_on,
        reason=by.reason,
        recorded_at=by.now,
        recorded_by=by.actor.ref,
    )
    session.add(posting)
    session.flush()
    return posting


def _end_own(session: Session, officer: Officer, on: date) -> None:
    held = session.scalars(
        select(Posting).where(
            Posting.officer_id == officer.id, Posting.kind == OWN, Posting.until_on.is_(None)
        )
    ).all()
    for each in held:
        each.until_on = max(each.from_on, on)
    session.flush()
