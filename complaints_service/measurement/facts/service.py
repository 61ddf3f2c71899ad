"""Keeps the facts in step with the ledgers: only what changed, or everything anew."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, or_, outerjoin, select
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.canonical import digest
from complaints_service.measurement.facts.cells.storing import (
    AllCells,
    cells_of,
    change_cells,
    empty_cells,
    one_at_a_time,
    put_stored,
)
from complaints_service.measurement.facts.facts import make_facts
from complaints_service.measurement.facts.models import RatingFact, ResolutionFact, SquareFact, TicketFact
from complaints_service.measurement.facts.rows import FORM, TicketFacts, TicketHead, TicketRow
from complaints_service.measurement.facts.storing import FACTS, replace_rows
from complaints_service.survey.models import Rating
from complaints_service.survey.skm.summing import sum_up_anew
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.models import Complaint, Ticket
from config.rulebook import Rulebook
from sla import Event, SlaError

#: How old the facts of a ticket that still runs may be: used and held seconds grow by themselves.
MAX_AGE = timedelta(hours=1)

_CHUNK = 500
#: After so many tickets the cells are brought up to them. A cell is read and written whole, so that doing it
#: more often costs more; what is kept until then takes some two thousand bytes a ticket.
_CELLS_AFTER = 20_000


@dataclass
class Refreshed:
    """How many tickets got new facts, and the ids of those whose ledger the engine refused, with its code.

    A refused ticket keeps the facts it had; `verify` says more about it.
    """

    tickets: int = 0
    refused: dict[int, str] = field(default_factory=dict)


def stale(session: Session, *, now: datetime, rulebook: Rulebook, max_age: timedelta = MAX_AGE) -> list[int]:
    """The ids of tickets whose facts are no longer what they should be, oldest ticket first.

    Those whose ledger went on or that have no facts yet; those where time alone changed a verdict; those
    not closed whose facts are older than `max_age`; those not settled that an older calendar judged; those
    that were rated since; and those whose facts an older release made (`FORM`).
    """
    newest = [
        and_(TicketFact.calendar == code, TicketFact.calendar_version != specs[-1].version)
        for code, specs in rulebook.calendars.items()
    ]
    old: ColumnElement[bool] = or_(
        TicketFact.ticket_id.is_(None),
        TicketFact.form != FORM,
        TicketFact.ledger_version != Ticket.version,
        TicketFact.next_change_at <= now,
        and_(TicketFact.final_closed_at.is_(None), TicketFact.as_of <= now - max_age),
        and_(TicketFact.settled.is_(False), or_(false(), *newest)),
    )
    query = select(Ticket.id).outerjoin(TicketFact, TicketFact.ticket_id == Ticket.id).where(old)
    return sorted({*session.scalars(query), *_rated_since(session)})


def _rated_since(session: Session) -> Sequence[int]:
    """The ids of tickets with a rating that is no fact yet though somebody resolved them."""
    untold = outerjoin(Rating, RatingFact, RatingFact.ticket_id == Rating.ticket_id)
    resolved = exists().where(ResolutionFact.ticket_id == Rating.ticket_id)
    return session.scalars(
        select(Rating.ticket_id).select_from(untold).where(RatingFact.ticket_id.is_(None), resolved)
    ).all()


def refresh(
    session: Session, *, now: datetime, rulebook: Rulebook, ticket_ids: Sequence[int] | None = None
) -> Refreshed:
    """Makes the facts of these tickets (None: of the stale ones) anew; doing it twice changes nothing."""
    ids = stale(session, now=now, rulebook=rulebook) if ticket_ids is None else sorted(set(ticket_ids))
    return _renew(session, ids, now=now, rulebook=rulebook, progress=None)


def rebuild(
    session: Session,
    *,
    now: datetime,
    rulebook: Rulebook,
    progress: Callable[[int, int], None] | None = None,
) -> Refreshed:
    """Makes all facts anew; `progress` is told (done, of how many) after each handful of tickets."""
    ids = list(session.scalars(select(Ticket.id).order_by(Ticket.id)))
    # All cells go first: nobody need know what each ticket's facts came to before.
    one_at_a_time(session)
    empty_cells(session)
    with _no_search_for_garbage():
        done = _renew(session, ids, now=now, rulebook=rulebook, progress=progress, anew=True)
    change_cells(session, AllCells(), cells_of(session, done.refused.keys(), _zone(rulebook)))
    sum_up_anew(session)
    return done


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Nothing that facts are made of goes in a circle, and to look for that takes a fifth of the time."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def _renew(
    session: Session,
    ids: Sequence[int],
    *,
    now: datetime,
    rulebook: Rulebook,
    progress: Callable[[int, int], None] | None,
    anew: bool = False,
) -> Refreshed:
    done, zone = Refreshed(), _zone(rulebook)
    before, after, untold = AllCells(), AllCells(), 0
    for start in range(0, len(ids), _CHUNK):
        made = []
        for head, events in _read(session, ids[start : start + _CHUNK]):
            try:
                policy, calendar = deadlines.rules_for(
                    events, rulebook=rulebook, policy_version=head.policy_version
                )
                made.append(make_facts(head, events, policy=policy, calendar=calendar, now=now))
            except SlaError as error:
                done.refused[head.ticket_id] = error.code
        one_at_a_time(session)
        if not anew:
            put_stored(before, session, [facts.ticket.ticket_id for facts in made], zone)
        _store(session, made)
        for facts in made:
            after.put(facts, zone)
        done.tickets += len(made)
        untold += len(made)
        if untold >= _CELLS_AFTER or start + _CHUNK >= len(ids):
            change_cells(session, before, after)
            before, after, untold = AllCells(), AllCells(), 0
        if progress is not None:
            progress(min(start + _CHUNK, len(ids)), len(ids))
    return done


def _read(session: Session, ids: Sequence[int]) -> list[tuple[TicketHead, list[Event]]]:
    # Held while we count: what is written meanwhile would be missed, its version remembered as seen.
    rows = session.execute(heads_of(ids).with_for_update(of=Ticket))
    heads = [head_told(row) for row in rows]
    ledgers = ledger.events_of(session, [head.ticket_id for head in heads])
    return [(head, ledgers[head.ticket_id]) for head in heads if ledgers[head.ticket_id]]


def heads_of(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Asks for what facts of these tickets need beside the ledger, by their ids; `head_told` reads a row."""
    return (
        select(
            *(Ticket.id, Ticket.policy_version, Complaint.kelurahan, Rating.score, Rating.rated_at),
            *(Complaint.lat, Complaint.lng, Complaint.erased_at, SquareFact.up, SquareFact.along),
        )
        .join(Complaint, Complaint.id == Ticket.id)
        .outerjoin(Rating, Rating.ticket_id == Ticket.id)
        .outerjoin(SquareFact, SquareFact.ticket_id == Ticket.id)
        .where(Ticket.id.in_(ids))
        .order_by(Ticket.id)
    )


def head_told(row: Row[*tuple[Any, ...]]) -> TicketHead:
    """A row of `heads_of`; of a report whose place was erased it names the square that is kept."""
    ticket_id, policy_version, kelurahan, score, rated_at, lat, lng, erased_at, up, along = row
    return TicketHead(
        ticket_id=ticket_id,
        policy_version=policy_version,
        kelurahan=kelurahan,
        score=score,
        rated_at=rated_at,
        lat=lat,
        lng=lng,
        kept=None if erased_at is None or up is None else (up, along),
    )


def _zone(rulebook: Rulebook) -> ZoneInfo:
    return rulebook.calendar(rulebook.office.calendar).zone


def _store(session: Session, made: Sequence[TicketFacts]) -> None:
    ids = [facts.ticket.ticket_id for facts in made]
    for name, (model, row) in FACTS.items():
        rows = [each for facts in made for each in getattr(facts, name)]
        replace_rows(session, model.__table__, row._fields, rows, of_tickets=ids)
    columns = (*TicketRow._fields, "next_change_at", "digest", "form")
    whole = [(*facts.ticket, facts.next_change_at, digest(facts), FORM) for facts in made]
    replace_rows(session, TicketFact.__table__, columns, whole, of_tickets=ids)
