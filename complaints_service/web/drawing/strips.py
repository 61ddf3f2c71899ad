"""Two small drawings: the mini tape of a list row, and today's office hours in the header."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from markupsafe import Markup

from complaints_service.web.drawing.axis import axis_for
from complaints_service.web.drawing.days import window_readings
from complaints_service.web.drawing.glyphs import number
from complaints_service.web.drawing.model import Day
from complaints_service.web.words.formats import local

TARGET_PX = 72
MiniState = Literal["on", "risk", "late", "wait"]
#: The list row's tape, put together but for what differs from row to row: a list has fifty of them.
_WAITING = Markup('<rect class="b-wait" x="0" y="3" width="72" height="8"/>')
_AHEAD = Markup('<rect class="b-next" x=".5" y="3.5" width="71" height="7"/>')
_TAPE = Markup('<svg class="mini" width="97" height="14" aria-hidden="true">')
_MARK = Markup('<line class="k" x1="72" x2="72" y1="0" y2="14"/></svg>')
_RUNNING = _TAPE + Markup('%s<rect class="b-%s" x="0" y="3" width="%s" height="8"/>') + _MARK
_LATE = (
    _TAPE
    + _AHEAD
    + Markup('<rect class="b-person" x="0" y="3" width="72" height="8"/>')
    + Markup('<rect class="b-late" x="72" y="0" width="%s" height="14"/>')
    + _MARK
)


def mini_tape(used_seconds: int, target_seconds: int, state: MiniState) -> Markup:
    """97 x 14 px: the target is 72 px wide, what runs over it is taller and lies beyond the mark."""
    share = used_seconds / target_seconds if target_seconds else 1.0
    if state == "late":
        return _LATE % number(4 + 20 * min(1.0, max(0.0, share - 1)))
    used = number(TARGET_PX * min(1.0, max(0.0, share)))
    ahead, tone = _WAITING if state == "wait" else _AHEAD, "risk" if state == "risk" else "person"
    return _RUNNING % (ahead, tone, used)


def today_strip(at: datetime, day: Day, zone: ZoneInfo) -> Markup:
    """Today's windows, what has passed of them, and now; `day` is the local day of `at`."""
    now = local(at, zone)
    axis = axis_for([day])
    drawn = Markup('<line class="ax" x1="0" x2="100%" y1="5" y2="5"/>')
    for opening, closing in window_readings(day):
        start, here, end = (axis.at(at, day.on) for at in (opening, min(max(now, opening), closing), closing))
        if here > start:
            drawn += Markup('<rect class="b-person" x="{}%" y="2" width="{}%" height="6"/>').format(
                number(start), number(here - start)
            )
        if end > here:
            drawn += Markup('<rect class="b-next" x="{}%" y="2.5" width="{}%" height="5"/>').format(
                number(here), number(end - here)
            )
    drawn += Markup(
        '<svg x="{}%" overflow="visible"><rect class="k-f" x="-1.5" y="0" width="3" height="10"/></svg>'
    ).format(number(axis.at(now, day.on)))
    return Markup('<svg class="strip" width="100%" height="10" aria-hidden="true">{}</svg>').format(drawn)
