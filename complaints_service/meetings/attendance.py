"""Who came to a meeting, who did not, and why not."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.errors import invalid
from complaints_service.meetings.models import Attendance
from complaints_service.texts import clean, text_problem

MAX_REASON = 200


def invited_to(session: Session, *, meeting_id: int) -> list[Attendance]:
    """Everybody a meeting is for."""
    mine = select(Attendance).where(Attendance.meeting_id == meeting_id).order_by(Attendance.officer_id)
    return list(session.scalars(mine))


def write_attendance(
    invited: Collection[Attendance], *, present: Collection[int], absent: Mapping[int, str]
) -> None:
    """Keeps who came so far and why others do not. Raises Invalid naming the reason's field."""
    for each in invited:
        each.present = True if each.officer_id in present else None
        each.reason = None if each.present else _said(each.officer_id, absent)


def fix_attendance(
    invited: Collection[Attendance], *, present: Collection[int], absent: Mapping[int, str]
) -> None:
    """Fixes who came, and why others did not."""
    write_attendance(invited, present=present, absent=absent)
    for each in invited:
        each.present = bool(each.present)


def reasons_of(session: Session, *, meeting_id: int) -> dict[int, str]:
    """Why some did not come, by member."""
    return {
        each.officer_id: each.reason for each in invited_to(session, meeting_id=meeting_id) if each.reason
    }


def _said(officer_id: int, absent: Mapping[int, str]) -> str | None:
    typed = clean(absent.get(officer_id, ""))
    if typed and (problem := text_problem(typed, maximum=MAX_REASON)):
        raise invalid(f"absent:{officer_id}", problem)
    return typed or None
