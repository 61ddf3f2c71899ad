"""Acts that say who has the ticket: from the queue, to another holder, to an agency and back. Pure."""

from __future__ import annotations

from complaints_service.tickets.acts.request import Moment, Request
from complaints_service.tickets.acts.saying import to_citizen
from complaints_service.tickets.ledger.append import NewEvent


def take(request: Request, moment: Moment) -> list[NewEvent]:
    """A person takes it from the queue."""
    return _move("ticket.taken", request, moment, moment.actor, moment.own_unit or moment.state.unit)


def assign(request: Request, moment: Moment) -> list[NewEvent]:
    """Whoever leads gives it to somebody."""
    return _move("ticket.assigned", request, moment, moment.to_holder or "", moment.to_unit or "")


def hand_over(request: Request, moment: Moment) -> list[NewEvent]:
    """Its holder gives it to another one."""
    return _move("ticket.handed_over", request, moment, moment.to_holder or "", moment.to_unit or "")


def ask_hand_over(request: Request, moment: Moment) -> list[NewEvent]:
    """Somebody asks that it be handed over; it stays where it is until whoever may decides."""
    data = {"request": moment.state.requests_ever + 1, "reason": request.reason}
    if moment.to_holder:
        data["to"] = moment.to_holder
    return [NewEvent("handover.requested", data)]


def decline_hand_over(request: Request, moment: Moment) -> list[NewEvent]:
    """It stays where it is, and whoever asked reads why."""
    return [NewEvent("handover.declined", {"request": moment.asked, "reason": request.reason})]


def refer(request: Request, moment: Moment) -> list[NewEvent]:
    """Another agency handles it; the citizen reads where it went and why."""
    told = to_citizen("reason", request, moment, text=request.text or request.reason)
    data = {"agency": request.agency, "reason": request.reason, "message": "last"}
    return [*told, NewEvent("ticket.referred", data)]


def consult(request: Request, moment: Moment) -> list[NewEvent]:
    """Another agency is asked while the ticket stays ours (sla.md, sentence 36)."""
    return [NewEvent("agency.asked", {"agency": request.agency, "reason": request.reason})]


def take_back(request: Request, moment: Moment) -> list[NewEvent]:
    """It comes back from the agency: to the holder named, else into the unit's queue."""
    unit = moment.to_unit or moment.state.unit
    holder = moment.to_holder or f"unit:{unit}"
    return [
        NewEvent(
            "ticket.returned",
            {"unit": unit, "holder": holder, "agency": moment.state.agency, "reason": request.reason or ""},
        )
    ]


def _move(kind: str, request: Request, moment: Moment, holder: str, unit: str) -> list[NewEvent]:
    # From the triage queue the first move by a person is the routing itself (sla.md, sentence 47).
    if moment.state.state == "new":
        data = {"unit": unit, "holder": holder, "rule": "by_hand", "reason": request.reason or ""}
        return [NewEvent("ticket.routed", data)]
    return [NewEvent(kind, {"unit": unit, "holder": holder, "reason": request.reason or ""})]
