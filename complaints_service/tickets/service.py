"""Opens tickets and performs acts on them; every change is an append to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, TicketAccess, allows, roles_on_ticket
from complaints_service.errors import Actor, NotFound, invalid, words
from complaints_service.notify.routes import own_routes
from complaints_service.notify.service import Cause, queue_notice, subscribers
from complaints_service.people import queries as people
from complaints_service.tickets import acts, ledger, refusals, workflow
from complaints_service.tickets.models import Ticket
from complaints_service.tickets.state import TicketState, fold
from complaints_service.tickets.sweeping import settle
from config.rulebook import Rulebook
from sla import Event

#: Which notice the citizen's other routes get after an act; acts not named tell nothing.
_NOTICE = {
    "message": "answered",
    "question": "asked",
    "resolve": "resolved",
    "reject": "rejected",
    "dispute": "disputed",
    "close_no_objection": "closed",
    "close_no_answer": "closed",
}


@dataclass(frozen=True)
class Performed:
    """A ticket after an act, and the ledger entries the act wrote."""

    ticket: Ticket
    events: tuple[Event, ...]


def access_of(ticket: Ticket) -> TicketAccess:
    """The facts of a ticket that decide who may do what with it."""
    accused = [ref.split(":") for ref in ticket.accused]
    return TicketAccess(
        unit=ticket.unit,
        holder=ticket.holder_officer_id,
        accused_officers=frozenset(int(name) for kind, name in accused if kind == "person"),
        accused_units=frozenset(name for kind, name in accused if kind == "unit"),
        privacy=ticket.complaint.privacy,
    )


def perform(
    session: Session,
    *,
    number: str,
    request: acts.Request,
    actor: Actor,
    rights: Rights | None,
    now: datetime,
    rulebook: Rulebook,
) -> Performed:
    """Does one act on a ticket as an officer (`rights`), as its citizen or as a rule (`rights` None).

    Raises NotFound for a ticket that is absent or not theirs, DomainError `stale_version` or
    `act_not_allowed` (with what is allowed), and `invalid` naming the fields.
    """
    ticket = ledger.lock(session, number=number)
    if ticket is None:
        raise NotFound
    roles = roles_of(ticket, actor=actor, rights=rights)
    if not allows(roles, "view_ticket", ticket.complaint.privacy) and actor.ref != "rule":
        raise NotFound
    if ticket.sweep_at is not None and ticket.sweep_at <= now:
        settle(session, tickets=[ticket], now=now, rulebook=rulebook, actor=Actor.rule(actor.origin))
    history = ledger.events_of(session, [ticket.id])[ticket.id]
    refusals.check(request, ticket=ticket, history=history, roles=roles, now=now, rulebook=rulebook)
    state = fold(history)
    moment = _moment(session, request=request, state=state, actor=actor, rights=rights, ticket=ticket)
    written = ledger.append(
        session, ticket=ticket, new=acts.events_for(request, moment), actor=actor, now=now,
        rulebook=rulebook, history=history,
    )
    _tell(session, request=request, ticket=ticket, written=written, actor=actor, now=now)
    return Performed(ticket, tuple(written))


def roles_of(ticket: Ticket, *, actor: Actor, rights: Rights | None) -> frozenset[str]:
    """The roles an actor has on a ticket: the citizen's own, a rule's, or those of a signed-in person."""
    if rights is not None:
        return roles_on_ticket(rights, access_of(ticket))
    return frozenset({"citizen"}) if actor.ref == "citizen" else frozenset()


def allowed_acts(ticket: Ticket, *, roles: frozenset[str]) -> list[str]:
    """The acts this state and these roles permit, in the order they are offered."""
    privacy = ticket.complaint.privacy
    return [
        code
        for code in (*workflow.OFFICE_ACTS, *workflow.CITIZEN_ACTS)
        if workflow.permits(code, ticket.state, ticket.close_reason)
        and allows(roles, workflow.ACTS[code].right, privacy)
    ]


def _moment(
    session: Session,
    *,
    request: acts.Request,
    state: TicketState,
    actor: Actor,
    rights: Rights | None,
    ticket: Ticket,
) -> acts.Moment:
    own_unit = rights.unit_code if rights else None
    if request.act not in ("assign", "handover"):
        routes = _delivering_now(session, act=request.act, number=ticket.number, actor=actor)
        return acts.Moment(state, actor.ref, own_unit=own_unit, routes=routes)
    holder, unit = _receiver(session, request=request, ticket=ticket, state=state)
    return acts.Moment(state, actor.ref, to_holder=holder, to_unit=unit, own_unit=own_unit)


def _delivering_now(session: Session, *, act: str, number: str, actor: Actor) -> tuple[str, ...]:
    """The routes a message is delivered by as soon as it is written: the page, where no other one is live.

    Otherwise the job that sends it enters the delivery. What a replay writes is never sent.
    """
    if act in _NOTICE and actor.origin != "replay" and own_routes(session, number=number):
        return ()
    return ("page",)


def _receiver(
    session: Session, *, request: acts.Request, ticket: Ticket, state: TicketState
) -> tuple[str, str]:
    """The holder reference and unit code a hand-over goes to. Raises `invalid` naming the field `to`."""
    to = (request.to or "").strip()
    holder, unit = to, None
    if to.startswith("person:") and to.removeprefix("person:").isdigit():
        unit = people.unit_code_of_officer(session, officer_id=int(to.removeprefix("person:")))
    else:
        code = to.removeprefix("unit:")
        if people.unit_exists(session, code=code):
            holder, unit = f"unit:{code}", code
    if unit is None:
        raise invalid("to", words("Pilih orang atau unit yang ada."))
    if holder in ticket.accused or f"unit:{unit}" in ticket.accused:
        raise invalid("to", words("Laporan ini menyangkut orang atau unit itu; pilih yang lain."))
    if holder == state.holder:
        raise invalid("to", words("Tiket ini sudah di sana; pilih yang lain."))
    return holder, unit


def _tell(
    session: Session,
    *,
    request: acts.Request,
    ticket: Ticket,
    written: list[Event],
    actor: Actor,
    now: datetime,
) -> None:
    kind = _NOTICE.get(request.act)
    if kind is None:
        return
    queue_notice(
        session,
        cause=Cause(ticket.number, written[-1].seq, kind, message=_told(written)),
        recipients=subscribers(session, number=ticket.number),
        params={"text": request.text} if request.text else {},
        actor=actor,
        now=now,
    )


def _told(written: list[Event]) -> int | None:
    """The message to the citizen among new events, if there is one."""
    sent = (event.seq for event in written if event.kind == "message.sent" and event.by != "citizen")
    return next(sent, None)
