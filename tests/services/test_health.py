"""Health is an age: each part's last success, on /readyz and on the board, whatever the clock did meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from complaints_service import clock, db
from complaints_service.edge.resources import Service
from complaints_service.health.queries import signs
from complaints_service.health.rules import LIMITS, Sign, calendar_end, signs_of
from complaints_service.health.service import beat
from complaints_service.jobs import worker
from complaints_service.jobs.schedule import JOBS
from complaints_service.jobs.worker import Beats, bring_back, timetable
from complaints_service.notify.routes import close_route, open_route
from config.rulebook import Rulebook
from config.settings import Settings
from tests.bots.talking import bot_key
from tests.support.both import ON_BOTH
from tests.support.patience import PATIENCE_SECONDS
from tests.support.visitors import Visitor, when
from tests.support.world import Office

pytestmark = ON_BOTH

NOW = when("Tue 2026-11-24 09:00")
HOUR = timedelta(hours=1)


def of(found: tuple[Sign, ...], code: str) -> Sign:
    return next(sign for sign in found if sign.code == code)


# -- ages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "silent"),
    [(None, True), (0, False), (600, False), (601, True), (-60, False), (-61, True), (-7200, True)],
)
def test_a_success_too_old_never_seen_or_from_the_future_is_silence(age: int | None, silent: bool) -> None:
    beats = {} if age is None else {"job:facts": NOW - timedelta(seconds=age)}
    assert of(signs_of(beats, routes={}, backup_hours=None, now=NOW), "facts").silent is silent


def test_every_sign_is_told_and_what_an_office_has_not_is_no_silence() -> None:
    found = signs_of({}, routes={}, backup_hours=None, now=NOW)
    assert [sign.code for sign in found] == [*LIMITS, "backup"]
    assert [sign.code for sign in found if sign.silent] == ["worker", "facts", "seal", "open_data"]
    both = signs_of({}, routes={"email": False, "telegram": True}, backup_hours=None, now=NOW)
    assert [sign.code for sign in both if sign.silent] == list(LIMITS)


def test_of_several_senders_the_one_heard_of_longest_ago_counts() -> None:
    beats = {"job:send_email": NOW, "job:send_telegram": NOW - HOUR, "bot:telegram": NOW}
    found = signs_of(beats, routes={"email": False, "telegram": True}, backup_hours=None, now=NOW)
    assert of(found, "sender").age_seconds == 3600
    assert not of(found, "bot").silent
    one_never = signs_of(
        {"job:send_email": NOW}, routes={"email": False, "telegram": True}, backup_hours=None, now=NOW
    )
    assert of(one_never, "sender").silent


@pytest.mark.parametrize(
    ("left", "within"), [(181, None), (180, 180), (91, 180), (90, 90), (30, 30), (0, 30), (-1, 0)]
)
def test_the_calendar_warns_ever_more_urgently(left: int, within: int | None) -> None:
    last = date(2027, 12, 31)
    assert calendar_end(last, last - timedelta(days=left)).within == within


def test_a_beat_replaces_the_one_before_also_one_from_the_future(engine: Engine) -> None:
    with db.writing(engine) as session:
        open_route(session, route="email", now=NOW)
        open_route(session, route="telegram", now=NOW)
        close_route(session, route="telegram", now=NOW)
        for at in (NOW + 2 * HOUR, NOW):
            beat(session, part="job:facts", now=at)
    with db.reading(engine) as session:
        found = signs(session, backup_hours=None, now=NOW)
    assert of(found, "facts").age_seconds == 0
    assert (of(found, "sender").used, of(found, "bot").used) == (True, False)


# -- the worker's clock ------------------------------------------------------------------------------------


@pytest.fixture
def scheduler(engine: Engine, rulebook: Rulebook, settings: Settings) -> Iterator[BackgroundScheduler]:
    """The worker's timetable, standing still: a test says when it looks at the clock."""
    made = timetable(engine=engine, rulebook=rulebook, settings=settings)
    made.start(paused=True)
    yield made
    made.shutdown()


def test_a_clock_that_jumped_ahead_and_back_leaves_no_job_waiting(scheduler: BackgroundScheduler) -> None:
    """B11: every next run was written down by the wrong clock, two hours ahead."""
    now = clock.now()
    for job in JOBS:
        scheduler.modify_job(job.name, next_run_time=now + 2 * HOUR)
    assert bring_back(scheduler, now=now) == [job.name for job in JOBS if job.every_seconds < 7198]
    assert all(job.next_run_time <= now + timedelta(seconds=7200) for job in scheduler.get_jobs())
    soon = [scheduler.get_job(job.name).next_run_time for job in JOBS if job.every_seconds < 7198]
    assert set(soon) == {now}
    assert bring_back(scheduler, now=now) == []


def test_what_is_due_within_its_interval_is_left_alone(scheduler: BackgroundScheduler) -> None:
    now = clock.now()
    for job in JOBS:
        scheduler.modify_job(job.name, next_run_time=now + timedelta(seconds=job.every_seconds))
    assert bring_back(scheduler, now=now.replace(microsecond=0)) == []


