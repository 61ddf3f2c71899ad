"""Reminds whoever belongs to a meeting: the day before it and on its morning, each once, by chat or mail."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from complaints_service.meetings.models import Attendance, Meeting
from complaints_service.moment import Moment
from complaints_service.notify.models import Outbox
from complaints_service.notify.officers.reaching import reached_by
from complaints_service.notify.service import Recipient
from complaints_service.people.models import Officer

TOMORROW, TODAY = "meeting_tomorrow", "meeting_today"
KINDS = (TOMORROW, TODAY)


def remind(moment: Moment) -> int:
    """Queues what is due of meetings that have not begun; how many letters it was.

    Letters wait for the end of quiet hours, so that one of the morning comes in the morning.
    """
    today = moment.rulebook.local_date(moment.now)
    queued = 0
    for meeting in _coming(moment.session, moment.now):
        days = (moment.rulebook.local_date(meeting.starts_at) - today).days
        kind = {0: TODAY, 1: TOMORROW}.get(days)
        if kind is not None:
            queued += _tell(moment, meeting, kind)
    return queued


def call_back(session: Session, *, meeting_id: int, now: datetime) -> int:
    """Takes back what waits to be sent of a meeting that will not be, or was; how many letters it was."""
    invited = session.scalars(select(Attendance.officer_id).where(Attendance.meeting_id == meeting_id)).all()
    keys = [_key(meeting_id, kind, officer) for kind in KINDS for officer in invited]
    called = session.execute(
        update(Outbox)
        .where(Outbox.key.in_(keys), Outbox.state.in_(("queued", "uncertain")))
        .values(state="suppressed", settled_at=now, reason="the meeting is over or cancelled")
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    return len(called.all())


def _coming(session: Session, now: datetime) -> Sequence[Meeting]:
    soon = (Meeting.starts_at > now, Meeting.starts_at < now + timedelta(days=2))
    planned = select(Meeting).where(Meeting.state == "planned", *soon)
    return session.scalars(planned.order_by(Meeting.starts_at, Meeting.id)).all()


def _tell(moment: Moment, meeting: Meeting, kind: str) -> int:
    session = moment.session
    members = session.scalars(
        select(Attendance.officer_id)
        .join(Officer, Officer.id == Attendance.officer_id)
        .where(Attendance.meeting_id == meeting.id, Officer.active)
    ).all()
    keys = {each: _key(meeting.id, kind, each) for each in members}
    told = set(session.scalars(select(Outbox.key).where(Outbox.key.in_(keys.values()))))
    waiting = [each for each in members if keys[each] not in told]
    rows = [
        _row(moment, meeting, kind, keys[officer], to)
        for officer, to in reached_by(session, waiting, moment.now).items()
    ]
    if rows:
        session.execute(insert(Outbox), rows)
    return len(rows)


def _row(moment: Moment, meeting: Meeting, kind: str, key: str, to: Recipient) -> dict[str, Any]:
    local = meeting.starts_at.astimezone(moment.rulebook.calendar(moment.rulebook.office.calendar).zone)
    place = f", {meeting.place}" if meeting.place else ""
    return {
        "key": key,
        "kind": kind,
        "route": to.route,
        "address": to.address,
        "language": to.language,
        "params": {"at": f"{local:%H.%M}", "place": place, "path": f"/rapat/{meeting.id}"},
        "state": "queued",
        "created_at": moment.now,
    }


def _key(meeting_id: int, kind: str, officer_id: int) -> str:
    return hashlib.sha256(f"{kind}|{meeting_id}|{officer_id}".encode()).hexdigest()
