"""Reads of tickets: one ticket as citizen or officer sees it, and the lists of the desk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, and_, cast, false, func, or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, allows, may, roles_on_ticket, viewable_units
from complaints_service.errors import NotFound
from complaints_service.tickets.access import access_of
from complaints_service.tickets.acts.act import Sight
from complaints_service.tickets.acts.registry import ACTS, allowed_acts
from complaints_service.tickets.acts.ruling.decide_contest import decidable
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.handover_requests import HandoverRequest, waiting_for
from complaints_service.tickets.ledger.models import WORKING_STATES, Complaint, Escalation, Message, Ticket
from complaints_service.tickets.ledger.numbers import read_number, secret_digest
from config.rulebook import Rulebook
from sla import Assessment, Calendar, Event, Policy, Span, because

VIEWS = ("mine", "queue", "waiting", "done")
DONE = "done"
PAGE = 50


#: When it was over; of one that was referred, when it went.
_ended = func.coalesce(Ticket.closed_at, Ticket.changed_at)


@dataclass(frozen=True)
class TicketView:
    """One ticket with everything a page shows of it, as of an instant.

    `identity`: the reader may see who complains. `acts`: what this reader may do now.
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

    def spans(self, clock: str, number: int | None = None) -> Sequence[Span]:
        """Every span of a clock, each with whether it counted and why; `number`: of which life or round."""
        return because(
            self.events,
            policy=self.policy,
            calendar=self.calendar,
            as_of=self.as_of,
            clock=clock,
            number=number,
        )


def ticket_by_secret(session: Session, *, secret: str) -> Ticket | None:
    """The ticket a tracking secret opens; None for any other string."""
    return session.scalar(
        select(Ticket).join(Ticket.complaint).where(Complaint.secret_digest == secret_digest(secret))
    )


def tracked(session: Session, *, number: str, secret: str, now: datetime, rulebook: Rulebook) -> TicketView:
    """A citizen's own ticket. Raises NotFound for an unknown number and for a wrong secret alike."""
    ticket = ticket_by_secret(session, secret=secret)
    if ticket is None or ticket.number != read_number(number):
        raise NotFound
    events = ledger.events_of(session, [ticket.id])[ticket.id]
    return _view(session, ticket, frozenset({"citizen"}), events, now=now, rulebook=rulebook, identity=True)


def for_officer(
    session: Session, *, number: str, rights: Rights, now: datetime, rulebook: Rulebook
) -> TicketView:
    """A ticket on the desk. Raises NotFound where it is absent or not theirs to see."""
    ticket = session.scalar(select(Ticket).where(Ticket.number == (read_number(number) or number)))
    if ticket is None:
        raise NotFound
    events = ledger.events_of(session, [ticket.id])[ticket.id]
    roles = roles_on_ticket(rights, access_of(ticket, events))
    privacy = ticket.complaint.privacy
    if not allows(roles, "view_ticket", privacy):
        raise NotFound
    identity = allows(roles, "view_identity", privacy)
    view = _view(session, ticket, roles, events, now=now, rulebook=rulebook, identity=identity)
    sight = Sight(events, view.assessment, rights)
    # A page does not offer what the state permits and the ledger holds nothing for.
    there = [code for code in view.acts if (is_there := ACTS[code].there) is None or is_there(sight)]
    return replace(view, acts=there)


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
    hidden = {"note"} if "citizen" in roles else set()
    messages = session.scalars(
        select(Message)
        .where(Message.ticket_id == ticket.id, Message.act.not_in(hidden))
        .order_by(Message.seq)
    ).all()
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
        acts=allowed_acts(ticket, roles=roles),
        roles=roles,
        as_of=now,
        identity=identity,
    )


@dataclass(frozen=True)
class Filter:
    """What a desk list is narrowed to; `after` is the cursor of the page before."""

    view: str = "mine"
    state: str | None = None
    unit: str | None = None
    holder: int | None = None
    category: str | None = None
    kelurahan: str | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    q: str | None = None
    after: tuple[datetime | None, int] | None = None


@dataclass(frozen=True)
class Row:
    """One line of a desk list: the ticket, its clocks, and the ledger entry that brought it here."""

    ticket: Ticket
    assessment: Assessment
    events: Sequence[Event]


