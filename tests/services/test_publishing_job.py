"""The job of open data: each hour, once for all workers, whole or not at all; who leads sees when it fails."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from complaints_service import clock, db
from complaints_service.edge.resources import KEY, Service
from complaints_service.jobs import worker
from complaints_service.jobs.schedule import JOBS
from complaints_service.jobs.worker import Beats, run_slot
from complaints_service.openness import file_making
from complaints_service.openness.models import OpenFile, PublishedMonth, ReportStanding
from config.rulebook import Rulebook
from config.settings import Settings
from tests.support.both import ON_BOTH
from tests.support.open_office import measure
from tests.support.visitors import Visitor, when
from tests.support.world import Office, open_office

#: The last hour of October, and the hours after it.
EVE = when("Sat 2026-10-31 23:30")
HOUR = timedelta(hours=1)
JOB = next(job for job in JOBS if job.name == "publish")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    made = open_office(engine, rulebook)
    for number in range(7):
        made.complain(category="sampah", now=when("Mon 2026-10-05 09:00") + number * HOUR)
    return made


def runs(office: Office, settings: Settings, now: datetime) -> bool:
    return run_slot(JOB, engine=office.engine, rulebook=office.rulebook, settings=settings, now=now)


def kept(office: Office) -> tuple[list[str], dict[str, tuple[datetime, str]], int]:
    """The months that are published, when each file was made with its checksum, and how many have a standing."""
    with db.reading(office.engine) as session:
        files = session.scalars(select(OpenFile)).all()
        assert all(hashlib.sha256(one.body.encode()).hexdigest() == one.sha256 for one in files)
        return (
            list(session.scalars(select(PublishedMonth.month))),
            {one.form: (one.made_at, one.sha256) for one in files},
            len(session.scalars(select(ReportStanding.ticket_id)).all()),
        )


@ON_BOTH
def test_a_month_is_out_within_an_hour_of_its_end_and_once(office: Office, settings: Settings) -> None:
    """Not before its end, not while the facts are older; the second worker of an hour does nothing."""
    measure(office, EVE)
    assert runs(office, settings, EVE)
    months, empty, _standing = kept(office)
    assert months == [] and empty.keys() == {"csv", "json", "geojson"}
    assert runs(office, settings, EVE + HOUR)
    assert kept(office)[:2] == ([], empty), "the last hour of the month is in no fact yet"
    measure(office, EVE + HOUR)
    assert not runs(office, settings, EVE + HOUR + timedelta(minutes=20)), "that hour was another worker's"
    assert runs(office, settings, EVE + 2 * HOUR)
    months, files, standing = kept(office)
    assert (months, standing) == (["2026-10"], 7)
    assert {at for at, _sum in files.values()} == {EVE + 2 * HOUR}
    assert all(files[form][1] != empty[form][1] for form in files)
    assert runs(office, settings, EVE + 3 * HOUR)
    assert kept(office) == (months, files, standing), "nothing new, nothing made anew"


@ON_BOTH
def test_what_breaks_leaves_the_files_before_whole_and_is_told(
    app: Flask,
    client: FlaskClient,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No month without its files, no standing without its month; log, board and /readyz say so."""
    service: Service = app.extensions[KEY]
    measure(office, EVE)
    assert runs(office, service.settings, EVE)
    before = kept(office)
    measure(office, EVE + HOUR)

    def full(*_given: object, **_named: object) -> str:
        raise OSError("no space left")

    monkeypatch.setattr(clock, "now", lambda: EVE + 2 * HOUR)
    rules = worker.LiveService(service)
    with monkeypatch.context() as broken:
        broken.setattr(file_making, "file_body", full)
        with pytest.raises(OSError, match="no space"), caplog.at_level(logging.ERROR):
            worker._run_logged(JOB, rules, Beats(office.engine))
    assert "job publish failed" in caplog.text
    assert kept(office) == before
    assert "open_data" in client.get("/readyz").get_json()["silent"]
    page = Visitor(client).sign_in(office, "camat", EVE + 2 * HOUR).read("/papan")
    assert "Angka bulan yang lewat belum diterbitkan. Periksa catatan tanggap worker." in page

    monkeypatch.setattr(clock, "now", lambda: EVE + 3 * HOUR)
    worker._run_logged(JOB, rules, Beats(office.engine))
    assert kept(office)[0] == ["2026-10"]
    assert "open_data" not in client.get("/readyz").get_json()["silent"]
