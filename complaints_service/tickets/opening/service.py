"""Opens the ticket of a complaint: routes it, sets its clocks running, writes the first ledger entries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from complaints_service.db import Base
from complaints_service.errors import Actor
from complaints_service.notify.service import Cause, Recipient, queue_notice, subscribe
from complaints_service.people.directory import Directory
from complaints_service.people.queries import unit_names
from complaints_service.people.roster import directory_on
from complaints_service.people.structure import unit_called
from complaints_service.routing.accusation import accused_in
from complaints_service.routing.loads import Load, weigh_loads
from complaints_service.routing.rules import Decision, Facts, decide
from complaints_service.tickets.leave.service import leave_entry
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.models import WORKING_STATES, Complaint, Ticket
from complaints_service.tickets.ledger.numbers import draw_number, secret_digest, tracking_secret
from complaints_service.tickets.ledger.state import TicketState, fold
from complaints_service.tickets.news import officers as officer_news
from complaints_service.tickets.news import queue as queue_news
from config.rulebook import Rulebook

# Over the tables themselves and made once, as in ledger.py: this is the path every citizen waits on.
_TICKETS = Base.metadata.tables[Ticket.__tablename__]
_COMPLAINTS = Base.metadata.tables[Complaint.__tablename__]
_SAY = insert(_COMPLAINTS).returning(_COMPLAINTS.c.id)
_OPEN = insert(_TICKETS)
_LOADS = (
    select(_TICKETS.c.holder_officer_id, _TICKETS.c.category, func.count())
    .where(
        _TICKETS.c.holder_officer_id.in_(bindparam("officers", expanding=True)),
        _TICKETS.c.state.in_(WORKING_STATES),
    )
    .group_by(_TICKETS.c.holder_officer_id, _TICKETS.c.category)
)


@dataclass(frozen=True)
class Reporter:
    """Who complained, as far as they said; `routes` are the addresses that hear of the number."""

    name: str | None
    phone: str | None
    email: str | None
    routes: tuple[Recipient, ...] = ()


@dataclass(frozen=True)
class Opening:
    """A complaint that may be taken in as it is. `about`: whom it complains of.

    For replays only: `unit`, the unit that had it, and `tail`, the random part of the number.
    """

    text: str
    title: str
    language: str
    channel: str
    privacy: str
    kind: str
    category: str
    priority: str
    kelurahan: str | None
    lat: float | None
    lng: float | None
    address: str | None
    reporter: Reporter | None
    about: tuple[str, ...] = ()
    unit: str | None = None
    tail: str | None = None
    received_at: datetime | None = None


@dataclass(frozen=True)
class Opened:
    """What became of a complaint. `holder_name` and `why` name units and posts, never a person."""

    number: str
    secret: str
    state: TicketState
    holder_name: str
    why: str
    due: Mapping[str, datetime]


def open_ticket(
    session: Session,
    *,
    opening: Opening,
    actor: Actor,
    now: datetime,
    rulebook: Rulebook,
    tracking_key: bytes,
) -> Opened:
    """Writes a complaint, its ticket and the ledger's first entries; the notices go to the outbox."""
    received_at = opening.received_at or now
    directory = directory_on(session, on=rulebook.local_date(received_at))
    decision = _decide(session, opening, directory, received_at, rulebook)
    triage = rulebook.routing_at(received_at).triage_unit
    history, _ = ledger.prepare(
        [
            *_first_entries(opening, decision, received_at, triage),
            *_leave_of_holder(decision, directory),
        ],
        first_seq=1,
        actor=actor,
        now=now,
    )
    policy = rulebook.policy_at(received_at)
    state = fold(history)
    local = received_at.astimezone(ZoneInfo(rulebook.office.zone))
    number = draw_number(rulebook.office.prefix, local, opening.tail)
    secret = tracking_secret(tracking_key, number, 1)
    row = _complaint_row(opening, number, secret, received_at)
    ticket_id = session.execute(_SAY, row).scalar_one()
    found = deadlines.judge(history, rulebook=rulebook, policy_version=policy.version, as_of=now)
    session.execute(
        _OPEN,
        {
            "id": ticket_id,
            "number": number,
            "received_at": received_at,
            "policy_version": policy.version,
            "kelurahan": opening.kelurahan,
            "accused": list(decision.inputs["accused"]),
            **ledger.row_of(
                state, history, rulebook=rulebook, policy_version=policy.version, now=now, found=found
            ),
        },
    )
    session.execute(ledger.WRITE, [ledger.event_row(ticket_id, event, actor.origin) for event in history])
    _announce(session, opening=opening, number=number, actor=actor, now=now)
    if state.holder_officer_id is not None:
        news = officer_news.assigned(
            officer_id=state.holder_officer_id,
            number=number,
            seq=history[-1].seq,
            title=opening.title,
            privacy=opening.privacy,
            due=deadlines.due_instants(found).get("first_response"),
            reason={language: decision.reason.read(language) for language in ("id", "en")},
            zone=rulebook.office.zone,
        )
        officer_news.tell(session, news=[news], actor=actor, now=now)
    else:
        queued = queue_news.Queued(
            number, state.unit, history[-1].seq, opening.title, opening.privacy, decision.inputs["accused"]
        )
        queue_news.tell_queue(session, queued=queued, by=None, actor=actor, now=now, rulebook=rulebook)
    return Opened(
        number=number,
        secret=secret,
        state=state,
        why=decision.reason.read(opening.language),
        holder_name=unit_called(session, code=state.unit, rulebook=rulebook, language=opening.language),
        due=deadlines.due_instants(found),
    )


