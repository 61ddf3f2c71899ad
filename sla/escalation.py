"""The ladder: who hears of a clock when, as a pure list; working time only, and never after the stop (45)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sla.assess import read
from sla.calendars import Calendar
from sla.cases import PAUSABLE, Case, uncounted
from sla.clocks import Life, live
from sla.errors import HorizonError
from sla.events import Event, instant_of
from sla.policies import Policy, Rung
from sla.shortcut import plain
from sla.targets import Ruling, Target, cover, moved
from sla.timeline import Timeline
from sla.tracks import Track

Key = tuple[str, datetime, str, str]


class Escalation(NamedTuple):
    """One rung of one clock, or of one round of it, and the instant at which it goes out."""

    at: datetime
    clock: str
    level: str
    to: str
    started_at: datetime
    due_at: datetime

    @property
    def key(self) -> Key:
        """What makes it the same rung, however its instant moves: each goes out once."""
        return self.clock, self.started_at, self.level, self.to


def escalations(
    events: Iterable[Event], *, policy: Policy, calendar: Calendar, as_of: datetime
) -> tuple[Escalation, ...]:
    """All rungs by their instants, past and to come, as things stand.

    Left out: rungs at or after a clock's stop, in a pause that has not ended, or past the horizon.
    """
    case = read(events, policy=policy, calendar=calendar, as_of=as_of)
    return tuple(sorted(rung for track in _climbed(case) for rung in _ladder(case, track)))


def unsent(
    ladder: Iterable[Escalation], *, sent: Collection[Key], as_of: datetime, active: bool = True
) -> tuple[Escalation, ...]:
    """What is to go out now, oldest first, each once; nothing for a policy switched off (43)."""
    if not active:
        return ()
    waiting: dict[Key, Escalation] = {}
    for rung in sorted(ladder):
        if rung.at <= as_of and rung.key not in sent:
            waiting.setdefault(rung.key, rung)
    return tuple(waiting.values())


def next_rung(
    case: Case,
    *,
    sent: Collection[Key] = (),
    counts: Callable[[datetime], bool] = lambda _at: True,
) -> datetime | None:
    """The earliest instant of a rung that is not sent, of those whose instant counts; None for none.

    What `escalations` gives of the ledger that was read, looked through for the nearest: what lies behind it
    is not worked out.
    """
    left = (
        (rung.at for rung in _ladder(case, track) if rung.key not in sent and counts(rung.at))
        for track in _climbed(case)
    )
    # The first of each clock: the rungs of one fall in the order of its ladder.
    nearest = (next(rungs, None) for rungs in left)
    return min((at for at in nearest if at is not None), default=None)


def _climbed(case: Case) -> Iterator[Track]:
    """The clocks whose ladders are climbed: what was begun and waits for nothing."""
    tracks = case.reading.tracks
    for track in (*tracks.single.values(), *tracks.lives[:-1], *tracks.rounds):
        if track.start is not None and not track.waits:
            yield track


def _ladder(case: Case, track: Track) -> Iterator[Escalation]:
    """The rungs of one clock in the order they fall: by share of the target, then past the due."""
    start = track.start
    assert start is not None  # `_climbed`
    life = _life(case, track, start)
    ruling = life.ruling
    if ruling is None or ruling.due is None:
        return
    pause = case.reading.pauses.start if track.name in PAUSABLE else None
    moments = instant_of(start), instant_of(ruling.due)
    for rung in ruling.target.row.climbed.get(track.name, ()):
        try:
            at = _instant(life, ruling, ruling.due, start, rung)
        except HorizonError:
            return  # those after it lie further past what the calendar knows
        stopped = track.stop is not None and at >= track.stop
        if not stopped and (pause is None or at < pause):
            yield Escalation(instant_of(at), track.name, rung.level, rung.to, *moments)


def _life(case: Case, track: Track, start: int) -> Life:
    """One clock's life, without what it used: in the short way where there is one."""
    reading = case.reading
    found = plain(case, track, start, reading.as_of)
    if found is None:
        return live(case, track, start)
    index, amount, row, due, breached, _used, _total = found
    ruling = Ruling(Target(reading.changes[index].at, amount, row), due, breached)
    return Life(case.hours, start, uncounted(reading, track), reading.as_of, ruling)


def _instant(life: Life, ruling: Ruling, due: int, start: int, rung: Rung) -> int:
    """Start + share, or due + working time, moved by pauses; then the next open second outside them.

    Never before its target began to apply.
    """
    line, amount = life.hours.line, ruling.target.amount
    if rung.overdue_seconds is not None:
        after = rung.overdue_seconds
        # What begins at the due or before it moved the due itself.
        later = [(begin, end) for begin, end in life.gaps if begin > due]
        at = moved(line, line.advance(due, after), cover(line, later), wall=False)
    else:
        assert rung.share is not None
        unmoved = life.hours.due(start, amount)
        wall = amount.kind == "calendar_days"
        if wall:
            at = start + _share(unmoved - start, rung.share)
        else:
            at = line.advance(start, _share(line.elapsed(start, unmoved), rung.share))
        at = moved(line, at, cover(line, life.gaps), wall=wall)
    return _outside(line, life, max(at, ruling.target.applied))


def _share(seconds: int, share: int) -> int:
    """The first whole second at which so many percent are used."""
    return -(-seconds * share // 100)


def _outside(line: Timeline, life: Life, at: int) -> int:
    at = line.next_open(at)
    for start, stop in life.gaps:
        if start <= at < stop:
            at = line.next_open(stop)
    return at
