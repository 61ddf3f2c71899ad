"""Photos of pages where files lie in a bucket: sent, seen, swept, and nothing typed lost while it is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints_service import clock
from complaints_service.edge.resources import KEY
from complaints_service.file_store.opening import open_store
from complaints_service.intake.sweeping import sweep
from complaints_service.jobs.sweeping import sweep_files
from complaints_service.jobs.work import Shift
from config.rulebook import Rulebook
from config.settings import Settings
from tests.support.photos import kept_files, photo, upload
from tests.support.s3_server import fresh_bucket
from tests.support.visitors import Visitor, when
from tests.support.world import Office, open_office
from tests.web.citizen.test_photos import REPORT, WORD, report

NOW = when("Tue 2026-11-24 14:05")
AWAY = "s3+http://kantor:rahasia-sekali@127.0.0.1:9/media"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, media_url=fresh_bucket())


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(app.extensions[KEY].engine, rulebook)


@pytest.fixture
def citizen(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client)


def moved(app: Flask, media_url: str) -> str:
    """From now on the service looks for its files there; where it did before."""
    service = app.extensions[KEY]
    app.extensions[KEY] = replace(service, settings=replace(service.settings, media_url=media_url))
    return str(service.settings.media_url)


def test_a_photo_is_sent_and_seen_and_outlives_the_sweep(
    citizen: Visitor, office: Office, app: Flask, settings: Settings, rulebook: Rulebook
) -> None:
    number = report(citizen, upload("a.png"), upload("b.png", photo(1)))
    files = kept_files(office.engine, number)
    store = open_store(settings.media_url)
    assert {each.path for each in store.every()} == {each.path for each in files} and len(files) == 2
    for ending in ("", "/kecil"):
        answer = citizen.client.get(f"/laporan/{number}/berkas/{files[0].id}{ending}")
        assert (answer.status_code, answer.mimetype, answer.data[:2]) == (200, "image/jpeg", b"\xff\xd8")
    sweep_files(Shift(office.engine, rulebook, settings, clock.now() + timedelta(days=3)))
    assert {each.path for each in files} < {each.path for each in store.every()}
    store.remove(files[1].path or "")
    assert citizen.client.get(f"/laporan/{number}/berkas/{files[1].id}").status_code == 404


def test_killed_between_the_upload_and_the_commit_the_file_is_swept_and_comes_with_the_next_sending(
    citizen: Visitor, office: Office, app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """No handler sees it, as of a process that is gone."""

    def killed(*_given: object, **_named: object) -> None:
        raise Killed

    store = open_store(settings.media_url)
    with monkeypatch.context() as patched:
        patched.setattr("complaints_service.edge.files.sent_files.attach", killed)
        patched.setattr("complaints_service.edge.files.sent_files.attach_from_citizen", killed)
        with pytest.raises(Killed):
            report(citizen, upload("a.png"))
    orphans = {each.path for each in store.every()}
    assert len(orphans) == 1, "it was kept before anything was written down"
    number = report(citizen, upload("a.png"))
    assert {each.path for each in kept_files(office.engine, number)} == orphans
    assert sweep(store, named=lambda paths: orphans & set(paths), now=NOW + timedelta(days=999)) == 0
    assert sweep(store, named=lambda _paths: (), now=NOW + timedelta(days=999)) == 1


def test_while_the_bucket_is_away_nothing_typed_is_lost_and_pages_go_on(
    citizen: Visitor, office: Office, app: Flask, settings: Settings
) -> None:
    number = report(citizen, upload("a.png"))
    file = kept_files(office.engine, number)[0].id
    here = moved(app, AWAY)
    page = citizen.send(
        "/lapor", of="/lapor", **{**REPORT, "text": "Parit di Gang Lain.", "files": [upload("c.png")]}
    )
    assert citizen.status == 422 and "c.png belum tersimpan" in page and "Parit di Gang Lain." in page
    assert f"/laporan/{number}/berkas/{file}" in citizen.read(f"/laporan/{number}")
    assert citizen.client.get(f"/laporan/{number}/berkas/{file}").status_code == 503
    moved(app, here)
    assert citizen.client.get(f"/laporan/{number}/berkas/{file}").status_code == 200


def test_a_form_keeps_the_photo_it_has_while_the_bucket_is_away(
    citizen: Visitor, office: Office, app: Flask
) -> None:
    page = citizen.send("/lapor", of="/lapor", **{**REPORT, "text": "", "files": [upload("a.png")]})
    (field, word), *_others = WORD.findall(page)
    here = moved(app, AWAY)
    citizen.send("/lapor", of="/lapor", **{**REPORT, field: word})
    assert citizen.status == 303
    number = citizen.location.removeprefix("/laporan/").removesuffix("/bukti")
    moved(app, here)
    assert (
        citizen.client.get(f"/laporan/{number}/berkas/{kept_files(office.engine, number)[0].id}").status_code
        == 200
    )
