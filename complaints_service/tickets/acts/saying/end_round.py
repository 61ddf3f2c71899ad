"""What the citizen wrote needs no answer (sla.md, sentence 28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints_service.errors import DomainError, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.ledger.turns import BY_RULE, has_unanswered_words
from sla import Assessment, Event


@dataclass(frozen=True, kw_only=True)
class EndRound(Request):
    """Why not."""

    reason: str = fields.reason(needed=True)


def _any_open(found: Assessment, history: Sequence[Event]) -> bool:
    over = found.final_closed_at is not None and has_unanswered_words(history)
    return over or any(each.stopped_at is None for each in found.rounds)


def _round_is_open(case: ActCase[EndRound]) -> None:
    if not _any_open(case.judged(), case.history):
        raise DomainError("no_open_round", words("Tidak ada pesan warga yang menunggu jawaban."))


def _events(asked: EndRound, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="round.ended", data={"reason": asked.reason})]


ACT = Act(
    code="end_round",
    request=EndRound,
    right="end_round",
    states=LIVE | {"resolved", "closed"},
    possible=lambda standing: standing.state != "closed" or standing.close_reason == BY_RULE,
    conditions=(_round_is_open,),
    there=lambda sight: _any_open(sight.found, sight.history),
    events=_events,
    writes=("round.ended",),
    place=120,
    address="no-answer-needed",
)
