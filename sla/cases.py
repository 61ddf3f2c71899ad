"""One ticket's ledger, read once: what all its clocks share."""

from __future__ import annotations

from dataclasses import dataclass

from sla.calendars import Hours
from sla.custody import Absence
from sla.entries import Instants
from sla.holders import Switch
from sla.reading import Reading
from sla.specs import Decree
from sla.targets import News, Spans
from sla.tracks import Track

PAUSABLE = frozenset({"verification", "resolution"})


@dataclass(slots=True, kw_only=True)
class Case:
    """What all clocks of one ticket share.

    `hours` are those without the decrees since its receipt, `base` the decrees from before it, `decrees`
    those since; `held` are the holders from `received` to `end`, where the custody does; `works` is W on
    the line of `hours` at the begins of `held` and at `end`; `news`: see `news_of`;
    `overlaid`: leave or corrections lie over the holders; `versions`: the policy's and the calendar's.
    """

    reading: Reading
    hours: Hours
    decrees: tuple[Decree, ...]
    base: int
    held: list[Switch]
    end: int
    works: list[int]
    absences: list[Absence]
    instants: Instants
    news: dict[str, tuple[News, ...]]
    overlaid: bool
    versions: tuple[str, str]


def uncounted(reading: Reading, track: Track) -> Spans:
    """The spans that do not count for a clock, in order: pauses (18), and the gaps of 31 and 33."""
    if track.name not in PAUSABLE or not (reading.pauses.spans or reading.pauses.start is not None):
        return track.gaps
    start = track.start or 0
    found = reading.pauses.until_end(reading.as_of if track.stop is None else track.stop)
    counted = [gap for gap in found if gap[1] > start]
    return sorted([*counted, *track.gaps]) if track.gaps else counted
