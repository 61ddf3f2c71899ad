"""The file of a meeting, read back by a strict reader of RFC 5545: folds, escapes, one event, one alarm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaints_service.meetings.calendar_file import Appointment, calendar_file
from tests.support.calendar_files import events

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
STARTS = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def told(**more: object) -> Appointment:
    values = {
        "uid": "rapat-7@contoh.example", "revision": 3, "title": "Rapat Seksi", "starts_at": STARTS, "place": "Aula",
        "address": "https://contoh.example/rapat/7", "cancelled": False,
    }  # fmt: skip
    return Appointment(**{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said",
    [
        "Rapat Seksi",
        "Aula; lantai 2, sayap\\kiri",
        "dua\nbaris\r\ndan tiga",
        "é" * 200,
        "𝄞" * 50 + ",;\\",
        "END:VEVENT\r\nBEGIN:VEVENT",
        "\\n yang bukan baris baru",
    ],
)
def test_what_is_written_is_read_back_letter_by_letter(said: str) -> None:
    (event,) = events(calendar_file(told(title=said, place=said), now=NOW))
    plain = "\n".join(said.splitlines())
    assert (event["SUMMARY"], event["LOCATION"]) == (plain, plain)
    assert (event["DTSTART"], event["DTSTAMP"]) == ("20261125T020000Z", "20261124T070500Z")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("rapat-7@contoh.example", "3", "CONFIRMED")
    assert (event["VALARM.TRIGGER"], event["VALARM.DESCRIPTION"]) == ("-PT1440M", plain)
    assert event["VALARM2.TRIGGER"] == "-PT60M"


def test_what_is_cancelled_reminds_of_nothing() -> None:
    (event,) = events(calendar_file(told(cancelled=True, place=""), now=NOW))
    assert event["STATUS"] == "CANCELLED"
    assert not [name for name in event if name.startswith("VALARM") or name == "LOCATION"]
