"""How old the last success of each part may be, and how far ahead the calendar should reach. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

JOB, BOT, SENDING = "job:", "bot:", "job:send_"
#: A beat that lies further ahead than this was written by a clock that was wrong: it proves nothing.
_AHEAD = timedelta(minutes=1)
#: Signs, in the order they are told, each with the age in seconds from which something is wrong.
LIMITS: Mapping[str, int] = {
    "worker": 120,
    "sender": 300,
    "bot": 120,
    "facts": 600,
    "seal": 1800,
    "open_data": 3 * 3600,
}
#: The part that a whole backup writes down; how old it may be, the office says.
BACKUP = "backup"
#: So many days before the calendar's last known day its end is told of, ever more urgently.
WARNED_DAYS = (180, 90, 30)


@dataclass(frozen=True, kw_only=True)
class Sign:
    """One part of the service: its last success and its age; `used` False: this office has no such part."""

    code: str
    last_at: datetime | None
    age_seconds: int | None
    limit_seconds: int
    used: bool = True

    @property
    def silent(self) -> bool:
        """Whether nothing was heard of it for too long."""
        if not self.used:
            return False
        return self.age_seconds is None or not -_AHEAD.seconds <= self.age_seconds <= self.limit_seconds


@dataclass(frozen=True, kw_only=True)
class CalendarEnd:
    """How long the office's calendar still reaches; `within`: the nearest of WARNED_DAYS, 0 once it ended."""

    last_on: date
    days_left: int
    within: int | None


def signs_of(
    beats: Mapping[str, datetime], *, routes: Mapping[str, bool], backup_hours: int | None, now: datetime
) -> tuple[Sign, ...]:
    """Every sign; `routes`: the routes that letters leave by, each with whether people write back on it.

    Of several senders or bots the one heard of longest ago counts. `backup_hours`: how old the newest backup
    may be, None where the office has none made by the clock.
    """
    jobs = [at for part, at in beats.items() if part.startswith(JOB)]
    senders = [beats.get(f"{SENDING}{route}") for route in routes]
    bots = [beats.get(f"{BOT}{route}") for route, answers in routes.items() if answers]
    heard: dict[str, datetime | None] = {
        "worker": max(jobs, default=None),
        "sender": _oldest(senders),
        "bot": _oldest(bots),
        "facts": beats.get("job:facts"),
        "seal": beats.get("job:seal"),
        "open_data": beats.get("job:publish"),
        BACKUP: beats.get(BACKUP),
    }
    used = {"sender": bool(senders), "bot": bool(bots), BACKUP: backup_hours is not None}
    limits = {**LIMITS, BACKUP: 3600 * (backup_hours or 0)}
    return tuple(
        Sign(
            code=code,
            last_at=heard[code],
            age_seconds=None if (at := heard[code]) is None else int((now - at).total_seconds()),
            limit_seconds=limit,
            used=used.get(code, True),
        )
        for code, limit in limits.items()
    )


def calendar_end(last_on: date, today: date) -> CalendarEnd:
    """How far the calendar reaches as of a local day."""
    left = (last_on - today).days
    within = min((days for days in WARNED_DAYS if left <= days), default=None)
    return CalendarEnd(last_on=last_on, days_left=left, within=0 if left < 0 else within)


def _oldest(beats: list[datetime | None]) -> datetime | None:
    heard = [at for at in beats if at is not None]
    return min(heard) if heard and len(heard) == len(beats) else None
