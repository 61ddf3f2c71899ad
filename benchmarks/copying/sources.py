"""What is copied: each ticket the services wrote, with all its rows that are made anew for a copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import String as Chars
from sqlalchemy import cast, func, select
from sqlalchemy.orm import Session

from complaints_service.audit.models import Written
from complaints_service.measurement.facts.canonical import canonical_facts
from complaints_service.measurement.facts.models import (
    ClockFact,
    CustodyFact,
    HandoverFact,
    ResolutionFact,
    TicketFact,
)
from complaints_service.measurement.facts.rows import (
    ClockRow,
    CustodyRow,
    HandoverRow,
    ResolutionRow,
    TicketFacts,
    TicketRow,
)
from complaints_service.tickets.ledger.models import (
    Complaint,
    Message,
    Ticket,
    TicketEvent,
    ToldEscalation,
)
from complaints_service.tickets.search.models import TicketWords

#: What stands for a ticket's id and place in facts until it is known; neither occurs in any.
ID, PLACE = 987_654_321_987, "~kelurahan~"


@dataclass(frozen=True, kw_only=True)
class Source:
    """One ticket to be copied, with all its rows that are made anew for each copy."""

    complaint: Mapping[str, Any]
    ticket: Mapping[str, Any]
    messages: Sequence[Mapping[str, Any]]
    stems: Any
    fact: Mapping[str, Any] | None
    canonical: bytes
    acts: Mapping[tuple[str, str, str], tuple[str, str | None, datetime | None]]
    """(record, part, what of the key is the row's own) -> form, act and its instant"""


class Steps(NamedTuple):
    """By how much the ids of each table grow from copy to copy."""

    ticket: int
    ticket_event: int
    message: int
    escalation: int


def sources_of(session: Session, *, measured: bool) -> Iterator[Source]:
    facts = _facts(session) if measured else {}
    stems = dict(session.execute(select(TicketWords.ticket_id, cast(TicketWords.stems, Chars))).all())
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    messages: dict[int, list[Mapping[str, Any]]] = {}
    for row in _rows(session, Message):
        messages.setdefault(row["ticket_id"], []).append(row)
    complaints = {row["id"]: row for row in _rows(session, Complaint)}
    kept = {row["ticket_id"]: row for row in _rows(session, TicketFact)} if measured else {}
    acts = _acts(session)
    for ticket in _rows(session, Ticket):
        own, number = ticket["id"], ticket["number"]
        yield Source(
            complaint=complaints[own],
            ticket=ticket,
            messages=messages.get(own, []),
            stems=stems[own].split() if on_sqlite else stems[own],
            fact=kept.get(own),
            canonical=_template(facts[own]) if own in facts else b"",
            acts={
                **{
                    ("complaint", part, ""): said
                    for part, said in acts.get(("complaint", number), {}).items()
                },
                **{("ticket", part, ""): said for part, said in acts.get(("ticket", str(own)), {}).items()},
                **{
                    ("message", part, str(one["seq"])): said
                    for one in messages.get(own, [])
                    for part, said in acts.get(("message", f"{own}/{one['seq']}"), {}).items()
                },
            },
        )


def _rows(session: Session, model: Any) -> Iterator[Mapping[str, Any]]:
    table = model.__table__
    for row in session.execute(select(*table.columns).order_by(*table.primary_key.columns)):
        yield row._asdict()


def _acts(session: Session) -> dict[tuple[str, str], dict[str, Any]]:
    """The newest digest's form, act and instant of each part: (record, key) -> part -> those."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    columns = (Written.record, Written.key, Written.part, Written.form, Written.act, Written.at)
    query = (
        select(*columns).where(Written.record.in_(("complaint", "ticket", "message"))).order_by(Written.id)
    )
    for record, key, part, form, act, at in session.execute(query):
        found.setdefault((record, key), {})[part] = (form, act, at)
    return found


def _facts(session: Session) -> dict[int, TicketFacts]:
    def of(model: Any, row_type: Any) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        for row in session.execute(select(*(getattr(model, name) for name in row_type._fields))):
            found.setdefault(row.ticket_id, []).append(row_type(*row))
        return found

    rest = [
        of(model, kind)
        for model, kind in (
            *((ClockFact, ClockRow), (CustodyFact, CustodyRow)),
            *((ResolutionFact, ResolutionRow), (HandoverFact, HandoverRow)),
        )
    ]
    return {
        own: _of_parts(row, [tuple(each.get(own, ())) for each in rest])
        for own, (row,) in of(TicketFact, TicketRow).items()
    }


def _of_parts(ticket: TicketRow, parts: Sequence[tuple[Any, ...]]) -> TicketFacts:
    """Without ratings, which are not copied, and the square, which each copy has of its own."""
    clocks, custody, resolutions, handovers = parts
    return TicketFacts(ticket, clocks, custody, resolutions, handovers, next_change_at=None)


def _template(facts: TicketFacts) -> bytes:
    """The byte string of facts with marks where id and place stand."""

    def marked(row: Any) -> Any:
        place = {"kelurahan": PLACE} if "kelurahan" in row._fields and row.kelurahan is None else {}
        return row._replace(ticket_id=ID, **place)

    parts = [tuple(map(marked, rows)) for rows in facts[1:5]]
    return canonical_facts(_of_parts(marked(facts.ticket), parts))


def steps_of(session: Session) -> Steps:
    tables = (Ticket, TicketEvent, Message, ToldEscalation)
    return Steps(*((session.scalar(select(func.max(table.id))) or 0) for table in tables))