def desk(
    session: Session, *, rights: Rights, narrowed: Filter, now: datetime, rulebook: Rulebook
) -> list[Row]:
    """A page of the desk: earliest due first, none last; of what is done the newest first."""
    order = (
        (_ended.desc(), Ticket.id.desc())
        if narrowed.view == DONE
        else (Ticket.due_at.is_(None), Ticket.due_at, Ticket.id)
    )
    tickets = session.scalars(_visible(rights, narrowed).order_by(*order).limit(PAGE)).all()
    seen = [
        ticket
        for ticket in tickets
        if allows(roles_on_ticket(rights, access_of(ticket)), "view_ticket", ticket.complaint.privacy)
    ]
    return _rows(session, seen, now=now, rulebook=rulebook)


def count(session: Session, *, rights: Rights, narrowed: Filter) -> int:
    """How many tickets a list holds on all its pages."""
    return session.scalar(counting(rights, narrowed)) or 0


def counting(rights: Rights, narrowed: Filter) -> Select[int]:
    """Asks how many tickets a list holds."""
    return _visible(rights, narrowed).with_only_columns(func.count()).order_by(None)


def most_urgent(session: Session, *, rights: Rights, narrowed: Filter) -> Ticket | None:
    """The first ticket of a list: the one with the earliest due."""
    listed = _visible(rights, narrowed).where(Ticket.due_at.is_not(None))
    return session.scalar(listed.order_by(Ticket.due_at, Ticket.id).limit(1))


def counts(session: Session, *, rights: Rights) -> Mapping[str, int]:
    """How many tickets each view of a person's desk holds."""
    asked = [counting(rights, Filter(view=view)).scalar_subquery() for view in VIEWS[:3]]
    return dict(zip(VIEWS, session.execute(select(*asked)).one(), strict=False))


def to_decide(session: Session, *, rights: Rights, now: datetime, rulebook: Rulebook) -> list[Row]:
    """The tickets with a contest or a request to hand over that this person may decide.

    The longest waiting first.
    """
    return _rows(session, _deciding(session, rights), now=now, rulebook=rulebook)


def count_to_decide(session: Session, *, rights: Rights) -> int:
    """How many tickets wait for a decision of this person."""
    return len(_deciding(session, rights))


def _deciding(session: Session, rights: Rights) -> Sequence[Ticket]:
    tickets = session.scalars(
        select(Ticket)
        .where(or_(Ticket.contests > 0, Ticket.handover_requests > 0), _unaccused(rights))
        .order_by(Ticket.changed_at, Ticket.id)
    ).all()
    ledgers = ledger.events_of(session, [ticket.id for ticket in tickets])
    return [
        ticket
        for ticket in tickets
        if decidable(ledgers[ticket.id], rights) or askings(ticket, ledgers[ticket.id], rights)
    ]


def askings(ticket: Ticket, events: Sequence[Event], rights: Rights) -> Sequence[HandoverRequest]:
    """The requests to hand a ticket over that this person may grant or decline."""
    if not ticket.handover_requests or not may(rights, "hand_over", access_of(ticket, events)):
        return ()
    return waiting_for(events, f"person:{rights.officer_id}")


def told_to(
    session: Session, *, rights: Rights, now: datetime, rulebook: Rulebook, limit: int = 5
) -> list[Row]:
    """Other people's tickets, still worked on, of which a rung told this person; by their due."""
    if rights.officer_id is None:
        return []
    told = select(Escalation.ticket_id).where(Escalation.officer_id == rights.officer_id)
    tickets = session.scalars(
        select(Ticket)
        .where(
            Ticket.id.in_(told),
            Ticket.state.in_(WORKING_STATES),
            Ticket.holder_officer_id.is_distinct_from(rights.officer_id),
            _theirs(rights),
        )
        .order_by(Ticket.due_at.is_(None), Ticket.due_at, Ticket.id)
        .limit(limit)
    ).all()
    return _rows(session, tickets, now=now, rulebook=rulebook)


def _rows(session: Session, tickets: Sequence[Ticket], *, now: datetime, rulebook: Rulebook) -> list[Row]:
    if not tickets:
        return []
    ledgers = ledger.events_of(session, [ticket.id for ticket in tickets])
    return [
        Row(
            ticket,
            deadlines.judge(
                ledgers[ticket.id], rulebook=rulebook, policy_version=ticket.policy_version, as_of=now
            ),
            ledgers[ticket.id],
        )
        for ticket in tickets
    ]


