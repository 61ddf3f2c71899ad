"""The desk of somebody who moves or leaves: each open ticket goes along, to a colleague, or to the queue.

What is not named goes into the queue of the unit it lies in, where it is seen; a ticket never stays with
somebody who is not there, and never goes to somebody it accuses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.errors import Words, invalid, words
from complaints_service.moment import Moment
from complaints_service.people.queries import unit_code_of_officer
from complaints_service.people.reach import reach_of
from complaints_service.tickets.leave.service import note_leave
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.states import FINAL
from complaints_service.tickets.news import officers as officer_news
from complaints_service.tickets.news import queue as queue_news
from sla import Event


@dataclass(frozen=True)
class Desk:
    """Where somebody's open tickets go, by number; what is not named goes to `rest`, else into the queue."""

    along: frozenset[str] = frozenset()
    to: Mapping[str, int] = field(default_factory=dict)
    rest: int | None = None


@dataclass(frozen=True)
class GivenAway:
    """Where one ticket went: `holder` as the ledger names it."""

    number: str
    holder: str


def empty_desk(
    moment: Moment, *, officer_id: int, desk: Desk, unit: str | None, reason: str, by: int | None
) -> list[GivenAway]:
    """Gives away all that somebody has; `unit` is the one they go to (None: out of the office).

    Raises Invalid naming `tickets` for a number that is not theirs, for somebody who is not here or whom
    nothing reaches, and where a ticket accuses whoever would get it.
    """
    tickets = moment.session.scalars(
        select(Ticket)
        .where(Ticket.holder_officer_id == officer_id, Ticket.state.not_in(FINAL))
        .order_by(Ticket.id)
        .with_for_update(of=Ticket)
    ).all()
    unknown = sorted({*desk.along, *desk.to} - {ticket.number for ticket in tickets})
    if unknown:
        raise _refused(words("Bukan tiket terbuka orang ini: %(numbers)s.", numbers=", ".join(unknown)))
    _require_reach(moment.session, desk)
    places = [_place(moment.session, ticket, officer_id, desk, unit) for ticket in tickets]
    histories = ledger.events_of(moment.session, [ticket.id for ticket in tickets])
    changes = [
        LedgerChange(ticket, [_given(holder, code, reason)], histories[ticket.id])
        for ticket, (holder, code) in zip(tickets, places, strict=True)
    ]
    written = ledger.append(moment, changes) if changes else []
    for change, fresh in zip(changes, written, strict=True):
        so_far = [*histories[change.ticket.id], *fresh]
        note_leave(moment, ticket=change.ticket, history=so_far)
        news = officer_news.after_act(
            ticket=change.ticket,
            before=officer_id,
            by=by,
            written=fresh,
            reason=reason,
            zone=moment.rulebook.office.zone,
        )
        officer_news.tell(moment.session, news=news, actor=moment.actor, now=moment.now)
        if (queued := queue_news.landed(change.ticket, fresh)) is not None:
            queue_news.tell_queue(moment, queued=queued, by=by)
    return [GivenAway(ticket.number, holder) for ticket, (holder, _code) in zip(tickets, places, strict=True)]


def _given(holder: str, unit: str, reason: str) -> NewEvent:
    return NewEvent(kind="ticket.handed_over", data={"unit": unit, "holder": holder, "reason": reason})


def _require_reach(session: Session, desk: Desk) -> None:
    """Nobody is given what they could not open, by this way as little as by a hand-over."""
    receivers = {*desk.to.values(), *(() if desk.rest is None else (desk.rest,))}
    if receivers and not receivers <= reach_of(session).officers:
        raise _refused(
            words("Penerima tiket belum bisa masuk ke Tanggap. Pilih yang lain, atau antrean unitnya.")
        )


def _place(
    session: Session, ticket: Ticket, officer_id: int, desk: Desk, unit: str | None
) -> tuple[str, str]:
    """The holder and the unit's code that a ticket goes to."""
    receiver = desk.to.get(ticket.number, desk.rest)
    if ticket.number in desk.along and unit is not None:
        holder, code = f"person:{officer_id}", unit
    elif ticket.number in desk.along:
        raise _refused(words("Siapa yang berhenti tidak membawa tiket."))
    elif receiver is None:
        holder, code = f"unit:{ticket.unit}", ticket.unit
    else:
        theirs = unit_code_of_officer(session, officer_id=receiver)
        if theirs is None or receiver == officer_id:
            raise _refused(words("Pilih penerima yang bekerja di sini."))
        holder, code = f"person:{receiver}", theirs
    if holder in ticket.accused or f"unit:{code}" in ticket.accused:
        raise _refused(
            words("Laporan %(number)s menyangkut orang atau unit itu; pilih yang lain.", number=ticket.number)
        )
    return holder, code


def queue_if_gone(moment: Moment, *, ticket: Ticket, history: Sequence[Event]) -> list[Event]:
    """Puts a locked ticket that came back to somebody who has left the office into its unit's queue."""
    holder = ticket.holder_officer_id
    if holder is None or ticket.state in FINAL:
        return []
    if unit_code_of_officer(moment.session, officer_id=holder) is not None:
        return []
    change = LedgerChange(ticket, [_given(f"unit:{ticket.unit}", ticket.unit, "")], history)
    [written] = ledger.append(moment, [change])
    return written


def _refused(sentence: Words) -> Exception:
    return invalid("tickets", sentence)
