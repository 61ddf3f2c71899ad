"""Keeps the blocks of a published month, and asks of their reports at every look which may be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from sqlalchemy import insert, select, tuple_
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.storing import write_rows
from complaints_service.openness.blocks import Point, Spot, less, points_of
from complaints_service.openness.models import BlockReport, PointBlock, PublishedMonth
from complaints_service.tickets.ledger.models import Complaint, Ticket
from complaints_service.tickets.public.openly import beginning, openly_told

#: A block by its month and its number within it.
BlockName = tuple[str, int]


def keep_blocks(session: Session, *, month: str, blocks: Sequence[Sequence[Spot]]) -> None:
    """Fixes the blocks of a month for good."""
    if not blocks:
        return
    kept = [
        {"month": month, "number": number, "points": points_of(block)} for number, block in enumerate(blocks)
    ]
    session.execute(insert(PointBlock), kept)
    members = [(one.ticket_id, month, number, False) for number, block in enumerate(blocks) for one in block]
    write_rows(session, BlockReport.__table__, ("ticket_id", "month", "number", "marked"), members)


def gone_blocks(session: Session, month: str | None = None) -> Set[BlockName]:
    """The blocks of a month, or of all, that may not be told: a report of them is kept from others now."""
    told = (
        select(Ticket.id)
        .join(Complaint, Complaint.id == Ticket.id)
        .join(*beginning())
        .where(Ticket.id == BlockReport.ticket_id, *openly_told())
        .correlate(BlockReport)
    )
    query = select(BlockReport.month, BlockReport.number).where(BlockReport.marked, ~told.exists())
    found = session.execute(query if month is None else query.where(BlockReport.month == month))
    return {(of, number) for of, number in found}


def points_without(
    session: Session, gone: Set[BlockName], month: str | None = None
) -> Mapping[str, list[Point]]:
    """The points of a month, or of all, without those of the blocks that are gone, by month."""
    published = select(PublishedMonth.month, PublishedMonth.points)
    left = {
        of: points or []
        for of, points in session.execute(
            published if month is None else published.where(PublishedMonth.month == month)
        )
    }
    taken: dict[str, list[Point]] = defaultdict(list)
    named = tuple_(PointBlock.month, PointBlock.number).in_(sorted(gone))
    for of, points in (
        session.execute(select(PointBlock.month, PointBlock.points).where(named)) if gone else ()
    ):
        taken[of] += points
    return {of: less(points, taken[of]) if of in taken else points for of, points in left.items()}
