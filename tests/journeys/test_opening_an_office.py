"""An office from nothing to its first resolved report, by pages alone, after the one command that starts it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from complaints_service import clock
from complaints_service.cli.setup import first_start, prepare
from complaints_service.edge.resources import KEY
from tests.support.visitors import Visitor, when

MONDAY = when("Mon 2026-11-23 08:30")
REPORT = {
    "text": "Parit tumpat di Gang Contoh.", "category": "drainase_banjir", "about_office": "no",
    "kelurahan": "12.71.12.1002", "lat": "", "lng": "", "address": "Gang Contoh 3",
    "privacy": "confidential", "name": "", "phone": "", "email": "",
}  # fmt: skip
#: Who is entered: login -> name and post. The fewest with whom a report on drains finds its way.
PEOPLE = {
    "camat": ("Camat Contoh", "camat"),
    "kasi": ("Kasi Contoh", "kasi_sarpras"),
    "rina": ("Rina Contoh", "pelaksana_sarpras"),
}
WORDS = {
    "admin": "perahu kayu di muara",
    "camat": "ombak teduh di pesisir",
    "kasi": "jembatan tua di hulu",
    "rina": "bakau hijau di tepian",
}


@pytest.fixture
def link(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the start of an empty office prints, on a Monday morning."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    service = app.extensions[KEY]
    empty = replace(service, settings=replace(service.settings, demo=False))
    ready = prepare(empty, now=MONDAY).service
    app.extensions[KEY] = ready
    printed = "\n".join(first_start(ready, now=MONDAY))
    found = re.search(r"/sandi/[\w-]+", printed)
    assert found is not None, printed
    return found.group()


def chooses(app: Flask, link: str, login: str) -> Visitor:
    """Somebody opens their link, chooses a password and signs in with it, in a browser of their own."""
    visitor = Visitor(app.test_client())
    visitor.send(link, of=link, password=WORDS[login], again=WORDS[login])
    assert visitor.status == 303, visitor.page
    visitor.send("/masuk", of="/masuk", login=login, password=WORDS[login])
    assert visitor.status == 303, visitor.page
    return visitor


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_office_opens_on_monday_by_pages_alone(app: Flask, link: str) -> None:
    admin = chooses(app, link, "admin")
    assert "Masih" in admin.read("/pengelola")
    for step in ("structure", "calendar"):
        admin.send("/pengelola/periksa", of="/pengelola", step=step)
        assert admin.status == 303
    staff = {login: enters(app, admin, login) for login in PEOPLE}
    at = staff["camat"][0]
    admin.send(f"{at}/peran", of=at, role="dispatcher", unit="")
    assert admin.status == 303, admin.page
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", admin.read("/pengelola")))
    assert "3 orang, 3 punya akun, 3 sudah memilih kata sandi." in page
    assert "Semua petugas terjangkau, dan setiap antrean dibuka seseorang." in page

    citizen = Visitor(app.test_client())
    citizen.send("/lapor", of="/lapor", **REPORT)
    assert citizen.status == 303, citizen.page
    number = re.search(r"MRL-2611-\w{5}", citizen.location)
    assert number is not None, citizen.location
    rina = staff["rina"][1]
    desk = f"/meja/{number.group()}"
    rina.send(f"{desk}/resolve", of=f"{desk}/resolve", text="Parit sudah dikeruk dan air mengalir lagi.")
    assert rina.status == 303, rina.page
    assert "Parit sudah dikeruk" in citizen.read(f"/laporan/{number.group()}")
    assert "Sudah ada laporan yang masuk dan diselesaikan." in admin.read("/pengelola")


def enters(app: Flask, admin: Visitor, login: str) -> tuple[str, Visitor]:
    """The administrator enters somebody and hands over a link; where their page is, and their browser."""
    name, position = PEOPLE[login]
    admin.send(
        "/pengelola/pegawai",
        of="/pengelola/pegawai",
        name=name, employment="non_asn", position=position, login=login, on="2026-11-23", reason="SK 1/2026",
    )  # fmt: skip
    assert admin.status == 303, admin.page
    at = admin.location
    shown = admin.send(f"{at}/tautan", of=at)
    link = re.search(r"/sandi/[\w-]+", shown)
    assert link is not None, shown
    return at, chooses(app, link.group(), login)
