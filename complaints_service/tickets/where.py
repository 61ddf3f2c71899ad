"""Where a ticket is: as it was reported, or as the office mended it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from complaints_service.places.place import Place
from complaints_service.tickets.ledger.folding import LedgerEntry
from complaints_service.tickets.ledger.models import Complaint, Ticket


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


def place_told(place: Place) -> dict[str, Any]:
    """A place as the ledger keeps it."""
    return asdict(place)
