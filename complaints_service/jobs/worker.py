"""Runs the timetable with APScheduler; many workers at once do nothing twice.

APScheduler writes down when a job runs next by the wall clock. A clock that jumped ahead and back would leave
every job waiting for an hour that is long in coming, so what lies too far ahead is brought back here.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.resources import Service
from complaints_service.edge.rulebook import LiveRules
from complaints_service.edge.transaction import writing
from complaints_service.health.rules import JOB
from complaints_service.health.service import beat
from complaints_service.jobs.models import JobRun
from complaints_service.jobs.schedule import JOBS, Job
from complaints_service.jobs.work import Shift
from config.rulebook import Rulebook
from config.settings import Settings

logger = logging.getLogger(__name__)

#: How often the timetable is held against the clock, and how often at most a job's success is written down.
LOOK_SECONDS, BEAT_SECONDS = 5.0, 20.0
#: Instants are cut to whole seconds; a job that is due in a moment has not strayed.
_SLACK = timedelta(seconds=2)


class Every(IntervalTrigger):
    """So many seconds after the last run; runs that were left out are not counted through.

    The library names each run that a sleeping machine or a clock that jumped left out, to take the last of
    them: after a month of a job four times a second, ten million.
    """

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """When it runs next; at once where that was more than one interval ago."""
        following: datetime = super().get_next_fire_time(previous_fire_time, now)
        return max(following, now) if now - following > self.interval else following


def run_slot(job: Job, *, engine: Engine, rulebook: Rulebook, settings: Settings, now: datetime) -> bool:
    """Runs a job for the slot `now` falls in, unless another worker has it; returns whether it ran."""
    slot = slot_of(now, job.every_seconds)
    if job.alone and not writing(lambda session: _claim(session, job, slot, now), engine):
        return False
    job.run(Shift(engine, rulebook, settings, now))
    return True


def bring_back(scheduler: BackgroundScheduler, *, now: datetime) -> list[str]:
    """Lets jobs run now whose next run lies further ahead than their interval; returns their names."""
    latest = {job.name: now + timedelta(seconds=job.every_seconds) + _SLACK for job in JOBS}
    strayed = [name for name, until in latest.items() if _strayed(scheduler, name, until)]
    for name in strayed:
        scheduler.modify_job(name, next_run_time=now)
    return strayed


def _strayed(scheduler: BackgroundScheduler, name: str, latest: datetime) -> bool:
    job = scheduler.get_job(name)
    return job is not None and job.next_run_time is not None and job.next_run_time > latest


def slot_of(now: datetime, every_seconds: float) -> datetime:
    """The start of the slot an instant falls in, the same for every worker."""
    seconds = int(now.timestamp())
    return datetime.fromtimestamp(seconds - seconds % every_seconds, UTC)


def serve(*, engine: Engine, rulebook: Rulebook, settings: Settings, jobs: Iterable[Job] = JOBS) -> None:
    """Works through its jobs until the process is told to stop."""
    # A job that takes longer than its interval is not started twice; that is no news.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = timetable(engine=engine, rulebook=rulebook, settings=settings, jobs=jobs)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    scheduler.start()
    while not stopped.wait(LOOK_SECONDS):
        if strayed := bring_back(scheduler, now=clock.now()):
            logger.warning("the clock went back: %s would have waited", ", ".join(strayed))
    scheduler.shutdown(wait=True)


def timetable(
    *, engine: Engine, rulebook: Rulebook, settings: Settings, jobs: Iterable[Job] = JOBS
) -> BackgroundScheduler:
    """The jobs on a scheduler that is not started; each is due at once."""
    scheduler, beats = BackgroundScheduler(timezone="Asia/Jakarta"), Beats(engine)
    rules = LiveService(Service(settings=settings, rulebook=rulebook, engine=engine))
    for job in jobs:
        scheduler.add_job(
            _run_logged,
            Every(seconds=job.every_seconds, timezone=scheduler.timezone),
            args=(job, rules, beats),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,  # begun late it does its work all the same, not in an hour
            next_run_time=clock.now(),
        )
    return scheduler


class LiveService:
    """By what every run goes: the rules that hold when it begins."""

    def __init__(self, service: Service) -> None:
        self._service, self._live = service, LiveRules()

    def at(self, now: datetime) -> Service:
        """The service by the rules that hold at an instant."""
        self._service = self._live.of(self._service, at=now)
        return self._service


class Beats:
    """Writes down successes of jobs, not more often than anybody needs to know."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._written: dict[str, float] = {}

    def note(self, job: str, *, now: datetime, monotonic: float) -> None:
        """A job did its work. `monotonic`: seconds that no clock moves."""
        if monotonic - self._written.get(job, -BEAT_SECONDS) < BEAT_SECONDS:
            return
        writing(lambda session: beat(session, part=f"{JOB}{job}", now=now), self._engine)
        self._written[job] = monotonic


def _run_logged(job: Job, rules: LiveService, beats: Beats) -> None:
    try:
        now = clock.now()
        service = rules.at(now)
        if run_slot(
            job, engine=service.engine, rulebook=service.rulebook, settings=service.settings, now=now
        ):
            beats.note(job.name, now=clock.now(), monotonic=time.monotonic())
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
