"""Who is told of a rung of the ladder: by post and line of command, never whom the ticket accuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from complaints_service.errors import Actor
from complaints_service.notify.service import Cause, Recipient, queue_notice
from complaints_service.people.queries import Directory, emails_of
from complaints_service.tickets.ledger import NewEvent
from complaints_service.tickets.models import Ticket
from sla import Escalation, Event
from sla.words import INDONESIAN

#: Officers read their notices in the office's own language.
LANGUAGE = "id"


def receiver_of(ticket: Ticket, to: str, directory: Directory) -> int | None:
    """The officer a rung goes to: at work on that day where anyone in the line is, and not accused.

    A queue has no person: its rungs begin with whoever leads the unit.
    """
    line = [each for each in _line(ticket, to, directory) if not _accused(each, ticket, directory)]
    at_work = [each for each in line if not _away(each, directory)]
    return next(iter([*at_work, *line]), None)


def _line(ticket: Ticket, to: str, directory: Directory) -> Sequence[int]:
    holder = ticket.holder_officer_id
    leaders = list(directory.leaders.get(ticket.unit, ()))
    above = list(directory.superiors.get(holder, ())) if holder is not None else leaders[1:]
    if to == "holder":
        return [*([holder] if holder is not None else []), *leaders]
    if to == "unit_head":
        return leaders
    if to == "superior":
        return above or leaders
    return list(reversed(leaders))


def _accused(officer_id: int, ticket: Ticket, directory: Directory) -> bool:
    unit = directory.unit_of.get(officer_id)
    return f"person:{officer_id}" in ticket.accused or f"unit:{unit}" in ticket.accused


def _away(officer_id: int, directory: Directory) -> bool:
    leave = directory.leave.get(officer_id, ())
    return any(each.first_on <= directory.on <= each.last_on for each in leave)


def sent_event(rung: Escalation, officer_id: int | None) -> NewEvent:
    """The ledger's entry of a rung, dated at its own instant however late the job runs."""
    data = {
        "clock": rung.clock,
        "level": rung.level,
        "to": rung.to,
        "started_at": rung.started_at.isoformat(),
        "due_at": rung.due_at.isoformat(),
        "officer": officer_id,
    }
    return NewEvent("escalation.sent", data, at=rung.at)


def level_of(rung: Escalation) -> str:
    """What a claimed row is known by, beside its clock and due: a round's rungs are its own."""
    return f"{rung.level}/{rung.to}/{rung.started_at:%Y%m%dT%H%M%S}"


def tell_officers(
    session: Session, *, told: Sequence[tuple[str, Event]], zone: str, actor: Actor, now: datetime
) -> None:
    """Queues an e-mail to each officer who has an address; the others find it on their desk.

    `told`: the ticket's number and its `escalation.sent`, of clocks that still run.
    """
    officers = {event.data["officer"] for _number, event in told} - {None}
    addresses = emails_of(session, ids=officers) if officers else {}
    for number, event in told:
        address = addresses.get(event.data["officer"])
        if address is None:
            continue
        due = datetime.fromisoformat(event.data["due_at"]).astimezone(ZoneInfo(zone))
        params = {
            "clock": INDONESIAN.clocks[event.data["clock"]],
            "due": f"{due.day} {INDONESIAN.months[due.month - 1]} {due:%Y %H.%M}",
        }
        queue_notice(
            session, cause=Cause(number, event.seq, "escalated"),
            recipients=[Recipient("email", address, LANGUAGE)], params=params, actor=actor, now=now,
        )
