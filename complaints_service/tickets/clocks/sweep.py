"""What happens to a ticket by itself: warnings, breaches and rungs are told once, rules close it in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, lazyload

from complaints_service.errors import Actor
from complaints_service.moment import Moment
from complaints_service.notify.service import Cause, queue_notice, subscribers_of
from complaints_service.people.directory import Directory
from complaints_service.people.roster import directory_on
from complaints_service.tickets.acts.act import Surroundings
from complaints_service.tickets.acts.ending.close_by_rule import CLOSINGS
from complaints_service.tickets.clocks.escalation import level_of, receiver_of, sent_event, tell_officers
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.deadlines import Telling
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.models import ToldEscalation as Claim
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.news import officers as officer_news
from config.rulebook import Rulebook
from sla import Escalation, Event

_Key = tuple[int, str, str, datetime]
#: A lateness the citizen hears of; the office's inner clocks are its own affair.
_CITIZEN_HEARS = frozenset({"first_response", "resolution"})


def sweep(
    session: Session, *, now: datetime, rulebook: Rulebook, actor: Actor | None = None, limit: int = 100
) -> int:
    """Looks again at up to `limit` tickets whose time has come, oldest first; returns how many it saw.

    What is due to be told is told once; then a rule closes a ticket whose instant has come. Several workers
    at once share the work: a ticket another one holds is passed over.
    """
    due = session.scalars(
        select(Ticket)
        .where(Ticket.sweep_at <= now)
        .order_by(Ticket.sweep_at, Ticket.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Ticket)
        .options(lazyload(Ticket.complaint))
    ).all()
    if due:
        settle(
            Moment(session=session, now=now, actor=actor or Actor.rule(), rulebook=rulebook),
            tickets=due,
        )
    return len(due)


def settle(moment: Moment, *, tickets: Sequence[Ticket]) -> None:
    """Writes what is due by itself on locked tickets: what is to be told, and a closing by rule.

    Also done before anybody acts on a ticket, so that what a rule has ended is ended, job or no job.
    """
    histories = ledger.events_of(moment.session, [ticket.id for ticket in tickets])
    looks = [
        _look(ticket, histories[ticket.id], now=moment.now, rulebook=moment.rulebook) for ticket in tickets
    ]
    any_rung = any(look.rungs for look in looks)
    directory = directory_on(moment.session, on=moment.rulebook.local_date(moment.now)) if any_rung else None
    entries = _claim(moment.session, looks, directory, moment.now)
    changes = [
        LedgerChange(
            look.ticket, [*entries[look.ticket.id], *_closing(look, moment.actor, moment.now)], look.history
        )
        for look in looks
    ]
    written = ledger.append(
        moment,
        changes,
    )
    _tell_citizens(moment.session, looks=looks, written=written, actor=moment.actor, now=moment.now)
    news = [
        one
        for look, events in zip(looks, written, strict=True)
        for one in officer_news.after_sweep(
            ticket=look.ticket,
            running=frozenset(clock for clock, _ in look.running),
            written=events,
            now=moment.now,
            rulebook=moment.rulebook,
        )
    ]
    officer_news.tell(moment.session, news=news, actor=moment.actor, now=moment.now)
    rungs = [
        (look.ticket, event)
        for look, events in zip(looks, written, strict=True)
        for event in events
        if event.kind == "escalation.sent" and _runs_on(look, event)
    ]
    heard = {(one.officer_id, one.number, one.clock) for one in news if one.clock}
    tell_officers(
        moment,
        told=rungs,
        heard=heard,
    )


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What was found on a ticket: what may be due to be told, and when and why a rule closes it.

    `running`: the clocks that still wait for the office, each with its start.
    """

    ticket: Ticket
    history: list[Event]
    pending: list[Telling]
    rungs: list[Escalation]
    running: frozenset[tuple[str, datetime | None]]
    closing: tuple[datetime, str] | None


