"""The list of what an office needs before it can work: each step by itself, and letters that try a route out."""

from __future__ import annotations

import re
from collections import deque

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import db
from complaints_service.accounts.service import grant_role
from complaints_service.audit.queries import events_about
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders import Later
from complaints_service.people.models import Unit
from config.rulebook import Rulebook
from tests.services.post import Postman, open_mail, room_of, run
from tests.support.visitors import Visitor, when
from tests.support.world import SETUP, Office

NOW = when("Tue 2026-11-24 14:05")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def admin(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "admin", NOW)


def step(page: str, title: str) -> str:
    """What the page says of one step."""
    found = re.search(rf"<h3>{title}</h3>(.*?)</li>", page, re.DOTALL)
    assert found is not None, title
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group(1))).strip()


def test_each_step_is_open_until_it_is_done(admin: Visitor, office: Office) -> None:
    page = admin.read("/pengelola")
    assert step(page, "Unit dan jabatan").startswith("belum")
    assert (
        step(page, "Orang dan akunnya")
        == "selesai 8 orang, 8 punya akun, 8 sudah memilih kata sandi. Pegawai dan akun"
    )
    assert step(page, "Surel") == "belum Belum terpasang: isi server surelnya. Jalur kabar"
    assert "Belum ada laporan" in step(page, "Laporan pertama dicoba")
    assert "Belum dijadwalkan" in step(page, "Cadangan")
    admin.send("/pengelola/periksa", of="/pengelola", step="structure")
    assert (admin.status, admin.location) == (303, "/pengelola")
    page = admin.read("/pengelola")
    assert "selesai" in step(page, "Unit dan jabatan")
    assert step(page, "Jam kerja dan hari libur").startswith("belum"), "each is confirmed by itself"
    with db.reading(office.engine) as session:
        told = events_about(session, subject="opening:structure")
    assert [(each.kind, each.actor) for each in told] == [
        ("opening.confirmed", f"account:{office.accounts['admin']}")
    ]
    number = office.complain(now=NOW).number
    assert "Ada laporan yang masuk" in step(admin.read("/pengelola"), "Laporan pertama dicoba")
    office.act("rina", number, "resolve", now=NOW, text="Parit sudah dikeruk dan air mengalir lagi.")
    assert "selesai" in step(admin.read("/pengelola"), "Laporan pertama dicoba")
    assert "Membuka kantor" in admin.read("/meja")


def test_a_test_letter_says_whether_mail_leaves(admin: Visitor, office: Office, rulebook: Rulebook) -> None:
    open_mail(office, NOW)
    assert "belum diuji" in step(admin.read("/pengelola"), "Surel")
    refused = admin.send("/pengelola/uji-surel", of="/pengelola", email="bukan surel")
    assert (admin.status, "Alamat surel ini tidak lengkap." in refused, "bukan surel" in refused) == (
        422,
        True,
        True,
    )
    admin.send("/pengelola/uji-surel", of="/pengelola", email="uji@contoh.example")
    assert "sedang dikirim" in step(admin.read("/pengelola"), "Surel")
    room = room_of(office.engine, rulebook)
    down = Postman(answers=deque([Later("sign-in refused (535)")]))
    letters = run(room, down, NOW)
    assert [(each.address, each.subject) for each in letters] == [("uji@contoh.example", "Kabar uji")]
    assert "sign-in refused (535)" in step(admin.read("/pengelola"), "Surel")
    admin.send("/pengelola/uji-surel", of="/pengelola", email="uji2@contoh.example")
    run(room, Postman(), NOW)
    assert step(admin.read("/pengelola"), "Surel").startswith("selesai Kabar uji diterima")
    for _ in range(9):
        admin.send("/pengelola/uji-surel", of="/pengelola", email="uji@contoh.example")
    assert (admin.status, "Sudah sepuluh kabar uji" in admin.page) == (429, True)


def test_it_is_for_who_administers_the_whole_office(client: FlaskClient, office: Office) -> None:
    with db.writing(office.engine) as session:
        account = office.accounts["hasan"]
        unit = session.scalar(select(Unit.id).where(Unit.code == "TRANTIB"))
        grant_role(session, account_id=account, role="administrator", unit_id=unit, now=NOW, actor=SETUP)
    for login in ("rina", "camat", "meja", "auditor", "hasan"):
        visitor = Visitor(client).sign_in(office, login, NOW)
        visitor.read("/pengelola")
        assert visitor.status == 404, login
        assert "Membuka kantor" not in visitor.read("/meja"), login


def test_the_bot_is_tried_by_ones_own_chat_alone(client: FlaskClient, office: Office) -> None:
    with db.writing(office.engine) as session:
        open_route(session, route="telegram", now=NOW)
        account = office.accounts["camat"]
        grant_role(session, account_id=account, role="administrator", unit_id=None, now=NOW, actor=SETUP)
    camat = Visitor(client).sign_in(office, "camat", NOW)
    assert "Kirim kabar uji ke obrolan saya" in camat.read("/pengelola")
    camat.send("/pengelola/uji-obrolan")
    assert (camat.status, "Tautkan dahulu obrolan Anda di Akun saya." in camat.page) == (422, True)
    admin = Visitor(client).sign_in(office, "admin", NOW)
    assert "Kirim kabar uji ke obrolan saya" not in admin.read("/pengelola")
