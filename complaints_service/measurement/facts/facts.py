"""From one ledger to its facts. Pure: the same ledger, policy, calendar and instant give the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from complaints_service.measurement.facts.custody import custody_rows
from complaints_service.measurement.facts.flows import elsewhere_rows, flow_rows
from complaints_service.measurement.facts.rated import rating_rows
from complaints_service.measurement.facts.rows import (
    ClockRow,
    HandoverRow,
    ResolutionRow,
    TicketFacts,
    TicketHead,
    TicketRow,
)
from complaints_service.measurement.facts.squares import square_rows
from complaints_service.measurement.facts.units import UnitsOver
from complaints_service.measurement.months import month_of
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.moves import CLOCK_TOLD, HANDS, ONLY_NAME
from complaints_service.tickets.ledger.state import TicketState, fold
from sla import Assessment, Calendar, Event, Policy, Verdict, assess

_SECOND = timedelta(seconds=1)


def make_facts(
    head: TicketHead, events: Sequence[Event], *, policy: Policy, calendar: Calendar, now: datetime
) -> TicketFacts:
    """The facts of one ticket as of `now`; of a settled one, as of what settled it.

    Raises SlaError for a ledger the engine cannot read.
    """
    found, state = assess(events, policy=policy, calendar=calendar, as_of=now), fold(events)
    head, zone = head.mended(state.place), calendar.zone
    dated = sorted((event for event in events if event.at <= now), key=lambda event: (event.at, event.seq))
    units = UnitsOver(dated)
    resolutions, disputes, reopenings = _resolutions(head, dated, found, state, units, zone)
    settled = found.final_closed_at is not None and not any(map(_may_move, deadlines.verdicts(found)))
    last = resolutions[-1] if resolutions else None
    ticket = TicketRow(
        ticket_id=head.ticket_id,
        as_of=_settled_at(found, dated[-1].at) if settled else found.as_of,
        ledger_version=events[-1].seq,
        policy_version=policy.version,
        calendar=calendar.code,
        calendar_version=calendar.version,
        kind=state.kind,
        category=state.category,
        kelurahan=head.kelurahan,
        received_at=found.received_at,
        final_closed_at=found.final_closed_at,
        total_seconds=found.custody.total_seconds,
        disputes=disputes,
        reopenings=reopenings,
        last_resolved_at=last.resolved_at if last else None,
        last_resolved_month=last.month if last else None,
        resolver_officer_id=last.officer_id if last else None,
        settled=settled,
        channel=str(events[0].data.get("channel") or ""),
    )
    clocks = _clocks(head, found, state, zone)
    custody = custody_rows(head, found, state, units, calendar)
    return TicketFacts(
        ticket,
        clocks,
        custody,
        resolutions,
        _handovers(head, dated, found, state, policy, calendar),
        None if settled else _next_change(events, found, state, policy, calendar),
        rating_rows(head, resolutions, state.category, zone),
        square_rows(head, state),
        flow_rows(clocks, found.received_at, zone),
        elsewhere_rows(custody, state.unit),
    )


def officer_of(reference: str | None) -> int | None:
    """The officer a holder or actor reference names, if it names one."""
    return int(reference.removeprefix("person:")) if reference and reference.startswith("person:") else None


def _clocks(head: TicketHead, found: Assessment, state: TicketState, zone: ZoneInfo) -> tuple[ClockRow, ...]:
    many = ("next_response", "resolution")
    numbered = [(0, verdict) for clock, verdict in found.clocks.items() if clock not in many]
    numbered += [*enumerate(found.rounds), *enumerate(found.lives)]
    return tuple(
        ClockRow(
            head.ticket_id,
            verdict.clock,
            number,
            verdict.status,
            verdict.reason,
            officer_of(verdict.owner),
            verdict.owner_unit,
            _month(verdict, zone),
            verdict.started_at,
            verdict.due_at,
            verdict.stopped_at,
            verdict.breached_at,
            verdict.used_seconds,
            verdict.target.kind if verdict.target else None,
            state.kind,
            state.category,
            head.kelurahan,
            verdict.policy_version,
            verdict.calendar_version,
            verdict.inherited is not None,
            verdict.redone,
            verdict.at_least,
        )
        for number, verdict in numbered
        if verdict.inherited != "stop"  # counted once: where it was copied from
    )


def _month(verdict: Verdict, zone: ZoneInfo) -> str | None:
    # Broken: when it broke, whenever it was stopped later (58). Neither stopped nor broken: no month yet.
    at = verdict.breached_at if verdict.status == "breached" else verdict.stopped_at
    return None if at is None else month_of(at, zone)


def _resolutions(
    head: TicketHead,
    dated: Sequence[Event],
    found: Assessment,
    state: TicketState,
    units: UnitsOver,
    zone: ZoneInfo,
) -> tuple[tuple[ResolutionRow, ...], int, int]:
    """Every resolution with its outcome, and how often the ticket was disputed and reopened."""
    rows: list[ResolutionRow] = []
    standing = False  # the last resolution has neither been disputed nor reopened
    disputes = reopenings = 0
    for event in dated:
        if event.kind == "ticket.resolved" and not standing:
            rows.append(
                ResolutionRow(
                    head.ticket_id,
                    event.seq,
                    event.at,
                    month_of(event.at, zone),
                    officer_of(event.by),
                    units.at(event.at),
                    "pending",
                    state.category,
                )
            )
            standing = True
        elif event.kind in ("ticket.disputed", "ticket.reopened"):
            disputes += event.kind == "ticket.disputed"
            reopenings += event.kind == "ticket.reopened"
            if standing:
                rows[-1] = rows[-1]._replace(outcome="undone")
            standing = False
    if standing and found.final_closed_at is not None:
        rows[-1] = rows[-1]._replace(outcome="stood")
    return tuple(rows), disputes, reopenings


def _handovers(
    head: TicketHead,
    dated: Sequence[Event],
    found: Assessment,
    state: TicketState,
    policy: Policy,
    calendar: Calendar,
) -> tuple[HandoverRow, ...]:
    """Every time an officer was handed the ticket by another, with how its promises stood at that instant."""
    rows: list[HandoverRow] = []
    holder: str | None = None
    # A ticket that was split off copies its parent's ledger; what was handed over then is the parent's.
    begins = found.custody.spans[0].start if found.custody.spans else found.received_at
    for event in dated:
        given = None if event.kind in ONLY_NAME else event.data.get("holder")
        receiver = officer_of(str(given)) if given else None
        handed = event.kind in HANDS and event.at >= begins and given not in (holder, event.by)
        if handed and receiver is not None:
            # Events after that instant are left out by the engine itself (49).
            then = assess(dated, policy=policy, calendar=calendar, as_of=event.at)
            standing, clock = _worst(then)
            rows.append(
                HandoverRow(
                    head.ticket_id,
                    event.seq,
                    event.at,
                    month_of(event.at, calendar.zone),
                    event.by,
                    receiver,
                    str(event.data.get("unit") or ""),
                    standing,
                    clock,
                    state.category,
                )
            )
        holder = str(given) if given else holder
    return tuple(rows)


def _worst(found: Assessment) -> tuple[str, str | None]:
    judged = (one for one in deadlines.verdicts(found) if one.clock in deadlines.OFFICE_CLOCKS)
    waiting = [verdict for verdict in judged if verdict.stopped_at is None]
    for status, standing in (("breached", "came_late"), ("at_risk", "came_risky")):
        for verdict in waiting:
            if verdict.status == status:
                return standing, verdict.clock
    return "came_in_time", None


def _settled_at(found: Assessment, last: datetime) -> datetime:
    """The first instant as of which a settled ticket is what it is now.

    That is its last entry or what a rule dated after it, each clock's own stop among them: the legal ones
    run on after the closing. For want of an answer a rule stops a clock only after its instant (24).
    """
    stops = [
        verdict.stopped_at + _SECOND if verdict.reason == "no_answer" else verdict.stopped_at
        for verdict in deadlines.verdicts(found)
        if verdict.stopped_at is not None
    ]
    return max(last, found.final_closed_at or last, *stops)


def _may_move(verdict: Verdict) -> bool:
    """Whether a verdict can still change on a closed ticket (its legal notice, a year without holidays)."""
    still_open = verdict.stopped_at is None and verdict.status in ("running", "at_risk", "breached")
    return still_open or verdict.status == "unknown"


def _next_change(
    events: Sequence[Event], found: Assessment, state: TicketState, policy: Policy, calendar: Calendar
) -> datetime | None:
    untold = [event for event in events if event.kind not in CLOCK_TOLD]
    looks = [
        telling.at
        for telling in deadlines.tellings(
            found, calendar=calendar, policy=policy, events=untold, as_of=found.as_of
        )
    ]
    if found.final_closed_at is None:
        closing = deadlines.closing_by_rule(events, policy=policy, calendar=calendar, state=state)
        looks += [] if closing is None else [closing[0]]
    return min((at for at in looks if at > found.as_of), default=None)
