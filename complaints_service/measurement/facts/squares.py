"""In which square a report came from, and what that adds to the cells of squares. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from complaints_service.measurement.facts.cells.sums import Counts
from complaints_service.measurement.facts.rows import SquareRow, TicketFacts, TicketHead
from complaints_service.measurement.months import month_of
from complaints_service.places.squares import square_of
from complaints_service.tickets.ledger.state import TicketState


class SquareKey(NamedTuple):
    """Which cell: the month in which the reports came, and what they are now."""

    month: str
    unit: str
    category: str
    kelurahan: str
    up: int
    along: int


@dataclass(kw_only=True)
class SquareSums(Counts):
    """How many reports came from the square."""

    received: int = 0


SquareCells = dict[SquareKey, SquareSums]


def square_rows(head: TicketHead, state: TicketState) -> tuple[SquareRow, ...]:
    """The square of a ticket, or the one that is kept of it; of one that was merged the other's counts."""
    square = _square(head)
    if square is None or state.state == "merged":
        return ()
    return (SquareRow(head.ticket_id, state.unit, state.category, head.kelurahan, *square),)


def _square(head: TicketHead) -> tuple[int, int] | None:
    if head.kept is not None:
        return head.kept
    return None if head.lat is None or head.lng is None else square_of(head.lat, head.lng)


def put_squares(cells: SquareCells, facts: TicketFacts, zone: ZoneInfo) -> None:
    """Adds where one ticket came from."""
    for row in facts.squares:
        month = month_of(facts.ticket.received_at, zone)
        key = SquareKey(month, row.unit, row.category, row.kelurahan or "", row.up, row.along)
        cells.setdefault(key, SquareSums()).add(SquareSums(received=1))
