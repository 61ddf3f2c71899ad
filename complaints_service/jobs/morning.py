"""The list of the morning, to every chat of an officer that wants it."""

from __future__ import annotations

from complaints_service.duties.morning import tell_morning
from complaints_service.jobs.work import BATCH, JOB, Shift, until_done
from complaints_service.moment import Moment


def send_morning(shift: Shift) -> None:
    """Queues it once the office has opened, once a day for each."""
    until_done(
        shift,
        lambda session: tell_morning(
            Moment(session=session, now=shift.now, actor=JOB, rulebook=shift.rulebook),
            base_url=shift.settings.base_url,
            limit=BATCH,
        ),
    )
