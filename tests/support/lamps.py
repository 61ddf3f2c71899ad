"""An office in which lamps are out here and there all year, and in October eight around one corner."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine

from config.rulebook import Rulebook
from tests.support.open_office import NOW, measure
from tests.support.visitors import when
from tests.support.world import Office, open_office

#: Where the cluster lies; reports of the year before lie further and further from it.
LAT, LNG = 3.7050, 98.6645
CLUSTER = 8


def lamps_out(engine: Engine, rulebook: Rulebook) -> Office:
    """Twenty-four reports over a year, and the cluster; one more of it was merged away."""
    office = open_office(engine, rulebook)
    for number in range(24):
        came = when("Mon 2025-12-01 09:00") + timedelta(days=13 * number)
        _lamp(office, number, LAT + 0.002 * (1 + number % 6), LNG - 0.002 * (number // 6), came)
    numbers = [
        _lamp(office, number, LAT + 0.0003 * (number % 3), LNG + 0.0003 * (number // 3), _october(number))
        for number in range(CLUSTER + 1)
    ]
    office.act("camat", numbers[-1], "merge", into=numbers[0], reason="Lampu yang sama.", now=_october(20))
    measure(office, NOW)
    return office


def _october(hour: int) -> datetime:
    return when("Mon 2026-10-05 09:00") + timedelta(hours=hour)


def _lamp(office: Office, number: int, lat: float, lng: float, came: datetime) -> str:
    return office.complain(
        f"Lampu jalan mati nomor {number}.",
        category="lampu_jalan",
        kelurahan=None,
        lat=lat,
        lng=lng,
        now=came,
    ).number
