"""Reads the signs of the service, and how far its calendar reaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import literal, null, select, union_all
from sqlalchemy.orm import Session

from complaints_service.health.models import Heartbeat
from complaints_service.health.rules import CalendarEnd, Sign, calendar_end, signs_of
from complaints_service.notify.known_routes import is_chat
from complaints_service.notify.models import RouteState
from config.rulebook import Rulebook


def signs(session: Session, *, backup_hours: int | None, now: datetime) -> tuple[Sign, ...]:
    """Every sign of this office, in one statement; `backup_hours`: how old its newest backup may be."""
    beats = select(literal("beat"), Heartbeat.part, Heartbeat.at)
    routes = select(literal("route"), RouteState.route, null()).where(RouteState.closed_at.is_(None))
    both: Any = union_all(beats, routes)
    rows = session.execute(both).all()
    return signs_of(
        {name: at for sort, name, at in rows if sort == "beat"},
        routes={name: is_chat(name) for sort, name, _at in rows if sort == "route"},
        backup_hours=backup_hours,
        now=now,
    )


def known_until(rulebook: Rulebook, *, now: datetime) -> CalendarEnd:
    """How far the calendars reach that clocks run on now: the office's, and those its policy names."""
    today = rulebook.local_date(now)
    codes = {rulebook.office.calendar, *_named(rulebook, today)}
    return calendar_end(min(rulebook.calendar(code).last_on for code in codes), today)


def _named(rulebook: Rulebook, today: date) -> Iterable[str]:
    in_force = [policy for policy in rulebook.policies if policy.effective_from <= today]
    return (row.calendar for row in in_force[-1].rows) if in_force else ()
