"""What was shown to everybody of a report is taken away again; its words are gone at once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Sight, Surroundings
from complaints_service.tickets.acts.saying.release import released
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.models import ReleasedReport
from complaints_service.tickets.ledger.states import STATES


@dataclass(frozen=True, kw_only=True)
class Unrelease(Request):
    """Why it is shown no more."""

    reason: str = fields.reason(needed=True)


def _shown(case: ActCase[Unrelease]) -> None:
    if not released(case.history):
        raise DomainError("not_released", words("Laporan ini tidak sedang tampil di halaman publik."))


def _is_shown(sight: Sight) -> bool:
    return released(sight.history)


def _take_away(session: Session, case: ActCase[Unrelease], _around: Surroundings) -> None:
    shown = session.get(ReleasedReport, case.ticket.id)
    if shown is not None:
        shown.withdrawn_at, shown.text, shown.answer = case.now, "", ""
        session.flush()


def _events(asked: Unrelease, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="report.unreleased", data={"reason": asked.reason})]


ACT = Act(
    code="unrelease",
    request=Unrelease,
    right="unrelease",
    states=frozenset(STATES),
    conditions=(_shown,),
    there=_is_shown,
    events=_events,
    writes=("report.unreleased",),
    afterwards=_take_away,
    place=173,
    address="unrelease",
)
