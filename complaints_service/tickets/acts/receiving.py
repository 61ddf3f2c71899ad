"""What surrounds an act, looked up: who gets a ticket or its time, and by which routes words arrive."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.errors import invalid, words
from complaints_service.notify.fates import PAGE
from complaints_service.notify.routes import own_routes
from complaints_service.people import queries as people
from complaints_service.people.reach import reach_of
from complaints_service.tickets.acts.act import ActCase, Surroundings, as_it_is
from complaints_service.tickets.acts.fields import NO_RECEIVER
from complaints_service.tickets.ledger.models import Ticket


def telling(session: Session, case: ActCase[Any]) -> Surroundings:
    """For an act that writes to the citizen: whether they have a route, whose job enters the delivery.

    What a replay writes is never sent: it was read at once.
    """
    around = as_it_is(session, case)
    if case.actor.origin == "replay":
        return replace(around, routes=(PAGE,))
    return replace(around, routeless=not own_routes(session, number=case.ticket.number))


def giving(session: Session, case: ActCase[Any]) -> Surroundings:
    """For an act that gives the ticket away: the holder it goes to, who is not the one that has it."""
    holder, unit = person_or_unit(session, case.request.to, case.ticket)
    refuse_same(holder, case)
    if case.actor.origin != "replay":
        _refuse_unreachable(session, holder)
    return replace(as_it_is(session, case), to_holder=holder, to_unit=unit)


def _refuse_unreachable(session: Session, holder: str) -> None:
    """Refuses somebody who could not open it: then it lies in the unit's queue, where others see it."""
    if holder.startswith("person:") and int(holder.removeprefix("person:")) not in reach_of(session).officers:
        raise invalid(
            "to", words("Orang ini belum bisa masuk ke Tanggap. Pilih yang lain, atau antrean unitnya.")
        )


def refuse_same(holder: str, case: ActCase[Any]) -> None:
    """Refuses a holder that has the ticket already."""
    if holder == case.state.holder:
        raise invalid("to", words("Tiket ini sudah di sana; pilih yang lain."))


def person_or_unit(session: Session, typed: str | None, ticket: Ticket) -> tuple[str, str]:
    """The holder reference and the unit's code of what was typed; never somebody accused."""
    to = (typed or "").strip()
    holder, unit = to, None
    if to.startswith("person:") and to.removeprefix("person:").isdigit():
        unit = people.unit_code_of_officer(session, officer_id=int(to.removeprefix("person:")))
    else:
        code = to.removeprefix("unit:")
        if people.unit_exists(session, code=code):
            holder, unit = f"unit:{code}", code
    if unit is None:
        raise invalid("to", NO_RECEIVER)
    if holder in ticket.accused or f"unit:{unit}" in ticket.accused:
        raise invalid("to", words("Laporan ini menyangkut orang atau unit itu; pilih yang lain."))
    return holder, unit


def whose_time(session: Session, typed: str | None, ticket: Ticket) -> str:
    """Whom a span belongs to: a person, a unit's queue, the citizen we waited for, or nobody."""
    if typed in ("citizen", "nobody"):
        return typed
    return person_or_unit(session, typed, ticket)[0]
