"""Reads of tickets: one ticket as citizen or officer sees it, and the lists of the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, allows, roles_on_ticket
from complaints_service.db import remembered
from complaints_service.errors import NotFound
from complaints_service.tickets.access import access_of, reporter_seen_by
from complaints_service.tickets.acts.act import Sight
from complaints_service.tickets.acts.ending.second_eyes import endings_that_wait
from complaints_service.tickets.acts.registry import ACTS, allowed_acts
from complaints_service.tickets.acts.ruling.decide_contest import decidable
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.audience import FOR_ITS_CITIZEN
from complaints_service.tickets.ledger.models import (
    WORKING_STATES,
    Complaint,
    Message,
    Ticket,
    ToldEscalation,
)
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.ledger.turns import OFFICE
from complaints_service.tickets.links import opened_by
from complaints_service.tickets.listed import Filter, in_order, listed
from complaints_service.tickets.opening.survivor import taken_there
from complaints_service.tickets.rows.queries import told_rows
from complaints_service.tickets.rows.standing import Standing, standing_of
from complaints_service.tickets.undecided import askings, endings_asked, undecided_tickets
from complaints_service.tickets.visible import unaccused, visible_to
from config.rulebook import Rulebook
from sla import Assessment, Calendar, Event, Policy, Span, because, because_each

#: How many tickets a page of a list holds.
PAGE = 50
#: How many of the rungs that told a person are looked through for tickets that are still worked on.
RUNGS_BACK = 500


@dataclass(frozen=True)
class Seen:
    """A ticket that somebody may view: its ledger, and the roles they have on it."""

    ticket: Ticket
    events: Sequence[Event]
    roles: frozenset[str]
    #: By which way of news its citizen came; None: by the owner's link, or it is an officer.
    way: int | None = None


@dataclass(frozen=True, kw_only=True)
class TicketView:
    """One ticket with everything a page shows of it, as of an instant.

    `identity`: the reader may have it opened who complains. `acts`: what this reader may do now;
    `second_eyes`: the endings they may only ask a superior for.
    """

    ticket: Ticket
    complaint: Complaint
    events: Sequence[Event]
    messages: Sequence[Message]
    assessment: Assessment
    policy: Policy
    calendar: Calendar
    acts: Sequence[str]
    roles: frozenset[str]
    as_of: datetime
    identity: bool
    second_eyes: frozenset[str] = frozenset()

    def spans(
        self, clock: str, number: int | None, *, since: datetime, until: datetime | None
    ) -> Sequence[Span]:
        """The spans of a clock's life or round in between, each with whether it counted and why."""
        return because(
            self.events,
            policy=self.policy,
            calendar=self.calendar,
            as_of=self.as_of,
            clock=clock,
            number=number,
            since=since,
            until=until,
        )

    def own_spans(self, clocks: Sequence[str]) -> Mapping[str, Sequence[Span]]:
        """The spans of several clocks, each from where it began to where it stopped."""
        return because_each(
            self.events, policy=self.policy, calendar=self.calendar, as_of=self.as_of, clocks=clocks
        )


def own_ticket(session: Session, *, number: str, secret: str) -> Seen:
    """A citizen's own ticket. Raises NotFound for an unknown number and for a wrong secret alike."""
    opened = opened_by(session, secret=secret)
    if opened is None or opened.ticket.number != read_number(number):
        raise NotFound("report")
    ticket = opened.ticket
    events = ledger.events_of(session, [ticket.id])[ticket.id]
    return Seen(ticket, events, frozenset({opened.role}), opened.way)


def own_view(session: Session, seen: Seen, *, now: datetime, rulebook: Rulebook) -> TicketView:
    """A citizen's own ticket as they see it."""
    return _view(session, seen.ticket, seen.roles, seen.events, now=now, rulebook=rulebook, identity=True)


def ticket_in_view(session: Session, *, number: str, rights: Rights) -> Seen:
    """A ticket that this person may view. Raises NotFound where it is absent or not theirs to see."""
    if (seen := ticket_in_reach(session, number=number, rights=rights)) is None:
        raise NotFound("ticket")
    return seen


def ticket_in_reach(session: Session, *, number: str, rights: Rights) -> Seen | None:
    """The same; None where it is absent or not theirs to see."""
    ticket = session.scalar(select(Ticket).where(Ticket.number == (read_number(number) or number)))
    if ticket is None:
        return None
    events = ledger.events_of(session, [ticket.id])[ticket.id]
    roles = roles_on_ticket(rights, access_of(ticket, events))
    return Seen(ticket, events, roles) if allows(roles, "view_ticket", ticket.complaint.privacy) else None


def for_officer(
    session: Session, *, number: str, rights: Rights, now: datetime, rulebook: Rulebook
) -> TicketView:
    """A ticket on the desk. Raises NotFound like `ticket_in_view`."""
    seen = ticket_in_view(session, number=number, rights=rights)
    return desk_view(session, seen, rights=rights, now=now, rulebook=rulebook)


def desk_view(
    session: Session, seen: Seen, *, rights: Rights, now: datetime, rulebook: Rulebook
) -> TicketView:
    """A ticket as whoever may view it sees it on the desk, with what they may do now."""
    ticket, events, roles = seen.ticket, seen.events, seen.roles
    identity = reporter_seen_by(roles, ticket.complaint)
    view = _view(session, ticket, roles, events, now=now, rulebook=rulebook, identity=identity)
    waits = endings_that_wait(session, ticket=ticket, roles=roles, now=now, rulebook=rulebook)
    sight = Sight(events, view.assessment, rights, waits)
    # A page does not offer what the state permits and the ledger holds nothing for.
    there = [code for code in view.acts if (is_there := ACTS[code].there) is None or is_there(sight)]
    return replace(view, acts=there, second_eyes=waits)


