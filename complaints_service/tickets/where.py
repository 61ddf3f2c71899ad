"""Where a ticket is: as it was reported, or as the office mended it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Float, FromClause, ScalarSelect, and_, case, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from complaints_service.places.outlines import METRES_PER_DEGREE
from complaints_service.places.place import Place
from complaints_service.tickets.ledger.folding import LedgerEntry
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketEvent


def place_row(place: Place) -> dict[str, Any]:
    """A place as the columns of a complaint."""
    return {
        "kelurahan": place.kelurahan,
        "lat": place.lat,
        "lng": place.lng,
        "address": place.address,
        "place_accuracy": place.accuracy,
        "place_origin": place.origin,
    }


def place_reported(complaint: Complaint) -> Place:
    """Where a complaint is, as it was handed in."""
    return Place(
        lat=complaint.lat,
        lng=complaint.lng,
        accuracy=complaint.place_accuracy,
        origin=complaint.place_origin,
        kelurahan=complaint.kelurahan,
        address=complaint.address,
    )


def place_now(ticket: Ticket, events: Iterable[LedgerEntry]) -> Place:
    """Where a ticket is, by its ledger."""
    mended = [event for event in events if event.kind == "ticket.relocated"]
    return Place(**mended[-1].data["place"]) if mended else place_reported(ticket.complaint)


def last_mending(ticket_id: InstrumentedAttribute[int]) -> ScalarSelect[Any]:
    """What the entry says that mended a ticket's place last; null where none did."""
    entry = TicketEvent.__table__.alias()
    return _last(entry, ticket_id, entry.c.data)


def part_now(name: str) -> ColumnElement[Any]:
    """A part of where a ticket is now, asked of tickets: `lat`, `lng` or `address`; as mended or reported.

    Each is looked up by the ticket's id: joined, PostgreSQL would read every complaint for a few of them.
    """
    said, entry = Complaint.__table__.alias(), TicketEvent.__table__.alias()
    reported = select(said.c[name]).where(said.c.id == Ticket.id).scalar_subquery()
    part = entry.c.data["place"][name]
    mended = part.as_float() if isinstance(reported.type, Float) else part.as_string()
    return case((_is_mended(), _last(entry, Ticket.id, mended)), else_=reported)


def near(lat: float, lng: float, metres: float) -> ColumnElement[bool]:
    """Asked of tickets: which lie now in the box so many metres round a point. One look at each."""
    up = metres / METRES_PER_DEGREE
    along = up / max(math.cos(math.radians(lat)), 0.01)

    def inside(its_lat: ColumnElement[Any], its_lng: ColumnElement[Any]) -> ColumnElement[bool]:
        return and_(its_lat.between(lat - up, lat + up), its_lng.between(lng - along, lng + along))

    said, entry = Complaint.__table__.alias(), TicketEvent.__table__.alias()
    reported = select(inside(said.c.lat, said.c.lng)).where(said.c.id == Ticket.id).scalar_subquery()
    place = entry.c.data["place"]
    mended = inside(place["lat"].as_float(), place["lng"].as_float())
    return case((_is_mended(), _last(entry, Ticket.id, mended)), else_=reported)


def _is_mended() -> ColumnElement[bool]:
    entry = TicketEvent.__table__.alias()
    return Ticket.id.in_(select(entry.c.ticket_id).where(_mends(entry)))


def _mends(entry: FromClause) -> ColumnElement[bool]:
    # Written out: no bound value tells a database that a partial index holds the answer.
    return entry.c.kind == literal("ticket.relocated", literal_execute=True)


def _last(
    entry: FromClause, ticket_id: InstrumentedAttribute[int], told: ColumnElement[Any]
) -> ScalarSelect[Any]:
    mending = select(told).where(entry.c.ticket_id == ticket_id, _mends(entry))
    return mending.order_by(entry.c.seq.desc()).limit(1).scalar_subquery()


def place_told(place: Place) -> dict[str, Any]:
    """A place as the ledger keeps it."""
    return asdict(place)
