"""The engine's answers become the drawings of the mocks, on the office's real calendar."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from complaints_service.web.drawing import ClockDrawing, custody_bar, day_sheet, tape
from complaints_service.web.drawing.model import Holder
from complaints_service.web.shell.today import today_of
from complaints_service.web.ticket.clock_adapter import Judged, custody_shares, from_engine, mini_of
from complaints_service.web.ticket.happenings import happenings
from config.loading import load_rulebook
from sla import Amount, Calendar, Event, Policy, PolicyRow, assess, because
from tests.support.drawn_tickets import at, late_ticket, paused_ticket

POLICY = Policy(
    code="office",
    version="test",
    effective_from=date(2025, 1, 1),
    rows=(
        PolicyRow(
            key="all",
            calendar="medan",
            targets={
                "resolution": Amount("working_days", 3),
                "first_response": Amount("working_days", 2),
                "legal_answer": Amount("calendar_days", 14),
                "legal_decision": Amount("calendar_days", 60),
            },
        ),
        PolicyRow(
            key="slow", calendar="medan", targets={"resolution": Amount("working_days", 5)}, kind="complaint"
        ),
    ),
)
NAMES = {
    "unit:MP": Holder("unit:MP", "MP", "Meja Pengaduan", "queue"),
    "unit:AT": Holder("unit:AT", "AT", "Antrean Trantib", "queue"),
    "person:1": Holder("person:1", "HU", "Hasan Umpama", "person"),
    "person:2": Holder("person:2", "RT", "Rina Teladan", "person"),
    "person:3": Holder("unit:SS", "SS", "Seksi Sarana", "person"),
    "person:4": Holder("unit:P3", "P3", "Regu P3SU", "person"),
    "citizen": Holder("citizen", "", "Menunggu warga", "citizen"),
    "nobody": Holder("nobody", "", "Selesai, menunggu warga", "nobody"),
}


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_rulebook(Path("config/marelan")).calendar("medan")


def ledger(*entries: tuple[str, str, str, dict[str, Any]]) -> list[Event]:
    return [
        Event(seq, kind, at(when).astimezone(UTC), at(when).astimezone(UTC), by, data)
        for seq, (when, kind, by, data) in enumerate(entries, start=1)
    ]


def message(number: int, act: str) -> dict[str, Any]:
    return {"message": number, "act": act}


PAUSED = ledger(
    ("11-19 09.12", "ticket.received", "citizen", {"kind": "information", "unit": "MP"}),
    ("11-19 09.48", "ticket.routed", "rule", {"unit": "SS", "holder": "person:3", "rule": "4"}),
    ("11-19 10.40", "message.sent", "person:3", message(1, "answer")),
    ("11-20 10.05", "message.sent", "person:3", message(2, "question")),
    ("11-20 10.05", "message.delivered", "rule", {"message": 2, "route": "page"}),
    ("11-23 08.40", "message.sent", "citizen", message(3, "message")),
    ("11-23 11.15", "ticket.handed_over", "person:3", {"unit": "P3", "holder": "person:4", "reason": "x"}),
)
LEAVE = {"person": "person:1", "first_on": "2026-11-16", "last_on": "2026-11-16"}
LATE = ledger(
    ("11-11 10.20", "ticket.received", "citizen", {"kind": "complaint", "unit": "MP"}),
    ("11-11 11.05", "ticket.routed", "rule", {"unit": "AT", "holder": "person:1", "rule": "4"}),
    ("11-11 15.30", "message.sent", "person:1", message(1, "answer")),
    ("11-12 09.00", "leave.approved", "rule", LEAVE),
    ("11-17 15.10", "ticket.resolved", "person:1", {"message": 1}),
    ("11-18 09.05", "ticket.disputed", "citizen", {}),
    ("11-20 13.45", "ticket.handed_over", "person:1", {"unit": "SS", "holder": "person:2", "reason": "truk"}),
)  # fmt: skip


def drawn(events: list[Event], calendar: Calendar, as_of: datetime, number: str) -> ClockDrawing:
    asked = {"policy": POLICY, "calendar": calendar, "as_of": as_of.astimezone(UTC)}
    judged = Judged(
        number=number,
        clock="resolution",
        assessment=assess(events, **asked),
        spans=because(events, clock="resolution", **asked),
        calendar=calendar,
    )
    told = happenings(events, naming=NAMES.__getitem__, audience="citizen", language="id", channel="Telegram")
    return from_engine(judged, naming=NAMES.__getitem__, events=told)


def shapes(html: object) -> list[str]:
    return re.findall(r"<rect[^>]*>", str(html))


def test_the_paused_ticket_is_drawn_as_in_the_mock(calendar: Calendar) -> None:
    drawing = drawn(PAUSED, calendar, at("11-24 14.05"), "MRL-2611-7K4Q2")
    assert drawing.due == at("11-25 15.05")
    assert drawing.law == datetime(2027, 1, 18, 17, tzinfo=UTC)
    assert [event.words for event in drawing.events] == [
        "diterima lewat Telegram",
        "ke Seksi Sarana",
        "jawaban pertama",
        "kami bertanya kepada Anda",
        "Anda menjawab",
        "diserahkan ke Regu P3SU",
    ]
    mock = paused_ticket()
    assert shapes(day_sheet(drawing, audience="citizen", language="id")) == shapes(
        day_sheet(mock, audience="citizen", language="id")
    )
    assert shapes(tape(drawing, language="id")) == shapes(tape(mock, language="id"))


def test_the_late_ticket_is_drawn_as_in_the_mock(calendar: Calendar) -> None:
    drawing = drawn(LATE, calendar, at("11-24 14.05"), "MRL-2611-C81DM")
    assert drawing.due == at("11-19 10.25")
    html = str(day_sheet(drawing, audience="officer", language="id")).replace("\N{NO-BREAK SPACE}", " ")
    assert "<td>67 j 50 m</td>" in html
    assert shapes(tape(drawing, language="id")) == shapes(tape(late_ticket(), language="id"))


def test_custody_of_the_late_ticket_is_the_mocks(calendar: Calendar) -> None:
    found = assess(LATE, policy=POLICY, calendar=calendar, as_of=at("11-24 14.05").astimezone(UTC))
    shares = custody_shares(found.custody, naming=NAMES.__getitem__)
    assert [(share.initials, share.tone, share.seconds // 60) for share in shares] == [
        ("MP", "queue", 45),
        ("HU", "person", 2625),
        ("AT", "queue", 450),
        ("", "nobody", 145),
        ("RT", "second", 950),
    ]
    table = str(custody_bar(shares, language="id").table).replace("\N{NO-BREAK SPACE}", " ")
    assert "<td>70 j 15 m</td><td>100 %</td>" in table


def test_a_resolved_ticket_shows_the_citizens_time_and_no_future(calendar: Calendar) -> None:
    resolved = [*PAUSED, *ledger(("11-24 10.00", "ticket.resolved", "person:4", {"message": 9}))]
    drawing = drawn(resolved, calendar, at("11-24 14.05"), "X")
    assert drawing.now is None
    assert drawing.spans[-1].kind == "idle"
    html = str(day_sheet(drawing, audience="citizen", language="id"))
    assert "b-next" not in html
    assert "b-idle" in html


def test_a_closed_ticket_ends_with_its_closing(calendar: Calendar) -> None:
    closed = [
        *PAUSED,
        *ledger(
            ("11-24 10.00", "ticket.resolved", "person:4", {"message": 9}),
            ("11-24 11.00", "ticket.closed", "citizen", {"reason": "accepted"}),
        ),
    ]
    drawing = drawn(closed, calendar, at("12-03 09.00"), "X")
    assert max(span.end for span in drawing.spans) == at("11-24 11.00")
    assert drawing.days[-1].on == date(2026, 11, 24)
    assert drawing.events[-1].words == "Anda menerima penyelesaian"


def test_a_holiday_on_the_real_calendar_says_its_name(calendar: Calendar) -> None:
    received = ledger(("12-23 09.00", "ticket.received", "citizen", {"kind": "information", "unit": "MP"}))
    html = str(
        day_sheet(drawn(received, calendar, at("12-23 10.00"), "X"), audience="citizen", language="id")
    )
    assert "Hari Raya Natal" in html


@pytest.mark.parametrize(
    ("when", "indonesian", "english"),
    [
        ("11-24 14.05", "Buka sampai 16.30", "Open until 16:30"),
        ("11-24 12.30", "Tutup. Buka lagi 13.00", "Closed. Opens 13:00"),
        ("11-24 16.30", "Tutup. Buka lagi Rab 08.00", "Closed. Opens Wed 08:00"),
        ("11-21 09.00", "Tutup. Buka lagi Sen 08.00", "Closed. Opens Mon 08:00"),
    ],
)
def test_today_says_whether_time_is_counting(
    calendar: Calendar, when: str, indonesian: str, english: str
) -> None:
    now = at(when).astimezone(UTC)
    assert today_of(calendar, now=now, language="id").words == indonesian
    assert today_of(calendar, now=now, language="en").words == english


def test_a_holiday_is_named_in_the_header(calendar: Calendar) -> None:
    today = today_of(calendar, now=at("12-25 09.00").astimezone(UTC), language="id")
    assert today.words.startswith("Tutup, Hari Raya Natal. Buka lagi ")
    assert not today.open


@pytest.mark.parametrize(
    ("events", "when", "fill"),
    [
        (PAUSED, "11-19 10.00", "b-person"),
        (PAUSED, "11-20 14.00", "b-wait"),
        (LATE, "11-24 14.05", "b-late"),
    ],
)
def test_the_mini_tape_follows_the_verdict(
    calendar: Calendar, events: list[Event], when: str, fill: str
) -> None:
    found = assess(events, policy=POLICY, calendar=calendar, as_of=at(when).astimezone(UTC))
    assert fill in mini_of(found.clocks["resolution"])


def test_every_open_second_is_drawn_once(calendar: Calendar) -> None:
    """The sheet's counted seconds are the verdict's used seconds."""
    for events, when in ((PAUSED, "11-24 14.05"), (LATE, "11-24 14.05")):
        drawing = drawn(events, calendar, at(when), "X")
        found = assess(events, policy=POLICY, calendar=calendar, as_of=at(when).astimezone(UTC))
        counted = sum(int((span.end - span.start).total_seconds()) for span in drawing.spans if span.counted)
        assert counted == found.clocks["resolution"].used_seconds
