"""Makes an office as large as asked for out of one that the services wrote: all rows of a ticket, many times.

A copy has its own ids, number and secret, and where nobody said where it is, a place: its kelurahan, and a
point within. Everything else happened to it at the instants of what it copies, so that its ledger, its facts
and what lists show of it are what the services would have written. Digests are made anew for each copy, the
cells of months grow by what the copies come to; `verify` finds nothing. Of a digest that acts renewed, each
copy has the newest alone; links of the seal are left to the sealer.

Rows that hold no digest and no number the database copies itself; the others are made here and written in
bulk. Indexes that only serve reading are made after the rows.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, Table, cast, func, inspect, select, text
from sqlalchemy import String as Chars
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.audit.models import Written
from complaints_service.audit.written.coverage import coverage_of
from complaints_service.audit.written.form import digest_of, key_text
from complaints_service.measurement.facts.canonical import canonical_facts
from complaints_service.measurement.facts.cell_storing import AllCells, cells_of, change_cells
from complaints_service.measurement.facts.cells import CellSums
from complaints_service.measurement.facts.models import (
    ClockFact,
    CustodyFact,
    HandoverFact,
    ResolutionFact,
    TicketFact,
)
from complaints_service.measurement.facts.officer_cells import INHERITED, VERDICTS, OfficerSums
from complaints_service.measurement.facts.rows import (
    ClockRow,
    CustodyRow,
    HandoverRow,
    ResolutionRow,
    TicketFacts,
    TicketRow,
)
from complaints_service.measurement.facts.storing import write_rows
from complaints_service.places.outlines import find_place
from complaints_service.tickets.ledger.models import (
    Complaint,
    Message,
    Ticket,
    TicketAccused,
    TicketEvent,
    ToldEscalation,
)
from complaints_service.tickets.ledger.numbers import (
    ALPHABET,
    check_character,
    secret_digest,
    tracking_secret,
)
from complaints_service.tickets.rows.models import TicketListed
from complaints_service.tickets.search.models import TicketWords
from config.rulebook import Rulebook

#: What the database copies itself: the table, and whether its rows have ids of their own.
_COPIED: tuple[tuple[Any, bool], ...] = (
    *((TicketEvent, True), (Message, True), (ToldEscalation, True)),
    *((TicketAccused, False), (TicketListed, False)),
)
_MEASURED: tuple[tuple[Any, bool], ...] = (
    *((ClockFact, False), (CustodyFact, False), (ResolutionFact, False), (HandoverFact, False)),
)
_MADE: tuple[Any, ...] = (Complaint, Ticket, TicketWords, TicketFact, Written)
#: So many copies of every ticket are written in one transaction.
_AT_ONCE = 20
#: So many points are drawn of each kelurahan.
_POINTS = 500
#: What stands for a ticket's id and place in facts until it is known; neither occurs in any.
_ID, _PLACE = 987_654_321_987, "~kelurahan~"


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


class _Numbers:
    """Numbers in the form of the office's own, one after another, past those that are taken."""

    def __init__(self, taken: Sequence[str]) -> None:
        self._taken, self._next = set(taken), Counter[str]()

    def after(self, number: str) -> str:
        """The next free number of the same office and month."""
        begin, month, _tail = number.split("-")
        while True:
            count = self._next[month]
            self._next[month] += 1
            tail = "".join(ALPHABET[count // 32**place % 32] for place in (3, 2, 1, 0))
            made = f"{begin}-{month}-{tail}{check_character(month + tail)}"
            if made not in self._taken:
                return made


def multiply(
    engine: Engine, tickets: int, *, rulebook: Rulebook, tracking_key: bytes, measured: bool = True
) -> None:
    """Copies what the office has until it has so many tickets; `measured`: their facts and cells, too."""
    with db.reading(engine) as session:
        sources = list(_sources(session, measured=measured))
        steps = _steps(session)
    numbers = _Numbers([source.ticket["number"] for source in sources])
    places = _places(rulebook)
    copies = -(-tickets // len(sources))
    copied = _MEASURED + _COPIED if measured else _COPIED
    with _without_indexes(engine, [model.__table__ for model, _own in copied] + [m.__table__ for m in _MADE]):
        for first in range(1, copies, _AT_ONCE):
            chosen = range(first, min(first + _AT_ONCE, copies))
            with db.writing(engine) as session:
                _unchecked(session)
                made = (
                    _copy(source, nth, steps, places, numbers, tracking_key)
                    for nth in chosen
                    for source in islice(sources, tickets - nth * len(sources))
                )
                _write(session, list(made))
                upto = {nth: _upto(sources, tickets - nth * len(sources)) for nth in chosen}
                _note_copies(session, upto, steps, places)
                for model, own_ids in copied:
                    session.connection().exec_driver_sql(_statement(model.__table__, own_ids=own_ids))
                session.connection().exec_driver_sql("DROP TABLE copied")
        if measured:
            _grow_cells(engine, sources, tickets, places, rulebook)
    _begin_after(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _sources(session: Session, *, measured: bool) -> Iterator[Source]:
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
        own: TicketFacts(row, *(tuple(each.get(own, ())) for each in rest), next_change_at=None)
        for own, (row,) in of(TicketFact, TicketRow).items()
    }


def _template(facts: TicketFacts) -> bytes:
    """The byte string of facts with marks where id and place stand."""

    def marked(row: Any) -> Any:
        place = {"kelurahan": _PLACE} if "kelurahan" in row._fields and row.kelurahan is None else {}
        return row._replace(ticket_id=_ID, **place)

    parts = [tuple(map(marked, rows)) for rows in facts[1:5]]
    return canonical_facts(TicketFacts(marked(facts.ticket), *parts, next_change_at=None))


def _steps(session: Session) -> Steps:
    tables = (Ticket, TicketEvent, Message, ToldEscalation)
    return Steps(*((session.scalar(select(func.max(table.id))) or 0) for table in tables))


def _places(rulebook: Rulebook) -> list[tuple[str, list[tuple[float, float]]]]:
    """Each kelurahan with points inside it."""
    chance, made = random.Random(311), []
    for each in rulebook.kelurahan:
        ring = [position for ring in each.rings for position in ring]
        lngs, lats = zip(*ring, strict=True)
        inside: list[tuple[float, float]] = []
        while len(inside) < _POINTS:
            lat = round(chance.uniform(min(lats), max(lats)), 5)
            lng = round(chance.uniform(min(lngs), max(lngs)), 5)
            if find_place(lat, lng, rulebook).kelurahan == each.code:
                inside.append((lat, lng))
        made.append((each.code, inside))
    return made


class _Copy(NamedTuple):
    complaint: tuple[Any, ...]
    ticket: tuple[Any, ...]
    words: tuple[Any, ...]
    fact: tuple[Any, ...] | None
    written: list[tuple[Any, ...]]


def _copy(
    source: Source,
    nth: int,
    steps: Steps,
    places: Sequence[tuple[str, list[tuple[float, float]]]],
    numbers: _Numbers,
    tracking_key: bytes,
) -> _Copy:
    """The rows of one copy of a ticket that hold its number, a place or a digest."""
    own = source.ticket["id"] + nth * steps.ticket
    number = numbers.after(source.ticket["number"])
    code, points = places[nth % len(places)]
    secret = secret_digest(tracking_secret(tracking_key, number, source.complaint["secret_generation"]))
    complaint = {**source.complaint, "id": own, "number": number, "secret_digest": secret}
    ticket = {**source.ticket, "id": own, "number": number}
    if ticket["kelurahan"] is None:
        lat, lng = points[own % len(points)]
        complaint |= {"kelurahan": code, "lat": lat, "lng": lng, "place_origin": "map"}
        ticket["kelurahan"] = code
    told = [(complaint, "complaint", number, ""), (ticket, "ticket", str(own), "")]
    for message in source.messages:
        row = {**message, "id": message["id"] + nth * steps.message, "ticket_id": own}
        told.append((row, "message", key_text((own, row["seq"])), str(row["seq"])))
    written = []
    for row, record, key, part_of_key in told:
        for part, names in _parts(record).items():
            if (said := source.acts.get((record, part, part_of_key))) is None:
                continue
            form, act, at = said
            digest = digest_of(record, part, key, {name: row[name] for name in names})
            if act is not None and act.startswith("ticket:"):
                act = f"ticket:{own}/{act.partition('/')[2]}"
            written.append((record, part, key, form, digest, act, at))
    fact = None
    if source.fact is not None:
        canonical = source.canonical.replace(b"%d" % _ID, b"%d" % own).replace(_PLACE.encode(), code.encode())
        digest = hashlib.sha256(canonical).hexdigest()
        kept = {**source.fact, "ticket_id": own, "kelurahan": ticket["kelurahan"], "digest": digest}
        fact = tuple(kept.values())
    return _Copy(
        tuple(complaint.values()), tuple(ticket.values()), (own, number[::-1], source.stems), fact, written
    )


def _parts(record: str) -> Mapping[Any, tuple[str, ...]]:
    covered = coverage_of(db.Base.metadata.tables[record])
    assert covered is not None
    return covered.parts


def _write(session: Session, made: Sequence[_Copy]) -> None:
    written = ("record", "part", "key", "form", "digest", "act", "at")
    rows: tuple[tuple[Any, Sequence[str] | None, Sequence[tuple[Any, ...]]], ...] = (
        (Complaint, None, [each.complaint for each in made]),
        (Ticket, None, [each.ticket for each in made]),
        (TicketWords, None, [each.words for each in made]),
        (TicketFact, None, [each.fact for each in made if each.fact is not None]),
        (Written, written, [row for each in made for row in each.written]),
    )
    for model, names, each in rows:
        table = model.__table__
        write_rows(session, table, names or [column.name for column in table.columns], each)


def _upto(sources: Sequence[Source], count: int) -> int:
    """The id of the last ticket of a copy that has room for so many."""
    return int(sources[min(count, len(sources)) - 1].ticket["id"])


def _note_copies(session: Session, upto: Mapping[int, int], steps: Steps, places: Sequence[Any]) -> None:
    names = [f"by_{name}" for name in Steps._fields]
    columns = ", ".join(f"{name} bigint" for name in ("upto", *names))
    connection = session.connection()
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE copied (nth bigint, kelurahan varchar(13), {columns})"
    )
    connection.execute(
        text(f"INSERT INTO copied VALUES (:nth, :place, :upto, {', '.join(f':{name}' for name in names)})"),
        [
            {
                "nth": nth,
                "place": places[nth % len(places)][0],
                "upto": last,
                **{name: nth * step for name, step in zip(names, steps, strict=True)},
            }
            for nth, last in upto.items()
        ],
    )


def _statement(table: Table, *, own_ids: bool) -> str:
    """Copies a table's rows for every copy that is noted, in the order of their keys."""
    by: dict[str, str] = {
        "ticket_id": "one.ticket_id + copied.by_ticket",
        "kelurahan": "coalesce(one.kelurahan, copied.kelurahan)",
    }
    if own_ids:
        by["id"] = f"one.id + copied.by_{table.name}"
    names = [column.name for column in table.columns]
    order = "one.id" if own_ids else ", ".join(f"one.{column.name}" for column in table.primary_key.columns)
    return (
        f"INSERT INTO {table.name} ({', '.join(names)}) "  # our own names
        f"SELECT {', '.join(by.get(name, f'one.{name}') for name in names)} "
        f"FROM copied JOIN {table.name} AS one ON one.ticket_id <= copied.upto ORDER BY copied.nth, {order}"
    )


def _unchecked(session: Session) -> None:
    """What is copied points where its source points: looking each of them up again takes most of the time."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql("SET LOCAL session_replication_role = replica")


def _grow_cells(
    engine: Engine, sources: Sequence[Source], tickets: int, places: Sequence[Any], rulebook: Rulebook
) -> None:
    zone: ZoneInfo = rulebook.calendar(rulebook.office.calendar).zone
    ids = [source.ticket["id"] for source in sources]
    copies = Counter(nth % len(places) for nth in range(1, tickets // len(sources)))
    left = tickets % len(sources) if tickets > len(sources) else 0
    with db.writing(engine) as session:
        grown = AllCells()
        for index, times in copies.items():
            _add(grown, cells_of(session, ids, zone), places[index][0], times)
        if left:
            place = places[tickets // len(sources) % len(places)][0]
            _add(grown, cells_of(session, ids[:left], zone), place, 1)
        change_cells(session, AllCells(), grown)


def _add(grown: AllCells, cells: AllCells, place: str, times: int) -> None:
    for key, sums in cells.months.items():
        grown.months.setdefault(key._replace(kelurahan=key.kelurahan or place), CellSums()).add(sums, times)
    for its, counts in cells.officers.items():
        # Only verdicts are told apart by where they were.
        placed = its.sort in (VERDICTS, INHERITED) and not its.kelurahan
        there = its._replace(kelurahan=place) if placed else its
        grown.officers.setdefault(there, OfficerSums()).add(counts, times)


@contextmanager
def _without_indexes(engine: Engine, tables: Sequence[Table]) -> Iterator[None]:
    """Takes away the indexes that only serve reading, and makes them when all is written."""
    # What is written still looks up its own table by key, and cells their ticket's clocks: those are keys.
    indexes = [index for table in tables for index in sorted(table.indexes, key=lambda each: str(each.name))]
    there = {each["name"] for table in tables for each in inspect(engine).get_indexes(table.name)}
    mine = [index for index in indexes if index.name in there]
    for change in ("drop", "create"):
        if change == "create":
            yield
        for index in mine:
            with engine.begin() as connection:
                getattr(index, change)(connection)


def _begin_after(engine: Engine) -> None:
    """The next row of each table gets an id after the copies'; SQLite sees to it itself."""
    if engine.dialect.name != "postgresql":
        return
    with engine.begin() as connection:
        for model in (Complaint, TicketEvent, Message, ToldEscalation):
            name = model.__table__.name
            last = f"(SELECT max(id) FROM {name})"  # our own names
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), coalesce({last}, 1))"
            )
