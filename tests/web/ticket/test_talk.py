"""A ticket's conversation and clock: the same ledger, told to its citizen without names and to the office with."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.tickets import queries
from complaints_service.web.shell.names import names_for
from complaints_service.web.ticket.clock_panel import ClockPanel, clock_panel
from complaints_service.web.ticket.conversation import TalkEntry, talk_entries
from config.rulebook import Rulebook
from tests.support.visitors import Visitor, when
from tests.support.world import Office, open_office

NOW = when("Tue 2026-11-24 14:05")
Told = Callable[[str], tuple[list[TalkEntry], ClockPanel | None]]

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def told(app: Flask, rulebook: Rulebook) -> Told:
    """One ticket's talk and clock as `citizen` or `officer` sees them."""
    office: Office = open_office(app.extensions[KEY].engine, rulebook)
    opened = office.complain("Parit tumpat", channel="telegram", now=when("Thu 2026-11-19 09:12"))
    number, hasan = opened.number, f"person:{office.officers['hasan']}"
    trantib = f"person:{office.officers['trantib']}"
    office.act("rina", number, "message", text="Kami lihat.", now=when("Thu 2026-11-19 10:40"))
    office.act("rina", number, "question", text="Nomor berapa?", now=when("Fri 2026-11-20 10:05"))
    office.opens_page(number, now=when("Fri 2026-11-20 10:05"))
    office.citizen(number, "write", text="Nomor contoh.", now=when("Mon 2026-11-23 08:40"))
    office.act("rina", number, "note", text="Pakai alat kecil.", now=when("Mon 2026-11-23 09:00"))
    office.act("rina", number, "handover", to=hasan, reason="rute", now=when("Mon 2026-11-23 10:00"))
    office.act("hasan", number, "handover", to=trantib, reason="pasar", now=when("Mon 2026-11-23 11:15"))
    office.act("trantib", number, "resolve", text="Sudah lancar.", now=when("Tue 2026-11-24 09:00"))
    office.citizen(number, "dispute", text="Belum.", now=when("Tue 2026-11-24 10:00"))

    def tell(audience: str) -> tuple[list[TalkEntry], ClockPanel | None]:
        with app.test_request_context("/"), db.reading(office.engine) as session:
            if audience == "citizen":
                seen = queries.own_ticket(session, number=number, secret=opened.secret)
                view = queries.own_view(session, seen, now=NOW, rulebook=rulebook)
            else:
                view = queries.for_officer(
                    session, number=number, rights=office.rights("camat"), now=NOW, rulebook=rulebook
                )
            names = names_for(session, events=view.events, audience=audience, rulebook=rulebook)  # type: ignore[arg-type]
            told = {"audience": audience, "names": names, "language": "id"}
            return talk_entries(view, **told), clock_panel(view, **told)  # type: ignore[arg-type]

    return tell


def test_the_citizen_reads_units_and_never_a_person(told: Told) -> None:
    talk, clock = told("citizen")
    assert clock is not None
    everything = f"{talk} {clock.sheet} {clock.tape}"
    assert "Rina" not in everything and "Hasan" not in everything and "alat kecil" not in everything
    assert "pasar" not in everything and "rute" not in everything
    assert [(entry.who or entry.words) for entry in talk] == [
        "Anda",
        "ke Seksi Sarana dan Prasarana",
        "Seksi Sarana dan Prasarana",
        "Seksi Sarana dan Prasarana",
        "Anda",
        "diserahkan ke Seksi Ketenteraman dan Ketertiban Umum",
        "Seksi Ketenteraman dan Ketertiban Umum",
        "diselesaikan",
        "Anda menolak penyelesaian",
    ]
    assert talk[0].where == "lewat Telegram" and talk[0].mine
    assert talk[3].asks and talk[3].after == "jam berhenti sampai Anda menjawab"


def test_the_office_reads_names_reasons_and_notes(told: Told) -> None:
    talk, clock = told("officer")
    assert [(entry.who or entry.words) for entry in talk] == [
        "Warga",
        "ke Rina Contoh",
        "Rina Contoh",
        "Rina Contoh",
        "Warga",
        "Catatan dalam, Rina Contoh",
        "diserahkan ke Hasan Contoh, “rute”",
        "diserahkan ke Trantib Contoh, “pasar”",
        "Trantib Contoh",
        "diselesaikan",
        "Warga menolak penyelesaian",
    ]
    assert not talk[0].mine and talk[2].mine and talk[5].note
    assert clock is not None and "RC" in clock.sheet


def test_the_promise_says_what_moved_it(told: Told) -> None:
    """Paused Fri 10.05 to Mon 08.40 (5 h 25 min + 40 min), resolved Tue 09.00 to 10.00: 7 h 5 min."""
    _talk, clock = told("citizen")
    assert clock is not None
    assert (clock.moved_seconds, clock.moved_words) == (7 * 3600 + 5 * 60, "7 jam 5 menit")
    assert clock.target_words == "14 hari kerja"
    assert clock.legend == ("on", "second", "wait", "idle", "next")


def test_whom_a_report_is_about_is_told_with_who_said_so(
    app: Flask, client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    office = open_office(app.extensions[KEY].engine, rulebook)
    number = office.complain(now=NOW).number
    rina = f"person:{office.officers['rina']}"
    office.act("meja", number, "accuse", who=rina, reason="Disebut warga di loket.", now=NOW)
    office.citizen(number, "write", text="Hasan Contoh juga minta uang.", now=NOW)
    page = Visitor(client).sign_in(office, "camat", NOW).read(f"/meja/{number}")
    words = " ".join(re.sub("<[^>]+>", "", page).split())
    assert "Meja Contoh: laporan ini tentang Rina Contoh" in words
    assert "Kata-kata warga menyebut Hasan Contoh; laporan ini tertutup bagi yang disebut" in words
