"""What all stories of the demo share, and how a story is told step by step."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.replay.clockwork import Clockwork
from complaints_service.replay.demo.staff import Staff
from complaints_service.replay.tails import Tails
from complaints_service.samples.library import Library
from config.rulebook import Rulebook
from sla import Calendar

Now = tuple[Session, datetime]
Steps = Generator[datetime, Now, None]


@dataclass(frozen=True, kw_only=True)
class DemoWorld:
    """What all stories share."""

    clockwork: Clockwork
    rulebook: Rulebook
    calendar: Calendar
    library: Library
    staff: Staff
    tails: Tails
    tracking_key: bytes

    def begin(self, steps: Steps) -> None:
        """Starts a story: it is told as its instants come."""
        self.clockwork.plan(next(steps), self._going_on(steps))

    def _going_on(self, steps: Steps) -> Callable[[Session, datetime], None]:
        def go_on(session: Session, now: datetime) -> None:
            try:
                following = steps.send((session, now))
            except StopIteration:
                return
            self.clockwork.plan(max(following, now), go_on)

        return go_on
