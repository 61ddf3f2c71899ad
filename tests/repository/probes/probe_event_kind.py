"""A kind of ledger entry is folded, read in the conversation, marked on the clock, and verified."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.measurement.checks.verification import verify
from config.rulebook import Rulebook
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import Office, open_office

NOW, ASKED = when("Tue 2026-11-24 14:05"), when("Tue 2026-11-24 13:05")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def office(client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(engine_of(client), rulebook)


def test_everybody_reads_of_it(office: Office, visitor: Visitor) -> None:
    number = office.complain("Parit tumpat", now=ASKED).number
    done = office.act("rina", number, "put_off", reason="Menunggu alat.", now=NOW)
    assert done.ticket.priority == "high", "it is not folded into the ticket"
    page = visitor.sign_in(office, "rina", NOW).read(f"/meja/{number}")
    assert "Rina Contoh menunda tiket ini: “Menunggu alat”" in page, "no sentence"
    assert "ditunda" in page, "no mark on the clock"


def test_verification_knows_which_act_writes_it(office: Office) -> None:
    number = office.complain("Parit tumpat", now=ASKED).number
    office.act("rina", number, "put_off", reason="Menunggu alat.", now=NOW)
    with db.reading(office.engine) as session:
        assert verify(session, now=NOW, rulebook=office.rulebook) == []