def _look(ticket: Ticket, history: list[Event], *, now: datetime, rulebook: Rulebook) -> _Look:
    policy, calendar = deadlines.rules_for(history, rulebook=rulebook, policy_version=ticket.policy_version)
    closing = deadlines.closing_by_rule(history, policy=policy, calendar=calendar)
    # What a rule has already ended is judged as of its end, however late this job runs.
    as_of = now if closing is None else min(now, closing[0])
    found = deadlines.judge(history, rulebook=rulebook, policy_version=ticket.policy_version, as_of=as_of)
    tellings = deadlines.tellings(found, calendar=calendar, policy=policy, events=history, as_of=as_of)
    pending = sorted(
        (telling for telling in tellings if telling.at <= as_of),
        key=lambda each: (each.at, each.clock, each.level),
    )
    rungs = deadlines.rungs_to_send(
        history, rulebook=rulebook, policy_version=ticket.policy_version, as_of=as_of, now=now
    )
    running = frozenset(
        (verdict.clock, verdict.started_at)
        for verdict in deadlines.verdicts(found)
        if deadlines.unfinished(verdict)
    )
    return _Look(
        ticket=ticket, history=history, pending=pending, rungs=rungs, running=running, closing=closing
    )


def _runs_on(look: _Look, event: Event) -> bool:
    # Nobody need hurry any more for a clock that has stopped; the ledger keeps the rung all the same.
    return (event.data["clock"], datetime.fromisoformat(event.data["started_at"])) in look.running


def _told(telling: Telling) -> NewEvent:
    kind = "clock.breached" if telling.level == "breach" else "clock.warned"
    at = telling.due_at if telling.level == "breach" else telling.at
    data = {"clock": telling.clock, "level": telling.level, "due_at": telling.due_at.isoformat()}
    return NewEvent(kind=kind, data=data, at=at)


def _closing(look: _Look, actor: Actor, now: datetime) -> list[NewEvent]:
    if look.closing is None or look.closing[0] > now:
        return []
    at, reason = look.closing
    state = fold(look.history)
    act = CLOSINGS[reason]
    if not act.permits(state):
        # closing_by_rule asked for it
        raise ValueError(f"{act.code} from {state.state}: {look.ticket.number}")
    return act.events(act.request(at=at), Surroundings(state=state, actor=actor.ref))


def _claim(
    session: Session, looks: list[_Look], directory: Directory | None, now: datetime
) -> dict[int, list[NewEvent]]:
    """The entries of what nobody told before, by ticket, in the order they fell."""
    wanted: dict[_Key, tuple[NewEvent, int | None]] = {}
    for look in looks:
        ticket = look.ticket
        for telling in look.pending:
            key = (ticket.id, telling.clock, telling.level, telling.due_at)
            wanted[key] = (_told(telling), None)
        for rung in look.rungs:
            officer = receiver_of(ticket, rung.to, directory) if directory else None
            key = (ticket.id, rung.clock, level_of(rung), rung.due_at)
            wanted[key] = (sent_event(rung, officer), officer)
    told: dict[int, list[NewEvent]] = {look.ticket.id: [] for look in looks}
    if not wanted:
        return told
    build = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    names = ("ticket_id", "clock", "level", "due_at")
    rows = [
        {**dict(zip(names, key, strict=True)), "claimed_at": now, "officer_id": officer}
        for key, (_entry, officer) in wanted.items()
    ]
    claimed = session.execute(
        build(Claim).on_conflict_do_nothing().returning(*(getattr(Claim, name) for name in names)),
        rows,
    )
    ours = {tuple(row) for row in claimed}
    for key, (entry, _officer) in wanted.items():
        if key in ours:
            told[key[0]].append(entry)
    return {ticket: sorted(entries, key=lambda entry: entry.at or now) for ticket, entries in told.items()}


def _tell_citizens(
    session: Session, *, looks: list[_Look], written: list[list[Event]], actor: Actor, now: datetime
) -> None:
    news = [
        (look.ticket.number, event)
        for look, events in zip(looks, written, strict=True)
        for event in events
        if event.kind == "ticket.closed"
        or (event.kind == "clock.breached" and event.data["clock"] in _CITIZEN_HEARS)
    ]
    if not news:
        return
    recipients = subscribers_of(session, numbers=[number for number, _ in news])
    for number, event in news:
        closed = event.kind == "ticket.closed"
        queue_notice(
            session,
            cause=Cause(number=number, seq=event.seq, kind="closed" if closed else "late"),
            recipients=recipients[number],
            params={} if closed else {"clock": event.data["clock"]},
            actor=actor,
            now=now,
        )
