"""Performs one act on several tickets, each by the act's own service and in a savepoint of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from complaints_service.accounts.access import Rights
from complaints_service.errors import DomainError, NotFound, Words, invalid, words
from complaints_service.moment import Moment
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.registry import act_of, request_for
from complaints_service.tickets.ledger.append import events_of
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.ledger.state import TicketState, fold
from complaints_service.tickets.service import perform
from complaints_service.tickets.together.models import BulkRun
from complaints_service.tickets.together.outcomes import Outcome, Pick, outcome_of

#: The acts that may be done to several at once. What ends a report is decided one by one.
TOGETHER = ("take", "assign", "handover", "classify", "prioritise", "note")
#: How many at once: a page of a list.
MOST = 50
#: How long it can be taken back.
UNDONE_WITHIN = timedelta(minutes=10)
_UNDONE = "Dibatalkan oleh yang melakukannya."
_STALE = words("Berubah sejak Anda memilihnya. Buka tiketnya, lalu pilih lagi.")


def try_out(moment: Moment, *, picks: Sequence[Pick], request: Request, rights: Rights) -> list[Outcome]:
    """What would become of each ticket: the act is performed, and nothing of it kept."""
    return _each(moment, picks, lambda _pick: request, rights=rights, keep=False)


def perform_together(moment: Moment, *, picks: Sequence[Pick], request: Request, rights: Rights) -> int:
    """Does an act to each of several tickets and returns the run's id; one refused stops no other.

    Raises Invalid naming `act` or `picks` for what is not done together.
    """
    outcomes = _each(moment, picks, lambda _pick: request, rights=rights, keep=True)
    run = BulkRun(
        account_id=rights.account_id,
        act=act_of(request).code,
        done_at=moment.now,
        outcomes=[each.kept() for each in outcomes],
    )
    moment.session.add(run)
    moment.session.flush()
    return run.id


def undo_together(moment: Moment, *, run: BulkRun, rights: Rights) -> None:
    """Takes back what was done to several tickets, once, as far as its doer may and nobody acted since.

    Raises DomainError `undo_over` where it is too late, or was done already.
    """
    claimed = moment.session.execute(
        update(BulkRun)
        .where(
            BulkRun.id == run.id, BulkRun.undone_at.is_(None), BulkRun.done_at > moment.now - UNDONE_WITHIN
        )
        .values(undone_at=moment.now)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult for an UPDATE
        raise DomainError("undo_over", words("Sudah dibatalkan, atau waktunya sudah lewat."))
    backwards = {each.number: each for each in undoable(run)}
    picks = [Pick(number=each.number, version=each.version) for each in backwards.values()]

    def back(pick: Pick) -> Request:
        code, fields = backwards[pick.number].inverse or ("", {})
        return request_for(code, **fields)

    outcomes = _each(moment, picks, back, rights=rights, keep=True)
    moment.session.execute(
        update(BulkRun).where(BulkRun.id == run.id).values(undo_outcomes=[each.kept() for each in outcomes])
    )
    moment.session.refresh(run)


def undoable(run: BulkRun) -> list[Outcome]:
    """What of a run has an inverse."""
    return [one for each in run.outcomes if (one := outcome_of(each)).done and one.inverse]


def may_undo(run: BulkRun, *, now: datetime) -> bool:
    """Whether a run can still be taken back."""
    return run.undone_at is None and now - UNDONE_WITHIN < run.done_at and bool(undoable(run))


def _each(
    moment: Moment,
    picks: Sequence[Pick],
    request: Callable[[Pick], Request],
    *,
    rights: Rights,
    keep: bool,
) -> list[Outcome]:
    chosen = {pick.number: pick for pick in picks}
    if not 0 < len(chosen) <= MOST:
        raise invalid("picks", words("Pilih paling sedikit satu, paling banyak %(most)s tiket.", most=MOST))
    return [_one(moment, pick, request(pick), rights=rights, keep=keep) for pick in chosen.values()]


def _one(moment: Moment, pick: Pick, request: Request, *, rights: Rights, keep: bool) -> Outcome:
    number = read_number(pick.number) or pick.number
    savepoint = moment.session.begin_nested()
    try:
        before = _state(moment, number)
        done = perform(moment, number=number, request=replace(request, version=pick.version), rights=rights)
        outcome = Outcome(
            number=number,
            version=done.ticket.version,
            inverse=_inverse(act_of(request).code, before) if before is not None else None,
        )
    except DomainError as refused:
        outcome = Outcome(number=number, why=_why(refused))
    if keep and outcome.done:
        savepoint.commit()
    else:
        savepoint.rollback()
        # What the act put into the rows it held stays there otherwise, though nothing of it was kept.
        moment.session.expire_all()
    return outcome


def _state(moment: Moment, number: str) -> TicketState | None:
    ticket_id = moment.session.scalar(select(Ticket.id).where(Ticket.number == number))
    return fold(events_of(moment.session, [ticket_id])[ticket_id]) if ticket_id is not None else None


def _why(refused: DomainError) -> Words:
    if isinstance(refused, NotFound):
        refused = NotFound("ticket")
    if refused.code == "stale_version":
        return _STALE
    said = next(iter(refused.fields.values()))[0] if refused.fields else refused.detail
    return said if isinstance(said, Words) else words(said)


def _inverse(code: str, before: TicketState) -> tuple[str, Mapping[str, Any]] | None:
    """The act that takes one back to how a ticket stood; None where what was said stays said."""
    if code == "take":
        return "handover", {"to": before.holder, "reason": _UNDONE}
    if code in ("assign", "handover"):
        return code, {"to": before.holder, "reason": _UNDONE}
    if code == "classify":
        return code, {"category": before.category, "kind": before.kind, "reason": _UNDONE}
    if code == "prioritise":
        return code, {"priority": before.priority, "reason": _UNDONE}
    return None
