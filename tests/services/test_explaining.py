"""A clock explained with the names of who had the ticket, in both languages. On both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.errors import NotFound
from complaints_service.tickets.clocks.explanation import explained
from config.rulebook import Rulebook
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
HOUR = timedelta(hours=1)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def told(office: Office, number: str, now: datetime, **more: object) -> str:
    asked = {"clock": "resolution", "language": "id", **more}
    with db.reading(office.engine) as session:
        return explained(session, number=number, now=now, rulebook=office.rulebook, **asked)  # type: ignore[arg-type]


@pytest.fixture
def number(office: Office) -> str:
    """Rina's, asked, answered, with another agency, in a queue."""
    number = office.complain(now=NOW).number
    office.act("rina", number, "question", text="Di mana?", now=NOW + HOUR)
    office.opens_page(number, now=NOW + HOUR)
    office.citizen(number, "write", text="Di sini.", now=NOW + 2 * HOUR)
    office.act("rina", number, "consult", agency="dlh", reason="Armada.", now=NOW + 5 * HOUR)
    office.act("rina", number, "return", to="unit:SARPRAS", now=NOW + 6 * HOUR)
    return number


def test_holders_are_called_by_name(office: Office, number: str) -> None:
    text = told(office, number, NOW + 25 * HOUR)
    assert "+ 09.00-10.00  dihitung 1 j 00 m  [Rina Contoh]" in text
    assert "  10.00-11.00  menunggu jawaban warga  [warga]" in text
    assert "dihitung, di instansi lain 1 j 00 m  [Dinas Lingkungan Hidup" in text
    assert "[Antrean Seksi Sarana dan Prasarana]" in text
    assert "person:" not in text
    assert "unit:" not in text


def test_in_english_too(office: Office, number: str) -> None:
    text = told(office, number, NOW + 25 * HOUR, language="en")
    assert "+ 09.00-10.00  counted 1 h 00 m  [Rina Contoh]" in text
    assert "  10.00-11.00  waiting for the citizen  [the citizen]" in text
    assert "[Queue of " in text
    assert "Antrean" not in text
    assert "person:" not in text


def test_the_desk_that_sorts_is_called_by_its_own_name(office: Office) -> None:
    number = office.complain("Halo", category="lainnya", kelurahan=None, now=NOW).number
    with db.reading(office.engine) as session:
        text = explained(
            session,
            number=number,
            clock="resolution",
            language="id",
            now=NOW + HOUR,
            rulebook=office.rulebook,
        )
    desk = next(unit for unit in office.rulebook.units if unit.code == office.rulebook.office.triage_unit)
    assert f"[{desk.names.id}]" in text


def test_an_old_ticket_is_folded_unless_all_is_asked_for(office: Office) -> None:
    number = office.complain(now=NOW).number
    later = NOW + timedelta(days=120)
    short, full = told(office, number, later), told(office, number, later, full=True)
    assert len(short.splitlines()) < 25 < 300 < len(full.splitlines())
    assert short.splitlines()[-1] == full.splitlines()[-1]
    assert " sampai " in short


def test_a_number_that_is_not_there(office: Office) -> None:
    with pytest.raises(NotFound):
        told(office, "MRL-2603-00000", NOW)
