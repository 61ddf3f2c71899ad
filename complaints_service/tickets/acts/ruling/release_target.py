"""A clock keeps only its newest target (sla.md, sentence 41)."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.errors import DomainError, invalid, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE
from sla import CLOCKS


@dataclass(frozen=True, kw_only=True)
class ReleaseTarget(Request):
    """Which clock, and why."""

    clock: str | None = fields.choice(meaning="One of the office's or the law's clocks.")
    reason: str = fields.reason(needed=True)


def _clock_runs(case: ActCase[ReleaseTarget]) -> None:
    clock = case.request.clock
    if clock not in CLOCKS:
        raise invalid("clock", words("Pilih salah satu: %(choices)s.", choices=", ".join(CLOCKS)))
    if not deadlines.unfinished(deadlines.current(case.judged(), clock)[0]):
        raise DomainError("clock_stopped", words("Jam ini tidak berjalan, jadi targetnya tetap."))


def _events(asked: ReleaseTarget, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="target.released", data={"clock": asked.clock, "reason": asked.reason})]


ACT = Act(
    code="release_target",
    request=ReleaseTarget,
    right="release_target",
    states=LIVE,
    conditions=(_clock_runs,),
    events=_events,
    writes=("target.released",),
    place=190,
    address="release-target",
)
