""" "This span is not mine": nothing moves until somebody decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, Invalid, Words, words
from complaints_service.people import queries as people
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings, as_it_is
from complaints_service.tickets.acts.receiving import whose_time
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.contests import undecided
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.states import STATES


@dataclass(frozen=True, kw_only=True)
class ContestSpan(Request):
    """Which span, whose time it was, and why."""

    start: datetime | None = fields.moment(wire="from", meaning="Where the span begins.")
    end: datetime | None = fields.moment(wire="until", meaning="Where it ends.")
    to: str | None = fields.receiver(meaning="Whose time it was; also `citizen` or `nobody`.")
    reason: str = fields.reason(needed=True)


def _span_is_mine(case: ActCase[ContestSpan]) -> None:
    """Refuses a span that is unreadable, outside the custody, not the actor's, or contested already.

    Raises DomainError `invalid`, `outside_custody`, `not_your_span` (all 422) or `contest_overlaps` (409).
    """
    start, end = _readable(case.request)
    spans = case.judged().custody.spans
    if not spans or start < spans[0].start or end > spans[-1].end:
        outside = words("Waktu ini di luar masa tiket dipegang.")
        raise Invalid({"from": [outside], "until": [outside]}, code="outside_custody")
    touched = [span for span in spans if span.start < end and span.end > start]
    if any(span.holder != case.actor.ref for span in touched):
        raise Invalid(
            {"from": [words("Sebagian waktu ini tidak tercatat atas nama Anda.")]}, code="not_your_span"
        )
    if any(other.start < end and other.end > start for other in undecided(case.history)):
        raise DomainError(
            "contest_overlaps", words("Sebagian waktu ini sudah disanggah dan belum diputuskan.")
        )


def _readable(asked: ContestSpan) -> tuple[datetime, datetime]:
    start, end = asked.start, asked.end
    problems: dict[str, list[Words]] = {
        name: [words("Isi dengan tanggal dan jam.")]
        for name, at in (("from", start), ("until", end))
        if at is None
    }
    if start is not None and end is not None and end <= start:
        problems["until"] = [words("Akhirnya harus sesudah awalnya.")]
    if start is None or end is None or problems:
        raise Invalid(problems)
    return start, end


def _whose(session: Session, case: ActCase[ContestSpan]) -> Surroundings:
    asked, ticket, actor = case.request, case.ticket, case.actor.ref
    named = whose_time(session, asked.to, ticket) if asked.to else None
    unled = _nobody_above(session, {actor, named or actor}, ticket, case.rulebook.local_date(case.now))
    return replace(as_it_is(session, case), to_holder=named, unled=unled)


def _nobody_above(session: Session, concerned: set[str], ticket: Ticket, on: date) -> bool:
    """Whether no officer who may see the ticket leads everyone whose time a contest would move."""
    officers = {int(ref.removeprefix("person:")) for ref in concerned if ref.startswith("person:")}
    units = {ref.removeprefix("unit:") for ref in concerned if ref.startswith("unit:")}
    leading = people.leaders_of_all(session, officers=officers, units=units, on=on)
    return not [
        card
        for card in leading
        if f"person:{card.id}" not in ticket.accused and f"unit:{card.unit}" not in ticket.accused
    ]


def _events(asked: ContestSpan, around: Surroundings) -> list[NewEvent]:
    assert asked.start is not None
    assert asked.end is not None
    data = {
        "contest": around.state.contests_ever + 1,
        "start": asked.start.isoformat(),
        "end": asked.end.isoformat(),
        "reason": asked.reason,
    }
    if around.to_holder:
        data["holder"] = around.to_holder
    if around.unled:
        data["decider"] = "auditor"
    return [NewEvent(kind="custody.contested", data=data)]


ACT = Act(
    code="contest",
    request=ContestSpan,
    right="contest",
    states=frozenset(STATES),
    conditions=(_span_is_mine,),
    there=lambda sight: sight.me in sight.found.custody.totals,
    surround=_whose,
    events=_events,
    writes=("custody.contested",),
    files="office",
    place=210,
    address="contest",
    note="figures outlive the ticket",
)
