"""What the citizen wrote needs no answer (sla.md, sentence 28)."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.errors import DomainError, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE
from sla import Assessment


@dataclass(frozen=True, kw_only=True)
class EndRound(Request):
    """Why not."""

    reason: str = fields.reason(needed=True)


def _any_open(found: Assessment) -> bool:
    return any(each.stopped_at is None for each in found.rounds)


def _round_is_open(case: ActCase[EndRound]) -> None:
    if not _any_open(case.judged()):
        raise DomainError("no_open_round", words("Tidak ada pesan warga yang menunggu jawaban."))


def _events(asked: EndRound, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="round.ended", data={"reason": asked.reason})]


ACT = Act(
    code="end_round",
    request=EndRound,
    right="end_round",
    states=LIVE | {"resolved"},
    conditions=(_round_is_open,),
    there=lambda sight: _any_open(sight.found),
    events=_events,
    writes=("round.ended",),
    place=120,
    address="no-answer-needed",
)
