"""Where reports came from, to a square: as the ledger says, whatever happens to them. On both databases."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from complaints_service import db
from complaints_service.jobs import work
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts.cells.models import SquareCell
from complaints_service.measurement.facts.models import SquareFact, TicketFact
from complaints_service.measurement.facts.service import FORM, rebuild, refresh, stale
from complaints_service.office_reports.hot_spots.table import spot_asked, spot_measure
from complaints_service.places.squares import Square, square_of
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.open_office import NOW
from tests.support.world import Office, open_office

pytestmark = ON_BOTH

LATER = NOW + timedelta(hours=1)
RENGAS_PULAU, TERJUN = "12.71.12.1002", "12.71.12.1003"
THERE, ELSEWHERE = (3.7050, 98.6644), (3.7070, 98.6366)


@dataclass(frozen=True)
class _Shift:
    engine: Engine
    rulebook: Rulebook
    now = LATER


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def complain(office: Office, text: str = "Lampu mati.", at: tuple[float, float] = THERE) -> str:
    return office.complain(text, category="lampu_jalan", kelurahan=None, lat=at[0], lng=at[1], now=NOW).number


def counted(office: Office, *, refreshed: bool = True) -> Counter[Square]:
    """How many reports each square has by its cells, which are what `verify` says they must be."""
    with db.writing(office.engine) as session:
        if refreshed:
            refresh(session, now=LATER, rulebook=office.rulebook)
        assert [str(each) for each in verify(session, rulebook=office.rulebook, now=LATER)] == []
        cells = session.execute(select(SquareCell.up, SquareCell.along, SquareCell.received)).all()
    found: Counter[Square] = Counter()
    for up, along, received in cells:
        found[Square(up, along)] += received
    return found


def test_a_mended_place_is_counted_where_it_is(office: Office) -> None:
    number = complain(office)
    assert counted(office) == {square_of(*THERE): 1}
    office.act(
        "camat", number, "relocate", now=LATER, reason="Warga salah pilih.",
        kelurahan=TERJUN, point=f"{ELSEWHERE[0]}, {ELSEWHERE[1]}",
    )  # fmt: skip
    assert counted(office, refreshed=False) == {square_of(*THERE): 1}, "as the facts had it until then"
    assert counted(office) == {square_of(*ELSEWHERE): 1}


def test_what_is_merged_is_counted_once_and_again_when_it_is_taken_apart(office: Office) -> None:
    into, number = complain(office), complain(office, "Lampu mati juga.")
    office.act("camat", number, "merge", into=into, reason="Lampu yang sama.", now=NOW + timedelta(minutes=1))
    assert counted(office) == {square_of(*THERE): 1}
    office.act("camat", number, "unmerge", reason="Bukan yang sama.", now=NOW + timedelta(minutes=2))
    assert counted(office) == {square_of(*THERE): 2}


def test_a_report_without_a_point_is_in_no_square(office: Office) -> None:
    office.complain("Lampu mati.", category="lampu_jalan", kelurahan=RENGAS_PULAU, now=NOW)
    assert counted(office) == {}


def test_what_an_older_release_made_is_made_anew(office: Office) -> None:
    """Also of a ticket that nothing will ever change any more; until then nothing is said against it."""
    complain(office)
    before = counted(office)
    with db.writing(office.engine) as session:
        session.execute(db.Base.metadata.tables["square_fact"].delete())
        session.execute(db.Base.metadata.tables["square_cell"].delete())
        session.execute(update(TicketFact).values(form=0, next_change_at=None, as_of=LATER))
    with db.reading(office.engine) as session:
        assert len(stale(session, now=LATER, rulebook=office.rulebook)) == 1
    work.refresh_facts(_Shift(office.engine, office.rulebook))  # type: ignore[arg-type]
    with db.reading(office.engine) as session:
        assert session.scalars(select(TicketFact.form)).all() == [FORM]
        assert len(session.scalars(select(SquareFact)).all()) == 1
    assert counted(office) == before


def test_others_write_between_two_handfuls_of_facts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """On an hour's turn all that is open is made anew: nobody waits for the whole of it."""
    for nth in range(5):
        complain(office, f"Lampu mati nomor {nth}.")
    committed = []
    writing = work.writing

    def noted(change: object, engine: Engine) -> None:
        writing(change, engine)  # type: ignore[arg-type]
        with db.reading(engine) as session:
            committed.append(len(session.scalars(select(TicketFact.ticket_id)).all()))

    monkeypatch.setattr(work, "writing", noted)
    monkeypatch.setattr(work, "FACTS", 2)
    work.refresh_facts(_Shift(office.engine, office.rulebook))  # type: ignore[arg-type]
    assert committed == [2, 4, 5]
    assert counted(office, refreshed=False) == {square_of(*THERE): 5}


def test_made_anew_all_at_once_they_are_the_same(office: Office) -> None:
    complain(office), complain(office, at=ELSEWHERE)
    before = counted(office)
    with db.writing(office.engine) as session:
        rebuild(session, now=LATER, rulebook=office.rulebook)
    assert counted(office, refreshed=False) == before


@pytest.mark.parametrize("corner", [Square(2475, 73100), Square(-6430, 85500)])
def test_a_square_south_of_the_equator_has_an_address_too(corner: Square) -> None:
    assert spot_asked(spot_measure(corner)) == corner
