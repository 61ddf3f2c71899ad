"""Leave as it is approved and cancelled. What it does to tickets is written in their ledger, not here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Invalid, NotFound, Words, words
from complaints_service.people.kinds import LEAVE_KINDS
from complaints_service.people.models import Leave, Officer
from complaints_service.people.queries import OfficerCard
from complaints_service.texts import clean, text_problem


@dataclass(frozen=True, kw_only=True)
class NewLeave:
    """Leave to approve: whole local days, both ends included."""

    officer_id: int
    first_on: date
    last_on: date
    kind: str
    substitute_id: int | None = None
    reason: str = ""


MOST_LETTERS = 400
#: Days that one leave has at most; longer ones that a ledger holds already are read as they are.
LONGEST_LEAVE = 366


def may_approve(rights: Rights, card: OfficerCard) -> bool:
    """Whether a person decides on somebody's leave: a superior above, an administrator of the unit."""
    return card.id in rights.subordinate_officers or rights.granted("administrator", card.unit)


def approve_leave(
    session: Session,
    *,
    new: NewLeave,
    now: datetime,
    actor: Actor,
    late: bool = False,
    waiting: bool = False,
) -> Leave:
    """Approves a member's leave; what is `late` has a reason, and `waiting` counts for nothing until decided.

    Raises Invalid naming every field, or DomainError `leave_overlaps` or `substitute_absent`.
    """
    _require_valid(session, new, late and waiting)
    if _away(session, new.officer_id, new):
        raise DomainError("leave_overlaps", words("Petugas ini sudah cuti pada sebagian hari itu."))
    if new.substitute_id is not None and _away(session, new.substitute_id, new):
        raise DomainError("substitute_absent", words("Pengganti juga sedang cuti pada sebagian hari itu."))
    leave = Leave(
        officer_id=new.officer_id,
        first_on=new.first_on,
        last_on=new.last_on,
        kind=new.kind,
        substitute_id=new.substitute_id,
        approved_at=now,
        approved_by=actor.ref,
        reason=clean(new.reason),
        late=late,
        waiting=waiting,
    )
    session.add(leave)
    session.flush()
    _record(session, now, actor, "leave.asked" if waiting else "leave.approved", leave)
    return leave


def decide_late(session: Session, *, leave: Leave, granted: bool, now: datetime, actor: Actor) -> None:
    """The second decision about leave that was entered late: it counts from now on, or never did."""
    leave.waiting, leave.decided_at, leave.decided_by = False, now, actor.ref
    if not granted:
        leave.cancelled_at = now
    session.flush()
    _record(session, now, actor, "leave.approved" if granted else "leave.declined", leave)


def cancel_leave(session: Session, *, leave_id: int, now: datetime, actor: Actor) -> Leave:
    """Cancels approved leave. Raises NotFound where there is none to cancel."""
    leave = session.scalar(select(Leave).where(Leave.id == leave_id, Leave.cancelled_at.is_(None)))
    if leave is None:
        raise NotFound("leave")
    leave.cancelled_at = now
    session.flush()
    _record(session, now, actor, "leave.cancelled", leave)
    return leave


def _require_valid(session: Session, new: NewLeave, needs_reason: bool) -> None:
    fields: dict[str, list[Words]] = {}
    if new.last_on.toordinal() - new.first_on.toordinal() >= LONGEST_LEAVE:
        fields["last_on"] = [
            words("Cuti paling lama %(days)s hari. Catat sisanya sebagai cuti lain.", days=LONGEST_LEAVE)
        ]
    if needs_reason:
        empty = words("Cuti ini dicatat terlambat. Tulis alasannya; atasan di atas Anda yang memutuskan.")
        if problem := text_problem(new.reason, maximum=MOST_LETTERS, empty=empty):
            fields["reason"] = [problem]
    if new.last_on < new.first_on:
        fields["last_on"] = [words("Hari terakhir tidak boleh sebelum hari pertama.")]
    if new.kind not in LEAVE_KINDS:
        fields["kind"] = [words("Jenis cuti ini tidak dikenal.")]
    if new.substitute_id == new.officer_id:
        fields["substitute_id"] = [words("Pengganti harus orang lain.")]
    wanted = {"officer_id": new.officer_id, "substitute_id": new.substitute_id}
    active = set(
        session.scalars(select(Officer.id).where(Officer.id.in_(set(wanted.values())), Officer.active))
    )
    for name, officer_id in wanted.items():
        if officer_id is not None and officer_id not in active:
            fields[name] = [words("Petugas ini tidak ada atau sudah tidak bekerja di sini.")]
    if fields:
        raise Invalid(fields)


def _away(session: Session, officer_id: int, new: NewLeave) -> bool:
    return (
        session.scalar(
            select(Leave.id)
            .where(
                Leave.officer_id == officer_id,
                Leave.cancelled_at.is_(None),
                Leave.first_on <= new.last_on,
                Leave.last_on >= new.first_on,
            )
            .limit(1)
        )
        is not None
    )


def _record(session: Session, now: datetime, actor: Actor, kind: str, leave: Leave) -> None:
    data = {
        "leave": leave.id,
        "first_on": leave.first_on.isoformat(),
        "last_on": leave.last_on.isoformat(),
        "substitute": leave.substitute_id,
        "late": leave.late,
        "reason": leave.reason,
    }
    record(session, now=now, actor=actor, kind=kind, subject=f"person:{leave.officer_id}", data=data)
