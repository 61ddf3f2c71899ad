"""What a ticket's facts add to the cells of those who were at work on it: all that their figures need. Pure.

A cell is how many cases of one outcome counted for one member of the office in one month, by category and
kelurahan. A subject's figures are sums of cells, whether these are kept (a member's) or made of the facts at
hand (a unit's, a category's): then the number of the subject is `NOBODY`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from complaints_service.measurement.facts.cells.months import NO_MONTH
from complaints_service.measurement.facts.cells.sums import Sums
from complaints_service.measurement.facts.rows import (
    ClockRow,
    CustodyRow,
    HandoverRow,
    RatingRow,
    ResolutionRow,
    TicketFacts,
)
from complaints_service.measurement.months import month_of
from complaints_service.tickets.ledger.deadlines import OFFICE_CLOCKS

NOBODY = 0
#: Cases by their outcome: verdicts that count once (`ClockRow.part`), those that were broken before a split
#: and are counted there, resolutions, and hand-overs by how the ticket stood.
VERDICTS, INHERITED, RESOLUTIONS, HANDOVERS = "clocks", "inherited", "resolutions", "handovers"
#: Ratings by their score.
RATINGS = "ratings"
#: On time, but done again.
REDONE = "redone"
#: Tickets that were held in a month, with the working seconds.
HELD = "custody"
#: Tickets late and open: one more from this month's end on, or one less. Policy and calendar stand beside.
LATE = "late"
#: Tickets with a verdict in the month that were not late and open at its end; `RUNNING` where another clock
#: of theirs still runs, so that they are counted there as long as the month does.
DEALT_WITH = "dealt_with"
RUNNING = "running"
#: Verdicts by the policy and the calendar they were made by.
RULES = "rules"

MonthAt = Callable[[datetime], str]


class OfficerKey(NamedTuple):
    """Which cell; `month` is empty while a clock has none. What a sort does not tell apart is empty.

    Of `RULES` and `LATE` the `clock` is the policy's version and the `outcome` the calendar's.
    """

    officer_id: int
    month: str
    sort: str
    clock: str = ""
    outcome: str = ""
    category: str = ""
    kelurahan: str = ""


@dataclass(kw_only=True)
class OfficerSums(Sums):
    """`n` cases (of `LATE`: more or, below zero, less of them); `seconds` held; the waits of verdicts."""

    n: int = 0
    seconds: int = 0


OfficerCells = dict[OfficerKey, OfficerSums]


@dataclass(frozen=True, kw_only=True)
class TicketPart:
    """What of one ticket counts for one subject."""

    clocks: Sequence[ClockRow] = ()
    custody: Sequence[CustodyRow] = ()
    resolutions: Sequence[ResolutionRow] = ()
    handovers: Sequence[HandoverRow] = ()
    ratings: Sequence[RatingRow] = ()


def put_officers(cells: OfficerCells, facts: TicketFacts, zone: ZoneInfo) -> None:
    """Adds what one ticket comes to for each member of the office it counts for."""
    holders = {row.holder: _person(row.holder) for row in facts.custody}
    found = {
        *(row.owner_officer_id for row in facts.clocks),
        *(row.officer_id for row in facts.resolutions),
        *(row.officer_id for row in facts.handovers),
        *(row.officer_id for row in facts.ratings),
        *holders.values(),
    }
    promises = [row for row in facts.clocks if row.clock in OFFICE_CLOCKS]
    for officer in (each for each in found if each is not None):
        part = TicketPart(
            clocks=[row for row in promises if row.owner_officer_id == officer],
            custody=[row for row in facts.custody if holders[row.holder] == officer],
            resolutions=[row for row in facts.resolutions if row.officer_id == officer],
            handovers=[row for row in facts.handovers if row.officer_id == officer],
            ratings=[row for row in facts.ratings if row.officer_id == officer],
        )
        put_part(cells, officer, part, lambda at: month_of(at, zone))


def put_part(cells: OfficerCells, officer_id: int, part: TicketPart, month_at: MonthAt) -> None:
    """Adds what counts for one subject of one ticket; `month_at` is the local month of an instant."""

    def add(*key: str, n: int = 1) -> OfficerSums:
        cell = OfficerKey(officer_id, *key)
        sums = cells.get(cell)
        if sums is None:
            sums = cells[cell] = OfficerSums()
        sums.n += n
        return sums

    for row in part.clocks:
        month, place = row.month or NO_MONTH, (row.category, row.kelurahan or "")
        verdict = add(month, INHERITED if row.inherited else VERDICTS, row.clock, row.part, *place)
        if row.observed:
            verdict.waits.put((row.used_seconds or 0, row.finished))
        add(month, RULES, row.policy_version, row.calendar_version)
        if row.redone and row.status == "met" and not row.inherited:
            add(month, REDONE, row.clock)
    for key, n in _lateness(part.clocks, month_at):
        add(*key, n=n)
    held = sorted((row for row in part.custody if row.unit), key=lambda row: row.month)
    for month, rows in groupby(held, key=lambda row: row.month):
        add(month, HELD).seconds += sum(row.seconds for row in rows)
    for resolution in part.resolutions:
        add(resolution.month, RESOLUTIONS, "", resolution.outcome, resolution.category)
    for handover in part.handovers:
        add(handover.month, HANDOVERS, "", handover.standing)
    for rating in part.ratings:
        add(rating.month, RATINGS, "", str(rating.score), rating.category, rating.kelurahan or "")


def _lateness(clocks: Iterable[ClockRow], month_at: MonthAt) -> Iterator[tuple[tuple[str, ...], int]]:
    """In which months' ends the ticket was late and open, and in which it was dealt with and was not."""
    # The clocks of the law are reported, not held against a person.
    promises = [row for row in clocks if row.clock in OFFICE_CLOCKS]
    spans = _spans(promises, month_at)
    for first, after, row in spans:
        rules = (row.policy_version, row.calendar_version)
        yield (first, LATE, *rules), 1
        if after is not None:
            yield (after, LATE, *rules), -1
    months = {row.month or NO_MONTH for row in promises}
    for month in months:
        if not any(
            after is None if month == NO_MONTH else first <= month and (after is None or month < after)
            for first, after, _row in spans
        ):
            yield (month, DEALT_WITH, "", RUNNING if NO_MONTH in months else ""), 1


def _spans(clocks: Iterable[ClockRow], month_at: MonthAt) -> list[tuple[str, str | None, ClockRow]]:
    """The months at whose ends one of the clocks was broken and not stopped: the first, and the one after."""
    broken = [
        (month_at(row.breached_at), None if row.stopped_at is None else month_at(row.stopped_at), row)
        for row in clocks
        if row.status == "breached" and row.breached_at is not None
    ]
    spans: list[tuple[str, str | None, ClockRow]] = []
    for first, after, row in sorted(broken, key=lambda each: each[0]):
        if after is not None and after <= first:
            continue
        if spans and (spans[-1][1] is None or first <= spans[-1][1]):
            before, end, kept = spans[-1]
            spans[-1] = (before, None if end is None or after is None else max(end, after), kept)
        else:
            spans.append((first, after, row))
    return spans


def _person(holder: str) -> int | None:
    kind, _, number = holder.partition(":")
    return int(number) if kind == "person" else None
