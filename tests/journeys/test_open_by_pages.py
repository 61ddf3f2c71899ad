"""Another office than the one of the files, from nothing to its first resolved report, by pages alone."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from complaints_service import clock
from complaints_service.app import create_app
from complaints_service.cli.setup import first_start, prepare
from complaints_service.edge.resources import KEY
from complaints_service.jobs.worker import LiveService
from tests.support.visitors import Visitor, when

MONDAY = when("Mon 2026-11-23 08:30")
AT = "/pengelola/buka"
OFFICE = {
    "code": "contoh", "prefix": "CTH", "name": "Puskesmas Contoh", "name_en": "Sample Health Centre",
    "city": "Kota Contoh", "province": "Sumatera Utara", "zone": "Asia/Makassar", "address": "Jalan Contoh 1",
    "phone": "",
}  # fmt: skip
REPORT = {
    "text": "Antrean di loket terlalu panjang.", "category": "antrean", "about_office": "no",
    "kelurahan": "12.71.12.1002", "lat": "", "lng": "", "address": "Gang Contoh 3",
    "privacy": "confidential", "name": "", "phone": "", "email": "",
}  # fmt: skip
PEOPLE = {"kapus": ("Kepala Contoh", "kapus"), "rina": ("Rina Contoh", "kepala_klinik")}
PASSWORD = "perahu kayu di muara"


@pytest.fixture
def admin(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """The first administrator of an empty office, signed in on a Monday morning."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    service = app.extensions[KEY]
    ready = prepare(replace(service, settings=replace(service.settings, demo=False)), now=MONDAY).service
    app.extensions[KEY] = ready
    found = re.search(r"/sandi/[\w-]+", "\n".join(first_start(ready, now=MONDAY)))
    assert found is not None
    return _chooses(app, found.group(), "admin")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_office_of_another_kind_opens_by_pages_alone(app: Flask, admin: Visitor) -> None:
    _saves(admin, "kantor", **OFFICE)
    _saves(admin, "unit/templat", template="puskesmas")
    clinic = {
        "code": "KLINIK",
        "name": "Klinik Umum",
        "name_en": "Clinic",
        "under": "PKM",
        "head": "Kepala Klinik",
    }
    _saves(admin, "unit/tambah", **clinic)
    _saves(
        admin,
        "jam",
        mon="08:00-14:00",
        tue="08:00-14:00",
        wed="08:00-14:00",
        thu="08:00-14:00",
        fri="08:00-11:30",
        sat="08:00-12:00",
    )
    _saves(admin, "jam/tutup", on="2026-12-01", name="Hari jadi")
    _saves(
        admin, "jenis/tambah",
        code="antrean", kind="complaint", name="Antrean", name_en="Queues", hint="Terlalu lama.", hint_en="Too long.",
        unit="KLINIK",
    )  # fmt: skip
    _saves(admin, "jenis", **{"unit.antrean": "KLINIK", "answer.antrean": "1", "solve.antrean": "3"})
    assert "MRL" in app.extensions[KEY].rulebook.office.prefix
    _releases(admin)
    live = app.extensions[KEY].rulebook
    assert (live.office.prefix, live.office.zone) == ("CTH", "Asia/Makassar")

    for login in PEOPLE:
        _enters(app, admin, login)
    rows = "name,employment,position,code\nSiti Contoh,non_asn,pelaksana_klinik,S1\nSalah Contoh,non_asn,tak_ada,S2\n"
    at = f"{AT}/orang"
    assert "1 baru, 0 diperbarui, 0 tetap, 1 baris ditolak." in admin.send(at, of=at, rows=rows, trial="1")
    assert "Siti Contoh" not in admin.read("/pengelola/pegawai")
    admin.send(at, of=at, rows=rows)
    assert "Siti Contoh" in admin.read("/pengelola/pegawai")
    tried = admin.read(f"{AT}/penyaluran?category=antrean")
    assert "Klinik Umum" in tried and "ada yang menerima" in tried
    citizen = Visitor(app.test_client())
    assert "Puskesmas Contoh" in citizen.read("/lapor")
    citizen.send("/lapor", of="/lapor", **REPORT)
    number = re.search(r"CTH-2611-\w{5}", citizen.location)
    assert number is not None, citizen.page
    rina = _signs_in(app, "rina")
    desk = f"/meja/{number.group()}"
    rina.send(f"{desk}/resolve", of=f"{desk}/resolve", text="Loket kedua sudah dibuka setiap pagi.")
    assert rina.status == 303, rina.page
    assert "Loket kedua sudah dibuka" in citizen.read(f"/laporan/{number.group()}")
    assert "Sudah ada laporan yang masuk dan diselesaikan." in admin.read("/pengelola")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_draft_that_contradicts_itself_is_named_at_its_step_and_not_released(
    app: Flask, admin: Visitor
) -> None:
    _saves(admin, "unit/hapus", what="SARPRAS")
    page = admin.read(AT)
    assert "perlu diperbaiki" in page and "Rilis sekarang" not in page
    assert "categories.toml: category[sampah].first_handler" in admin.read(f"{AT}/jenis")
    admin.send(f"{AT}/rilis", of=AT, by=f"{AT}/buang", edition="1")
    assert admin.status == 409
    assert app.extensions[KEY].release == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_was_added_is_changed_taken_out_and_thrown_away(app: Flask, admin: Visitor) -> None:
    _saves(admin, "unit/templat", template="puskesmas")
    begun = _zip(admin)
    assert b"Poli Contoh" not in _read(begun, "units.toml")
    names = {"name": "Poli Contoh", "name_en": "Sample Clinic", "under": "PKM"}
    _saves(admin, "unit/tambah", code="POLI", head="Kepala Poli", **names)
    _saves(admin, "unit/ubah", unit="POLI", **{**names, "name": "Poli Gigi Contoh"})
    assert "Poli Gigi Contoh" in admin.read(f"{AT}/unit")
    nurse = {"code": "perawat_gigi", "unit": "POLI", "name": "Perawat Gigi", "name_en": "Nurse", "seats": "2"}
    admin.send(f"{AT}/jabatan/tambah", of=f"{AT}/unit", edition=_edition(admin, f"{AT}/unit"), **nurse)
    assert admin.status == 303 and "Perawat Gigi" in admin.read(f"{AT}/unit")
    admin.send(
        f"{AT}/jabatan/hapus", of=f"{AT}/unit", edition=_edition(admin, f"{AT}/unit"), what="perawat_gigi"
    )
    assert admin.status == 303 and "Perawat Gigi" not in admin.read(f"{AT}/unit")
    _saves(admin, "jam/tutup", on="2026-12-01", name="Hari jadi")
    assert "Hari jadi" in admin.read(f"{AT}/jam")
    _saves(admin, "jam/buka", what="2026-12-01")
    assert "Hari jadi" not in admin.read(f"{AT}/jam")
    words = {"name": "Antrean", "name_en": "Queues", "hint": "Terlalu lama.", "hint_en": "Too long."}
    _saves(admin, "jenis/tambah", code="antrean", kind="complaint", unit="POLI", **words)
    assert b'code = "antrean"' in _read(_zip(admin), "categories.toml")
    _saves(admin, "jenis/hapus", what="antrean")
    assert b'code = "antrean"' not in _read(_zip(admin), "categories.toml")
    admin.send(f"{AT}/buang", of=AT, edition=_edition(admin, AT))
    assert admin.status == 303, admin.page
    assert _zip(admin) != begun and app.extensions[KEY].release == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_later_of_two_saves_is_told_and_loses_nothing(admin: Visitor) -> None:
    _saves(admin, "unit/templat", template="dinas")
    late = {"edition": "0", "what": "UPT"}
    admin.send(f"{AT}/unit/hapus", of=f"{AT}/unit", **late)
    assert admin.status == 409
    assert "sudah disimpan orang lain" in admin.page
    assert "UPT" in admin.read(f"{AT}/unit")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_rules_leave_as_files_and_come_back_byte_by_byte(admin: Visitor) -> None:
    _saves(admin, "kantor", **OFFICE)
    taken = _zip(admin)
    _saves(admin, "unit/templat", template="dinas")
    changed = _zip(admin)
    assert changed != taken
    _imports(admin, taken)
    assert admin.status == 303, admin.page
    assert _zip(admin) == taken
    _saves(admin, "kantor", **{**OFFICE, "code": "lain"})
    before = _zip(admin)
    for body, said in ((taken, "buku aturan kantor lain (contoh)"), (b"bukan zip", "bukan zip buku aturan")):
        _imports(admin, body)
        assert admin.status == 422
        assert said in admin.page
        assert _zip(admin) == before


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_area_is_drawn_and_gives_each_kelurahan_a_unit(app: Flask, admin: Visitor) -> None:
    ring = [[101.0, 1.0], [101.1, 1.0], [101.1, 1.1], [101.0, 1.0]]
    whole = {"type": "Polygon", "coordinates": [ring]}
    named = {"kode": "14.71.01.1001", "nama": "Contoh Hilir"}
    for geometry, properties in (
        (whole, {"nama": "Tanpa kode"}),
        ({"type": "Point", "coordinates": [1, 2]}, named),
    ):
        _sends_area(admin, geometry, properties)
        assert admin.status == 422, admin.page
    _sends_area(admin, whole, named)
    assert admin.status == 303, admin.page
    assert "<path" in admin.read(f"{AT}/wilayah") and "Contoh Hilir" in admin.page
    _saves(admin, "unit/templat", template="kecamatan")
    _releases(admin)
    assert [one.name for one in app.extensions[KEY].rulebook.kelurahan] == ["Contoh Hilir"]
    assert "Kelurahan Contoh Hilir" in admin.read("/pengelola/pegawai")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_release_holds_in_another_process_and_after_a_new_start(
    app: Flask, admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("complaints_service.edge.rulebook.LOOK_SECONDS", 0.0)
    service = app.extensions[KEY]
    other = create_app(service.settings, service.rulebook)
    beside = Visitor(other.test_client())
    assert "Puskesmas Contoh" not in beside.read("/lapor")
    _saves(admin, "kantor", **OFFICE)
    assert "Puskesmas Contoh" not in beside.read("/lapor")
    _releases(admin)
    assert "Puskesmas Contoh" in beside.read("/lapor")
    anew = prepare(replace(service, release=0), now=MONDAY).service
    assert (anew.rulebook.office.prefix, anew.release) == ("CTH", 1)
    shift = LiveService(replace(service, release=0)).at(MONDAY)
    assert shift.rulebook.office.prefix == "CTH"


def _zip(admin: Visitor) -> bytes:
    return admin.client.get(f"{AT}/aturan.zip").data


def _read(body: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as kept:
        return kept.read(next(one for one in kept.namelist() if one.endswith(name)))


def _imports(admin: Visitor, body: bytes) -> None:
    admin.send(f"{AT}/impor", of=AT, edition=_edition(admin, AT), file=(io.BytesIO(body), "aturan.zip"))  # type: ignore[arg-type]


def _sends_area(admin: Visitor, geometry: dict[str, Any], properties: dict[str, str]) -> None:
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    body = io.BytesIO(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())
    page = f"{AT}/wilayah"
    admin.send(page, of=page, edition=_edition(admin, page), file=(body, "wilayah.geojson"))  # type: ignore[arg-type]


def _saves(admin: Visitor, step: str, **typed: str) -> None:
    page = f"{AT}/{step.split('/')[0]}"
    admin.send(f"{AT}/{step}", of=page, edition=_edition(admin, page), **typed)
    assert admin.status == 303, admin.page


def _releases(admin: Visitor) -> None:
    admin.send(f"{AT}/rilis", of=AT, edition=_edition(admin, AT))
    assert admin.status == 303, admin.page
    assert "Draf ini sama dengan aturan yang berlaku." in admin.read(AT)


def _edition(admin: Visitor, page: str) -> str:
    found = re.search(r'name="edition" value="(\d+)"', admin.read(page))
    assert found is not None
    return found.group(1)


def _enters(app: Flask, admin: Visitor, login: str) -> None:
    name, position = PEOPLE[login]
    admin.send(
        "/pengelola/pegawai", of="/pengelola/pegawai",
        name=name, employment="non_asn", position=position, login=login, on="2026-11-23", reason="SK 1/2026",
    )  # fmt: skip
    assert admin.status == 303, admin.page
    at = admin.location
    link = re.search(r"/sandi/[\w-]+", admin.send(f"{at}/tautan", of=at))
    assert link is not None
    _chooses(app, link.group(), login)


def _chooses(app: Flask, link: str, login: str) -> Visitor:
    visitor = Visitor(app.test_client())
    visitor.send(link, of=link, password=f"{PASSWORD} {login}", again=f"{PASSWORD} {login}")
    assert visitor.status == 303, visitor.page
    return _signs_in(app, login)


def _signs_in(app: Flask, login: str) -> Visitor:
    visitor = Visitor(app.test_client())
    visitor.send("/masuk", of="/masuk", login=login, password=f"{PASSWORD} {login}")
    assert visitor.status == 303, visitor.page
    return visitor
