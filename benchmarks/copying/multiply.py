"""All tickets of an office, many times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from benchmarks.copying.bulk import (
    COPIED,
    MADE,
    MEASURED,
    begin_after,
    note_copies,
    statement,
    unchecked,
    without_indexes,
    write,
)
from benchmarks.copying.copies import Copy, Numbers, copy_of, places_of
from benchmarks.copying.sources import Source, sources_of, steps_of
from complaints_service import db
from complaints_service.measurement.facts.cells.months import CellSums
from complaints_service.measurement.facts.cells.officers import INHERITED, RATINGS, VERDICTS, OfficerSums
from complaints_service.measurement.facts.cells.others import ChannelSums, CustodySums
from complaints_service.measurement.facts.cells.storing import AllCells, cells_of, change_cells
from complaints_service.measurement.facts.flows import ElsewhereSums, FlowSums
from complaints_service.measurement.facts.models import TicketFact
from complaints_service.measurement.facts.squares import SquareKey, SquareSums
from complaints_service.measurement.months import month_of
from config.rulebook import Rulebook

#: So many copies of every ticket are written in one transaction.
_AT_ONCE = 20


def multiply(
    engine: Engine, tickets: int, *, rulebook: Rulebook, tracking_key: bytes, measured: bool = True
) -> None:
    """Copies what the office has until it has so many tickets; `measured`: their facts and cells, too."""
    with db.reading(engine) as session:
        sources = list(sources_of(session, measured=measured))
        steps = steps_of(session)
    numbers = Numbers([source.ticket["number"] for source in sources])
    places = places_of(rulebook)
    copies = -(-tickets // len(sources))
    copied = MEASURED + COPIED if measured else COPIED
    grown, zone = AllCells(), rulebook.calendar(rulebook.office.calendar).zone
    with without_indexes(engine, [model.__table__ for model, _own in copied] + [m.__table__ for m in MADE]):
        for first in range(1, copies, _AT_ONCE):
            chosen = range(first, min(first + _AT_ONCE, copies))
            with db.writing(engine) as session:
                unchecked(session)
                made = [
                    copy_of(source, nth, steps, places, numbers, tracking_key)
                    for nth in chosen
                    for source in islice(sources, tickets - nth * len(sources))
                ]
                write(session, made)
                _add_squares(grown, made, zone)
                upto = {nth: upto_of(sources, tickets - nth * len(sources)) for nth in chosen}
                note_copies(session, upto, steps, places)
                for model, own_ids in copied:
                    session.connection().exec_driver_sql(statement(model.__table__, own_ids=own_ids))
                session.connection().exec_driver_sql("DROP TABLE copied")
        if measured:
            _grow_cells(engine, grown, sources, tickets, places, zone)
    begin_after(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def upto_of(sources: Sequence[Source], count: int) -> int:
    """The id of the last ticket of a copy that has room for so many."""
    return int(sources[min(count, len(sources)) - 1].ticket["id"])


def _grow_cells(
    engine: Engine,
    grown: AllCells,
    sources: Sequence[Source],
    tickets: int,
    places: Sequence[Any],
    zone: ZoneInfo,
) -> None:
    ids = [source.ticket["id"] for source in sources]
    copies = Counter(nth % len(places) for nth in range(1, tickets // len(sources)))
    left = tickets % len(sources) if tickets > len(sources) else 0
    with db.writing(engine) as session:
        for index, times in copies.items():
            _add(grown, cells_of(session, ids, zone), places[index][0], times)
        if left:
            place = places[tickets // len(sources) % len(places)][0]
            _add(grown, cells_of(session, ids[:left], zone), place, 1)
        change_cells(session, AllCells(), grown)


def _add_squares(grown: AllCells, made: Sequence[Copy], zone: ZoneInfo) -> None:
    received = list(TicketFact.__table__.columns.keys()).index("received_at")
    for each in made:
        if each.square is not None and each.fact is not None:
            _own, unit, category, kelurahan, up, along = each.square
            key = SquareKey(month_of(each.fact[received], zone), unit, category, kelurahan or "", up, along)
            grown.squares.setdefault(key, SquareSums()).received += 1


def _add(grown: AllCells, cells: AllCells, place: str, times: int) -> None:
    for key, sums in cells.months.items():
        grown.months.setdefault(key._replace(kelurahan=key.kelurahan or place), CellSums()).add(sums, times)
    # Ratings are not copied.
    for its, counts in cells.officers.items():
        if its.sort == RATINGS:
            continue
        # Only verdicts are told apart by where they were.
        placed = its.sort in (VERDICTS, INHERITED) and not its.kelurahan
        there = its._replace(kelurahan=place) if placed else its
        grown.officers.setdefault(there, OfficerSums()).add(counts, times)
    for way, told in cells.channels.items():
        grown.channels.setdefault(way, ChannelSums()).add(told, times)
    for held, spent in cells.custody.items():
        grown.custody.setdefault(held, CustodySums()).add(spent, times)
    for when, flow in cells.flows.items():
        grown.flows.setdefault(when, FlowSums()).add(flow, times)
    for whose, away in cells.elsewhere.items():
        grown.elsewhere.setdefault(whose, ElsewhereSums()).add(away, times)
