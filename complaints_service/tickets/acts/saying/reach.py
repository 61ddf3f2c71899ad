"""A citizen without a route was reached: by which way, and when (sla.md, sentence 20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from complaints_service.errors import DomainError, invalid, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Sight, Surroundings
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.deliveries import undelivered
from complaints_service.tickets.ledger.state import fold
from sla import needs_superior


@dataclass(frozen=True, kw_only=True)
class Reach(Request):
    """How and when they heard the question."""

    message: int | None = fields.number(meaning="The entry of the question; none: the newest.")
    reason: str = fields.reason(needed=True, meaning="By which way, such as a call.")
    start: datetime | None = fields.moment(optional=True, wire="from", meaning="When; none: now.")


def _asked(case: ActCase[Reach]) -> int:
    return case.request.message if case.request.message is not None else case.state.questions[-1]


def _nobody_was_reached(case: ActCase[Reach]) -> None:
    asked, at = _asked(case), case.request.start
    if asked not in case.state.questions:
        raise invalid("message", words("Pertanyaan ini tidak menunggu jawaban."))
    if asked not in undelivered(case.history):
        raise DomainError("already_delivered", words("Pertanyaan ini sudah sampai kepada warga."))
    if at is None:
        return
    sent = next(each.at for each in case.history if each.seq == asked)
    if not sent <= at <= case.now:
        raise invalid("from", words("Pilih saat sesudah pertanyaan dikirim, tidak sesudah sekarang."))
    calendar = case.rulebook.calendar(case.rulebook.office.calendar)
    if needs_superior(at=at, recorded_at=case.now, calendar=calendar):
        raise invalid("from", words("Paling lama sampai tutup kantor satu hari kerja sesudahnya."))


def _waits(sight: Sight) -> bool:
    return bool(set(undelivered(sight.history)) & set(fold(sight.history).questions))


def _events(asked: Reach, around: Surroundings) -> list[NewEvent]:
    question = asked.message if asked.message is not None else around.state.questions[-1]
    return [
        NewEvent(kind="citizen.reached", data={"message": question, "reason": asked.reason}, at=asked.start)
    ]


ACT = Act(
    code="reach",
    request=Reach,
    right="reach",
    states=frozenset({"waiting"}),
    conditions=(_nobody_was_reached,),
    there=_waits,
    events=_events,
    writes=("citizen.reached",),
    place=105,
    address="reach",
    note="for a citizen without a route: the question pauses from there",
)
