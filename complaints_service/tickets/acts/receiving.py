"""Who gets a ticket or its time by an act: a person or a unit's queue, as the office knows them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from complaints_service.errors import Actor, invalid, words
from complaints_service.notify.routes import own_routes
from complaints_service.people import queries as people
from complaints_service.tickets import acts
from complaints_service.tickets.acts.contest import contest_to_decide
from complaints_service.tickets.acts.handing_over import request_to_decline
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.state import TicketState
from sla import Event

_GIVING = frozenset({"assign", "handover"})


def moment_of(
    session: Session,
    *,
    request: acts.Request,
    state: TicketState,
    actor: Actor,
    ticket: Ticket,
    history: Sequence[Event],
    own_unit: str | None,
    told: bool,
) -> acts.Moment:
    """What surrounds an act. `told`: the citizen's other routes hear of it. Raises `invalid` naming `to`."""
    if request.act in _GIVING or (request.act == "return" and request.to):
        holder, unit = _receiver(session, request=request, ticket=ticket, state=state)
        return acts.Moment(state, actor.ref, to_holder=holder, to_unit=unit, own_unit=own_unit)
    if request.act == "request_handover":
        return acts.Moment(state, actor.ref, to_holder=_asked_for(session, request, ticket, state, actor))
    if request.act == "decline_handover":
        declined = request_to_decline(request.asked, history, actor=actor.ref)
        return acts.Moment(state, actor.ref, asked=declined.number)
    if request.act == "contest":
        named = _named(session, request.to, ticket) if request.to else None
        unled = _nobody_above(session, {actor.ref, named or actor.ref}, ticket)
        return acts.Moment(state, actor.ref, to_holder=named, own_unit=own_unit, unled=unled)
    if request.act == "decide_contest":
        found = contest_to_decide(request.contest, history)
        corrected = _corrected(session, request, found.named, actor, ticket) if request.upheld else None
        span = (found.number, found.start.isoformat(), found.end.isoformat())
        return acts.Moment(state, actor.ref, to_holder=corrected, own_unit=own_unit, contested=span)
    routes = _delivering_now(session, number=ticket.number, actor=actor) if told else ("page",)
    return acts.Moment(state, actor.ref, own_unit=own_unit, routes=routes)


def _delivering_now(session: Session, *, number: str, actor: Actor) -> tuple[str, ...]:
    """The routes a message is delivered by as soon as it is written: the page, where no other one is live.

    Otherwise the job that sends it enters the delivery. What a replay writes is never sent.
    """
    if actor.origin != "replay" and own_routes(session, number=number):
        return ()
    return ("page",)


def _receiver(
    session: Session, *, request: acts.Request, ticket: Ticket, state: TicketState
) -> tuple[str, str]:
    """The holder reference and unit code a hand-over goes to."""
    holder, unit = _person_or_unit(session, request.to, ticket)
    if holder == state.holder and request.act != "return":
        raise invalid("to", words("Tiket ini sudah di sana; pilih yang lain."))
    return holder, unit


def _asked_for(
    session: Session, request: acts.Request, ticket: Ticket, state: TicketState, actor: Actor
) -> str | None:
    """Who shall have it: whom the request names, else whoever asks; from its holder, whoever is chosen."""
    typed = request.to or (actor.ref if actor.ref != state.holder else None)
    if typed is None:
        return None
    holder, _unit = _person_or_unit(session, typed, ticket)
    if holder == state.holder:
        raise invalid("to", words("Tiket ini sudah di sana; pilih yang lain."))
    return holder


def _person_or_unit(session: Session, typed: str | None, ticket: Ticket) -> tuple[str, str]:
    to = (typed or "").strip()
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
    return holder, unit


def _named(session: Session, typed: str | None, ticket: Ticket) -> str:
    """Whom the time belongs to: a person, a unit's queue, the citizen we waited for, or nobody."""
    if typed in ("citizen", "nobody"):
        return typed
    return _person_or_unit(session, typed, ticket)[0]


def _nobody_above(session: Session, concerned: set[str], ticket: Ticket) -> bool:
    """Whether no officer who may see the ticket leads everyone whose time a contest would move."""
    officers = {int(ref.removeprefix("person:")) for ref in concerned if ref.startswith("person:")}
    units = {ref.removeprefix("unit:") for ref in concerned if ref.startswith("unit:")}
    leading = people.leaders_of_all(session, officers=officers, units=units)
    return not [
        card
        for card in leading
        if f"person:{card.id}" not in ticket.accused and f"unit:{card.unit}" not in ticket.accused
    ]


def _corrected(
    session: Session, request: acts.Request, named: str | None, actor: Actor, ticket: Ticket
) -> str:
    holder = _named(session, request.to or named, ticket)
    if holder == actor.ref:
        raise invalid("to", words("Siapa yang memutuskan tidak mengambil waktu ini untuk dirinya."))
    return holder
