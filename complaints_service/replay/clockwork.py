"""Lets the past happen at its own times: one commit for each local day, its sweep as of the day's end."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.errors import Actor
from complaints_service.tickets.clocks.sweep import sweep
from config.rulebook import Rulebook

ORIGIN = "replay"
RULE = Actor.rule(ORIGIN)
_BATCH = 500

#: Something that happens at an instant; it may plan more.
Happening = Callable[[Session, datetime], None]


@dataclass
class Clockwork:
    """What is still to happen, and the days on which it does.

    Equal instants happen in the order they were planned.
    """

    engine: Engine
    rulebook: Rulebook
    _planned: list[tuple[datetime, int, Happening]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=itertools.count)

    def plan(self, at: datetime, happening: Happening) -> None:
        """Lets something happen at an instant (aware, whole seconds)."""
        heapq.heappush(self._planned, (at, next(self._order), happening))

    def days(self, until: datetime) -> list[date]:
        """The local days from the first thing planned to `until`, both included; none for nothing planned."""
        if not self._planned or self._planned[0][0] > until:
            return []
        first = self.rulebook.local_date(self._planned[0][0])
        last = self.rulebook.local_date(until - timedelta(seconds=1))
        return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]

    def run(self, until: datetime) -> Iterator[date]:
        """Lets everything up to and at `until` happen; yields each day once it is committed."""
        for day in self.days(until):
            with db.writing(self.engine) as session:
                self.live(session, day, until)
            yield day

    def live(self, session: Session, day: date, until: datetime) -> None:
        """Lets one local day happen as far as `until`, then looks at every ticket as of its end."""
        midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(self.rulebook.office.zone))
        end = min(midnight, until)
        while self._planned and (self._planned[0][0] < end or self._planned[0][0] == until == end):
            at, _, happening = heapq.heappop(self._planned)
            happening(session, at)
        while sweep(session, now=end, rulebook=self.rulebook, actor=RULE, limit=_BATCH):
            session.expunge_all()
        session.expunge_all()
