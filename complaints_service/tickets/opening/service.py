"""Opens the ticket of a complaint: routes it, sets its clocks running, writes the first ledger entries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Integer, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from complaints_service.audit.written.putting import put
from complaints_service.db import Base
from complaints_service.driver_statements import DriverStatement
from complaints_service.errors import Actor, DomainError, words
from complaints_service.moment import Moment
from complaints_service.notify.service import Cause, queue_notice, subscribe
from complaints_service.people.directory import Directory
from complaints_service.people.roster import BeyondReach, beyond_reach, directory_on
from complaints_service.people.structure import unit_title
from complaints_service.routing.loads import Load, weigh_loads
from complaints_service.routing.rules import RoutingDecision, RoutingFacts, decide
from complaints_service.tickets.elsewhere import one_way
from complaints_service.tickets.leave.service import leave_entry
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.models import WORKING_STATES, Ticket
from complaints_service.tickets.ledger.numbers import secret_digest, tracking_secret
from complaints_service.tickets.ledger.state import TicketState, fold
from complaints_service.tickets.news import officers as officer_news
from complaints_service.tickets.news import queue as queue_news
from complaints_service.tickets.opening.about import about
from complaints_service.tickets.opening.answers import answers_told
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.opening.following import join
from complaints_service.tickets.opening.numbering import numbers, say
from complaints_service.tickets.public.programs import tell_programs
from complaints_service.tickets.rows.keeping import keep_first_told, told_of
from complaints_service.tickets.search.index import keep_words
from complaints_service.tickets.where import place_row
from complaints_service.vault.sealing import Details, keep_identity
from config.rulebook import Rulebook

NOBODY_HERE = words(
    "Kantor ini belum bisa menerima laporan di sini: belum ada petugas yang dapat membukanya. "
    "Datanglah ke kantor, atau lapor lewat lapor.go.id."
)
# Over the tables themselves and made once, as in ledger.py: this is the path every citizen waits on.
_TICKETS = Base.metadata.tables[Ticket.__tablename__]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What became of a complaint. `holder_name` and `why` name units and posts, never a person."""

    number: str
    secret: str
    state: TicketState
    holder_name: str
    why: str
    due: Mapping[str, datetime]


def open_ticket(moment: Moment, *, draft: Draft, tracking_key: bytes) -> Opened:
    """Writes a complaint, its ticket and the ledger's first entries; the notices go to the outbox.

    Rules and clocks are those of the instant it was handed over; whoever it goes to has it from now on.
    """
    received_at = draft.received_at or moment.now
    directory = directory_on(moment.session, on=moment.rulebook.local_date(moment.now))
    decision = decide_for(
        moment if received_at == moment.now else replace(moment, now=received_at), draft, directory
    )
    entries = _first_entries(draft, decision, received_at, directory, moment.rulebook)
    history, _ = ledger.prepare(entries, first_seq=1, actor=moment.actor, now=moment.now)
    version = moment.rulebook.policy_at(received_at).version
    state = fold(history)
    for number in numbers(moment.rulebook, at=received_at, tail=draft.tail):
        row = _complaint_row(draft, tracking_key, received_at, number)
        if (ticket_id := say(moment.session, row)) is not None:
            break
    assert ticket_id is not None  # else `numbers` had raised
    judged = deadlines.judge_once(history, rulebook=moment.rulebook, policy_version=version, as_of=moment.now)
    row = {
        "id": ticket_id,
        "number": number,
        "received_at": received_at,
        "policy_version": version,
        "kelurahan": draft.place.kelurahan,
        **ledger.row_of(
            state, history, rulebook=moment.rulebook, policy_version=version, now=moment.now, judged=judged
        ),
    }
    put(moment.session, _TICKETS, [row])
    ledger.note_accused(moment.session, ticket_id=ticket_id, references=state.accused)
    told = told_of(ticket_id, history, judged.found, rulebook=moment.rulebook, policy_version=version)
    keep_first_told(moment.session, told)
    texts = (draft.title, draft.text, draft.place.address)
    keep_words(moment.session, ticket_id=ticket_id, number=number, texts=texts)
    ledger.write(moment.session, {ticket_id: history}, origin=moment.actor.origin)
    _announce(moment.session, draft=draft, number=number, actor=moment.actor, now=moment.now)
    opened = Opened(
        number=number,
        secret=tracking_secret(tracking_key, number, 1),
        state=state,
        why=decision.reason.read(draft.language),
        holder_name=_unit_title(state.unit, directory, draft, moment.rulebook),
        due=deadlines.due_instants(judged.found),
    )
    tell_programs(moment, {ticket_id: history})
    _tell_office(moment, opened, draft, decision, seq=history[-1].seq)
    return opened


