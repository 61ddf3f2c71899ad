"""An office with two months to publish: many reports of a few kinds, some rare, some nobody may tell of."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy import Engine

from complaints_service import db
from complaints_service.measurement.facts.service import rebuild
from complaints_service.openness.service import publish
from config.rulebook import Rulebook
from tests.support.visitors import when
from tests.support.world import Office, open_office

#: Shortly after October is over, and where a public page of it lies.
NOW = when("Mon 2026-11-02 01:00")
PLACES = {
    "12.71.12.1001": (3.7376, 98.6704),
    "12.71.12.1002": (3.705, 98.6645),
    "12.71.12.1003": (3.707, 98.6366),
}


def office_to_publish(engine: Engine, rulebook: Rulebook) -> Office:
    """September and October, published; every third report is answered late, every seventh never."""
    office, chance = open_office(engine, rulebook), random.Random(12)
    for month, many in (("2026-09", 20), ("2026-10", 60)):
        for number in range(many):
            came = when(f"Mon {month}-07 09:00" if month == "2026-09" else f"Mon {month}-05 09:00")
            came += timedelta(days=chance.randrange(4), minutes=number)
            category = chance.choices(("sampah", "jalan_rusak", "lampu_jalan"), weights=(6, 3, 1))[0]
            privacy = ("open", "open", "confidential", "anonymous")[number % 4]
            place = chance.choices(list(PLACES), weights=(6, 3, 1))[0]
            filed = office.complain(
                f"Laporan rahasia-kata {number}.",
                category=category,
                kelurahan=place,
                lat=PLACES[place][0],
                lng=PLACES[place][1],
                privacy=privacy,
                name="Warga Contoh" if privacy != "anonymous" else None,
                now=came,
            )
            if number % 7:
                answered = came + timedelta(days=8 if number % 3 == 0 else 0, hours=2)
                office.act("camat", filed.number, "message", text="Kami datang.", now=answered)
    office.complain("Petugas itu meminta uang.", category="pungli", now=when("Mon 2026-10-05 10:00"))
    publish_months(office, NOW)
    return office


def publish_months(office: Office, now: datetime) -> None:
    """Makes the facts and publishes what is over, as the worker would."""
    measure(office, now)
    with db.writing(office.engine) as session:
        publish(session, now=now, rulebook=office.rulebook, licence="CC BY 4.0")


def measure(office: Office, now: datetime) -> None:
    """Makes the facts, as the worker would."""
    with db.writing(office.engine) as session:
        rebuild(session, now=now, rulebook=office.rulebook)
