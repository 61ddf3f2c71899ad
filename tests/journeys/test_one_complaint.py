"""One complaint from the first word to the officer's indicator, with every second counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.tickets import queries
from config.rulebook import Rulebook
from tests.support.world import Office, open_office

WIB = ZoneInfo("Asia/Jakarta")
HOUR, MINUTE = 3600, 60


def when(text: str) -> datetime:
    """`when("Fri 2026-02-13 10:00")` in Medan; the day's name is checked."""
    name, rest = text.split(" ", 1)
    instant = datetime.strptime(rest, "%Y-%m-%d %H:%M").replace(tzinfo=WIB)
    assert instant.strftime("%a") == name, f"{rest} is a {instant:%a}"
    return instant.astimezone(UTC)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def look(office: Office, number: str, secret: str, now: datetime) -> queries.TicketView:
    with db.reading(office.engine) as session:
        seen = queries.own_ticket(session, number=number, secret=secret)
        return queries.own_view(session, seen, now=now, rulebook=office.rulebook)


def test_a_complaint_walks_from_the_first_word_to_the_indicator(office: Office) -> None:
    """Across a Friday break, a weekend, the cuti bersama and holiday of Imlek 2026, and the first day of Ramadan.

    Mon-Thu 08:00-16:30 with break 12:00-13:00; Fri 08:00-17:00 with break 12:00-13:30. Mon 16 Feb 2026 is
    cuti bersama, Tue 17 Feb Imlek; Ramadan from Thu 19 Feb: 08:00-15:00 with break 12:30-13:00.
    """
    received = when("Fri 2026-02-13 10:00")
    complaint = office.complain(now=received)
    number, secret = complaint.number, complaint.secret
    holder = complaint.answer["holder"]
    assert holder == "Seksi Sarana dan Prasarana"
    rina, hasan = (f"person:{office.officers[name]}" for name in ("rina", "hasan"))
    first = look(office, number, secret, received).events[1].data
    assert first["rule"] == "category" and first["holder"] == rina

    # Friday: 10:00-12:00 and 13:30-14:30, three hours of Rina's.
    office.act("rina", number, "message", text="Kami lihat hari ini.", now=when("Fri 2026-02-13 14:30"))
    # A question at 16:00 pauses: 1 h 30 min more.
    office.act(
        "rina", number, "question", text="Di depan rumah nomor berapa?", now=when("Fri 2026-02-13 16:00")
    )
    office.opens_page(number, now=when("Fri 2026-02-13 16:00"))  # they left no address: their page brings it
    # The citizen answers on Wednesday at 09:00. Waiting: Fri 16:00-17:00, Wed 08:00-09:00; Sat-Tue are closed.
    office.citizen(number, "write", text="Nomor contoh.", now=when("Wed 2026-02-18 09:00"))
    # Handed over on Wednesday at 11:00: two hours of Rina's.
    office.act(
        "rina",
        number,
        "handover",
        to=hasan,
        reason="Hasan memegang regu Pasar 3.",
        now=when("Wed 2026-02-18 11:00"),
    )
    # Hasan resolves on the first day of Ramadan at 13:30:
    # Wed 11:00-12:00, 13:00-16:30 (4 h 30 min); Thu 08:00-12:30, 13:00-13:30 (5 h).
    office.act("hasan", number, "resolve", text="Parit sudah dikeruk.", now=when("Thu 2026-02-19 13:30"))
    # Disputed on Friday at 09:00. Nobody's: Thu 13:30-15:00, Fri 08:00-09:00 (2 h 30 min).
    office.citizen(number, "dispute", text="Masih tumpat di ujung.", now=when("Fri 2026-02-20 09:00"))
    # Resolved again at 14:00: Fri 09:00-12:30, 13:30-14:00 (4 h).
    office.act("hasan", number, "resolve", text="Ujungnya juga sudah.", now=when("Fri 2026-02-20 14:00"))
    # Accepted on Monday at 10:00. Nobody's: Fri 14:00-15:30, Mon 08:00-10:00 (3 h 30 min).
    office.citizen(number, "accept", now=when("Mon 2026-02-23 10:00"))

    view = look(office, number, secret, when("Tue 2026-02-24 10:00"))
    assert (view.ticket.state, view.ticket.close_reason) == ("closed", "accepted")
    clocks, custody = view.assessment.clocks, view.assessment.custody

    assert clocks["first_response"].status == "met"
    assert clocks["first_response"].used_seconds == 3 * HOUR
    assert clocks["first_response"].owner == rina

    counted = 3 * HOUR + 90 * MINUTE + 2 * HOUR + 9 * HOUR + 30 * MINUTE + 4 * HOUR
    assert clocks["resolution"].status == "met"
    assert clocks["resolution"].used_seconds == counted
    assert clocks["resolution"].owner == hasan

    # Friday 10:00 to the second resolution, paused for 2 h, closed to the citizen for 2 h 30 min.
    assert custody.totals == {
        rina: 3 * HOUR + 90 * MINUTE + 2 * HOUR,
        "citizen": 2 * HOUR,
        hasan: 9 * HOUR + 30 * MINUTE + 4 * HOUR,
        "nobody": 6 * HOUR,
    }
    assert custody.total_seconds == sum(custody.totals.values()) == counted + 8 * HOUR

    # The 14th working day after Fri 13 Feb is Mon 9 Mar (Wed 18 Feb is the first), closing at 15:00; the waiting
    # and the lying closed move it by 2 h + 2 h 30 min of office hours: Tue 10 Mar, 08:00 to 12:30.
    assert clocks["resolution"].due_at == when("Tue 2026-03-10 12:30")


def test_the_first_mover_is_written_as_the_routing(office: Office) -> None:
    """From the triage queue, a person's assignment is the first routing and stops the verification clock."""
    now = when("Mon 2026-03-02 09:00")
    complaint = office.complain("Saya mau tanya sesuatu yang aneh sekali.", category="lainnya", now=now)
    assert complaint.answer["status"] == "new"
    later = when("Mon 2026-03-02 10:00")
    office.act("meja", complaint.number, "assign", to="unit:SARPRAS", reason="Urusan sarana.", now=later)
    view = look(office, complaint.number, complaint.secret, later)
    assert view.ticket.state == "open"
    assert view.assessment.clocks["verification"].status == "met"
    assert view.assessment.clocks["verification"].used_seconds == HOUR
