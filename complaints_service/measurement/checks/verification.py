"""Proves the stored against the ledger: nothing missing, nothing changed, every sum what it must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from complaints_service.audit.written.checking import check_written
from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.checks.ledger_checks import (
    UNREADABLE,
    KeptMessage,
    KeptTicket,
    check_ticket,
)
from complaints_service.measurement.checks.listed_rows import check_row, stored_rows
from complaints_service.measurement.checks.month_cells import check_cells
from complaints_service.measurement.checks.orphans import find_orphans
from complaints_service.measurement.checks.surveys import verify_surveys
from complaints_service.measurement.facts.canonical import digest
from complaints_service.measurement.facts.cells.storing import AllCells
from complaints_service.measurement.facts.facts import make_facts
from complaints_service.measurement.facts.models import TicketFact
from complaints_service.measurement.facts.rows import TicketFacts, TicketHead, TicketRow
from complaints_service.measurement.facts.service import head_told, heads_of
from complaints_service.measurement.facts.storing import FACTS, stored_facts
from complaints_service.people.models import Officer
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.models import Message, Ticket
from complaints_service.tickets.ledger.sealing import check_chains
from config.rulebook import Rulebook
from sla import Calendar, Event, SlaError, compile_calendar

_CHUNK = 500
_Row = TypeVar("_Row", bound=tuple[Any, ...])


def verify(
    session: Session,
    *,
    rulebook: Rulebook,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Everything that is not as the ledgers say; empty when all is well. Reads only.

    Each ledger without gaps, each ticket's row what its ledger folds to and reachable by the workflow, each
    stored fact and row of a list what it is when computed again as of its own instant, custody summing to
    its total, the cells of months the sums of the facts, the seal chains unbroken, every record what its
    digest says, the answers of every closed survey those it was closed with, no row pointing at nothing.
    """
    officers = frozenset(session.scalars(select(Officer.id)))
    ids = list(session.scalars(select(Ticket.id).order_by(Ticket.id)))
    found: list[Finding] = []
    calendars: dict[tuple[str, str], Calendar] = {}
    cells = AllCells()
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        found += _verify_tickets(session, chunk, rulebook, now, officers, calendars, cells)
        if progress is not None:
            progress(min(start + _CHUNK, len(ids)), len(ids))
    found += check_cells(session, cells)
    found += find_orphans(session)
    found += verify_surveys(session)
    found += [
        Finding("seal", f"{fault.chain} row {fault.row_id}", f"{fault.what} since it was sealed")
        for fault in check_chains(session)
    ]
    found += [
        Finding("written", f"{fault.record} {fault.key}", fault.detail) for fault in check_written(session)
    ]
    return found


def _verify_tickets(
    session: Session,
    ids: Sequence[int],
    rulebook: Rulebook,
    now: datetime,
    officers: frozenset[int],
    calendars: dict[tuple[str, str], Calendar],
    cells: AllCells,
) -> Iterator[Finding]:
    zone = rulebook.calendar(rulebook.office.calendar).zone
    ledgers = ledger.events_of(session, ids)
    messages: dict[int, list[KeptMessage]] = {ticket_id: [] for ticket_id in ids}
    for message in _rows(session, Message, KeptMessage, Message.ticket_id.in_(ids)):
        messages[message.ticket_id].append(message)
    stored, rows = _stored(session, ids), stored_rows(session, ids)
    heads = {head.ticket_id: head for head in map(head_told, session.execute(heads_of(ids)))}
    for one in stored.values():
        cells.put(one.facts, zone)
    for ticket in _rows(session, Ticket, KeptTicket, Ticket.id.in_(ids)):
        events = ledgers[ticket.id]
        head = heads[ticket.id]
        yield from check_ticket(ticket, events, messages[ticket.id], officers, reported=head.kelurahan)
        if ticket.id in rows:
            yield from check_row(ticket, events, rows[ticket.id], rulebook=rulebook)
        kept = stored.get(ticket.id)
        if kept is None or not events:
            continue
        # A rating given since is not in these facts yet, as little as what was written since.
        if not kept.facts.ratings:
            head = head._replace(score=None, rated_at=None)
        yield from _check_facts(ticket, head, events, kept, rulebook=rulebook, now=now, calendars=calendars)