def _decide(
    session: Session, opening: Opening, directory: Directory, received_at: datetime, rulebook: Rulebook
) -> Decision:
    category = rulebook.category(opening.category, rulebook.local_date(received_at))
    accused = opening.about
    if category.about_staff:
        named = accused_in(opening.text, rulebook=rulebook, lines=directory, kelurahan=opening.kelurahan)
        accused = tuple(dict.fromkeys((*accused, *named)))
    facts = Facts(
        category=opening.category,
        kind=opening.kind,
        priority=opening.priority,
        kelurahan=opening.kelurahan,
        privacy=opening.privacy,
        origin="import" if opening.unit else opening.channel,
        accused=accused,
        about_staff=category.about_staff,
        given_unit=opening.unit,
    )
    likely = opening.unit or category.first_handler
    officers = [candidate.officer_id for candidate in directory.candidates.get(likely, ())]
    rules = rulebook.routing_at(received_at)
    names = unit_names(session) if opening.unit else None

    def settle(loads: Mapping[int, Load]) -> Decision:
        return decide(
            facts=facts, rules=rules, loads=loads, directory=directory, rulebook=rulebook, unit_names=names
        )

    # An import keeps who had it, however much that was.
    decision = settle({} if opening.unit else open_loads(session, officers=officers, rulebook=rulebook))
    if decision.alternatives and decision.unit != likely and not opening.unit:
        others = [weighed.officer_id for weighed in decision.alternatives]
        decision = settle(open_loads(session, officers=others, rulebook=rulebook))
    return decision


def open_loads(session: Session, *, officers: Collection[int], rulebook: Rulebook) -> dict[int, Load]:
    """What these officers have open, weighed by the effort of its categories."""
    if not officers:
        return {}
    rows = session.execute(_LOADS, {"officers": sorted(officers)})
    counts = {(officer, category): count for officer, category, count in rows if officer is not None}
    return weigh_loads(counts, {category.code: category.effort for category in rulebook.categories})


def _first_entries(
    opening: Opening, decision: Decision, received_at: datetime, triage: str
) -> list[NewEvent]:
    received = {
        "kind": opening.kind,
        "category": opening.category,
        "priority": opening.priority,
        "unit": triage,
        "channel": opening.channel,
    }
    entries = [NewEvent("ticket.received", received, at=received_at)]
    told = decision.as_json()
    if decision.queued:
        entries.append(NewEvent("ticket.queued", told, at=received_at, actor="rule"))
    else:
        entries.append(NewEvent("ticket.routed", told, at=received_at, actor="rule"))
    return entries


def _leave_of_holder(decision: Decision, directory: Directory) -> list[NewEvent]:
    """What the ledger must know of the days on which whoever gets it is away."""
    if decision.officer_id is None:
        return []
    return [
        replace(leave_entry(decision.officer_id, leave), actor="rule")
        for leave in directory.leave.get(decision.officer_id, ())
    ]


def _complaint_row(opening: Opening, number: str, secret: str, received_at: datetime) -> dict[str, object]:
    reporter = opening.reporter or Reporter(None, None, None)
    return {
        "number": number,
        "secret_digest": secret_digest(secret),
        "secret_generation": 1,
        "text": opening.text,
        "title": opening.title,
        "language": opening.language,
        "channel": opening.channel,
        "privacy": opening.privacy,
        "received_at": received_at,
        "kelurahan": opening.kelurahan,
        "lat": opening.lat,
        "lng": opening.lng,
        "address": opening.address,
        "reporter_name": reporter.name,
        "reporter_phone": reporter.phone,
        "reporter_email": reporter.email,
    }


def _announce(session: Session, *, opening: Opening, number: str, actor: Actor, now: datetime) -> None:
    if opening.reporter is None or not opening.reporter.routes:
        return
    for recipient in opening.reporter.routes:
        subscribe(session, number=number, recipient=recipient, now=now)
    queue_notice(
        session,
        cause=Cause(number, 1, "received"),
        recipients=opening.reporter.routes,
        params={"title": opening.title},
        actor=actor,
        now=now,
    )
