"""When something is due on a ticket, and when a job must look at it again. Pure: the ledger decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints_service.tickets.ledger.moves import CLOCK_TOLD
from complaints_service.tickets.ledger.state import TicketState, fold
from complaints_service.tickets.ledger.states import FINAL
from config.rulebook import Rulebook
from sla import (
    Assessment,
    Calendar,
    Case,
    Escalation,
    Event,
    Policy,
    Verdict,
    assess_case,
    escalations,
    known,
    next_rung,
    read,
    rule_closing,
    unsent,
)

#: Clocks of the office's own promises, in the order they are usually met.
OFFICE_CLOCKS = ("verification", "first_response", "next_response", "resolution")
LEGAL_CLOCKS = ("legal_answer", "legal_decision", "legal_notice")
RUNNING = frozenset({"not_started", "running", "at_risk"})
_URGENCY = ("breached", "at_risk", "running", "not_started")
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Outlook:
    """The nearest due of the office's own clocks, and the instant at which a job should look again."""

    due_at: datetime | None
    due_clock: str | None
    sweep_at: datetime | None


@dataclass(frozen=True)
class JudgedLedger:
    """A ledger read and judged as of an instant, by its rules for life."""

    case: Case
    found: Assessment
    policy: Policy
    calendar: Calendar


@dataclass(frozen=True)
class Telling:
    """Something a clock has come to that must be told once: `warning` or `breach`, for one due instant."""

    clock: str
    level: str
    due_at: datetime
    at: datetime


def rules_for(events: Sequence[Event], *, rulebook: Rulebook, policy_version: str) -> tuple[Policy, Calendar]:
    """The policy and calendar a ticket is judged by for life: those its policy row named when received."""
    policy = rulebook.policy(policy_version)
    first = events[0].data
    row = policy.row_for(
        kind=first["kind"], category=first["category"], priority=first["priority"], unit=first["unit"]
    )
    return policy, rulebook.calendar(row.calendar if row else rulebook.office.calendar)


def judge(events: Sequence[Event], *, rulebook: Rulebook, policy_version: str, as_of: datetime) -> Assessment:
    """All clocks and the custody of one ledger as of an instant."""
    return judge_once(events, rulebook=rulebook, policy_version=policy_version, as_of=as_of).found


def judge_once(
    events: Sequence[Event], *, rulebook: Rulebook, policy_version: str, as_of: datetime
) -> JudgedLedger:
    """What `judge` says, with the ledger as it was read: whoever asks more of it does not read it again."""
    policy, calendar = rules_for(events, rulebook=rulebook, policy_version=policy_version)
    case = read(events, policy=policy, calendar=calendar, as_of=as_of)
    return JudgedLedger(case, assess_case(case), policy, calendar)


def outlook(
    events: Sequence[Event],
    *,
    rulebook: Rulebook,
    policy_version: str,
    as_of: datetime,
    judged: JudgedLedger,
    state: TicketState,
) -> Outlook:
    """What is due next and when to look again, as of the instant at which a ledger was judged and folded."""
    policy, calendar, found = judged.policy, judged.calendar, judged.found
    office = [
        (verdict.due_at, verdict.clock)
        for verdict in verdicts(found)
        if unfinished(verdict) and verdict.clock in OFFICE_CLOCKS and verdict.due_at is not None
    ]
    due_at, due_clock = min(office, default=(None, None))
    pending = tellings(found, calendar=calendar, policy=policy, events=events, as_of=as_of)
    looks = [telling.at for telling in pending]
    if state.state not in FINAL:

        def counts(at: datetime) -> bool:
            # One to come is looked at even if it would be dropped: the switch may be turned again by then.
            return at > as_of or not rulebook.drops_rung(at, policy_version=policy_version, now=as_of)

        rung = next_rung(judged.case, sent=_rungs_sent(events), counts=counts)
        looks += [] if rung is None else [rung]
    closing = closing_by_rule(events, policy=policy, calendar=calendar, state=state)
    if closing is not None:
        looks.append(closing[0])
    return Outlook(due_at, due_clock, min(looks, default=None))


def verdicts(found: Assessment) -> list[Verdict]:
    """Every verdict of an assessment once: the plain clocks, each round of next_response, each life."""
    plain = [
        verdict for clock, verdict in found.clocks.items() if clock not in ("next_response", "resolution")
    ]
    return [*plain, *found.lives, *found.rounds]


def current(found: Assessment, clock: str) -> tuple[Verdict, int | None]:
    """The verdict that stands now: of resolution the newest life, of next_response the round that waits.

    With its number among the lives or rounds; of the others the one verdict.
    """
    if clock == "resolution":
        return found.life, len(found.lives) - 1
    if clock == "next_response" and found.open_round is not None:
        return found.open_round, found.rounds.index(found.open_round)
    return found.clocks[clock], None


def pressing(found: Assessment) -> Verdict | None:
    """The worst of the office's own clocks that run: a late one, then the nearest to its end; None for none.

    What every list, page and message about a ticket says of its time.
    """
    return worst_of(current(found, clock)[0] for clock in OFFICE_CLOCKS)


