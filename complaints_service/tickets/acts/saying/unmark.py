"""A message was no substantive answer (sla.md, sentence 25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints_service.errors import DomainError, invalid, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Sight, Surroundings
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import STATES
from sla import SUBSTANTIVE, Event


@dataclass(frozen=True, kw_only=True)
class Unmark(Request):
    """Which message, and why not."""

    message: int | None = fields.number(required=True, meaning="The entry of the message.")
    reason: str = fields.reason(needed=True)


def unmarked(history: Sequence[Event]) -> frozenset[int]:
    """The messages of a ledger that count as an answer no more."""
    return frozenset(each.data["message"] for each in history if each.kind == "message.unmarked")


def _counts(event: Event) -> bool:
    return event.kind == "message.sent" and event.data.get("act") in SUBSTANTIVE


def _message_counts(case: ActCase[Unmark]) -> None:
    sent = next((each for each in case.history if each.seq == case.request.message), None)
    if sent is None or not _counts(sent):
        raise invalid("message", words("Pilih pesan kantor yang terhitung sebagai jawaban."))
    if sent.by == case.actor.ref:
        raise DomainError("own_message", words("Pesan Anda sendiri dinilai orang lain."))
    if sent.seq in unmarked(case.history):
        raise DomainError("already_unmarked", words("Pesan ini sudah tidak terhitung sebagai jawaban."))


def _any_counts(sight: Sight) -> bool:
    gone = unmarked(sight.history)
    return any(_counts(each) and each.by != sight.me and each.seq not in gone for each in sight.history)


def _events(asked: Unmark, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="message.unmarked", data={"message": asked.message, "reason": asked.reason})]


ACT = Act(
    code="unmark",
    request=Unmark,
    right="unmark",
    states=frozenset(STATES),
    conditions=(_message_counts,),
    there=_any_counts,
    events=_events,
    writes=("message.unmarked",),
    place=200,
    address="not-substantive",
    note="it also counts when all is over",
)
