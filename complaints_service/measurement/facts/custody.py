"""How long whoever had a ticket had it in each month, and in which unit it was meanwhile. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from complaints_service.measurement.facts.rows import CustodyRow, TicketHead
from complaints_service.measurement.facts.units import UnitsOver, cut
from complaints_service.measurement.months import month_after, month_of, month_start
from complaints_service.tickets.ledger.state import TicketState
from sla import Assessment, Calendar, CustodySpan
from sla.events import seconds_of
from sla.timeline import Timeline

_SECOND = timedelta(seconds=1)


def custody_rows(
    head: TicketHead, found: Assessment, state: TicketState, units: UnitsOver, calendar: Calendar
) -> tuple[CustodyRow, ...]:
    """The working seconds of each holder, unit and month of a ticket; all of them sum to its total."""
    sums: dict[tuple[str, str, str], int] = {}
    line: Timeline | None = None

    def worked() -> Timeline:
        return calendar.custody_line(
            received=seconds_of(found.received_at),
            closed=None if found.final_closed_at is None else seconds_of(found.final_closed_at),
            now=seconds_of(found.as_of),
        )

    spans: list[CustodySpan] = []
    for span in found.custody.spans:
        cuts = units.cuts(span.start, span.end) if span.holder.startswith("person:") else []
        if cuts:
            line = line or worked()
        spans += cut(span, cuts, line)
    for span in spans:
        if span.holder.startswith("unit:"):
            unit = span.holder.removeprefix("unit:")
        else:
            unit = units.at(span.start) if span.holder.startswith("person:") else ""
        first, last = month_of(span.start, calendar.zone), month_of(span.end - _SECOND, calendar.zone)
        if first == last:
            parts = [(first, span.seconds)]
        else:
            line = line or worked()
            parts = _by_month(span, first, last, calendar, line)
        for month, seconds in parts:
            key = (span.holder, unit, month)
            sums[key] = sums.get(key, 0) + seconds
    return tuple(
        CustodyRow(head.ticket_id, *key, seconds, state.category) for key, seconds in sums.items() if seconds
    )


def _by_month(
    span: CustodySpan, first: str, last: str, calendar: Calendar, line: Timeline
) -> list[tuple[str, int]]:
    def work(at: datetime) -> int:
        return line.work(min(max(seconds_of(at), line.first), line.horizon))

    parts, month, since = [], first, work(span.start)
    while month != last:
        following = month_after(month)
        until = work(month_start(following, calendar))
        parts.append((month, until - since))
        month, since = following, until
    parts.append((last, work(span.end) - since))
    return parts
