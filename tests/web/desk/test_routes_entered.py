"""Mail and bot entered on a page: sealed, never shown, followed by every process, and after the environment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from complaints_service import db
from complaints_service.app import create_app
from complaints_service.cli.setup import BotsOf
from complaints_service.edge.resources import KEY
from complaints_service.jobs.sending import send_by
from complaints_service.jobs.work import Shift
from complaints_service.jobs.worker import LiveService
from complaints_service.notify.entered.models import RouteSetting
from complaints_service.notify.entered.service import entered_settings, seal_anew
from complaints_service.notify.known_routes import EMAIL
from complaints_service.rulebooks.files import files_in
from complaints_service.rulebooks.models import RulebookRelease
from complaints_service.vault.keyring import read_keyring, use_keys
from tests.services.mail_server import HOST, AnyPort, Mailbox
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
AT = "/pengelola/jalur"
SECRET = "rahasia besar/@:"
TOKEN = "123456:abcdefghijKLMNOP"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def admin(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "admin", NOW)


def mail(**more: str) -> dict[str, str]:
    asked = {"host": "surel.contoh.example", "port": "587", "secured": "starttls", "user": "kabar"}
    return {**asked, "password": SECRET, "sender": "kabar@contoh.example", **more}


def sends(admin: Visitor, where: str, **typed: str) -> int:
    admin.send(f"{AT}/{where}", of=AT, **typed)
    return admin.status


def test_a_test_letter_leaves_by_the_server_that_was_entered_and_its_result_is_told(
    admin: Visitor, app: Flask, office: Office
) -> None:
    worker = LiveService(app.extensions[KEY])
    assert worker.at(NOW).settings.smtp_url is None
    box = Mailbox()
    server = AnyPort(box, hostname=HOST, port=0)
    server.start()
    try:
        typed = mail(host=HOST, port=str(server.port), secured="none", user="", password="")
        assert sends(admin, "surel", **typed) == 303, admin.page
        shift = worker_shift(worker)
        send_by(shift, EMAIL)
        admin.send("/pengelola/uji-surel", of="/pengelola", email="saya@contoh.test")
        assert admin.status == 303, admin.page
        send_by(worker_shift(worker), EMAIL)
        assert [(one["To"], one["From"]) for one in box.mails] == [
            ("saya@contoh.test", "Kecamatan Medan Marelan <kabar@contoh.example>")
        ]
    finally:
        server.stop()
    assert "Kabar uji diterima" in admin.read("/pengelola")


def worker_shift(worker: LiveService) -> Shift:
    """What a job of a worker that looks anew has at hand."""
    worker._live.look_again()
    now = worker.at(NOW)
    return Shift(now.engine, now.rulebook, now.settings, NOW)


def test_what_is_secret_is_sealed_and_never_shown_again(admin: Visitor, app: Flask, office: Office) -> None:
    assert sends(admin, "surel", **mail()) == 303, admin.page
    assert sends(admin, "bot", credential=TOKEN, name="tanggap_contoh_bot") == 303, admin.page
    other = create_app(app.extensions[KEY].environment, app.extensions[KEY].rulebook)
    for running in (app, other):
        Visitor(running.test_client()).read("/lapor")
        settings = running.extensions[KEY].settings
        assert (settings.telegram_token, settings.telegram_name) == (TOKEN, "tanggap_contoh_bot")
    page = admin.read(AT)
    assert "kabar@contoh.example" in page and "terpasang" in page
    with db.reading(office.engine) as session:
        kept = repr(session.execute(text("SELECT * FROM route_setting, audit_event")).all())
        kept += repr(session.execute(text("SELECT * FROM idempotency_key")).all())
    for secret in (SECRET, TOKEN, "rahasia%20besar", "rahasia+besar"):
        assert secret not in page and secret not in kept
    assert sends(admin, "surel", **mail(password="", sender="lain@contoh.example")) == 303
    with db.reading(office.engine) as session:
        assert "rahasia%20besar%2F%40%3A@surel" in entered_settings(session)["smtp_url"]
    for elsewhere in ({"host": "lain.contoh.example"}, {"user": "lain"}, {"port": "25"}):
        assert sends(admin, "surel", **mail(password="", **elsewhere)) == 422
    assert sends(admin, "surel/lepas") == 303
    admin.read(AT)
    assert app.extensions[KEY].settings.smtp_url is None
    with db.reading(office.engine) as session:
        held = session.scalars(select(RouteSetting.sealed).where(RouteSetting.name == "smtp_url")).all()
    assert set(held) == {None}, "what was taken away is nowhere"


@pytest.mark.parametrize(
    "typed",
    [
        {"host": "a/b"},
        {"host": ""},
        {"port": "0"},
        {"port": "x"},
        {"secured": "nothing"},
        {"sender": "siapa"},
    ],
)
def test_a_server_that_cannot_be_is_refused_and_what_was_typed_stays(
    admin: Visitor, typed: dict[str, str]
) -> None:
    assert sends(admin, "surel", **mail(**typed)) == 422
    assert "kabar" in admin.page and SECRET not in admin.page
    assert sends(admin, "bot", credential="bukan token", name="tanggap_contoh_bot") == 422
    assert "bukan token" not in admin.page


def test_what_the_operator_set_comes_first_and_the_page_says_so(
    admin: Visitor, app: Flask, office: Office
) -> None:
    assert sends(admin, "surel", **mail()) == 303
    service = app.extensions[KEY]
    fixed = "smtp://operator.contoh.example"
    own = replace(service.environment, smtp_url=fixed)
    app.extensions[KEY] = replace(service, settings=own, own=None, entered=0)
    page = admin.read(AT)
    assert "TANGGAP_SMTP_URL di .env mendahului halaman ini" in page
    assert app.extensions[KEY].settings.smtp_url == fixed
    admin.send(f"{AT}/surel", of=AT, by=f"{AT}/bot", **mail())
    assert (admin.status, "diatur operator" in admin.page) == (422, True)


def test_another_key_of_the_office_seals_them_anew(admin: Visitor, office: Office) -> None:
    assert sends(admin, "surel", **mail()) == 303
    kept = office.engine.get_execution_options()
    use_keys(office.engine, read_keyring("baru\n" + "lama"))
    try:
        with db.reading(office.engine) as session:
            assert entered_settings(session) == {}, "a key that is gone opens nothing and stops nothing"
    finally:
        office.engine.update_execution_options(**kept)
    with db.writing(office.engine) as session:
        before = session.scalars(select(RouteSetting.sealed)).all()
        seal_anew(session)
        assert session.scalars(select(RouteSetting.sealed)).all() != before
        assert "kabar" in entered_settings(session)["smtp_url"]


def test_the_bot_follows_a_new_token_and_a_release(
    admin: Visitor, app: Flask, office: Office, tmp_path: Path
) -> None:
    bots = BotsOf(app.extensions[KEY], words=tmp_path)
    assert (bots.look(), list(bots.programs())) == ((0, 0), [])
    assert sends(admin, "bot", credential=TOKEN, name="tanggap_contoh_bot") == 303
    assert bots.look() == (0, 2)
    assert [one.environ["TANGGAP_TELEGRAM_TOKEN"] for one in bots.programs()] == [TOKEN]
    files = files_in(app.extensions[KEY].settings.rulebook)
    with db.writing(office.engine) as session:
        session.add(RulebookRelease(files=files, sha256="0" * 64, released_by="setup", released_at=NOW))
    assert bots.look() == (1, 2)
    [bot] = bots.programs()
    assert files_in(Path(bot.environ["TANGGAP_RULEBOOK"])) == files
