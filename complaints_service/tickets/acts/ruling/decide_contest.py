"""A contest is decided, and where it is upheld the custody corrected (sla.md, sentence 56)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_decide
from complaints_service.errors import DomainError, invalid, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings, as_it_is
from complaints_service.tickets.acts.receiving import whose_time
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.contests import Contest, contests_of, undecided
from complaints_service.tickets.ledger.states import STATES
from sla import Event


@dataclass(frozen=True, kw_only=True)
class DecideContest(Request):
    """Which contest, whether it is upheld, whose time it was, and why."""

    contest: int | None = fields.number(meaning="The contest's number; none: the only one.")
    upheld: bool | None = fields.answer(meaning="Whether the contest is right.")
    to: str | None = fields.receiver(meaning="Whose time it was; none: as the contest says.")
    reason: str = fields.reason(needed=True)


def decidable(history: Sequence[Event], rights: Rights) -> list[Contest]:
    """The contests of a ticket that this person may decide."""
    return [each for each in undecided(history) if may_decide(rights, each.concerned, unled=each.unled)]


def _asked_about(case: ActCase[DecideContest]) -> Contest:
    """Raises `invalid` (422) for no such contest, `contest_decided` (409)."""
    number, contests = case.request.contest, contests_of(case.history)
    waiting = [contest for contest in contests if contest.decided_at is None]
    if number is None and len(waiting) == 1:
        return waiting[0]
    found = next((contest for contest in contests if contest.number == number), None)
    if found is None:
        raise invalid("contest", words("Sanggahan ini tidak ada."))
    if found.decided_at is not None:
        raise DomainError("contest_decided", words("Sanggahan ini sudah diputuskan."))
    return found


def _not_concerned(case: ActCase[DecideContest]) -> None:
    found = _asked_about(case)
    if case.request.upheld is None:
        raise invalid("upheld", words("Pilih: dibenarkan atau tidak."))
    if case.rights is None or not may_decide(case.rights, found.concerned, unled=found.unled):
        told = words("Yang memutuskan adalah atasan semua orang yang waktunya akan berubah.")
        if found.unled:
            told = words("Tidak ada atasan di atas semuanya, jadi yang memutuskan auditor seluruh kantor.")
        raise DomainError("concerned", told)


def _decided(session: Session, case: ActCase[DecideContest]) -> Surroundings:
    found = _asked_about(case)
    around = replace(
        as_it_is(session, case), contested=(found.number, found.start.isoformat(), found.end.isoformat())
    )
    if not case.request.upheld:
        return around
    holder = whose_time(session, case.request.to or found.named, case.ticket)
    if holder == case.actor.ref:
        raise invalid("to", words("Siapa yang memutuskan tidak mengambil waktu ini untuk dirinya."))
    return replace(around, to_holder=holder)


def _events(asked: DecideContest, around: Surroundings) -> list[NewEvent]:
    assert around.contested is not None
    number, start, end = around.contested
    data = {"contest": number, "upheld": bool(asked.upheld), "reason": asked.reason}
    if not asked.upheld:
        return [NewEvent(kind="contest.decided", data=data)]
    moved = {"start": start, "end": end, "holder": around.to_holder, "contest": number}
    return [
        NewEvent(kind="contest.decided", data={**data, "holder": around.to_holder}),
        NewEvent(kind="custody.corrected", data=moved),
    ]


ACT = Act(
    code="decide_contest",
    request=DecideContest,
    right="decide_contest",
    states=frozenset(STATES),
    possible=lambda standing: standing.contests > 0,
    conditions=(_not_concerned,),
    there=lambda sight: bool(decidable(sight.history, sight.rights)),
    surround=_decided,
    events=_events,
    writes=("contest.decided", "custody.corrected"),
    place=80,
    address="decide-contest",
)
