"""What a run of minutes needs of a service that waits for hours: a clock of its own, and shorter waits.

Only constants are moved. A second try still comes after the lease. But a lease of seconds, by a clock of whole seconds,
does not outlive every wait for SQLite's one writer, nor the longest wait for an answer, as one of minutes does: on a
busy machine some run out while their sender lives, and the witness counts them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from bots.telegram import application
from complaints_service import clock
from complaints_service.jobs import worker
from complaints_service.notify import outbox, outcomes

real_now = clock.now


def shift_clock(told: Path) -> None:
    """The service's clock goes as the machine's does, as many seconds before or after it as a file says by then."""

    def shifted() -> datetime:
        return real_now() + timedelta(seconds=int(told.read_text()))

    clock.now = shifted
    add_job = BackgroundScheduler.add_job

    def add_at_once(self: BackgroundScheduler, *job: Any, **words: Any) -> Any:
        # The scheduler goes by the machine's own clock.
        return add_job(self, *job, **{**words, "next_run_time": real_now()})

    BackgroundScheduler.add_job = add_at_once
    bring_back = worker.bring_back

    def bring_back_by_its_clock(scheduler: BackgroundScheduler, *, now: datetime) -> list[str]:
        # By the service's clock each job would lie days ahead, and be brought back days too far, at every look.
        del now
        return bring_back(scheduler, now=real_now())

    worker.bring_back = bring_back_by_its_clock


def shorten_waits() -> None:
    """Minutes become seconds."""
    outbox.LEASE = timedelta(seconds=5)
    outcomes.AGAIN_AFTER = timedelta(seconds=1)
    outcomes.FIRST_WAIT, outcomes.LONGEST_WAIT = timedelta(seconds=1), timedelta(seconds=4)
    application.LEASE_SECONDS = 1
    application.RENEW_SECONDS = 0.3
    application.IDLE_SECONDS = 0.1
    application.FIRST_PAUSE = 0.1
    application.LONGEST_PAUSE = 1.0
