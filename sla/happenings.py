"""What each kind of event does to the reading of a ledger."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from sla.completeness import SAY_WITHIN
from sla.custody import Correction, LeaveDaysEntered
from sla.entries import LOOKED_AHEAD
from sla.errors import HorizonError
from sla.events import QUESTIONS, SUBSTANTIVE, Event, date_in, instant_in, needed, refused
from sla.hearing import Said
from sla.holders import person_of
from sla.targets import TargetChange

if TYPE_CHECKING:
    from sla.reading import Reading

HEARD = ("open", "resolved")
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)


# -- who has it ------------------------------------------------------------------------------------------


def received(reading: Reading, at: int, event: Event) -> None:
    if at != reading.received:
        raise refused("received_twice", event, "a ticket is received once")


def routed(reading: Reading, at: int, event: Event) -> None:
    reading.tracks.single["verification"].end(at, event.by, reading.holders.had)  # by person or rule (47)
    handed(reading, at, event)


def handed(reading: Reading, at: int, event: Event) -> None:
    if reading.holders.at_agency:
        reading.out_of_place("handed_over_at_agency", event, "an agency has it until its return")
        reading.holders.at_agency = False  # it was given on before anybody wrote down the agency
    unit = event.data.get("unit") or reading.holders.had.unit
    reading.holders.hand(at, unit, event.data.get("holder"))
    reading.reclass(at, unit=unit)


def asked_agency(reading: Reading, at: int, event: Event) -> None:
    reading.holders.lend(at, needed(event, "agency"))


def returned(reading: Reading, at: int, event: Event) -> None:
    if reading.state == "referred":
        reading.reopen(at)
    reading.holders.at_agency = False
    handed(reading, at, event)


def split(reading: Reading, at: int, event: Event) -> None:
    if event.data.get("parent"):  # the clocks keep the parent's start, and its stops (38)
        reading.custody_from = at
        reading.tracks.inherit()


def leave(reading: Reading, at: int, event: Event) -> None:
    first, last = date_in(event, "first_on"), date_in(event, "last_on")
    if last < first:
        raise refused("end_before_start", event, "the leave ends before it begins")
    if not EARLIEST <= first <= last <= LATEST:
        raise refused("date_out_of_range", event, f"a leave lies between {EARLIEST} and {LATEST}")
    reading.leaves.append(
        LeaveDaysEntered(needed(event, "person"), first, last, event.kind == "leave.approved")
    )


def corrected(reading: Reading, at: int, event: Event) -> None:
    start, end = (instant_in(event, key) for key in ("start", "end"))
    code, detail = "correction_outside_custody", "names a span outside the custody so far"
    if not reading.received <= start < end <= at:
        raise refused(code, event, detail)
    if start < reading.custody_from or (reading.closing is not None and end > reading.closing[0]):
        reading.out_of_place(code, event, detail)
    reading.corrections.append(Correction(start, end, needed(event, "holder")))


# -- what was said ---------------------------------------------------------------------------------------


def sent(reading: Reading, at: int, event: Event) -> None:
    _seq, _kind, _at, _recorded, by, data = event
    if by == "citizen":
        if reading.state == "lapsed":
            reading.reopen(at)  # a late answer is always taken (24, 33)
        if reading.state == "open":
            reading.file.complete(at)
            reading.enter("open", at)  # no question waits any more (23)
            reading.tracks.asked(at)
        elif reading.state == "resolved":
            reading.tracks.asked(at, reading.resolver)
        else:
            had = reading.holders.had
            reading.hearing.keep(Said(at, None, data.get("message"), had, counts=True, routeless=False))
        return
    act = data.get("act")
    if act not in SUBSTANTIVE or person_of(by) is None:
        return  # no bots, automatic texts, notes (25)
    message, routeless = data.get("message"), bool(data.get("routeless"))
    counts = message not in reading.entries.unmarked
    had = reading.holders.behind(reading.state)
    if reading.state in HEARD:
        reading.hearing.answer(at, by, message, had, counts=counts, routeless=routeless)
        if act in QUESTIONS and reading.state == "open":
            reading.pauses.ask(message, act, by)
    else:  # kept while a stop lasts that may be void
        reading.hearing.keep(Said(at, by, message, had, counts, routeless))


def joined(reading: Reading, at: int, event: Event) -> None:
    """The citizen of a merged report wrote: it awaits an answer (28), and answers nobody else's question."""
    if reading.state == "open":
        reading.tracks.asked(at)
    elif reading.state == "resolved":
        reading.tracks.asked(at, reading.resolver)


def delivered(reading: Reading, at: int, event: Event) -> None:
    message = event.data.get("message")
    if message is not None:
        _reached(reading, at, event, message)


def reached(reading: Reading, at: int, event: Event) -> None:
    """An officer recorded having reached a citizen without a route: what was under way is delivered (20)."""
    message = event.data.get("message")
    for one in reading.pauses.waiting() if message is None else [message]:
        _reached(reading, at, event, one)