def _visible(rights: Rights, narrowed: Filter) -> Select[Ticket]:
    chosen = select(Ticket).join(Ticket.complaint).where(_in_view(rights, narrowed.view), _theirs(rights))
    for column, value in (
        (Ticket.state, narrowed.state),
        (Ticket.unit, narrowed.unit),
        (Ticket.category, narrowed.category),
        (Ticket.holder_officer_id, narrowed.holder),
        (Ticket.kelurahan, narrowed.kelurahan),
    ):
        if value is not None:
            chosen = chosen.where(column == value)
    if narrowed.due_from is not None:
        chosen = chosen.where(Ticket.due_at >= narrowed.due_from)
    if narrowed.due_before is not None:
        chosen = chosen.where(Ticket.due_at < narrowed.due_before)
    if narrowed.q:
        chosen = chosen.where(_matches(narrowed.q))
    if narrowed.after is not None:
        at, ticket_id = narrowed.after
        chosen = chosen.where(_older(at, ticket_id) if narrowed.view == DONE else _after(at, ticket_id))
    return chosen


def _in_view(rights: Rights, view: str) -> ColumnElement[bool]:
    mine = Ticket.holder_officer_id == rights.officer_id if rights.officer_id else false()
    if view == "mine":
        return and_(mine, Ticket.state.in_(("open", "new")))
    if view == "waiting":
        return and_(mine, Ticket.state.in_(("waiting", "resolved")))
    if view == "queue":
        return and_(Ticket.holder_officer_id.is_(None), Ticket.state.in_(WORKING_STATES))
    if view == "done":
        return and_(mine, Ticket.state.not_in((*WORKING_STATES, "resolved")))
    if view == "running":  # the clocks run for the office; one that waits for the citizen is not pressing
        return Ticket.state.in_(("open", "new"))
    return Ticket.state.is_not(None)


def _theirs(rights: Rights) -> ColumnElement[bool]:
    """What `roles_on_ticket` would let a person view, said in SQL; accusations apart, see `_unaccused`."""
    units = viewable_units(rights)
    if units is None:
        return _unaccused(rights)
    # Colleagues of an accused officer need not know of it: membership alone does not open those.
    leading = units - {rights.unit_code} | (rights.subordinate_units & {rights.unit_code or ""})
    member = and_(Ticket.unit == rights.unit_code, cast(Ticket.accused, String).not_like('%"person:%'))
    mine: list[ColumnElement[bool]] = [Ticket.unit.in_(leading), member]
    if rights.officer_id is not None:
        mine.append(Ticket.holder_officer_id == rights.officer_id)
    if rights.subordinate_officers:
        mine.append(Ticket.holder_officer_id.in_(rights.subordinate_officers))
    return and_(or_(*mine), _unaccused(rights))


def _unaccused(rights: Rights) -> ColumnElement[bool]:
    # The list holds few references; a text match on the JSON suits both databases.
    accused = cast(Ticket.accused, String)
    refs = [f'"person:{rights.officer_id}"', f'"unit:{rights.unit_code}"']
    return and_(*(accused.not_like(f"%{ref}%") for ref in refs))


def _matches(typed: str) -> ColumnElement[bool]:
    number = read_number(typed)
    if number is not None:
        return Ticket.number == number
    words: Collection[str] = typed.split()[:6]
    return and_(*(Complaint.text.icontains(word, autoescape=True) for word in words))


def _after(due_at: datetime | None, ticket_id: int) -> ColumnElement[bool]:
    if due_at is None:
        return and_(Ticket.due_at.is_(None), Ticket.id > ticket_id)
    return or_(
        Ticket.due_at > due_at, and_(Ticket.due_at == due_at, Ticket.id > ticket_id), Ticket.due_at.is_(None)
    )


def _older(at: datetime | None, ticket_id: int) -> ColumnElement[bool]:
    if at is None:  # a place in another list
        return false()
    return or_(_ended < at, and_(_ended == at, Ticket.id < ticket_id))


def place_of(ticket: Ticket, view: str) -> tuple[datetime | None, int]:
    """Where a ticket stands in the order of a view: the cursor of the page after it."""
    return (ticket.closed_at or ticket.changed_at if view == DONE else ticket.due_at), ticket.id
