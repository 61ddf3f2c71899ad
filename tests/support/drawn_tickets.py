"""The two tickets of the design's mocks, judged by hand: one paused, one disputed and late."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from complaints_service.web.drawing.days import ClockDrawing
from complaints_service.web.drawing.model import (
    NOBODY,
    ClockSpan,
    Day,
    Happening,
    Holder,
    Kind,
    Tone,
)

MEDAN = ZoneInfo("Asia/Jakarta")
WEEKDAY = ((8 * 3600, 12 * 3600), (13 * 3600, 16 * 3600 + 1800))
FRIDAY = ((8 * 3600, 12 * 3600), (13 * 3600 + 1800, 17 * 3600))


def at(text: str) -> datetime:
    """ "11-24 14.05" of 2026 in Medan."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H.%M").replace(tzinfo=MEDAN)


def office_days(first: date, last: date, closed: dict[date, str] | None = None) -> tuple[Day, ...]:
    """Monday to Thursday, Friday, weekends off, and the named closed days."""
    days = []
    for step in range((last - first).days + 1):
        on = first + timedelta(days=step)
        name = (closed or {}).get(on, "")
        windows = () if name or on.weekday() > 4 else FRIDAY if on.weekday() == 4 else WEEKDAY
        days.append(Day(on, windows, name))
    return tuple(days)


def span(start: str, end: str, kind: Kind, holder: Holder = NOBODY, tone: Tone = "nobody") -> ClockSpan:
    return ClockSpan(
        start=at(start), end=at(end), kind=kind, counted=kind in ("on", "late"), holder=holder, tone=tone
    )


DESK = Holder("unit:MP", "MP", "Meja Pengaduan", "queue")
SARANA = Holder("unit:SS", "SS", "Seksi Sarana", "person")
P3SU = Holder("unit:P3", "P3", "Regu P3SU", "person")
HASAN = Holder("person:1", "HU", "Hasan Umpama", "person")
RINA = Holder("person:2", "RT", "Rina Teladan", "person")
TRANTIB = Holder("unit:AT", "AT", "Antrean Trantib", "queue")
CITIZEN = Holder("citizen", "", "Warga", "citizen")


def paused_ticket() -> ClockDrawing:
    """Received Thursday 09.12; asked Friday, answered Monday; the due moved to Wednesday 15.05."""
    return ClockDrawing(
        number="MRL-2611-7K4Q2",
        received=at("11-19 09.12"),
        now=at("11-24 14.05"),
        due=at("11-25 15.05"),
        law=datetime(2027, 1, 19, tzinfo=MEDAN),
        spans=(
            span("11-19 09.12", "11-19 09.48", "on", DESK, "queue"),
            span("11-19 09.48", "11-20 10.05", "on", SARANA, "person"),
            span("11-20 10.05", "11-23 08.40", "wait", CITIZEN, "citizen"),
            span("11-23 08.40", "11-23 11.15", "on", SARANA, "person"),
            span("11-23 11.15", "11-24 14.05", "on", P3SU, "second"),
            span("11-24 14.05", "11-25 15.05", "next"),
        ),
        events=(
            Happening(at("11-19 09.12"), "in", "diterima lewat Telegram"),
            Happening(at("11-19 09.48"), "move", "ke Seksi Sarana"),
            Happening(at("11-19 10.40"), "ans", "jawaban pertama"),
            Happening(at("11-20 10.05"), "ask", "kami bertanya kepada Anda"),
            Happening(at("11-23 08.40"), "msg", "Anda menjawab"),
            Happening(at("11-23 11.15"), "move", "ke Regu P3SU"),
        ),
        days=office_days(date(2026, 11, 19), date(2026, 11, 25)),
    )


def late_ticket() -> ClockDrawing:
    """Five working days; on leave, resolved, disputed, handed over late; due Thursday 19 November 10.25."""
    return ClockDrawing(
        number="MRL-2611-C81DM",
        received=at("11-11 10.20"),
        now=at("11-24 14.05"),
        due=at("11-19 10.25"),
        law=None,
        spans=(
            span("11-11 10.20", "11-11 11.05", "on", DESK, "queue"),
            span("11-11 11.05", "11-16 08.00", "on", HASAN, "person"),
            span("11-16 08.00", "11-17 08.00", "on", TRANTIB, "queue"),
            span("11-17 08.00", "11-17 15.10", "on", HASAN, "person"),
            span("11-17 15.10", "11-18 09.05", "idle"),
            span("11-18 09.05", "11-19 10.25", "on", HASAN, "person"),
            span("11-19 10.25", "11-20 13.45", "late", HASAN, "person"),
            span("11-20 13.45", "11-24 14.05", "late", RINA, "second"),
        ),
        events=(
            Happening(at("11-11 10.20"), "in", "diterima di loket"),
            Happening(at("11-11 11.05"), "move", "aturan 4: ke HU"),
            Happening(at("11-11 15.30"), "ans", "jawaban pertama HU"),
            Happening(at("11-16 08.00"), "move", "HU cuti: antrean Trantib"),
            Happening(at("11-17 08.00"), "move", "kembali ke HU"),
            Happening(at("11-17 15.10"), "done", "diselesaikan HU"),
            Happening(at("11-18 09.05"), "redo", "warga menolak"),
            Happening(at("11-20 13.45"), "move", "diserahkan ke RT"),
        ),
        days=office_days(date(2026, 11, 11), date(2026, 11, 24)),
    )
