"""What a run of minutes needs of a service that waits for hours: a clock of its own, and shorter waits.

Only constants are moved. Their order stays: a lease outlives a send, a second try comes after the lease.
"""

from __future__ import annotations

from dataclasses import replace
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
    # So does what looks after it: by the shifted clock it would have every job begin anew at every look.
    worker.bring_back = lambda scheduler, **_now: bring_back(scheduler, now=real_now())


def shorten_waits() -> None:
    """Minutes become seconds."""
    worker.JOBS = tuple(
        replace(job, every_seconds=0.2) if job.name.startswith("send_") else job for job in worker.JOBS
    )
    outbox.LEASE = timedelta(seconds=5)
    outcomes.AGAIN_AFTER = timedelta(seconds=1)
    outcomes.FIRST_WAIT = timedelta(seconds=1)
    application.LEASE_SECONDS = 1
    application.RENEW_SECONDS = 0.3
    application.IDLE_SECONDS = 0.1
    application.FIRST_PAUSE = 0.1
    application.LONGEST_PAUSE = 1.0
