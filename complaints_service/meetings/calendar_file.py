"""A meeting as a file that calendars take in (RFC 5545). Pure.

A meeting says when it begins and not how long it lasts, so the file gives no end either; what is sent again
after a change has the same UID and a higher SEQUENCE, and takes the place of what was there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: A line has at most so many bytes, without its end.
LONGEST = 75
#: How long before it a calendar reminds of the meeting: the day before, and once more.
AHEAD = (timedelta(days=1), timedelta(hours=1))


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """What a calendar is told of a meeting; `uid` stays for good, `revision` grows with each change."""

    uid: str
    revision: int
    title: str
    starts_at: datetime
    place: str
    address: str
    cancelled: bool


def calendar_file(one: Appointment, *, now: datetime) -> bytes:
    """The file's bytes: folded lines that end as the standard wants it."""
    title = escaped(one.title)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tanggap//Rapat//ID",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{one.uid}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(one.starts_at)}",
        f"SEQUENCE:{one.revision}",
        f"SUMMARY:{title}",
        *([f"LOCATION:{escaped(one.place)}"] if one.place else []),
        f"URL:{one.address}",
        f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}",
    ]
    for ahead in AHEAD if not one.cancelled else ():
        minutes = int(ahead.total_seconds() // 60)
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"TRIGGER:-PT{minutes}M",
            f"DESCRIPTION:{title}",
            "END:VALARM",
        ]
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return b"".join(_folded(line) for line in lines)


def escaped(text: str) -> str:
    """A text as the value of a property: what would end it or begin another one stands behind a backslash."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _folded(line: str) -> bytes:
    """A line in pieces of so many bytes, none of them broken within a letter."""
    pieces, piece = [], b""
    for letter in line:
        spelled = letter.encode()
        if len(piece) + len(spelled) > LONGEST:
            pieces.append(piece)
            piece = b" "
        piece += spelled
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