def _unit_title(unit: str, directory: Directory, draft: Draft, rulebook: Rulebook) -> str:
    return unit_title(unit, directory.unit_names.get(unit, unit), rulebook=rulebook, language=draft.language)


def _tell_office(
    moment: Moment, opened: Opened, draft: Draft, decision: RoutingDecision, *, seq: int
) -> None:
    """Queues the news for whoever has it, or for the queue it lies in; one more voice is no news."""
    if draft.joins is not None and join(moment, number=opened.number, into=draft.joins):
        return
    if opened.state.holder_officer_id is None:
        queued = queue_news.Queued(
            number=opened.number,
            unit=opened.state.unit,
            seq=seq,
            title=draft.title,
            privacy=draft.privacy,
            accused=opened.state.accused,
        )
        queue_news.tell_queue(
            moment,
            queued=queued,
            by=None,
        )
        return
    news = officer_news.assigned(
        officer_id=opened.state.holder_officer_id,
        number=opened.number,
        seq=seq,
        title=draft.title,
        privacy=draft.privacy,
        due=opened.due.get("first_response"),
        reason={language: decision.reason.read(language) for language in ("id", "en")},
        zone=moment.rulebook.office.zone,
    )
    officer_news.tell(moment.session, news=[news], actor=moment.actor, now=moment.now)


def decide_for(moment: Moment, draft: Draft, directory: Directory) -> RoutingDecision:
    """Who gets it. Raises DomainError `nobody_here` where nobody could ever open it."""
    session, received_at, rulebook = moment.session, moment.now, moment.rulebook
    # History keeps who had it, whether they can sign in or not.
    past = bool(draft.unit) or moment.actor.origin == "replay"
    beyond = BeyondReach() if past else beyond_reach(session, on=directory.on)
    category = rulebook.category(draft.category, rulebook.local_date(received_at))
    told = about(draft, directory=directory, rulebook=rulebook, about_staff=category.about_staff)
    facts = RoutingFacts(
        category=draft.category,
        kind=draft.kind,
        priority=draft.priority,
        kelurahan=draft.place.kelurahan,
        privacy=draft.privacy,
        origin="import" if draft.unit else draft.channel,
        accused=told.accused,
        mentioned=told.mentioned,
        about_staff=told.staff,
        given_unit=draft.unit,
        unreachable=beyond.officers,
        unseen=beyond.units,
    )
    likely = draft.unit or category.first_handler
    officers = [candidate.officer_id for candidate in directory.candidates.get(likely, ())]
    rules = rulebook.routing_at(received_at)
    names = directory.unit_names

    def settle(loads: Mapping[int, Load]) -> RoutingDecision:
        return decide(
            facts=facts, rules=rules, loads=loads, directory=directory, rulebook=rulebook, unit_names=names
        )

    # An import keeps who had it, however much that was.
    decision = settle({} if draft.unit else open_loads(session, officers=officers, rulebook=rulebook))
    if decision.alternatives and decision.unit != likely and not draft.unit:
        others = [weighed.officer_id for weighed in decision.alternatives]
        decision = settle(open_loads(session, officers=others, rulebook=rulebook))
    if decision.unit in facts.unseen:
        raise DomainError("nobody_here", NOBODY_HERE)
    return decision


