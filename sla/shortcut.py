"""The short way of judging, for most clocks there are; a property holds it to the general one."""

from __future__ import annotations

from typing import NamedTuple

from sla.cases import PAUSABLE, Case
from sla.errors import HorizonError
from sla.policies import Amount, PolicyRow
from sla.targets import eras_of
from sla.tracks import Track


class Plain(NamedTuple):
    """The short way's answer: what of a `Life` is not the same for all that are judged so."""

    amount: Amount
    row: PolicyRow
    due: int
    breached: int | None
    used: int
    total: int


def plain(case: Case, track: Track, start: int, asked: int) -> Plain | None:
    """The short way, for most clocks: one target, nothing left out, no late decree, no horizon near.

    None for the others.
    """
    reading, name, stop = case.reading, track.name, track.stop
    if track.gaps or case.decrees or track.waits:
        return None
    if name in PAUSABLE and reading.pauses.before(asked):
        return None
    index = case.sole.get(name)
    if index is None:
        eras = eras_of(reading.changes, track)  # of several targets only one may have come before the stop
        if len(eras) != 1 or len(eras[0][0]) != 1:
            return None
        applied, amount, row = eras[0][0][0]
    else:
        applied, changed, _released = reading.changes[index]
        if changed is None or (index and stop is not None and applied >= stop):
            return None  # a change at or after the stop changes nothing (41)
        row, amount = changed, changed.targets[name]
    line = case.hours.line
    kind, count = amount.kind, amount.count
    if kind == "calendar_days":
        due = case.hours.calendar.day_end(start, count)
        total, used = due - start, asked - start
    else:
        if asked > line.horizon:
            return None
        try:
            begin = line.work(start)
            used = line.work(asked) - begin
            if kind == "working":
                due, total = line.reach(begin + count), count
            else:
                due = line.close_of_working_day(start, count)
                total = line.work(due) - begin
        except HorizonError:
            return None  # then what is certain takes more than a due (8)
    breached = None if due >= asked else max(due, applied)
    return tuple.__new__(Plain, (amount, row, due, breached, used, total))
