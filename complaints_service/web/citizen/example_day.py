"""One drawn day that explains the drawing: made of nobody's report, drawn by what draws all others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from markupsafe import Markup

from complaints_service.edge.language import language
from complaints_service.web.drawing import ClockDrawing, day_sheet
from complaints_service.web.drawing.model import ClockSpan, Happening, Holder
from complaints_service.web.drawing.open_hours import days_between
from sla import Calendar, known

#: How far back a day that the office works full is looked for.
_LONGEST_CLOSURE = 60


@dataclass(frozen=True)
class ExampleDay:
    """The drawing, and what each part of it says, in the order of the day."""

    sheet: Markup
    lines: tuple[tuple[str, str], ...]


def example_day(calendar: Calendar, *, now: datetime) -> ExampleDay | None:
    """A report of one day: it came at the opening, a question waited for the citizen, it was resolved.

    It lies on the last working day with two stretches of work; None where the calendar knows none.
    """
    on = _working_day(calendar, now.astimezone(calendar.zone).date())
    if on is None:
        return None
    (start, noon), (again, end) = days_between(calendar, on, on)[0].windows[:2]
    hour = 3600
    came, asked, answered, done = start + hour, start + 2 * hour, noon - hour, end - hour
    unit = Holder("unit:example", "", _("kantor"), "person")
    citizen = Holder("citizen", "", _("Menunggu Anda"), "citizen")

    def at(second: int) -> datetime:
        return datetime.combine(on, time(), calendar.zone) + timedelta(seconds=second)

    def counted(first: int, last: int) -> ClockSpan:
        return ClockSpan(start=at(first), end=at(last), kind="on", counted=True, holder=unit, tone="person")

    waited = ClockSpan(
        start=at(asked), end=at(answered), kind="wait", counted=False, holder=citizen, tone="citizen"
    )
    drawing = ClockDrawing(
        number="",
        received=at(came),
        now=None,
        due=None,
        law=None,
        spans=(counted(came, asked), waited, counted(answered, noon), counted(again, done)),
        events=(
            Happening(at(came), "in", _("laporan Anda masuk")),
            Happening(at(asked), "ask", _("kami bertanya kepada Anda")),
            Happening(at(answered), "msg", _("Anda menjawab")),
            Happening(at(done), "done", _("diselesaikan")),
        ),
        days=days_between(calendar, on, on),
        zone=calendar.zone,
    )
    sheet = day_sheet(drawing, audience="citizen", language=language())
    return ExampleDay(sheet, _lines())


def _lines() -> tuple[tuple[str, str], ...]:
    return (
        (_("Garis"), _("jam buka kantor. Sebelum buka, waktu istirahat, dan sesudah tutup tidak dihitung.")),
        (_("Balok hijau"), _("kami yang bekerja: waktu ini dihitung.")),
        (_("Garis miring"), _("kami menunggu jawaban Anda: waktu ini tidak dihitung.")),
        (_("Angka di kanan"), _("jumlah hari itu. Anda boleh menghitungnya ulang.")),
    )


def _working_day(calendar: Calendar, today: date) -> date | None:
    for back in range(_LONGEST_CLOSURE):
        on = today - timedelta(days=back)
        windows = known.windows_on(calendar, on)
        if windows is not None and len(windows) >= 2:
            return on
    return None
