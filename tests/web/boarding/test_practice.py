"""Practising on the desk's own pages: nothing of the real office changes, whatever is pressed."""

from __future__ import annotations

import html
import os
import random
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from complaints_service import clock, db
from complaints_service.db import Base
from complaints_service.edge.practice import OFFICES, PLAYED
from complaints_service.edge.resources import KEY, Service
from complaints_service.practice import offices
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from complaints_service.web.boarding.practice import TASKS
from config.rulebook import Rulebook
from tests.support.forms import Desk
from tests.support.practice import fill_once
from tests.support.visitors import Visitor, when
from tests.support.world import open_office

NOW = when("Tue 2026-11-24 14:05")
TICKET = re.compile(r'href="(/latihan/\w+/meja/MRL-[0-9A-Z-]+)')
LED = re.compile(r'(?:href|action|data-[a-z]+)="(/[^"]*)"')
#: What a page of practice may lead to outside: the frame's own links, and where practice is left.
OUTSIDE = (
    *(
        "/static/",
        "/bahasa/",
        "/akun-saya",
        "/bantuan",
        "/hak",
        "/privasi",
        "/keluar",
        "/kinerja",
        "/mulai",
        "/masukan",
        "/panduan/",
        "/tampilan",
    ),
    *("/latihan", "/"),
)
SAID = {
    "message": {"text": "Kami datang besok."},
    "question": {"text": "Di depan rumah nomor berapa?"},
    "note": {"text": "Pakai truk kecil."},
    "resolve": {"text": "Sudah dikeruk."},
    "take": {},
}

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Desk(app, open_office(app.extensions[KEY].engine, rulebook), NOW)


@pytest.fixture(autouse=True)
def _filled_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    fill_once(monkeypatch, tmp_path_factory)


def everything(desk: Desk) -> dict[str, list[str]]:
    """Every row of the real office, but for when its people's browsers were last seen."""
    with desk.office.engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"')))
            for name in Base.metadata.tables
            if name != "sign_in_session"
        }


def invented(desk: Desk, login: str) -> Service:
    real = desk.app.extensions[KEY]
    return desk.app.extensions[OFFICES].office_of(real, desk.office.accounts[login])


def entries(desk: Desk, login: str) -> int:
    with db.reading(invented(desk, login).engine) as session:
        return session.scalar(select(func.count()).select_from(TicketEvent)) or 0


def tickets_on(visitor: Visitor, address: str) -> list[str]:
    visitor.read(address)
    return sorted(set(TICKET.findall(visitor.raw)))


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_pressed_the_real_office_stays_as_it_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Facts, outbox, numbers, record, public figures: every row of every table is equal before and after."""
    desk.office.complain("Sampah menumpuk", now=NOW)
    rina, draws, now = desk.visitor("rina"), random.Random(seed), NOW
    rina.read("/latihan")
    before, told, done = everything(desk), entries(desk, "rina"), set()
    for _step in range(14):
        now += timedelta(seconds=31)
        monkeypatch.setattr(clock, "now", lambda at=now: at)
        played = draws.choice(["petugas", "petugas", "atasan"])
        view = draws.choice(["mine", "queue"])
        if not (found := tickets_on(rina, f"/latihan/{played}/meja?view={view}")):
            continue
        ticket, act = draws.choice(found), draws.choice(sorted(SAID))
        rina.read(f"{ticket}/{act}")
        if f'action="{ticket}/{act}"' not in rina.raw:
            continue
        rina.send(f"{ticket}/{act}", **SAID[act])
        if rina.status == 303:
            assert rina.location.startswith(f"/latihan/{played}/"), act
            done.add(act)
    rina.read("/latihan/petugas/meja")
    assert len(done) >= 3 and entries(desk, "rina") > told
    assert everything(desk) == before
    assert not any(path.is_file() for path in desk.app.extensions[KEY].settings.media_folder.rglob("*"))


def test_every_address_on_its_pages_stays_or_is_known_to_lead_out(desk: Desk) -> None:
    rina = desk.visitor("rina")
    for played in PLAYED:
        here = f"/latihan/{played}/meja"
        first = tickets_on(rina, f"{here}?view=done")[:1]
        for address in (here, *first, *(f"{each}/message" for each in first)):
            rina.read(address)
            assert "LATIHAN" in rina.page and "DATA CONTOH" not in rina.page, address
            led = {html.unescape(each) for each in LED.findall(rina.raw)}
            strays = {
                each
                for each in led
                if not each.startswith((f"/latihan/{played}/", *OUTSIDE[:-2])) and each not in OUTSIDE
            }
            assert not strays, address


def test_what_is_not_practised_is_not_there(desk: Desk) -> None:
    rina = desk.visitor("rina")
    number = desk.office.complain("Sampah menumpuk", now=NOW).number
    for address in (
        "loket",
        "kinerja",
        f"meja/{number}",
        "api/v1/tickets",
        "pengelola/pegawai",
        "meja/lapangan",
    ):
        rina.read(f"/latihan/petugas/{address}")
        assert rina.status == 404, address
    assert rina.client.post("/latihan/petugas/lapor", data={"text": "x"}).status_code in (400, 404)
    rina.read("/latihan/tukang/meja")
    assert rina.status == 404
    rina.read("/latihan/petugas/bantuan")
    assert (rina.status, rina.location) == (303, "/bantuan")


def test_nobody_gets_in_without_a_sign_in_of_the_real_office(desk: Desk) -> None:
    nobody = Visitor(desk.app.test_client())
    nobody.read("/latihan/petugas/meja")
    assert (nobody.status, nobody.location) == (303, "/latihan")
    nobody.read("/latihan")
    assert nobody.location.startswith("/masuk")


def test_everybody_has_an_office_of_their_own_and_may_begin_anew(desk: Desk) -> None:
    rina, kasi = desk.visitor("rina"), desk.visitor("kasi")
    ticket = tickets_on(rina, "/latihan/petugas/meja?view=mine")[0]
    fresh = entries(desk, "kasi")
    rina.send(f"{ticket}/note", of=f"{ticket}/note", text="Pakai truk kecil.")
    assert "Pakai truk kecil." in rina.read(ticket)
    assert "Pakai truk kecil." not in kasi.read(ticket)
    rina.send("/latihan/ulang", of="/latihan")
    assert "seperti baru" in rina.read(rina.location)
    assert "Pakai truk kecil." not in rina.read(ticket) and rina.status == 200
    assert entries(desk, "rina") == fresh


def test_an_office_that_nobody_practises_on_is_deleted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.visitor("rina").read("/latihan/petugas/meja")
    folder = desk.app.extensions[KEY].settings.root / offices.FOLDER
    old = set(folder.rglob("*.db"))
    at = (NOW - timedelta(days=1)).timestamp()
    for path in old:
        os.utime(path, (at, at))
    later = NOW + offices.KEPT
    monkeypatch.setattr(clock, "now", lambda: later)
    Visitor(desk.app.test_client()).sign_in(desk.office, "kasi", later).read("/latihan/petugas/meja")
    assert len(old) == 2 and not old & set(folder.rglob("*.db"))


def test_every_part_that_is_played_has_its_words(desk: Desk) -> None:
    assert set(TASKS) == set(PLAYED)
    with db.reading(invented(desk, "rina").engine) as session:
        assert session.scalar(select(func.count()).select_from(Ticket))