@pytest.mark.parametrize("slept", [timedelta(seconds=3), 2 * HOUR, timedelta(days=400)])
def test_what_a_machine_slept_through_is_one_run_however_long(
    scheduler: BackgroundScheduler, slept: timedelta
) -> None:
    """Each missed run of a year was counted before: a quarter of an hour of a core, and more memory than there is."""
    now = clock.now()
    for job in JOBS:
        scheduler.modify_job(job.name, next_run_time=now - slept)
    assert all(
        len(job._get_run_times(now)) <= 3 for job in scheduler.get_jobs() if job.trigger.interval < slept
    )
    assert all(job.trigger.get_next_fire_time(now, now) > now for job in scheduler.get_jobs())


def test_a_job_that_begins_late_does_its_work(scheduler: BackgroundScheduler) -> None:
    """Of what began a second late on a busy machine the library says that it was missed, and waits for the next time."""
    assert {job.misfire_grace_time for job in scheduler.get_jobs()} == {None}


def test_a_job_that_was_brought_back_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = threading.Event()
    scheduler = BackgroundScheduler(timezone="Asia/Jakarta")
    scheduler.add_job(ran.set, "interval", seconds=JOBS[0].every_seconds, id=JOBS[0].name,
                      next_run_time=clock.now() + 2 * HOUR)  # fmt: skip
    scheduler.start()
    assert bring_back(scheduler, now=clock.now()) == [JOBS[0].name]
    assert ran.wait(PATIENCE_SECONDS)
    scheduler.shutdown()


def test_a_success_is_written_down_and_not_at_every_run(engine: Engine) -> None:
    beats = Beats(engine)
    for seconds, now in ((0.0, NOW), (5.0, NOW + HOUR), (21.0, NOW + 2 * HOUR)):
        beats.note("facts", now=now, monotonic=seconds)
        with db.reading(engine) as session:
            last = of(signs(session, backup_hours=None, now=now), "facts").last_at
        assert last == (NOW if seconds < 20 else now)


def test_a_job_that_fails_writes_no_success(
    engine: Engine, rulebook: Rulebook, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_shift: object) -> None:
        raise RuntimeError("no")

    job = worker.Job("facts", 15, fail)
    with pytest.raises(RuntimeError):
        worker._run_logged(
            job,
            worker.LiveService(Service(settings=settings, rulebook=rulebook, engine=engine)),
            Beats(engine),
        )
    with db.reading(engine) as session:
        assert of(signs(session, backup_hours=None, now=NOW), "facts").last_at is None


# -- what is shown -----------------------------------------------------------------------------------------


def test_readyz_tells_every_age_and_stays_ready(app: Flask, client: FlaskClient, office: Office) -> None:
    with db.writing(office.engine) as session:
        open_route(session, route="telegram", now=NOW)
        for part in ("job:facts", "job:send_telegram", "job:publish", "bot:telegram"):
            beat(session, part=part, now=NOW - timedelta(seconds=30))
        beat(session, part="job:seal", now=NOW - HOUR)
    answer = client.get("/readyz")
    told = answer.get_json()
    assert (answer.status_code, told["status"], told["silent"]) == (200, "ready", ["seal"])
    assert {code: part["age_seconds"] for code, part in told["health"].items()} == {
        "worker": 30, "sender": 30, "bot": 30, "facts": 30, "seal": 3600, "open_data": 30, "backup": None,
    }  # fmt: skip
    assert told["health"]["seal"]["last_success"] == (NOW - HOUR).isoformat()
    assert told["calendar"] == {"known_until": "2027-12-31", "days_left": 402, "warned_days": None}


def test_the_board_says_what_is_silent_and_what_to_do(
    app: Flask, client: FlaskClient, office: Office
) -> None:
    with db.writing(office.engine) as session:
        for part in ("job:facts", "job:look_again"):
            beat(session, part=part, now=NOW - timedelta(minutes=2))
    page = Visitor(client).sign_in(office, "camat", NOW).read("/papan")
    assert "Keadaan layanan" in page
    assert "terakhir berhasil 2 menit lalu" in page
    assert "Perubahan buku besar belum disegel. Periksa catatan tanggap worker." in page
    assert "Angka bulan yang lewat belum diterbitkan. Periksa catatan tanggap worker." in page
    assert "Jalankan lagi bot" not in page, "this office has none"
    assert "dikenal sampai" in page


def test_a_bot_that_asks_for_its_lease_is_alive(app: Flask, client: FlaskClient, office: Office) -> None:
    with db.writing(office.engine) as session:
        open_route(session, route="telegram", now=NOW)
    headers = {"Authorization": f"Bearer {bot_key(office.engine, NOW)}"}
    body = {"holder": "one", "seconds": 20}
    assert client.put("/api/v1/bots/telegram-123/lease", json=body, headers=headers).status_code == 200
    assert client.get("/readyz").get_json()["health"]["bot"]["age_seconds"] == 0