def _reached(reading: Reading, at: int, event: Event, message: object) -> None:
    stands = event.seq not in reading.entries.bounced
    if stands:
        reading.hearing.arrive(message, at, reading.holders.had)
    pauses, file = reading.pauses, reading.file
    question = pauses.deliver(message, at, event.data.get("route"), stands=stands)
    if question is not None:
        reading.holders.moved = True  # to the citizen
    if question is not None and question.act == "completeness" and not file.said:
        within = reading.rules.due(reading.received, SAY_WITHIN)
        clock = reading.tracks.single["legal_decision"]
        in_time = at <= within and not reading.rules.broken(clock, reading.changes, at)
        file.say_missing(question.expires, in_time=in_time)
    until = pauses.until
    if until is not None and (reading.alarm is None or until > reading.alarm[0]):
        reading.alarm = (until, "no_answer")


def bounced(reading: Reading, at: int, event: Event) -> None:
    pauses = reading.pauses
    if pauses.bounce(event.data.get("message"), event.data.get("route")):
        until = pauses.until
        # What only the bounce brings about falls at the bounce (20).
        reading.alarm = None if until is None else (max(until, at), "no_answer")


def withdrawn(reading: Reading, at: int, event: Event) -> None:
    if reading.pauses.is_open(event.data.get("message")):
        reading.enter("open", at)


def round_ended(reading: Reading, at: int, event: Event) -> None:
    needed(event, "reason")
    reading.tracks.end_round(at, event.by, reading.holders.had, "no_answer_needed")


def file_completed(reading: Reading, at: int, event: Event) -> None:
    if event.data.get("handed_in") or event.data.get("reason"):  # it says what the citizen brought (46)
        reading.file.complete(at)


# -- resolved, closed, reopened --------------------------------------------------------------------------


def resolved(reading: Reading, at: int, event: Event) -> None:
    if reading.state != "open":
        return  # another resolution without a dispute between changes nothing (30)
    single, by, had = reading.tracks.single, event.by, reading.holders.had
    single["resolution"].end(at, by, had)
    single["verification"].end(at, by, had)
    single["legal_decision"].end(at, by, had)
    if single["legal_notice"].start is None:
        reading.hearing.tell(event.data.get("message"), at, by, had)
    reading.resolver = by
    reading.enter("resolved", at)
    with suppress(HorizonError):  # it waits for that year (8)
        reading.alarm = (reading.rules.due(at, reading.policy.objection_period), "no_objection")


def disputed(reading: Reading, at: int, event: Event) -> None:
    if reading.state == "resolved":
        reading.reopen(at)


def reopened(reading: Reading, at: int, event: Event) -> None:
    if reading.alarm is not None and reading.alarm[0] <= at and reading.state in HEARD:
        reading.ring()
    reading.reopen(at)


def closed(reading: Reading, at: int, event: Event) -> None:
    if reading.state in ("closed", "lapsed"):
        return
    reason = event.data.get("reason")
    if not reason or (reason != "no_answer" and reading.state != "resolved"):
        reading.out_of_place(
            "closed_without_resolution", event, "nothing was resolved, and no reason says why"
        )
    elif event.by != "rule":
        reading.close(at, reason, event.by)
    elif reason != "no_answer" or reading.pauses.until is not None:  # else it was answered before
        reading.alarm = (at, reason)  # a message at that very instant is in time (24)


def ended(reading: Reading, at: int, event: Event) -> None:
    """Rejected, cancelled, merged or referred: stops every running clock, needs a reason (35)."""
    needed(event, "reason")
    state = event.kind.removeprefix("ticket.")
    agency = needed(event, "agency") if state == "referred" else None
    if reading.state not in ("open", "resolved", "referred"):
        return
    reading.tracks.halt(at, event.by, reading.holders.behind(reading.state), state)
    reading.enter(state, at)
    if agency is None:
        reading.holders.ended_by(event.by, at)
        reading.closing = (at, state)
    else:
        reading.holders.lend(at, agency)


# -- class and targets -----------------------------------------------------------------------------------


def classified(reading: Reading, at: int, event: Event) -> None:
    said = event.data.get
    reading.reclass(at, kind=said("kind"), category=said("category"), priority=said("priority"))


def released(reading: Reading, at: int, event: Event) -> None:
    needed(event, "reason")
    reading.changes.append(TargetChange(at, None, needed(event, "clock")))


HANDLERS: dict[str, Callable[[Reading, int, Event], None]] = {
    "ticket.received": received,
    "ticket.queued": handed,
    "ticket.routed": routed,
    "ticket.taken": handed,
    "ticket.assigned": handed,
    "ticket.handed_over": handed,
    "message.sent": sent,
    "merged.wrote": joined,
    "message.delivered": delivered,
    "message.bounced": bounced,
    "citizen.reached": reached,
    "question.withdrawn": withdrawn,
    "round.ended": round_ended,
    "file.completed": file_completed,
    "ticket.resolved": resolved,
    "ticket.disputed": disputed,
    "ticket.closed": closed,
    "ticket.reopened": reopened,
    "ticket.unmerged": reopened,
    "ticket.rejected": ended,
    "ticket.cancelled": ended,
    "ticket.referred": ended,
    "ticket.merged": ended,
    "agency.asked": asked_agency,
    "ticket.returned": returned,
    "ticket.split": split,
    "ticket.classified": classified,
    "ticket.reprioritised": classified,
    "target.released": released,
    "leave.approved": leave,
    "leave.cancelled": leave,
    "custody.corrected": corrected,
}

#: Every kind of event that changes what a clock, a round or the custody says; others are passed over.
READ_KINDS = frozenset(HANDLERS) | LOOKED_AHEAD
