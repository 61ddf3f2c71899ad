"""Whom a citizen's rating counts for, and what ratings add to the cells of months. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from complaints_service.measurement.facts.cells.sums import Counts
from complaints_service.measurement.facts.rows import (
    RatingRow,
    ResolutionRow,
    TicketFacts,
    TicketHead,
)
from complaints_service.measurement.months import month_of


class RatingKey(NamedTuple):
    """Which cell: `month` in which the ratings were given, `unit` of whoever resolved last."""

    month: str
    unit: str
    category: str
    kelurahan: str
    kind: str
    channel: str


@dataclass(kw_only=True)
class RatingSums(Counts):
    """How many ratings of each score; nobody's words are in it."""

    score_1: int = 0
    score_2: int = 0
    score_3: int = 0
    score_4: int = 0

    @property
    def given(self) -> int:
        """How many ratings there are."""
        return sum(getattr(self, name) for name in self.counted())


RatingCells = dict[RatingKey, RatingSums]


def rating_rows(
    head: TicketHead, resolutions: Sequence[ResolutionRow], category: str, zone: ZoneInfo
) -> tuple[RatingRow, ...]:
    """The rating of a ticket with whoever resolved it last in the ledger; none where nobody did."""
    if head.score is None or head.rated_at is None or not resolutions:
        return ()
    last = max(resolutions, key=lambda row: row.seq)
    return (
        RatingRow(
            head.ticket_id,
            head.score,
            head.rated_at,
            month_of(head.rated_at, zone),
            last.officer_id,
            last.unit,
            category,
            head.kelurahan,
        ),
    )


def put_ratings(cells: RatingCells, facts: TicketFacts) -> None:
    """Adds the ratings of one ticket."""
    for row in facts.ratings:
        key = RatingKey(
            row.month, row.unit, row.category, row.kelurahan or "", facts.ticket.kind, facts.ticket.channel
        )
        cells.setdefault(key, RatingSums()).add(RatingSums(**{f"score_{row.score}": 1}))
