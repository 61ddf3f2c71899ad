"""Where the first answer is what is late, the citizen's page draws that clock, and says what still holds."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints_service import clock
from complaints_service.edge.resources import KEY
from complaints_service.tickets.ledger.numbers import tracking_secret
from tests.support.visitors import Visitor, when
from tests.support.world import TRACKING_KEY, open_office

#: Rubbish: a first answer within two working days, so by Wed 16.30; done within five, so by the next Mon 16.30.
RECEIVED, LATE, ANSWERED = (
    when("Mon 2026-11-02 09:00"),
    when("Thu 2026-11-05 10:00"),
    when("Thu 2026-11-05 11:00"),
)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_clock_that_is_late_is_the_one_drawn(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_office(app.extensions[KEY].engine, app.extensions[KEY].rulebook)
    number = office.complain("Sampah menumpuk.", category="sampah", now=RECEIVED).number
    citizen = Visitor(client)
    monkeypatch.setattr(clock, "now", lambda: LATE)
    citizen.read(f"/lacak/{tracking_secret(TRACKING_KEY, number, 1)}")

    late = citizen.read(f"/laporan/{number}")
    assert "Jawaban terlambat" in late and "Selesai tetap dijanjikan Sen, 9 Nov 16.30" in late
    assert "Jam jawaban pertama, hari demi hari" in late
    assert "Janji semula 2 hari kerja: Rab, 4 Nov 16.30" in late

    monkeypatch.setattr(clock, "now", lambda: ANSWERED)
    office.act("rina", number, "message", text="Truk datang siang ini.", now=ANSWERED)
    answered = citizen.read(f"/laporan/{number}")
    assert "Jam laporan ini, hari demi hari" in answered
    assert "Janji semula 5 hari kerja: Sen, 9 Nov 16.30" in answered