def open_loads(session: Session, *, officers: Collection[int], rulebook: Rulebook) -> dict[int, Load]:
    """What these officers have open, weighed by the effort of its categories."""
    if not officers:
        return {}
    rows = _loads_of(len(officers)).send(session, {f"o{at}": one for at, one in enumerate(sorted(officers))})
    counts = {(officer, category): count for officer, category, count in rows if officer is not None}
    return weigh_loads(counts, {category.code: category.effort for category in rulebook.categories})


@lru_cache(maxsize=64)
def _loads_of(many: int) -> DriverStatement:
    """What so many officers have open, by category."""
    officers = [bindparam(f"o{at}", type_=Integer()) for at in range(many)]
    states: list[ColumnElement[str]] = [literal_column(repr(state)) for state in WORKING_STATES]
    columns = _TICKETS.c.holder_officer_id, _TICKETS.c.category
    held = _TICKETS.c.holder_officer_id.in_(officers), _TICKETS.c.state.in_(states)
    return DriverStatement(select(*columns, func.count()).where(*held).group_by(*columns))


def _first_entries(
    draft: Draft, decision: RoutingDecision, received_at: datetime, directory: Directory, rulebook: Rulebook
) -> list[NewEvent]:
    category = rulebook.category(draft.category, rulebook.local_date(received_at))
    received: dict[str, object] = {
        "kind": draft.kind,
        "category": draft.category,
        "priority": draft.priority,
        "unit": rulebook.routing_at(received_at).triage_unit,
        "channel": draft.channel,
        **({"about_office": draft.about_office} if draft.about_office else {}),
        **({"answers": answers_told(draft, category)} if draft.answers else {}),
    }
    if draft.elsewhere is not None:
        received["elsewhere"] = [draft.elsewhere.agency, one_way(draft.elsewhere.number)]
    entries = [NewEvent(kind="ticket.received", data=received, at=received_at)]
    told = decision.as_json()
    if decision.queued:
        entries.append(NewEvent(kind="ticket.queued", data=told, actor="rule"))
    else:
        entries.append(NewEvent(kind="ticket.routed", data=told, actor="rule"))
    return entries + _leave_of_holder(decision, directory)


def _leave_of_holder(decision: RoutingDecision, directory: Directory) -> list[NewEvent]:
    """What the ledger must know of the days on which whoever gets it is away."""
    if decision.officer_id is None:
        return []
    return [
        replace(leave_entry(decision.officer_id, leave), actor="rule")
        for leave in directory.leave.get(decision.officer_id, ())
    ]


def _complaint_row(
    draft: Draft, tracking_key: bytes, received_at: datetime, number: str
) -> dict[str, object]:
    return {
        "number": number,
        "secret_digest": secret_digest(tracking_secret(tracking_key, number, 1)),
        "secret_generation": 1,
        "text": draft.text,
        "title": draft.title,
        "language": draft.language,
        "channel": draft.channel,
        "privacy": draft.privacy,
        "received_at": received_at,
        **place_row(draft.place),
        **dict.fromkeys(("restricted_at", "erased_at")),
    }


def _announce(session: Session, *, draft: Draft, number: str, actor: Actor, now: datetime) -> None:
    """Seals who complains and how to reach them, and tells them by each way."""
    details = Details(draft.name, draft.phone, draft.email)
    if not draft.routes and details.empty:
        return
    key = keep_identity(session, number=number, details=details)
    for recipient in draft.routes:
        subscribe(session, number=number, recipient=recipient, now=now, key=key)
    queue_notice(
        session,
        cause=Cause(number=number, seq=1, kind="received"),
        recipients=draft.routes,
        params={"title": draft.title},
        actor=actor,
        now=now,
    )
