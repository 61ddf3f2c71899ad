"""The short way of judging, for most clocks there are; a property holds it to the general one."""

from __future__ import annotations

from sla.cases import PAUSABLE, Case, uncounted
from sla.errors import HorizonError
from sla.policies import Amount, PolicyRow
from sla.targets import News, TargetChange, cover, moved
from sla.tracks import Track

#: What of a `Life` is not the same for all that are judged in the short way: the index of the change that
#: brought the target, the target and its row, when it is due and was broken, what is used and how much there
#: is in all.
Plain = tuple[int, Amount, PolicyRow, int, int | None, int, int]


def plain(case: Case, track: Track, start: int, asked: int) -> Plain | None:
    """The short way, for most clocks: one kind of target, never released, no horizon near, no late decree.

    One made after the clock's stop is none to it (12).

    None for the others, and where one of several targets is broken: when it broke is a general question.
    """
    reading, name, stop = case.reading, track.name, track.stop
    if track.waits or (case.decrees and (stop is None or stop >= case.decrees[0].decreed)):
        return None
    news = case.news.get(name)
    if not news:
        return None
    index, amount, row = news[0]
    if index and stop is not None and reading.changes[index][0] >= stop:
        return None  # a change at or after the stop changes nothing (41)
    several = False
    if len(news) > 1:
        smallest = _smallest(reading.changes, news, stop)
        if smallest is None:
            return None
        (index, amount, row), several = smallest
    line, kind, count = case.hours.line, amount.kind, amount.count
    wall = kind == "calendar_days"
    if not wall and asked > line.horizon:
        return None
    paused = name in PAUSABLE and reading.pauses.before(asked)
    gaps = uncounted(reading, track) if paused else track.gaps
    covered = cover(line, gaps) if gaps else ()
    begin = 0
    try:
        if wall:
            due = case.hours.calendar.day_end(start, count)
        else:
            begin = line.work(start)
            due = line.reach(begin + count) if kind == "working" else line.close_of_working_day(start, count)
        if covered:
            due = moved(line, due, covered, wall=wall)
    except HorizonError:
        return None  # then what is certain takes more than a due (8)
    if due < asked and several:
        return None
    if wall:
        used, total = asked - start, due - start
    else:
        work = line.work_inside
        used = work(asked) - begin
        total = count if kind == "working" and not covered else work(due) - begin
    for begun, ended, seconds in covered:
        left_out = ended - begun if wall else seconds
        used -= left_out  # what is not counted began before the instant asked
        if begun < due:
            total -= left_out
    breached = None if due >= asked else max(due, reading.changes[index][0])
    return index, amount, row, due, breached, used, total


def _smallest(
    changes: list[TargetChange], news: tuple[News, ...], stop: int | None
) -> tuple[News, bool] | None:
    """Of the targets that came before the stop the smallest, and whether it is one of several.

    None where they are of several kinds.
    """
    smallest, several = news[0], False
    for one in news[1:]:
        if stop is not None and changes[one[0]][0] >= stop:
            break
        if one[1].kind != smallest[1].kind:
            return None
        several = True
        if one[1].count < smallest[1].count:
            smallest = one
    return smallest, several
