"""Runs the timetable with APScheduler; many workers at once do nothing twice."""

from __future__ import annotations

import logging
import signal
import threading
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.transaction import writing
from complaints_service.jobs.models import JobRun
from complaints_service.jobs.schedule import JOBS, Job
from complaints_service.jobs.work import Shift
from config.rulebook import Rulebook
from config.settings import Settings

logger = logging.getLogger(__name__)


def run_slot(job: Job, *, engine: Engine, rulebook: Rulebook, settings: Settings, now: datetime) -> bool:
    """Runs a job for the slot `now` falls in, unless another worker has it; returns whether it ran."""
    slot = slot_of(now, job.every_seconds)
    if job.alone and not writing(lambda session: _claim(session, job, slot, now), engine):
        return False
    job.run(Shift(engine, rulebook, settings, now))
    return True


def slot_of(now: datetime, every_seconds: float) -> datetime:
    """The start of the slot an instant falls in, the same for every worker."""
    seconds = int(now.timestamp())
    return datetime.fromtimestamp(seconds - seconds % every_seconds, UTC)


def serve(*, engine: Engine, rulebook: Rulebook, settings: Settings) -> None:
    """Works until the process is told to stop."""
    # A job that takes longer than its interval is not started twice; that is no news.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone="Asia/Jakarta")
    for job in JOBS:
        scheduler.add_job(
            _run_logged,
            "interval",
            seconds=job.every_seconds,
            args=(job, engine, rulebook, settings),
            id=job.name,
            max_instances=1,
            coalesce=True,
            next_run_time=clock.now(),
        )
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    scheduler.start()
    stopped.wait()
    scheduler.shutdown(wait=True)


def _run_logged(job: Job, engine: Engine, rulebook: Rulebook, settings: Settings) -> None:
    try:
        run_slot(job, engine=engine, rulebook=rulebook, settings=settings, now=clock.now())
    except Exception:
        # The timetable goes on; the next slot tries again, and verdicts do not depend on when it does.
        logger.exception("job %s failed", job.name)
        raise


def _claim(session: Session, job: Job, slot: datetime, now: datetime) -> bool:
    build = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    claimed = session.execute(
        build(JobRun)
        .values(job=job.name, slot=slot, started_at=now)
        .on_conflict_do_nothing()
        .returning(JobRun.job)
    )
    return claimed.first() is not None
