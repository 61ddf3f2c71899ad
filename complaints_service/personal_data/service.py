"""A person asks about what is kept of them, and an officer decides; who asked lifts a restriction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.audit.service import record
from complaints_service.errors import DomainError, NotFound, invalid, words
from complaints_service.moment import Moment
from complaints_service.notify.service import Cause, queue_notice, subscribers
from complaints_service.personal_data.erasing import forget_person
from complaints_service.personal_data.family import relatives
from complaints_service.personal_data.models import SubjectRequest
from complaints_service.personal_data.queries import request_of
from complaints_service.personal_data.rules import KINDS, due_of, grounds
from complaints_service.personal_data.standing import standing_of
from complaints_service.texts import clean, text_problem
from complaints_service.tickets.forgetting.restricting import restrict, take_from_public, unrestrict
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.vault.correcting import correct_identity
from complaints_service.vault.sealing import Details, report_key

MOST_LETTERS = 1000
_ASKED, _DECIDED, _LIFTED = "data.asked", "data.decided", "data.lifted"
_NOTHING_KEPT = words("Dari laporan ini kami tidak menyimpan siapa Anda: tidak ada yang bisa dibetulkan.")


def ask(
    moment: Moment, *, ticket: Ticket, kind: str, said: str, details: Details | None = None
) -> SubjectRequest:
    """Takes a request of the report's own citizen.

    `details`: for a correction, who complained as it shall be. Raises `invalid`, DomainError `asked_already`
    and `nothing_kept`, IdentityErased.
    """
    session = moment.session
    if kind not in KINDS:
        raise invalid("kind", words("Pilih satu."))
    if said and (problem := text_problem(said, maximum=MOST_LETTERS)):
        raise invalid("words", problem)
    waiting = (SubjectRequest.ticket_id == ticket.id, SubjectRequest.kind == kind)
    if session.scalar(select(SubjectRequest.id).where(*waiting, SubjectRequest.state == "asked")) is not None:
        raise DomainError("asked_already", words("Permintaan yang sama masih menunggu putusan."))
    row = SubjectRequest(
        ticket_id=ticket.id,
        kind=kind,
        words=clean(said),
        sealed=_proposed(session, ticket, details) if kind == "correction" else None,
        asked_at=moment.now,
        due_at=due_of(moment.now),
        state="asked",
        reason="",
        kept=[],
    )
    session.add(row)
    session.flush()
    _record(moment, _ASKED, ticket, {"request": row.id, "kind": kind, "due": row.due_at.isoformat()})
    return row


def decide(moment: Moment, *, request_id: int, granted: bool, reason: str, rights: Rights) -> SubjectRequest:
    """Decides a request, does what was granted, and tells the citizen.

    Raises NotFound, and `invalid` naming `reason`.
    """
    session = moment.session
    row, ticket = request_of(session, request_id=request_id, rights=rights, lock=True)
    if row.state != "asked":
        raise NotFound("request")
    if problem := text_problem(reason, maximum=MOST_LETTERS, empty=words("Tulis alasannya.")):
        raise invalid("reason", problem)
    row.state, row.reason = ("granted" if granted else "refused"), clean(reason)
    row.decided_at, row.decided_by = moment.now, moment.actor.ref
    data: dict[str, Any] = {"request": row.id, "kind": row.kind, "state": row.state}
    if granted:
        _grant(moment, row, ticket)
    session.flush()
    _record(moment, _DECIDED, ticket, {**data, "kept": row.kept, "late": moment.now > row.due_at})
    queue_notice(
        session,
        # No ledger entry causes it: each request is decided once.
        cause=Cause(number=ticket.number, seq=-1_000_000 - row.id, kind="data_decided"),
        recipients=subscribers(session, number=ticket.number),
        params={},
        actor=moment.actor,
        now=moment.now,
    )
    return row


def lift(moment: Moment, *, ticket: Ticket) -> None:
    """Ends the restriction of a report, as its own citizen wants. Raises NotFound where there is none."""
    session = moment.session
    rows = session.scalars(
        select(SubjectRequest).where(
            SubjectRequest.ticket_id == ticket.id,
            SubjectRequest.kind == "restriction",
            SubjectRequest.state == "granted",
            SubjectRequest.ended_at.is_(None),
        )
    ).all()
    if not rows:
        raise NotFound("request")
    for row in rows:
        row.ended_at = moment.now
    unrestrict(moment, ticket=ticket)
    _record(moment, _LIFTED, ticket, {"kind": "restriction"})


def _grant(moment: Moment, row: SubjectRequest, ticket: Ticket) -> None:
    session = moment.session
    if row.kind == "correction" and row.sealed is not None:
        correct_identity(session, number=ticket.number, sealed=row.sealed, actor=moment.actor, now=moment.now)
        row.sealed = None
    elif row.kind == "restriction":
        restrict(moment, ticket=ticket, reason=row.reason)
    elif row.kind == "erasure":
        row.words = ""
        _forget(moment, row, ticket)
        for other in relatives(session, ticket=ticket):
            _forget(moment, _same_of(moment, row, other), other)


def _forget(moment: Moment, row: SubjectRequest, ticket: Ticket) -> None:
    """The person at once; words and files follow by a job, as `kept` says."""
    row.kept = grounds(standing_of(moment.session, ticket=ticket, past_term=False))
    take_from_public(moment, ticket=ticket, reason=row.reason)
    forget_person(moment, ticket=ticket, reason=row.reason)


def _same_of(moment: Moment, row: SubjectRequest, other: Ticket) -> SubjectRequest:
    """What was decided, for a report that carries the same words on; its own page tells of it."""
    same = SubjectRequest(
        ticket_id=other.id,
        kind=row.kind,
        words="",
        asked_at=row.asked_at,
        due_at=row.due_at,
        state=row.state,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        reason=row.reason,
        kept=[],
    )
    moment.session.add(same)
    moment.session.flush()
    _record(
        moment, _DECIDED, other, {"request": same.id, "kind": row.kind, "state": row.state, "with": row.id}
    )
    return same


def _proposed(session: Session, ticket: Ticket, details: Details | None) -> bytes:
    if ticket.complaint.privacy == "anonymous":
        raise DomainError("nothing_kept", _NOTHING_KEPT)
    if details is None or details.empty:
        raise invalid("name", words("Tulis nama, telepon, atau surel yang benar."))
    for field, most in (("name", 120), ("phone", 40), ("email", 254)):
        said = getattr(details, field)
        if said and (problem := text_problem(said, maximum=most)):
            raise invalid(field, problem)
    return report_key(session, number=ticket.number).seal_details(details)


def _record(moment: Moment, kind: str, ticket: Ticket, data: Mapping[str, Any]) -> None:
    subject = f"ticket:{ticket.number}"
    record(moment.session, now=moment.now, actor=moment.actor, kind=kind, subject=subject, data=data)
