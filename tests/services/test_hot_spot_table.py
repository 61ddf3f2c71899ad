"""The report of kelurahan tells of a place from which more came than chance explains, and opens its reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.measurement.facts.cells.models import SquareCell
from complaints_service.office_reports.asking import asked_of
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.catalogue import REPORTS, basis_of
from complaints_service.office_reports.content import ReportTable
from complaints_service.office_reports.hot_spots import table as table_of_spots
from complaints_service.office_reports.hot_spots.rules import HotSpot
from complaints_service.office_reports.hot_spots.table import MOST, centres, hot_spot_table, spot_asked
from complaints_service.office_reports.rows import tickets_of
from complaints_service.places.squares import Square, square_of
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.where import place_now
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.lamps import CLUSTER, LAT, LNG, lamps_out
from tests.support.open_office import NOW
from tests.support.prepared import Prepared
from tests.support.world import Office


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Office:
    return prepared(engine, rulebook, lamps_out)


def basis(session: Session, office: Office, login: str = "camat", **where: str) -> Basis:
    zone = office.rulebook.calendar(office.rulebook.office.calendar).zone
    return basis_of(
        session, kind=REPORTS["R4"], asked=asked_of("2026-10", None, None, now=NOW, zone=zone),
        where=where, rights=office.rights(login), now=NOW, rulebook=office.rulebook, language="id",
    )  # fmt: skip


def told(office: Office, **where: str) -> ReportTable:
    with db.reading(office.engine) as session:
        return hot_spot_table(session, basis(session, office, **where))


@ON_BOTH
def test_a_cluster_is_told_with_as_many_reports_as_it_opens(office: Office) -> None:
    table = told(office)
    [line] = table.lines
    count, expected, _where = line.cells
    assert count.value == CLUSTER and float(expected.value or 0) < CLUSTER / 2
    assert line.title.startswith("Lampu jalan")
    corner = spot_asked(count.measure)
    assert corner is not None
    with db.reading(office.engine) as session:
        found = tickets_of(
            session,
            basis=basis(session, office, category="lampu_jalan"),
            measure=count.measure,
            rights=office.rights("camat"),
        )
    assert (found.total, len(found.rows), found.withheld) == (CLUSTER, CLUSTER, 0)
    [(lat, lng)] = centres(asdict(table))
    assert abs(lat - LAT) < 0.003 and abs(lng - LNG) < 0.003


@ON_BOTH
def test_each_square_has_what_a_plain_count_of_the_reports_has(office: Office) -> None:
    """Out of the reports and their ledgers, one by one: none is merged away, each lies where it is now."""
    plain: Counter[tuple[str, str, Square]] = Counter()
    with db.reading(office.engine) as session:
        tickets = session.scalars(select(Ticket)).unique().all()
        ledgers = ledger.events_of(session, [ticket.id for ticket in tickets])
        for ticket in tickets:
            point = place_now(ticket, ledgers[ticket.id]).point
            if ticket.state != "merged" and point is not None:
                local = ticket.received_at.astimezone(ZoneInfo("Asia/Jakarta"))
                plain[f"{local:%Y-%m}", ticket.category, square_of(*point)] += 1
        kept = {
            (cell.month, cell.category, Square(cell.up, cell.along)): cell.received
            for cell in session.scalars(select(SquareCell))
        }
    assert len(plain) > 20 and plain == kept


def test_of_many_places_the_least_likely_are_told_and_how_many_there_are(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    corner = square_of(LAT, LNG)
    many = [
        HotSpot(category="lampu_jalan", corner=corner, count=9, expected=1.0, chance=nth / 10_000)
        for nth in range(MOST + 3)
    ]
    monkeypatch.setattr(table_of_spots, "hot_spots", lambda _came: many)
    told_of = told(office)
    assert len(told_of.lines) == MOST
    assert told_of.note.endswith("Dari 23 tempat disebut 20 yang paling kecil kemungkinannya kebetulan.")
    monkeypatch.setattr(table_of_spots, "hot_spots", lambda _came: many[:MOST])
    assert "disebut" not in told(office).note


def test_of_another_category_or_kelurahan_nothing_is_told(office: Office) -> None:
    assert told(office, category="sampah").lines == ()
    assert told(office, kelurahan="12.71.12.1003").lines == ()


@pytest.mark.parametrize(
    "typed", ["spot", "spot.1", "spot.a.b", "spot.1.2.3", "spot.--1.2", "spot.9999999.1"]
)
def test_what_names_no_block_opens_nothing(typed: str) -> None:
    assert spot_asked(typed) is None