class _Kept(NamedTuple):
    """The facts of a ticket as they are stored, their stored digest, and which release's they are."""

    facts: TicketFacts
    digest: str
    form: int


def _stored(session: Session, ids: Sequence[int]) -> dict[int, _Kept]:
    asked = select(TicketFact.ticket_id, TicketFact.digest, TicketFact.form)
    beside = {row.ticket_id: row for row in session.execute(asked.where(TicketFact.ticket_id.in_(ids)))}
    found = {}
    for facts in stored_facts(session, ids):
        own = beside[facts.ticket.ticket_id]
        found[facts.ticket.ticket_id] = _Kept(facts, own.digest, own.form)
    return found


def _rows(session: Session, table: Any, row: type[_Row], where: ColumnElement[bool]) -> Iterator[_Row]:
    """Rows of a table as plain values, also what the session has in hand otherwise."""
    columns = [getattr(table, name) for name in row._fields]  # type: ignore[attr-defined]
    for found in session.execute(select(*columns).where(where).order_by(*table.__mapper__.primary_key)):
        yield row(*found)


def _check_facts(
    ticket: KeptTicket,
    head: TicketHead,
    events: Sequence[Event],
    stored: _Kept,
    *,
    rulebook: Rulebook,
    now: datetime,
    calendars: dict[tuple[str, str], Calendar],
) -> Iterator[Finding]:
    number, kept = ticket.number, stored.facts
    if kept.ticket.as_of > now:
        yield Finding("fact", number, f"its facts hold as of {kept.ticket.as_of}, which is yet to come")
        return
    total = sum(row.seconds for row in kept.custody)
    if total != kept.ticket.total_seconds:
        sums = f"the holders' seconds sum to {total}, the ticket's total is {kept.ticket.total_seconds}"
        yield Finding("custody_sum", number, sums)
    # What was written since is not in these facts yet: they must equal what the ledger said then.
    known = [event for event in events if event.seq <= kept.ticket.ledger_version]
    try:
        policy, _newest = deadlines.rules_for(events, rulebook=rulebook, policy_version=ticket.policy_version)
        calendar = _calendar(kept.ticket, rulebook, calendars)
        made = make_facts(head, known, policy=policy, calendar=calendar, now=kept.ticket.as_of)
    except (SlaError, *UNREADABLE) as error:
        yield Finding("fact", number, f"its facts cannot be computed again: {error}")
        return
    # What the release that made them did not know is not missing.
    kept, made = kept.known_to(stored.form), made.known_to(stored.form)
    different = list(_differences(kept, made))
    for what in different:
        yield Finding("fact", number, what)
    if stored.digest != digest(made) and not different:
        yield Finding("fact", number, "the digest is not that of its facts")


def _calendar(row: TicketRow, rulebook: Rulebook, calendars: dict[tuple[str, str], Calendar]) -> Calendar:
    """The calendar in the version the facts name, compiled once."""
    newest = rulebook.calendar(row.calendar)
    if newest.version == row.calendar_version:
        return newest
    key = (row.calendar, row.calendar_version)
    if key not in calendars:
        calendars[key] = compile_calendar(rulebook.calendar_spec(*key))
    return calendars[key]


def _differences(kept: TicketFacts, made: TicketFacts) -> Iterator[str]:
    yield from _columns("ticket", kept.ticket._asdict(), made.ticket._asdict())
    for name, (table, _row) in FACTS.items():
        keys = [column.name for column in table.__table__.primary_key]
        stored, computed = (
            {tuple(getattr(row, key) for key in keys[1:]): row for row in getattr(facts, name)}
            for facts in (kept, made)
        )
        for key in stored.keys() | computed.keys():
            one, other = stored.get(key), computed.get(key)
            if one is None or other is None:
                yield f"{name} {key}: {'missing' if one is None else 'not in the ledger'}"
            elif one != other:
                yield from _columns(f"{name} {key}", one._asdict(), other._asdict())


def _columns(name: str, kept: Mapping[str, object], made: Mapping[str, object]) -> Iterator[str]:
    for column, value in kept.items():
        if value != made[column]:
            yield f"{name}: {column} is stored as {value}, the ledger gives {made[column]}"