def worst_of(clocks: Iterable[Verdict]) -> Verdict | None:
    """Of several clocks the one that presses most; None where none runs."""
    running = [one for one in clocks if unfinished(one) and one.due_at is not None]
    return min(running, key=lambda one: (_URGENCY.index(one.status), one.due_at), default=None)


def tellings(
    found: Assessment, *, calendar: Calendar, policy: Policy, events: Sequence[Event], as_of: datetime
) -> list[Telling]:
    """The warnings and breaches not told yet, each with the instant it falls at (also future ones).

    A breach is told also when the late answer came before the job did.
    """
    told = {
        (event.data["clock"], event.data["level"], event.data["due_at"])
        for event in events
        if event.kind in CLOCK_TOLD
    }
    due_to_tell, share = [], _share(policy, events)
    for verdict in verdicts(found):
        if verdict.due_at is None or not (unfinished(verdict) or verdict.status == "breached"):
            continue
        if verdict.paused and verdict.status != "breached":
            continue  # a pause moves the due: looked at again when it ends
        clock, due = verdict.clock, verdict.due_at.isoformat() if told else ""
        if verdict.status != "breached" and (clock, "warning", due) not in told:
            warning_at = _warning_at(verdict, calendar, share, as_of)
            if warning_at is not None:
                due_to_tell.append(Telling(clock, "warning", verdict.due_at, warning_at))
        broken = verdict.breached_at or verdict.due_at  # after a release the due is a later promise (41)
        if not told or not {(clock, "breach", due), (clock, "breach", broken.isoformat())} & told:
            due_to_tell.append(Telling(clock, "breach", verdict.due_at, broken + _SECOND))
    return due_to_tell


def rungs_to_send(
    events: Sequence[Event], *, rulebook: Rulebook, policy_version: str, as_of: datetime, now: datetime
) -> list[Escalation]:
    """The rungs that go out now: fallen by `as_of`, told to nobody yet, not switched off (sentence 43)."""
    policy, calendar = rules_for(events, rulebook=rulebook, policy_version=policy_version)
    return [
        rung
        for rung in rungs_unsent(events, policy=policy, calendar=calendar, as_of=as_of)
        if rung.at <= as_of and not rulebook.drops_rung(rung.at, policy_version=policy_version, now=now)
    ]


def rungs_unsent(
    events: Sequence[Event], *, policy: Policy, calendar: Calendar, as_of: datetime
) -> tuple[Escalation, ...]:
    """The rungs of the policy's ladder that nobody was told of yet, past and to come, by their instants.

    A rung is the same one however its due moves: told once for each clock and round (sla.md, sentence 45).
    """
    ladder = escalations(events, policy=policy, calendar=calendar, as_of=as_of)
    last = max((rung.at for rung in ladder), default=as_of)
    return unsent(ladder, sent=_rungs_sent(events), as_of=last)


def _rungs_sent(events: Sequence[Event]) -> set[tuple[str, datetime, str, str]]:
    """What has gone out, as a rung is known (`Escalation.key`)."""
    return {
        (data["clock"], datetime.fromisoformat(data["started_at"]), data["level"], data["to"])
        for data in (event.data for event in events if event.kind == "escalation.sent")
    }


def closing_by_rule(
    events: Sequence[Event], *, policy: Policy, calendar: Calendar, state: TicketState | None = None
) -> tuple[datetime, str] | None:
    """The instant and reason at which a rule will close the ticket if nothing else happens.

    Past the calendar's horizon it waits for that year's holidays (None until then). `state` saves folding it.
    """
    if (state or fold(events)).state not in ("waiting", "resolved"):
        return None
    # A ticket may have come, or been asked about, after the last day that is known.
    as_of = max(calendar.horizon_at, *(event.at for event in events))
    return rule_closing(events, policy=policy, calendar=calendar, as_of=as_of)


def unfinished(verdict: Verdict) -> bool:
    """Whether a clock still waits for the office (on time so far, or already late)."""
    return verdict.status in RUNNING or (verdict.status == "breached" and verdict.stopped_at is None)


def _warning_at(verdict: Verdict, calendar: Calendar, share: int, as_of: datetime) -> datetime | None:
    """The instant at which the verdict turns at_risk (sla.md, sentence 16)."""
    if verdict.status == "at_risk":
        return as_of
    if verdict.used_seconds is None or verdict.remaining_seconds is None:
        return None
    whole = verdict.used_seconds + verdict.remaining_seconds
    to_go = -(-whole * share // 100) - verdict.used_seconds
    start = max(as_of, verdict.started_at or as_of)
    if verdict.target is not None and verdict.target.kind == "calendar_days":
        return start + timedelta(seconds=to_go)
    return known.advanced(calendar, start, max(0, to_go))


def _share(policy: Policy, events: Sequence[Event]) -> int:
    first = events[0].data
    row = policy.row_for(
        kind=first["kind"], category=first["category"], priority=first["priority"], unit=first["unit"]
    )
    return row.warning_share if row else 100


def due_instants(found: Assessment) -> Mapping[str, datetime]:
    """What is promised for when: the due of every clock that has one."""
    standing = {**found.clocks, "resolution": found.life}
    return {clock: verdict.due_at for clock, verdict in standing.items() if verdict.due_at is not None}
