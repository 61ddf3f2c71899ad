"""A test office with a November to measure, small enough to count by hand. Invented people.

Rina's first answers: three in time, and one never given, late since Thu 5 Nov. Hasan's: one in time. A sixth ticket
came today and runs. One of Rina's went to public order after it was answered. In October she answered one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.measurement.facts.service import rebuild
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.support.visitors import when
from tests.support.world import Office, open_office

NOW = when("Tue 2026-11-24 14:05")
RUBBISH = "sampah"
"""Answered within 2 working days, done within 5."""


@dataclass
class Measured:
    """The office, and its tickets' numbers by what they are for."""

    office: Office
    numbers: dict[str, str] = field(default_factory=dict)

    def holder(self, number: str) -> str:
        """The login of whoever has a ticket."""
        with db.reading(self.office.engine) as session:
            found = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
        return next(login for login, officer in self.office.officers.items() if officer == found)

    def given(self, name: str, login: str, at: str) -> str:
        """A complaint about rubbish that this person has from its first second."""
        now = when(at)
        number = self.office.complain(f"Sampah {name}", category=RUBBISH, now=now).number
        if self.holder(number) != login:
            to = f"person:{self.office.officers[login]}"
            self.office.act("kasi", number, "handover", to=to, reason="rute", now=now)
        self.numbers[name] = number
        return number

    def measure(self) -> None:
        """Makes the facts, as the worker would."""
        with db.writing(self.office.engine) as session:
            rebuild(session, now=NOW, rulebook=self.office.rulebook)


def measured_office(engine: Engine, rulebook: Rulebook) -> Measured:
    """Lets the month happen."""
    made = Measured(open_office(engine, rulebook))
    office = made.office
    for name, login, came, answered, resolved in (
        ("oktober", "rina", "Mon 2026-10-05 09:00", "Mon 2026-10-05 11:00", "Tue 2026-10-06 09:00"),
        ("pagi", "rina", "Mon 2026-11-02 09:00", "Mon 2026-11-02 10:00", "Tue 2026-11-03 09:00"),
        ("siang", "rina", "Tue 2026-11-03 09:00", "Tue 2026-11-03 11:00", "Wed 2026-11-04 09:00"),
        ("simpang", "hasan", "Wed 2026-11-04 09:00", "Wed 2026-11-04 10:00", "Thu 2026-11-05 09:00"),
    ):
        number = made.given(name, login, came)
        office.act(login, number, "message", text="Kami lihat.", now=when(answered))
        office.act(login, number, "resolve", text="Sudah.", now=when(resolved))
    made.given("diam", "rina", "Tue 2026-11-03 09:30")
    moved = made.given("pindah", "rina", "Mon 2026-11-09 08:00")
    office.act("rina", moved, "message", text="Kami lihat.", now=when("Mon 2026-11-09 11:00"))
    to = f"person:{office.officers['trantib']}"
    moved_at = when("Mon 2026-11-09 11:05")
    office.act("rina", moved, "handover", to=to, reason="bukan sampah", now=moved_at)
    made.given("baru", "rina", "Tue 2026-11-24 13:00")
    made.measure()
    return made
