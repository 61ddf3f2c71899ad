"""Where open reports about places are, on a grid of 100 metres: a place and a category, no words, no day.

Only of groups whose number is published: a point within a withheld group would say how many are in it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.openness.blocks import Spot
from complaints_service.openness.figures import REST
from complaints_service.places.outlines import METRES_PER_DEGREE
from complaints_service.tickets.ledger.models import Complaint, Ticket
from complaints_service.tickets.public.openly import beginning, openly_told
from complaints_service.tickets.where import part_now
from config.rulebook import Rulebook

GRID_METRES = 100


def spots_to_tell(
    session: Session, *, table: Mapping[str, Any] | None, start: datetime, end: datetime, rulebook: Rulebook
) -> list[Spot]:
    """What came in `[start, end)`, on the grid, within the cells of a table that are shown."""
    shown = _shown(table, rulebook)
    if not shown:
        return []
    lat_now, lng_now = part_now("lat"), part_now("lng")
    rows = session.execute(
        select(Ticket.id, Ticket.kelurahan, Ticket.category, lat_now, lng_now)
        .join(Complaint, Complaint.id == Ticket.id)
        .join(*beginning())
        .where(
            Ticket.received_at >= start,
            Ticket.received_at < end,
            *openly_told(),
        )
        # Who is about to be kept from others waits, and then marks the report within its block.
        .with_for_update(read=True, of=[Ticket, Complaint])
    )
    middle = _middle(rulebook)
    return [
        Spot(ticket_id, *snapped(lat, lng, middle), category)
        for ticket_id, place, category, lat, lng in rows
        if lat is not None and lng is not None and (place, category) in shown
    ]


def snapped(lat: float, lng: float, middle: float) -> tuple[float, float]:
    """The middle of the square of the grid that a point lies in; `middle` is the latitude that lays it."""
    up = GRID_METRES / METRES_PER_DEGREE
    along = up / math.cos(math.radians(middle))
    return round((math.floor(lat / up) + 0.5) * up, 5), round((math.floor(lng / along) + 0.5) * along, 5)


def _middle(rulebook: Rulebook) -> float:
    lats = [lat for each in rulebook.kelurahan for ring in each.rings for _lng, lat in ring]
    return (min(lats) + max(lats)) / 2


def _shown(table: Mapping[str, Any] | None, rulebook: Rulebook) -> set[tuple[str, str]]:
    if table is None:
        return set()
    on_map = {category.code for category in rulebook.categories if category.on_map}
    return {
        (place, category)
        for place, line in zip(table["places"], table["received"], strict=True)
        for category, count in zip(table["categories"], line, strict=True)
        if count is not None and place != REST and category in on_map
    }
