"""Who is told of a rung of the ladder: by post and line of command, never whom the ticket accuses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from complaints_service.dates import short_month
from complaints_service.moment import Moment
from complaints_service.notify.officers.chat import chats_served
from complaints_service.notify.service import Cause, Recipient, queue_notice
from complaints_service.people.directory import Directory
from complaints_service.people.queries import emails_of
from complaints_service.people.structure import unit_called
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from sla import Escalation, Event

#: Officers read their e-mails in the office's own language.
LANGUAGE = "id"


def receiver_of(ticket: Ticket, to: str, directory: Directory) -> int | None:
    """The officer a rung goes to: at work on that day where anyone in the line is, and not accused.

    A queue has no person: its rungs begin with whoever leads the unit.
    """
    return first_fit(_line(ticket, to, directory), ticket, directory)


def first_fit(line: Sequence[int], ticket: Ticket, directory: Directory) -> int | None:
    """The first of a line at work on that day, else the first; never whom the ticket accuses."""
    fit = [each for each in line if not _accused(each, ticket, directory)]
    at_work = [each for each in fit if not _away(each, directory)]
    return next(iter([*at_work, *fit]), None)


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
    return NewEvent(kind="escalation.sent", data=data, at=rung.at)


def level_of(rung: Escalation) -> str:
    """What a claimed row is known by, beside its clock and due: a round's rungs are its own."""
    return f"{rung.level}/{rung.to}/{rung.started_at:%Y%m%dT%H%M%S}"


def tell_officers(
    moment: Moment, *, told: Sequence[tuple[Ticket, Event]], heard: Collection[tuple[int, str, str]]
) -> None:
    """Queues one letter to each officer: by chat where one is linked and takes letters, else by e-mail.

    `told`: tickets with their `escalation.sent`, of clocks that still run. `heard`: (officer, number, clock)
    of which the officer's chat hears in this moment already. Who has neither finds it on the desk.
    """
    officers = {event.data["officer"] for _ticket, event in told} - {None}
    if not officers:
        return
    # What a replay tells is history: it goes nowhere, so it asks for no chat either.
    chats = (
        {}
        if moment.actor.origin == "replay"
        else chats_served(moment.session, officers=officers, now=moment.now)
    )
    addresses = emails_of(moment.session, ids=officers - chats.keys())
    for ticket, event in told:
        officer, clock = event.data["officer"], event.data["clock"]
        if (chat := chats.get(officer)) is not None:
            if (officer, ticket.number, clock) in heard:
                continue
            kind, recipient = "officer_escalation", chat
        elif officer in addresses:
            kind, recipient = "escalated", Recipient("email", addresses[officer], LANGUAGE)
        else:
            continue
        params = _words(moment.session, ticket, event, recipient.language, moment.rulebook)
        queue_notice(
            moment.session,
            cause=Cause(number=ticket.number, seq=event.seq, kind=kind),
            recipients=[recipient],
            params=params,
            actor=moment.actor,
            now=moment.now,
        )


def _words(
    session: Session, ticket: Ticket, event: Event, language: str, rulebook: Rulebook
) -> dict[str, str]:
    words = rulebook.vocabulary
    due = datetime.fromisoformat(event.data["due_at"]).astimezone(ZoneInfo(rulebook.office.zone))
    return {
        "clock": words.name("clock", event.data["clock"], language),
        "due": f"{due.day} {short_month(due, language)} {due:%Y %H.%M}",
        "holder": unit_called(session, code=ticket.unit, rulebook=rulebook, language=language),
        "role": words.word("rung_role", event.data["to"], language),
    }
