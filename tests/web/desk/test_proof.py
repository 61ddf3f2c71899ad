"""Proof from the office: pictures of before and after, what the citizen sees of them, and what only the office does."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.support.photos import kept_files, photo, upload
from tests.support.visitors import Visitor, when
from tests.support.world import Office, open_office

NOW = when("Tue 2026-11-24 14:05")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(app.extensions[KEY].engine, rulebook)


@pytest.fixture
def rina(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "rina", NOW)


def citizen_of(app: Flask, secret: str) -> Visitor:
    citizen = Visitor(app.test_client())
    citizen.read(f"/lacak/{secret}")
    return citizen


def send(rina: Visitor, number: str, act: str, **fields: object) -> None:
    rina.send(f"/meja/{number}/{act}", of=f"/meja/{number}/{act}", **fields)  # type: ignore[arg-type]
    assert rina.status == 303, rina.page


def test_before_and_after_stand_side_by_side_for_citizen_and_office(
    rina: Visitor, office: Office, app: Flask
) -> None:
    made = office.complain(now=NOW - timedelta(hours=2))
    before, after = [upload("lama.png", photo(1))], [upload("baru.png", photo(2))]
    send(rina, made.number, "resolve", text="Sudah dikeruk.", files_before=before, files_after=after)
    first, second = kept_files(office.engine, made.number)
    assert [(one.role, one.author, one.shown_to_citizen) for one in (first, second)] == [
        ("before", f"person:{office.officers['rina']}", True),
        ("after", f"person:{office.officers['rina']}", True),
    ]
    citizen = citizen_of(app, made.secret)
    for reader, root in ((citizen, "laporan"), (rina, "meja")):
        page = reader.read(f"/{root}/{made.number}")
        pair = page[page.index('<div class="pair">') :]
        places = [pair.index(f"/{root}/{made.number}/berkas/{one.id}/kecil") for one in (first, second)]
        assert pair.index("<b>Sebelum</b>") < places[0] < pair.index("<b>Sesudah</b>") < places[1]
        for one in (first, second):
            assert (
                reader.client.get(f"/{root}/{made.number}/berkas/{one.id}", buffered=True).status_code == 200
            )


def test_without_a_picture_of_before_the_citizens_own_stands_there(
    rina: Visitor, office: Office, app: Flask, client: FlaskClient
) -> None:
    body = {
        "text": "Parit tumpat.", "kelurahan": "12.71.12.1002", "privacy": "open", "about_office": "no",
        "category": "drainase_banjir",
    }  # fmt: skip
    citizen = Visitor(app.test_client())
    citizen.send("/lapor", of="/lapor", **{**body, "files": [upload()]})  # type: ignore[arg-type]
    number = citizen.location.split("/")[2]
    send(rina, number, "resolve", text="Sudah.", files_after=[upload("baru.png", photo(2))])
    own, after = kept_files(office.engine, number)
    pair = citizen.read(f"/laporan/{number}").split('<div class="pair">')[1].split("</div>")[0]
    assert pair.index(f"/berkas/{own.id}/") < pair.index(f"/berkas/{after.id}/")


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("note", {"text": "Pakai truk kecil."}),
        ("message", {"text": "Kami datang besok.", "message_act": "progress", "hide_files": "1"}),
        ("contest", {"from": "2026-11-24T12:10", "until": "2026-11-24T13:00", "reason": "Menunggu alat."}),
    ],
)
def test_what_is_for_the_office_alone_is_not_there_for_the_citizen(
    rina: Visitor, office: Office, app: Flask, act: str, fields: dict[str, str]
) -> None:
    made = office.complain(now=NOW - timedelta(hours=2))
    send(rina, made.number, act, **fields, files=[upload()])
    [one] = kept_files(office.engine, made.number)
    assert not one.shown_to_citizen
    citizen, place = citizen_of(app, made.secret), f"berkas/{one.id}"
    assert place not in citizen.read(f"/laporan/{made.number}")
    for end in ("", "/kecil"):
        assert citizen.client.get(f"/laporan/{made.number}/{place}{end}").status_code == 404
        assert rina.client.get(f"/meja/{made.number}/{place}{end}", buffered=True).status_code == 200
        trantib = Visitor(app.test_client()).sign_in(office, "trantib", NOW)
        assert trantib.client.get(f"/meja/{made.number}/{place}{end}").status_code == 404
    assert place in rina.read(f"/meja/{made.number}") and "Hanya kantor" in rina.page


def test_a_question_brings_a_picture_to_the_citizen(rina: Visitor, office: Office, app: Flask) -> None:
    made = office.complain(now=NOW - timedelta(hours=2))
    send(rina, made.number, "question", text="Yang ini?", files=[upload()])
    [one] = kept_files(office.engine, made.number)
    assert f"berkas/{one.id}/kecil" in citizen_of(app, made.secret).read(f"/laporan/{made.number}")


def test_a_refused_act_keeps_its_files_in_their_own_fields(rina: Visitor, office: Office) -> None:
    made = office.complain(now=NOW - timedelta(hours=2))
    act = f"/meja/{made.number}/resolve"
    rina.send(act, of=act, text="", files_after=[upload("baru.png")])  # type: ignore[arg-type]
    assert rina.status == 422 and 'name="draft_files_after"' in rina.raw and "baru.png" in rina.page
    word = rina.raw.split('name="draft_files_after" value="')[1].split('"')[0]
    rina.send(act, text="Sudah.", draft_files_after=html.unescape(word))
    assert [one.role for one in kept_files(office.engine, made.number)] == ["after"]


def test_an_act_that_takes_no_files_says_so(rina: Visitor, office: Office) -> None:
    made = office.complain(now=NOW - timedelta(hours=2))
    act = f"/meja/{made.number}/handover"
    other = f"person:{office.officers['budi']}" if "budi" in office.officers else "unit:TRANTIB"
    rina.send(act, of=act, to=other, reason="Ke sana.", files=[upload()])  # type: ignore[arg-type]
    assert rina.status == 409 and "tidak menerima berkas" in rina.page
    assert kept_files(office.engine, made.number) == []


def test_a_merged_citizens_photo_is_read_where_its_words_are_and_by_no_other_citizen(
    rina: Visitor, office: Office, app: Flask
) -> None:
    survivor = office.complain(now=NOW - timedelta(hours=3))
    merged = office.complain(now=NOW - timedelta(hours=2))
    hour_ago = NOW - timedelta(hours=1)
    office.act("kasi", merged.number, "merge", into=survivor.number, reason="Sama.", now=hour_ago)
    citizen = citizen_of(app, merged.secret)
    page = f"/laporan/{merged.number}"
    citizen.send(f"{page}/pesan", of=page, text="Masih tumpat.", files=[upload()])  # type: ignore[arg-type]
    assert citizen.status == 303, citizen.page
    [own] = kept_files(office.engine, merged.number)
    [there] = kept_files(office.engine, survivor.number)
    assert own.shown_to_citizen and own.path == there.path
    assert f"berkas/{there.id}/kecil" in rina.read(f"/meja/{survivor.number}")
    neighbour = citizen_of(app, survivor.secret)
    assert "/berkas/" not in neighbour.read(f"/laporan/{survivor.number}")
    assert neighbour.client.get(f"/laporan/{survivor.number}/berkas/{there.id}").status_code == 404
    assert citizen.client.get(f"{page}/berkas/{own.id}", buffered=True).status_code == 200


def asking(app: Flask, rulebook: Rulebook, proof: str) -> None:
    """Makes the service one whose office asks so for photos of what was done, whatever a report is about."""
    categories = tuple(replace(each, proof=proof) for each in rulebook.categories)
    kept = app.extensions[KEY]
    app.extensions[KEY] = replace(kept, rulebook=replace(kept.rulebook, categories=categories))


def test_where_a_photo_is_needed_nothing_is_resolved_without_one(
    rina: Visitor, office: Office, app: Flask, rulebook: Rulebook
) -> None:
    before = app.extensions[KEY]
    try:
        asking(app, rulebook, "required")
        number = office.complain(now=NOW - timedelta(hours=2)).number
        page = f"/meja/{number}/resolve"
        assert "tidak selesai tanpa foto" in rina.read(page)
        tried: list[dict[str, object]] = [
            {},
            {"files_before": [upload("lama.png", photo(1))]},
            {"files": [upload("catatan.txt", b"Sudah dikeruk.")]},
            {"files_after": [upload("baru.png", photo(2))], "hide_files": "1"},
        ]
        for files in tried:
            rina.send(page, of=page, text="Sudah dikeruk.", **files)  # type: ignore[arg-type]
            assert rina.status == 422 and "Lampirkan foto sesudah dikerjakan" in rina.page
            assert "Sudah dikeruk." in rina.page
        assert kept_files(office.engine, number) == []
        send(rina, number, "message", text="Masih dikeruk.", message_act="progress")
        send(rina, number, "resolve", text="Sudah dikeruk.", files_after=[upload("baru.png", photo(2))])
        assert [one.role for one in kept_files(office.engine, number)] == ["after"]
    finally:
        app.extensions[KEY] = before


def test_where_a_photo_is_asked_for_the_page_says_so_and_goes_on(rina: Visitor, office: Office) -> None:
    number = office.complain(now=NOW - timedelta(hours=2), category="sampah").number
    assert "warga menilai dari situ" in rina.read(f"/meja/{number}/resolve")
    send(rina, number, "resolve", text="Sudah diangkut.")
    other = office.complain(
        now=NOW - timedelta(hours=2), category="adminduk", kelurahan="12.71.12.1002"
    ).number
    office.act("meja", other, "assign", to=f"person:{office.officers['rina']}", reason="Tolong.", now=NOW)
    assert "warga menilai dari situ" not in rina.read(f"/meja/{other}/resolve")
