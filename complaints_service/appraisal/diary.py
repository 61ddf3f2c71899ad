"""What somebody did on each day, out of the ledgers, under the results of the plan that was in force then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, literal_column, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, allows, roles_on_ticket
from complaints_service.appraisal.evaluating.material import version_in_force
from complaints_service.appraisal.planning.views import IndicatorView, PlanView
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.months import month_after, month_start
from complaints_service.tickets.access import access_of
from complaints_service.tickets.acts.saying.unmark import unmarked
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.kinds import KINDS
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from complaints_service.tickets.ledger.states import NO_PERSONS
from config.rulebook import Rulebook
from sla import Event

#: By the act of an entry, what sort of work it was; any other act of a person is `handled`.
_DEEDS = {
    "message": "answered",
    "question": "asked",
    "resolve": "resolved",
    "reject": "concluded",
    "refer": "concluded",
    "merge": "concluded",
}
#: Every sort of work, in the order of a day's page; which indicators measure it, their entries say.
DEEDS = ("entered", "answered", "asked", "resolved", "concluded", "handled")


@dataclass(frozen=True)
class Touched:
    """A ticket that somebody worked on; `may_open`: whether the reader may."""

    number: str
    may_open: bool


@dataclass(frozen=True, kw_only=True)
class DiaryEntry:
    """One sort of work of one day, each ticket once; `result`: the words of the plan's result, or ""."""

    on: date
    deed: str
    result: str
    tickets: Sequence[Touched]


@dataclass(frozen=True)
class Diary:
    """A month's entries, the first day first; `withheld`: tickets that accuse the reader are in none."""

    month: str
    planned: bool
    entries: Sequence[DiaryEntry]
    withheld: int


def diary_of(session: Session, *, officer_id: int, month: str, rulebook: Rulebook, rights: Rights) -> Diary:
    """Somebody's month day by day. Whether the reader may see the person is asked first.

    Nothing a citizen said is in it: it is copied into the national system. What somebody took back as no
    answer is no work told twice.
    """
    calendar = rulebook.calendar(rulebook.office.calendar)
    rows = _done(session, officer_id, month, rulebook)
    ids = {row.ticket_id for row in rows}
    tickets = {
        ticket.id: ticket for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(ids))).unique()
    }
    histories = ledger.events_of(session, sorted(ids)) if ids else {}
    no_answers = {ticket_id: unmarked(events) for ticket_id, events in histories.items()}
    touched = {each: _touched(tickets[each], histories[each], rights) for each in ids}
    plan = version_in_force(session, officer_id=officer_id, month=month)
    found: dict[tuple[date, str], dict[int, Touched]] = {}
    for row in rows:
        deed, ticket = _deed(row), touched[row.ticket_id]
        if deed and ticket is not None and row.seq not in no_answers[row.ticket_id]:
            day = row.at.astimezone(calendar.zone).date()
            found.setdefault((day, deed), {})[row.ticket_id] = ticket
    return Diary(
        month=month,
        planned=plan is not None,
        entries=[
            DiaryEntry(on=day, deed=deed, result=result_for(plan, deed), tickets=[*each.values()])
            for (day, deed), each in sorted(
                found.items(), key=lambda one: (one[0][0], DEEDS.index(one[0][1]))
            )
        ],
        withheld=sum(ticket is None for ticket in touched.values()),
    )


def result_for(plan: PlanView | None, deed: str) -> str:
    """The result of a plan that such work serves: one measured by it, else by anything, else the first."""
    if plan is None or not plan.results:
        return ""
    measured = {result.words: _codes(result.indicators) for result in plan.results}
    for words, codes in measured.items():
        if any(deed in INDICATORS[code].deeds for code in codes):
            return words
    return next((words for words, codes in measured.items() if codes), plan.results[0].words)


def _codes(indicators: Collection[IndicatorView]) -> set[str]:
    return {each.indicator_code for each in indicators if each.indicator_code}


def _done(
    session: Session, officer_id: int, month: str, rulebook: Rulebook
) -> Sequence[Row[tuple[int, int, str, object, dict[str, object]]]]:
    calendar = rulebook.calendar(rulebook.office.calendar)
    start, end = month_start(month, calendar), month_start(month_after(month), calendar)
    # Word for word as the index of deeds says it.
    persons = TicketEvent.actor.not_in([literal_column(repr(one)) for one in NO_PERSONS])
    columns = (TicketEvent.ticket_id, TicketEvent.seq, TicketEvent.kind, TicketEvent.at, TicketEvent.data)
    return session.execute(
        select(*columns)
        .where(
            persons,
            TicketEvent.actor == f"person:{officer_id}",
            TicketEvent.at >= start,
            TicketEvent.at < end,
        )
        .order_by(TicketEvent.at, TicketEvent.ticket_id, TicketEvent.seq)
    ).all()


def _deed(row: Row[tuple[int, int, str, object, dict[str, object]]]) -> str:
    if row.kind == "ticket.received":
        return "entered"
    kind = KINDS.get(row.kind)
    event = Event(row.seq, row.kind, row.at, row.at, "", row.data)
    act = kind.act_of(event) if kind is not None else ""
    return _DEEDS.get(act, "handled") if act else ""


def _touched(ticket: Ticket, history: Sequence[Event], rights: Rights) -> Touched | None:
    """None of a ticket that accuses the reader or the reader's unit."""
    access = access_of(ticket, history)
    if rights.officer_id in access.accused_officers or rights.unit_code in access.accused_units:
        return None
    may_open = allows(roles_on_ticket(rights, access), "view_ticket", access.privacy)
    return Touched(ticket.number, may_open)
