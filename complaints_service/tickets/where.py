"""Where a ticket is: as it was reported, or as the office mended it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Float, ScalarSelect, case, literal, select
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
    return (
        select(entry.c.data)
        # Written out: no bound value tells a database that a partial index holds the answer.
        .where(
            entry.c.ticket_id == ticket_id, entry.c.kind == literal("ticket.relocated", literal_execute=True)
        )
        .order_by(entry.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )


def part_now(part: InstrumentedAttribute[Any], name: str) -> ColumnElement[Any]:
    """A part of where a ticket is now, asked of tickets with their complaint: as it was mended, if it was.

    `part`: the complaint's own column; `name`: what the ledger calls it (`lat`, `lng`, `address`).
    """
    mended = last_mending(Ticket.id)
    said = mended["place"][name]
    told = said.as_float() if isinstance(part.type, Float) else said.as_string()
    return case((mended.is_not(None), told), else_=part)


def near(lat: float, lng: float, metres: float) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Asked of tickets with their complaint: which lie now in the box so many metres round a point."""
    up = metres / METRES_PER_DEGREE
    along = up / max(math.cos(math.radians(lat)), 0.01)
    return (
        part_now(Complaint.lat, "lat").between(lat - up, lat + up),
        part_now(Complaint.lng, "lng").between(lng - along, lng + along),
    )


def place_told(place: Place) -> dict[str, Any]:
    """A place as the ledger keeps it."""
    return asdict(place)