def _view(
    session: Session,
    ticket: Ticket,
    roles: frozenset[str],
    events: Sequence[Event],
    *,
    now: datetime,
    rulebook: Rulebook,
    identity: bool,
) -> TicketView:
    said, acts = select(Message).where(Message.ticket_id == ticket.id), allowed_acts(ticket, roles=roles)
    if not roles.isdisjoint(("citizen", "reader")):
        said = said.where(Message.act.in_(FOR_ITS_CITIZEN))
        if ticket.state == "merged":
            acts = taken_there(session, ticket=ticket, events=events, acts=acts)
    messages = session.scalars(said.order_by(Message.seq)).all()
    policy, calendar = deadlines.rules_for(events, rulebook=rulebook, policy_version=ticket.policy_version)
    found = deadlines.judge(events, rulebook=rulebook, policy_version=ticket.policy_version, as_of=now)
    return TicketView(
        ticket=ticket,
        complaint=ticket.complaint,
        events=events,
        messages=messages,
        assessment=found,
        policy=policy,
        calendar=calendar,
        acts=acts,
        roles=roles,
        as_of=now,
        identity=identity,
    )


@dataclass(frozen=True)
class DeskTicket:
    """One line of a desk list: the ticket, its own clocks, and the entries that its words rest on."""

    ticket: Ticket
    standing: Standing
    events: Sequence[Event]


@dataclass(frozen=True)
class Page:
    """A page of a list; `more`: whether another one follows."""

    rows: Sequence[DeskTicket]
    more: bool


def desk(session: Session, *, rights: Rights, narrowed: Filter, now: datetime, rulebook: Rulebook) -> Page:
    """A page of the desk, in the order of its view."""
    # One more than a page holds: it tells whether there is another.
    found = session.scalars(listed(rights, narrowed).order_by(*in_order(narrowed.view)).limit(PAGE + 1)).all()
    return Page(rows_of(session, found[:PAGE], now=now, rulebook=rulebook), more=len(found) > PAGE)


def most_urgent(session: Session, *, rights: Rights, narrowed: Filter) -> Ticket | None:
    """The first ticket of a list: the one with the earliest due."""
    due = listed(rights, narrowed).where(Ticket.due_at.is_not(None))
    return session.scalar(due.order_by(*in_order(narrowed.view)).limit(1))


def to_decide(session: Session, *, rights: Rights, now: datetime, rulebook: Rulebook) -> list[DeskTicket]:
    """The tickets with a contest, a request to hand over or one to end that this person may decide.

    The longest waiting first.
    """
    tickets, ledgers = _deciding(session, rights)
    return [_row(ticket, ledgers[ticket.id], now, rulebook) for ticket in tickets]


def count_to_decide(session: Session, *, rights: Rights) -> int:
    """How many tickets wait for a decision of this person."""
    return len(_deciding(session, rights)[0])


@remembered
def _deciding(session: Session, rights: Rights) -> tuple[Sequence[Ticket], Mapping[int, Sequence[Event]]]:
    """The tickets, and the ledgers it takes to tell."""
    # Put in order here: asked for it, SQLite would go through every ticket in that order.
    undecided = session.scalars(select(Ticket).where(undecided_tickets(), unaccused(rights)))
    tickets = sorted(undecided, key=lambda ticket: (ticket.changed_at, ticket.id))
    ledgers = ledger.events_of(session, [ticket.id for ticket in tickets]) if tickets else {}
    deciding = [
        ticket
        for ticket in tickets
        if decidable(ledgers[ticket.id], rights)
        or askings(ticket, ledgers[ticket.id], rights)
        or endings_asked(ticket, ledgers[ticket.id], rights)
    ]
    return deciding, ledgers


def told_to(
    session: Session, *, rights: Rights, now: datetime, rulebook: Rulebook, limit: int = 5
) -> list[DeskTicket]:
    """Other people's tickets, still worked on, of which one of the last rungs told this person; by due."""
    if rights.officer_id is None:
        return []
    told = (
        select(ToldEscalation.ticket_id)
        .where(ToldEscalation.officer_id == rights.officer_id)
        .order_by(ToldEscalation.claimed_at.desc())
        .limit(RUNGS_BACK)
    )
    tickets = session.scalars(
        select(Ticket)
        .where(
            Ticket.id.in_(told),
            or_(Ticket.state.in_(WORKING_STATES), Ticket.turn == OFFICE),
            Ticket.holder_officer_id.is_distinct_from(rights.officer_id),
            visible_to(rights),
        )
        .order_by(Ticket.due_at.asc().nulls_last(), Ticket.id)
        .limit(limit)
    ).all()
    return rows_of(session, tickets, now=now, rulebook=rulebook)


def rows_of(
    session: Session, tickets: Sequence[Ticket], *, now: datetime, rulebook: Rulebook
) -> list[DeskTicket]:
    """These tickets as lines of a list, by what is stored of each; no ledger is read."""
    told = told_rows(session, tickets, now=now, rulebook=rulebook)
    return [DeskTicket(ticket, *told[ticket.id]) for ticket in tickets]


def _row(ticket: Ticket, events: Sequence[Event], now: datetime, rulebook: Rulebook) -> DeskTicket:
    found = deadlines.judge(events, rulebook=rulebook, policy_version=ticket.policy_version, as_of=now)
    return DeskTicket(ticket, standing_of(found), events)
